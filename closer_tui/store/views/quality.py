"""The quality of the drafts: sums of days that are kept as decisions are made, and the moves of conversations.

Days are whole days in UTC. A hundred thousand decisions are a few thousand rows here, and no decision is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from closer_tui.domain.clock import DAY
from closer_tui.domain.decision import FOR_A_PERSON
from closer_tui.domain.quality import Escalations, Tally
from closer_tui.store import keys
from closer_tui.store.views.reader import Reader
from closer_tui.store.views.rows import iso

SUMS: Final = (
    "SELECT (day + 3) / 7, inbox_n, topic, outcome, edit_class, sum(count), sum(compared), sum(similarity)"
    " FROM decision_days WHERE day >= ? AND (? = 0 OR inbox_n = ?) GROUP BY 1, 2, 3, 4, 5 HAVING sum(count) > 0"
)
TIMES: Final = (
    "SELECT took_ms, sum(count) FROM decision_times WHERE day >= ? AND (? = 0 OR inbox_n = ?) GROUP BY 1 ORDER BY 1"
)
BY_THE_BOT: Final = """
SELECT m.name, h.at IS NOT NULL,
  EXISTS (SELECT 1 FROM messages o WHERE o.conversation_n = m.conversation_n AND o.at >= m.at
          AND o.at <= coalesce(h.at, 9e15) AND o.direction = 'outbound'), count(*)
FROM owner_moves m LEFT JOIN owner_moves h ON h.n = (
  SELECT b.n FROM owner_moves b WHERE b.conversation_n = m.conversation_n AND b.epoch > m.epoch
  AND b.event = 'HAND_BACK' AND b.undone_at IS NULL ORDER BY b.epoch LIMIT 1)
WHERE m.at >= ? AND m.event = 'ESCALATE' AND m.actor = 'bot' AND m.undone_at IS NULL
  AND (? = 0 OR (SELECT c.inbox_n FROM conversations c WHERE c.n = m.conversation_n) = ?)
GROUP BY 1, 2, 3
"""
BY_HAND: Final = """
SELECT CASE m.event WHEN 'ESCALATE' THEN m.name ELSE c.topic END, count(*)
FROM owner_moves m JOIN conversations c ON c.n = m.conversation_n
WHERE m.at >= ? AND m.event IN ('TAKE', 'ASSIGN', 'ESCALATE') AND m.actor <> 'bot' AND m.undone_at IS NULL
  AND json_extract(m.before_json, '$.kind') = 'bot' AND (? = 0 OR c.inbox_n = ?)
GROUP BY 1
"""
REFUSED: Final = """
SELECT x.topic, count(*) FROM decisions x
WHERE x.at >= ? AND x.outcome = 'rejected' AND x.reason = ? AND (? = 0 OR x.inbox_n = ?) AND NOT EXISTS (
  SELECT 1 FROM owner_moves m WHERE m.conversation_n = x.conversation_n AND m.at >= x.ready_at
  AND m.event IN ('TAKE', 'ASSIGN', 'ESCALATE') AND m.actor <> 'bot' AND m.undone_at IS NULL)
GROUP BY 1
"""
BAD: Final = (
    "SELECT message_seq, conversation_n, word, at FROM feedback"
    " WHERE at >= ? AND verdict = 'bad' AND (? = 0 OR inbox_n = ?) ORDER BY at DESC LIMIT 5"
)
SAID: Final = "SELECT verdict, count(*) FROM feedback WHERE at >= ? AND (? = 0 OR inbox_n = ?) GROUP BY 1"


@dataclass(frozen=True, slots=True)
class Said:
    """What a person said of one of the bot's messages."""

    message_seq: int
    conversation_n: int
    word: str
    at: int

    def json(self) -> dict[str, Any]:
        """For `--json`."""
        message, conversation = keys.public("msg", self.message_seq), keys.public("conv", self.conversation_n)
        return {"message": message, "conversation": conversation, "word": self.word, "at": iso(self.at)}


