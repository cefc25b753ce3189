"""What repeated edits propose to change in the bot, with the edits as evidence. Nothing here changes anything: a person
accepts a proposal or dismisses it, and only edits made after that propose it again.

A rule needs NEEDED edits that agree, and OFTEN of those it could have been seen in.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from closer_tui.domain.decision import EditClass
from closer_tui.domain.ready_text import QuickReply, shortcut_of
from closer_tui.domain.tone import MAX_SIGN_OFF, EmojiUse, SentenceLength, ToneProfile
from closer_tui.drafting.folding import fold, sentences, words_of
from closer_tui.drafting.language import detect
from closer_tui.drafting.scoring import telling
from closer_tui.drafting.tone_lint.emoji import count_emoji
from closer_tui.store.views.edits import EditRow

NEEDED: Final = 3
"""Edits that must agree, each with another customer."""
OFTEN: Final = 0.75
"""Share of the edits in which it could have been seen."""
FEWEST_WORDS: Final = 4
"""Words of a sentence that is worth keeping ready."""
NEW: Final = 0.5
"""Share of its words that the draft had not, from which a sentence counts as added."""
SHOWN: Final = 5
"""Edits shown as evidence."""
LONGEST_SIGN_OFF: Final = 40


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One proposed change: `tone` for an inbox, or a `quick_reply` for all of them. `seen` of `of` edits say so."""

    key: str
    inbox_n: int
    title: str
    why: str
    seen: int
    of: int
    evidence: tuple[EditRow, ...]
    tone: ToneProfile | None = None
    quick_reply: QuickReply | None = None

    def json(self, draft_id: Callable[[int], str], conversation_id: Callable[[int], str]) -> dict[str, Any]:
        """As `learn list --json` prints it."""
        return {
            "id": self.key,
            "title": self.title,
            "why": self.why,
            "seen": self.seen,
            "of": self.of,
            "kind": "tone" if self.tone is not None else "quick_reply",
            "evidence": [
                {
                    "draft": draft_id(row.draft_n),
                    "conversation": conversation_id(row.conversation_n),
                    "before": row.before,
                    "after": row.after,
                }
                for row in self.evidence
            ],
        }


def propose(
    edits: Iterable[EditRow],
    tones: Mapping[int, ToneProfile],
    kept: Iterable[str] = (),
    decided: Mapping[str, int] | None = None,
) -> list[Suggestion]:
    """Everything the edits propose, the best founded first. `tones` are the profiles in force by inbox, `kept` the
    bodies of the quick replies there are, `decided` the moment (ms) each proposal was last decided on."""
    rows = list(edits)
    by_inbox: dict[int, list[EditRow]] = defaultdict(list)
    for row in rows:
        by_inbox[row.inbox_n].append(row)
    settled = decided or {}
    found: list[Suggestion | None] = []
    for inbox_n, mine in sorted(by_inbox.items()):
        tone = tones.get(inbox_n, ToneProfile())
        found += [rule(inbox_n, mine, tone, settled) for rule in (_less_emoji, _more_emoji, _sign_off, _shorter)]
    found += _sentences(rows, {fold(body) for body in kept}, settled)
    return sorted((each for each in found if each is not None), key=lambda each: (-each.seen, each.key))


def _key(*parts: object) -> str:
    return "prop_" + hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _since(rows: Sequence[EditRow], key: str, decided: Mapping[str, int]) -> list[EditRow]:
    return [row for row in rows if row.at > decided.get(key, -1)]


def _agree(seen: Sequence[EditRow], of: Sequence[EditRow]) -> bool:
    return len({row.contact_n for row in seen}) >= NEEDED and len(seen) >= OFTEN * len(of)


def _tone(
    key: str, inbox_n: int, title: str, why: str, seen: Sequence[EditRow], of: Sequence[EditRow], tone: ToneProfile
) -> Suggestion | None:
    if not _agree(seen, of):
        return None
    return Suggestion(key, inbox_n, title, why, len(seen), len(of), tuple(seen[:SHOWN]), tone=tone)


def _less_emoji(
    inbox_n: int, rows: Sequence[EditRow], tone: ToneProfile, decided: Mapping[str, int]
) -> Suggestion | None:
    key = _key("emoji", inbox_n, EmojiUse.NEVER.value)
    could = [row for row in _since(rows, key, decided) if count_emoji(row.before)]
    seen = [row for row in could if not count_emoji(row.after)]
    if tone.emoji is EmojiUse.NEVER:
        return None
    why = f"You took the emoji out of {len(seen)} of {len(could)} drafts that had some."
    wanted = replace(tone, emoji=EmojiUse.NEVER)
    return _tone(key, inbox_n, "Use no emoji", why, seen, could, wanted)


