"""The decision report: a page, a record, and nothing that other answers do not say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from attrs import evolve

from wso2_strategy import (
    Advice,
    Advisor,
    Availability,
    Knowledge,
    Pack,
    Recommendation,
    Requirements,
    Rule,
    Source,
    Traffic,
    fact,
    load_requirements,
)
from wso2_strategy.document.blocks import (
    Block,
    Figures,
    Hint,
    Line,
    Links,
    Listing,
    Picture,
    Section,
    Table,
    Tree,
    plain,
)
from wso2_strategy.document.markdown import escaped
from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.domain.wording import said
from wso2_strategy.errors import MissingExtraError, UnknownNameError, printable
from wso2_strategy.explain.open_questions import open_questions
from wso2_strategy.output.citations import Citations, valued
from wso2_strategy.output.report import topology_sections
from wso2_strategy.output.report.decision_report import ONE_BY_ONE, DecisionReport
from wso2_strategy.output.report.foundations import foundations
from wso2_strategy.topology.export.listing import to_text
from wso2_strategy.topology.tiers import ZONES

DEFAULTS = ("default_horizon_months", "default_message_bytes", "default_mediated_share")

EXAMPLES = ("retail", "contradictions", "two-regions")

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style><h1>x",
    "`${x}` {{7*7}} | a \\ $b$",
    "עסק \u0645\u062a\u062c\u0631",
    "n" * 200,
)


@pytest.fixture(name="retail", scope="module")
def _retail(advisor: Advisor) -> Recommendation:
    return advisor.advise(load_requirements("examples/retail.yaml"))


@pytest.fixture(name="report", scope="module")
def _report(retail: Recommendation) -> DecisionReport:
    return retail.report()


@pytest.fixture(name="example", params=EXAMPLES, scope="module")
def _example(advisor: Advisor, request: pytest.FixtureRequest) -> DecisionReport:
    return advisor.advise(load_requirements(f"examples/{request.param}.yaml")).report()


def said_in(block: Block) -> Iterator[str]:
    """Yield every sentence and cell of a block; titles and heads are the report's own."""
    match block:
        case Section():
            yield from (words for each in block.blocks for words in said_in(each))
        case Listing():
            yield from map(plain, block.items)
        case Table():
            yield from (cell for row in block.rows for cell in row)
        case Figures():
            yield from (number for number, _ in block.items)
        case Tree():
            yield from (words for each in block.lines for words in said_under(each))
        case Links():
            yield from block.lines
        case Picture() | Hint():
            return
        case str() | tuple():
            yield plain(block)


def said_under(line: Line) -> Iterator[str]:
    yield line.text
    yield from (words for each in line.children for words in said_under(each))


def bare(text: str) -> str:
    """Return words alone: the numbers of sources differ between documents."""
    marks = r"(?m)\[(stated|derived|assumed), \d+[^\]]*\]|^ ?\d+\. |\\|&[lg]t;"
    unmarked = re.sub(marks, "", text)
    return " ".join(re.findall(r"[\w.,%/@-]+", unmarked))


def test_it_says_nothing_that_other_answers_do_not_say(
    advisor: Advisor, example: DecisionReport
) -> None:
    """Each sentence and cell stands in advise, plan, why, why-not, what-if or the topology."""
    found = advisor.advise(example.recommendation.requirements)
    others = (
        found,
        found.plan(),
        found.why(),
        found.why_not(found.alternatives[0].pattern.id),
        found.robustness(),
        open_questions(found, advisor, jointly=False),
        found.decision_map(),
    )
    texts = [each.to_text(complete=whole, width=None) for each in others for whole in (False, True)]
    drawn = found.topology()
    texts += [drawn.firewall_rules().to_markdown(), to_text(drawn), *ZONES.values()]
    for number in found.used_assumptions:
        texts.append(f"{number.noun}: {valued(number)}. {number.remark}")
    known = bare(" ".join([*texts, *stated_in(found), ONE_BY_ONE]))
    report = example.document()
    for words in (words for section in report.blocks for words in said_in(section)):
        assert bare(words) in known, words


