# ruff: noqa: E501 - a sentence a customer reads stands on one line
"""The few sentences code itself writes to a customer, by language: greetings, passing on to a person, asking back.

`{name}` is the customer's first name. Where two forms of address exist, `formal` is the polite one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Wording:
    """One language. Each greeting with and without a name, casual and formal; each sentence casual and formal.

    `holding` says that a person will look at it; `person` answers somebody who asks for one; `unknown` admits that the
    answer is not known; `which` asks which of two things is meant ({a}, {b}); `more` offers more help.
    """

    casual: str
    casual_unnamed: str
    formal: str
    formal_unnamed: str
    holding: tuple[str, str]
    person: tuple[str, str]
    unknown: tuple[str, str]
    more: tuple[str, str]
    which: tuple[str, str] | None = None


WORDINGS: Final[dict[str, Wording]] = {
    "en": Wording(
        "Hi {name},", "Hi,", "Dear {name},", "Good day,",
        ("Thank you for telling me. I'm passing this to the right person here, who will read it all and get back to you.",
         "Thank you for letting us know. I am passing your message to the person responsible, who will reply to you personally."),
        ("Of course. I'm passing you on to a person here; they'll see everything you wrote.",
         "Certainly. I am passing your message to a colleague, who will reply to you personally."),
        ("Good question, and I don't want to guess. I'll ask the person who knows and get back to you.",
         "Thank you for your question. I would rather not guess and will ask the colleague who knows."),
        ("Anything else, just ask.", "Please let us know if there is anything else we can do."),
        ("So that I answer the right thing: is it about {a} or {b}?", "May I ask whether this concerns {a} or {b}?"),
    ),
    "de": Wording(
        "Hallo {name},", "Hallo,", "Guten Tag {name},", "Guten Tag,",
        ("danke, dass du Bescheid sagst. Ich gebe das an die richtige Person bei uns weiter, sie liest alles und meldet sich bei dir.",
         "vielen Dank für Ihre Nachricht. Ich gebe sie an die zuständige Person weiter, die sich persönlich bei Ihnen meldet."),
        ("klar, ich gebe dich an einen Menschen bei uns weiter. Alles, was du geschrieben hast, ist dort zu sehen.",
         "selbstverständlich. Ich gebe Ihre Nachricht an eine Kollegin oder einen Kollegen weiter, der sich persönlich bei Ihnen meldet."),
        ("gute Frage, und ich möchte nicht raten. Ich frage nach und melde mich.",
         "vielen Dank für Ihre Frage. Ich möchte nicht raten und kläre das mit der Person, die es weiß."),
        ("Wenn noch etwas ist, frag einfach.", "Bei weiteren Fragen melden Sie sich gern."),
        ("damit ich richtig antworte: Geht es um {a} oder um {b}?", "darf ich fragen, ob es um {a} oder um {b} geht?"),
    ),
    "fr": Wording(
        "Bonjour {name},", "Bonjour,", "Bonjour {name},", "Bonjour,",
        ("Merci de me l'avoir dit. Je transmets à la bonne personne chez nous, qui lira tout et vous répondra.",
         "Merci pour votre message. Je le transmets à la personne responsable, qui vous répondra personnellement."),
        ("Bien sûr. Je vous mets en relation avec une personne de l'équipe ; elle verra tout ce que vous avez écrit.",
         "Bien entendu. Je transmets votre message à un collègue, qui vous répondra personnellement."),
        ("Bonne question, et je préfère ne pas deviner. Je demande à la personne qui sait et je reviens vers vous.",
         "Merci pour votre question. Je préfère ne pas deviner et je me renseigne auprès de la personne compétente."),
        ("N'hésitez pas si vous avez d'autres questions.", "Nous restons à votre disposition."),
    ),
    "es": Wording(
        "Hola, {name}:", "Hola:", "Buenos días, {name}:", "Buenos días:",
        ("Gracias por decírmelo. Se lo paso a la persona indicada, que lo leerá todo y le responderá.",
         "Gracias por su mensaje. Lo traslado a la persona responsable, que le responderá personalmente."),
        ("Claro. Le paso con una persona del equipo; verá todo lo que ha escrito.",
         "Por supuesto. Traslado su mensaje a un compañero, que le responderá personalmente."),
        ("Buena pregunta, y no quiero adivinar. Pregunto a quien lo sabe y le digo.",
         "Gracias por su pregunta. Prefiero no adivinar y consultarlo con la persona indicada."),
        ("Si necesita algo más, aquí estamos.", "Quedamos a su disposición."),
    ),
    "it": Wording(
        "Ciao {name},", "Ciao,", "Buongiorno {name},", "Buongiorno,",
        ("grazie per avermelo detto. Lo passo alla persona giusta, che leggerà tutto e risponderà.",
         "grazie per il Suo messaggio. Lo passo alla persona responsabile, che Le risponderà personalmente."),
        ("certo, passo il messaggio a una persona del team, che vedrà tutto.",
         "certamente. Passo il Suo messaggio a un collega, che Le risponderà personalmente."),
        ("bella domanda, e non voglio tirare a indovinare. Chiedo a chi lo sa.",
         "grazie per la Sua domanda. Preferisco non tirare a indovinare e chiedo alla persona competente."),
        ("Per qualsiasi cosa, siamo qui.", "Restiamo a Sua disposizione."),
    ),
    "pt": Wording(
        "Olá, {name},", "Olá,", "Bom dia, {name},", "Bom dia,",
        ("obrigado por avisar. Vou passar isto à pessoa certa, que vai ler tudo e responder.",
         "obrigado pela sua mensagem. Vou encaminhá-la à pessoa responsável, que responderá pessoalmente."),
        ("claro. Vou passar a uma pessoa da equipe, que verá tudo o que escreveu.",
         "com certeza. Vou encaminhar a sua mensagem a um colega, que responderá pessoalmente."),
        ("boa pergunta, e não quero adivinhar. Vou perguntar a quem sabe.",
         "obrigado pela sua pergunta. Prefiro não adivinhar e vou consultar a pessoa indicada."),
        ("Qualquer coisa, é só escrever.", "Ficamos à disposição."),
    ),
    "nl": Wording(
        "Hoi {name},", "Hoi,", "Beste {name},", "Goedendag,",
        ("dank je dat je het laat weten. Ik geef dit door aan de juiste persoon, die alles leest en antwoordt.",
         "dank u voor uw bericht. Ik geef het door aan de verantwoordelijke, die u persoonlijk antwoordt."),
        ("natuurlijk. Ik geef je bericht door aan een mens hier, die alles kan lezen.",
         "natuurlijk. Ik geef uw bericht door aan een collega, die u persoonlijk antwoordt."),
        ("goede vraag, en ik wil niet gokken. Ik vraag het na.",
         "dank u voor uw vraag. Ik wil niet gokken en vraag het na bij wie het weet."),
        ("Nog iets? Vraag gerust.", "Mocht u nog vragen hebben, dan horen wij het graag."),
    ),
    "pl": Wording(
        "Cześć {name},", "Cześć,", "Dzień dobry,", "Dzień dobry,",
        ("dziękuję za wiadomość. Przekazuję ją właściwej osobie, która wszystko przeczyta i odpowie.",
         "dziękuję za wiadomość. Przekazuję ją odpowiedzialnej osobie, która odpowie osobiście."),
        ("oczywiście. Przekazuję rozmowę człowiekowi, który zobaczy wszystko.",
         "oczywiście. Przekazuję wiadomość współpracownikowi, który odpowie osobiście."),
        ("dobre pytanie, nie chcę zgadywać. Zapytam kogoś, kto wie.",
         "dziękuję za pytanie. Nie chcę zgadywać, zapytam osobę, która wie."),
        ("W razie czego proszę pisać.", "Pozostajemy do dyspozycji."),
    ),
    "tr": Wording(
        "Merhaba {name},", "Merhaba,", "Sayın {name},", "İyi günler,",
        ("haber verdiğiniz için teşekkürler. Bunu doğru kişiye iletiyorum; hepsini okuyup size dönecek.",
         "mesajınız için teşekkür ederiz. Sorumlu kişiye iletiyorum, size bizzat yanıt verecek."),
        ("tabii. Sizi ekibimizden bir kişiye aktarıyorum, yazdıklarınızın hepsini görecek.",
         "elbette. Mesajınızı bir çalışma arkadaşıma iletiyorum, size bizzat yanıt verecek."),
        ("güzel soru, tahmin etmek istemem. Bilen kişiye sorup size döneceğim.",
         "sorunuz için teşekkür ederiz. Tahmin yürütmek istemem, bilen kişiye soracağım."),
        ("Başka bir şey olursa yazın.", "Başka sorularınız için hizmetinizdeyiz."),
    ),
    "sv": Wording(
        "Hej {name},", "Hej,", "Hej {name},", "Hej,",
        ("Tack för att du säger till. Jag skickar det vidare till rätt person, som läser allt och svarar dig.",) * 2,
        ("Självklart. Jag lämnar över till en människa hos oss, som ser allt du har skrivit.",) * 2,
        ("Bra fråga, och jag vill inte gissa. Jag frågar den som vet.",) * 2,
        ("Hör av dig om det är något mer.",) * 2,
    ),
    "ru": Wording(
        "Здравствуйте, {name}!", "Здравствуйте!", "Здравствуйте, {name}!", "Здравствуйте!",
        ("Спасибо, что написали. Передаю ваше сообщение ответственному человеку, он всё прочитает и ответит вам.",) * 2,
        ("Конечно. Передаю вас сотруднику, он увидит всё, что вы написали.",) * 2,
        ("Хороший вопрос, не хочу гадать. Спрошу у того, кто знает.",) * 2,
        ("Если что-то ещё, пишите.",) * 2,
    ),
    "uk": Wording(
        "Вітаю, {name}!", "Вітаю!", "Добрий день, {name}!", "Добрий день!",
        ("Дякую, що написали. Передаю ваше повідомлення відповідальній людині, вона все прочитає і відповість.",) * 2,
        ("Звичайно. Передаю вас нашому працівнику, він побачить усе, що ви написали.",) * 2,
        ("Гарне запитання, не хочу вгадувати. Запитаю в того, хто знає.",) * 2,
        ("Якщо ще щось, пишіть.",) * 2,
    ),
    "el": Wording(
        "Γεια σας {name},", "Γεια σας,", "Καλημέρα σας {name},", "Καλημέρα σας,",
        ("ευχαριστώ που μου το είπατε. Το προωθώ στον αρμόδιο, που θα τα διαβάσει όλα και θα σας απαντήσει.",) * 2,
        ("βεβαίως. Προωθώ το μήνυμά σας σε έναν άνθρωπο της ομάδας μας.",) * 2,
        ("καλή ερώτηση, και δεν θέλω να μαντέψω. Θα ρωτήσω και θα σας πω.",) * 2,
        ("Για οτιδήποτε άλλο, εδώ είμαστε.",) * 2,
    ),
    "ar": Wording(
        "مرحبًا {name}،", "مرحبًا،", "تحية طيبة {name}،", "تحية طيبة،",
        ("شكرًا لإخباري. سأحيل رسالتك إلى الشخص المسؤول، وسيقرأ كل شيء ويرد عليك.",) * 2,
        ("بالتأكيد. سأحيل رسالتك إلى أحد الزملاء، وسيرى كل ما كتبته.",) * 2,
        ("سؤال جيد، ولا أريد أن أخمّن. سأسأل من يعرف وأعود إليك.",) * 2,
        ("إن احتجت إلى أي شيء آخر فنحن هنا.",) * 2,
    ),
    "ja": Wording(
        "{name}様", "こんにちは。", "{name}様", "お問い合わせありがとうございます。",
        ("ご連絡ありがとうございます。担当の者に申し伝え、改めてお返事いたします。",) * 2,
        ("かしこまりました。担当の者におつなぎします。いただいた内容はすべて共有いたします。",) * 2,
        ("ご質問ありがとうございます。確かなことをお伝えしたいので、担当の者に確認いたします。",) * 2,
        ("ほかにもご不明な点がございましたら、お気軽にどうぞ。",) * 2,
    ),
    "zh": Wording(
        "{name}，您好！", "您好！", "{name}，您好！", "您好！",
        ("谢谢您告诉我们。我会转给负责的同事，由他看过全部内容后回复您。",) * 2,
        ("当然可以。我把您转给同事，您写的内容他都能看到。",) * 2,
        ("这个问题我不想乱猜，我去问清楚的同事再回复您。",) * 2,
        ("还有其他问题，随时告诉我们。",) * 2,
    ),
    "ko": Wording(
        "{name}님, 안녕하세요.", "안녕하세요.", "{name}님, 안녕하세요.", "안녕하세요.",
        ("말씀해 주셔서 감사합니다. 담당자에게 전달해 모두 읽고 답변드리도록 하겠습니다.",) * 2,
        ("네, 담당 직원에게 연결해 드리겠습니다. 쓰신 내용은 모두 함께 전달됩니다.",) * 2,
        ("좋은 질문이에요. 추측하지 않고 아는 분께 확인해 보겠습니다.",) * 2,
        ("다른 궁금한 점이 있으면 언제든 말씀해 주세요.",) * 2,
    ),
    "hi": Wording(
        "नमस्ते {name},", "नमस्ते,", "नमस्ते {name},", "नमस्ते,",
        ("बताने के लिए धन्यवाद। मैं इसे सही व्यक्ति तक पहुँचा रहा हूँ, वे सब पढ़कर आपको जवाब देंगे।",) * 2,
        ("ज़रूर। मैं आपकी बात हमारे एक साथी तक पहुँचा रहा हूँ, उन्हें सब कुछ दिखेगा।",) * 2,
        ("अच्छा सवाल है, और मैं अंदाज़ा नहीं लगाना चाहता। जो जानते हैं उनसे पूछकर बताता हूँ।",) * 2,
        ("और कुछ हो तो ज़रूर पूछें।",) * 2,
    ),
}  # fmt: skip

CONTINUES_IN_LOWER_CASE: Final = frozenset({"de", "it", "pt", "nl", "pl", "tr", "el"})
"""Languages whose first sentence after `Hallo Anna,` begins in lower case in a letter."""
