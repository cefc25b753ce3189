"""One hand-over by SMTP. Until the last dot has left, nothing was sent; from there to the answer, nobody knows."""

from __future__ import annotations

import re
import smtplib
from contextlib import suppress

from closer_tui.channels.email.servers import Server
from closer_tui.config.secrets import Secret
from closer_tui.domain.errors import AmbiguousSend, ChannelRefused, NotSent, Unauthorized
from closer_tui.domain.text import clean

AGAIN = "It is tried again by itself."
_NAME = "[127.0.0.1]"
"""What we call ourselves: looking up this machine's own name can take seconds, and is nobody's business."""


def submit(
    server: Server, user: str, password: Secret, *, sender: str, recipient: str, data: bytes, timeout_s: float
) -> None:
    """Blocking. Raises NotSent, AmbiguousSend, ChannelRefused or Unauthorized."""
    with LoggedIn(server, user, password, timeout_s) as smtp:
        try:
            _judge(*smtp.mail(sender))
            _judge(*smtp.rcpt(recipient))
            code, words = smtp.docmd("DATA")
            if code != 354:
                _judge(code, words)
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent("the SMTP connection broke before the reply left", AGAIN) from error
        try:
            smtp.send(re.sub(rb"(?m)^\.", b"..", data) + b".\r\n")
            code, words = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            raise AmbiguousSend("the SMTP connection broke before the server said that it has the reply") from error
        if not (200 <= code < 300 or 400 <= code < 600):
            raise AmbiguousSend("the SMTP server did not say clearly whether it has the reply")
        _judge(code, words)


class LoggedIn:
    """A session that is logged in. Raises NotSent or Unauthorized."""

    def __init__(self, server: Server, user: str, password: Secret, timeout_s: float) -> None:
        self._server, self._user, self._password, self._timeout = server, user, password, timeout_s
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> smtplib.SMTP:
        place = self._server
        try:
            if place.tls:
                self._smtp = smtplib.SMTP_SSL(
                    place.host, place.port, _NAME, timeout=self._timeout, context=place.context()
                )
            else:
                self._smtp = smtplib.SMTP(place.host, place.port, _NAME, timeout=self._timeout)
                if not place.plain:
                    self._smtp.starttls(context=place.context())  # refuses to go on where it is not offered
            self._smtp.login(self._user, self._password.reveal())
        except smtplib.SMTPAuthenticationError as error:
            self._close()
            if error.smtp_code < 500:
                raise NotSent("the SMTP server cannot check the password now", AGAIN) from None
            raise Unauthorized("the SMTP server does not accept the password", "Connect the mailbox again.") from None
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise NotSent(f"the SMTP server cannot be used: {_why(error)}", AGAIN) from None
        return self._smtp

    def __exit__(self, *_: object) -> None:
        if self._smtp is not None:
            with suppress(OSError, smtplib.SMTPException):  # the answer that counts is there already
                self._smtp.quit()
            self._close()

    def _close(self) -> None:
        if self._smtp is not None:
            self._smtp.close()


def _judge(code: int, words: bytes) -> None:
    if 200 <= code < 300:
        return
    said = clean(words[:600].decode("utf-8", "replace"), limit=300, multiline=False)
    if 400 <= code < 500:
        raise NotSent(f"the SMTP server says not now ({code}): {said}", AGAIN)
    if code < 0:
        raise NotSent("the SMTP connection broke before the reply left", AGAIN)
    raise ChannelRefused(
        f"the SMTP server refused the reply ({code}): {said}",
        "Nothing was sent. Check the address.",
        code=f"smtp_{code}",
    )


def _why(error: Exception) -> str:
    return "it cannot be reached or its certificate is not in order" if isinstance(error, OSError) else "no session"
