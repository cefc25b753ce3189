"""The parts screens are made of. Lists and threads paint lines themselves; nothing mounts a widget for a row."""
