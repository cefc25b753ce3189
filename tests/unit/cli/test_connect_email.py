"""From nothing to a mailbox that is read, on the command line."""

from __future__ import annotations

import pytest

from tests.support.mail_peer import PASSWORD, mail_peer
from tests.unit.cli.conftest import Shell


def test_a_mailbox_is_connected_and_read(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLOSER_EMAIL_PASSWORD", raising=False)
    with mail_peer() as peer:
        peer.write(1, "Where is my order?")
        words = ("connect", "email", "--address", "shop@example.org", "--imap", peer.imap, "--smtp", peer.smtp)
        assert "a password is needed" in shell(*words).err
        ran = shell(*words, "--password-stdin", "--json", stdin=f"{PASSWORD}\n")
        assert ran.code == 0
        assert [i["channel"] for i in ran.json["inboxes"]] == ["email"]
        assert PASSWORD not in ran.out + ran.err
        assert shell("sync", "--once").code == 0
        assert "Where is my order?" in shell("list").out
        [conversation] = shell("list", "--json").json
        assert shell("reply", conversation["id"], "On its way.").code == 0
        assert shell("work", "--once").code == 0
        assert [to for to, _ in peer.sent] == ["eve@example.com"]
        assert b"On its way." in peer.sent[0][1]


def test_a_reply_whose_answer_was_lost_is_not_sent_again(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOSER_EMAIL_PASSWORD", PASSWORD)
    with mail_peer() as peer:
        peer.write(1, "Where is my order?")
        words = ("--address", "shop@example.org", "--imap", peer.imap, "--smtp", peer.smtp)
        assert shell("connect", "email", *words).code == 0
        assert shell("sync", "--once").code == 0
        [conversation] = shell("list", "--json").json
        assert shell("reply", conversation["id"], "On its way.").code == 0
        peer.cut_after_data = True
        shell("work", "--once")
        peer.cut_after_data = False
        shell("work", "--once")
        assert len(peer.sent) == 1
        assert "unknown" in shell("outbox", "--json").out
        peer.put(peer.sent[0][1], "Sent")  # the copy turns up after all
        assert shell("sync", "--once").code == 0
        shell("work", "--once")
        assert len(peer.sent) == 1
        assert "unknown" not in shell("outbox", "--json").out
