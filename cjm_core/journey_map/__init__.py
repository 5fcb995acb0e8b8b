"""The journey map: measured as data, drawn by renderers."""

from cjm_core.journey_map.measure import measure_map
from cjm_core.journey_map.model import Cell, JourneyMap, Lane, ReportedCell, ReportedLane, Stage
from cjm_core.journey_map.render import as_fragment, as_html, as_json, numbers_fragment
from cjm_core.journey_map.words import meanings

__all__ = [
    "Cell", "JourneyMap", "Lane", "ReportedCell", "ReportedLane", "Stage", "as_fragment", "as_html", "as_json", "meanings", "measure_map",
    "numbers_fragment",
]  # fmt: skip
