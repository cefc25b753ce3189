"""The screen: what a person sees and presses. It reads the store and acts through a Desk; the network is not its."""

import gc
import os

# Read once, when Textual is imported: at the default of 60 a second frame right after a first waits for a timer,
# and what was typed into the search stands on the screen after 29 ms instead of 13.
os.environ.setdefault("TEXTUAL_FPS", "240")

# Importing makes a hundred thousand objects that stay. Looking through them again and again for garbage takes a
# quarter of the time to the first frame; after it the App sets them aside for good (`gc.freeze`).
gc.set_threshold(50_000, 20, 50)
