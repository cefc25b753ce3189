"""Words by which a draft gives away that it is no finished reply: two versions, a refusal, a gap left open, a greeting
of somebody. Phrases in the syntax of `folding`."""

from __future__ import annotations

from typing import Final

from closer_tui.drafting.words import phrase_list, word_set

LABELS: Final = phrase_list(
    "option 1|option one|option a|version 1|version one|version a|draft 1|draft a|reply 1|reply a|answer 1|answer a|"
    "variante 1|variante a|entwurf 1|antwort 1|proposition 1|réponse 1|opción 1|opción a|respuesta 1|opzione 1|"
    "opzione a|risposta 1|opção 1|resposta 1|optie 1|antwoord 1"
)
"""What a text of several versions begins with; in the middle of one it may number what is for sale."""

VERSIONS: Final = phrase_list(
    "alternatively, you could reply|alternative reply|alternative version|two possible replies|two versions|"
    "here is a draft|here's a draft|here is the draft|here is a reply|here's a reply|here is my draft|draft reply|"
    "suggested reply|here is the reply|here are two replies|zwei varianten|hier ist ein entwurf|antwortvorschlag|"
    "voici une proposition de réponse|voici deux réponses|aquí tienes un borrador|ecco una bozza|aqui está um rascunho"
)

REFUSALS: Final = phrase_list(
    "i can't help with that|i cannot help with that|i can't assist with that|i cannot assist with that|"
    "i'm unable to help with|i am unable to help with|i can't comply|i cannot comply|i'm not able to assist|"
    "i am not able to assist|can't assist with this request|cannot assist with this request|i won't be able to help|"
    "against my guidelines|i must decline|i can't help with this|i cannot help with this|"
    "dabei kann ich nicht helfen|dabei kann ich ihnen nicht|das kann ich leider nicht beantworten|"
    "je ne peux pas vous aider|je ne peux pas t'aider|je ne suis pas en mesure de|no puedo ayudarte con|"
    "no puedo ayudarle con|non posso aiutarti con|non posso aiutarla con|não posso ajudar com|"
    "daar kan ik niet mee helpen|我无法帮助|お手伝いできません"
)

GAPS: Final = phrase_list(
    "lorem ipsum|todo|tbd|fixme|insert name|insert date|insert link|insert price|your name here|name here|"
    "company name|xxx|xx.xx.xxxx|dd.mm.yyyy|yyyy-mm-dd|undefined|platzhalter"
)

DIRECTING: Final = phrase_list(
    "call|ring|phone|text us|dial|reach us|contact us|contact|write to|send it to|send to|transfer|pay to|pay into|"
    "wire|whatsapp us|message us|ruf*|anruf*|schreib*|überweis*|kontaktier*|appel*|contactez|écri*|virez|verse*|"
    "llam*|escrib*|contact*|transfier*|chiam*|scriv*|contatt*|lig*|escrev*|bel|schrijf|stuur|maak over"
)
"""What a sentence says that sends somebody to a number or an address."""

GREETINGS: Final = phrase_list(
    "hi|hey|hello|dear|good morning|good afternoon|good evening|good day|hiya|hallo|liebe|lieber|guten tag|"
    "guten morgen|guten abend|sehr geehrte|sehr geehrter|moin|servus|bonjour|bonsoir|salut|cher|chère|coucou|hola|"
    "buenos días|buenas tardes|estimado|estimada|querido|querida|ciao|salve|buongiorno|buonasera|gentile|caro|cara|"
    "olá|oi|bom dia|boa tarde|prezado|prezada|hoi|beste|geachte|goedemorgen|goedemiddag|cześć|dzień dobry"
)

NOT_NAMES: Final = word_set(
    "there all everyone everybody team both folks again friend friends customer guest sir madam ma'am neighbour mr mrs"
    " ms miss mx dr prof herr frau zusammen alle kunde kundin madame monsieur mme tous toutes cliente señor señora"
    " sr sra signora signore senhor senhora allemaal meneer mevrouw pan pani and und et y e en from this that we it"
    " yes no thank thanks sorry welcome good to"
)

HANGING: Final = word_set(
    "the a an and or but to of for with from at by in on our your their is are was were will we because if that which"
    " between until than der die das ein eine und oder aber mit für von zu bei im am wir ist sind weil dass bis le la"
    " les un une et ou mais de des du pour avec dans nous est sont que el los las una y o pero para con en es son il lo"
    " gli e per di che het een en maar met voor van"
)
"""Words no sentence ends with: one that does was cut."""
