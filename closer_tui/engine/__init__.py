"""What runs in the background, in its own process, each piece of work under a lease."""
