"""HTML: every word escaped, headings in order, tables with heads, pictures for light and dark."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wso2_strategy.document import palette
from wso2_strategy.document.blocks import (
    Block,
    Code,
    Figures,
    Hint,
    Line,
    Links,
    Listing,
    Picture,
    Run,
    Section,
    Table,
    Terms,
    Tree,
)
from wso2_strategy.document.chart import Scale, Sheet, round_steps
from wso2_strategy.document.document import Document
from wso2_strategy.document.html import HtmlWriter
from wso2_strategy.errors import printable


def html(*blocks: Block, marks: dict[str, str] | None = None) -> str:
    return HtmlWriter(marks, level=2, anchored=True).written(blocks)


class Read(HTMLParser):
    """What a browser would make of it: elements and words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.tags[tag] += 1

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def everything(words: str) -> tuple[Block, ...]:
    return (
        words,
        (words, Run(words, "strong"), Run(words, "code", f"javascript:{words}")),
        Section(words, (words,)),
        Section(words, (words,), is_folded=True),
        Listing((words,)),
        Terms(((words, words),)),
        Figures(((words, words),)),
        Table((words, words), ((words, words),)),
        Table((), ((words, words),)),
        Tree((Line(words, (Line(words),), is_head=True),)),
        Code(words),
        Links((f"{words} https://wso2.com/",)),
        Picture(words, "<svg></svg>"),
    )


HARMLESS = Read(Document("x", everything("x")).to_html())


@given(st.text(min_size=1, max_size=40))
def test_nothing_that_is_typed_is_markup(words: str) -> None:
    """Whatever the words are, the page has the same elements, and the words as they print."""
    read = Read(Document(words, everything(words)).to_html())
    assert read.tags == HARMLESS.tags
    assert printable(words).split() == "".join(read.words).split()[: len(printable(words).split())]


@pytest.mark.parametrize(
    "words",
    [
        "</p><script>alert(1)</script>",
        '" onmouseover="alert(1)',
        "\x1b[31m\u202e\u200b",
        "</style></title><!--",
        "x" * 100_000,
    ],
)
def test_hostile_words_come_out_as_text(words: str) -> None:
    """In every kind of block; what cannot be seen is written out."""
    read = Read(Document(words, everything(words)).to_html())
    assert read.tags == HARMLESS.tags
    assert "".join(read.words).count(printable(words)) >= len(everything(words))


def test_every_block() -> None:
    """Lists, terms, tables and trees are what they are; a hint is for the terminal only."""
    assert html(
        Section(
            "Known <ones>",
            (
                ("See ", Run("the list", "strong", "https://ships.example/"), "."),
                Listing(("sail north", "come back"), mark="1."),
                Listing(("one -> another",), mark=""),
                Terms((("Argo", "the fast one"),)),
                Figures((("2", "ships"),)),
                Hint("--crew shows more."),
                Tree((Line("yes", (Line("of course"),), is_head=True),)),
                Links(("Museum: https://fram.example/", "Nowhere"), "place"),
            ),
        )
    ).splitlines() == [
        '<section id="known-ones"><h2>Known &lt;ones&gt;</h2>',
        '<p>See <a href="https://ships.example/"><strong>the list</strong></a>.</p>',
        "<ol><li>sail north</li><li>come back</li></ol>",
        '<ul class="records"><li>one -&gt; another</li></ul>',
        "<dl><dt>Argo</dt><dd>the fast one</dd></dl>",
        '<dl class="figures"><div><dt>ships</dt><dd>2</dd></div></dl>',
        '<ul class="tree"><li><strong>yes</strong><ul><li>of course</li></ul></li></ul>',
        '<ul class="links"><li id="place-1"><a href="https://fram.example/">Museum</a></li>'
        '<li id="place-2">Nowhere</li></ul>',
        "</section>",
    ]


def test_a_picture_is_there_in_words_too() -> None:
    """With its caption, and with a table for those who cannot see it; nothing in it is an id."""
    table = Table(("Ship", "Masts"), (("Argo", "1"),))
    found = html(
        Picture(
            "A ship.",
            '<?xml version="1.0"?><svg width="800pt" height="600pt"><g id="x"/></svg>',
            table,
        )
    )
    assert '<figure><div class="picture" role="group" aria-label="A ship." tabindex="0">' in found
    assert '>\n<svg width="800pt" height="600pt"><g/></svg>\n</div><figcaption>A ship.\n' in found
    assert '<input type="checkbox"> In its own size' in found
    assert "<details><summary>The same as a table</summary>" in found
    assert "checkbox" not in html(Picture("A boat.", '<svg width="400"></svg>'))
    assert "<td" in found


def test_a_cell_of_a_wide_table_names_its_head() -> None:
    """Where a narrow screen shows rows as lists; of what is not there it shows nothing."""
    found = html(Table(("Ship", "Masts", '"Crew"', "Guns"), (("Argo", "1", "50", "-"),)))
    assert ' data-head="Masts">1</td>' in found
    assert ' data-head="&quot;Crew&quot;">50</td>' in found
    assert '<td class="number">-</td>' in found
    assert "data-head" not in html(Table(("Ship", "Masts"), (("Argo", "1"),)))


