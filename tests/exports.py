"""Small invented exports with the headers of the real ones. Nobody in them exists."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_QUALTRICS = (  # name, text, import id: rows 1–3 of an export (ropensci/qualtRics, tests/testthat/files)
    ("StartDate", "Start Date", "startDate"), ("EndDate", "End Date", "endDate"), ("Status", "Response Type", "status"),
    ("IPAddress", "IP Address", "ipAddress"), ("Progress", "Progress", "progress"),
    ("Duration (in seconds)", "Duration (in seconds)", "duration"), ("Finished", "Finished", "finished"),
    ("RecordedDate", "Recorded Date", "recordedDate"), ("ResponseId", "Response ID", "_recordId"),
    ("RecipientLastName", "Recipient Last Name", "recipientLastName"), ("RecipientFirstName", "Recipient First Name", "recipientFirstName"),
    ("RecipientEmail", "Recipient Email", "recipientEmail"), ("ExternalReference", "External Data Reference", "externalDataReference"),
    ("LocationLatitude", "Location Latitude", "locationLatitude"), ("LocationLongitude", "Location Longitude", "locationLongitude"),
    ("DistributionChannel", "Distribution Channel", "distributionChannel"), ("UserLanguage", "User Language", "userLanguage"),
    ("Q1_NPS_GROUP", "How likely are you to recommend us to a friend? - Group", "QID1_NPS_GROUP"),
    ("Q1", "How likely are you to recommend us to a friend?", "QID1"),
    ("Q2_1", "How satisfied were you with the following? - Booking", "QID2_1"),
    ("Q2_2", "How satisfied were you with the following? - Delivery", "QID2_2"),
    ("Q2_3", "How satisfied were you with the following? - Support", "QID2_3"),
    ("Q3", "What could we do better?", "QID3_TEXT"), ("Q4", "Which city do you live in?", "QID4"), ("segment", "segment", "segment"),
)  # fmt: skip
GOOD = "Everything came on time, thank you"


def qualtrics(rows: Iterable[Sequence[str]], lines: int = 3) -> str:
    """An export with three header lines, or two as in a workbook."""
    header = [[entry[0] for entry in _QUALTRICS], [entry[1] for entry in _QUALTRICS], [f'{{"ImportId":"{entry[2]}"}}' for entry in _QUALTRICS]]
    return _csv([*header[:lines], *rows])


def response(
    number: int, status: str = "0", finished: str = "1", sent: str = "email", nps: str = "9", rated: Sequence[str] = ("5", "4", "3"), said: str = GOOD
) -> list[str]:
    """One row of a Qualtrics export."""
    day = f"2025-03-{number:02d}"
    return [
        f"{day} 10:00:00", f"{day} 10:05:00", status, "192.0.2.1", "100", "300", finished, f"{day} 10:05:00", f"R_{number}", "Doe", "Jo",
        f"jo{number}@example.org", f"C{number}", "47.1", "7.2", sent, "EN", "3", nps, *rated, said, "Bern", "gold",
    ]  # fmt: skip


def _csv(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


QUALTRICS = qualtrics([
    response(1), response(2, status="1"), response(3, status="8"), response(4, finished="0"), response(5, sent="preview"),
    response(6, nps="3", rated=("1", "2", "")), response(6, nps="4", rated=("1", "2", "")), response(7, said=""),
])  # fmt: skip
QUALTRICS_WORDS = qualtrics([
    response(1, "IP Address", "True", rated=("Very satisfied", "Somewhat satisfied", "Neither satisfied nor dissatisfied")),
    response(2, "Survey Preview", "True"),
    response(3, "IP Address", "False"),
    response(6, "IP Address", "True", nps="0 - Not at all likely", rated=("Somewhat dissatisfied", "Very satisfied", "")),
])

SURVEYMONKEY = """\
Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,Last Name,Custom Data 1,\
How likely is it that you would recommend us to a friend or colleague?,How satisfied were you with each of the following?,,,\
What could we do better?,Which plan do you have?
,,,,,,,,,,Booking,Delivery,Support,Open-Ended Response,Response
11890000001,400001,03/01/2025 10:00:00 AM,03/01/2025 10:04:00 AM,192.0.2.1,a@example.org,Al,Bo,C1,9,Very satisfied,Satisfied,\
Neither satisfied nor dissatisfied,Please deliver a bit faster next time,Gold
11890000002,400001,03/15/2025 10:00:00 AM,03/15/2025 10:04:00 AM,192.0.2.1,b@example.org,Al,Bo,C2,6,Dissatisfied,Satisfied,Very dissatisfied,,Silver
11890000003,400001,03/16/2025 10:00:00 AM,03/16/2025 10:04:00 AM,192.0.2.1,c@example.org,Al,Bo,C3,10,Satisfied,Very satisfied,Very satisfied,\
The support line was very friendly,Silver
"""

GOOGLE_FORMS = """\
Timestamp,Email Address,How likely are you to recommend us?,How satisfied were you with the following? [Booking],\
How satisfied were you with the following? [Delivery],Anything else?,Your age group
2025/03/01 10:00:00 AM GMT+1,a@example.org,9,Very satisfied,Satisfied,"It was great, thank you very much",18-25
2025/03/02 11:00:00 AM GMT+1,b@example.org,4,Dissatisfied,Neutral,,26-35
2025/03/20 12:00:00 PM GMT+1,c@example.org,7,Satisfied,Very satisfied,Please answer the phone a bit sooner,26-35
"""
GOOGLE_FORMS_GERMAN = """\
Zeitstempel,Würden Sie uns weiterempfehlen?,Wie zufrieden waren Sie mit der Lieferung?,Wie zufrieden waren Sie mit der Beratung?
01.03.2025 10:00:00,9,4,5
02.03.2025 10:00:00,7,5,2
20.03.2025 10:00:00,3,1,1
"""

TYPEFORM = """\
#,How likely are you to recommend us to a friend?,How easy was it to order?,Why?,customer_id,Response Type,Start Date (UTC),Stage Date (UTC),\
Submit Date (UTC),Network ID,Tags,Ending
a1,9,6,You were very quick and friendly,C1,completed,2025-03-01 10:00:00,,2025-03-01 10:02:00,abc,,
a2,3,2,It took three weeks until it came,C2,completed,2025-03-02 10:00:00,,2025-03-02 10:02:00,abd,,
a3,,,,C3,partial,2025-03-03 10:00:00,2025-03-03 10:01:00,,abe,,
"""

ZENDESK = """\
Summation column,Id,Requester,Requester id,Requester external id,Requester email,Requester domain,Submitter,Assignee,Group,Subject,Tags,Status,\
Priority,Via,Ticket type,Created at,Updated at,Assigned at,Organization,Due date,Initially assigned at,Solved at,Resolution time,Satisfaction Score,\
Group stations,Assignee stations,Reopens,Replies,First reply time in minutes
1,101,Al Bo,9001,,a@example.org,example.org,Al Bo,Agent,Support,Help,t,Solved,High,Email,Incident,2025-03-01 10:00:00 +0000,\
2025-03-02 10:00:00 +0000,,,,,2025-03-02 09:00:00 +0000,23,Good,1,1,0,2,30
1,102,Ce De,9002,,c@example.org,example.org,Ce De,Agent,Support,Help,t,Open,Low,Chat,Question,2025-03-03 10:00:00 +0000,\
2025-03-03 12:00:00 +0000,,,,,,,Offered,1,1,0,1,10
1,103,Ce De,9002,,c@example.org,example.org,Ce De,Agent,Support,Help,t,Closed,Low,Chat,Question,2025-03-04 10:00:00 +0000,\
2025-03-05 12:00:00 +0000,,,,,2025-03-05 09:00:00 +0000,20,Bad,1,1,0,1,10
"""

GA4 = """\
event_date,event_timestamp,event_name,event_params,event_bundle_sequence_id,user_id,user_pseudo_id,user_first_touch_timestamp,device.category,\
geo.country,traffic_source.medium,platform,ecommerce.purchase_revenue
20250301,1740823200000000,session_start,[],1,,A.1,1740823200000000,mobile,CH,organic,WEB,
20250301,1740823200000100,page_view,[],1,,A.1,1740823200000000,mobile,CH,organic,WEB,
20250301,1740823300000000,purchase,[],1,u1,A.1,1740823200000000,mobile,CH,organic,WEB,49.90
20250302,1740909600000000,page_view,[],1,,B.2,1740909600000000,desktop,DE,cpc,WEB,
"""

SHOPIFY = """\
Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,\
Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Billing Name,Shipping Name,Shipping Country,Notes,\
Cancelled at,Payment Method,Id,Tags,Source
#1001,a@example.org,paid,2025-03-01 10:00:05 +0100,fulfilled,2025-03-02 09:00:00 +0100,yes,CHF,90,10,0,100,,0,Post,2025-03-01 10:00:00 +0100,1,\
Lamp,60,Al Bo,Al Bo,CH,,,Card,555,,web
#1001,a@example.org,,,,,,,,,,,,,,2025-03-01 10:00:00 +0100,2,Bulb,15,,,,,,,,,
#1002,b@example.org,paid,2025-03-03 10:00:05 +0100,,,no,CHF,40,10,0,50,,0,Post,2025-03-03 10:00:00 +0100,1,Bulb,40,Ce De,Ce De,DE,,,Card,556,,pos
"""

AMPLITUDE = """\
$insert_id,amplitude_id,user_id,device_id,session_id,event_type,event_time,event_properties,user_properties,platform,country,os_name,ip_address,\
server_upload_time
i1,77,u1,d1,1,$identify,2025-03-01 10:00:00.000000,{},{},Web,CH,Chrome,192.0.2.1,2025-03-01 10:00:01
i2,77,u1,d1,1,View Item,2025-03-01 10:00:05.000000,{},{},Web,CH,Chrome,192.0.2.1,2025-03-01 10:00:06
i2,77,u1,d1,1,View Item,2025-03-01 10:00:05.000000,{},{},Web,CH,Chrome,192.0.2.1,2025-03-01 10:00:06
i3,78,,d2,2,View Item,2025-03-02 10:00:05.000000,{},{},iOS,DE,iOS,192.0.2.2,2025-03-02 10:00:06
"""

MIXPANEL = """\
event,time,distinct_id,$insert_id,mp_processing_time_ms,$city,mp_country_code,$os,$browser
Signed up,1740823200,u1,i1,1740823201000,Bern,CH,iOS,Safari
Purchase,1740909600,u1,i2,1740909601000,Bern,CH,iOS,Safari
"""

POSTHOG = """\
*.uuid,*.event,*.properties.$os,*.properties.$browser,*.properties.$ip,*.timestamp,*.team_id,*.distinct_id,*.elements_chain,*.created_at
x1,$pageview,iOS,Safari,192.0.2.1,2025-03-01 10:00:00.000000+00:00,1,u1,,2025-03-01 10:00:01.000000+00:00
x2,$identify,iOS,Safari,192.0.2.1,2025-03-01 10:00:02.000000+00:00,1,u1,,2025-03-01 10:00:03.000000+00:00
x3,order placed,iOS,Safari,192.0.2.1,2025-03-01 10:01:00.000000+00:00,1,u1,,2025-03-01 10:01:01.000000+00:00
"""

DELIGHTED = """\
Survey Response ID,Permalink,Person ID,Person Name,Person Email,Survey Type,Score,Comment,Created At,Updated At,Tags,Delighted Source,Plan
1,https://example.org/1,10,Al,a@example.org,nps,9,Very quick and very friendly people,2025-03-01 10:00:00,,,Email,Gold
2,https://example.org/2,11,Be,b@example.org,nps,4,,2025-03-02 10:00:00,,,Email,Silver
3,https://example.org/3,12,Ce,c@example.org,csat,5,,2025-03-03 10:00:00,,,Web,Silver
"""

HUBSPOT_FEEDBACK = """\
Record ID,Survey Name,Survey Type,Survey Channel,Value,Sentiment,Response,Submission Timestamp,Contact Email
1,After support,CSAT,EMAIL,2,Happy,Thank you for the quick help on Monday,2025-03-01 10:00,a@example.org
2,After support,CSAT,EMAIL,0,Unhappy,,2025-03-02 10:00,b@example.org
"""

HUBSPOT_DEALS = """\
Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date,Create Date,Pipeline,Associated Contact IDs
7001,Blue,Closed Won,15000,Sam,2025-03-10 08:00,2025-02-01 09:00,Sales,8001
7002,Red,Proposal,9000,Sam,2026-12-01 08:00,2025-02-05 09:00,Sales,8002
"""

HUBSPOT_CONTACTS = """\
Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Create Date,Lifecycle Stage,Became a Lead Date,Became a Customer Date
8001,Al,Bo,a@example.org,1,Sam,Open,2025-01-01 09:00,Customer,2025-01-02 09:00,2025-03-10 08:00
8002,Be,Co,b@example.org,2,Sam,Open,2025-01-05 09:00,Lead,2025-01-05 09:00,
"""

LIMESURVEY = _csv([
    ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "G01Q02[SQ001]. How satisfied were you with: [Desk]",
     "G01Q02[SQ002]. How satisfied were you with: [Room]", "G01Q03. How likely is it that you recommend us?", "G01Q04. Anything else?"],
    *([str(n), "" if n == 7 else f"2025-04-{n:02d} 10:05:00", "2", "de", str(n * 977), f"2025-04-{n:02d} 10:00:00", f"2025-04-{n:02d} 10:05:00",
       str(n % 5 + 1), str(n * 2 % 5 + 1), str(n % 11), f"{GOOD} {n}"] for n in range(1, 25)),
])


BY_PRESET = {
    "qualtrics": QUALTRICS, "surveymonkey": SURVEYMONKEY, "google_forms": GOOGLE_FORMS, "typeform": TYPEFORM, "zendesk": ZENDESK, "ga4": GA4,
    "shopify": SHOPIFY, "amplitude": AMPLITUDE, "mixpanel": MIXPANEL, "posthog": POSTHOG, "delighted": DELIGHTED,
    "hubspot_feedback": HUBSPOT_FEEDBACK, "hubspot_deals": HUBSPOT_DEALS, "hubspot_contacts": HUBSPOT_CONTACTS,
    "limesurvey": LIMESURVEY,
}  # fmt: skip


def qualtrics_with(questions: Sequence[tuple[str, str, str, Sequence[str]]]) -> str:
    """A Qualtrics export that asks these questions: (name, text, import id, the cells from the first row to the last)."""
    kept = ("StartDate", "Status", "IPAddress", "Finished", "RecordedDate", "ResponseId", "ExternalReference")
    about = [entry for entry in _QUALTRICS if entry[0] in kept]
    asked = [*about, *((name, text, import_id) for name, text, import_id, _ in questions)]
    rows = [
        ["2025-03-01 10:00:00", "0", "192.0.2.1", "1", f"2025-03-{1 + number % 28:02d} 10:05:00", f"R_{number}", f"C{number}", *answers]
        for number, answers in enumerate(zip(*(cells for _, _, _, cells in questions), strict=True))
    ]
    return _csv([[entry[0] for entry in asked], [entry[1] for entry in asked], [f'{{"ImportId":"{entry[2]}"}}' for entry in asked], *rows])
