"""Each reader on a few hundred of the damaged inputs of ``make fuzz``."""

from __future__ import annotations

import pytest
from fuzz_readers import READERS, run


@pytest.mark.parametrize("reader", READERS)
def test_damaged_inputs_are_read_or_refused(reader: str) -> None:
    """By an error of the library whose message is short and harmless, and soon."""
    ends = {end for end, _ in run(reader, 300)}
    assert ends == ({"read"} if reader == "answer" else {"read", "refused"})
