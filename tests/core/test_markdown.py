"""Markdown made safe: what officials write is kept, what could hurt a reader is not."""

import re
from html import unescape

import pytest
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from hypothesis import given, settings, strategies as st

from arengo.core.markdown import beginning, safe

ALLOWED = {
    *("h3", "h4", "h5", "h6", "p", "br", "hr", "ul", "ol", "li", "strong", "em", "a"),
    *("blockquote", "table", "thead", "tbody", "tr", "th", "td"),
}


def tags(html: str) -> list[str]:
    return re.findall(r"<([a-z0-9]+)", html)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Una riga.\n\nUn'altra.", "<p>Una riga.</p>\n<p>Un'altra.</p>\n"),
        ("**molto** e *poco*", "<p><strong>molto</strong> e <em>poco</em></p>\n"),
        ("- uno\n- due", "<ul>\n<li>uno</li>\n<li>due</li>\n</ul>\n"),
        ("3. tre\n4. quattro", '<ol start="3">\n<li>tre</li>\n<li>quattro</li>\n</ol>\n'),
        ("> detto", "<blockquote>\n<p>detto</p>\n</blockquote>\n"),
        ("via Roma 1  \nTorino", "<p>via Roma 1<br>\nTorino</p>\n"),
        ("a\n\n***\n\nb", "<p>a</p>\n<hr>\n<p>b</p>\n"),
        ("", ""),
    ],
)
def test_what_officials_write_is_kept(text: str, html: str) -> None:
    assert safe(text) == html
    assert isinstance(safe(text), SafeString)


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("# Uno\n\n## Due\n\n### Tre", ["h3", "h4", "h5"]),
        ("## Uno\n\n### Due", ["h3", "h4"]),
        ("Uno\n===\n\nDue\n---", ["h3", "h4"]),
        ("### Due\n\n# Uno", ["h5", "h3"]),
        (
            "# 1\n\n## 2\n\n### 3\n\n#### 4\n\n##### 5\n\n###### 6",
            ["h3", "h4", "h5", "h6", "h6", "h6"],
        ),
    ],
)
def test_headings_start_beneath_those_of_the_page(text: str, headings: list[str]) -> None:
    html = safe(text)
    assert [tag for tag in tags(html) if tag.startswith("h")] == headings
    assert html.count("</h3>") == headings.count("h3")


def test_a_table_says_that_its_first_row_heads_the_columns() -> None:
    html = safe("| Asse | Voci |\n|---|---:|\n| 1 | 12 |")
    assert '<th scope="col">Asse</th>' in html
    assert "<td>12</td>" in html
    assert "style" not in html


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/?a=1",
        "http://example.org",
        "mailto:piano@example.org",
        "/incontri/",
        "#asse-1",
    ],
)
def test_good_links_are_links_and_give_nothing_away(address: str) -> None:
    assert safe(f"[qui]({address})") == f'<p><a href="{address}" rel="noopener">qui</a></p>\n'


def test_a_link_has_no_other_attribute() -> None:
    html = safe('[qui](https://example.org "titolo")')
    assert html == '<p><a href="https://example.org" rel="noopener">qui</a></p>\n'


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "vbscript:msgbox(1)",
        "data:text/html;base64,PHNjcmlwdD4=",
        "data:image/svg+xml,<svg/onload=alert(1)>",
        "file:///etc/passwd",
        "ftp://example.org/",
    ],
)
@pytest.mark.parametrize("form", ["[qui]({})", "<{}>", "[qui][1]\n\n[1]: {}", "![qui]({})"])
def test_no_link_leads_to_a_script_or_a_file(address: str, form: str) -> None:
    assert "href" not in safe(form.format(address))


@pytest.mark.parametrize(
    "raw",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "testo <b onclick=alert(1)>grassetto</b>",
        "<div style='position:fixed'>\n\n*sopra*\n\n</div>",
        "<!-- nascosto -->",
        "<iframe src=//example.org></iframe>",
        "<svg><a xlink:href='javascript:alert(1)'>",
    ],
)
def test_raw_html_is_shown_as_it_was_typed(raw: str) -> None:
    html = safe(raw)
    assert set(tags(html)) <= {"p", "em"}
    assert "&lt;" in html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("~~abolito~~", "~~abolito~~"),
        ("    incollato", "<p>incollato</p>"),
        ("```\ncodice\n```", "codice"),
        ("![la sala](https://example.org/sala.jpg)", ">la sala</a>"),
        ("il campo `nome`", "il campo nome"),
    ],
    ids=["struck out", "indented", "fenced", "image", "code"],
)
def test_what_has_no_place_on_the_page_loses_none_of_its_words(text: str, shown: str) -> None:
    assert shown in safe(text)
    assert set(tags(safe(text))) <= {"p", "a"}


@pytest.mark.parametrize("typed", ["<a1:>", "<tel:+39011>", "[qui](ftp://esempio.it)"])
def test_a_link_that_may_not_lead_there_stays_what_was_typed(typed: str) -> None:
    html = safe(typed)
    assert "<a" not in html
    assert unescape(strip_tags(html)).strip() == typed


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet=st.sampled_from("<>/&\"'`[]()!:#*_~|-=\n\t ajs:href.onx;1"), max_size=60))
def test_nothing_but_the_allowed_ever_comes_out(text: str) -> None:
    html = safe(text)
    assert set(tags(html)) <= ALLOWED
    assert set(re.findall(r"<\w+ ([a-z-]+)=", html)) <= {"href", "start", "scope"}


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Da **oggi** [ci si iscrive](/incontri/).\n\nE poi.", "Da oggi ci si iscrive."),
        ("## Un titolo\n\nIl primo & unico.", "Il primo & unico."),
        ("Parole intere, mai a metà", "Parole intere, mai a…"),
        ("- uno\n- due", "uno due"),
        ("", ""),
    ],
)
def test_how_a_text_begins_is_its_first_paragraph_in_whole_words(text: str, short: str) -> None:
    assert beginning(text, 24) == short


def test_where_the_text_is_alone_under_the_title_its_headings_begin_at_the_second_level() -> None:
    assert tags(safe("# Uno\n\n## Due", highest=2)) == ["h2", "h3"]
