"""Tone profiles through the API."""

import httpx
import pytest

from closer_tui.domain.channel import ChannelKind, Environment
from closer_tui.store.tokens import Scope
from tests.support.api_world import ApiWorld, error_of, inject

SANDBOX = "/v1/tone-profiles/inbox_sandbox_sms"
DEFAULT = {
    "formality": 3,
    "warmth": 3,
    "sentence_length": "medium",
    "emoji": "sparingly",
    "sign_off": "",
    "escalation_topics": ["refunds", "complaints", "custom-quotes"],
}


async def test_an_inbox_starts_with_the_default_profile_even_before_it_is_there(tester: httpx.AsyncClient) -> None:
    assert (await tester.get(SANDBOX)).json() == DEFAULT
    await inject(tester)
    assert (await tester.get(SANDBOX)).json() == DEFAULT


async def test_an_update_changes_the_fields_it_names_and_keeps_the_rest(tester: httpx.AsyncClient) -> None:
    answer = await tester.post(SANDBOX, json={"formality": 1, "sign_off": "— Paul"})
    assert answer.status_code == 200
    assert answer.json() == DEFAULT | {"formality": 1, "sign_off": "— Paul"}
    again = await tester.post(SANDBOX, json={"warmth": 4})
    assert again.json() == DEFAULT | {"formality": 1, "sign_off": "— Paul", "warmth": 4}
    assert (await tester.get(SANDBOX)).json() == again.json()


async def test_every_change_is_a_version_and_an_event_and_no_change_is_neither(
    world: ApiWorld, tester: httpx.AsyncClient
) -> None:
    await world.subscribe("tone_profile.updated")
    await tester.post(SANDBOX, json={"warmth": 4})
    await tester.post(SANDBOX, json={"warmth": 4})
    await tester.post(SANDBOX, json={})
    assert await world.rows("SELECT version, warmth, author FROM tone_profiles ORDER BY version") == [
        (1, 3, "default"),
        (2, 4, "api:tester"),
    ]
    [event] = await world.events()
    assert (event["event"], event["inbox_id"]) == ("tone_profile.updated", "inbox_sandbox_sms")


async def test_topics_are_brought_into_their_one_form(tester: httpx.AsyncClient) -> None:
    topics = ["Custom quotes", "REFUNDS", "refunds", "!!", "Возврат"]
    answer = await tester.post(SANDBOX, json={"escalation_topics": topics})
    assert answer.json()["escalation_topics"] == ["custom-quotes", "refunds", "возврат"]
    assert (await tester.post(SANDBOX, json=answer.json())).json() == answer.json()


async def test_the_sign_off_is_cleaned(tester: httpx.AsyncClient) -> None:
    answer = await tester.post(SANDBOX, json={"sign_off": "\x1b[31m—\n Paul"})
    assert answer.json()["sign_off"] == "— Paul"


@pytest.mark.parametrize(
    "document",
    [
        {"formality": 0},
        {"formality": 6},
        {"warmth": "4"},
        {"warmth": None},
        {"sentence_length": "endless"},
        {"emoji": True},
        {"sign_off": "x" * 81},
        {"escalation_topics": ["x"] * 33},
        {"escalation_topics": "refunds"},
        {"version": 3},
        [],
    ],
)
async def test_what_is_not_documented_is_refused(tester: httpx.AsyncClient, document: object) -> None:
    assert error_of(await tester.post(SANDBOX, json=document)) == (400, "invalid_request")
    assert (await tester.get(SANDBOX)).json() == DEFAULT


async def test_inboxes_of_other_channels_and_planes_are_not_there(world: ApiWorld, tester: httpx.AsyncClient) -> None:
    live = await world.live_inbox(ChannelKind.EMAIL)
    for path in (f"/v1/tone-profiles/{live.id}", "/v1/tone-profiles/inbox_sandbox_fax", "/v1/tone-profiles/x"):
        assert error_of(await tester.get(path)) == (404, "not_found")
        assert error_of(await tester.post(path, json={"warmth": 4})) == (404, "not_found")
    async with world.peer(await world.token(channels=[ChannelKind.EMAIL], scopes=[Scope.TONE])) as other:
        assert error_of(await other.get(SANDBOX)) == (404, "not_found")
        assert error_of(await other.post(SANDBOX, json={"warmth": 4})) == (404, "not_found")
    async with world.peer(await world.token(Environment.LIVE, [ChannelKind.EMAIL])) as owner:
        assert (await owner.post(f"/v1/tone-profiles/{live.id}", json={"warmth": 4})).json()["warmth"] == 4
