"""Words by which columns and touchpoints are known, in English, German, French, Spanish and Dutch. Plain tables only.

A header is compared in lower case, without accents, with blanks between its words ('CustomerID', 'customer_id' -> 'customer id').
The best-known words of a field stand first: of two columns that both match, the one that matches an earlier word wins.
"""

from __future__ import annotations

from typing import Final


def _lists(**words: str) -> dict[str, tuple[str, ...]]:
    return {name: tuple(text.split(", ")) for name, text in words.items()}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# FIELD -> headers; `case` is a process log's case, which is the customer unless another column is.
HEADERS: Final = _lists(
    customer_id=(
        "customer id, case concept name, customer, client id, user id, kunden id, kunde, kundennummer, kundennr, id client, "
        "client, numero client, cliente, id cliente, cliente id, klant id, klant, klantnummer, klantnr, customer number, customer no, cust id, "
        "customer email, user, userid, "
        "usuario, utilisateur, gebruiker, nutzer, benutzer, member id, member, mitglied, contact id, contact, account id, "
        "account, visitor id, visitor, person id, person, subscriber id, patient id, guest id, passenger id, shopper id, "
        "custid, customer key, user pseudo id, distinct id, anonymous id, profile "
        "id, external reference, externaldatareference, email, e mail, email address, e mail address, e mail adresse, "
        "adresse e mail, correo electronico, emailadres, requester, requester email, consumer id, buyer id, employee id, "
        "account no, account number, kontonummer, numero de compte, numero cuenta, rekeningnummer, guest email, buyer email, user email, "
        "contact email, client email, rider id, rider, passenger, patient, patient no, patientennummer, policy holder, versicherungsnehmer, "
        "subscriber, caller number, caller id, caller, phone number, phone, telefon, telefonnummer, rufnummer, telephone, telefono, msisdn, "
        "mobile number, guest name, guest, subject id, domain userid, household key, household id, codice cliente, codigo cliente, reporter, "
        "requested by, booked by, customer name, device id"
    ),
    journey_id=(
        "journey id, journey, trip id, visit id, session id, reise id, reise, parcours id, parcours, recorrido, klantreis, "
        "booking id, booking reference, claim id, ticket id, application id, incident id, "
        "opportunity id, deal id, lead id, issue key, issue id, admission id, hadm id"
    ),
    case=(
        "case id, case, caseid, case number, fall id, fallnummer, fall, vorgang, vorgangsnummer, dossier, numero dossier, "
        "caso, id caso, zaak, zaaknummer, trace id, process id, case key"
    ),
    event_time=(
        "event time, time timestamp, timestamp, event timestamp, event date, event datetime, occurred at, happened at, "
        "created at, time, datetime, date time, date, zeitstempel, zeitpunkt, ereigniszeit, datum, datum uhrzeit, zeit, "
        "horodatage, date heure, date evenement, heure, fecha, fecha hora, fecha evento, marca de tiempo, tijdstip, "
        "tijdstempel, tijd, gebeurtenis tijd, start time, start timestamp, complete timestamp, completed at, order date, "
        "purchase date, invoice date, transaction date, visit date, bestelldatum, kaufdatum, date commande, fecha pedido, "
        "besteldatum, order time, ordered at, order purchase timestamp, when, event at, logged at, recorded at, hit time, "
        "server time, ts"
    ),
    touchpoint=(
        "touchpoint, concept name, touch point, activity, event name, event, kontaktpunkt, aktivitat, ereignis, point de "
        "contact, activite, evenement, punto de contacto, actividad, evento, contactpunt, contactmoment, activiteit, "
        "gebeurtenis, interaction, interaktion, interaccion, interactie, action, aktion, accion, actie, event type, "
        "activity name, step, schritt, etape parcours, paso, stap, page, page name, screen, screen name, event action, "
        "task, touch, interaction type, contact type, aktivitaet, status change, "
        "to stage, new stage, new status, event table name, kontaktgrund, kontaktart, type de contact, tipo de contacto, "
        "contact reason, reason for contact, call reason, service type, service, anliegen, motif de contact, motivo de contacto, url, queue"
    ),
    channel=(
        "channel, kanal, canal, kanaal, channel name, contact channel, case channel, sales channel, medium, vertriebskanal, "
        "distribution channel, contact method, source medium, device channel, marketing channel, contactkanaal"
    ),
    stage=(
        "stage, phase, journey stage, journey phase, lifecycle stage, etape, etapa, fase, funnel stage, abschnitt, stufe"
    ),
    value=(
        "order value, value, revenue, amount, order amount, order total, total amount, sales, umsatz, bestellwert, betrag, "
        "wert, chiffre d affaires, montant, valeur, montant commande, ingresos, importe, valor, monto, valor pedido, omzet, "
        "bedrag, waarde, orderwaarde, bestelwaarde, turnover, purchase value, purchase amount, transaction value, "
        "transaction amount, basket value, total price, gmv, total sales, net sales, warenkorbwert, "
        "total charges, charges, total, total paid, amount paid, payment value, grand total, gross amount, net amount, subtotal, price, "
        "order price, invoice amount, bill amount, fare, gesamtbetrag, gesamtpreis, summe, rechnungsbetrag, preis, montant total, "
        "total ttc, prix total, prix, importe total, precio total, precio, totaalbedrag, totaalprijs, totaal, prijs, gesamtsumme, "
        "montant ttc, valor total, importo totale, importo"
    ),
    cost=(
        "cost, costs, expense, expenses, kosten, cout, couts, cost per event, coste, costo, costes, costos, gasto, spend, "
        "media cost, ad spend, aufwand eur, depense, uitgaven, case cost, service cost, handling cost"
    ),
    response_id=(
        "response id, responseid, respondent id, respnum, response, respondent, answer id, survey id, survey response id, "
        "submission id, antwort id, antwortid, teilnehmer id, id reponse, reponse id, numero reponse, id respuesta, "
        "respuesta id, encuesta id, antwoord id, respons id, respondentnummer, resp id, respid, interview id, feedback id, "
        "review id, network id, token"
    ),
    answered_at=(
        "answered at, answer date, response date, responded at, response time, survey date, submitted at, submission date, "
        "recorded date, recordeddate, end date, completed at, feedback date, review date, interview date, antwortdatum, "
        "beantwortet am, erfassungsdatum, umfragedatum, befragungsdatum, enddatum, date reponse, date enquete, repondu le, "
        "fecha respuesta, fecha encuesta, respondido, antwoorddatum, beantwoord op, enquetedatum, ingevuld op, date of "
        "response, date submitted, submit date, completion time, fertigstellungszeit, heure de fin, hora de finalizacion, tijd van voltooien"
    ),
    wave="wave, survey wave, welle, befragungswelle, vague, ola, oleada, golf, meting, round, survey round",
    weight="weight, gewicht, gewichtung, poids, ponderation, peso, ponderacion, weging, weegfactor, weights, survey weight, wt",
    comment=(
        "comment, comments, kommentar, kommentare, anmerkung, freitext, commentaire, commentaires, remarque, comentario, "
        "comentarios, observaciones, opmerking, opmerkingen, toelichting, verbatim, verbatims, feedback, open text, free "
        "text, open answer, review text, review, text, reason, grund, begrundung, raison, motivo, reden, suggestions, "
        "customer comment, rueckmeldung, ruckmeldung, reviewtext, open ended, additional comments, message, why, remarks, customer remarks, "
        "bemerkung, bemerkungen"
    ),
)

