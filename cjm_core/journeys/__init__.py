"""What customers do one after the other: funnel, transitions, paths, retention."""

from __future__ import annotations

from cjm_core.journeys.funnel import MODES, funnel
from cjm_core.journeys.paths import paths
from cjm_core.journeys.retention import CADENCES, KINDS, retention
from cjm_core.journeys.transitions import Transitions, transitions

__all__ = ["CADENCES", "KINDS", "MODES", "Transitions", "funnel", "paths", "retention", "transitions"]
