"""The outbox as a whole, driven at random: customers write, people approve, everything breaks, processes die.

The judge is the scripted server's own log: each approved reply reached its customer exactly once, in order, or a person
was told why not.
"""

from __future__ import annotations

import asyncio
import shutil
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from closer_tui.domain.clock import HOUR, MINUTE, format_rfc3339
from closer_tui.domain.errors import CloserError, Refused
from closer_tui.services import outbox as decide
from closer_tui.services.approve import undo_approval
from tests.support import closer_fake as fakes
from tests.support.closer_fake import fake_closer
from tests.support.engine_world import EngineWorld, open_world

CUSTOMERS = ("+447700900001", "+447700900002", "+447700900003")
FAULTS: dict[str, fakes.Fault | None] = {
    "nothing": None,
    "lost before": fakes.lost_before,
    "lost after": fakes.lost_after,
    "cut": fakes.cut,
    "500 before": fakes.says(fakes.error(500, "internal")),
    "502 after": fakes.says(fakes.error(502), done=True),
    "409": fakes.says(fakes.error(409, "idempotency_in_progress")),
    "429": fakes.says(fakes.error(429, "rate_limited", Retry_After="2")),
    "nonsense": fakes.nonsense,
}


APPROVED = st.lists(st.sampled_from(CUSTOMERS), min_size=1, max_size=3)
BREAKING = st.lists(st.sampled_from(sorted(FAULTS)), max_size=4)


