"""Whether the data can be trusted: every check as a function of the dataset, and one answer over all of them."""

from cjm_core.quality.coverage import Coverage
from cjm_core.quality.drawing import FileDrawing, drawings
from cjm_core.quality.measure import QUESTION, measure_quality
from cjm_core.quality.model import SEVERITIES, Finding, Quality
from cjm_core.quality.render import as_findings, as_fragment
from cjm_core.quality.sources import rejected_rows
from cjm_core.quality.tables import columns_in_words, findings_table, sources_in_words

__all__ = ["QUESTION", "SEVERITIES", "Coverage", "FileDrawing", "Finding", "Quality", "as_findings", "as_fragment", "columns_in_words",
           "drawings", "findings_table", "measure_quality", "rejected_rows", "sources_in_words"]  # fmt: skip
