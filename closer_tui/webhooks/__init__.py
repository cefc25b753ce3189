"""What the world is told: events, their signatures, and when to try again."""
