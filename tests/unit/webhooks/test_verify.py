"""The verifier we give away, judged beside stripe-python on headers that were tampered with."""

import ast
import random
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
import stripe
import time_machine

from closer_tui.webhooks import verify as module
from closer_tui.webhooks.signing import sign
from closer_tui.webhooks.verify import LONGEST_HEADER, SignatureRefused, verify

BODY = '{"event":"message.replied","body":"Grüß Gott"}'.encode()
SECRET = "whsec_correct"
OTHER = "whsec_other"
NOW = 1_700_000_000

RECIPE = """\
import hmac, time

def is_from_closer(body: bytes, header: str, secret: str) -> bool:
    parts = [part.split("=", 1) for part in header.split(",") if "=" in part and header.isascii()]
    t = next((value for key, value in parts if key == "t" and value.isdigit()), "0")
    good = hmac.new(secret.encode(), t.encode() + b"." + body, "sha256").hexdigest()
    signed = any([hmac.compare_digest(good, value) for key, value in parts if key == "v1"])
    return signed and abs(time.time() - int(t)) <= 300
"""
"""What the README tells customers to write: six lines below the import."""


def recipe() -> Callable[[bytes, str, str], bool]:
    names = ModuleType("recipe").__dict__
    exec(compile(RECIPE, "README", "exec"), names)
    function: Callable[[bytes, str, str], bool] = names["is_from_closer"]
    return function


def ours(header: str | None, *, now: int = NOW, secrets: list[str] | str = SECRET, body: bytes = BODY) -> bool:
    try:
        verify(body, header, secrets, now=now)
    except SignatureRefused:
        return False
    return True


def stripes(header: str, *, body: bytes = BODY, secret: str = SECRET) -> bool | None:
    """What stripe-python says; None when it breaks, as it does on signatures beyond ASCII."""
    try:
        return bool(stripe.WebhookSignature.verify_header(body, header, secret, tolerance=300))
    except stripe.SignatureVerificationError:
        return False
    except TypeError:
        return None


def signature(t: object, *, secret: str = SECRET, body: bytes = BODY) -> str:
    return stripe.WebhookSignature._compute_signature(f"{t}.{body.decode()}", secret)


GOOD = sign(BODY, [SECRET], NOW)
V1 = signature(NOW)


