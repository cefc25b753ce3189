"""Signing what leaves: `X-Closer-Signature: t=<unix>,v1=<hex>`, one `v1` for every secret in force.

The signature is the HMAC-SHA256 of `{t}.{body}`, keyed with the secret as it was shown, prefix included. The
time is that of the attempt, not of the event: a receiver refuses what is older than five minutes, and the
last attempt leaves later than that after the first.
"""

import hashlib
import hmac
import secrets as entropy
from collections.abc import Sequence

SECRET_PREFIX = "whsec_"  # noqa: S105 - it names the kind of secret and is none


def new_secret() -> str:
    """A fresh signing secret: 32 random bytes, URL-safe, with a prefix that scanners for leaks know."""
    return SECRET_PREFIX + entropy.token_urlsafe(32)


def sign(body: bytes, secrets: Sequence[str], t: int) -> str:
    """The value of `X-Closer-Signature` for `body` at `t` (seconds since the epoch).

    During rotation there are two secrets, the newer first; the receiver is content with either. Raises
    ValueError when there is none, or an empty one: anybody could make such a signature.
    """
    if not secrets or not all(secret.strip() for secret in secrets):
        msg = "A webhook needs a signing secret that is not empty."
        raise ValueError(msg)
    return ",".join([f"t={t}", *(f"v1={signature(body, secret, t)}" for secret in secrets)])


def signature(body: bytes, secret: str, t: int) -> str:
    """One signature, in lower-case hex."""
    return hmac.new(secret.encode(), b"%d.%b" % (t, body), hashlib.sha256).hexdigest()