@dataclass(slots=True)
class Quality:
    """The numbers of a stretch of days. Weeks are keyed by the moment (ms) their Monday begins."""

    since: int
    total: Tally = field(default_factory=Tally)
    topics: dict[str, Tally] = field(default_factory=dict)
    inboxes: dict[int, Tally] = field(default_factory=dict)
    weeks: dict[int, Tally] = field(default_factory=dict)
    edits: dict[str, int] = field(default_factory=dict)
    median_ms: int | None = None
    escalations: Escalations = field(default_factory=Escalations)
    escalations_of: dict[str, Escalations] = field(default_factory=dict)
    good: int = 0
    bad: int = 0
    worst: list[Said] = field(default_factory=list)
    """What was last said to be bad."""
    names: dict[int, tuple[str, str]] = field(default_factory=dict)
    """Of each inbox its id and name."""

    def json(self) -> dict[str, Any]:
        """As `quality --json` prints it."""
        weeks = [{"week": iso(at), **tally.json()} for at, tally in sorted(self.weeks.items())]
        return {
            "since": iso(self.since),
            **self.total.json(),
            "median_ms_to_decide": self.median_ms,
            "edit_classes": dict(sorted(self.edits.items(), key=lambda item: (-item[1], item[0]))),
            "escalations": self.escalations.json(),
            "feedback": {"good": self.good, "bad": self.bad, "worst": [each.json() for each in self.worst]},
            "topics": {name: tally.json() for name, tally in sorted(self.topics.items())},
            "escalations_by_topic": {name: each.json() for name, each in sorted(self.escalations_of.items())},
            "inboxes": {self.names.get(n, (str(n), ""))[0]: tally.json() for n, tally in self.inboxes.items()},
            "weeks": weeks,
        }


def read(r: Reader, *, since: int, inbox_n: int = 0) -> Quality:
    """The numbers since the day of a moment (ms), of one inbox or of all (0)."""
    day = max(0, since) // DAY
    found = Quality(day * DAY)
    which = (inbox_n, inbox_n)
    with r.moment():
        _sums(r, found, day, which)
        found.median_ms = _median(r.all(TIMES, (day, *which)))
        _moves(r, found, day * DAY, which)
        said: Mapping[str, int] = dict(r.all(SAID, (day * DAY, *which)))
        found.worst = [Said(*row) for row in r.all(BAD, (day * DAY, *which))]
        found.good, found.bad = said.get("good", 0), said.get("bad", 0)
        found.names = {n: (id, name) for n, id, name in r.all("SELECT n, id, name FROM inboxes")}
    return found


def _median(counted: Sequence[tuple[int, int]]) -> int | None:
    """The time that half of them did not exceed, to the second, minute, hour or day that is kept."""
    left = (sum(count for _, count in counted) + 1) // 2
    for took, count in counted:
        left -= count
        if count and left <= 0:
            return max(0, took)
    return None


def _sums(r: Reader, found: Quality, day: int, which: tuple[int, int]) -> None:
    for week, inbox_n, topic, outcome, kind, count, compared, likeness in r.all(SUMS, (day, *which)):
        monday = max(0, week * 7 - 3) * DAY
        for tally in (
            found.total,
            found.topics.setdefault(topic, Tally()),
            found.inboxes.setdefault(inbox_n, Tally()),
            found.weeks.setdefault(monday, Tally()),
        ):
            tally.add(outcome, count, compared, likeness)
        if kind and outcome == "edited":
            found.edits[kind] = found.edits.get(kind, 0) + count


def _moves(r: Reader, found: Quality, since: int, which: tuple[int, int]) -> None:
    for topic, back, answered, count in r.all(BY_THE_BOT, (since, *which)):
        for each in (found.escalations, found.escalations_of.setdefault(topic, Escalations())):
            if answered:
                each.right += count
            elif back:
                each.unneeded += count
            else:
                each.open += count
    missed = [*r.all(BY_HAND, (since, *which)), *r.all(REFUSED, (since, FOR_A_PERSON, *which))]
    for topic, count in missed:
        for each in (found.escalations, found.escalations_of.setdefault(topic or "", Escalations())):
            each.missed += count
