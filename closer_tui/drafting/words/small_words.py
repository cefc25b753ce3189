"""The small words that give a language away, and letters that hardly any other uses."""

from __future__ import annotations

from typing import Final

from closer_tui.drafting.words import word_set

SMALL_WORDS: Final = {
    "en": word_set(
        "the and is are was were you your i i'm i've i'd it's it this that these have has had do does did don't can"
        " can't could would should will we our my me please hello hi hey thanks thank what where when how why who which"
        " not with for from of to in on at if be been there they any some but or just an a know get need want like am"
        " let out about still much many more today tomorrow yesterday order yes okay good morning sorry"
    ),
    "de": word_set(
        "der die das und ist ich sie wir ihr nicht ein eine einen einem einer mit für auf von zu zum zur den dem des im"
        " am haben habe hat hatte sind war kann können könnte möchte wie was wo wann warum bitte danke hallo guten tag"
        " morgen abend noch auch schon mein meine meinen unser es gibt bei nach aus oder aber wenn dass man mir mich"
        " uns euch ihnen sehr heute gerne liebe grüße würde wird nur kein keine bin habt seid"
    ),
    "fr": word_set(
        "le la les un une des du de et est je j'ai vous nous il elle on ne pas pour avec dans sur que qui quoi quand où"
        " comment combien bonjour bonsoir merci mon ma mes votre vos notre nos ce cette c'est est-ce avez êtes sont"
        " suis puis-je voudrais plaît s'il aussi très bien mais ou si au aux à en plus y quel quelle quelles était"
        " salut demain aujourd'hui oui d'accord"
    ),
    "es": word_set(
        "el la los las un una unos unas de del y es soy está están que qué no por para con en mi su sus nuestro usted"
        " ustedes yo me se lo le hola gracias buenos buenas días tardes cómo cuándo dónde cuánto cuesta puedo puede"
        " pueden quiero quisiera tienen tenéis tiene hay pero si sí muy más como al este esta hoy mañana favor tengo"
        " cuál hacen abren abrís abierto también"
    ),
    "it": word_set(
        "il lo la i gli le un una uno di del della dei e è sono che non per con in mi si ho ha hanno avete siete ciao"
        " grazie buongiorno buonasera salve come quando dove quanto costa posso vorrei potete anche ma se più molto"
        " questo questa mio mia vostro nostro c'è ci al alla nel sul da oggi domani prego aperti perché"
    ),
    "pt": word_set(
        "o a os as um uma de do da dos das e é são que não para por com em no na nos nas meu minha seu sua vocês você"
        " eu me se olá oi bom boa dia tarde noite obrigado obrigada como quando onde quanto custa posso gostaria têm"
        " tem há mas ou muito mais este esta isso hoje amanhã favor também estou está fazem abrem vou"
    ),
    "nl": word_set(
        "de het een en is ik je jullie wij we u niet met voor op van te zijn was heb hebben heeft kan kunnen mag zou"
        " hoe wat waar wanneer waarom graag bedankt dank hallo goedemorgen goedendag mijn ons onze dit dat deze die er"
        " nog ook al maar of als bij naar uit om aan geen zo heel vandaag morgen alstublieft zien komen ben wil hebt"
    ),
    "pl": word_set(
        "i w z na do nie jest są to że się o co jak czy dla po od mam mamy ma można mogę może proszę dziękuję dzień"
        " dobry cześć witam kiedy gdzie ile dlaczego chciałbym chciałabym chcę państwo pan pani mój moja nasz też"
        " jeszcze już tylko ale lub albo jeśli bardzo dziś jutro za przy ten ta te tak musi być robią"
    ),
    "tr": word_set(
        "ve bir bu şu için ile de da mi mı mu mü ne nasıl nerede zaman kaç var yok ben sen siz biz benim sizin merhaba"
        " selam teşekkürler teşekkür ederim günaydın lütfen çok daha ama veya evet hayır bugün yarın dün olur olarak"
        " gibi kadar sonra önce acaba değil istiyorum miyim musunuz misiniz mısınız iyi günler kolay gelsin açık"
    ),
    "sv": word_set(
        "och är jag du ni vi det den en ett att som på i med för av till från inte har hade kan kunde vill skulle hej"
        " tack god morgon hur vad var när varför min mitt mina er era vår också men eller om så mycket idag imorgon"
        " finns öppet gärna går blir bli varit"
    ),
    "da": word_set(
        "og er jeg du i vi det den en et at som på med for af til fra ikke har havde kan kunne vil ville hej tak god"
        " morgen hvordan hvad hvor hvornår hvorfor min mit mine jeres vores også men eller hvis meget dag gerne bliver"
    ),
    "no": word_set(
        "og er jeg du dere vi det den en et at som på i med for av til fra ikke har hadde kan kunne vil ville hei takk"
        " god morgen hvordan hva hvor når hvorfor min mitt mine deres vår også men eller hvis mye dag gjerne blir noe"
    ),
    "fi": word_set(
        "ja on ei se että oli minä sinä te me mutta tai jos kun niin myös hei moi kiitos hyvää päivää huomenta miten"
        " mitä missä milloin miksi voiko voinko onko minun teidän meidän haluaisin paljon tänään huomenna vielä"
    ),
    "cs": word_set(
        "a je jsou se na že to v z do ne není mám máte máme mohu můžu můžete prosím děkuji děkuju dobrý den ahoj jak"
        " kdy kde kolik proč co pro po od s ale nebo jestli velmi dnes zítra také ještě už můj moje náš chtěl chtěla"
        " bych bychom by"
    ),
    "ro": word_set(
        "și este sunt un o de la cu pe în nu că pentru din mai am ai are aveți avem bună ziua salut mulțumesc vă rog"
        " cum când unde cât de ce pot puteți aș dori meu mea nostru dar sau dacă foarte azi mâine acest această"
    ),
    "hu": word_set(
        "a az és egy van nincs nem hogy is de vagy ha én te ön mi ez azt kérem köszönöm szia jó napot hogyan mikor hol"
        " mennyi miért lehet szeretnék nagyon ma holnap még már csak meg volt vagyok kell"
    ),
    "id": word_set(
        "dan yang di ke dari ini itu untuk dengan tidak ada apa apakah saya kami anda bisa mau halo selamat pagi siang"
        " terima kasih berapa kapan dimana bagaimana sudah belum juga atau kalau sangat hari besok tolong"
    ),
    "vi": word_set(
        "và là của có không được cho tôi bạn chúng mình này đó với những các một xin chào cảm ơn ơi ạ khi nào bao nhiêu"
        " ở đâu thế muốn hôm nay ngày mai"
    ),
    "ru": word_set(
        "и в не на я с что это как вы мы у по за к из от до же но или если есть был можно здравствуйте привет спасибо"
        " пожалуйста когда где сколько почему мой моя ваш меня мне вас нас добрый день"
    ),
    "bg": word_set(
        "и в не на аз с че това как вие ние за от до но или ако има съм са е се ще да ли здравейте благодаря моля кога"
        " къде колко защо моят добър ден"
    ),
}

LETTERS: Final = {
    "de": "ßäöü",
    "fr": "œçèêù",
    "es": "ñ¿¡",
    "pt": "ãõç",
    "it": "òìù",
    "pl": "łżźśćęąń",
    "tr": "ışğç",
    "sv": "åäö",
    "da": "æøå",
    "no": "æøå",
    "fi": "äö",
    "cs": "řěůčšž",
    "ro": "țșăîâ",
    "hu": "őű",
    "vi": "đơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
}
