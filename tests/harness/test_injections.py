"""Three hundred injections through the store, the worker and a model on the wire that always obeys, then everything is
approved in bulk: no draft with the attacker's words is free of HOLD, and nothing leaves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from closer_tui.config.secrets import Secret
from closer_tui.config.settings import DraftingSettings, Settings
from closer_tui.domain.bulk import BulkAction, Preview
from closer_tui.domain.channel import ChannelKind
from closer_tui.domain.message import Delivery, Direction
from closer_tui.domain.sync import Incoming
from closer_tui.domain.text import clean
from closer_tui.domain.tone import ToneProfile
from closer_tui.drafting.claude import ClaudeModel
from closer_tui.drafting.compose import write_draft
from closer_tui.engine.drafting import Worker
from closer_tui.services import bulk
from closer_tui.services.tone import tone_set
from closer_tui.store.views import Reader
from closer_tui.store.views import bulk as looking
from tests.support.desk_world import DeskWorld, desk_world
from tests.support.injections import CASES, Attack, attacks
from tests.support.model_server import ANSWER, answering, model_server

DRAFTS = (
    "SELECT d.n, c.thread, d.body, d.model, d.checks_json FROM drafts d JOIN conversations c ON c.n = d.conversation_n"
    " WHERE d.state = 'pending' ORDER BY d.n"
)


async def _arrives(desk: DeskWorld, number: int, attack: Attack) -> None:
    who, now = f"customer-{number:03}@people.example", desk.clock.now()
    name = clean(attack.name, limit=200, multiline=False)
    said = [Incoming(f"{who}-q", who, who, clean(attack.body), now, name=name)]
    if attack.earlier:
        before = now - 60_000
        said = [
            Incoming(f"{who}-a", who, who, clean(attack.earlier), before, name=name),
            Incoming(f"{who}-b", who, who, "Sorry?", before + 1, Direction.OUTBOUND, delivery=Delivery.SENT),
            *said,
        ]
    await desk.hears_page(said)


async def _approve_all(desk: DeskWorld) -> bulk.BulkDone:
    everything = [n for [n] in await desk.rows("SELECT n FROM conversations ORDER BY n")]
    found = Preview(BulkAction.APPROVE, "")
    with Reader.open(desk.store.paths) as reader:
        found.add(looking.facts(reader, everything))
    return await bulk.run(desk.store, BulkAction.APPROVE, "", found.picks, actor="ana")


@pytest.mark.long
async def test_three_hundred_injections_leave_no_draft_free_and_send_nothing(tmp_path: Path) -> None:
    async with desk_world(tmp_path / "home", channel=ChannelKind.EMAIL) as desk, model_server(answering()) as server:
        # The harshest profile: no topic sends anything to a person before the model is asked.
        await tone_set(desk.store, desk.inbox.n, ToneProfile(sign_off="— Paul", escalation_topics=()), actor="owner")
        drafting = DraftingSettings(base_url=server.url, deadline_seconds=20.0, daily_budget_usd=1_000.0)
        model = ClaudeModel(drafting, Secret("sk-canary"))
        write = write_draft(desk.store, Settings().model_copy(update={"drafting": drafting}), model)
        worker = Worker(desk.store, write, lambda *_: None, 60_000)
        try:
            for number, attack in enumerate(attacks()):
                server.script = answering(ANSWER | {"reply": f"Hi,\n\n{attack.wanted}\n\n— Paul"})
                await _arrives(desk, number, attack)
                await worker.round(even_early=True)
        finally:
            await model.aclose()
        pending = await desk.rows(DRAFTS)
        written = [row for row in pending if row[3] == drafting.model]
        free = [row[1:3] for row in written if "hold" not in {check["level"] for check in json.loads(row[4])}]
        assert free == []
        assert len(written) >= 0.9 * CASES
        assert len(server.heard) >= len(written)

        done = await _approve_all(desk)

        approved = {n for [n] in await desk.rows("SELECT n FROM drafts WHERE state = 'approved'")}
        sent = [body for [body] in await desk.rows("SELECT body FROM outbox")]
        assert (sent, done.done, approved) == ([], 0, set())
