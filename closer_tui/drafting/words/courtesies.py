"""What needs no answer: thanks and goodbyes; what machines write; what gives unwanted mail away. Also who asks for a
person. Syntax: see `folding`."""

from __future__ import annotations

from typing import Final

from closer_tui.drafting.words import phrase_list, word_set

THANKS: Final[tuple[str, ...]] = (
    "thank you", "thank u", "thanks", "thx", "ty", "tysm", "cheers", "much appreciated", "appreciate it", "great",
    "perfect", "brilliant", "lovely",
    "wonderful", "awesome", "fantastic", "amazing", "super", "excellent", "ok", "okay", "k", "got it",
    "understood", "noted", "sounds good", "will do", "cool", "nice", "good",
    "see you", "see you then", "see you soon", "see you tomorrow", "bye", "goodbye", "have a nice day",
    "have a good day", "have a great day", "you too", "all good", "no worries",
    "danke", "danke schön", "dankeschön", "vielen dank", "herzlichen dank", "super", "prima", "alles klar",
    "bis dann", "bis bald", "bis morgen", "schönen tag", "tschüss", "passt", "toll", "gut",
    "merci", "merci beaucoup", "mille mercis", "parfait", "d'accord", "bonne journée", "à bientôt", "au revoir",
    "génial", "super", "très bien",
    "gracias", "muchas gracias", "mil gracias", "perfecto", "vale", "genial", "de acuerdo", "hasta luego",
    "hasta pronto", "adiós", "buen día", "estupendo",
    "grazie", "grazie mille", "perfetto", "va bene", "ottimo", "a presto", "ciao", "arrivederci", "buona giornata",
    "obrigado", "obrigada", "muito obrigado", "muito obrigada", "perfeito", "valeu", "ótimo", "até logo",
    "bom dia", "tchau",
    "bedankt", "dank je", "dank je wel", "dankjewel", "dank u", "dank u wel", "top", "prima", "tot dan",
    "tot ziens", "fijne dag",
    "dziękuję", "dzięki", "dziękujemy", "super", "świetnie", "do widzenia", "miłego dnia", "dobrze",
    "teşekkürler", "teşekkür ederim", "çok teşekkürler", "sağ olun", "sağol", "tamam", "harika", "görüşürüz",
    "iyi günler",
    "tack", "tack så mycket", "tusen tack", "tak", "mange tak", "takk", "tusen takk", "kiitos", "kiitos paljon",
    "děkuji", "díky", "mulțumesc", "köszönöm",
    "спасибо", "большое спасибо", "спасибо большое", "отлично", "хорошо", "понятно", "до свидания", "дякую",
    "щиро дякую", "добре", "благодаря",
    "ευχαριστώ", "תודה", "תודה רבה", "شكرا", "شكرا جزيلا", "ممتاز", "تمام", "مع السلامة", "ممنون", "مرسی",
    "ありがとう", "ありがとうございます", "ありがとうございました", "了解です", "承知しました", "谢谢", "謝謝",
    "好的", "收到", "多谢", "감사합니다", "고마워요", "고맙습니다",
    "네", "धन्यवाद", "शुक्रिया", "ठीक है",
    "cảm ơn", "terima kasih", "makasih", "ขอบคุณ",
)  # fmt: skip

GRATITUDE: Final[tuple[str, ...]] = (
    "thank*", "thx", "cheers", "made my day", "danke*", "merci", "gracias", "grazie", "obrigad*", "bedankt",
    "dankjewel", "dziękuj*", "dzięki", "teşekkür*", "tack", "tak for", "takk", "kiitos",
    "спасибо", "дякую", "благодаря", "ευχαριστώ", "תודה", "شكرا", "ありがとう", "谢谢", "謝謝", "감사", "고마",
    "धन्यवाद",
)  # fmt: skip

NO_ANSWER_NEEDED: Final[tuple[str, ...]] = (
    "no need to reply", "no need to answer", "no need to respond", "no reply needed", "no answer needed",
    "don't need to reply", "needn't reply", "du musst nicht antworten", "sie müssen nicht antworten",
    "keine antwort nötig", "pas besoin de répondre", "inutile de répondre", "no hace falta que conteste*",
    "no hace falta responder", "non serve rispondere", "não precisa responder", "hoeft niet te antwoorden",
    "nie trzeba odpowiadać", "cevap gerekmez", "behöver inte svara", "не нужно отвечать", "можно не отвечать",
    "返信不要", "不用回复",
)  # fmt: skip