class Outbox(RuleBasedStateMachine):
    """Every rule is something that happens to a running program."""

    @initialize()
    def start(self) -> None:
        self.home = Path(mkdtemp())
        self.loop = asyncio.new_event_loop()
        self.stack = AsyncExitStack()
        self.approved: dict[str, tuple[str, int]] = {}
        self.taken_back: set[str] = set()
        self.world: EngineWorld = self.loop.run_until_complete(self._open())

    async def _open(self) -> EngineWorld:
        fake = await self.stack.enter_async_context(fake_closer())
        for who in CUSTOMERS:
            fake.write("hello?", who=who)
        world = await open_world(self.home / "home", fake)
        self.stack.push_async_callback(world.aclose)
        await world.sync()
        return world

    @rule(who=st.sampled_from(CUSTOMERS))
    def a_customer_writes(self, who: str) -> None:
        self.world.fake.write("and another thing", who=who)

    async def _approve(self, who: str) -> None:
        body = f"reply {len(self.approved)}"
        try:
            number = await self.world.approve(who, body)
        except Refused:  # the customer wrote too long ago to be answered
            self._writes_now(who)
            await self.world.sync()
            number = await self.world.approve(who, body)
        self.approved[body] = (who, number)

    def _writes_now(self, who: str) -> None:
        received_at = format_rfc3339(self.world.clock.now())
        self.world.fake.write("still there?", who=who, received_at=received_at)

    @precondition(lambda self: self.approved)
    @rule(data=st.data())
    def a_person_takes_one_back(self, data: st.DataObject) -> None:
        body = data.draw(st.sampled_from(sorted(self.approved)))
        try:
            self.loop.run_until_complete(undo_approval(self.world.store, self.approved[body][1], actor="ada"))
        except CloserError:
            return
        self.taken_back.add(body)

    @rule(approved=APPROVED, faults=BREAKING, later=st.sampled_from([0, 2_000, 60_000]))
    def people_approve_and_the_sender_comes_round(self, approved: list[str], faults: list[str], later: int) -> None:
        for who in approved:
            self.loop.run_until_complete(self._approve(who))
        self.world.clock.advance(later)
        self.world.fake.post_faults.extend(FAULTS[name] for name in faults)
        self.loop.run_until_complete(self.world.send())

    @rule(approved=APPROVED, faults=BREAKING, step=st.integers(1, 90))
    def people_approve_and_the_program_dies_while_sending(
        self, approved: list[str], faults: list[str], step: int
    ) -> None:
        for who in approved:
            self.loop.run_until_complete(self._approve(who))
        self.world.fake.post_faults.extend(FAULTS[name] for name in faults)
        self.loop.run_until_complete(self.world.crash(self.world.send(), step))

    @rule()
    def the_reader_comes_round(self) -> None:
        self.loop.run_until_complete(self.world.sync())

    @rule(step=st.integers(1, 90))
    def the_program_dies_while_reading(self, step: int) -> None:
        self.loop.run_until_complete(self.world.crash(self.world.sync(), step))

    @rule()
    def the_server_forgets_its_cursors(self) -> None:
        self.world.fake.expire_cursors()

    @rule(minutes=st.sampled_from([0.02, 0.2, 2, 20]))
    def time_passes(self, minutes: float) -> None:
        self.world.clock.advance(int(minutes * MINUTE))

    @rule()
    def a_day_passes_and_the_server_forgets_its_keys(self) -> None:
        self.world.clock.advance(25 * HOUR)
        self.world.fake.forget_keys()

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            self.loop.run_until_complete(self._judge())
        finally:
            self.loop.run_until_complete(self.stack.aclose())
            self.loop.run_until_complete(self.loop.shutdown_default_executor())
            self.loop.close()
            shutil.rmtree(self.home)

    async def _judge(self) -> None:
        world, fake = self.world, self.world.fake
        fake.post_faults.clear()
        for n in range(12):
            # The sender must come to its end by itself; that the reader finds a lost reply is luck.
            world.clock.advance(2 * MINUTE)
            await world.send()
            if n > 2:
                await world.sync()
            if not await world.rows("SELECT 1 FROM outbox WHERE state IN ('queued', 'sending', 'unknown')"):
                break
        arrived = [body for _, body in fake.delivered]
        assert len(arrived) == len(set(arrived)), "no reply leaves twice"
        assert not self.taken_back & set(arrived), "what was taken back does not leave"
        rows = {
            body: (state, error, hint)
            for body, state, error, hint in await world.rows("SELECT body, state, error, hint FROM outbox")
        }
        for body in self.approved:
            state, error, hint = rows[body]
            if body in arrived:
                assert state in {"sent", "unknown"}, (body, state, error)
            elif state == "queued":
                who = self.approved[body][0]
                earlier = [b for b in self.approved if self.approved[b][0] == who and self._before(b, body)]
                assert "unknown" in {rows[b][0] for b in earlier}, "only one in doubt before it holds a reply back"
            else:
                assert body in self.taken_back or state in {"failed", "unknown"}, (body, state, error)
            if state in {"failed", "unknown"}:
                assert error, body
                assert hint or state == "unknown", body
        for who in CUSTOMERS:
            mine = [body for body in arrived if self.approved[body][0] == who]
            assert mine == sorted(mine, key=lambda body: int(body.split()[1])), "in the order they were approved"
        outbound = await world.rows(
            "SELECT body, count(*) FROM messages WHERE direction = 'outbound' AND delivery <> 'cancelled' GROUP BY body"
        )
        assert [body for body, count in outbound if count > 1] == [], "one bubble a reply"
        assert await self._settled_by_a_person() == []

    def _before(self, body: str, other: str) -> bool:
        return self.approved[body][1] < self.approved[other][1]

    async def _settled_by_a_person(self) -> list[str]:
        """What still has no end after a person has decided about everything that needs one."""
        for n, state in await self.world.rows("SELECT n, state FROM outbox WHERE state IN ('failed', 'unknown')"):
            await (decide.discard if state == "failed" else decide.mark_sent)(self.world.store, n, actor="ada")
        for _ in range(len(self.approved)):
            await self.world.send()
            self.world.clock.advance(2 * MINUTE)
        open_rows = await self.world.rows("SELECT body FROM outbox WHERE state IN ('queued', 'sending', 'unknown')")
        return [body for [body] in open_rows]


TestOutbox = Outbox.TestCase
TestOutbox.settings = settings(max_examples=9, stateful_step_count=12, suppress_health_check=list(HealthCheck))


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_the_same_for_longer(scale: float) -> None:
    run_state_machine_as_test(
        Outbox,
        settings=settings(
            max_examples=max(12, int(200 * scale)),
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
