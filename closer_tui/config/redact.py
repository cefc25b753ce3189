"""What a log line must never hold: tokens, keys, signing secrets; and how they are blotted out."""

import re

MASK = "[redacted]"

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(cls_(?:live|test)_)[A-Za-z0-9_.~+/=-]+"), rf"\1{MASK}"),
    (re.compile(r"\b(whsec_)[A-Za-z0-9_.~+/=-]+"), rf"\1{MASK}"),
    (re.compile(r"\b((?:sk|pk|rk)-)[A-Za-z0-9_-]{8,}"), rf"\1{MASK}"),
    (re.compile(r"\b(bearer|authorization\W{1,6}basic)(\s+|%20)[A-Za-z0-9._~+/=-]{6,}", re.I), rf"\1 {MASK}"),
    # A name and its value: in a query, a header, JSON, or a repr of any of these.
    (
        re.compile(
            r"\b((?:access[_-]?token|refresh[_-]?token|id[_-]?token|client[_-]?secret|api[_-]?key|app[_-]?password"
            r"|token|secret|password|passwd|signature)['\"]?\s*[=:]\s*b?['\"]?)(?!\[redacted)[^\s'\"&,;}\])]{4,}",
            re.IGNORECASE,
        ),
        rf"\1{MASK}",
    ),
    # user:password@ in an address.
    (re.compile(r"(://[^/\s:@]*:)[^/\s@]+(@)"), rf"\1{MASK}\2"),
    # A bot's token is part of the path.
    (re.compile(r"(/bot)\d+:[A-Za-z0-9_-]{20,}"), rf"\1{MASK}"),
)


def redact(text: str) -> str:
    """The text with everything that looks like a secret blotted out; what kind it was stays readable."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
