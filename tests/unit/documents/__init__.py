"""Tests of reading the owner's files."""
