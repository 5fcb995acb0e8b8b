"""Words of answers in English, German, French, Spanish and Dutch, as `profile.normal` leaves them. Plain tables only."""

from __future__ import annotations

from typing import Final


def _texts(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split(","))


# Answers that say that there is none.
NO_ANSWER: Final = frozenset(_texts(
    "don t know, dont know, do not know, dk, not applicable, not used, did not use, didn t use, never used, have not used, "
    "haven t used, no opinion, "
    "no experience, not answered, no answer, no response, unanswered, refused, prefer not to say, prefer not to answer, rather not say, "
    "unsure, not sure, don t know not sure, not sure don t know, does not apply, doesn t apply, cannot say, can t say, "
    "can t rate, cannot rate, "
    "unable to rate, unable to say, not relevant, unknown, skipped, blank, n a, na, none, null, not asked, not offered, offered, "
    "unoffered, "
    "don t know not applicable, not applicable don t know, n a not applicable, "
    "weiss nicht, weiss ich nicht, ich weiss nicht, keine angabe, k a, keine antwort, nicht genutzt, nicht benutzt, "
    "nicht verwendet, nie genutzt, "
    "trifft nicht auf mich zu, nicht zutreffend, keine meinung, keine erfahrung, kann ich nicht beurteilen, nicht beurteilbar, "
    "kann ich nicht sagen, nicht relevant, entfallt, weiss nicht keine angabe, "
    "ne sait pas, je ne sais pas, sans opinion, sans avis, pas de reponse, non concerne, sans objet, pas utilise, non utilise, "
    "ne s applique pas, "
    "non applicable, ne se prononce pas, nsp, "
    "no se, no sabe, no lo se, ns nc, no aplica, no procede, no corresponde, sin opinion, sin respuesta, no contesta, "
    "no utilizado, no usado, "
    "no lo he usado, prefiero no decirlo, "
    "weet niet, weet ik niet, weet ik niet niet van toepassing, niet van toepassing, nvt, n v t, geen mening, geen antwoord, "
    "niet gebruikt, "
    "geen ervaring, zeg ik liever niet"
))  # fmt: skip
# Of these, words that may name an end of a scale instead: "0 = none, 10 = a lot", "1 = not relevant, 5 = very relevant".
MAYBE_AN_END: Final = frozenset(_texts(
    "none, null, blank, unknown, unsure, not sure, no experience, never used, not relevant, nie genutzt, keine erfahrung, nicht relevant, "
    "nicht zutreffend, does not apply, doesn t apply, geen ervaring"
))  # fmt: skip
# An end of a scale in one word, where nothing else says what the scale is about.
BEST: Final = frozenset(_texts("best, the best, best possible, beste, beste note, bester wert, am besten, meilleur, meilleure, mejor, ottimo"))
WORST: Final = frozenset(_texts(
    "worst, the worst, worst possible, schlechteste, schlechteste note, schlechtester wert, am schlechtesten, pire, peor, slechtste"
))  # fmt: skip

