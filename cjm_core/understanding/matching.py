"""Names that mean the same: touchpoints of events and surveys, headers of two waves; and many names in few groups. Proposals only."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping as Items
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from cjm_core.understanding.profile import normal

MOST_NAMES = 30  # distinct touchpoints that a map can show
OTHER = "Other"
_ALIKE = 82.0  # similarity from 0 to 100 from which two names are offered as one
_SHORT = 4  # letters up to which one other letter makes another word: cart, card, car
_SAME_HEADER = 75.0
# Words for one thing; each group's first name stands for it. Phrases before words.
SYNONYMS: Final = tuple(
    tuple(text.split(", "))
    for text in (
        "support, customer service, customer support, customer care, service desk, help desk, helpdesk, kundendienst, "
        "kundenservice, kundenbetreuung, "
        "service client, atencion al cliente, servicio al cliente, klantenservice, care team",
        "checkout, check out, kasse, caisse, afrekenen, finalizar compra",
        "payment, pay, zahlung, bezahlung, bezahlen, paiement, pago, betaling",
        "delivery, shipping, shipment, versand, lieferung, livraison, expedition, envio, entrega, levering, bezorging, delivered, "
        "shipped",
        "website, web site, site, web page, homepage, home page, webseite, site web, sitio web, pagina web",
        "return, retoure, ruckgabe, rucksendung, retour, devolucion, returned, refund",
        "cart, basket, shopping cart, shopping bag, bag, warenkorb, einkaufswagen, panier, carrito, cesta, winkelwagen, winkelmand",
        "order, purchase, bestellung, kauf, commande, achat, pedido, compra, bestelling, aankoop, ordered",
        "store, shop, branch, filiale, laden, geschaft, magasin, boutique, tienda, sucursal, winkel, filiaal",
        "app, mobile app, application, aplicacion, mobile application",
        "email, e mail, mail, newsletter, correo, courriel",
        "phone, telephone, call, hotline, call center, call centre, callcenter, contact center, telefon, anruf, telefono, "
        "llamada, telefoon, appel",
        "search, suche, recherche, busqueda, zoeken, zoekopdracht",
        "registration, register, sign up, signup, registrierung, anmeldung, inscription, registro, registratie, aanmelding",
        "login, log in, sign in, signin, einloggen, connexion, inicio de sesion, inloggen",
        "chat, live chat, livechat",
        "advertisement, ad, ads, advert, advertising, anzeige, werbung, publicite, anuncio, publicidad, advertentie, reclame",
        "food, restaurant, restaurants, food court, essen, gastronomie, repas, restauration, comida, eten",
        "wifi, wi fi, wlan, internet",
        "parking, park, car park, parken, parkplatz, stationnement, aparcamiento, parkeren",
        "security, security check, security screening, sicherheitskontrolle, controle de securite, control de seguridad, beveiliging",
    )
)
_EMPTY_WORDS = {
    word for text in ("the a an of our your my to in on at for and page step event", "der die das und le la les de du el los het een en")
    for word in text.split()
}  # fmt: skip
_FORMS = {form: group[0] for group in SYNONYMS for form in group[1:]}
_PHRASES = re.compile("|".join(rf"\b{re.escape(form)}\b" for form in sorted(_FORMS, key=lambda form: (-len(form), form))))
_ID = re.compile(  # a UUID, a number of two digits or more, INV-2041, or six and more letters and digits mixed
    r"(?<![^\W_])(?:[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|[a-z]{1,4}[-_]?\d{3,}|#?\d[\d\-]+|(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{6,})(?![^\W_])",
    re.IGNORECASE,
)
_PATH = re.compile(r"(?:https?://[^\s/]+)?/\S*|https?://\S+", re.IGNORECASE)


@dataclass(frozen=True)
class Match:
    """`found` may be another name for `kept`; `score` from 0 to 100."""

    found: str
    kept: str
    score: float


@dataclass(frozen=True)
class GroupRule:
    """Names that fit `pattern` are counted as `group`; case does not matter.

    `how`: contains, begins, path ('/product/*') or ids ('order * created', where '*' stands for a number or an id).
    """

    how: str
    pattern: str
    group: str


def similar(events: Sequence[str], answers: Sequence[str], least: float = _ALIKE) -> tuple[Match, ...]:
    """Touchpoint names of the answers that may mean one of the events' names, the most alike first; equal names need no match.

    Each name is offered once. Nothing is renamed before a person agrees: then `{found: kept}` are renames.
    """
    free = [name for name in dict.fromkeys(answers) if name not in set(events)]
    scored = [Match(found, kept, score) for found in free for kept in dict.fromkeys(events) if (score := alike(found, kept)) >= least]
    return _each_once(scored, kept_once=False)


def drifted(before: Sequence[str], now: Sequence[str], least: float = _SAME_HEADER) -> tuple[tuple[str, str, float], ...]:
    """(old, new, score) of headers that are only in one of two waves but read alike, the most alike first; each once."""
    gone = [name for name in dict.fromkeys(before) if name not in set(now)]
    new = [name for name in dict.fromkeys(now) if name not in set(before)]
    scored = [Match(old, name, score) for old in gone for name in new if (score := _header_alike(old, name)) >= least]
    return tuple((match.found, match.kept, match.score) for match in _each_once(scored, kept_once=True))


def grouped(names: Items[str, int], rules: Sequence[GroupRule], most: int = MOST_NAMES) -> dict[str, str]:
    """{name: group} for names (with how often each occurs) that a rule renames, and OTHER for the rarest if more than `most` are left.

    The first rule that fits counts. Names that keep their own name are not in the result, so that it can be used as renames.
    """
    group_of = {name: next((rule.group for rule in rules if fits(rule, name)), name) for name in names}
    counts = Counter[str]()
    for name, group in group_of.items():
        counts[group] += names[name]
    named = {rule.group for rule in rules}
    if len(counts) > most:  # a saved group is what the person wants to see: it goes last
        ranked = sorted(counts, key=lambda group: (group == OTHER, group not in named, -counts[group], group))
        left = set(ranked[max(most - 1, 0) :])
        group_of = {name: OTHER if group in left else group for name, group in group_of.items()}
    return {name: group for name, group in group_of.items() if group != name}


def fits(rule: GroupRule, name: str) -> bool:
    """Whether a rule fits a name: its words in it or at its beginning, the same path, or the same words around ids."""
    text, pattern = " ".join(name.lower().split()), " ".join(rule.pattern.lower().split())
    if not pattern.strip("*/ "):
        return rule.how == "path" and pattern == "/" and path_of(name) == "/"
    if rule.how == "path":
        path = path_of(name)
        return path is not None and _on_path(pattern, path)
    if rule.how == "ids":
        return _without_ids(name) == pattern
    return text.startswith(pattern) if rule.how == "begins" else pattern in text


def propose_rules(names: Items[str, int]) -> tuple[GroupRule, ...]:
    """Rules for names that are addresses ('/product/123' -> Product page) or carry ids ('Order 12345 created' -> Order created).

    Only rules that put at least two names together are proposed, those of the most events first.
    """
    found: dict[GroupRule, list[str]] = defaultdict(list)
    for name in names:
        rule = _path_rule(name) or _id_rule(name)
        if rule:
            found[rule].append(name)
    useful = {rule: sum(names[name] for name in several) for rule, several in found.items() if len(several) > 1}
    return tuple(sorted(useful, key=lambda rule: (-useful[rule], rule.pattern)))


def path_of(name: str) -> str | None:
    """The path of an address, in lower case and without query and fragment ('https://a.example/b?c' -> '/b'); None for other names."""
    text = name.strip()
    if not _PATH.fullmatch(text):
        return None
    try:
        path = urlsplit(text).path
    except ValueError:
        return None
    return "/" + path.strip("/").lower()


def alike(first: str, second: str) -> float:
    """How alike two touchpoint names are, 0 to 100: words in any order, singular and plural, and words for one thing."""
    one, two = _words(first), _words(second)
    if not one or not two:
        return 0.0
    if one == two:
        return 100.0
    if _digits(first) != _digits(second):  # "Step 1" and "Step 2" are not one touchpoint
        return 0.0
    shorter, longer = sorted((one, two), key=len)
    within = 84.0 if set(shorter) < set(longer) and sum(map(len, shorter)) >= 4 else 0.0
    if min(len("".join(one)), len("".join(two))) <= _SHORT:
        return within
    return max(within, fuzz.token_sort_ratio(" ".join(one), " ".join(two)))


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    plain = _PHRASES.sub(lambda match: _FORMS[match[0]], normal(name))
    words = [_FORMS.get(word, word) for word in map(_singular, plain.split()) if word not in _EMPTY_WORDS] or plain.split()
    return tuple(sorted(dict.fromkeys(words)))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _digits(name: str) -> list[str]:
    return sorted(re.findall(r"\d+", name))


def _header_alike(old: str, new: str) -> float:
    """Likeness of two headers; those that differ in a number ('Q7_1', 'Q7_2') are different questions unless their texts are equal."""
    one, two = normal(old), normal(new)
    if not one or not two:
        return 0.0
    if one == two:
        return 100.0
    text = [" ".join(word for word in plain.split() if not any(mark.isdigit() for mark in word)) for plain in (one, two)]
    if _digits(old) != _digits(new):
        return 95.0 if text[0] == text[1] and len(text[0]) >= 12 else 0.0
    score: float = max(fuzz.ratio(one, two), fuzz.token_sort_ratio(one, two))
    return score


def _each_once(matches: list[Match], kept_once: bool) -> tuple[Match, ...]:
    chosen: list[Match] = []
    for match in sorted(matches, key=lambda match: (-match.score, match.found, match.kept)):
        taken = any(match.found == one.found or (kept_once and match.kept == one.kept) for one in chosen)
        chosen += [] if taken else [match]
    return tuple(chosen)


def _on_path(pattern: str, path: str) -> bool:
    """Whether a path fits a pattern part by part; a last '*' stands for one part or more."""
    wanted, parts = pattern.strip("/").split("/"), path.strip("/").split("/")
    if wanted[-1] == "*" and len(parts) >= len(wanted):
        wanted, parts = wanted[:-1], parts[: len(wanted) - 1]
    return len(wanted) == len(parts) and all(one in ("*", part) for one, part in zip(wanted, parts, strict=True))


def _path_rule(name: str) -> GroupRule | None:
    path = path_of(name)
    if path is None or path == "/":
        return None
    first, *rest = path.strip("/").split("/")
    words = normal(first)
    if not rest or not words or _ID.fullmatch(first):
        return None
    return GroupRule("path", f"/{first}/*", f"{_one(words).capitalize()} page")


def _one(words: str) -> str:
    *before, last = words.split()
    return " ".join([*before, _singular(last)])


def _id_rule(name: str) -> GroupRule | None:
    """The name with '*' in place of its ids."""
    if path_of(name) is not None or not _ID.search(name):
        return None
    group = " ".join(_ID.sub(" ", name).split()).strip(" #:-_/(),.")
    group = group[:1].upper() + group[1:]
    return GroupRule("ids", _without_ids(name), group) if normal(group) else None


def _without_ids(name: str) -> str:
    return " ".join(_ID.sub("*", name.lower()).split())