# QUESTION -> headers.
QUESTIONS: Final = _lists(
    nps=(
        "nps, nps score, net promoter score, net promoter, netpro, nps rating, likelihood to recommend, ltr, recommend, "
        "recommendation, would recommend, weiterempfehlung, weiterempfehlungsbereitschaft, recommandation, recomendacion, "
        "aanbeveling, empfehlung, promoter score"
    ),
    csat=(
        "csat, csat score, satisfaction, overall satisfaction, satisfaction score, customer satisfaction, zufriedenheit, "
        "gesamtzufriedenheit, satisfaction globale, satisfaccion, satisfaccion general, tevredenheid, klanttevredenheid, "
        "sat, satisfaction level, kundenzufriedenheit, rating, stars, sterne, etoiles, estrellas, sterren, bewertung, "
        "review score, satisfaction rating, note, valoracion, beoordeling"
    ),
    ces=(
        "ces, ces score, customer effort score, customer effort, effort, effort score, ease, aufwand, kundenaufwand, effort "
        "client, facilite, esfuerzo, facilidad, inspanning, moeite, gemak, ease of use"
    ),
    expectation=(
        "expectation, expectations, expected, expectation score, erwartung, erwartungen, attente, attentes, expectativa, "
        "expectativas, verwachting, verwachtingen"
    ),
    importance="importance, importance score, wichtigkeit, bedeutung, importancia, belang, belangrijkheid",
)

