"""Two sides keep a tone profile, here and at the server: what happens when they look at each other's."""

from __future__ import annotations

from enum import StrEnum

from closer_tui.domain.tone import ToneProfile


class Meeting(StrEnum):
    """What is to be done. The last two are conflicts, of which a person is told."""

    AGREE = "both have the same"
    WRITE = "ours goes to the server"
    TAKE = "theirs becomes ours"
    WRITE_OVER = "both changed, ours is newer"
    TAKE_OVER = "both changed, theirs is newer"


def meet(base: ToneProfile, ours: ToneProfile, theirs: ToneProfile, *, ours_newer: bool) -> Meeting:
    """`base` is what both had last; before they ever met, the profile everybody begins with."""
    if ours == theirs:
        return Meeting.AGREE
    if theirs == base:
        return Meeting.WRITE
    if ours == base:
        return Meeting.TAKE
    return Meeting.WRITE_OVER if ours_newer else Meeting.TAKE_OVER
