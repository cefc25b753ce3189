"""Secrets at rest: sealed with AES-GCM, bound to what they are for and whose they are.

A sealed secret names the key that sealed it and can be opened only for the same purpose and owner, so a
row copied to another inbox, or a backup opened with another key, is refused with its reason.
"""

import base64
import binascii
import hashlib
import hmac
import os
from dataclasses import dataclass
from typing import NoReturn, Protocol

from closer_tui.config.errors import KeyMissing, KeyReplaced, SecretError, WrongPurpose

_FORMAT = b"\x01"
_ID_BYTES = 8
_NONCE_BYTES = 12
_HEADER_BYTES = len(_FORMAT) + 4 + _ID_BYTES
KEY_BYTES = 32
"""AES-256."""


class Secret:
    """A value that does not show itself: not in a repr, a log line, a format string or a pickle."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value. The only way to it, so that every use can be found."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __str__(self) -> str:
        return "…"

    def __format__(self, spec: str) -> str:
        return format("…", spec)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._bytes(), other._bytes())

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __reduce__(self) -> NoReturn:
        raise TypeError("A secret is not pickled.")

    def _bytes(self) -> bytes:
        return self._value.encode("utf-8", "surrogatepass")


@dataclass(frozen=True, slots=True)
class Key:
    """One key. Versions rise by one at each rotation; the highest seals, all of them open."""

    version: int
    material: Secret
    """Base64 of `KEY_BYTES` random bytes."""

    def raw(self) -> bytes:
        """The bytes of the key."""
        return base64.b64decode(self.material.reveal(), validate=True)

    def identity(self) -> bytes:
        """What tells this key from another of the same version, and nothing about its bytes."""
        return hashlib.sha256(b"closer-tui key id\0" + self.raw()).digest()[:_ID_BYTES]


class KeySource(Protocol):
    """Where keys are kept: a file, later a keyring."""

    def keys(self) -> tuple[Key, ...]:
        """The keys by rising version; none while nobody has agreed to make one."""
        ...

    def create(self) -> Key:
        """Make the first key, or return the newest if another process was faster."""
        ...


def new_key(version: int) -> Key:
    """A fresh random key."""
    return Key(version, Secret(base64.b64encode(os.urandom(KEY_BYTES)).decode("ascii")))


def key_from_text(version: int, text: str) -> Key:
    """A key as it was stored. Raises `SecretError` when the text is not one."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != KEY_BYTES:
        raise SecretError("The stored key is damaged.", "Put it back from a backup of the key.")
    return Key(version, Secret(text))


class SecretBox:
    """Seals and opens secrets with the keys of one source."""

    def __init__(self, source: KeySource) -> None:
        self._source = source

    def seal(self, secret: Secret, *, purpose: str, owner: str) -> bytes:
        """The secret as bytes for the database, which open only for this purpose and owner.

        Makes the first key if there is none: storing the first secret is the consent to that.
        """
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        keys = self._source.keys()
        key = keys[-1] if keys else self._source.create()
        header = _FORMAT + key.version.to_bytes(4) + key.identity()
        nonce = os.urandom(_NONCE_BYTES)
        text = secret.reveal().encode("utf-8")
        return header + nonce + AESGCM(key.raw()).encrypt(nonce, text, _bound_to(purpose, owner, header))

    def open(self, sealed: bytes, *, purpose: str, owner: str) -> Secret:
        """What was sealed.

        Raises `KeyMissing` without any key, `KeyReplaced` when its key is not among ours, and
        `WrongPurpose` when it was sealed for something else or changed since.
        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        again = f"Connect {owner} again to store the secret anew."
        header, nonce = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES : _HEADER_BYTES + _NONCE_BYTES]
        if len(nonce) != _NONCE_BYTES or header[:1] != _FORMAT:
            raise WrongPurpose(f"The stored secret of {owner} is damaged.", again)
        keys = self._source.keys()
        if not keys:
            raise KeyMissing(
                f"The key for the stored secret of {owner} is gone.",
                "Put the key file back from your backup, or connect the inbox again.",
            )
        wanted = header[1:]
        key = next((key for key in keys if key.version.to_bytes(4) + key.identity() == wanted), None)
        if key is None:
            raise KeyReplaced(f"The stored secret of {owner} was sealed with another key.", again)
        body = sealed[_HEADER_BYTES + _NONCE_BYTES :]
        try:
            text = AESGCM(key.raw()).decrypt(nonce, body, _bound_to(purpose, owner, header))
        except InvalidTag as error:
            raise WrongPurpose(f"The stored secret is not the {purpose} of {owner}.", again) from error
        return Secret(text.decode("utf-8"))


def _bound_to(purpose: str, owner: str, header: bytes) -> bytes:
    """The associated data; each part led by its length, so that no two pairs give the same bytes."""
    parts = (header, purpose.encode("utf-8"), owner.encode("utf-8"))
    return b"".join(len(part).to_bytes(4) + part for part in parts)
