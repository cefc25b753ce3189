"""API tokens by hand."""

from __future__ import annotations

import re

import pytest

from tests.unit.cli.conftest import Shell

CREATE = ("token", "create", "--env", "test", "--channel", "sms", "email", "--scope", "read", "reply")


def test_the_first_token_of_a_home_is_shown_once(shell: Shell) -> None:
    made = shell(*CREATE, "--name", "crm", "--json")
    assert made.code == 0
    document = made.json
    assert re.fullmatch(r"cls_test_[0-9A-Za-z]{43}", document["token"])
    assert (document["env"], document["name"], document["state"]) == ("test", "crm", "active")
    assert (document["channels"], document["scopes"]) == (["email", "sms"], ["read", "reply"])
    listed = shell("token", "list", "--json")
    assert listed.json == [{k: v for k, v in document.items() if k != "token"}]
    assert document["token"] not in shell("token", "list").out


def test_for_people_the_token_stands_alone_on_its_line(shell: Shell) -> None:
    first, second = shell(*CREATE).out.splitlines()
    assert first.startswith("cls_test_")
    assert "not shown again" in second


def test_rotating_gives_an_heir_and_the_old_one_an_end(shell: Shell) -> None:
    old = shell(*CREATE, "--json").json
    new = shell("token", "rotate", old["id"], "--overlap-hours", "0", "--json").json
    assert new["token"] != old["token"]
    assert (new["channels"], new["scopes"]) == (old["channels"], old["scopes"])
    states = {t["id"]: t["state"] for t in shell("token", "list", "--json").json}
    assert states == {old["id"]: "expired", new["id"]: "active"}


def test_revoking_closes_it(shell: Shell) -> None:
    made = shell(*CREATE, "--json").json
    assert shell("token", "revoke", made["id"], "--json").json["state"] == "revoked"
    again = shell("token", "rotate", made["id"])
    assert again.code == 1
    assert "no longer works" in again.err


def test_all_of_it_is_in_the_audit_log(shell: Shell) -> None:
    made = shell(*CREATE, "--json").json
    shell("token", "rotate", made["id"])
    shell("token", "revoke", made["id"])
    actions = [line["action"] for line in shell("audit", "--json").json]
    assert sorted(actions) == ["token.created", "token.revoked", "token.rotated"]


def test_a_live_token_for_everything_is_refused(shell: Shell) -> None:
    everything = ("--channel", "sms", "email", "whatsapp", "instagram", "linkedin", "--scope", "read", "reply", "tone")
    refused = shell("token", "create", "--env", "live", *everything)
    assert (refused.code, refused.out) == (1, "")
    assert "Leave out a channel or a scope" in refused.err


@pytest.mark.parametrize(
    "words",
    [
        ("token",),
        ("token", "create"),
        ("token", "create", "--env", "prod", "--channel", "sms", "--scope", "read"),
        ("token", "create", "--env", "test", "--channel", "fax", "--scope", "read"),
        ("token", "create", "--env", "test", "--channel", "sms", "--scope", "all"),
        ("token", "create", "--env", "test", "--channel", "--scope", "read"),
        ("token", "rotate", "tok_x", "--overlap-hours", "-1"),
        ("token", "rotate", "tok_x", "--overlap-hours", "nan"),
        ("token", "rotate", "tok_x", "--overlap-hours", "soon"),
    ],
)
def test_wrong_usage_ends_with_two(shell: Shell, words: tuple[str, ...]) -> None:
    assert shell(*words).code == 2


def test_a_token_nobody_knows_is_told(shell: Shell) -> None:
    refused = shell("token", "revoke", "tok_nobody")
    assert (refused.code, refused.err.splitlines()) == (
        1,
        ["closer-tui: there is no token 'tok_nobody'. `closer-tui token list` shows them."],
    )