def _more_emoji(
    inbox_n: int, rows: Sequence[EditRow], tone: ToneProfile, decided: Mapping[str, int]
) -> Suggestion | None:
    key = _key("emoji", inbox_n, EmojiUse.SPARINGLY.value)
    could = [row for row in _since(rows, key, decided) if not count_emoji(row.before)]
    seen = [row for row in could if count_emoji(row.after)]
    if tone.emoji is not EmojiUse.NEVER:
        return None
    why = f"You put emoji into {len(seen)} of {len(could)} drafts you edited."
    wanted = replace(tone, emoji=EmojiUse.SPARINGLY)
    return _tone(key, inbox_n, "Use a few emoji", why, seen, could, wanted)


def _sign_off(
    inbox_n: int, rows: Sequence[EditRow], tone: ToneProfile, decided: Mapping[str, int]
) -> Suggestion | None:
    by_line: dict[str, list[EditRow]] = defaultdict(list)
    for row in rows:
        line = _last_line(row.after)
        if line and fold(line) not in {fold(_last_line(row.before)), fold(tone.sign_off)}:
            by_line[line].append(row)
    for line, mine in sorted(by_line.items(), key=lambda item: -len(item[1])):
        key = _key("sign_off", inbox_n, line)
        fresh = _since(rows, key, decided)
        # Sign-offs of other lines count against it; an edit that left the end alone says nothing.
        changed = [row for row in fresh if fold(_last_line(row.after)) != fold(_last_line(row.before))]
        seen = [row for row in mine if row in fresh]
        why = f"You ended {len(seen)} of {len(changed)} replies whose end you changed with this line."
        wanted = replace(tone, sign_off=line[:MAX_SIGN_OFF])
        if found := _tone(key, inbox_n, f"Sign off with “{line}”", why, seen, changed, wanted):
            return found
    return None


def _last_line(text: str) -> str:
    """The last line where it can be a sign-off: short, after another, and no sentence."""
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    last = lines[-1] if len(lines) > 1 else ""
    return last if len(last) <= LONGEST_SIGN_OFF and not last.endswith((".", "?", "。")) else ""


def _shorter(inbox_n: int, rows: Sequence[EditRow], tone: ToneProfile, decided: Mapping[str, int]) -> Suggestion | None:
    lengths = list(SentenceLength)
    place = lengths.index(tone.sentence_length)
    if place == 0:
        return None
    key = _key("sentence_length", inbox_n, lengths[place - 1].value)
    could = _since(rows, key, decided)
    seen = [row for row in could if row.edit_class == EditClass.VERBOSE_PADDING.value]
    why = f"You made {len(seen)} of the {len(could)} drafts you edited shorter."
    wanted = replace(tone, sentence_length=lengths[place - 1])
    return _tone(key, inbox_n, f"Write {lengths[place - 1].value} sentences", why, seen, could, wanted)


def _sentences(rows: Sequence[EditRow], kept: set[str], decided: Mapping[str, int]) -> list[Suggestion | None]:
    """The same sentence added again and again is worth keeping ready, whatever else was edited."""
    added: dict[str, list[EditRow]] = defaultdict(list)
    words: dict[str, str] = {}
    for row in rows:
        before = set(words_of(fold(row.before)))
        for sentence in dict.fromkeys(sentences(row.after)):
            folded = fold(sentence)
            said = words_of(folded)
            if len(said) >= FEWEST_WORDS and sum(word not in before for word in said) >= NEW * len(said):
                words[folded] = sentence
                added[folded].append(row)
    found: list[Suggestion | None] = []
    for folded, mine in added.items():
        key = _key("quick_reply", folded)
        seen = _since(mine, key, decided)
        if len({row.contact_n for row in seen}) < NEEDED or any(folded in body for body in kept):
            continue
        why = f"You added this sentence to {len(seen)} drafts: “{words[folded][:200]}”"
        reply = QuickReply(_shortcut(words[folded]), words[folded], words[folded][:60])
        title = f"Keep /{reply.shortcut} ready"
        found.append(Suggestion(key, 0, title, why, len(seen), len(seen), tuple(seen[:SHOWN]), quick_reply=reply))
    return found


def _shortcut(sentence: str) -> str:
    """The first two words that say what a sentence is about."""
    said = telling(sentence, detect(sentence) or "en")
    first = [word for word in words_of(fold(sentence)) if any(word.startswith(term[:4]) for term in said)]
    return shortcut_of("-".join((first or words_of(fold(sentence)))[:2]))
