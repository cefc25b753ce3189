"""Checking a signature: the function for those who receive our webhooks.

It needs the standard library and nothing of ours, so this file may be copied as it is. It accepts what
stripe-python's `WebhookSignature.verify_header` accepts, and refuses what that should have refused: times in
the future (milliseconds among them), digits and signatures that are not ASCII, headers of any size.
"""

import hashlib
import hmac
from collections.abc import Sequence

TOLERANCE_S = 300
"""How far the sender's clock and ours may differ, either way, in seconds."""

LONGEST_HEADER = 4096
"""Room for fifty signatures; a longer header is an attack on patience."""


class SignatureRefused(ValueError):
    """The webhook is not to be believed.

    The message is always the same: which check failed would only help someone who is guessing. Answer 400.
    """

    def __init__(self) -> None:
        super().__init__("The webhook's signature was refused.")


def verify(
    body: bytes,
    header: str | None,
    secrets: Sequence[str] | str,
    *,
    now: int,
    tolerance: int = TOLERANCE_S,
) -> None:
    """Return if `header` signs `body` with one of `secrets` and is fresh; raise SignatureRefused if not.

    `body` is the request's body byte for byte, before any parsing; `header` the value of
    `X-Closer-Signature`; `secrets` the secret, or both while one replaces the other; `now` the time in
    seconds since the epoch; `tolerance` in seconds. The comparison takes the same time wherever a signature
    differs. A signature does not stop the same event from coming twice: remember `X-Closer-Delivery`.
    """
    if not header or len(header) > LONGEST_HEADER or not header.isascii():
        raise SignatureRefused
    t, candidates = _parts(header)
    if abs(now - t) > tolerance:
        raise SignatureRefused
    # A string is a sequence of one-letter secrets, which anybody could guess.
    keys = [secrets] if isinstance(secrets, str) else secrets
    expected = [_signature(body, key, t) for key in keys if key.strip()]
    matches = [hmac.compare_digest(mine, theirs) for mine in expected for theirs in candidates]
    if not any(matches):
        raise SignatureRefused


def _parts(header: str) -> tuple[int, list[str]]:
    """The first `t` and every `v1` of `t=…,v1=…[,v1=…]`; other schemes are passed over."""
    items = [item.split("=", 2) for item in header.split(",")]
    try:
        times = [item[1] for item in items if item[0] == "t"]
        return int(times[0]), [item[1] for item in items if item[0] == "v1"]
    except (IndexError, ValueError):
        raise SignatureRefused from None


def _signature(body: bytes, secret: str, t: int) -> str:
    return hmac.new(secret.encode(), b"%d.%b" % (t, body), hashlib.sha256).hexdigest()
