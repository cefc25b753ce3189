"""The offline drafter: answers from the owner's quick replies, past answers and the answers in documents, in the
customer's language, and says where each came from. What it does not know it does not make up; it passes it on. Same
brief, same draft."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from closer_tui.domain.draft import DraftAction, Proposal, Source, Usage
from closer_tui.domain.escalation import EscalationCall, EscalationReason
from closer_tui.domain.handover import HandOver
from closer_tui.domain.text import snippet
from closer_tui.domain.tone import normalise_topic
from closer_tui.drafting.brief import DraftBrief
from closer_tui.drafting.checks import language_of_customer
from closer_tui.drafting.folding import fold, sentences, words_of
from closer_tui.drafting.kept_word import broken
from closer_tui.drafting.model import OFFLINE, Answer, DraftFailed, FailKind
from closer_tui.drafting.reply_text import FALLBACK, clarify_line, compose, holding_line
from closer_tui.drafting.rules import GENERAL
from closer_tui.drafting.scoring import Fit, Material, past_material, quick_reply_material, rank, telling
from closer_tui.drafting.stretch import Stretch
from closer_tui.drafting.summary_offline import sum_up_offline
from closer_tui.drafting.words.courtesies import ASKING
from closer_tui.drafting.words.wording import WORDINGS

ENOUGH: Final = 2.0
"""Score from which a quick reply answers a question."""
ENOUGH_OF_PAST: Final = 0.6
"""Share of a question's words a past question must have."""
LEAD: Final = 1.3
"""How many times the next best score the best must be, where both rest on the same words."""
MOST_COMBINED: Final = 2
SHARE_OF_QUESTION: Final = 0.12
SHARE_OF_REMARK: Final = 0.25
"""Share of the telling words that a quick reply must have, of a question and of a text that asks nothing."""
LONGEST_ANSWER: Final = 800
"""Characters of an answer in a document that is short enough to be sent as it stands."""
ANSWERED: Final = frozenset({"past_answer", "document"})
"""Materials that answered a question word for word, and are judged by it."""
LONGEST_UNMARKED: Final = 12
"""Words of a sentence that is taken for a question by how it begins."""
_ENDINGS: Final = ("か", "吗", "呢", "嗎", "나요", "까요")
_OPENINGS: Final = tuple(f"{fold(opening)} " for opening in ASKING)
_QUESTION_MARKS: Final = "?？؟;"


@dataclass(frozen=True, slots=True)
class Match:
    """What answers one question: one material, two between which only the customer can choose, or none."""

    question: str
    found: tuple[Material, ...] = ()
    torn: bool = False


class OfflineModel:
    """A `DraftModel` that needs no network and no key."""

    name = OFFLINE

    async def draft(self, brief: DraftBrief, *, on_text: Callable[[str], None]) -> Answer:
        """The answer, at once. Never fails."""
        answer = await asyncio.to_thread(answer_from_knowledge, brief)
        on_text(answer.proposal.body)
        return answer

    async def sum_up(self, stretch: Stretch) -> tuple[HandOver, Usage]:
        """What the bot must know of a person's stretch, as far as the lines themselves tell. Never fails."""
        return await sum_up_offline(stretch), Usage()

    async def rewrite(self, request: dict[str, Any], now: int, on_text: Callable[[str], None]) -> tuple[str, Usage]:
        """It puts ready texts together and cannot write. Raises DraftFailed."""
        raise DraftFailed(FailKind.INVALID_REQUEST, "The offline drafter cannot rewrite.", "Set up a model.")

    async def aclose(self) -> None:
        """Nothing is held open."""


def answer_from_knowledge(brief: DraftBrief) -> Answer:
    """What the owner's ready answers say to what waits."""
    language = language_of_customer(brief)
    materials = _materials(brief)
    spoken = language or FALLBACK
    local = [material for material in materials if material.language == spoken]
    matches = [_match(question, local, spoken) for question in _questions(brief, spoken)]
    known = tuple(dict.fromkeys(material for match in matches for material in match.found if not match.torn))
    torn = next((match for match in matches if match.torn), None)
    missing = next((match for match in matches if not match.found), None)
    if missing is None and torn is not None and not known:
        asked_back = _clarify(brief, spoken, torn)
        if asked_back is not None:
            return asked_back
        known = torn.found[:1]
    if not known:
        return _unknown(brief, language, materials, local)
    if missing is not None:
        return _partly(brief, spoken, known, missing.question)
    return Answer(_proposal(brief, spoken, known))


