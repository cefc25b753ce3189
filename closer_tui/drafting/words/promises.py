"""Words by which a draft binds the business: money back, discounts, deadlines, guarantees. Syntax: see `folding`."""

from __future__ import annotations

from typing import Final

PROMISES: Final[dict[str, tuple[str, ...]]] = {
    "refund": (
        "refund*", "money back", "reimburs*", "credit your account", "rückerstatt*", "erstatt*", "geld zurück",
        "rembours*", "reembols*", "rimbors*", "estorno*", "terugbetal*",
        "zwrot pieniędzy", "zwrócimy", "para iade*", "återbetal*", "вернем деньги", "вернём деньги",
        "возврат средств", "повернемо гроші", "استرداد", "نعيد المبلغ", "返金", "退款", "환불", "रिफंड",
    ),
    "discount": (
        "discount*", "% off", "percent off", "voucher worth", "voucher code*", "promo code*", "coupon code*",
        "free of charge", "for free", "on the house", "at no cost", "no charge", "complimentary", "on us",
        "rabatt*", "gutscheincode*", "kostenlos", "gratis", "umsonst", "remise", "réduction", "offert*",
        "gratuit*", "descuento*", "sin coste", "sconto", "gratuito", "omaggio", "desconto*", "grátis", "korting*",
        "zniżk*", "rabat*", "darmo", "za darmo", "indirim*", "ücretsiz", "bedava", "скидк*", "бесплатн*", "знижк*",
        "безкоштовн*", "خصم", "مجان", "割引", "無料", "折扣", "免费", "할인", "무료", "छूट", "मुफ्त",
    ),
    "guarantee": (
        "guarantee*", "guaranteed", "we promise", "i promise", "you have my word", "100% safe", "completely safe",
        "absolutely safe", "legally binding", "we accept liability", "we will compensate", "compensation",
        "garantier*", "garantie", "versprech*", "entschädig*", "garantis*", "je vous promets", "nous promettons",
        "garantiz*", "prometo", "prometemos", "garantiamo", "garantito", "prometto", "garanto", "garantimos",
        "garanderen", "beloof", "gwarant*", "obiecuj*", "garanti*", "söz veriyor*", "гарантир*", "обещаю",
        "обещаем", "гаранту*", "обіцяю", "نضمن", "أضمن", "أعدك", "保証", "約束します", "保证", "承诺", "보장",
        "약속드립니다",
        "गारंटी", "वादा",
    ),
    "deadline": (
        "by tomorrow", "by tonight", "by monday", "by tuesday", "by wednesday", "by thursday", "by friday",
        "by saturday", "by sunday", "by noon", "within ... hours", "within ... days", "within ... minutes",
        "within the hour", "within an hour", "by the end of the day", "by end of day", "no later than",
        "at the latest", "bis morgen", "bis montag", "bis freitag", "innerhalb von", "spätestens", "d'ici demain",
        "au plus tard", "sous 24", "sous 48",
        "a más tardar", "antes de mañana", "en un plazo de", "entro domani", "entro ... ore", "entro ... giorni",
        "no máximo até", "até amanhã", "dentro de ... horas", "dentro de ... días", "binnen ... uur",
        "binnen ... dagen", "uiterlijk",
        "najpóźniej", "w ciągu ... godzin", "w ciągu ... dni", "en geç", "saat içinde", "gün içinde",
        "в течение ... час*", "в течение ... дн*", "не позднее", "протягом ... годин", "خلال", "以内に",
        "までに", "小时内",
        "之内", "시간 이내", "까지", "घंटे के भीतर",
    ),
}  # fmt: skip

COMMITMENTS: Final[tuple[str, ...]] = (
    "i will", "i'll", "we will", "we'll", "i am going to", "we are going to", "we're going to", "i promise",
    "ich werde", "wir werden", "wir melden uns", "ich melde mich", "ich schicke", "wir schicken", "je vais",
    "nous allons", "je vous envoie", "nous vous enverrons", "voy a", "vamos a", "le enviaré", "te enviaré", "farò",
    "faremo", "le mando", "ti mando", "vou enviar", "vamos enviar", "ik zal", "we zullen", "wij zullen", "wyślemy",
    "wyślę", "zrobimy", "я пришлю", "мы пришлём", "мы отправим", "надішлемо",
)  # fmt: skip
"""Words by which somebody says what they are going to do: a commitment, even where it binds to nothing of the above."""