@pytest.mark.parametrize(
    "header",
    [
        GOOD,
        f"v1={V1},t={NOW}",
        f"t={NOW},v1={'0' * 64},v1={V1}",
        f"t={NOW},v1={V1},v1=",
        f"t={NOW},v0=old,v1={V1},v9=new",
        f"t={NOW},v1={V1},scheme-of-tomorrow",
        f"t={NOW},v1={V1}=padding",
        f"t={NOW},t=1,v1={V1}",
        f"t={NOW - 300},v1={signature(NOW - 300)}",
        f"t=0{NOW},v1={V1}",
    ],
)
def test_what_stripe_rightly_believes_we_believe(header: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert stripes(header) is True
    assert ours(header)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "t",
        "t=",
        "v1",
        ",",
        "=",
        f"t={NOW}",
        f"v1={V1}",
        f"t={NOW},v1",
        f"t={NOW},v1=",
        f"t={NOW},v1={V1[:-1]}",
        f"t={NOW},v1={V1}0",
        f"t={NOW},v1={V1.upper()}",
        f"t={NOW}, v1={V1}",
        f"T={NOW},V1={V1}",
        f"t={NOW},v0={V1}",
        f"t={NOW + 1},v1={V1}",
        f"t=1,t={NOW},v1={V1}",
        f"t={NOW}.0,v1={V1}",
        f"t=1e9,v1={V1}",
        f"t=nan,v1={V1}",
        f"t={NOW},v1={signature(NOW, secret=OTHER)}",
        f"t={NOW - 301},v1={signature(NOW - 301)}",
        f"t=-{NOW},v1={signature(-NOW)}",
    ],
)
def test_what_stripe_refuses_we_refuse(header: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert stripes(header) is False
    assert not ours(header)


def arabic(t: int) -> str:
    return "".join(chr(0x0660 + int(digit)) for digit in str(t))


@pytest.mark.parametrize(
    "header",
    [
        f"t={NOW + 301},v1={signature(NOW + 301)}",
        f"t={NOW * 1000},v1={signature(NOW * 1000)}",
        f"t={NOW + 315_360_000},v1={signature(NOW + 315_360_000)}",
        f"t={arabic(NOW)},v1={V1}",
        f"t={NOW},v1={V1},v1=é",
        f"t={NOW},v1={V1}," + "v1=0," * LONGEST_HEADER,
    ],
    ids=["future", "milliseconds", "ten years", "arabic digits", "letters beyond ASCII", "huge"],
)
def test_what_stripe_wrongly_believes_we_refuse(header: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert stripes(header) is True
    assert not ours(header)


def test_a_signature_beyond_ascii_is_refused_and_breaks_nothing() -> None:
    header = f"t={NOW},v1={'é' * 32}"
    with time_machine.travel(NOW, tick=False):
        assert stripes(header) is None
    assert not ours(header)


def test_the_tolerance_ends_on_the_second_both_ways() -> None:
    assert ours(GOOD, now=NOW + 300)
    assert ours(GOOD, now=NOW - 300)
    assert not ours(GOOD, now=NOW + 301)
    assert not ours(GOOD, now=NOW - 301)
    verify(BODY, GOOD, SECRET, now=NOW + 1_000, tolerance=1_000)


def test_a_number_no_clock_ever_shows_is_refused_without_a_crash() -> None:
    assert not ours(f"t={'9' * 4_000},v1={V1}")
    assert not ours(f"t={'9' * 400},v1={V1}")


def test_a_header_has_a_longest_length() -> None:
    longest = GOOD + ",v0=" + "0" * (4096 - len(GOOD) - 4)
    assert ours(longest)
    assert not ours(longest + "0")


def test_no_header_is_no_signature() -> None:
    assert not ours(None)


def test_json_written_again_is_another_body() -> None:
    assert not ours(GOOD, body=BODY.replace(b":", b": "))
    assert not ours(GOOD, body=BODY + b"\n")
    assert not ours(GOOD, body=b"")


def test_one_secret_both_secrets_or_a_string() -> None:
    assert ours(GOOD, secrets=[SECRET])
    assert ours(GOOD, secrets=[OTHER, SECRET])
    assert ours(GOOD, secrets=SECRET)
    assert not ours(GOOD, secrets=[OTHER])
    assert not ours(GOOD, secrets=[])


def test_a_string_is_never_taken_for_a_row_of_one_letter_secrets() -> None:
    assert not ours(f"t={NOW},v1={signature(NOW, secret='w')}", secrets="whsec")


@pytest.mark.parametrize("blank", ["", " ", "\t\n"])
def test_an_empty_secret_believes_nobody(blank: str) -> None:
    assert not ours(f"t={NOW},v1={signature(NOW, secret=blank)}", secrets=[blank])


def test_every_refusal_reads_the_same() -> None:
    messages = set()
    for header in ("", "t=é", f"t={NOW}", f"t={NOW - 999},v1={V1}", f"t={NOW},v1=0"):
        with pytest.raises(SignatureRefused) as refused:
            verify(BODY, header, SECRET, now=NOW)
        messages.add(str(refused.value))
    assert len(messages) == 1


def test_the_verifier_needs_nothing_but_the_standard_library() -> None:
    source = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
    imported = {name.name for node in ast.walk(source) if isinstance(node, ast.Import) for name in node.names}
    imported |= {node.module or "" for node in ast.walk(source) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


# --- tampering -------------------------------------------------------------------------------------------

LETTERS = "0123456789abcdefABCDEFtv=,. +-_\t\x00\x1fé٣²\U0001d7d9"


def tampered(dice: random.Random) -> str:
    """A header that was right, or nearly so, with a few letters changed."""
    t = NOW + dice.choice((0, 0, 0, -299, -300, -301, 299, 300, 301, 10**9, NOW * 999))
    secret = dice.choice((SECRET, SECRET, SECRET, OTHER))
    letters = list(sign(BODY, [secret] if dice.random() < 0.7 else [OTHER, secret], t))
    for _ in range(dice.choice((0, 1, 1, 1, 2, 3, 8))):
        at = dice.randrange(len(letters)) if dice.random() < 0.5 else dice.randrange(min(20, len(letters)))
        match dice.randrange(4):
            case 0:
                letters[at] = dice.choice(LETTERS)
            case 1:
                letters.insert(at, dice.choice(LETTERS))
            case 2:
                del letters[at]
            case _:
                other = dice.randrange(len(letters))
                letters[at], letters[other] = letters[other], letters[at]
    if dice.random() < 0.1:
        parts = "".join(letters).split(",")
        dice.shuffle(parts)
        return ",".join(parts)
    return "".join(letters)


def signed_time(header: str) -> int:
    """The time as stripe-python reads it, in a header it believes."""
    return int(stripe.WebhookSignature._get_timestamp_and_signatures(header, "v1")[0])


def is_genuine(header: str) -> bool:
    """Whether the header names a fresh time and carries its true signature, whatever else stands there."""
    times = re.findall(r"(?:^|,)t=([0-9]+)(?=,|$)", header)
    return any(abs(NOW - int(t)) <= 300 and f"v1={signature(t)}" in header.split(",") for t in times)


def compare(count: int, seed: int) -> tuple[int, int]:
    """Judge `count` tampered headers; how many both believed, and how many only stripe-python did."""
    dice, check = random.Random(seed), recipe()
    both = differently = 0
    with time_machine.travel(NOW, tick=False):
        for _ in range(count):
            header = tampered(dice)
            theirs, mine = stripes(header), ours(header)
            wrongly = not header.isascii() or len(header) > LONGEST_HEADER
            if theirs and not wrongly:
                wrongly = signed_time(header) > NOW + 300
            assert mine == (theirs is True and not wrongly), f"seed {seed}: {header!r}"
            # The recipe is looser about litter between the commas and stricter about how a time is spelled.
            assert is_genuine(header) or not check(BODY, header, SECRET), f"seed {seed}: {header!r}"
            both += mine
            differently += bool(theirs) and not mine
    return both, differently


def test_we_and_stripe_agree_on_tampered_headers_but_for_what_it_wrongly_believes() -> None:
    both, differently = compare(3_000, seed=20_260_522)
    assert both > 100
    assert differently > 10


@pytest.mark.long
@pytest.mark.timeout(600)
def test_we_and_stripe_agree_on_very_many_tampered_headers(scale: float) -> None:
    seed = random.SystemRandom().randrange(2**32)
    both, differently = compare(int(100_000 * scale), seed)
    assert both
    assert differently


# --- the recipe ------------------------------------------------------------------------------------------


def test_the_recipe_believes_what_we_send_and_nothing_else() -> None:
    check = recipe()
    with time_machine.travel(NOW, tick=False):
        assert check(BODY, GOOD, SECRET)
        assert check(BODY, sign(BODY, [OTHER, SECRET], NOW), SECRET)
        assert check(BODY, sign(BODY, [SECRET], NOW + 300), SECRET)
        for header in (
            "",
            "t",
            f"t={NOW}",
            f"t={NOW},v1={'é' * 32}",
            f"t={arabic(NOW)},v1={V1}",
            f"t={'9' * 10_000},v1={V1}",
            sign(BODY, [OTHER], NOW),
            sign(BODY, [SECRET], NOW - 301),
            sign(BODY, [SECRET], NOW + 301),
            sign(BODY, [SECRET], NOW * 1000),
        ):
            assert not check(BODY, header, SECRET), header
        assert not check(BODY + b" ", GOOD, SECRET)


def test_the_readme_shows_the_recipe_that_is_tested() -> None:
    readme = Path(__file__).parents[3] / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.exists() else ""
    blocks = [block for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "compare_digest" in block]
    if not blocks:
        pytest.skip("the README shows no verifier")
    assert blocks == [RECIPE]