def stated_in(found: Recommendation) -> Iterator[str]:
    """Yield what is stated as `what-if` would say it, by field."""
    form = found.advisor.oracle.form
    values = form.values_of(found.requirements)
    for field in form.fields:
        yield f"{field.words.noun} {said(field.kind, values[field.index])}"


def test_every_source_that_is_cited_is_listed(example: DecisionReport) -> None:
    """By its number, and no other is."""
    blocks = example.document().blocks
    cited = re.findall(r"\[\w+, (\d+)", " ".join(words for e in blocks for words in said_in(e)))
    assert {*map(int, cited)} == {*range(1, len([*said_in(blocks[-1])]) + 1)}


def test_it_begins_with_the_decision_and_its_figures(
    retail: Recommendation, report: DecisionReport
) -> None:
    """Nodes, availability and load are those of the recommendation; tokens are beside calls."""
    decision, figures, *_ = report.document().blocks[0].blocks
    assert decision == retail.document().blocks[0].blocks[0]
    nodes, available, tokens, load = (number for number, _ in figures.items)
    assert nodes == f"{retail.sizing.total_nodes}"
    assert available == retail.availability.said
    assert f"Tokens are expected to be issued {tokens} of the time." in retail.to_text(width=None)
    assert load == "8,906"


def test_the_plan_gives_the_answer_its_own_availability(example: DecisionReport) -> None:
    """The recommended pattern is among those that are compared, with the same figures."""
    found = example.recommendation
    (own,) = (each for each in example.plan.costs if each.pattern == found.pattern.id)
    assert own.availability == found.availability


class Page(HTMLParser):
    """What a browser would make of a page: its elements, ids, links and words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        found = dict(attrs)
        assert not any(name.startswith("on") for name in found)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if "href" in found else []

    def handle_data(self, data: str) -> None:
        self.words += data


def test_a_page_needs_nothing_else(example: DecisionReport) -> None:
    """No script, no image, no other file; every anchor leads somewhere, no id is there twice."""
    text = example.to_html()
    page = Page(text)
    assert len(text.encode()) < 1_000_000
    assert not {"script", "img", "link", "iframe", "object"} & {*page.tags}
    assert len(page.ids) == len({*page.ids})
    inside = {each[1:] for each in page.links if each.startswith("#")}
    assert inside <= {*page.ids}
    assert all(each.startswith(("#", "https://")) for each in page.links)
    assert "@import" not in text
    assert "url(" not in text


def test_on_paper_the_decision_comes_first(report: DecisionReport) -> None:
    """On two sheets; what is folded stays away, and a board has no more than six to read."""
    weasyprint = pytest.importorskip("weasyprint", reason="needs the extra report")
    pages = weasyprint.HTML(string=report.to_html()).render().pages
    starts = {name: number for number, page in enumerate(pages, 1) for name in page.anchors}
    deciding = ("decision", "what-it-rests-on", "what-is-needed-and-why", "topology", "size")
    assert max(starts[each] for each in deciding) <= 2
    assert starts["what-is-still-open"] <= starts["sources"] == len(pages) <= 6
    assert not {"arithmetic", "every-month", "firewall-matrix"} & {*starts}


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_a_name_is_it_comes_out_as_text(report: DecisionReport, name: str) -> None:
    """The page and the record have the same elements as with a harmless one, and the name."""
    found = report.recommendation
    named = evolve(found, requirements=evolve(found.requirements, name=name))
    hostile = evolve(report, recommendation=named)
    page, harmless = Page(hostile.to_html()), Page(report.to_html())
    assert page.tags == harmless.tags
    assert page.ids == harmless.ids
    assert f"Decision report for {printable(name)}" in page.words
    record = hostile.to_markdown()
    assert record.startswith(f"# Deployment of WSO2 API Manager for {escaped(name)}\n")
    assert record.count("\n") == report.to_markdown().count("\n")


def test_what_a_pack_says_comes_out_as_text() -> None:
    """Its sentences, its titles, and an address that is none of the web."""
    words = "<script>alert('pack')</script>"
    rule = Rule(
        id="evil.always",
        when=fact(Traffic).peak_tps > 1,
        then=Advice("evil", words, "caution"),
        because=f"{words}.",
        source=Source(words, "javascript:alert(1)"),
        basis="assumed",
    )
    pack = Pack(name="evil", version="1.0", summary=words, rules=[rule])
    found = Advisor(knowledge=Knowledge.installed(pack)).advise(
        Requirements(traffic=Traffic(peak_tps=300))
    )
    page = Page(found.report().to_html())
    assert page.tags["script"] == 0
    assert page.words.count(words) >= 3
    assert all(each.startswith(("#", "https://")) for each in page.links)
    assert words not in found.report().to_markdown()


def test_the_same_input_gives_the_same_bytes(report: DecisionReport) -> None:
    """Whoever is asked, and in whatever order."""
    again = Advisor().advise(report.recommendation.requirements).report()
    assert again.to_html() == report.to_html()
    assert again.to_markdown() == report.to_markdown()


def test_a_record_has_the_sections_of_madr(retail: Recommendation, report: DecisionReport) -> None:
    """In their order, and names the option that is chosen."""
    record = report.to_markdown()
    heads = [
        "Context and Problem Statement",
        "Decision Drivers",
        "Considered Options",
        "Decision Outcome",
        "Consequences",
        "Pros and Cons of the Options",
        "More Information",
    ]
    places = [record.index(f"# {each}\n") for each in heads]
    assert places == sorted(places)
    assert f"Chosen option: {retail.pattern.id} {retail.pattern.name}" in record
    assert "- Bad, because: " in record


def test_without_graphviz_the_tiers_are_listed(
    retail: Recommendation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what would draw them."""

    def missing(_: object) -> str:
        raise MissingExtraError("drawing an SVG picture", "diagrams")

    monkeypatch.setattr(topology_sections, "to_svg", missing)
    section = topology_sections.picture(retail)
    assert "wso2-strategy[diagrams]" in " ".join(said_in(section))
    assert "Universal Gateway" in [*said_in(section)]


