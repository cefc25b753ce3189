"""Fast tests of one floor at a time."""
