"""Where one was: the conversations visited, each with the view it was seen in, newest last."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Place", "Visits"]

LONGEST = 50


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation and the key of the view."""

    view: str
    conversation_n: int


@dataclass(slots=True)
class Visits:
    """A short history. Walking back forgets what is left behind."""

    places: list[Place] = field(default_factory=list)

    def visit(self, place: Place) -> None:
        """Remember a place; to stay where one is adds nothing."""
        if self.places and self.places[-1].conversation_n == place.conversation_n:
            self.places.pop()
        self.places = [*self.places, place][-LONGEST:]

    def back(self, here: int | None) -> Place | None:
        """The last place with another conversation than `here`; None when there is none."""
        while self.places:
            place = self.places.pop()
            if place.conversation_n != here:
                return place
        return None
