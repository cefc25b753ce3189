"""The cast in the package: enough of it, varied, fictional, and clean."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib import resources
from pathlib import Path

import pytest

from closer_tui.demo.cast import CastError, load_cast
from closer_tui.demo.roles import Cast, DemoConversation, Sender
from closer_tui.domain.channel import CHANNEL_LIMITS, ChannelKind
from closer_tui.domain.opt_out import OptSignal, opt_signal
from closer_tui.domain.text import clean
from closer_tui.domain.tone import EmojiUse, SentenceLength

FICTIONAL = {
    # Ofcom's, the Bundesnetzagentur's and the NANP's numbers for drama; RFC 2606 for everything with a domain.
    ChannelKind.WHATSAPP: r"\+447700900\d{3}|\+4917139200\d{2}",
    ChannelKind.SMS: r"\+447700900\d{3}|\+120255501\d{2}",
    ChannelKind.EMAIL: r"[a-z.-]+@([a-z0-9-]+\.)*example\.(com|org|net)",
    ChannelKind.INSTAGRAM: r"@[a-z.]+\.example",
    ChannelKind.LINKEDIN: r"in/[a-z-]+-example",
}


@cache
def cast() -> Cast:
    return load_cast()


def talk(conversation_id: str) -> DemoConversation:
    return next(each for each in cast().conversations if each.id == conversation_id)


def bodies(each: DemoConversation) -> list[str]:
    said = [message.body for message in each.messages]
    said += [body for burst in each.live for body in burst]
    return said + [line.body for line in (*each.answers, *each.then_after)]


def test_there_are_enough_conversations_on_all_five_channels() -> None:
    per_channel = Counter(each.channel for each in cast().conversations)
    assert len(cast().conversations) >= 44
    assert set(per_channel) == set(ChannelKind)
    assert min(per_channel.values()) >= 7


def test_customers_write_in_many_languages() -> None:
    languages = {each.language for each in cast().conversations}
    assert languages >= {"en", "de", "es", "fr", "tr", "ja", "ar", "zh", "pl", "pt", "hi"}


def test_some_wait_some_are_answered_and_some_write_only_later() -> None:
    with_past = [each for each in cast().conversations if each.messages]
    assert len(with_past) >= 44
    assert sum(each.waits for each in with_past) >= 25
    assert sum(not each.waits for each in with_past) >= 10
    assert any(not each.messages and each.live for each in cast().conversations)


def test_exactly_one_thread_has_two_hundred_messages_and_hardly_a_repeated_one() -> None:
    long_ones = [each for each in cast().conversations if len(each.messages) > 30]
    assert [len(each.messages) for each in long_ones] == [200]
    assert len({message.body for message in long_ones[0].messages}) == 200
    assert {message.sender for message in long_ones[0].messages} == set(Sender)


def test_every_id_and_every_address_is_its_own() -> None:
    conversations = cast().conversations
    assert len({each.id for each in conversations}) == len(conversations)
    assert len({each.address.casefold() for each in conversations}) == len(conversations)


@pytest.mark.parametrize("each", cast().conversations, ids=lambda each: each.id)
def test_nobody_could_be_real(each: DemoConversation) -> None:
    assert re.fullmatch(FICTIONAL[each.channel], each.address)
    for body in bodies(each):
        assert not re.search(r"\+?\d[\d ()-]{8,}\d", body), "a telephone number in a message"
        for domain in re.findall(r"(?:https?://|\w@)([\w.-]+)", body):
            assert re.fullmatch(r"([\w-]+\.)*example\.(com|org|net)", domain)


@pytest.mark.parametrize("each", [each for each in cast().conversations if not each.hostile], ids=lambda each: each.id)
def test_ordinary_people_survive_cleaning_unchanged(each: DemoConversation) -> None:
    assert clean(each.name, multiline=False) == each.name
    for body in bodies(each):
        assert clean(body) == body
        assert body == body.strip()


def test_only_one_conversation_is_hostile_and_it_tries_everything() -> None:
    hostile = [each for each in cast().conversations if each.hostile]
    assert len(hostile) == 1
    said = "".join(bodies(hostile[0]))
    for trick in ("\x1b[", "\x1b]52", "\x9b", "\x07", "\u202e", "[/]", "[@click=app.quit]x[/]", "\x00", "\r"):
        assert trick in said
    assert said.count("\u0301") == 5_000
    assert max(len(body) for body in bodies(hostile[0])) > 30_000
    assert all(clean(body).strip() for body in bodies(hostile[0]))


def test_no_message_of_the_owner_is_too_long_for_its_channel() -> None:
    for each in cast().conversations:
        longest, _, _ = CHANNEL_LIMITS[each.channel]
        assert all(len(message.body) <= longest for message in each.messages if message.sender is Sender.BUSINESS)
    shortest = min(limit for limit, _, _ in CHANNEL_LIMITS.values())
    for reply in cast().quick_replies:
        assert all(len(body) < shortest for body in (reply.body, *(local.body for local in reply.variants)))


@pytest.mark.parametrize(
    ("conversation_id", "words"),
    [
        ("sms-refund", "full refund"),
        ("complaint-gala", "formal complaint"),
        ("offsite-breakfast", "custom quote"),
        ("sms-human", "real person"),
        ("injection-attempt", "Ignore all previous instructions"),
        ("confusable-paul", "login code"),
        ("sms-wifi", "wifi password"),
        ("order-status-amara", "where is my order"),
    ],
)
def test_the_plots_are_there_and_wait_for_the_owner(conversation_id: str, words: str) -> None:
    assert talk(conversation_id).waits
    assert words in talk(conversation_id).messages[-1].body


def test_one_customer_has_sent_stop() -> None:
    stopped = [
        each for each in cast().conversations if each.waits and opt_signal(each.messages[-1].body, opted_out=False)
    ]
    assert [each.id for each in stopped] == ["stop-gerry"]
    assert stopped[0].channel is ChannelKind.SMS
    assert opt_signal(stopped[0].messages[-1].body, opted_out=False) is OptSignal.STOP


def test_a_name_can_look_like_the_owners_and_not_be_it() -> None:
    name = talk("confusable-paul").name
    assert "Paul" not in name
    assert name.replace("\N{CYRILLIC SMALL LETTER A}", "a") == "Paul (Harbour Bakery)"


def test_several_write_again_while_their_message_waits() -> None:
    assert sum(bool(each.then_after) and each.waits for each in cast().conversations) >= 3


def test_somebody_sends_three_messages_in_a_minute() -> None:
    jo = talk("quickfire-jo").messages
    assert len(jo) == 3
    assert jo[0].age_minutes - jo[-1].age_minutes <= 1


def test_the_owner_brings_quick_replies_past_answers_and_a_tone() -> None:
    assert cast().business.name == "Harbour Bakery"
    assert len(cast().quick_replies) >= 20
    assert len(cast().past_answers) >= 12
    tone = cast().tone
    assert (tone.formality, tone.warmth, tone.sign_off) == (2, 4, "— Paul")
    assert (tone.sentence_length, tone.emoji) == (SentenceLength.SHORT, EmojiUse.SPARINGLY)
    assert tone.escalation_topics == ("refunds", "complaints", "custom-quotes")


def test_quick_replies_leave_the_sign_off_to_the_tone_profile() -> None:
    for reply in cast().quick_replies:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", reply.shortcut)
        assert "— Paul" not in reply.body
        assert len({variant.language for variant in reply.variants}) == len(reply.variants)


def test_a_quick_reply_falls_back_to_english() -> None:
    hours = next(reply for reply in cast().quick_replies if reply.shortcut == "hours")
    assert hours.in_language("de").startswith("Wir haben")
    assert hours.in_language("sw") == hours.body


OWNER = (resources.files("closer_tui.demo") / "cast" / "owner.toml").read_text("utf-8")


def conversation(**changes: str) -> str:
    fields = {
        "id": '"a"',
        "channel": '"sms"',
        "from": '"+447700900999"',
        "name": '""',
        "language": '"en"',
        "mood": '"calm"',
        "messages": '[{ from = "customer", age_minutes = 3, body = "Hello" }]',
    }
    return "\n[[conversation]]\n" + "\n".join(f"{key} = {value}" for key, value in (fields | changes).items()) + "\n"


def said(*messages: str) -> str:
    pairs = [message.split() for message in messages]
    lines = [f'{{ from = "{sender}", age_minutes = {age}, body = "from {age}" }}' for sender, age in pairs]
    return f"[{', '.join(lines)}]"


def load(folder: Path, *parts: str) -> Cast:
    (folder / "owner.toml").write_text(OWNER, "utf-8")
    (folder / "people.toml").write_text("".join(parts), "utf-8")
    return load_cast(folder)


def test_a_small_cast_of_ones_own_can_be_loaded(tmp_path: Path) -> None:
    assert [each.id for each in load(tmp_path, conversation()).conversations] == ["a"]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"channel": '"fax"'}, "channel is 'fax', not one of whatsapp"),
        ({"id": "7"}, "id must be a text"),
        ({"from": '""'}, "from must not be empty"),
        ({"moood": '"sad"'}, "moood is not one of"),
        ({"messages": "[]"}, "somebody has to write"),
        ({"messages": '[{ from = "business", age_minutes = 3, body = "Hi" }]'}, "must begin with the customer"),
        ({"messages": '[{ from = "cat", age_minutes = 3, body = "Hi" }]'}, "from is 'cat'"),
        ({"messages": '[{ from = "customer", age_minutes = 0, body = "Hi" }]'}, "age_minutes must be at least 1"),
        ({"messages": '[{ from = "customer", age_minutes = true, body = "Hi" }]'}, "must be a whole number"),
        ({"live": '[["Hi"], []]'}, "live must be a list with at least one text"),
        ({"live": '[["Hi", ""]]'}, "live must hold texts"),
        ({"live": '"Hi"'}, "live must be a list of lists"),
        ({"answers": "[7]"}, "answers must be a table"),
        ({"answers": "7"}, "answers must be a list of tables"),
        ({"hostile": '"yes"'}, "hostile must be true or false"),
        ({"messages": said("customer 3", "customer 4")}, "must be oldest first"),
        ({"messages": said("customer 3", "business 2", "business 1")}, "two answers in a row"),
        ({"messages": said(*["customer 3"] * 7)}, "has 7 of age 3"),
    ],
)
def test_a_mistake_is_reported_with_its_file_and_place(tmp_path: Path, changes: dict[str, str], complaint: str) -> None:
    with pytest.raises(CastError) as caught:
        load(tmp_path, conversation(**changes))
    assert complaint in caught.value.message
    assert caught.value.message.startswith("people.toml: conversation 1")


def test_two_people_cannot_share_an_address(tmp_path: Path) -> None:
    with pytest.raises(CastError, match=r"from sms \+447700900999 stands 2 times"):
        load(tmp_path, conversation(), conversation(id='"b"'))


def test_broken_toml_names_its_file(tmp_path: Path) -> None:
    with pytest.raises(CastError, match=r"people\.toml cannot be read"):
        load(tmp_path, "[[conversation]\n")


def test_a_cast_without_a_business_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CastError, match="0 cast files name a business"):
        load_cast(tmp_path)


@pytest.mark.parametrize(("old", "new"), [("formality = 2", "formality = 9"), ('"short"', '"tiny"')])
def test_an_impossible_tone_is_refused(tmp_path: Path, old: str, new: str) -> None:
    (tmp_path / "owner.toml").write_text(OWNER.replace(old, new), "utf-8")
    with pytest.raises(CastError, match=r"owner\.toml: tone: .* does not work"):
        load_cast(tmp_path)
