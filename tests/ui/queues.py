"""What the queues hold in the tests of their screens: escalations by topic, replies in every state, inboxes."""

from __future__ import annotations

from closer_tui.domain.clock import HOUR, MINUTE
from tests.ui.books import Books
from tests.ui.world import AGENT, NOW, World

__all__ = ["Desk", "escalation", "fill", "reply", "second_inbox"]


class Desk(Books):
    """Books without the reading that goes on in the inbox behind the screens of these tests."""

    async def mark_read(self, conversation_n: int) -> None:
        pass


def escalation(world: World, n: int, topic: str, quote: str, *, ago: int = 5 * MINUTE, **values: object) -> int:
    """A conversation in the queue of a topic."""
    world.run("UPDATE conversations SET owner_kind = 'queue', owner_name = ?, topic = ? WHERE n = ?", topic, topic, n)
    number = world.run(
        "INSERT INTO escalations (conversation_n, topic, reason, quote, message_seq, created_at)"
        " SELECT n, ?, ?, ?, last_inbound, ? FROM conversations WHERE n = ?",
        topic,
        f"topic:{topic}",
        quote,
        NOW - ago,
        n,
    )
    for column, value in values.items():
        world.run(f"UPDATE escalations SET {column} = ? WHERE n = ?", value, number)
    world.changed("escalation.changed", n)
    return number


def reply(world: World, n: int, body: str, state: str = "queued", *, ago: int = MINUTE, **values: object) -> int:
    """An approved reply in the outbox, with its message."""
    key = f"key-{world.value('SELECT count(*) FROM outbox')}"
    seq = world.message(n, body, at=NOW - ago, direction="outbound", author=AGENT, delivery=state)
    number = world.run(
        "INSERT INTO outbox (key, conversation_n, inbox_n, message_seq, recipient, body, digest, state, not_before,"
        " created_at, actor) SELECT ?, n, inbox_n, ?, address, ?, 'd', ?, ?, ?, ? FROM conversations WHERE n = ?",
        key,
        seq,
        body,
        state,
        NOW,
        NOW - ago,
        AGENT,
        n,
    )
    for column, value in values.items():
        world.run(f"UPDATE outbox SET {column} = ? WHERE n = ?", value, number)
    world.changed("outbox.changed", n)
    return number


def second_inbox(world: World, **values: object) -> int:
    """Another inbox, which the channel refuses."""
    world.run(
        "INSERT INTO inboxes (n, id, channel, connector, name, address, state, last_error, failures, created_at)"
        " VALUES (2, 'inbox_2', 'email', 'closer', 'Orders', 'orders@harbour.example', 'connected',"
        " 'the server cannot be reached', 3, ?)",
        NOW,
    )
    for column, value in values.items():
        world.run(f"UPDATE inboxes SET {column} = ? WHERE n = 2", value)
    world.changed("inbox.changed")
    return 2


def fill(world: World) -> World:
    """The bakery on a busy morning."""
    ada = world.conversation(
        "Ada Byron", "I want my money back, the cake was stale and nobody called me.", ago=2 * HOUR
    )
    escalation(world, ada, "refunds", "I want my money back, the cake was stale", ago=2 * HOUR)
    bo = world.conversation("Bo Lind", "Can I speak to a human please?", channel="email", ago=20 * MINUTE)
    escalation(world, bo, "refunds", "Can I speak to a human please?", ago=20 * MINUTE, reason="customer_request")
    cy = world.conversation("Cy Young", "This is a complaint about the driver.", channel="sms", ago=40 * MINUTE)
    escalation(world, cy, "complaints", "a complaint about the driver", ago=40 * MINUTE)
    dee = world.conversation("Dee Park", "What would a cake for 300 cost?", ago=90 * MINUTE)
    escalation(
        world, dee, "custom-quotes", "a cake for 300", ago=90 * MINUTE, claimed_by="anna", claimed_at=NOW - 30 * MINUTE
    )
    reply(world, ada, "Dear Ada, I am sorry. We will call you today.", "unknown", ago=9 * MINUTE, lookups=2, attempts=1)
    reply(
        world,
        bo,
        "Hello Bo, this is Paul. How can I help?",
        "failed",
        ago=HOUR,
        attempts=1,
        error="the address does not exist",
        hint="Correct the address, or write to the customer in another way.",
    )
    reply(world, cy, "We look into it.", "queued", not_before=NOW + 4_000)
    second_inbox(world)
    return world