def _materials(brief: DraftBrief) -> list[Material]:
    quick = [quick_reply_material(r.id, r.title, r.body, r.keywords, r.language) for r in brief.quick_replies]
    known = quick + [past_material(past.id, past.question, past.answer) for past in brief.past_answers]
    # A passage that only fits may be written for colleagues, or be about something else: answers alone are copied.
    known += [
        past_material(excerpt.id, excerpt.question, excerpt.body, excerpt.title)
        for excerpt in brief.excerpts
        if excerpt.question and len(excerpt.body) <= LONGEST_ANSWER
    ]
    donts = brief.handover.donts if brief.handover else ()
    # What a person asked not to say is not known here: the question goes to a person.
    return [material for material in known if broken(donts, material.body) is None] if donts else known


def _questions(brief: DraftBrief, language: str) -> list[str]:
    """The sentences that ask, or everything where none does; those without a telling word only where all are so."""
    parts = [part for line in brief.waiting for part in sentences(line.body)]
    asking = [part for part in parts if _asks(part) and telling(part, language)]
    return asking or ["\n".join(parts)]


def _asks(sentence: str) -> bool:
    folded = fold(sentence)
    if folded.endswith(tuple(_QUESTION_MARKS)) or folded.rstrip("。.").endswith(_ENDINGS):
        return True
    return folded.startswith(_OPENINGS) and len(words_of(folded)) <= LONGEST_UNMARKED


def _match(question: str, local: Sequence[Material], language: str) -> Match:
    asking = _asks(question)
    fits = [fit for fit in rank(question, local, language) if _good(fit, asking=asking)]
    if not fits:
        return Match(question)
    best, *others = fits
    if best.material.kind in ANSWERED and best.coverage == 1.0:
        return Match(question, (best.material,))
    rival = next((fit for fit in others if fit.material.kind == best.material.kind), None)
    if rival is None or best.score >= LEAD * rival.score:
        return Match(question, (best.material,))
    if rival.strong.isdisjoint(best.strong):  # one sentence about two things
        return Match(question, (best.material, rival.material))
    if rival.strong < best.strong:
        return Match(question, (best.material,))
    return Match(question, (best.material, rival.material), torn=True)


def _good(fit: Fit, *, asking: bool) -> bool:
    if fit.material.kind in ANSWERED:
        return fit.coverage >= ENOUGH_OF_PAST and len(fit.strong) * 2 > len(fit.material.strong)
    share = SHARE_OF_QUESTION if asking else SHARE_OF_REMARK
    return (
        bool(fit.strong) and fit.score >= ENOUGH and (fit.coverage >= share or any(" " in word for word in fit.strong))
    )


def _proposal(brief: DraftBrief, language: str, known: Sequence[Material]) -> Proposal:
    known = known[:MOST_COMBINED]
    body = compose(brief, language, _joined(known), more=True)
    return Proposal(
        action=DraftAction.REPLY,
        body=body,
        language=language,
        topic=_topic(known),
        reason=_reason(brief, known),
        sources=tuple(map(_source, known)),
        model=OFFLINE,
        prompt_hash=_hash(brief, known),
    )


