"""Settings, paths, secrets and the log: the ground floor."""
