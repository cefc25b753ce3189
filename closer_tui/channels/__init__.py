"""One package a channel API: how to read it, how to send on it, what it can do."""
