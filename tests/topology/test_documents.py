"""The documentation of topologies says what the code does."""

import runpy
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from attrs import fields
from make_all import generated

from wso2_strategy.topology import FLOWS, Options
from wso2_strategy.topology.export import FORMATS

_ROOT = Path(__file__).parents[2]
_REFERENCE = _ROOT / "docs" / "reference" / "topology.md"
_GALLERY = _ROOT / "docs" / "reference" / "patterns.md"
_PICTURES = _ROOT / "docs" / "_pictures"


def topologies() -> set[Path]:
    """Return the pictures of topologies; beside them stand plots of what was measured once."""
    return {path for path in _PICTURES.iterdir() if not path.name.startswith("benchmark-")}


def texts(svg: str) -> list[str]:
    root = ET.fromstring(svg)  # noqa: S314  # our own
    found = (element.text or "" for element in root.iter() if element.tag.endswith("text"))
    return sorted(text.strip() for text in found)


def test_the_reference_names_every_option_flow_and_format() -> None:
    """None is undocumented."""
    text = _REFERENCE.read_text()
    names = [*(each.name for each in fields(Options)), *FLOWS, *FORMATS]
    missing = [name for name in names if f"`{name}`" not in text]
    assert not missing, f"say what they are in {_REFERENCE.name}"


def test_the_pictures_show_what_would_be_drawn_today() -> None:
    """The same words and ports; where they stand depends on the fonts of a machine."""
    drawn = generated("make_pictures")
    assert topologies() == set(drawn), "run `make docs`"
    for path, picture in drawn.items():
        assert texts(path.read_text()) == texts(picture), f"{path}: run `make docs`"


def test_the_gallery_shows_every_picture() -> None:
    """With a description for those who do not see it."""
    gallery, readme = _GALLERY.read_text(), (_ROOT / "README.md").read_text()
    for path in topologies():
        text = readme if path.name == "retail.svg" else gallery
        described = text.partition(f"_pictures/{path.name})")[0].rpartition("![")[2]
        assert ": " in described, f"show {path.name} in {_GALLERY.name}, and describe it"


def test_ten_questions_are_answered_in_under_sixty_lines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """And each answer is printed."""
    script = _ROOT / "examples" / "ten_questions.py"
    assert len(script.read_text().splitlines()) < 60
    runpy.run_path(str(script))
    printed = capsys.readouterr().out
    assert all(f"{number}." in printed for number in range(1, 11))
    assert "4. True" in printed
