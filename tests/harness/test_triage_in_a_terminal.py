"""A pile of thirty drafts decided in a real terminal, by keys alone, while messages keep arriving in a big store."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from closer_tui.config.paths import Paths
from tests.benchmarks.beside import screen_on
from tests.benchmarks.corpus import Size, generate
from tests.support.triage import ADDED, DRAFTS, REASON, TOPIC, Triage, body_for, lay_out, plan, triage

CONVERSATIONS = 100_000
RATE = 20
MOST_KEYS = 60


@pytest.mark.long
@pytest.mark.timeout(1_800)
def test_thirty_drafts_take_at_most_sixty_keys_and_each_decision_is_about_who_was_shown(
    tmp_path: Path, scale: float
) -> None:
    """A frame that takes longer than PATIENCE fails; how long they should take, `benchmarks.triage` measures."""
    conversations = CONVERSATIONS if scale >= 1 else 4_000
    paths = generate(tmp_path / "home", Size("triage", conversations * 2, conversations, 1))
    waiting = lay_out(paths)
    with screen_on(paths) as terminal:
        done = triage(terminal, paths, rate=RATE)
    print(f"{conversations:,} conversations: {done.figures()}")
    assert done.commands <= MOST_KEYS
    assert sorted(who for who, _ in done.decided) == sorted(waiting)
    assert Counter(kind for _, kind in done.decided) == Counter(plan())
    judge(paths, done)
    assert done.arrived > 0


def judge(paths: Paths, done: Triage) -> None:
    """Every decision is in the store as it was made, and whoever wrote meanwhile was not touched by one."""
    with closing(sqlite3.connect(paths.database)) as db:
        for who, kind in done.decided:
            state, sent_body, decision, owner, topic, address = db.execute(
                "SELECT d.state, d.sent_body, d.decision, c.owner_kind, c.owner_name, c.address FROM drafts d"
                " JOIN conversations c ON c.n = d.conversation_n WHERE c.n = ? AND d.revision = 1",
                (who,),
            ).fetchone()
            left = db.execute("SELECT recipient, body FROM outbox WHERE conversation_n = ?", (who,)).fetchall()
            if kind in {"approve", "edit"}:
                body = body_for(who) + (ADDED if kind == "edit" else "")
                assert (state, sent_body, left) == ("approved", body, [(address, body)])
            else:
                assert left == []
            if kind == "reject":
                assert (state, decision) == ("rejected", REASON)
            if kind == "escalate":
                assert (owner, topic, state) == ("queue", TOPIC, "pending")  # the draft goes along as a proposal
        assert db.execute("SELECT count(*) FROM outbox").fetchone()[0] == sum(
            kind in {"approve", "edit"} for _, kind in done.decided
        )
        assert len(done.decided) == DRAFTS
