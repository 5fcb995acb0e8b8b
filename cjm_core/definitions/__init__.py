"""What each number means, with its value on the person's own data, and where the field counts it differently."""

from cjm_core.definitions.entries import ENTRIES, find, named
from cjm_core.definitions.measure import define, readings_of
from cjm_core.definitions.model import Definition, Dispute, Reading
from cjm_core.definitions.render import as_fragment
from cjm_core.definitions.words import QUESTION, answer

__all__ = ["ENTRIES", "QUESTION", "Definition", "Dispute", "Reading", "answer", "as_fragment", "define", "find", "named", "readings_of"]
