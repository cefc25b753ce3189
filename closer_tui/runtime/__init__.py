"""The composition roots: one for the engine's process, one for the screen's. They build the parts and own the tasks."""