def test_a_label_stands_once_beside_its_rows() -> None:
    """Who listens hears which rows belong together; numbers stand to the right."""
    table = Table(("Need", "Because"), (("a", "one"), ("", "two"), ("b", "three")))
    found = html(table)
    assert (
        '<th scope="rowgroup" rowspan="2">a</th><td>one</td></tr>\n<tr><td>two</td></tr>' in found
    )
    assert '<th scope="row">b</th>' in found
    numbers = html(Table(("Ship", "Crew"), (("Argo", "50"), ("Fram", "1,000"))))
    assert '<th scope="col" class="number">Crew</th>' in numbers
    assert '<td class="number">1,000</td>' in numbers


def test_sections_have_ids_of_their_own() -> None:
    """Also where titles are the same, or hold nothing that an id may have."""
    found = html(*[Section(title, ()) for title in ("Size", "Size", "שלום", "???")])
    ids = [each.partition('"')[0] for each in found.split(' id="')[1:]]
    assert ids == ["size", "size-2", "section", "section-2"]


def test_a_mark_leads_to_its_source_wherever_it_stands() -> None:
    """In sentences and cells; in a part of another page it leads nowhere."""
    marks = {"[stated, 1]": "source-1", "[derived]": ""}
    found = html("So. [stated, 1] [derived]", marks=marks)
    assert found == (
        '<p>So. <a class="mark" href="#source-1">[stated, 1]</a>'
        ' <span class="mark">[derived]</span></p>'
    )
    part = Document("", ("So. [stated, 1]",), marks=marks)._repr_html_()
    assert part == '<p>So. <span class="mark">[stated, 1]</span></p>'


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc", ""])
def test_only_the_web_is_led_to(address: str) -> None:
    """Any other address is left out."""
    assert html((Run("x", address=address),)) == "<p>x</p>"


def test_a_page_is_for_light_and_dark_and_paper() -> None:
    """It loads nothing; it has a title, a language and contents."""
    page = Document("Ships", (Section("One", ("x",)), Section("Two", ("y",)))).to_html()
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert "<title>Ships</title>" in page
    assert "default-src 'none'" in page
    assert '<li><a href="#one">One</a></li><li><a href="#two">Two</a></li>' in page
    for medium in ("prefers-color-scheme: dark", "@media print", "@page { size: A4"):
        assert medium in page


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of WCAG 2."""

    def light(colour: str) -> float:
        parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


GROUNDS = (palette.PAPER, palette.ZONE_FILL, *palette.FILLS.values(), *palette.STEPS)


@pytest.mark.parametrize("ground", sorted({*GROUNDS}))
def test_words_in_pictures_can_be_read_on_every_ground(ground: str) -> None:
    """On a light page and on a dark one."""
    for ink in (palette.INK, palette.OPTIONAL_INK):
        if ink == palette.INK or ground in (palette.PAPER, palette.ZONE_FILL):
            assert contrast(ink, ground) >= 4.5
            assert contrast(palette.DARK[ink], palette.DARK[ground]) >= 4.5


def test_what_stands_for_more_is_darker() -> None:
    """Fills that grow are told apart in grey, on both pages."""
    for fills in (palette.STEPS, [palette.DARK[each] for each in palette.STEPS]):
        ratios = [contrast(each, fills[0]) for each in fills]
        assert ratios == sorted(ratios)
        assert len({round(each, 2) for each in ratios}) == len(fills)


@given(
    st.floats(0.001, 1e9), st.floats(1.01, 1e6), st.floats(0, 1), st.sampled_from(["linear", "log"])
)
def test_a_scale_keeps_order_and_ends(low: float, times: float, share: float, kind: str) -> None:
    """What lies between two numbers is drawn between them."""
    scale = Scale(low, low * times, 10, 110, kind)  # type: ignore[arg-type]
    number = low + share * (low * times - low)
    assert scale.place(low) == 10
    assert scale.place(low * times) == 110
    assert 10 <= scale.place(number) <= 110
    assert scale.place(low / 2) == 10


@given(st.floats(0, 1e12), st.integers(2, 6))
def test_steps_are_few_whole_and_reach_the_number(high: float, most: int) -> None:
    """From zero in equal parts."""
    steps = round_steps(high, most)
    assert steps[0] == 0
    assert steps[-1] >= high
    assert len(steps) <= most + 1
    assert len({after - before for before, after in pairwise(steps)}) <= 1


def test_words_on_a_sheet_are_words() -> None:
    """Also in its title and its description."""
    sheet = Sheet(10, 10, "<a>", '"&')
    sheet.words((0, 0), "</svg><script>")
    assert '<title>&lt;a&gt;</title><desc>"&amp;</desc>' in sheet.svg()
    assert "&lt;/svg&gt;&lt;script&gt;</text>" in sheet.svg()
