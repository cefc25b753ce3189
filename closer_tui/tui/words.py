"""The words and signs the screens share, so that the same thing is called the same everywhere."""

from __future__ import annotations

from types import MappingProxyType

__all__ = [
    "ATTENTION",
    "CHANNEL_SHORT",
    "DELIVERY",
    "PRIORITY",
    "REJECT_REASONS",
    "channel_short",
    "count_words",
    "number",
    "plural",
]

CHANNEL_SHORT = MappingProxyType({"whatsapp": "wa", "instagram": "ig", "linkedin": "li", "email": "mail", "sms": "sms"})

DELIVERY = MappingProxyType(
    {
        # state: (sign for lists, words for the thread, look)
        "queued": ("◷", "◷ waiting to leave", "muted"),
        "sending": ("→", "→ leaving", "muted"),
        "unknown": ("?", "? unknown whether it arrived", "error"),
        "sent": ("✓", "✓ sent", "muted"),
        "delivered": ("✓✓", "✓✓ delivered", "muted"),
        "read": ("✓✓ read", "✓✓ read", "good"),
        "failed": ("✗", "✗ not sent", "error"),
        "cancelled": ("", "taken back", "muted"),
    }
)
"""How far a reply has come."""

ATTENTION = MappingProxyType(
    {
        "outbox_failed": ("✗ not sent", "error"),
        "outbox_unknown": ("? unknown", "error"),
        "draft_failed": ("✗ no draft", "error"),
        "follow_up": ("◷ follow up", "warning"),
        "woken": ("◷ is back", "accent"),
    }
)
"""What keeps a conversation from going on without a person."""

PRIORITY = MappingProxyType(
    {
        # priority: (sign for lists, look)
        4: ("!!", "error"),
        3: ("!", "warning"),
        1: ("↓", "muted"),
    }
)
"""How much a conversation presses; what nobody has marked, and what is normal, has no sign."""

REJECT_REASONS = (
    "Wrong facts",
    "Promises too much",
    "Wrong tone",
    "Does not answer the question",
    "Too long",
    "Wrong language",
    "A person should answer",
    "No answer needed",
)
"""What is wrong with a draft; the words also steer the next one."""


def channel_short(channel: str) -> str:
    """At most four cells for a channel."""
    return CHANNEL_SHORT.get(channel, channel[:4])


def plural(count: int, one: str, many: str = "") -> str:
    """`1 draft`, `2 drafts`."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def number(count: int) -> str:
    """`12,345`."""
    return f"{count:,}"


def count_words(text: str) -> int:
    """Words of a text; in scripts without spaces, every two characters count as one."""
    dense = sum(1 for char in text if "\u3040" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7af")
    return len(text.split()) + dense // 2
