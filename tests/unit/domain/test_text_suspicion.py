"""Warnings about names and links: every trick named, and not one word about ordinary writing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from closer_tui.domain.text import TextWarning, WarningKind, confusable_skeleton, warnings_of
from closer_tui.domain.text.confusables import BRANDS, ROLES

ORDINARY = """
COVID-19
Zoë
Zoë Müller
Beyoncé Knowles
Anna-Lena O'Brien
José María Núñez
Łukasz Żółć
Þórður Jónsson
Nguyễn Thị Hương
Ľubomíra Šťastná
İbrahim Yıldız
ılık çay
Gülşen Öztürk
metà della spesa
moderátor
administrátor
sécurité sociale
vérification
officiële
signál
visá
Señal débil
Zoltán Kovács
Ægir Søren Åse
D'Artagnan
Mary-Jane Watson-Parker
J.R.R. Tolkien
Dr. No
R2-D2
C-3PO
B2B
B2C
H2O
CO2
MP3
4K-TV
5G
3D-Druck
24/7
Wi-Fi 6
IPv6
UTF-8
ISO-9001
A4
K9
Windows 11
iPhone 15
Galaxy S24
PS5
Area 51
Boeing 747
Route 66
Agent 007
Studio 54
Level 42
Blink-182
Sum41
U2
Maroon 5
h4x0r
l33t
micha3l
anna1987
user12345
max_mustermann99
account5
support24
info2go
4you
Me2You
Order #A1B2C3
SKU 0O1l-55
Tracking JJD000390007
IBAN DE89370400440532013000
Room 101
Flat 3B
Born in 1999
modern barn corner
returns and turns
Amazon
PayPal
paypal
PAYPAL
Apple Support
support@example.com
Amazon.de
WhatsApp Business
Microsoft 365
Google Pay
Netflix
DHL Express
Security Service
Facebook und Instagram
Telegram-канал
YouTube-блогер
田中太郎
田中 太郎
タナカタロウ
たなかたろう
Tanaka 太郎
山田ＡＢＣ商店
Ａｍａｚｏｎ
ＰａｙＰａｌ
Tシャツ
Yシャツ
Xデー
SNSで話題
Aさん
iPhoneを買った
スーパーのWi-Fi
ニンテンドーSwitch
ロレックスROLEX
カラオケBOX
東京23区
第1回
1日2回
株式会社ABC
2024年5月
お問い合わせNo.123
O型
王小明
王小明Wang
李Tony
微信WeChat
淘宝网
T恤
K歌
卡拉OK
5G手机
김민수
김민수 Kim
카카오톡
LG전자
SK텔레콤
K-pop
Алексей
Алексей Петров
Наталья Сергеевна
Оса
сор
рос
Рос
хор
Сахар
ВАСЯ
РОССИЯ
МАМА
СССР
Москва 2024
Юлия Ёлкина
Київ
Олександр Їжак
Љубица Њ
SMSка
PDFка
VPNом
PRщик
CEOшный
TVшка
PCшка
VIPом
iOSник
USBшный
3Dшник
IT-шник
e-mail'ом
Wi-Fiшный
XXIв
XIXв
T-Банк
Лада Vesta
BMW Клуб
№1 в Москве
5-й этаж
2-го мая
ГОСТ 12345
МТС Банк
Αλέξανδρος
Γιώργος Παπαδόπουλος
ΑΘΗΝΑ
Μαρία
ΟΤΕ
ΔΕΗ
Ελλάδα 2024
COSMOTE Ελλάδα
α-helix
β-blocker
γ-ray
μm
10 μm
µg
ΔT
Δt
ΔE
Ωm
λ/2
πr²
σ-field
محمد علي
محمد Ali
أحمد السيد
فاطمة الزهراء
شركة ABC
عرض 50%
السعر 100\u200f ريال
می‌خواهم
کتاب‌ها
رضا پهلوان
آپ کا شکریہ
דוד לוי
דוד \u200fLevi
שלום 123
שָׁלוֹם
राहुल शर्मा
क्ष
र्‍य
ශ්‍රී ලංකාව
স্বাগতম
தமிழ்
తెలుగు
ಕನ್ನಡ
മലയാളം
ਪੰਜਾਬੀ
ગુજરાતી
สมชาย
สมชาย Somchai
ສະບາຍດີ
မင်္ဂလာပါ
བོད་སྐད
Հայաստան
საქართველო
አማርኛ
Ⲁⲗⲉⲝ
ᏣᎳᎩ
😀 Anna
❤️
👨‍👩‍👧‍👦 Familie
👍🏽
🇩🇪 Max
🏴󠁧󠁢󠁥󠁮󠁧󠁿 fan
1️⃣ first
☺︎
Zoe\u0308
葛󠄀城
line one\nline two\r\nline three\ttab
a\xa0b
https://example.com/
http://example.com:8080/path?q=1#x
https://www.paypal.com/signin
https://de.wikipedia.org/wiki/Zoë_(Name)
https://müller.de/
https://россия.рф/
https://рос.рф/
https://日本語.jp/
https://παράδειγμα.ελ/
https://example.com/user@host
[our site](https://example.com)
[example.com](https://www.example.com/page)
[www.example.com](https://example.com/page)
[example.com](https://shop.example.com/page)
<a href="https://example.com">example.com</a>
maria@paypal.com
e.g. this, i.e. that
Node.js and file.txt
v1.2.3
192.168.1.1
12.50 EUR
""".strip().split("\n")

TRICKS = """
mixed_script|pаypal
mixed_script|Раypal
mixed_script|gооgle
mixed_script|Amazоn
mixed_script|Applе
mixed_script|Aлексей
mixed_script|Cахар
mixed_script|Tинькофф
mixed_script|micrоsoft
mixed_script|Mаria
mixed_script|Αnna
mixed_script|Gοοgle
mixed_script|Bοb Smith
confusable|Paypa1
confusable|PAYPA1
confusable|amaz0n
confusable|Amaz0n Support
confusable|G00gle
confusable|goog1e
confusable|faceb00k
confusable|1nstagram
confusable|Micr0soft
confusable|rnicrosoft
confusable|arnazon
confusable|vvhatsapp
confusable|netf1ix
confusable|Supp0rt
confusable|Adm1n
confusable|5ecurity
confusable|Serv1ce
confusable|v1sa
confusable|app1e
confusable|аррӏе
confusable|𝐏𝐚𝐲𝐏𝐚𝐥
confusable|paypaⅼ
bidi|\u202eabc
bidi|invoice\u202egpj.exe
bidi|\u2066x\u2069
invisible|pay\u200bpal
invisible|\ufeffAnna
invisible|An\xadna
invisible|Anna\u3164
invisible|a\u2060b
invisible|a\u200db
invisible|a\u200cb
invisible|a\ufe0fb
invisible|Anna\u200e
invisible|hi\U000e0041
invisible|🏴\U000e0041
control|\x1b[31mAnna
control|Anna\x07
control|\x9b2J
link_mismatch|https://google.com@evil.example/
link_mismatch|https://user:pass@evil.example/
link_mismatch|[paypal.com](https://evil.example/)
link_mismatch|[https://paypal.com/x](https://evil.example/)
link_mismatch|<a href="https://evil.example">paypal.com</a>
link_mismatch|<a class=x href='http://evil.example/x' id=y>www.bank.com</a>
link_mismatch|[example.com](https://example.com.evil.net)
link_numeric|http://127.0.0.1/
link_numeric|http://2130706433/
link_numeric|http://0x7f.1/
link_numeric|https://[::1]:8080/x
link_lookalike|https://paypa1.com/
link_lookalike|https://pаypal.com/
link_lookalike|https://xn--80ak6aa92e.com/
link_lookalike|https://аррӏе.com/
link_lookalike|https://paypál.com/
link_lookalike|https://amaz0n-support.com/
link_lookalike|https://сора.com/
link_lookalike|www.g00gle.com
""".strip().split("\n")


ORDINARY.append("ខ្ញុំ\u200bចង់")


def _plain(line: str) -> str:
    for code in ("\\u", "\\x", "\\U", "\\n", "\\r", "\\t"):
        if code in line:
            return line.encode("latin-1", "backslashreplace").decode("unicode_escape")
    return line


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_writing_earns_no_warning(text: str) -> None:
    assert warnings_of(_plain(text)) == ()


@pytest.mark.parametrize("case", TRICKS)
def test_every_trick_is_named(case: str) -> None:
    kind, _, text = case.partition("|")
    found = warnings_of(_plain(text))
    assert kind in {warning.kind for warning in found}
    assert all(warning.detail.endswith(".") for warning in found)


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(ORDINARY) + len(TRICKS) > 250


def test_a_warning_says_what_and_where() -> None:
    assert warnings_of("Ask Paypa1 now") == (
        TextWarning(WarningKind.CONFUSABLE, "“Paypa1” looks like “paypal” and is not.", 4),
    )
    assert warnings_of("a\u202eb")[0].detail == "U+202E reorders the text."


def test_warnings_come_in_the_order_of_the_text_and_not_without_end() -> None:
    found = warnings_of("x Paypa1 \u202e https://1.2.3.4/ \u200b " + "\u202e" * 500)
    assert [warning.at for warning in found] == sorted(warning.at for warning in found)
    assert len(found) == 32


@pytest.mark.parametrize("name", sorted(BRANDS | ROLES))
def test_a_known_name_is_no_imitation_of_itself(name: str) -> None:
    assert warnings_of(name) == warnings_of(name.upper()) == warnings_of(name.title()) == ()


@pytest.mark.parametrize(
    ("text", "skeleton"),
    [
        ("PayPal", "paypal"),
        ("раураӏ", "paypal"),
        ("Gοοgle", "google"),
        ("Zoë", "zoe"),
        ("paypаĺ", "paypal"),
        ("𝐀", "a"),
    ],
)
def test_a_skeleton_is_what_a_hurried_eye_reads(text: str, skeleton: str) -> None:
    assert confusable_skeleton(text) == skeleton


@given(st.text())
def test_any_text_can_be_judged(text: str) -> None:
    for warning in warnings_of(text):
        assert 0 <= warning.at < len(text)
    confusable_skeleton(text)
