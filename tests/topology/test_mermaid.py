"""Topologies in Mermaid, read back by its own parser."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from attrs import evolve
from drawn_topologies import HOSTILE, PATTERNS, built, hostile

from wso2_strategy.topology.export import export
from wso2_strategy.topology.export.drawing import drawing


class TestMermaid:
    def test_the_real_parser_reads_every_pattern_and_hostile_names(self) -> None:
        """Where MERMAID_HOME names a directory with the npm packages mermaid and jsdom."""
        home, node = os.environ.get("MERMAID_HOME"), shutil.which("node")
        if not home or not node:
            pytest.skip("needs node, and MERMAID_HOME with the npm packages mermaid and jsdom")
        names = (
            HOSTILE,
            "\u05e2\u05e1\u05e7 \u0645\u062a\u062c\u0631",
            "%%{init: {}}%%",
            "a\u200db",
        )
        wholes = [*map(built, PATTERNS), *map(hostile, names)]
        parsed = subprocess.run(
            [node, Path(__file__).with_name("parse_mermaid.mjs"), home],
            input=json.dumps([export(each, "mermaid") for each in wholes]),
            capture_output=True,
            text=True,
            check=True,
        )
        for whole, (kind, texts) in zip(wholes, json.loads(parsed.stdout), strict=True):
            assert kind == "flowchart-v2"
            for box in drawing(whole).boxes:
                assert texts[box.id] == "\n".join(box.lines)

    def test_every_line_is_one_of_the_few_forms_the_parser_was_shown(self) -> None:
        """So that what the real parser has read stays readable where it is not installed."""
        forms = (
            r"  subgraph \w+ \[\"[^\"]*\"\]|  end|flowchart TB|---|title: \".*\"",
            r"    t\d+(\(\[|\[\(|\[)\"[^\"]*\"(\]\)|\)\]|\]):::\w+",
            r"  t\d+ <?-(\.-|-)>\|\"[^\"]*\"\| t\d+",
            r"  (classDef|style) \w+ fill:#\w+,stroke:#\w+,color:#\w+",
        )
        for whole in [*map(built, PATTERNS), hostile()]:
            for line in export(whole, "mermaid").splitlines():
                assert any(re.fullmatch(form, line) for form in forms), line

    def test_characters_that_could_be_markup_are_coded(self) -> None:
        """Nothing of a name reaches the diagram as syntax."""
        text = export(hostile(), "mermaid")
        assert "<b>" not in text
        assert "#34;#93;" not in text
        assert "#34;]; } --#62; #60;b#62;#38;amp;" in text

    def test_no_name_or_title_begins_a_directive(self) -> None:
        """Mermaid would obey it wherever it stands."""
        directive = "%%{init: {}}%%"
        mine = evolve(hostile(directive), pattern=directive)
        text = export(mine, "mermaid")
        assert "%" not in text
        assert yaml.safe_load(text.split("---")[1])["title"] == mine.title
