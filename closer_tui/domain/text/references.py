"""Everything in a text that a click could open, with what a person must know before: the whole address as a browser
would ask for it, the real host, and what is odd about it.

Nothing here opens, resolves or fetches anything. Only plain web links may be opened at all; the rest is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from closer_tui.domain.text.links import Link, links_of

__all__ = ["MOST", "Reference", "references_of"]

MOST = 50
"""References read from one text; a list longer than this is read by nobody."""

_COLON = re.compile(r":\S")
_SCHEMES = (
    "about|blob|chrome|data|facetime|file|ftp|geo|intent|itms|javascript|ldap|magnet|mailto|market|ms-[a-z-]+|sftp|sip"
    "|skype|slack|smb|sms|ssh|steam|tel|tg|vbscript|view-source|vnc|whatsapp|zoommtg"
)
_OTHER = re.compile(
    rf"(?<![\w.+-])(?:(?P<known>{_SCHEMES}):(?=[^\s:])|(?P<any>[a-z][a-z0-9+.-]{{0,19}})://)[^\s<>\"`]{{1,2048}}",
    re.IGNORECASE,
)
_SENTENCE_ENDS = ".,;:!?'*_~…。，、！？”“’‘»«"
_CLOSERS = {")": "(", "]": "[", "}": "{"}
_PATH_SAFE = "/?#[]@!$&'()*+,;=:-._~%|"
_PORT = re.compile(r":(\d{1,5})$")
_AUTHORITY_END = re.compile(r"[/\\?#]")


@dataclass(frozen=True, slots=True)
class Reference:
    """`shown` stands at `at` in the text; `url` is the whole address, in ASCII, `host` what it leads to.

    `warnings` are sentences without a full stop, the most important first. `opens`: a plain web link.
    """

    shown: str
    at: int
    url: str
    host: str
    warnings: tuple[str, ...] = ()
    opens: bool = True


def references_of(text: str) -> tuple[Reference, ...]:
    """What could be opened, in the order in which it stands there; at most MOST."""
    if "." not in text and ":" not in text:
        return ()
    web = [_web(link) for link in links_of(text)[:MOST]]
    if _COLON.search(text) is None:
        return tuple(web)
    taken = [(each.at, each.at + len(each.shown)) for each in web]
    others = [_other(match) for match in _OTHER.finditer(text) if (match["any"] or "").lower() not in {"http", "https"}]
    # A host inside another scheme's address (mailto:a@b.com, ssh://b.com) is part of that one.
    spans = [(each.at, each.at + len(each.shown)) for each in others]
    web = [each for each in web if not any(start <= each.at < end for start, end in spans)]
    others = [each for each in others if not any(start < each.at < end for start, end in taken)]
    return tuple(sorted([*web, *others], key=lambda each: each.at)[:MOST])


def _web(link: Link) -> Reference:
    scheme, rest = _split(link)
    end = _AUTHORITY_END.search(rest)
    authority, path = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    userinfo = authority.rpartition("@")[0]
    port = found[0] if (found := _PORT.search(authority)) else ""
    host = f"[{link.host}]" if ":" in link.host else link.host
    url = f"{scheme}://{_in_ascii(userinfo) + '@' if link.userinfo else ''}{host}{port}{_in_ascii(path)}"
    return Reference(link.url, link.at, url, link.host, _warnings(link, userinfo), opens=_may_open(link))


def _may_open(link: Link) -> bool:
    return not link.userinfo and bool(link.host) and link.host.isascii()


def _split(link: Link) -> tuple[str, str]:
    if link.bare:
        return "https", link.url
    scheme, _, rest = link.url.partition(":")
    return scheme.lower(), rest[2:]


def _in_ascii(text: str) -> str:
    """Backslashes are slashes to a browser; what is not ASCII travels as percent signs and digits."""
    return quote(text.replace("\\", "/"), safe=_PATH_SAFE)


def _warnings(link: Link, userinfo: str) -> tuple[str, ...]:
    found = []
    if link.userinfo:
        found.append(f"what stands before the @ ({userinfo[:40]}) is not where it leads")
    if link.lookalike:
        found.append("its name imitates another")
    if link.ip:
        found.append("a number instead of a name")
    return tuple(found)


def _other(match: re.Match[str]) -> Reference:
    shown = match[0].rstrip(_SENTENCE_ENDS)
    if shown.count(_CLOSERS.get(shown[-1], "")) < shown.count(shown[-1]):
        shown = shown[:-1]
    scheme = (match["known"] or match["any"]).lower()
    return Reference(
        shown,
        match.start(),
        _in_ascii(shown),
        f"{scheme}:",
        (f"no web link but {scheme}:, which starts another program",),
        opens=False,
    )
