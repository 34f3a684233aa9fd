"""``wso2-strategy report``: a page, a record or a PDF document, by the name of the file."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wso2_strategy import Advisor, load_requirements
from wso2_strategy.cli import application

STARTUP = str(Path("examples/startup.yaml").resolve())


def run(*words: str) -> Result:
    return CliRunner().invoke(application, ["report", STARTUP, *words])


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_a_name_the_page_is_decision_html(advisor: Advisor) -> None:
    """It is what the library gives; where it went is said."""
    done = run()
    assert done.exit_code == 0
    assert done.stdout == ""
    assert "Written to decision.html" in done.stderr
    page = Path("decision.html").read_text(encoding="utf-8")
    assert page == advisor.advise(load_requirements(STARTUP)).report().to_html()


def test_the_name_says_what_is_written() -> None:
    """A record for .md; on standard output the page."""
    assert run("-o", "0007-deployment.md").exit_code == 0
    record = Path("0007-deployment.md").read_text(encoding="utf-8")
    assert record.startswith("# Deployment of WSO2 API Manager for Start-up\n")
    assert run("-o", "-").stdout.startswith("<!doctype html>")


@pytest.mark.skipif(find_spec("weasyprint") is None, reason="needs the extra report")
def test_a_pdf_document_is_written_whole() -> None:
    """Its bytes reach the file as they are."""
    assert run("-o", "decision.pdf").exit_code == 0
    assert Path("decision.pdf").read_bytes().rstrip().endswith(b"%%EOF")


def test_a_file_that_exists_is_kept_unless_it_may_be_replaced() -> None:
    """As with every command that writes."""
    Path("decision.html").write_text("mine")
    refused = run()
    assert refused.exception is not None
    assert "exists already" in str(refused.exception)
    assert Path("decision.html").read_text() == "mine"
    assert run("--force").exit_code == 0


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("-o decision.docx", "'decision.docx' is not allowed; allowed: a name that ends in .html"),
        ("-o nowhere/decision.html", "there is no folder 'nowhere'"),
        ("--map traffic.peak_tps", "allowed: two numbers, such as traffic.peak_tps"),
        ("--map traffic.peak_tps,traffic.token_format", "unknown number 'traffic.token_format'"),
        ("--price gatewai=1", "unknown component 'gatewai'"),
    ],
)
def test_what_cannot_be_is_refused(words: str, problem: str) -> None:
    """With what is allowed, and nothing is written."""
    refused = run(*words.split())
    assert problem in f"{refused.exception}{refused.stderr}"
    assert [*Path().iterdir()] == []


def test_options_of_plan_mean_the_same() -> None:
    """Months and prices reach the page."""
    assert run("--months", "60", "--price", "all-in-one=61.32", "-o", "a.html").exit_code == 0
    page = Path("a.html").read_text(encoding="utf-8")
    assert '<th scope="row" class="key">60</th>' in page
    assert "122.64" in page
