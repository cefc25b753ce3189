"""Webhooks out: signatures, addresses, attempts."""
