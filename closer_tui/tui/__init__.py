"""The screen: what a person sees and presses. It reads the store and acts through a Desk; the network is not its."""

import os

# Read once, when Textual is imported: at the default of 60 a second frame right after a first waits for a timer,
# and what was typed into the search stands on the screen after 29 ms instead of 13.
os.environ.setdefault("TEXTUAL_FPS", "240")