def test_a_load_beyond_all_measure_has_a_report(advisor: Advisor) -> None:
    """It says what cannot be drawn."""
    found = advisor.advise(Requirements(traffic=Traffic(peak_tps=1e9, annual_growth=0.5)))
    assert "clusters" in found.report().to_html()


def test_of_many_regions_that_are_alike_the_first_are_listed(advisor: Advisor) -> None:
    """And nothing is drawn, so that the page can be sent; where all of it is is said."""
    stated = Availability(regions=25, region_mode="active-active")
    found = advisor.advise(Requirements(traffic=Traffic(peak_tps=2000), availability=stated))
    drawn = topology_sections.picture(found)
    assert not any(isinstance(each, Picture) for each in drawn.blocks)
    assert "too many for a page" in " ".join(said_in(drawn))
    note, table = topology_sections.firewall(found, Citations()).blocks
    assert isinstance(note, str)
    assert note.startswith("The first 500 of ")
    assert isinstance(table, Table)
    assert len(table.rows) == 500


def test_the_map_is_of_two_numbers(retail: Recommendation) -> None:
    """Others are refused by name."""
    for pair in (("traffic.peak_tps", "traffic.peak_tps"), ("traffic.token_format", "x")):
        with pytest.raises(UnknownNameError, match="unknown number"):
            retail.report(map_of=pair)


def test_what_is_stated_is_not_taken_by_default(advisor: Advisor) -> None:
    """Neither payload nor mediation, nor the horizon of a growth."""
    blank = Traffic(peak_tps=800, annual_growth=0.1)
    stated = evolve(blank, horizon_months=12, message_bytes=1024, mediation=False)
    for traffic, count in ((blank, 3), (stated, 0)):
        found = advisor.advise(Requirements(traffic=traffic))
        taken = " ".join(said_in(foundations(found, Citations())))
        assert sum(ASSUMPTIONS[each].noun in taken for each in DEFAULTS) == count