REQUESTS: Final[tuple[str, ...]] = (
    "please", "can", "could", "would", "will", "need", "want", "when", "where", "how", "what", "which", "why",
    "but", "however", "except", "still", "another", "one more", "order", "send", "call",
    "bitte", "kann", "können", "könnt*", "brauche", "möchte", "wann", "wo", "wie", "was", "aber", "leider",
    "schick*", "bestell*", "s'il", "pouvez", "peux", "besoin", "voudrais", "quand", "comment", "mais", "hélas",
    "por favor", "puede*", "necesito", "quiero", "quisiera", "cuándo", "cómo", "pero", "per favore", "posso",
    "potete", "vorrei", "quando", "ma", "però", "pode*", "preciso", "gostaria", "mas", "graag", "kunt", "kan",
    "wil", "wanneer", "maar",
    "proszę", "czy", "kiedy", "ale", "lütfen", "istiyorum", "ama", "kan ni", "kan du", "men", "när", "можно",
    "можете", "пожалуйста", "но", "когда", "але", "من فضلك", "لكن", "متى", "ください", "ですか", "请", "能",
    "但", "주세요",
    "कृपया", "लेकिन",
)  # fmt: skip
"""Words beside which thanks are not all there is."""

FILLERS: Final = word_set(
    "so very much a lot again for your the help everything that all this you it really i'm is was reply answer "
    "quick and then soon tomorrow later have day kind to paul team dear wow aw oh ah yes yep haha lol guys "
    "everyone sehr nochmal für ihre die hilfe alles und schon mal dir euch ihnen ja auch bis beaucoup pour votre "
    "aide tout et encore oui vous à muchas por su ayuda todo y sí igualmente mille per il vostro aiuto tutto e "
    "sì muito pela sua ajuda tudo e sim voor de hulp alles en ja hoor bardzo za pomoc i tak çok evet så mycket "
    "för hjälpen вам за помощь и да"
)
"""Words that may stand between them."""

AUTOMATIC: Final[tuple[str, ...]] = (
    "out of office", "out of the office", "automatic reply", "automated reply", "auto reply", "auto-reply",
    "autoreply", "automated message",
    "automatically generated", "you receive this because", "you are receiving this because",
    "manage your preferences", "view this email in your browser", "view in browser", "unsubscribe: http*",
    "do not reply to this", "please do not reply", "this mailbox is not monitored", "this inbox is not monitored",
    "delivery status notification",
    "undeliverable", "mail delivery failed", "message could not be delivered", "delivery has failed",
    "returned to sender", "on annual leave until", "on parental leave",
    "i am currently away", "away from my desk", "abwesenheitsnotiz", "automatische antwort", "nicht im büro",
    "diese nachricht wurde automatisch", "bitte antworten sie nicht auf diese",
    "réponse automatique", "absence du bureau", "message automatique", "ne pas répondre à ce",
    "respuesta automática", "fuera de la oficina", "mensaje automático", "no responda a este",
    "risposta automatica", "fuori sede", "messaggio automatico", "non rispondere a questa", "resposta automática",
    "fora do escritório", "não responda a este", "automatisch antwoord",
    "niet op kantoor", "autoantwoord", "automatyczna odpowiedź", "poza biurem", "otomatik yanıt", "ofis dışında",
    "autosvar", "frånvaromeddelande", "автоответ", "автоматический ответ",
    "رد تلقائي", "خارج المكتب", "自動返信", "自动回复", "부재중", "자동 응답",
)  # fmt: skip

AUTOMATIC_SENDERS: Final = (
    "noreply",
    "no-reply",
    "donotreply",
    "do-not-reply",
    "mailer-daemon",
    "postmaster",
    "bounce",
    "notifications@",
    "newsletter",
)

SPAM: Final[tuple[str, ...]] = (
    "seo", "backlink*", "untapped potential", "we help businesses", "congratulations", "has been selected",
    "been selected", "claim your", "final notice", "we help companies", "grow your business", "15-minute call",
    "quick call", "rank ... google", "first page of google", "guest post*", "web design services",
    "increase your traffic", "crypto*", "bitcoin", "forex", "investment opportunity",
    "double your", "guaranteed returns", "make money", "earn money", "work from home", "casino", "viagra",
    "cialis", "lottery", "you have won", "you've won", "claim your prize",
    "inheritance", "next of kin", "million dollars", "wire transfer", "click here", "act now",
    "limited time offer", "buy followers", "more followers", "onlyfans", "loan approved",
    "dear sir/madam", "unsubscribe here", "verify your account", "your account will be suspended", "gewonnen",
    "gagné", "has ganado", "hai vinto", "заработок", "казино", "中奖", "当選しました",
)  # fmt: skip

