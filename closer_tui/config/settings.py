"""Every setting there is: its name, its default, its bounds and what it is for.

The order of precedence is environment (`CLOSER_TUI_SERVER__PORT`), then the file, then the default.
`config.example.toml` shows them all. Loading is in `load.py`.
"""

from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from closer_tui.config.notify import QUIET_HOURS

Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
Dollars = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Group(BaseModel):
    """One table of the file: fixed once loaded, and no key in it that we do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class UiSettings(_Group):
    """How the screen looks and answers. `light.py` reads the same table for the first frame."""

    theme: Annotated[
        str,
        Field(min_length=1, description="Name of a theme: a bundled one, or one of your own in themes/*.toml."),
    ] = "closer-dark"
    layout: Annotated[
        Literal["auto", "one", "two", "three"],
        Field(description="Panes of the inbox: auto (by the width of the terminal), one, two or three."),
    ] = "auto"
    after_resolve: Annotated[
        Literal["next", "stay", "list"],
        Field(description="What is shown after a conversation is done: next, stay (that one) or list."),
    ] = "next"
    undo_seconds: Annotated[
        float,
        Field(ge=0, le=60, description="Seconds an approved reply waits before it leaves, for Undo."),
    ] = 5.0
    decision_grace_ms: Annotated[
        int,
        Field(
            ge=0,
            le=5000,
            description="Milliseconds decision keys are dead after what they decide on changed.",
        ),
    ] = 500
    mouse: Annotated[bool, Field(description="Whether the mouse is used.")] = True
    animations: Annotated[bool, Field(description="Whether things may move on the screen.")] = True
    agent: Annotated[
        str, Field(max_length=60, description="Your name, as colleagues read it; empty for your login name.")
    ] = ""
    presence: Annotated[
        bool, Field(description="Whether colleagues on this home see which conversation you look at or answer.")
    ] = True
    ghost_text: Annotated[
        Literal["past", "model", "off"],
        Field(description="Grey words behind the cursor: past (what several people were told), model as well, or off."),
    ] = "past"
    keys: Annotated[
        Literal["plain", "vim"],
        Field(description="The keymap: plain, or vim (gg, counts before a key, views behind a comma)."),
    ] = "plain"
    keymap: Annotated[
        dict[str, str],
        Field(description="Other keys for a command: its id, then keys separated by commas. Help lists the ids."),
    ] = {}


class ModelPrice(_Group):
    """What a model costs, in US dollars per million tokens."""

    input: Annotated[Dollars, Field(description="US dollars per million tokens read.")]
    output: Annotated[Dollars, Field(description="US dollars per million tokens written.")]
    cache_read: Annotated[Dollars, Field(description="US dollars per million tokens read from the cache.")]
    cache_write: Annotated[Dollars, Field(description="US dollars per million tokens kept in the cache for an hour.")]


PRICES = MappingProxyType(
    {
        "claude-sonnet-5-5": ModelPrice(input=2, output=10, cache_read=0.1, cache_write=4),
        "claude-haiku-5-5": ModelPrice(input=0.1, output=0.5, cache_read=0.01, cache_write=0.2),
        "claude-opus-5-5": ModelPrice(input=4, output=20, cache_read=0.2, cache_write=8),
    }
)
"""The prices known when this version was made; the file adds to them or replaces one."""


class DraftingSettings(_Group):
    """Who writes the drafts, how fast, and for how much."""

    provider: Annotated[
        Literal["auto", "anthropic", "offline"],
        Field(description="auto (anthropic when there is a key, else offline), anthropic or offline."),
    ] = "auto"
    model: Annotated[str, Field(min_length=1, description="Model that drafts.")] = "claude-sonnet-5-5"
    base_url: Annotated[
        str,
        Field(
            pattern=r"^(https?://\S+)?$",
            description="Address of another server that speaks the Messages API; empty for Anthropic's own.",
        ),
    ] = ""
    api_key_env: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z_][A-Za-z0-9_]*$",
            description="Name of the environment variable that holds the key, which itself is never stored.",
        ),
    ] = "ANTHROPIC_API_KEY"
    effort: Annotated[
        Literal["low", "medium", "high", "xhigh", "max"],
        Field(description="How hard the model thinks: low, medium, high, xhigh or max."),
    ] = "medium"
    max_tokens: Annotated[
        int, Field(ge=256, le=128_000, description="Most tokens one draft may take, thinking included.")
    ] = 4096
    deadline_seconds: Annotated[
        float, Field(gt=0, le=600, description="Seconds after which a draft that is not ready has failed.")
    ] = 60.0
    debounce_seconds: Annotated[
        Seconds, Field(description="Seconds of quiet after a customer's message before a draft is begun.")
    ] = 3.0
    debounce_max_seconds: Annotated[
        Seconds,
        Field(description="Seconds after the first of several quick messages when it is begun anyway."),
    ] = 20.0
    daily_budget_usd: Annotated[
        Dollars,
        Field(description="US dollars a day (UTC) for drafts; beyond them, the offline drafter writes."),
    ] = 5.0
    draft_ttl_hours: Annotated[
        float, Field(gt=0, le=8760, description="Hours after which a draft nobody decided on expires.")
    ] = 72.0
    stop_words: Annotated[
        tuple[str, ...],
        Field(description="A message of one of these words alone means: do not write to me again."),
    ] = ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT")
    ask_for_person_words: Annotated[
        tuple[str, ...],
        Field(description="A message with one of these phrases is escalated: the customer asks for a person."),
    ] = (
        "speak to a human",
        "talk to a human",
        "speak to a person",
        "talk to a person",
        "speak to someone",
        "talk to someone",
        "real person",
        "human agent",
        "live agent",
        "speak to an agent",
        "talk to an agent",
        "speak to a manager",
        "talk to a manager",
        "mit einem menschen",
        "echten menschen",
        "parler à un humain",
        "parler à quelqu'un",
        "un conseiller",
        "hablar con una persona",
        "hablar con alguien",
        "parlare con una persona",
        "falar com uma pessoa",
        "человеком",
        "оператора",
        "人工客服",
        "转人工",
        "担当者",
        "موظف",
    )
    prices: Annotated[
        dict[str, ModelPrice], Field(description="Prices by model, for the budget; added to those we know.")
    ] = dict(PRICES)

    @field_validator("prices")
    @classmethod
    def _keep_known_prices(cls, given: dict[str, ModelPrice]) -> dict[str, ModelPrice]:
        return {**PRICES, **given}


class SyncSettings(_Group):
    """How messages are fetched."""

    interval_seconds: Annotated[
        float, Field(ge=0.1, le=86_400, description="Seconds between two pulls of an inbox.")
    ] = 5.0
    overlap_seconds: Annotated[
        Seconds,
        Field(description="Seconds a pull by time looks back beyond the last, for what arrived late."),
    ] = 120.0
    page_size: Annotated[int, Field(ge=1, le=1000, description="Messages asked for at once.")] = 100
    pages_per_round: Annotated[
        int, Field(ge=1, le=100_000, description="Pages fetched from one inbox before another has its turn.")
    ] = 50
    backoff_initial_seconds: Annotated[
        float, Field(gt=0, le=3600, description="Seconds before the first new try after an error.")
    ] = 1.0
    backoff_max_seconds: Annotated[
        float, Field(gt=0, le=86_400, description="Most seconds between tries while errors go on.")
    ] = 300.0


class OutboxSettings(_Group):
    """How approved replies leave."""

    settle_seconds: Annotated[
        Seconds,
        Field(description="Seconds to wait before looking up whether a reply without an answer arrived."),
    ] = 30.0
    max_attempts: Annotated[
        int,
        Field(ge=1, le=100, description="Tries at least of a reply that surely did not leave, before it has failed."),
    ] = 8
    give_up_hours: Annotated[
        float,
        Field(
            ge=0, le=720, description="Hours at least that such a reply waits for the network, before it has failed."
        ),
    ] = 24.0
    request_timeout_seconds: Annotated[
        float, Field(gt=0, le=600, description="Seconds a channel has to answer one request.")
    ] = 20.0


class ServerSettings(_Group):
    """The CLOSER v1 API of `serve`."""

    host: Annotated[str, Field(min_length=1, description="Address to listen on; loopback unless you know why.")] = (
        "127.0.0.1"
    )
    port: Annotated[int, Field(ge=0, le=65_535, description="Port to listen on; 0 takes a free one.")] = 8787
    allowed_hosts: Annotated[
        tuple[str, ...], Field(description="Host names a request may be addressed to, without port.")
    ] = ("127.0.0.1", "localhost", "[::1]")
    rate_per_minute: Annotated[int, Field(ge=1, le=1_000_000, description="Requests a minute for each token.")] = 600
    max_body_bytes: Annotated[int, Field(ge=1024, le=104_857_600, description="Largest request body, in bytes.")] = (
        262_144
    )
    idempotency_hours: Annotated[
        float, Field(gt=0, le=8760, description="Hours an Idempotency-Key and its answer are kept.")
    ] = 24.0


class NotifySettings(_Group):
    """What you are told while you look elsewhere, and how. `notify.py` reads the same table for the screen."""

    how: Annotated[
        Literal["auto", "osc9", "osc777", "osc99", "bell", "off"],
        Field(
            description="auto (by the terminal), osc9, osc777, osc99, bell or off; `closer-tui notify test` tries it."
        ),
    ] = "auto"
    about: Annotated[
        tuple[Literal["needs_me", "assigned", "escalated"], ...],
        Field(description="Any of needs_me (waits for a decision), assigned (yours) and escalated (in your topics)."),
    ] = ("needs_me", "assigned", "escalated")
    topics: Annotated[tuple[str, ...], Field(description="Your topics; empty for all of them.")] = ()
    quiet_inboxes: Annotated[tuple[str, ...], Field(description="Names or ids of inboxes that never tell.")] = ()
    quiet_hours: Annotated[
        str,
        Field(pattern=QUIET_HOURS, description="Local time in which nothing is told, such as 22:00-07:00."),
    ] = ""
    hide_text: Annotated[bool, Field(description="Whether names and words of customers stay out of notices.")] = False
    bell: Annotated[bool, Field(description="Whether every notice rings the bell as well.")] = False
    title: Annotated[bool, Field(description="Whether the window is named after how many wait: (3) closer-tui.")] = True
    every_seconds: Annotated[
        float, Field(gt=0, le=600, description="Seconds between two notices at least; what comes together is one.")
    ] = 5.0
    while_focused: Annotated[bool, Field(description="Whether to tell even while you look at the screen.")] = False


class WebhooksSettings(_Group):
    """How the world is told."""

    allow_private: Annotated[bool, Field(description="Whether webhooks may go to addresses that are not public.")] = (
        False
    )
    timeout_seconds: Annotated[float, Field(gt=0, le=120, description="Seconds an endpoint has to answer.")] = 15.0
    secret_overlap_hours: Annotated[
        float, Field(ge=0, le=8760, description="Hours the old signing secret is used beside the new one.")
    ] = 24.0


class LogSettings(_Group):
    """What is written down."""

    level: Annotated[
        Literal["DEBUG", "INFO", "WARNING", "ERROR"],
        Field(description="Least important line to keep: DEBUG, INFO, WARNING or ERROR."),
    ] = "INFO"


class Settings(BaseSettings):
    """All of it, one attribute a table of the file."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_prefix="CLOSER_TUI_", env_nested_delimiter="__")

    ui: UiSettings = UiSettings()
    drafting: DraftingSettings = DraftingSettings()
    sync: SyncSettings = SyncSettings()
    outbox: OutboxSettings = OutboxSettings()
    server: ServerSettings = ServerSettings()
    notify: NotifySettings = NotifySettings()
    webhooks: WebhooksSettings = WebhooksSettings()
    log: LogSettings = LogSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over what is passed in, which is the file."""
        return env_settings, init_settings
