"""Connecting a mailbox: both servers are tried live, and only what works is kept."""

from __future__ import annotations

from dataclasses import dataclass

from closer_tui.channels.catalogue import EMAIL
from closer_tui.config.secrets import Secret
from closer_tui.domain.channel import Capabilities, ChannelKind
from closer_tui.domain.errors import ChannelUnavailable, InvalidInput, NotSent, Unauthorized
from closer_tui.services.inboxes import NewInbox, connect
from closer_tui.store.database import Store
from closer_tui.store.inboxes import Inbox

TRY_SECONDS = 15.0
LONGEST_PASSWORD = 500


@dataclass(frozen=True, slots=True)
class EmailAccount:
    """What a person gives. `user` empty means the address; `files_sent` as in `Account`."""

    address: str
    imap: str
    smtp: str
    password: Secret
    user: str = ""
    name: str = ""
    files_sent: bool = False


async def connect_email(store: Store, account: EmailAccount, *, actor: str) -> Inbox:
    """Log in at both servers, then store the inbox. Connecting the same again renews the password.

    Raises InvalidInput with the field that is wrong, also for a server that cannot be used, or Unauthorized. Then
    nothing is stored.
    """
    from closer_tui.channels.email.channel import Account, EmailChannel
    from closer_tui.channels.email.servers import server
    from closer_tui.channels.email.writing import is_address

    address, user = account.address.strip(), account.user.strip() or account.address.strip()
    if not is_address(address):
        raise InvalidInput("this is not a mail address", "Write it like shop@example.com.", field="address")
    if not _plain(user):
        raise InvalidInput("this user name cannot be used", "It must be plain ASCII.", field="user")
    if not _plain(account.password.reveal()):
        raise InvalidInput("this password cannot be used", "It must be plain ASCII, in one line.", field="password")
    opened = Account(
        address, user, account.password, server(account.imap, "imap"), server(account.smtp, "smtp"), account.files_sent
    )
    channel = EmailChannel(opened, store.clock, Capabilities(), timeout_s=TRY_SECONDS)
    try:
        await channel.try_reading()
        await channel.try_sending()
    except ChannelUnavailable as error:
        raise InvalidInput(error.message, "Check the address and the port of the IMAP server.", field="imap") from error
    except NotSent as error:
        raise InvalidInput(error.message, "Check the address and the port of the SMTP server.", field="smtp") from error
    except Unauthorized as error:
        raise Unauthorized(
            error.message, "Check the user and the password; many providers want an app password."
        ) from error
    finally:
        await channel.aclose()
    config = {"address": address, "user": user, "imap": account.imap.strip(), "smtp": account.smtp.strip()}
    if account.files_sent:
        config["files_sent"] = "yes"
    new = NewInbox(
        ChannelKind.EMAIL, EMAIL, account.name or address, address=address, config=config, secret=account.password
    )
    return await connect(store, new, actor=actor)


def _plain(text: str) -> bool:
    return 0 < len(text) <= LONGEST_PASSWORD and text.isascii() and text.isprintable()
