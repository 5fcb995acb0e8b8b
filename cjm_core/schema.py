"""Names that files, tables, the command line and the screens share. Plain values only."""

SCHEMA_VERSION = 2

# What a column of a person's file can be (DESIGN §7). Anything else becomes a dimension under its file name.
FIELDS = (
    "customer_id", "journey_id", "event_time", "touchpoint", "channel", "stage", "value", "cost",
    "response_id", "answered_at", "wave", "weight", "comment",
)
EVENT_ONLY_FIELDS = ("event_time", "journey_id", "value", "cost", "stage")
ANSWER_ONLY_FIELDS = ("response_id", "answered_at", "wave", "weight")
QUESTIONS = ("nps", "csat", "ces", "expectation", "importance", "comment")
ROLES = ("goal", "cart", "order")

# Scales assumed unless the person says otherwise (METRICS §1.1–1.3).
DEFAULT_SCALES = {"nps": (0.0, 10.0), "csat": (1.0, 5.0), "ces": (1.0, 7.0), "expectation": (1.0, 5.0), "importance": (1.0, 5.0)}
DIRECTIONS = ("higher", "lower")  # which end of the scale is good

# Codes that mean "no answer" inside a survey column, compared in lower case.
MISSING_CODES = ("", "blank", "n/a", "na", "null", "none", "-", "prefer not to say", "no answer", "keine angabe")

ANSWER_STATES = ("valid", "missing", "out_of_scale", "superseded")
DEFAULT_TOUCHPOINT = "Event"

SESSION_GAP_MINUTES = 30  # METRICS §2.2, GA4 convention: a gap longer than this starts a new session
CART_WINDOW_HOURS = 24  # METRICS §2.3, convention
RETENTION_DAYS = 30
CHURN_DAYS = 90  # inactivity rule, convention (METRICS §2.4)
LOOK_BACK_DAYS = 30  # customers first seen this soon after the data begin are "unknown", not "new" (METRICS §2.1)

STATUSES = ("ok", "small_sample", "suppressed", "undefined")
RESULT_COLUMNS = ("n", "value", "ci_low", "ci_high", "status", "reason", "numerator", "excluded")
PERIOD_UNITS = ("day", "week", "month", "quarter")
OVERLAPPING = ("touchpoint", "stage")  # a customer can be in several parts at once, so parts do not add up

# A column of a file may not carry one of these names as a dimension; it is renamed with a warning.
RESERVED_NAMES = frozenset(RESULT_COLUMNS) | frozenset(PERIOD_UNITS) | frozenset(FIELDS) | {"period", "group", "question", "unit"}