def _partly(brief: DraftBrief, language: str, known: Sequence[Material], question: str) -> Answer:
    """One question is answered, another is not: say what is known, admit the rest, and pass it on."""
    known = known[:MOST_COMBINED]
    wording = WORDINGS.get(language)
    admitted = wording.unknown[0] if wording else ""
    body = compose(brief, language, f"{_joined(known)}\n\n{admitted[:1].upper()}{admitted[1:]}")
    asked = snippet(question, limit=120)
    call = EscalationCall(
        GENERAL,
        EscalationReason.MISSING_KNOWLEDGE,
        quote=question,
        detail=f"No quick reply or past answer covers “{asked}”.",
    )
    proposal = Proposal(
        action=DraftAction.ESCALATE,
        body=body,
        language=language,
        topic=_topic(known),
        reason=f"{_reason(brief, known)} Nothing of yours answers “{asked}”.",
        sources=tuple(map(_source, known)),
        model=OFFLINE,
        prompt_hash=_hash(brief, known),
    )
    return Answer(proposal, call)


def _clarify(brief: DraftBrief, language: str, torn: Match) -> Answer | None:
    first, second = torn.found
    body = clarify_line(brief, language, first.title, second.title)
    if body is None or ANSWERED & {first.kind, second.kind}:
        return None
    reason = f"The question fits both ‘{first.title}’ and ‘{second.title}’; the draft asks which."
    proposal = Proposal(
        action=DraftAction.CLARIFY,
        body=body,
        language=language,
        reason=reason + _deaf(brief),
        sources=(_source(first), _source(second)),
        model=OFFLINE,
        prompt_hash=_hash(brief, torn.found),
    )
    return Answer(proposal)


def _unknown(brief: DraftBrief, language: str, all_of_them: Sequence[Material], local: Sequence[Material]) -> Answer:
    if not all_of_them:
        detail = "There are no quick replies and no past answers yet, and no model is connected."
    elif language and not local:
        detail = f"The customer writes in {language}, and there is no quick reply or past answer in it."
    else:
        detail = "No quick reply or past answer covers this question."
    call = EscalationCall(
        GENERAL, EscalationReason.MISSING_KNOWLEDGE, quote=snippet(brief.asked, limit=300), detail=detail
    )
    body, code = holding_line(brief, language, call)
    proposal = Proposal(
        action=DraftAction.ESCALATE,
        body=body,
        language=code,
        reason=detail + _look_up(brief) + _deaf(brief),
        model=OFFLINE,
        prompt_hash=_hash(brief, ()),
    )
    return Answer(proposal, call)


def _look_up(brief: DraftBrief) -> str:
    """Where the person who answers may find it: a passage is not copied, but it is known."""
    return f" ‘{brief.excerpts[0].title}’ may say more." if brief.excerpts else ""


def _joined(known: Sequence[Material]) -> str:
    return "\n\n".join(material.body.strip() for material in known)


def _reason(brief: DraftBrief, known: Sequence[Material]) -> str:
    quick = [f"‘{material.title}’" for material in known if material.kind == "quick_reply"]
    past = [f"‘{snippet(material.title, limit=60)}’" for material in known if material.kind == "past_answer"]
    documents = [f"‘{snippet(material.title, limit=80)}’" for material in known if material.kind == "document"]
    parts = []
    if quick:
        parts.append(f"your quick {'replies' if len(quick) > 1 else 'reply'} {' and '.join(quick)}")
    if past:
        parts.append(f"what you answered to {' and '.join(past)}")
    if documents:
        parts.append(f"your document{'s' if len(documents) > 1 else ''} {' and '.join(documents)}")
    return f"From {' and '.join(parts)}.{_deaf(brief)}"


def _deaf(brief: DraftBrief) -> str:
    """A wish the offline drafter cannot follow is not passed over in silence."""
    if not brief.instruction:
        return ""
    return f" The offline drafter cannot follow “{snippet(brief.instruction, limit=80)}”; edit the draft instead."


def _source(material: Material) -> Source:
    title = snippet(material.title, limit=80) if material.kind == "past_answer" else material.title
    return Source(material.id, title, material.kind, material.body)


def _topic(known: Sequence[Material]) -> str:
    return next((normalise_topic(m.title) for m in known if m.kind == "quick_reply"), "")


def _hash(brief: DraftBrief, known: Sequence[Material]) -> str:
    seen = "\x1f".join([OFFLINE, brief.asked, *(f"{m.id}\x1e{m.body}" for m in known)])
    return hashlib.sha256(seen.encode("utf-8", "surrogatepass")).hexdigest()
