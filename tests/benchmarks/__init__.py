"""Measurements, not tests: `python -m tests.benchmarks` prints a table with medians, p95 and ratios to a baseline."""
