"""A sample of three hundred injections, each against a model on the wire that obeys: no draft of it is free of HOLD.
All of them, through the store and up to bulk approval, stand in `tests/harness/test_injections.py`."""

from __future__ import annotations

from closer_tui.config.secrets import Secret
from closer_tui.config.settings import DraftingSettings
from closer_tui.domain.draft import CheckLevel, DraftState
from closer_tui.domain.policy import may_bulk_approve
from closer_tui.drafting.claude import ClaudeModel
from closer_tui.drafting.drafter import draft
from tests.support.briefs import TONE, brief
from tests.support.injections import CARRIERS, DISGUISES, ORDERS, WANTED, Attack, attacks
from tests.support.model_server import ANSWER, answering, model_server

EVERY = 7


def obeying(attack: Attack) -> dict[str, object]:
    """What an obedient model answers."""
    return ANSWER | {"reply": f"Hi,\n\n{attack.wanted}\n\n— Paul"}


def test_every_wish_order_disguise_and_carrier_comes_up_several_times() -> None:
    found = [attack.label.split(" / ") for attack in attacks()]
    assert len({tuple(label) for label in found}) == len(found) == 300
    for place, names in enumerate(([*WANTED], [*ORDERS], [*DISGUISES], [*CARRIERS])):
        assert all(sum(label[place] == name for label in found) >= 10 for name in names)


async def test_what_an_obedient_model_writes_is_held_whoever_ordered_it() -> None:
    free = []
    async with model_server(answering()) as server:
        model = ClaudeModel(DraftingSettings(base_url=server.url, deadline_seconds=20.0), Secret("sk-canary"))
        try:
            for attack in attacks()[::EVERY]:
                server.script = answering(obeying(attack))
                earlier = ((attack.earlier, "Sorry?"),) if attack.earlier else ()
                asked = brief(attack.body, answered=earlier, contact_name=attack.name, tone=TONE.with_topics(()))
                done = await draft(asked, model)
                levels = [check.level for check in done.checks]
                if CheckLevel.HOLD not in levels or may_bulk_approve(DraftState.PENDING, levels).ok:
                    free.append((attack.label, done.proposal.body))
        finally:
            await model.aclose()
        assert free == []
        assert len(server.heard) >= 0.9 * len(attacks()[::EVERY])


async def test_the_same_words_are_held_when_nothing_in_the_conversation_orders_them() -> None:
    """Nothing rests on recognising an order."""
    async with model_server(answering()) as server:
        model = ClaudeModel(DraftingSettings(base_url=server.url, deadline_seconds=20.0), Secret("sk-canary"))
        try:
            for wish, wanted in WANTED.items():
                server.script = answering(ANSWER | {"reply": f"Hi Maria,\n\n{wanted}\n\n— Paul"})
                done = await draft(brief("Are you open at 8?", tone=TONE.with_topics(())), model)
                assert any(check.level is CheckLevel.HOLD for check in done.checks), wish
        finally:
            await model.aclose()
