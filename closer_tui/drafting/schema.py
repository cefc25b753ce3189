"""What a model must answer, as JSON, and what we believe of it. Nothing here says who gets the reply or where."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from closer_tui.domain.draft import DraftAction, Source
from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.domain.text import clean
from closer_tui.domain.tone import normalise_topic
from closer_tui.drafting.brief import DraftBrief, Excerpt
from closer_tui.drafting.folding import fold, sentences
from closer_tui.drafting.rules import GENERAL

LONGEST_REPLY: Final = 60_000
LONGEST_NOTE: Final = 300
LONGEST_ID: Final = 40
MOST_SOURCES: Final = 40

_Reason = Literal[
    "none",
    "topic",
    "customer_request",
    "missing_knowledge",
    "unsupported_request",
    "policy_restriction",
    "pending_clarification",
]


class ModelAnswer(BaseModel):
    """The model's answer. The order is the order of writing: `reply` first, so that it can be shown as it grows."""

    model_config = ConfigDict(extra="forbid", strict=True)

    reply: str = Field(description="The whole reply to the customer, ready to send. Empty only for no_reply.")
    language: str = Field(description="ISO 639-1 code of the reply's language.")
    topic: str = Field(description="What the conversation is about, two words at most, in English.")
    action: Literal["reply", "clarify", "escalate", "no_reply"] = Field(description="What is proposed.")
    escalate_reason: _Reason = Field(description="Why a person is needed; none unless action is escalate.")
    evidence: str = Field(description="The customer's own words that call for a person, copied exactly; else empty.")
    sources: list[str] = Field(description="Ids of the knowledge entries and pieces of documents the reply stands on.")
    promises: list[str] = Field(description="Everything the reply commits the business to, one entry each.")
    reason: str = Field(description="One sentence for the person who approves: why this reply.")


def answer_schema() -> dict[str, Any]:
    """The JSON schema sent as `output_config.format`."""
    schema = ModelAnswer.model_json_schema()
    schema.pop("title", None)
    schema.pop("description", None)
    for field in schema["properties"].values():
        field.pop("title", None)
    return schema


class BadAnswer(ValueError):
    """The text is not an answer; the message says where it fails, without quoting it."""


def parse_answer(text: str) -> ModelAnswer:
    """The answer in a model's text. Raises BadAnswer; a fence of backticks around the JSON is forgiven."""
    stripped = text.strip()
    if stripped.startswith("```"):
        stripped = stripped.strip("`").removeprefix("json").strip()
    try:
        answer = ModelAnswer.model_validate_json(stripped)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the whole"
        raise BadAnswer(f"{place}: {first['type']}") from None
    if len(answer.reply) > LONGEST_REPLY:
        raise BadAnswer("reply: too long")
    return answer


def sources_of(answer: ModelAnswer, brief: DraftBrief) -> tuple[Source, ...]:
    """The sources the model names that were really given to it, each once."""
    known = _supplied(brief)
    return tuple(known[id] for id in _named(answer) if id in known)


def invented_sources(answer: ModelAnswer, brief: DraftBrief) -> tuple[str, ...]:
    """What the model names as a source and was never given, cleaned."""
    known = _supplied(brief)
    return tuple(note(id)[:LONGEST_ID] for id in _named(answer) if id not in known)


def _named(answer: ModelAnswer) -> list[str]:
    """The ids as they are meant: some models repeat the brackets they stand in."""
    return list(dict.fromkeys(id.strip().removeprefix("[").removesuffix("]") for id in answer.sources[:MOST_SOURCES]))


def _supplied(brief: DraftBrief) -> dict[str, Source]:
    replies = [Source(reply.id, reply.title, "quick_reply", reply.body) for reply in brief.quick_replies]
    return {source.id: source for source in (*replies, *map(source_of, brief.excerpts))}


def source_of(excerpt: Excerpt) -> Source:
    """A part of a document as what a draft stands on."""
    return Source(excerpt.id, excerpt.title, "document", excerpt.body)


def escalation_of(answer: ModelAnswer, brief: DraftBrief) -> EscalationCall | None:
    """The escalation the model asks for. A quote that the customer did not write is replaced by what they did."""
    if answer.action != DraftAction.ESCALATE.value:
        return None
    topic = normalise_topic(answer.topic)
    known = topic in brief.tone.escalation_topics
    reason = EscalationReason.UNSUPPORTED_REQUEST
    if answer.escalate_reason not in ("none", "topic"):
        reason = EscalationReason(answer.escalate_reason)
    elif known:
        reason = EscalationReason.TOPIC
    quote = _evidence(answer.evidence, brief)
    return EscalationCall(topic if known else GENERAL, reason, quote=quote, detail=note(answer.reason))


def note(text: str) -> str:
    """A short line of the model for the person who approves, cleaned."""
    return clean(text, limit=LONGEST_NOTE, multiline=False)


def _evidence(claimed: str, brief: DraftBrief) -> str:
    wanted = fold(claimed)
    if wanted and wanted in fold(brief.said_by_customer):
        return clean(claimed, limit=500, multiline=False)
    said = sentences(brief.asked)
    return said[-1][:500] if said else ""