# QUESTION, or comment -> parts of a question written out in full as a header.
QUESTION_PARTS: Final = _lists(
    nps="recommend, weiterempfehl, weiter empfehl, recommand, recomend, recomiend, aanbevel, aanbeve, consiglier, consiglia, raccomand",
    csat="satisf, zufrieden, tevreden, contento con, soddisf",
    ces="effort, how easy, easy was, made it easy, einfach, aufwand, facile, facil , gemakkelijk, makkelijk, moeite",
    expectation="expect, erwart, vos attentes, expectativ, verwacht",
    importance="how important, wie wichtig, importante, hoe belangrijk",
    comment=(
        "anything else, any other comment, any comment, any further comment, any remarks, want to tell us, like to tell us, like to add, "
        "in your own words, sonst noch etwas, noch etwas, uns noch, uns sagen, uns mitteilen, in eigenen worten, autre chose, souhaitez ajouter, "
        "nous dire, algo mas que, le gustaria anadir, quiere decirnos, nog iets, ons vertellen"
    ),
)

# Words in a header that say that a number is no rating.
NO_RATING: Final = _words(
    "difficulty attendance age alter annee anzahl bildung children count dag day dia edad education einkommen gender genre geschlecht geslacht "
    "gewicht group hour id idioma income ingreso inkomen jaar jahr jour kinder lang language langue leeftijd maand menge "
    "mes mois monat month nr number plz qty quantity region revenu segment senior sex sexo sprache strata taal tag tenure "
    "wave weight year zip"
)
# The last word of a column that rates the whole, not one touchpoint.
THE_WHOLE: Final = _words(
    "algemeen all ensemble general gesamt global globale insgesamt overall totaal total whole"
)

# ROLE -> words of a touchpoint's name, the most telling first.
ROLE_WORDS: Final = _lists(
    cart=(
        "add to cart, added to cart, add to basket, cart, basket, shopping cart, shopping bag, add to bag, warenkorb, in "
        "den warenkorb, einkaufswagen, panier, ajout au panier, carrito, cesta, anadir al carrito, winkelwagen, "
        "winkelmandje, cart add"
    ),
    order=(
        "order confirmation, order placed, order confirmed, order completed, place order, purchase, order, checkout "
        "completed, purchase completed, buy, bestellung, bestellung abgeschlossen, bestellbestatigung, kauf, kaufabschluss, "
        "commande, confirmation de commande, achat, pedido, pedido confirmado, confirmacion de pedido, compra, bestelling, "
        "bestelling geplaatst, bestelbevestiging, aankoop, order paid, booking confirmed, checkout complete, "
        "transaction, purchased, ordered"
    ),
)
# A touchpoint whose name holds one of these is not the moment of buying, whatever else it says.
NOT_A_ROLE: Final = _words(
    "abandon abandoned annulation annulee annulering cancel cancelacion canceled cancelled complaint delivered delivery "
    "devolucion email failed geannuleerd history question refund remove removed retour return returned review shipped "
    "status storniert storno track tracking view viewed"
)
