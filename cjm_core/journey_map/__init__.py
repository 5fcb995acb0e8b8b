"""The journey map: measured as data, laid out, drawn by renderers."""

from cjm_core.journey_map.asked import Asked, asked_of
from cjm_core.journey_map.measure import blank, drawn, measure_map
from cjm_core.journey_map.measuring import measure_numbers
from cjm_core.journey_map.model import Cell, JourneyMap, Lane, ReportedCell, ReportedLane, Stage
from cjm_core.journey_map.numbers import Numbers
from cjm_core.journey_map.plain import as_json, from_json
from cjm_core.journey_map.render import as_fragment, as_html, numbers_fragment
from cjm_core.journey_map.words import meanings

__all__ = [
    "Asked", "Cell", "JourneyMap", "Lane", "Numbers", "ReportedCell", "ReportedLane", "Stage", "as_fragment", "as_html", "as_json",
    "asked_of", "blank", "drawn", "from_json", "meanings", "measure_map", "measure_numbers", "numbers_fragment",
]  # fmt: skip