PERSON: Final[tuple[str, ...]] = (
    "speak to a human", "talk to a human", "speak with a human", "talk with a human", "speak to a person",
    "talk to a person", "speak with a person", "talk to a real", "speak to a real",
    "speak to someone", "talk to someone", "speak with someone", "speak to somebody", "talk to somebody",
    "real person", "real human", "actual person", "actual human", "human being please", "human please",
    "human agent*", "live agent*", "live person", "live chat with", "speak to an agent", "talk to an agent",
    "speak to a manager", "talk to a manager", "speak to your manager", "speak to the manager",
    "the manager please",
    "speak to the owner", "talk to the owner", "are you a bot", "is this a bot", "not a bot", "not a robot",
    "stop the bot", "transfer me to", "connect me to", "connect me with", "put me through to",
    "speak to a representative", "talk to a representative", "human representative",

    "call me back", "please call me", "ring me back",
    "mit einem menschen", "echten menschen", "echter mensch", "mit jemandem sprechen", "mit jemandem reden",
    "mit einem mitarbeiter*", "echten mitarbeiter*", "mit dem chef", "mit dem inhaber", "rufen sie mich",
    "bist du ein bot", "sind sie ein bot",
    "parler à un humain", "parler à quelqu'un", "parler à une personne", "un vrai humain", "une vraie personne",
    "parler à un conseiller", "un conseiller", "parler au responsable", "rappelez-moi", "êtes-vous un robot",
    "hablar con una persona", "hablar con alguien", "hablar con un humano", "persona real", "con un agente",
    "con el encargado", "con el dueño", "eres un bot", "llámenme", "llámame",
    "parlare con una persona", "parlare con qualcuno", "persona vera", "con un operatore", "con il responsabile",
    "sei un bot", "falar com uma pessoa", "falar com alguém", "pessoa real", "com um atendente", "com o gerente",
    "você é um robô",
    "met een mens", "iemand spreken", "met een medewerker", "echt persoon", "ben je een bot", "z człowiekiem",
    "z konsultantem", "z prawdziwą osobą", "z kierownikiem", "czy jesteś botem",
    "gerçek bir kişi*", "bir insanla", "müşteri temsilcisi*", "yetkiliyle", "bir yetkili*",
    "prata med en människa", "prata med någon", "snakke med et menneske", "puhua ihmisen", "mluvit s člověkem",
    "с человеком", "живым человеком", "живой человек", "с оператором", "оператора", "позовите менеджера",
    "с менеджером", "з людиною", "з оператором", "с човек", "με άνθρωπο", "με κάποιον υπεύθυνο", "עם בן אדם",
    "נציג",
    "موظف", "شخص حقيقي", "التحدث مع شخص", "خدمة العملاء", "با یک انسان", "担当者", "人間と話", "人と話し",
    "オペレーター", "人工客服",
    "转人工", "轉人工", "真人", "상담원", "사람과 이야기", "इंसान से", "किसी व्यक्ति से", "คุยกับคน", "gặp nhân viên",
    "bicara dengan orang",
)  # fmt: skip

ASKING: Final = phrase_list(
    "do you|does|can you|can i|can we|could you|could i|could we|is there|are there|are you|is it|is the|"
    "have you|would you|will you|may i|what|when|where|how|who|which|why|habt ihr|haben sie|gibt es|kann ich|"
    "kann man|können|könnt ihr|wann|wo|wie|was|welche|est-ce|avez-vous|faites-vous|puis-je|peut-on|pouvez-vous|"
    "quand|où|comment|combien|quel|tienen|tenéis|hay|puedo|pueden|podéis|cuándo|cuando|dónde|cómo|cuánto|qué|"
    "avete|c'è|posso|potete|quando|dove|come|quanto|vocês têm|tem|posso|onde|como|quanto|hebben jullie|heeft u|"
    "is er|kan ik|kunnen|wanneer|waar|hoe|wat|czy|kiedy|gdzie|jak|ile|har ni|har du|finns|kan man|när|var|hur|"
    "vad|есть ли|можно ли|когда|где|как|сколько"
)  # fmt: skip
"""How questions begin, for those who leave out the mark."""

HELP_WORDS: Final = frozenset({"help", "info"})
"""As single words they ask, on SMS, who is writing and how to stop it."""
