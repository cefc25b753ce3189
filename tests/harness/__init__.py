"""Long runs: kills, faults, volume."""
