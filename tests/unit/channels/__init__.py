"""The connectors."""
