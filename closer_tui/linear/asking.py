"""What a decision still needs to know, asked in lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from closer_tui.domain.errors import CloserError
from closer_tui.domain.handover import HandOver, parse_promise
from closer_tui.linear.lines import Lines
from closer_tui.tui.asking import Choice, ReadMoment
from closer_tui.tui.drawing import one_line

__all__ = ["LineAsk"]

STOPS = "An empty line stops."
KINDS: Final = {
    "facts": "A fact?",
    "promises": "A promise? With the day it is due: a voucher @ 2026-12-01.",
    "questions": "An open question?",
    "dos": "Something to do?",
    "donts": "Something not to do?",
}
"""The kinds of things a hand-over holds, and how each is asked for."""


class LineAsk:
    """An `Ask` of the linear face. The end of the input answers every question with no."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._said = ""

    def said_already(self, answer: str) -> None:
        """What was typed after the verb, `tag vip`: the answer to the first choice it asks for, if that fits. Never to
        a yes or no."""
        self._said = answer

    async def confirm(self, title: str, lines: Sequence[str], *, yes: str) -> bool:
        """Only the word yes is a yes: a line meant for something else must not decide."""
        self._lines.say(one_line(title), *(one_line(line) for line in lines))
        return await self._lines.hear(f"Type yes to {one_line(yes)}. Anything else stops.") == "yes"

    async def hand_over(self, conversation_n: int, who: str) -> HandOver | None:
        """One kind of thing after the other, an item a line; an empty line goes on to the next kind."""
        self._lines.say(f"Hand {one_line(who)} back to the bot: tell it what it must know. An empty line goes on.")
        told: dict[str, list[str]] = {}
        for name, question in KINDS.items():
            told[name] = []
            while said := await self._lines.hear(question):
                told[name].append(said)
        summary = HandOver.of(
            facts=told["facts"],
            promises=[parse_promise(each) for each in told["promises"]],
            questions=told["questions"],
            dos=told["dos"],
            donts=told["donts"],
        )
        if summary.empty:
            self._lines.say("Nothing was said, so nothing was handed back.")
            return None
        return summary

    def handed_over(self, conversation_n: int) -> None:
        """Nothing is kept here."""

    async def choose(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        free: str = "",
        start: str = "",
        shown: Callable[[str], None] | None = None,
    ) -> str | None:
        """A number, a name as it was read out, or a text of one's own where that is asked for."""
        already, self._said = self._said, ""
        if already and (fits := _picked(already, choices) or (already if free else None)):
            return fits
        self._lines.say(one_line(title))
        for number, choice in enumerate(choices, start=1):
            detail = f", {one_line(choice.detail)}" if choice.detail else ""
            self._lines.say(f"{number}. {one_line(choice.label)}{detail}")
        own = f" Or: {one_line(free)}." if free else ""
        default = f" Now: {one_line(start)}." if start else ""
        while True:
            said = await self._lines.hear(f"Which one? Type its number or name.{own}{default} {STOPS}")
            if not said:
                return None
            found = _picked(said, choices)
            if found is not None or free:
                return said if found is None else found
            self._lines.say(f"There is no {one_line(said, 60)} here.")

    async def moment(self, title: str, choices: Sequence[Choice], read: ReadMoment) -> int | None:
        """A number of the list, or a time as one says it; what was understood is read back."""
        already, self._said = self._said, ""
        said: str | None = already
        if not already:
            self._lines.say(one_line(title))
            for number, choice in enumerate(choices, start=1):
                self._lines.say(f"{number}. {one_line(choice.label)}, {one_line(choice.detail)}")
        while said := said or await self._lines.hear(f"When? Type a number, or a time like tomorrow 9. {STOPS}"):
            try:
                at = read.parse(_picked(said, choices) or said)
            except CloserError as error:
                self._lines.say(one_line(str(error)))
                said = None
            else:
                self._lines.say(read.words(at))
                return at
        return None


def _picked(said: str, choices: Sequence[Choice]) -> str | None:
    if said.isascii() and said.isdigit() and 0 < int(said[:6]) <= len(choices):
        return choices[int(said[:6]) - 1].value
    for choice in choices:
        if said.casefold() in {one_line(choice.label).casefold(), choice.value.casefold()}:
            return choice.value
    return None
