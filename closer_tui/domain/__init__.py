"""The words and the laws: pure, without I/O, clock or randomness."""
