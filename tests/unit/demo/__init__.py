"""Tests of the demo's cast, its director and its driver."""
