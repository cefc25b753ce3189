"""Drafts by a model that speaks the Messages API. The only module that knows the SDK, which takes seconds to import and
is therefore loaded in a thread, and only when a draft is wanted.

The SDK's own retries are off: the worker decides when to try again. Its answer is read event by event and validated
here, because the SDK's parser drops the usage of answers it cannot parse. Neither the key nor a body is ever logged.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from closer_tui.config.secrets import Secret
from closer_tui.config.settings import DraftingSettings
from closer_tui.domain.draft import DraftAction, Proposal, Usage
from closer_tui.domain.handover import HandOver
from closer_tui.domain.tone import normalise_topic
from closer_tui.drafting import refusals
from closer_tui.drafting.brief import DraftBrief
from closer_tui.drafting.budget import cost_micros, price_of
from closer_tui.drafting.growing import GrowingReply
from closer_tui.drafting.model import Answer, DraftFailed, FailKind
from closer_tui.drafting.prompt import messages, prompt_hash, system_blocks
from closer_tui.drafting.schema import (
    BadAnswer,
    answer_schema,
    escalation_of,
    invented_sources,
    note,
    parse_answer,
    sources_of,
)
from closer_tui.drafting.stretch import Stretch

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic

ANTHROPIC: Final = "https://api.anthropic.com"
LONGEST_ANSWER: Final = 200_000
"""Characters after which an answer is taken for endless."""

NO_KEY: Final = "none"
"""Sent where no key is set: a server of one's own asks for none, Anthropic's refuses it."""


class ClaudeModel:
    """A `DraftModel` over the Messages API, with one connection pool for its life."""

    def __init__(self, settings: DraftingSettings, key: Secret, *, ticks: Callable[[], float] = time.monotonic) -> None:
        self.name = settings.model
        self._settings = settings
        self._key = key
        self._ticks = ticks
        self._client: AsyncAnthropic | None = None
        self._opening = asyncio.Lock()

    async def draft(self, brief: DraftBrief, *, on_text: Callable[[str], None]) -> Answer:
        """One request, streamed. Raises DraftFailed; cancelling closes the stream."""
        request = self._request(brief)
        return self._answer(brief, request, await self._ask(request, brief.now, on_text))

    async def sum_up(self, stretch: Stretch) -> tuple[HandOver, Usage]:
        """What the bot must know of a person's stretch. Raises DraftFailed."""
        from closer_tui.drafting import summary_model

        request = {
            "model": self._settings.model,
            "max_tokens": self._settings.max_tokens,
            "system": summary_model.system_blocks(),
            "messages": summary_model.messages(stretch),
            "output_config": {
                "effort": self._settings.effort,
                "format": {"type": "json_schema", "schema": summary_model.summary_schema()},
            },
        }
        reading = await self._ask(request, stretch.brief.now, lambda _: None)
        usage = self._usage(reading)
        failed = refusals.of_stop(reading.stop_reason, self._settings.max_tokens, usage)
        if failed is not None:
            raise failed
        try:
            return summary_model.parse_summary(reading.text), usage
        except BadAnswer as error:
            raise refusals.garbled(str(error), usage) from None

    async def rewrite(self, request: dict[str, Any], now: int, on_text: Callable[[str], None]) -> tuple[str, Usage]:
        """A text written anew, as the model sent it. Raises DraftFailed."""
        asked: dict[str, Any] = {
            "model": self._settings.model,
            "max_tokens": request.get("max_tokens", self._settings.max_tokens),
            "system": request["system"],
            "messages": request["messages"],
            "output_config": {
                "effort": request.get("effort", self._settings.effort),
                "format": {"type": "json_schema", "schema": request["schema"]},
            },
        }
        reading = await self._ask(asked, now, on_text)
        usage = self._usage(reading)
        failed = refusals.of_stop(reading.stop_reason, asked["max_tokens"], usage)
        if failed is not None:
            raise failed
        return reading.text, usage

    async def _ask(self, request: dict[str, Any], now: int, on_text: Callable[[str], None]) -> _Reading:
        """One request, streamed to its end. Raises DraftFailed; cancelling closes the stream."""
        client = await self._open()
        reading = _Reading(self._ticks, on_text)
        try:
            async with asyncio.timeout(self._settings.deadline_seconds):
                await _read(client, request, reading)
        except TimeoutError:
            raise refusals.too_slow(self._settings.deadline_seconds, self._usage(reading)) from None
        except ValueError:
            # What the SDK raises when the stream is not JSON, or not even UTF-8.
            raise refusals.garbled("its stream cannot be read", self._usage(reading)) from None
        except _sdk_errors() as error:
            raise refusals.of_sdk(error, self._key, now, self._usage(reading)) from None
        return reading

    async def aclose(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    def _request(self, brief: DraftBrief) -> dict[str, Any]:
        return {
            "model": self._settings.model,
            "max_tokens": self._settings.max_tokens,
            "system": system_blocks(brief),
            "messages": messages(brief),
            "output_config": {
                "effort": self._settings.effort,
                "format": {"type": "json_schema", "schema": answer_schema()},
            },
        }

    def _answer(self, brief: DraftBrief, request: dict[str, Any], reading: _Reading) -> Answer:
        usage = self._usage(reading)
        failed = refusals.of_stop(reading.stop_reason, self._settings.max_tokens, usage)
        if failed is not None:
            raise failed
        try:
            answer = parse_answer(reading.text)
        except BadAnswer as error:
            raise refusals.garbled(str(error), usage) from None
        proposal = Proposal(
            action=DraftAction(answer.action),
            body=answer.reply,
            language=note(answer.language)[:8],
            topic=normalise_topic(answer.topic),
            reason=note(answer.reason),
            sources=sources_of(answer, brief),
            invented_sources=invented_sources(answer, brief),
            promises=tuple(note(promise) for promise in answer.promises[:20]),
            model=self._settings.model,
            prompt_hash=prompt_hash(request),
            usage=usage,
        )
        return Answer(proposal, escalation_of(answer, brief))

    def _usage(self, reading: _Reading) -> Usage:
        counted = reading.usage()
        price = price_of(self._settings.model, self._settings.prices)
        return Usage(
            input_tokens=counted.input_tokens,
            output_tokens=counted.output_tokens,
            cache_read_tokens=counted.cache_read_tokens,
            cache_write_tokens=counted.cache_write_tokens,
            cost_micros=cost_micros(counted, price),
            first_token_ms=counted.first_token_ms,
            took_ms=counted.took_ms,
        )

    async def _open(self) -> AsyncAnthropic:
        async with self._opening:
            if self._client is None:
                self._client = await asyncio.to_thread(self._make)
            return self._client

    def _make(self) -> AsyncAnthropic:
        from anthropic import AsyncAnthropic

        # At DEBUG it writes whole requests, and its own environment variable turns that on.
        logging.getLogger("anthropic").setLevel(logging.WARNING)
        return AsyncAnthropic(
            api_key=self._key.reveal() or NO_KEY,
            base_url=self._settings.base_url or ANTHROPIC,
            max_retries=0,
            timeout=self._settings.deadline_seconds,
        )


class _Reading:
    """What came of one answer so far."""

    def __init__(self, ticks: Callable[[], float], on_text: Callable[[str], None]) -> None:
        self.text = ""
        self.stop_reason: str | None = None
        self._counts = {
            "input_tokens": 0,
            "output_tokens": 0,
            "cache_read_input_tokens": 0,
            "cache_creation_input_tokens": 0,
        }
        self._ticks = ticks
        self._on_text = on_text
        self._begun = ticks()
        self._first: float | None = None
        self._growing = GrowingReply()

    def take(self, event: Any) -> None:
        """One event of the stream; kinds we do not know are passed over."""
        if event.type == "message_start":
            self._count(event.message.usage)
        elif event.type == "content_block_delta" and event.delta.type == "text_delta":
            self._write(event.delta.text)
        elif event.type == "message_delta":
            self.stop_reason = event.delta.stop_reason
            self._count(event.usage)

    def usage(self) -> Usage:
        """Tokens and times; the price is not known here."""
        first = self._first if self._first is not None else self._ticks()
        return Usage(
            input_tokens=self._counts["input_tokens"],
            output_tokens=self._counts["output_tokens"],
            cache_read_tokens=self._counts["cache_read_input_tokens"],
            cache_write_tokens=self._counts["cache_creation_input_tokens"],
            first_token_ms=round((first - self._begun) * 1000),
            took_ms=round((self._ticks() - self._begun) * 1000),
        )

    def _write(self, piece: str) -> None:
        if self._first is None:
            self._first = self._ticks()
        self.text += piece
        if len(self.text) > LONGEST_ANSWER:
            raise DraftFailed(
                FailKind.INVALID_ANSWER, "The model did not stop writing.", "Try again, or write the reply yourself."
            )
        grown = self._growing.feed(piece)
        if grown:
            self._on_text(grown)

    def _count(self, usage: Any) -> None:
        # Counts of a later event are totals and replace the earlier ones; absent ones leave them.
        for name in self._counts:
            value = getattr(usage, name, None)
            if isinstance(value, int) and value >= 0:
                self._counts[name] = value


def _sdk_errors() -> tuple[type[Exception], ...]:
    """What the SDK raises, and the HTTP client under it while a stream is read. Both are loaded when this is asked."""
    from anthropic import AnthropicError
    from httpx2 import HTTPError, StreamError

    return (AnthropicError, HTTPError, StreamError)


async def _read(client: AsyncAnthropic, request: dict[str, Any], reading: _Reading) -> None:
    async with await client.messages.create(**request, stream=True) as stream:
        async for event in stream:
            reading.take(event)
