"""Pages drawn once for everybody: each visitor still gets their own words, and nobody another's."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.utils import translation

from arengo.web.shared import shells


@pytest.fixture
def visit(rf: RequestFactory) -> HttpRequest:
    return rf.get("/")


def drawing(times: list[int]):
    def draw() -> str:
        times.append(1)
        return f"<p>{shells.hole('name')}</p>{shells.hole(shells.CSRF)}<b>{shells.hole('name')}</b>"

    return draw


def test_it_is_drawn_once_and_filled_in_for_each(visit):
    times: list[int] = []
    pages = [
        shells.page(visit, key="a", holes={"name": name}, draw=drawing(times)).content.decode()
        for name in ("Ada", "Bruno")
    ]
    assert [page.split("</p>")[0] for page in pages] == ["<p>Ada", "<p>Bruno"]
    assert pages[1].endswith("<b>Bruno</b>")
    assert len(times) == 1


def test_another_version_or_another_key_is_drawn_anew(visit):
    times: list[int] = []
    for key, version in [("a", 1), ("a", 1), ("a", 2), ("b", 2)]:
        shells.page(visit, key=key, version=version, holes={"name": ""}, draw=drawing(times))
    assert len(times) == 3


def test_another_language_is_drawn_anew(visit):
    times: list[int] = []
    for language in ("it", "en"):
        with translation.override(language):
            shells.page(visit, key="a", holes={"name": ""}, draw=drawing(times))
    assert len(times) == 2


def test_what_goes_into_a_hole_is_escaped_and_is_never_a_hole_itself(visit):
    nasty = f"<script>{shells.hole(shells.CSRF)}"
    page = shells.page(visit, key="a", holes={"name": nasty}, draw=drawing([])).content.decode()
    assert "<p>&lt;script&gt;hole" in page
    assert page.count(shells.hole(shells.CSRF)) == 2


def test_who_has_a_session_or_a_message_gets_a_page_of_their_own(rf):
    assert shells.is_for_everybody(rf.get("/"))
    assert not shells.is_for_everybody(rf.post("/"))
    for cookie in (settings.SESSION_COOKIE_NAME, "messages"):
        request = rf.get("/")
        request.COOKIES[cookie] = "x"
        assert not shells.is_for_everybody(request)


def test_in_the_demo_whose_clock_jumps_every_page_is_drawn(rf, settings):
    settings.DEMO = True
    assert not shells.is_for_everybody(rf.get("/"))


def view_of(times: list[int], *, status: int = 200, with_token: bool = False):
    def view(request: HttpRequest) -> HttpResponse:
        times.append(1)
        token = get_token(request) if with_token else ""
        return HttpResponse(f"page {len(times)}{token}", status=status)

    return shells.for_a_moment(view)


def test_a_page_is_drawn_once_in_a_moment_for_all_who_look(rf):
    times: list[int] = []
    view = view_of(times)
    assert [view(rf.get("/a")).content for _ in range(3)] == [b"page 1"] * 3
    assert view(rf.get("/b")).content == b"page 2"


def test_it_is_drawn_anew_when_the_minute_of_the_process_changes(rf, clock):
    times: list[int] = []
    view = view_of(times)
    view(rf.get("/a"))
    clock.to("2023-09-27 15:45")
    assert view(rf.get("/a")).content == b"page 2"


def test_a_search_a_session_a_refusal_and_a_form_are_always_drawn(rf):
    own = rf.get("/a")
    own.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    for request, options in (
        (rf.get("/a?q=1"), {}),
        (own, {}),
        (rf.get("/a"), {"status": 404}),
        (rf.get("/a"), {"with_token": True}),
    ):
        times: list[int] = []
        view = view_of(times, **options)
        view(request)
        view(request)
        assert len(times) == 2, options
