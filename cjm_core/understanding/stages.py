"""Which stage a touchpoint belongs to, proposed from names where they tell and from the order of the journeys where they do not."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The usual stages of a journey and words that give a touchpoint away (English, German, French, Spanish, Dutch).
_STAGE_WORDS = {
    "Discover": "ad ads advert banner campaign social post search seo newsletter awareness landing referral werbung anzeige suche pub publicite "
    "recherche anuncio busqueda advertentie zoeken discover",
    "Compare": "product products review reviews compare comparison pricing price prices demo brochure catalog catalogue category store visit home "
    "homepage website page produkt vergleich preis produit prix producto precio prijs consider browse",
    "Buy": "cart basket checkout order purchase payment pay buy sign signup register subscribe booking book warenkorb kasse bestellung zahlung kauf "
    "panier commande paiement achat carrito pedido pago compra winkelwagen bestelling betaling confirmed",
    "Receive": "delivery shipping shipped dispatch pickup unboxing parcel arrival lieferung versand livraison entrega envio levering bezorging "
    "onboarding welcome installation boarding checkin",
    "Use": "setup guide usage use app login feature manual training support help chat hotline call service ticket complaint faq repair hilfe anruf "
    "aide ayuda soporte klantenservice food restaurant wifi restroom parking",
    "Stay": "renewal renew loyalty return returns refund repeat reorder upgrade referral recommend cancel churn retention reward verlaengerung treue "
    "fidelite retour lealtad devolucion trouw exit farewell",
}
_WORDS = {word: stage for stage, words in _STAGE_WORDS.items() for word in words.split()}
_WHOLE = "All"
_ORDER_NAMES = {1: (_WHOLE,), 2: ("Start", "End"), 3: ("Start", "Middle", "End"), 4: ("Start", "Early", "Late", "End")}
_FIVE = ("Start", "Early", "Middle", "Late", "End")
_PART = "Part "  # of a survey: it says nothing about when customers come there


@dataclass(frozen=True)
class Seen:
    """A touchpoint as the data show it: `place` is the part of the others after which it usually comes, 0..1; None where no journey tells."""

    touchpoint: str
    stage: str | None
    place: float | None
    order: int


def propose(seen: list[Seen]) -> list[tuple[str, str, int, int]]:
    """(touchpoint, stage, stage position, position) for every touchpoint, in the order in which a map draws them."""
    mapped = any(item.stage for item in seen)
    by_name = {item.touchpoint: item.stage or _by_words(item.touchpoint) for item in seen}
    known = [name for name in by_name.values() if name]
    if mapped or len(known) * 10 >= len(seen) * 6:
        stages = {name: stage or "Other" for name, stage in by_name.items()}
    else:
        stages = _by_place(seen)
    return _ordered(seen, stages, natural=None if mapped else [*_STAGE_WORDS, "Other"])


def _by_words(touchpoint: str) -> str | None:
    """The stage that a touchpoint's own words name, if any."""
    words = re.findall(r"[a-z]+", touchpoint.lower())
    found = [_WORDS[word] for word in words if word in _WORDS]
    return found[-1] if found else None


def is_part(stage: str) -> bool:
    """Whether a stage is only a part of a survey, so that nobody has said yet in which order customers come to its touchpoints."""
    return stage == _WHOLE or (stage.startswith(_PART) and stage.removeprefix(_PART).isdigit())


def _by_place(seen: list[Seen]) -> dict[str, str]:
    """Up to five stages that say only where in the journey a touchpoint usually comes; without any journey, where in the survey."""
    ordered = sorted(seen, key=lambda item: (item.place is None, item.place or 0.0, item.order))
    count = min(5, max(1, len(ordered) // 2))
    names = _ORDER_NAMES.get(count, _FIVE)
    if count > 1 and all(item.place is None for item in seen):
        names = tuple(f"{_PART}{number}" for number in range(1, count + 1))
    return {item.touchpoint: names[at * count // len(ordered)] for at, item in enumerate(ordered)}


def _ordered(seen: list[Seen], stages: dict[str, str], natural: list[str] | None) -> list[tuple[str, str, int, int]]:
    """Stages in natural order, or by the mean place of their touchpoints; touchpoints by place, then by the file's order."""
    places: dict[str, list[float]] = {}
    for item in seen:
        places.setdefault(stages[item.touchpoint], []).append(2.0 + item.order if item.place is None else item.place)
    mean = {stage: sum(values) / len(values) for stage, values in places.items()}
    if natural and set(mean) <= set(natural):
        mean = {stage: float(natural.index(stage)) for stage in mean}
    stage_at = {stage: at for at, stage in enumerate(sorted(mean, key=lambda name: (mean[name], name)))}
    rows = sorted(seen, key=lambda item: (stage_at[stages[item.touchpoint]], item.place is None, item.place or 0.0, item.order))
    return [(item.touchpoint, stages[item.touchpoint], stage_at[stages[item.touchpoint]], at) for at, item in enumerate(rows)]
