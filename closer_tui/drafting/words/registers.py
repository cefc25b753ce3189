"""Words that make a text casual or formal, warm or cool, by language. Phrases in the syntax of `folding`, divided by
bars. A language without a table of its own is measured by what no language owns: emoji, exclamation marks, lengths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from closer_tui.drafting.words import phrase_list, word_set


@dataclass(frozen=True, slots=True)
class Register:
    """One language. `du` and `sie` are single words of familiar and of polite address."""

    slang: tuple[str, ...]
    casual_greeting: tuple[str, ...]
    formal_greeting: tuple[str, ...]
    casual_closing: tuple[str, ...]
    formal_closing: tuple[str, ...]
    courtesy: tuple[str, ...]
    stiff: tuple[str, ...]
    me: tuple[str, ...]
    thanks: tuple[str, ...]
    empathy: tuple[str, ...]
    offer: tuple[str, ...]
    blunt: tuple[str, ...]
    hedges: tuple[str, ...]
    du: frozenset[str] = frozenset()
    sie: frozenset[str] = frozenset()


REGISTERS: Final[dict[str, Register]] = {
    "en": Register(
        slang=phrase_list(
            "yeah|yep|yup|nope|ok|okay|cool|awesome|gonna|wanna|gotta|kinda|sorta|lol|omg|btw|thx|pls|asap|u|ur|dunno|"
            "guys|folks|stuff|super|totally|no worries|no problem|no prob|sure thing|sure|got it|alright|sounds good|"
            "go ahead|heads up|pop in|pop by|drop by|swing by|give us a shout|shout|grab|really|just|actually|oh|wow|"
            "right away|for now|a bit|bit of|loads|tons|hang on|fingers crossed"
        ),
        casual_greeting=phrase_list("hi|hey|hiya|heya|yo|morning"),
        formal_greeting=phrase_list("dear|good day|good evening|to whom it may concern"),
        casual_closing=phrase_list("cheers|bye|see you|see ya|take care|ta|later|xx|talk soon|catch you"),
        formal_closing=phrase_list(
            "kind regards|best regards|yours sincerely|yours faithfully|sincerely|respectfully|with regards"
        ),
        courtesy=phrase_list(
            "please do not hesitate|do not hesitate|we would like to|we should like|we would be happy|we would be glad|"
            "we would be pleased|may we|may i|we kindly|kindly|we regret|we apologise|we apologize|we appreciate|"
            "at your earliest convenience|we look forward|please be advised|please note|please find|please accept|"
            "we are pleased|thank you for contacting|thank you for your"
        ),
        stiff=phrase_list(
            "must|shall|regarding|concerning|pursuant|accordingly|therefore|furthermore|additionally|moreover|hereby|"
            "however|prior to|upon|otherwise|via|unless|per|cannot|do not|does not|should not|will not|is not|are not|"
            "in accordance with|with respect to|subsequent*|obtain*|require*|provided that|applicable|eligible"
        ),
        me=phrase_list("i|i'm|i'd|i've|i'll|me|my|mine"),
        thanks=phrase_list("thank you|thanks|many thanks|thank you so much|grateful|appreciate*"),
        empathy=phrase_list(
            "sorry|apologise|apologize|understand|hope|glad|happy|delighted|lovely|love|wonderful|enjoy*|welcome|"
            "pleased|pleasure|look forward|looking forward|great to hear|so kind|care|have a great|have a lovely|"
            "have a nice|have a good|warm*|wish*|congratulations|feel better|frustrating|of course|gladly"
        ),
        offer=phrase_list(
            "let me know|let us know|happy to help|anything else|here for you|any questions|just ask|here to help|"
            "feel free|get in touch|reach out"
        ),
        blunt=phrase_list(
            "not possible|impossible|must|denied|rejected|not allowed|prohibited|you failed|your fault|you should have|"
            "not our problem|cannot|only if|no exceptions|as stated"
        ),
        hedges=phrase_list("maybe|perhaps|might|possibly|i think|probably|i guess|a little|if that's ok"),
    ),
    "de": Register(
        slang=phrase_list(
            "ok|okay|klar|cool|super|mega|krass|geil|ne|nö|jo|jep|halt|echt|mal|eben|kein ding|kein problem|alles klar|"
            "passt|bisschen|krieg*|guck*|schau mal|sorry|easy"
        ),
        casual_greeting=phrase_list("hallo|hi|hey|moin|servus|na"),
        formal_greeting=phrase_list("sehr geehrte*|guten tag|guten abend|guten morgen"),
        casual_closing=phrase_list("lg|liebe grüße|viele grüße|tschüss|ciao|bis dann|bis bald|mach's gut"),
        formal_closing=phrase_list(
            "mit freundlichen grüßen|mit freundlichem gruß|freundliche grüße|hochachtungsvoll|mit besten grüßen"
        ),
        courtesy=phrase_list(
            "wir bitten um|wir bedauern|gerne stehen wir|zur verfügung|wir möchten|wir würden|dürfen wir|darf ich|"
            "für rückfragen|bitte beachten|selbstverständlich|vielen dank für ihre"
        ),
        stiff=phrase_list(
            "bezüglich|hinsichtlich|gemäß|diesbezüglich|daher|jedoch|somit|ferner|sofern|entsprechend*|erforderlich|"
            "hiermit|müssen|muss|ausschließlich|jeweils|unverzüglich"
        ),
        me=phrase_list("ich|mir|mich|mein*"),
        thanks=phrase_list("danke|vielen dank|herzlichen dank|dankbar|dankeschön"),
        empathy=phrase_list(
            "tut mir leid|tut uns leid|entschuldig*|versteh*|hoff*|freu*|gern|gerne|schön|lieb*|herzlich*|wünsch*|"
            "willkommen|genieß*|alles gute|ärgerlich"
        ),
        offer=phrase_list("melde dich|melden sie sich|frag einfach|sag bescheid|für fragen|noch etwas|noch fragen"),
        blunt=phrase_list(
            "nicht möglich|unmöglich|müssen|abgelehnt|nicht erlaubt|verboten|selbst schuld|kein anspruch"
        ),
        hedges=phrase_list("vielleicht|eventuell|möglicherweise|ich glaube|wahrscheinlich"),
        du=word_set("du dir dich dein deine deinen deinem deiner deines ihr euch euer eure euren"),
        sie=word_set("Sie Ihnen Ihr Ihre Ihren Ihrem Ihrer Ihres"),
    ),
    "fr": Register(
        slang=phrase_list(
            "ok|okay|cool|super|ouais|ouaip|nan|sympa|t'inquiète|pas de souci|génial|bah|hein|grave|truc*"
        ),
        casual_greeting=phrase_list("salut|coucou|hello|hey"),
        formal_greeting=phrase_list("madame|monsieur|cher client|chère cliente|bonjour|bonsoir"),
        casual_closing=phrase_list("bises|bisous|à plus|à bientôt|ciao|a+"),
        formal_closing=phrase_list(
            "cordialement|bien à vous|salutations distinguées|sincères salutations|respectueusement"
        ),
        courtesy=phrase_list(
            "veuillez|nous vous prions|nous vous remercions|je vous prie|nous restons à votre|à votre disposition|"
            "nous regrettons|nous avons le plaisir|pourriez-vous|je me permets"
        ),
        stiff=phrase_list(
            "concernant|conformément|toutefois|cependant|néanmoins|par conséquent|doit|doivent|afin de|ainsi|dès lors"
        ),
        me=phrase_list("je|j'ai|moi|mon|ma|mes"),
        thanks=phrase_list("merci|remercions|remercie|reconnaissant*"),
        empathy=phrase_list(
            "désolé*|excus*|comprend*|comprenons|esper*|ravi*|heureu*|plaisir|bienvenue|belle journée|bonne journée|"
            "avec joie|volontiers|formidable|hâte"
        ),
        offer=phrase_list("n'hésitez pas|n'hésite pas|dites-moi|dis-moi|à votre écoute|besoin d'autre chose"),
        blunt=phrase_list("impossible|pas possible|refusé*|interdit*|votre faute|doit|doivent|vous devez"),
        hedges=phrase_list("peut-être|probablement|il me semble|je crois|éventuellement"),
        du=word_set("tu te toi ton ta tes"),
        sie=word_set("vous votre vos"),
    ),
    "es": Register(
        slang=phrase_list("ok|okay|vale|guay|genial|mola|tío|tía|venga|porfa|super|no pasa nada|claro|chévere|dale"),
        casual_greeting=phrase_list("hola|hey|buenas|qué tal"),
        formal_greeting=phrase_list("estimado|estimada|estimados|buenos días|buenas tardes|apreciado|apreciada"),
        casual_closing=phrase_list("besos|un beso|chao|hasta luego|nos vemos|abrazos|un abrazo"),
        formal_closing=phrase_list("atentamente|cordialmente|un cordial saludo|saludos cordiales|reciba un"),
        courtesy=phrase_list(
            "le rogamos|les rogamos|lamentamos|quedamos a su|a su disposición|nos complace|tenga en cuenta|"
            "le agradecemos|no dude en|permítame"
        ),
        stiff=phrase_list(
            "respecto a|conforme a|no obstante|sin embargo|por tanto|asimismo|debe|deberá|deben|mediante|previamente"
        ),
        me=phrase_list("yo|me|mi|mis"),
        thanks=phrase_list("gracias|agradec*|muchas gracias"),
        empathy=phrase_list(
            "siento|sentimos|disculp*|perdon*|entiend*|entendemos|comprend*|esper*|encant*|alegr*|feliz|gusto|placer|"
            "bienvenid*|que tengas|que tenga|cariño|deseo|deseamos"
        ),
        offer=phrase_list("avísame|avísanos|no dudes|cualquier duda|aquí estamos|algo más|dime"),
        blunt=phrase_list("no es posible|imposible|rechazad*|prohibid*|culpa|debe|deben"),
        hedges=phrase_list("quizás|tal vez|probablemente|creo que|a lo mejor"),
        du=word_set("tú tu tus ti te contigo vosotros vuestro vuestra"),
        sie=word_set("usted ustedes su sus le les"),
    ),
    "it": Register(
        slang=phrase_list("ok|okay|figo|dai|boh|tranquill*|nessun problema|super|certo|mitico|fantastico"),
        casual_greeting=phrase_list("ciao|ehi|salve|hey"),
        formal_greeting=phrase_list("gentile|gentilissim*|egregio|buongiorno|buonasera|spettabile"),
        casual_closing=phrase_list("a presto|ci vediamo|baci|un abbraccio|a dopo"),
        formal_closing=phrase_list("cordiali saluti|distinti saluti|cordialmente|in fede"),
        courtesy=phrase_list(
            "la preghiamo|vi preghiamo|la ringraziamo|siamo lieti|restiamo a|a sua disposizione|"
            "ci dispiace informar*|non esiti"
        ),
        stiff=phrase_list("riguardo a|in merito a|pertanto|tuttavia|inoltre|deve|dovrà|devono|mediante|qualora"),
        me=phrase_list("io|mi|mio|mia|miei"),
        thanks=phrase_list("grazie|ringrazi*|grato"),
        empathy=phrase_list(
            "dispiace|scus*|cap*sco|capiamo|sper*|felic*|liet*|piacere|volentieri|benvenut*|"
            "buona giornata|contento|contenta"
        ),
        offer=phrase_list("fammi sapere|facci sapere|ci faccia sapere|siamo qui|qualsiasi domanda|altro"),
        blunt=phrase_list("non è possibile|impossibile|rifiutat*|vietat*|colpa|deve|devono"),
        hedges=phrase_list("forse|magari|probabilmente|credo"),
        du=word_set("tu ti te tuo tua tuoi tue"),
        sie=word_set("Lei La Le Suo Sua Suoi Sue"),
    ),
    "pt": Register(
        slang=phrase_list("ok|okay|beleza|legal|valeu|tá|cara|fixe|tranquilo|super|show|pra"),
        casual_greeting=phrase_list("oi|olá|e aí|opa"),
        formal_greeting=phrase_list("prezado|prezada|caro|cara|exmo|bom dia|boa tarde|boa noite"),
        casual_closing=phrase_list("abraço|abraços|beijos|até mais|tchau|até já"),
        formal_closing=phrase_list("atenciosamente|cumprimentos|com os melhores cumprimentos|cordialmente"),
        courtesy=phrase_list(
            "solicitamos|lamentamos|agradecemos|à sua disposição|ao seu dispor|não hesite|temos o prazer"
        ),
        stiff=phrase_list("relativamente|conforme|contudo|portanto|no entanto|deve|deverá|devem|mediante|caso"),
        me=phrase_list("eu|me|meu|minha"),
        thanks=phrase_list("obrigad*|agradec*|grat*"),
        empathy=phrase_list(
            "desculp*|sinto|sentimos|lament*|entend*|compreend*|esper*|feliz|prazer|alegr*|bem-vind*|tenha um"
        ),
        offer=phrase_list(
            "me avise|avise-nos|qualquer dúvida|mais alguma coisa|estamos aqui|conte connosco|conte conosco"
        ),
        blunt=phrase_list("não é possível|impossível|recusad*|proibid*|culpa|deve|devem"),
        hedges=phrase_list("talvez|provavelmente|acho que|se calhar"),
        du=word_set("tu te ti teu tua teus tuas"),
        sie=word_set("senhor senhora senhores"),
    ),
    "nl": Register(
        slang=phrase_list("oké|ok|okay|leuk|prima|top|hoor|joh|geen probleem|super|gaaf|even|effe"),
        casual_greeting=phrase_list("hoi|hallo|hey|dag"),
        formal_greeting=phrase_list("geachte|beste|goedendag|goedemorgen|goedemiddag"),
        casual_closing=phrase_list("groetjes|doei|liefs|tot snel|tot zo"),
        formal_closing=phrase_list("met vriendelijke groet|hoogachtend|vriendelijke groeten|met vriendelijke groeten"),
        courtesy=phrase_list("wij verzoeken|wij betreuren|graag vernemen|tot uw beschikking|aarzelt u niet|mogen wij"),
        stiff=phrase_list("betreffende|conform|echter|derhalve|bovendien|dient|dienen|tevens|moet|moeten|indien"),
        me=phrase_list("ik|mij|mijn"),
        thanks=phrase_list("dank*|bedankt|dankjewel"),
        empathy=phrase_list("sorry|spijt|excuses|begrijp*|hopen|hoop|blij|fijn|leuk|graag|welkom|wens*|fijne dag"),
        offer=phrase_list("laat het weten|laat maar weten|vragen|nog iets|help* je graag"),
        blunt=phrase_list("niet mogelijk|onmogelijk|geweigerd|verboden|moet|moeten"),
        hedges=phrase_list("misschien|wellicht|waarschijnlijk|ik denk"),
        du=word_set("je jij jou jouw jullie"),
        sie=word_set("u uw"),
    ),
}
"""Single words of polite address that are told from others only by their capital letter are written with it."""