# Two poles with a middle between them: family -> (words of the high pole, words of the low pole). Parts of words count.
POLES: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "satisfied": (
        _texts("satisfied, pleased, happy, zufrieden, satisfait, satisfech, content, tevreden, soddisfatt, satisfeit"),
        _texts("dissatisfied, unsatisfied, displeased, unhappy, unzufrieden, insatisfait, mecontent, insatisfech, descontent, "
            "ontevreden, insoddisfatt, insatisfeit"),
    ),
    "agree": (
        _texts("agree, stimme, trifft, zustimm, d accord, de acuerdo, eens, concord"),
        _texts("disagree, lehne, ablehn, desacuerdo, oneens, disaccord, discord"),
    ),
    "easy": (
        _texts("easy, einfach, leicht, facile, facil, makkelijk, eenvoudig"),
        _texts("difficult, hard, schwierig, schwer, kompliziert, umstandlich, difficile, dificil, moeilijk, lastig"),
    ),
    "likely": (
        _texts("likely, wahrscheinlich, probable, waarschijnlijk, probabil, provavel"),
        _texts("unlikely, unwahrscheinlich, improbable, onwaarschijnlijk, improbabil, improvavel"),
    ),
    "important": (
        _texts("important, wichtig, belangrijk"),
        _texts("unimportant, unwichtig, sans importance, onbelangrijk, sin importancia"),
    ),
    "expected": (
        _texts("better, besser, mieux, meilleur, mejor, beter, exceeded, above expect, ubertroffen, depasse, superado, supera, "
            "overtroffen"),
        _texts("worse, schlechter, pire, moins bien, peor, slechter, below, fell short, did not meet, didn t meet, not met, "
            "nicht erfullt, inferieur"),
    ),
    "effort": (
        _texts("high effort, a lot of effort, much effort, hoher aufwand, grosser aufwand, effort eleve, mucho esfuerzo, veel moeite"),
        _texts("low effort, little effort, no effort, geringer aufwand, kaum aufwand, effort faible, peu d effort, poco esfuerzo, "
            "weinig moeite"),
    ),
}  # fmt: skip
MIDDLE: Final = _texts(
    "neither, about as expected, just as expected, met my expectation, met our expectations, neutral, undecided, weder, teils, "
    "unentschieden, teilweise, ni, neutre, mitige, indeciso, noch, neutraal, niet tevreden en niet, as expected, "
    "about what i expected, what i expected, met expectations, met my expectations, equals expectations, wie erwartet, "
    "comme prevu, comme attendu, "
    "neutro, neutra, neutri, indifferente, indiferente, "
    "conforme, como esperaba, segun lo esperado, zoals verwacht, mixed, in between, about the same, the same"
)
# How strongly a word is meant, the strongest first; a pole without any of them stands between 3 and 1.
STRENGTHS: Final[tuple[tuple[float, tuple[str, ...]], ...]] = (
    (4, _texts("extremely, ausserst, extrem, extremement, extremadamente, sumamente, uiterst, extreem")),
    (3.5, _texts("completely, totally, fully, absolutely, vollkommen, vollig, completement, totalement, completamente, "
        "totalmente, volledig, helemaal")),
    (3, _texts("very, strongly, highly, much, far, definitely, sehr, voll, stark, viel, weit, tres, tout a fait, fortement, "
        "beaucoup, bien mieux, muy, "
               "fuertemente, mucho, zeer, heel, erg, sterk, veel, molto, muito, fortemente")),
    (1.5, _texts("moderately, fairly, quite, mostly, reasonably, ziemlich, uberwiegend, assez, bastante, vrij, tamelijk, redelijk, "
        "abbastanza, razoavelmente")),
    (1.2, _texts("somewhat, rather, tend to, probably, eher, plutot, moderement, algo, mas bien, eerder")),
    (1, _texts("slightly, a little, a bit, etwas, un peu, legerement, un poco, ligeramente, enigszins, een beetje, iets")),
)  # fmt: skip
# "Not at all satisfied" and "not so satisfied" where nobody is dissatisfied: one pole with a beginning.
NOT_AT_ALL: Final = _texts(
    "not at all, gar nicht, uberhaupt nicht, pas du tout, nada, en absoluto, helemaal niet, absolutely not, in keiner weise, "
    "aucunement, no effort, per niente, per nulla, affatto, de modo algum, nem um pouco"
)
NOT_VERY: Final = _texts(
    "not very, not so, not too, not particularly, not really, weniger, nicht sehr, nicht so, kaum, pas tres, pas vraiment, peu, "
    "poco, no muy, niet zo, "
    "niet erg, niet echt, weinig, wenig"
)
NOT: Final = frozenset(_texts("not, nicht, pas, no, niet, non"))

