"""Which channels a token opens at a server, found out by asking for each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from closer_tui.channels.closer import answers
from closer_tui.channels.closer.pages import read_page
from closer_tui.channels.closer.wire import Answer, NeverLeft, NoAnswer, Wire
from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.domain.clock import SECOND, Clock, format_rfc3339
from closer_tui.domain.errors import ChannelUnavailable, Unauthorized

SANDBOX_INBOX: Final = "inbox_sandbox_"
"""How the sandbox of a closer-tui server names its inboxes; the channel follows."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A channel the token opens. `remote_inbox` is the server's id of its inbox, where it is known."""

    channel: ChannelKind
    remote_inbox: str


async def probe(
    wire: Wire, env: Environment, clock: Clock, *, channels: Iterable[ChannelKind], remote_inbox: str = ""
) -> tuple[Opened, ...]:
    """Those of `channels` the token may read, in their order.

    Raises Unauthorized for a bad token, ChannelUnavailable when the server is away or speaks no CLOSER v1, RateLimited.
    """
    found: list[Opened] = []
    for channel in channels:
        if await _may_read(wire, env, clock, channel):
            found.append(Opened(channel, await _tone_inbox(wire, env, channel, remote_inbox)))
    return tuple(found)


async def _may_read(wire: Wire, env: Environment, clock: Clock, channel: ChannelKind) -> bool:
    # Only what arrives from now on is asked for: the answer is small, and the sync reads the rest.
    params = {"channel": channel.value, "since": format_rfc3339(clock.now() // SECOND * SECOND), **_sandbox(env)}
    answer = await _ask(wire, "/messages", params)
    words = answers.words_of(answer)
    if answer.status == 403 and words.code != "wrong_environment":
        if words.code == "insufficient_scope":
            raise Unauthorized("this token may not read messages", "Make a token with the scopes `read` and `reply`.")
        return False
    if not answers.ok(answer):
        raise answers.reading_error(answer, clock.now())
    read_page(answer.raw, channel, clock.now())
    return True


async def _tone_inbox(wire: Wire, env: Environment, channel: ChannelKind, given: str) -> str:
    """The inbox whose tone profile the token opens: the one that was named, or the sandbox's own; empty for none."""
    if given:
        return given
    if env is not Environment.TEST:
        return ""
    name = f"{SANDBOX_INBOX}{channel.value}"
    answer = await _ask(wire, f"/tone-profiles/{name}", _sandbox(env))
    return name if answers.ok(answer) else ""


async def _ask(wire: Wire, path: str, params: dict[str, str]) -> Answer:
    try:
        return await wire.ask("GET", path, params=params)
    except (NeverLeft, NoAnswer) as error:
        raise ChannelUnavailable(str(error), "Check the address, and that the server runs.") from error


def _sandbox(env: Environment) -> dict[str, str]:
    return {"env": "sandbox"} if env is Environment.TEST else {}
