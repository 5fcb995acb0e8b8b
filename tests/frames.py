"""Whether two result frames say the same."""
from __future__ import annotations

import pandas as pd


def same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    """In all but the last digits: the database adds decimal numbers up on several cores, in an order that differs between two runs."""
    try:
        pd.testing.assert_frame_equal(one, other, rtol=1e-12, atol=1e-15)
    except AssertionError:
        return False
    return True
