"""The base of every error we raise: what went wrong, and what to do next.

It stands on the ground floor so that configuration can use it; the rest of the tree grows from it in
`closer_tui.domain.errors`.
"""

from typing import ClassVar


class CloserError(Exception):
    """An error a person can act on.

    `message` says what went wrong, `hint` what to do next (may be empty), `exit_code` what the command
    line ends with: 1 refused or failed, 2 wrong usage.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        """The message and the hint as one line."""
        return with_hint(self.message, self.hint)


def with_hint(message: str, hint: str) -> str:
    """What went wrong and what to do next, as sentences that follow each other."""
    stop = "" if not message or not hint or message.endswith((".", "!", "?", ":")) else "."
    return f"{message}{stop} {hint}".strip()


class ConfigError(CloserError):
    """A setting, a path or the configuration file cannot be used as it is."""


class SecretError(CloserError):
    """A stored secret cannot be opened, or the key that opens it is not there."""


class WrongPurpose(SecretError):
    """The sealed bytes do not belong to this purpose and owner, or they were changed."""


class KeyReplaced(SecretError):
    """The secret was sealed with a key other than the one in use."""


class KeyMissing(SecretError):
    """There is no key yet, and nobody has agreed to make one."""
