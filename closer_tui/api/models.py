"""The shapes of CLOSER v1, as requests are checked and answers are documented.

Requests are strict: no coercion, no field that is not documented. Answers are written from rows by `shapes`; the models
of answers are what the OpenAPI document says of them, and a test holds the two together.
"""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from closer_tui.domain.tone import MAX_SIGN_OFF, MAX_TOPICS

ChannelName = Literal["whatsapp", "instagram", "linkedin", "email", "sms"]
StatusName = Literal["pending", "replied", "escalated"]
EnvName = Literal["sandbox"]

_FAR = ((0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF))
UNSEEN: Final = (
    r"\u0000-\u0020\u007f-\u00a0\u00ad\u061c\u1680\u180b-\u180f\u2000-\u200f\u2028\u2029\u202f\u205f-\u2065"
    r"\u206a-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb" + "".join(f"{chr(a)}-{chr(b)}" for a, b in _FAR)
)
"""What nobody sees on its own (a test compares it with `domain.text.clean`); a fragment of a character class."""

TEXT: Final = rf"^[^\u0000]*[^{UNSEEN}][^\u0000]*$"
"""At least one character that can be seen, and no NUL."""
ADDRESS: Final = rf"^[^{UNSEEN}]([^{UNSEEN}]| [^{UNSEEN}])*$"
"""Characters that can be seen, with single spaces between them."""
MESSAGE_ID: Final = r"^msg_[0-9A-HJKMNP-TV-Z]{13}$"
INBOX_ID: Final = r"^inbox_[0-9A-Za-z_]{1,60}$"
REPLY_ID: Final = r"^rep_[0-9A-HJKMNP-TV-Z]{13}$"


def _whole(value: object) -> object:
    """JSON knows one kind of number: 3.0 is a whole one."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _matching(pattern: str, wanted: str) -> AfterValidator:
    """A check by pattern whose refusal says in words what is wanted."""
    form = re.compile(pattern[1:-1])

    def check(value: str) -> str:
        if form.fullmatch(value) is None:
            raise PydanticCustomError("form", "{wanted}", {"wanted": wanted})
        return value

    return AfterValidator(check)


Text = Annotated[
    str,
    Field(json_schema_extra={"pattern": TEXT}),
    _matching(TEXT, "needs at least one character that can be seen, and no NUL"),
]
Address = Annotated[
    str,
    Field(json_schema_extra={"pattern": ADDRESS}, max_length=320),
    _matching(ADDRESS, "takes characters that can be seen, with single spaces between them"),
]
Grade = Annotated[int, Field(ge=1, le=5), BeforeValidator(_whole)]
Time = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ReplyRequest(_Asked):
    """A reply written by a person."""

    body: Annotated[Text, Field(description="What the customer will read.")]
    send_as: Annotated[Literal["human"], Field(description="Who speaks.")] = "human"


class InjectRequest(_Asked):
    """A customer's message, made up."""

    channel: Annotated[ChannelName, Field(description="The channel it seems to come from.")]
    sender: Annotated[Address, Field(alias="from", description="The customer's number, handle or address.")]
    body: Annotated[Text, Field(description="What the customer wrote.")]


class ToneUpdate(_Asked):
    """The fields to change; what is left out stays as it is."""

    # Factories, because a default in the document would read as "this is what you get when you leave it out".
    formality: Annotated[Grade, Field(default_factory=lambda: 3, description="1 casual to 5 formal.")]
    warmth: Annotated[Grade, Field(default_factory=lambda: 3, description="1 matter-of-fact to 5 heartfelt.")]
    sentence_length: Annotated[Literal["short", "medium", "long"], Field(default_factory=lambda: "medium")]
    emoji: Annotated[Literal["never", "sparingly", "freely"], Field(default_factory=lambda: "sparingly")]
    sign_off: Annotated[str, Field(default_factory=str, max_length=MAX_SIGN_OFF, pattern=r"^[^\u0000]*$")]
    escalation_topics: Annotated[
        list[Annotated[str, Field(pattern=r"^[^\u0000]*$")]],
        Field(
            default_factory=list,
            max_length=MAX_TOPICS,
            description="Topics a person must handle. Stored in lower case with hyphens between words; entries without "
            "a letter or digit are dropped, and so are repetitions.",
        ),
    ]


class ReplyShape(BaseModel):
    """What answered a message."""

    id: Annotated[str, Field(pattern=REPLY_ID)]
    body: str
    sent_at: Time
    mode: Literal["autonomous", "human"]


class MessageShape(BaseModel):
    """An inbound message; one shape for every channel."""

    model_config = ConfigDict(json_schema_extra={"additionalProperties": False})

    id: Annotated[str, Field(pattern=MESSAGE_ID)]
    channel: ChannelName
    sender: Annotated[str, Field(alias="from")]
    body: str
    received_at: Time
    status: StatusName
    reply: Annotated[ReplyShape, Field(default_factory=dict, description="There when `status` is `replied`.")]


class PageShape(BaseModel):
    """One page of the listing."""

    data: list[MessageShape]
    next_cursor: Annotated[str | None, Field(description="Pass it as `cursor` for the next page; null on the last.")]


class ReplyAnswer(BaseModel):
    """What became of a reply."""

    id: Annotated[str, Field(pattern=REPLY_ID)]
    message_id: Annotated[str, Field(pattern=MESSAGE_ID)]
    body: str
    sent_at: Annotated[Time | None, Field(description="Null while the reply is on its way.")]
    mode: Literal["human"]
    status: Annotated[
        Literal["sent", "queued"],
        Field(description="`sent` in the sandbox; `queued` on a real channel, whose webhook tells when it has left."),
    ]


class ToneShape(BaseModel):
    """How an inbox writes."""

    formality: Annotated[int, Field(ge=1, le=5)]
    warmth: Annotated[int, Field(ge=1, le=5)]
    sentence_length: Literal["short", "medium", "long"]
    emoji: Literal["never", "sparingly", "freely"]
    sign_off: str
    escalation_topics: list[str]


class ErrorDetail(BaseModel):
    """What went wrong."""

    code: Annotated[str, Field(description="For programs; does not change.")]
    message: Annotated[str, Field(description="For people; may change.")]
    trace_id: Annotated[str, Field(description="Stands in the server's log, and in the header X-Trace-Id.")]


class ErrorShape(BaseModel):
    """Every answer that is not a success."""

    error: ErrorDetail
