"""Tests of settings, paths, secrets and the log."""
