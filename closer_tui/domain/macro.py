"""Macros: a text and actions under one name, written one action a line.

    tag catering
    assign paul
    snooze tomorrow 9
    reply Dear {contact.first_name},
    your table is booked.

`reply` takes the rest of the script, line breaks included. Whatever the order they are written in, actions are done in
the one order that makes sense: the reply first, as it is about what stands there now; where the conversation goes last.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from closer_tui.domain.errors import InvalidInput
from closer_tui.domain.filling import fill
from closer_tui.domain.priority import parse_priority
from closer_tui.domain.ready_text import LONGEST_TITLE, body_of, shortcut_of
from closer_tui.domain.text import clean
from closer_tui.domain.tone import normalise_topic

__all__ = ["Macro", "MacroPreview", "Step", "Verb", "parse_script", "preview", "step_words"]

MOST_STEPS: Final = 20


class Verb(StrEnum):
    """What a step does."""

    REPLY = "reply"
    NOTE = "note"
    TAG = "tag"
    UNTAG = "untag"
    PRIORITY = "priority"
    TAKE = "take"
    ASSIGN = "assign"
    UNASSIGN = "unassign"
    ESCALATE = "escalate"
    SNOOZE = "snooze"
    RESOLVE = "resolve"


ORDER: Final = tuple(Verb)
"""The order in which steps are done."""
ALONE: Final = frozenset({Verb.TAKE, Verb.UNASSIGN, Verb.RESOLVE})
"""Verbs without a value."""
_OWNER: Final = frozenset({Verb.TAKE, Verb.ASSIGN, Verb.UNASSIGN, Verb.ESCALATE})
_STATUS: Final = frozenset({Verb.SNOOZE, Verb.RESOLVE})
FORMS: Final = "Write one action a line: " + ", ".join(verb.value for verb in ORDER) + "; reply comes last."


@dataclass(frozen=True, slots=True)
class Step:
    """One action and what it needs: a tag, a name, a topic, a time in words, a text."""

    verb: Verb
    value: str = ""


@dataclass(frozen=True, slots=True)
class Macro:
    """A script under a name."""

    name: str
    script: str
    title: str = ""

    @property
    def steps(self) -> tuple[Step, ...]:
        """Its actions in the order they are done."""
        return parse_script(self.script)

    def checked(self) -> Macro:
        """The same, cleaned and proved to be understood. Raises InvalidInput with the `field` that is wrong."""
        script = body_of(self.script)
        steps = parse_script(script)
        title = clean(self.title, multiline=False).strip()[:LONGEST_TITLE]
        return Macro(shortcut_of(self.name), script, title or "; ".join(step_words(step) for step in steps)[:60])


def parse_script(script: str) -> tuple[Step, ...]:
    """The steps in the order they are done. Raises InvalidInput, naming the line."""
    steps: list[Step] = []
    lines = script.strip("\n").split("\n")
    for number, line in enumerate(lines):
        word, _, rest = line.strip().partition(" ")
        if not word:
            continue
        try:
            verb = Verb(word.casefold().rstrip(":"))
        except ValueError as error:
            raise _wrong(number, f"{word[:30]!r} is no action") from error
        if verb is Verb.REPLY:
            text = "\n".join([rest, *lines[number + 1 :]]).strip()
            if not text:
                raise _wrong(number, "reply needs a text")
            steps.append(Step(verb, text))
            break
        steps.append(_step(number, verb, rest.strip()))
    if not steps:
        raise InvalidInput("the macro does nothing", FORMS, field="body")
    if len(steps) > MOST_STEPS:
        raise InvalidInput(f"the macro has {len(steps)} actions", f"Keep it to {MOST_STEPS}.", field="body")
    for kind, what in ((_OWNER, "one owner"), (_STATUS, "one end"), (frozenset({Verb.REPLY}), "one reply")):
        if sum(step.verb in kind for step in steps) > 1:
            raise InvalidInput(f"a conversation has only {what}", "Leave one of those actions out.", field="body")
    return tuple(sorted(dict.fromkeys(steps), key=lambda step: ORDER.index(step.verb)))


def _step(number: int, verb: Verb, value: str) -> Step:
    if verb in ALONE:
        if value:
            raise _wrong(number, f"{verb.value} takes nothing after it")
        return Step(verb)
    if verb in {Verb.TAG, Verb.UNTAG, Verb.ESCALATE}:
        value = normalise_topic(value)
    if verb is Verb.PRIORITY:
        value = parse_priority(value).word
    if not value:
        raise _wrong(number, f"{verb.value} needs a word after it")
    return Step(verb, value[:2_000])


def _wrong(number: int, what: str) -> InvalidInput:
    return InvalidInput(f"line {number + 1}: {what}", FORMS, field="body")


WORDS: Final = {
    Verb.REPLY: "send this reply",
    Verb.NOTE: "note “{}”",
    Verb.TAG: "add the tag {}",
    Verb.UNTAG: "take the tag {} away",
    Verb.PRIORITY: "set its priority to {}",
    Verb.TAKE: "take it over",
    Verb.ASSIGN: "give it to {}",
    Verb.UNASSIGN: "give it to nobody",
    Verb.ESCALATE: "put it into the queue #{}",
    Verb.SNOOZE: "put it away until {}",
    Verb.RESOLVE: "mark it as done",
}


def step_words(step: Step) -> str:
    """What a step will do, as a person reads it before saying yes."""
    return WORDS[step.verb].replace("{}", step.value)


@dataclass(frozen=True, slots=True)
class MacroPreview:
    """What a macro would do in one conversation, line by line, and the places nothing is known for."""

    lines: tuple[str, ...]
    missing: tuple[str, ...]


def preview(
    macro: Macro, values: Mapping[str, str], *, tags: Collection[str] = (), moment: Callable[[str], str]
) -> MacroPreview:
    """Exactly what would happen now. `moment` turns a time in words into the moment it means, or raises BadTime."""
    lines: list[str] = []
    missing: dict[str, None] = {}
    for step in macro.steps:
        value = step.value
        if step.verb in {Verb.REPLY, Verb.NOTE}:
            filled = fill(value, values)
            missing |= dict.fromkeys(filled.missing)
            value = filled.text
        elif step.verb is Verb.SNOOZE:
            value = moment(value)
        words = step_words(Step(step.verb, value))
        if step.verb is Verb.TAG and value in tags:
            words += " (it is there already)"
        if step.verb is Verb.UNTAG and value not in tags:
            words += " (it is not there)"
        lines.append(f"• {words}{':' if step.verb is Verb.REPLY else ''}")
        if step.verb is Verb.REPLY:
            lines += [f"  {line}" for line in value.split("\n")]
    return MacroPreview(tuple(lines), tuple(missing))
