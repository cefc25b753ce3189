"""Every way a model's server can fail, in our words, with what to do next."""

from __future__ import annotations

from typing import Any, Final

from closer_tui.config.secrets import Secret
from closer_tui.domain.draft import Usage
from closer_tui.domain.retry import parse_retry_after
from closer_tui.domain.text import clean
from closer_tui.drafting.model import DraftFailed, FailKind

WRITE_YOURSELF: Final = "Write the reply yourself, or ask for another draft."
LATER: Final = "It is tried again by itself."

_BY_TYPE: Final = {
    "overloaded_error": FailKind.OVERLOADED,
    "api_error": FailKind.OVERLOADED,
    "rate_limit_error": FailKind.RATE_LIMITED,
    "timeout_error": FailKind.DEADLINE,
    "authentication_error": FailKind.UNAUTHORIZED,
    "permission_error": FailKind.UNAUTHORIZED,
    "billing_error": FailKind.BUDGET,
    "request_too_large": FailKind.CONTEXT_FULL,
}
_BY_STATUS: Final = {
    401: FailKind.UNAUTHORIZED,
    402: FailKind.BUDGET,
    403: FailKind.UNAUTHORIZED,
    408: FailKind.DEADLINE,
    409: FailKind.OVERLOADED,
    413: FailKind.CONTEXT_FULL,
    429: FailKind.RATE_LIMITED,
    504: FailKind.DEADLINE,
}
_WORDS: Final = {
    FailKind.OVERLOADED: ("The model's server is overloaded.", LATER),
    FailKind.RATE_LIMITED: ("The model's server asks to wait.", LATER),
    FailKind.DEADLINE: ("The model's server was too slow.", LATER),
    FailKind.UNAUTHORIZED: ("The model's server refuses the key.", "Check the environment variable that holds it."),
    FailKind.BUDGET: ("The account of the key has no credit left.", "Top it up, or draft offline."),
    FailKind.CONTEXT_FULL: ("The conversation is too long for the model.", WRITE_YOURSELF),
    FailKind.INVALID_REQUEST: (
        "The model's server refuses the request.",
        "Check `model` and `base_url` in the settings.",
    ),
}


def of_stop(reason: str | None, max_tokens: int, usage: Usage) -> DraftFailed | None:
    """The failure that a stop reason means; None for an answer that is whole."""
    match reason:
        case "end_turn" | "stop_sequence":
            return None
        case None:
            return DraftFailed(FailKind.CUT, "The model's answer broke off.", LATER, usage=usage)
        case "max_tokens":
            return DraftFailed(
                FailKind.TOO_LONG,
                f"The model's answer did not fit into {max_tokens} tokens.",
                "Raise drafting.max_tokens, or write the reply yourself.",
                usage=usage,
            )
        case "refusal":
            return DraftFailed(FailKind.REFUSED, "The model declined to draft this reply.", WRITE_YOURSELF, usage=usage)
        case "model_context_window_exceeded":
            return _failed(FailKind.CONTEXT_FULL, usage)
        case _:
            return garbled(f"it stopped for {clean(reason, limit=40, multiline=False)}", usage)


def garbled(why: str, usage: Usage) -> DraftFailed:
    """An answer that is not what was asked for."""
    return DraftFailed(FailKind.INVALID_ANSWER, f"The model's answer is unusable ({why}).", WRITE_YOURSELF, usage=usage)


def too_slow(seconds: float, usage: Usage) -> DraftFailed:
    """Our own deadline passed."""
    return DraftFailed(FailKind.DEADLINE, f"The model did not finish within {seconds:g} seconds.", LATER, usage=usage)


def of_sdk(error: Exception, key: Secret, now: int, usage: Usage) -> DraftFailed:
    """The failure behind an exception of the SDK or of the HTTP client under it."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _of_status(error, status, key, now, usage)
    if "Timeout" in type(error).__name__:
        return _failed(FailKind.DEADLINE, usage)
    if usage.output_tokens or usage.input_tokens:
        return DraftFailed(FailKind.CUT, "The connection to the model broke off.", LATER, usage=usage)
    return DraftFailed(FailKind.NETWORK, "The model's server cannot be reached.", LATER, usage=usage)


def _of_status(error: Any, status: int, key: Secret, now: int, usage: Usage) -> DraftFailed:
    # An error that comes in the middle of a stream has the stream's status, 200, and says what it is in its type.
    kind = _BY_TYPE.get(str(getattr(error, "type", ""))) or _BY_STATUS.get(status)
    if kind is None:
        kind = FailKind.INVALID_REQUEST if 400 <= status < 500 else FailKind.OVERLOADED
    wait = None
    if kind in (FailKind.RATE_LIMITED, FailKind.OVERLOADED):
        headers = error.response.headers
        wait = parse_retry_after(headers.get("retry-after"), now)
    said = str(getattr(error, "api_message", None) or "")
    if kind is FailKind.INVALID_REQUEST and said:
        if key.reveal():
            said = said.replace(key.reveal(), "…")
        message = f"The model's server refuses the request: {clean(said, limit=200, multiline=False)}"
        if "prompt is too long" in said:
            return _failed(FailKind.CONTEXT_FULL, usage)
        return DraftFailed(kind, message, _WORDS[kind][1], usage=usage)
    return _failed(kind, usage, wait)


def _failed(kind: FailKind, usage: Usage, wait: int | None = None) -> DraftFailed:
    message, hint = _WORDS[kind]
    return DraftFailed(kind, message, hint, retry_after_ms=wait, usage=usage)
