"""The use cases: what a key, a command or an API call does."""
