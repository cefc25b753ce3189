"""Questions that stand over the screen and wait for an answer."""
