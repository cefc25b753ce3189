"""What became of a draft that was put before a person, and of what kind a person's change was."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from closer_tui.domain.draft import DraftEvent


class Outcome(StrEnum):
    """How a draft ended. The first two left for the customer; a decision of a person is one of the first four. ALONE
    left without one."""

    UNCHANGED = "unchanged"
    EDITED = "edited"
    REJECTED = "rejected"
    BY_HAND = "by_hand"
    ALONE = "alone"
    STALE = "stale"
    SUPERSEDED = "superseded"
    WITHHELD = "withheld"
    EXPIRED = "expired"


LEFT: Final = (Outcome.UNCHANGED, Outcome.EDITED)
"""The draft was sent, as it was or changed."""
DECIDED: Final = (*LEFT, Outcome.REJECTED, Outcome.BY_HAND)
"""A person judged the draft. The others were overtaken before anybody did, and say nothing about how good it was."""

_OF: Final = {
    DraftEvent.REJECT: Outcome.REJECTED,
    DraftEvent.NEW_INBOUND: Outcome.STALE,
    DraftEvent.SUPERSEDE: Outcome.SUPERSEDED,
    DraftEvent.WITHHOLD: Outcome.WITHHELD,
    DraftEvent.EXPIRE: Outcome.EXPIRED,
}


FOR_A_PERSON: Final = "A person should answer"
"""The reason of a rejection that says the bot should have escalated."""


class EditClass(StrEnum):
    """The kinds of change a person makes to a draft (inbox-zero's thirteen)."""

    NO_MEANINGFUL_EDIT = "no_meaningful_edit"
    GREETING_SIGNOFF_ONLY = "greeting_signoff_only"
    STRUCTURE_ONLY = "structure_only"
    VERBOSE_PADDING = "verbose_padding"
    OVER_HEDGING = "over_hedging"
    UNNECESSARY_QUESTION = "unnecessary_question"
    MISSED_ASK = "missed_ask"
    MISSING_FACT = "missing_fact"
    FACTUAL_CORRECTION = "factual_correction"
    WRONG_COMMITMENT = "wrong_commitment"
    WRONG_REGISTER = "wrong_register"
    WRONG_LANGUAGE = "wrong_language"
    FULL_REWRITE = "full_rewrite"


EDIT_WORDS: Final = {
    EditClass.NO_MEANINGFUL_EDIT: "hardly anything",
    EditClass.GREETING_SIGNOFF_ONLY: "greeting or sign-off",
    EditClass.STRUCTURE_ONLY: "order and layout",
    EditClass.VERBOSE_PADDING: "made shorter",
    EditClass.OVER_HEDGING: "made surer",
    EditClass.UNNECESSARY_QUESTION: "a question taken out",
    EditClass.MISSED_ASK: "something asked, not answered",
    EditClass.MISSING_FACT: "a fact added",
    EditClass.FACTUAL_CORRECTION: "a fact put right",
    EditClass.WRONG_COMMITMENT: "a promise taken out",
    EditClass.WRONG_REGISTER: "said in another tone",
    EditClass.WRONG_LANGUAGE: "another language",
    EditClass.FULL_REWRITE: "written anew",
}
"""Each class as a person reads it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """How a person's words differ from the draft's. `similarity` is 0.0 to 1.0."""

    kind: EditClass
    similarity: float


BOT: Final = "bot"
"""Who acts where no person does."""


def outcome_of(event: DraftEvent, *, by: str = "", by_hand: bool = False, edited: bool = False) -> Outcome | None:
    """What a move of the draft means for its record; None where it means nothing."""
    if event is DraftEvent.APPROVE and by == BOT:
        return Outcome.ALONE
    if event is DraftEvent.APPROVE:
        return Outcome.EDITED if edited else Outcome.UNCHANGED
    if event is DraftEvent.SUPERSEDE and by_hand:
        return Outcome.BY_HAND
    return _OF.get(event)
