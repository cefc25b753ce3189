"""Briefs for tests of drafting: a bakery, a customer, and what was said."""

from __future__ import annotations

from typing import Any

from closer_tui.domain.channel import Capabilities, ChannelKind
from closer_tui.domain.tone import EmojiUse, SentenceLength, ToneProfile
from closer_tui.drafting.brief import DraftBrief, Line, PastAnswer, QuickReply, Speaker

NOON = 1_779_451_200_000
TONE = ToneProfile(2, 4, SentenceLength.SHORT, EmojiUse.SPARINGLY, "— Paul")

HOURS = QuickReply(
    "hours", "Opening hours", "We're open from 8 to 5, Tuesday to Saturday.", ("hours", "open", "opening"), ""
)
HOURS_DE = QuickReply(
    "hours.de",
    "Opening hours",
    "Wir haben Dienstag bis Samstag von 8 bis 17 Uhr geöffnet.",
    ("geöffnet", "offen"),
    "de",
)
PARKING = QuickReply("parking", "Parking", "There's a bay on the quay, free after six.", ("parking", "park", "car"))
DELIVERY = QuickReply(
    "delivery",
    "Delivery",
    "We deliver within five miles for £4. See https://bakery.example/map for the map.",
    ("deliver", "delivery"),
)
CAKES = QuickReply("cakes", "Birthday cakes", "Birthday cakes need four days' notice.", ("birthday", "cake"))
WEDDINGS = QuickReply("weddings", "Wedding cakes", "Wedding cakes need four weeks' notice.", ("wedding", "cake"))
SHELF = (HOURS, HOURS_DE, PARKING, DELIVERY, CAKES, WEDDINGS)


def brief(*asked: str, answered: tuple[tuple[str, str], ...] = (), **changes: Any) -> DraftBrief:
    """A brief in which `asked` waits; `answered` are (customer, business) pairs that came before."""
    lines = [
        line
        for theirs, ours in answered
        for line in (Line(Speaker.CUSTOMER, theirs, NOON), Line(Speaker.BUSINESS, ours, NOON))
    ]
    lines += [Line(Speaker.CUSTOMER, body, NOON) for body in asked]
    values: dict[str, Any] = {
        "lines": tuple(lines),
        "contact_name": "Maria Keller",
        "address": "maria@customers.example",
        "channel": ChannelKind.EMAIL,
        "business": "Harbour Bakery",
        "tone": TONE,
        "quick_replies": SHELF,
        "capabilities": Capabilities(max_body=25_000, opt_out=True),
        "now": NOON,
    }
    return DraftBrief(**(values | changes))


def past(question: str, answer: str, id: str = "draft_1") -> PastAnswer:
    """An answer a person approved once."""
    return PastAnswer(id, question, answer)
