"""What we sign is what stripe-python, our oracle, believes."""

import time

import pytest
import stripe

from closer_tui.webhooks.signing import new_secret, sign
from closer_tui.webhooks.verify import verify

BODY = '{"event":"message.received","body":"Grüß Gott 👋"}'.encode()


def test_the_signature_is_the_documented_one() -> None:
    header = sign(b'{"a":1}', ["whsec_test"], 1_700_000_000)
    # openssl: printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac whsec_test
    assert header == "t=1700000000,v1=38877139021993b830af32feea6e18a8da83eb2f6e49ee50bd9e4cf4ca4d3789"


def test_stripe_believes_it() -> None:
    secret = new_secret()
    header = sign(BODY, [secret], int(time.time()))
    assert stripe.WebhookSignature.verify_header(BODY, header, secret, tolerance=300)


def test_during_rotation_either_secret_will_do() -> None:
    new, old, now = new_secret(), new_secret(), int(time.time())
    header = sign(BODY, [new, old], now)
    assert header.count("v1=") == 2
    for secret in (new, old):
        assert stripe.WebhookSignature.verify_header(BODY, header, secret, tolerance=300)
        verify(BODY, header, [secret], now=now)


def test_every_attempt_is_signed_anew_over_the_same_bytes() -> None:
    first, last = sign(BODY, ["whsec_a"], 1_700_000_000), sign(BODY, ["whsec_a"], 1_700_000_341)
    assert first != last
    verify(BODY, last, ["whsec_a"], now=1_700_000_341)


def test_a_body_need_not_be_text() -> None:
    body = b"\xff\x00\xfe"
    verify(body, sign(body, ["whsec_a"], 1), ["whsec_a"], now=1)


@pytest.mark.parametrize("secrets", [[], [""], ["whsec_a", " "]])
def test_nothing_is_signed_with_no_secret_or_an_empty_one(secrets: list[str]) -> None:
    with pytest.raises(ValueError, match="not empty"):
        sign(BODY, secrets, 1)


def test_secrets_are_long_alike_in_form_and_never_the_same() -> None:
    secrets = {new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert {len(secret) for secret in secrets} == {len("whsec_") + 43}
    assert all(secret.startswith("whsec_") and secret.isascii() for secret in secrets)
