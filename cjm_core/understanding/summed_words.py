"""Words by which the measures and columns of an already summed table are known, in English, German, French, Spanish and Dutch."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split(", "))


# KPI -> its unit, and names that plainly mean it (without accents, see `profile.normal`). Units are those of the KPIs; a test compares them.
MEASURES: Final[dict[str, tuple[str, frozenset[str]]]] = {
    "nps": ("points", _words(
        "nps, net promoter score, net promoter, enps, weiterempfehlung, weiterempfehlungsbereitschaft, recommandation, "
        "recomendacion, aanbeveling"
    )),
    "csat": ("share", _words(
        "csat, satisfied, satisfaction, customer satisfaction, customer satisfaction score, zufriedenheit, kundenzufriedenheit, "
        "zufriedene kunden, satisfaction client, satisfaccion, satisfaccion del cliente, tevredenheid, klanttevredenheid, "
        "top 2 box, top 2 box share, top 2 box score, top two box, top2box, t2b"
    )),
    "csat_mean": ("score", _words(
        "csat mean, mean csat, average csat, satisfaction mean, average satisfaction, durchschnittliche zufriedenheit, "
        "satisfaction moyenne, satisfaccion media, gemiddelde tevredenheid, star rating, average rating"
    )),
    "ces": ("share", _words(
        "ces, easy, customer effort score, customer effort, effort score, kundenaufwand, effort client, esfuerzo, "
        "klantinspanning"
    )),
    "ces_mean": ("score", _words(
        "ces mean, mean ces, average ces, ease mean, average effort"
    )),
    "conversion": ("share", _words(
        "conversion, conversion rate, cr, cvr, konversion, konversionsrate, conversion rate total, conversionrate, taux de "
        "conversion, tasa de conversion, conversie, conversiepercentage"
    )),
    "cart_abandonment": ("share", _words(
        "cart abandonment, cart abandonment rate, carts abandoned, warenkorbabbruch, warenkorbabbruchrate, abandon de panier, "
        "taux d abandon de panier, abandono de carrito, verlaten winkelwagens"
    )),
    "churn": ("share", _words(
        "churn, churn rate, customers lost, abwanderung, abwanderungsrate, kundenabwanderung, attrition, taux d attrition, tasa "
        "de abandono, klantverloop"
    )),
    "repeat_rate": ("share", _words(
        "repeat rate, repeat customers, repeat purchase rate, wiederkaufsrate, taux de reachat, tasa de recompra, "
        "herhaalaankopen"
    )),
    "retention_30d": ("share", _words(
        "30 day retention, retention 30 days, back within 30 days, d30 retention"
    )),
    "new_customer_rate": ("share", _words(
        "new customers rate, new customer rate, share of new customers, anteil neukunden, neukundenquote, neukundenanteil"
    )),
    "reach": ("number", _words(
        "reach, customers reached, reichweite, portee, alcance, bereik"
    )),
    "average_order_value": ("money", _words(
        "aov, average order value, average order, durchschnittlicher bestellwert, warenkorbwert, panier moyen, ticket medio, "
        "valor medio de pedido, gemiddelde bestelwaarde"
    )),
    "revenue_per_customer": ("money", _words(
        "revenue per customer, umsatz pro kunde, umsatz je kunde, chiffre d affaires par client, ingresos por cliente, omzet "
        "per klant"
    )),
}  # fmt: skip
SURE_WORDS: Final = {"nps": "nps", "csat": "csat", "churn": "churn", "conversion": "conversion", "aov": "average_order_value"}  # inside a name
MEAN_OF: Final = {"csat": "csat_mean", "ces": "ces_mean"}  # the same question as a mean of its scale
OF_ANSWERS: Final = frozenset({"nps", "csat", "csat_mean", "ces", "ces_mean"})
MEAN_WORDS: Final = _words(
    "mean, average, avg, durchschnitt, mittelwert, moyenne, media, promedio, gemiddelde, o"
)
FILLERS: Final = _words(
    "score, scores, value, wert, kpi, total, overall, gesamt, result, in, percent, prozent, of, by, per, pro, par, por, "
    "monthly, weekly, quarterly, report, month, months, quarter, touchpoint, touchpoints, monat, monatlich, mois, mes, "
    "maand, the"
)
COUNT_HEADERS: Final = _words(
    "n, responses, response count, number of responses, answers, number of answers, base, sample, sample size, respondents, "
    "count, antworten, anzahl antworten, anzahl, stichprobe, teilnehmer, befragte, reponses, nombre de reponses, "
    "repondants, respuestas, numero de respuestas, encuestados, muestra, antwoorden, aantal antwoorden, aantal, "
    "respondenten, basis, "
    "total responses, total answers, ratings, reviews, completed surveys, feedbacks"
)
GROUP_HEADERS: Final = _words(
    "promoters, promoter, passives, passive, neutrals, detractors, detractor, promotoren, detraktoren, kritiker, indifferente, promotores, neutros, "
    "detractores, promoteurs, passifs, detracteurs, detratores"
)
LOW_HEADERS: Final = _words(
    "low, lower, ci low, ci lower, lower bound, lower ci, lower limit, untergrenze, untere grenze, limite inferieure, borne "
    "basse, limite inferior, ondergrens, min ci, 95 low"
)
HIGH_HEADERS: Final = _words(
    "high, upper, ci high, ci upper, upper bound, upper ci, upper limit, obergrenze, obere grenze, limite superieure, borne "
    "haute, limite superior, bovengrens, max ci, 95 high"
)
VALUE_HEADERS: Final = _words(
    "value, result, score, figure, number, wert, ergebnis, valeur, resultat, valor, resultado, waarde, resultaat, percent, "
    "percentage, prozent, rating, actual, ist"
)
MEASURE_HEADERS: Final = _words(
    "kpi, kpis, metric, metrics, measure, measures, indicator, kennzahl, kennzahlen, metrik, messgrosse, indicateur, "
    "indicateurs, mesure, indicador, indicadores, metrica, medida, indicator, meetwaarde, kengetal"
)
PERIOD_HEADERS: Final = _words(
    "month, period, quarter, year, week, date, monat, zeitraum, quartal, jahr, woche, datum, mois, periode, trimestre, "
    "annee, semaine, mes, periodo, ano, semana, maand, kwartaal, jaar, day, tag"
)
TOUCHPOINT_HEADERS: Final = _words(
    "touchpoint, touchpoints, touch point, experience point, measuring point, kontaktpunkt, "
    "point de contact, "
    "punto de contacto, contactpunt, step, journey step, schritt, etape, etapa, stap, moment, interaction, stage, phase, area, bereich"
)
THE_WHOLE: Final = _words(
    "total, overall, all, all touchpoints, whole, relationship, company, gesamt, insgesamt, alle, summe, ensemble, tous, "
    "todos, totaal, alles, average, durchschnitt, moyenne, promedio, gemiddelde"
)
RATE_WORDS: Final = _words(
    "rate, share, quote, anteil, taux, part, tasa, porcentaje, aandeel, percentage, percent, prozent, ratio"
)
MONEY_SIGNS: Final = ("€", "$", "£", "¥", "EUR", "USD", "GBP", "CHF")