# Ladders without two poles, worst first; each level in all its forms ('/' between them).
LADDERS: Final[tuple[tuple[frozenset[str], ...], ...]] = tuple(
    tuple(frozenset(_texts(level.replace("/", ","))) for level in ladder.split(">"))
    for ladder in (
        "poor > fair > good > excellent",
        "poor > fair > good > very good > excellent",
        "poor/bad > fair/average/ok/okay/neutral/acceptable/satisfactory > good > very good > excellent/outstanding",
        "very poor/very bad > poor/bad > fair/average/ok/okay/acceptable/neutral/satisfactory/neither good nor bad > good > very good/excellent",
        "terrible/awful/horrible > poor/bad > fair/average/ok/okay/neutral > good > excellent/great/amazing/very good",
        "terrible/awful > bad > ok/okay/neutral > good > great/amazing/excellent",
        "terrible > bad > ok/okay > great > amazing", "not good/bad > ok/okay/neutral > great",
        "dissatisfied > average/fair/ok > good > excellent",
        "molto scarso/pessimo/pessima/molto male > scarso/scarsa/insufficiente/cattivo > sufficiente/discreto/discreta/medio/media/cosi cosi >"
        " buono/buona/bene > ottimo/ottima/eccellente/molto buono/molto buona/molto bene",
        "muito ruim/pessimo/pessima/muito mau > ruim/mau/ma > regular/razoavel/medio/media/neutro > bom/boa/bem >"
        " otimo/otima/muito bom/muito boa/excelente",
        "very poor/unacceptable > poor > fair/average > good > very good > excellent",
        "far below average > below average > average > above average > far above average",
        "far too low > too low > about right > too high > far too high",
        "schlecht > mittel/mittelmassig/durchschnittlich/geht so/teils teils > gut > sehr gut",
        "sehr schlecht/miserabel > schlecht > mittel/mittelmassig/durchschnittlich/befriedigend/neutral/geht so/ok/okay/teils teils > gut >"
        " sehr gut/ausgezeichnet/hervorragend",
        "schlecht > weniger gut > gut > sehr gut > ausgezeichnet/hervorragend",
        "ungenugend > mangelhaft > ausreichend > befriedigend > gut > sehr gut",
        "unzufrieden > weniger zufrieden > zufrieden > sehr zufrieden > vollkommen zufrieden/ausserst zufrieden/uberzeugt/vollig zufrieden",
        "unzufrieden > weniger zufrieden > zufrieden > sehr zufrieden",
        "mauvais/mauvaise > passable/moyen/moyenne > bon/bonne/bien > excellent/excellente/tres bon/tres bonne/tres bien",
        "tres mauvais/tres mauvaise > mauvais/mauvaise > moyen/moyenne/correct/correcte/passable/acceptable/neutre > bon/bonne/bien >"
        " tres bon/tres bonne/tres bien/excellent/excellente",
        "malo/mala > regular > bueno/buena/bien > excelente/muy bueno/muy buena/muy bien",
        "muy malo/muy mala/muy mal/pesimo/pesima > malo/mala/mal > regular/normal/aceptable/neutral > bueno/buena/bien >"
        " muy bueno/muy buena/muy bien/excelente",
        "slecht > matig > goed > uitstekend/zeer goed",
        "zeer slecht/heel slecht/erg slecht > slecht > matig/redelijk/voldoende/neutraal/gemiddeld > goed > zeer goed/heel goed/uitstekend/erg goed",
        "slecht > matig > voldoende/redelijk > goed > zeer goed/uitstekend",
    )
)
# Two faces of one answer, bad first.
THUMBS: Final[tuple[tuple[frozenset[str], frozenset[str]], ...]] = tuple(
    (frozenset(_texts(bad)), frozenset(_texts(good)))
    for bad, good in (
        ("thumbs down, thumb down, thumbsdown, down, daumen runter, daumen nach unten, pouce en bas, pulgar abajo, duim omlaag",
         "thumbs up, thumb up, thumbsup, up, daumen hoch, daumen nach oben, pouce en haut, pulgar arriba, duim omhoog"),
        ("neutral or dissatisfied, bad, bad i m unsatisfied, bad i m not satisfied, bad i am unsatisfied, bad with comment, schlecht, "
            "schlecht ich bin unzufrieden, mauvais, malo, mala, "
         "slecht, negative, negativ, negatif, negativo, negatief, unhappy, dissatisfied, not satisfied, unsatisfied, unzufrieden, "
         "insatisfait, insatisfecho, "
         "ontevreden, nicht zufrieden",
         "good, good i m satisfied, good i am satisfied, good with comment, gut, gut ich bin zufrieden, bon, bueno, buena, goed, "
         "positive, positiv, positif, "
         "positivo, positief, happy, satisfied, zufrieden, satisfait, satisfecho, tevreden"),
    )
)  # fmt: skip
THUMBS_IN_QUESTION: Final = (frozenset(_texts("no, nein, non, nee, nao")), frozenset(_texts("yes, ja, oui, si, sim")))  # "Were you satisfied?"
FACES: Final = ("😡😠🤬😤😭", "☹🙁😞😟😕😢😔👿", "😐😑😶", "🙂😊☺", "😀😃😄😁😍🤩😆🥰")
# Words in a header that tell which end of an effort scale is good.
EASE: Final = _texts("easy, ease, einfach, leicht, facile, facil, gemak, makkelijk, simple")
EFFORT: Final = _texts("effort, aufwand, muhe, anstrengung, esfuerzo, inspanning, moeite, difficult, schwierig, dificil, "
    "moeilijk, hard was")
# First words and marks of a question written out in full.
QUESTION_STARTS: Final = frozenset(_texts(
    "how, what, please, overall, rate, were, was, did, do, would, to, wie, bitte, wurden, sind, waren, comment, veuillez, dans, "
    "quelle, quel, "
    "etes, como, que, cual, en, por, cuan, quanto, quale, qual, quais, hoe, wat, in, i, ich, je, ik, the, we, our"
))  # fmt: skip
RATING_WORDS: Final = frozenset(_texts(
    "rating, rate, rated, quality, satisfaction, score, experience, service, feedback, opinion, bewertung, qualitat, service, "
    "erfahrung, note, "
    "qualite, avis, calidad, valoracion, experiencia, kwaliteit, beoordeling, ervaring, evaluation, csat"
))  # fmt: skip
