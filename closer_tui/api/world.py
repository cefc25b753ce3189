"""What every request of one server shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request

from closer_tui.api.bucket import RateLimit
from closer_tui.config.settings import Settings
from closer_tui.domain.channel import InboxMode
from closer_tui.store.database import Store
from closer_tui.store.draft_requests import DraftTiming
from closer_tui.store.idempotency import Slot
from closer_tui.store.tokens import Token


@dataclass(frozen=True, slots=True)
class World:
    """The store, the rules, and the little that is remembered between requests."""

    store: Store
    settings: Settings
    sandbox: bool
    """Whether the whole server is a sandbox: then only test tokens open it."""
    sandbox_mode: InboxMode
    """What the bot does in sandbox inboxes made on first need."""
    rate: RateLimit
    """By token."""
    failures: RateLimit
    """By peer address: requests without a good token."""
    body_seconds: float
    """A whole request body must be there by then, however slowly it trickles."""
    moved: Callable[[], None]
    """Told after every write, so that the engine looks at once."""
    in_flight: set[Slot] = field(default_factory=set)
    """Idempotency keys being worked on in this process."""
    last_used: dict[int, int] = field(default_factory=dict)
    """When each token's use was last written down (ms)."""

    @property
    def timing(self) -> DraftTiming:
        """When an injected message asks for a draft."""
        drafting = self.settings.drafting
        return DraftTiming(
            debounce_ms=int(drafting.debounce_seconds * 1000),
            longest_wait_ms=int(drafting.debounce_max_seconds * 1000),
        )


def world_of(request: Request) -> World:
    """The world of the app that serves this request."""
    world = request.app.state.world
    assert isinstance(world, World)
    return world


def token_of(request: Request) -> Token:
    """The token the guard admitted."""
    token = request.state.token
    assert isinstance(token, Token)
    return token
