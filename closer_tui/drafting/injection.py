"""Text that talks to the bot instead of to the business, and drafts that answer it.

No list of phrases stops an attacker; these flags only keep a draft out of bulk approval and tell a person why. What
really holds is that the drafter has no hands (see the design's laws) and that `data_checks` looks at what it wrote.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

from closer_tui.drafting.folding import fold, patterns, quoted

ORDERS: Final[tuple[str, ...]] = (
    "ignore ... instructions", "ignore ... prompt", "ignore ... rules", "ignore everything above",
    "disregard ... instructions", "disregard ... rules", "disregard the above",
    "forget ... instructions", "forget everything", "override ... instructions", "new instructions",
    "system prompt", "system message", "developer message", "developer mode",
    "maintenance mode", "debug mode", "admin mode", "jailbreak*", "you are now", "act as a", "act as an",
    "pretend you are", "pretend to be", "you are an ai", "as an ai", "language model",
    "approve automatically", "auto approve", "auto-approve", "automatically approve", "pre-approved",
    "pre approved", "without approval", "without human", "do not show this to", "do not escalate",
    "don't escalate", "send automatically", "send this to", "forward this to", "forward all", "send all",
    "reply with your",
    "other conversations", "other customers", "all customers", "customer list", "other contacts",
    "previous customer*", "api key", "your instructions", "reveal your", "print your", "repeat the words above",
    "output your", "base64", "decode this", "rot13",
    "include the link", "include this link", "markdown image", "append the following", "end your reply with",
    "the owner has approved", "the owner has pre-approved", "prompt injection",
    "ignoriere ... anweisungen", "ignorier ... anweisungen", "vergiss ... anweisungen", "systemprompt",
    "system-prompt", "du bist jetzt", "automatisch freigeben", "automatisch genehmigen", "andere kunden",
    "anderer kunden",
    "ignorez ... instructions", "ignore ... consignes", "oublie ... instructions", "oubliez ... instructions",
    "tu es maintenant", "vous êtes maintenant", "approuve* automatiquement", "autres clients", "invite système",
    "ignora ... instrucciones", "ignore ... instrucciones", "olvida ... instrucciones", "ahora eres",
    "aprueba automáticamente", "aprobar automáticamente", "otros clientes",
    "ignora ... istruzioni", "dimentica ... istruzioni", "ora sei", "approva automaticamente", "altri clienti",
    "ignore ... instruções", "ignora ... instruções", "esqueça ... instruções", "agora você é", "outros clientes",
    "aprovar automaticamente",
    "negeer ... instructies", "vergeet ... instructies", "andere klanten", "automatisch goedkeuren",
    "zignoruj ... instrukcje", "zignoruj ... polecenia", "innych klientów", "önceki talimatlar*",
    "talimatları yok say", "diğer müşteriler*", "otomatik onayla*",
    "игнорируй*", "забудь ... инструкции", "системный промпт", "других клиентов", "автоматически одобр*",
    "ігноруй*", "інших клієнтів",
    "تجاهل", "انسَ التعليمات", "عملاء آخرين", "العملاء الآخرين", "无视", "忽略", "系统提示", "其他客户",
    "自动批准", "無視して",
    "システムプロンプト", "他のお客様の", "自動承認", "무시하고", "시스템 프롬프트", "다른 고객", "자동 승인",
    "अनदेखा", "निर्देशों को भूल",
    "अन्य ग्राहक",
)  # fmt: skip

ECHOES: Final[tuple[str, ...]] = (
    "system prompt", "my instructions", "my guidelines", "i was instructed", "as an ai", "language model",
    "ignore ... instructions", "escalate_reason", "no_reply",
    "output_config", "<conversation", "</conversation", "<<<", "begin_customer", "end_customer",
    "maintenance mode", "developer mode", "jailbreak*", "other customers' ", "other conversations", "api key",
    "tone profile", "escalation topics", "escalation topic", "mein systemprompt", "meine anweisungen", "als ki",
    "sprachmodell", "modèle de langage", "mes instructions", "modelo de lenguaje", "mis instrucciones",
    "modello linguistico", "modelo de linguagem", "taalmodel", "model językowy", "dil modeli", "языковая модель",
    "мои инструкции", "мовна модель", "نموذج لغوي", "语言模型", "系统提示", "言語モデル", "システムプロンプト",
    "언어 모델",
)  # fmt: skip

_FENCE = re.compile(
    r"(?im)^\s*(?:#+\s*)?(?:\[|<+/?\|?|-{2,}\s*)?(?:system|assistant|developer|im_start|im_end|inst|human|user)(?:\]|\|?>+|\s*:)"
)
_TAGS = re.compile("[\U000e0020-\U000e007f]")
_BASE64 = re.compile(r"(?<![\w/+])[A-Za-z0-9+/]{24,}={0,2}(?![\w/+=])")
_LETTER_BY_LETTER = re.compile(r"(?:\b\w[\s.\-_*]){8,}\w\b")
_DEEPEST: Final = 8
"""Encoded pieces of one text that are looked into."""


def orders_in(text: str) -> str:
    """The words that give the bot orders, or empty. Looks behind tag characters, base64 and s p a c e d letters."""
    found = quoted(text, ORDERS)
    if found:
        return found
    if _FENCE.search(text):
        return "a line that poses as part of the instructions"
    unseen = "".join(chr(ord(char) - 0xE0000) for char in _TAGS.findall(text))
    if unseen and orders_in(unseen):
        return "orders in invisible characters"
    if any(patterns(ORDERS).search(fold(piece)) for piece in decoded(text)):
        return "orders in base64"
    spelled = "".join(_LETTER_BY_LETTER.findall(text))
    squeezed = re.sub(r"[\s.\-_*]", "", spelled).casefold()
    if any(word in squeezed for word in ("ignore", "instruction", "systemprompt", "approve", "forward", "override")):
        return "orders spelled letter by letter"
    return ""


def echo_in(body: str) -> str:
    """The sentence of a draft that speaks of the bot's own workings, or empty."""
    return quoted(body, ECHOES)


def decoded(text: str) -> list[str]:
    """What stands behind base64 in a text, as far as it is text itself."""
    pieces: list[str] = []
    for match in list(_BASE64.finditer(text))[:_DEEPEST]:
        raw = match[0].rstrip("=")
        try:
            pieces.append(base64.b64decode(raw + "=" * (-len(raw) % 4)).decode("utf-8"))
        except (binascii.Error, UnicodeDecodeError):
            continue
    return pieces
