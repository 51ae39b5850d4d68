"""One speaker and many viewers: python -m bench.conference.play VIEWERS TURNS SECONDS

It goes into a network of its own, for media, with everything that it starts: Janus, Arengo's embedded
server, one Chromium. What it saw it prints as JSON.
"""

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import django
from django.apps import apps
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from playwright.sync_api import Browser, Page, sync_playwright

from bench.figures import MEETING
from bench.processes import CpuMeter, free_port, running
from tests.browser.alone import FLAGS, own_network

CHROMIUM = "/usr/bin/chromium"
CONFERENCE = "document.querySelector('[data-conference]').conference"
VIEWERS = (Path(__file__).parent / "viewers.js").read_text(encoding="utf-8")
WITHIN_SECONDS = 60
# On the page of who speaks: press the button as soon as it is there.
PRESS_AT_ONCE = """() => {
  const floor = document.querySelector("[data-floor]");
  const press = () => floor.hidden || document.querySelector("[data-speak]").click();
  new MutationObserver(press).observe(floor, { attributes: true });
}"""
# On the page of who watches: note when the first frame is shown.
NOTE_FIRST_FRAME = """() => {
  window.seenAt = null;
  new MutationObserver(([change]) => {
    const video = change.addedNodes[0]?.querySelector("video");
    video?.requestVideoFrameCallback(() => (window.seenAt ??= Date.now()));
  }).observe(document.querySelector("[data-tiles]"), { childList: true });
}"""
SENT = f"""async () => {{
  const report = await {CONFERENCE}.speaking.peers.get("server").getStats();
  return [...report.values()].find((one) => one.type === "outbound-rtp" && one.kind === "video").framesSent;
}}"""


@dataclass
class Stand:
    """Who takes part, where the pages are, and the CPU of Janus and of the pages."""

    browser: Browser
    url: str
    people: list[Any]
    janus_pid: int
    meter: CpuMeter

    def stage(self, person: Any) -> Page:
        """Somebody's page, in a browser of their own."""
        page = self.browser.new_context(base_url=self.url, locale="it-IT").new_page()
        page.set_default_timeout(1000 * WITHIN_SECONDS)
        page.goto(reverse("room:evening", args=[token_of(person)]))
        return page

    def enter(self, person: Any) -> Page:
        """The same, in the conference."""
        page = self.stage(person)
        page.locator("[data-conference] [data-when=out] [data-enter]").click()
        wait(page, f"{CONFERENCE}.root.dataset.state === 'in'")
        return page


def main(viewers: int, turns: int, seconds: float) -> dict[str, Any]:
    """Floor to picture in some turns; then one speaker and all the viewers, for some seconds."""
    with stand(viewers + 2) as here:
        speaker, watcher, *many = here.people
        speaking, watching = here.enter(speaker), here.enter(watcher)
        speaking.evaluate(PRESS_AT_ONCE)
        took = [turn(speaker, speaking, watching) for _ in range(turns)]
        crowd = here.stage(many[0])
        crowd.evaluate(VIEWERS, {"entrances": [entrance_of(one) for one in many]})
        started, cpu = time.monotonic(), here.meter.read()
        entered = crowd.evaluate("() => window.viewers.enter()")
        entering = time.monotonic() - started
        entering_cpu = (here.meter.read()["web"] - cpu["web"]) / entered
        return {
            "floor_to_frames_ms": took,
            "viewers": entered,
            "entering_seconds": entering,
            "entering_cpu_ms": 1000 * entering_cpu,
            **seen_by(here, crowd, speaker, speaking, seconds),
        }


def turn(speaker: Any, speaking: Page, watching: Page) -> float:
    """Milliseconds from the floor to the first frame that somebody else's browser shows."""
    wait(watching, f"{CONFERENCE}.spare?.line?.connectionState === 'connected'")
    watching.evaluate(NOTE_FIRST_FRAME)
    given = time.time()
    give_floor(speaker, on=True)
    wait(watching, "Boolean(window.seenAt)")
    seen_at = watching.evaluate("window.seenAt")
    give_floor(speaker, on=False)
    wait(watching, "!document.querySelector('.tile')")
    wait(speaking, f"!{CONFERENCE}.hasFloor")
    return seen_at - 1000 * given


def seen_by(
    here: Stand, crowd: Page, speaker: Any, speaking: Page, seconds: float
) -> dict[str, Any]:
    """What all the viewers see of one speaker: the first frame, then each of those that are sent."""
    crowd.evaluate("() => window.viewers.follow()")
    given = time.time()
    give_floor(speaker, on=True)
    wait(crowd, "window.viewers.firstFrames().every(Boolean)")
    first = sorted(at - 1000 * given for at in crowd.evaluate("window.viewers.firstFrames()"))
    time.sleep(1)
    cpu, start = here.meter.read(), time.monotonic()
    sent, seen = frames(speaking, crowd)
    time.sleep(seconds)
    sent_after, seen_after = frames(speaking, crowd)
    cpu_after, end = here.meter.read(), time.monotonic()
    shares = [
        (after - before) / (sent_after - sent)
        for before, after in zip(seen, seen_after, strict=True)
    ]
    return {
        "first_frame_p50_ms": median(first),
        "first_frame_p95_ms": first[int(0.95 * len(first))],
        "frames_a_second": (sent_after - sent) / (end - start),
        "worst_share": min(shares),
        "median_share": median(shares),
        "packets_lost": crowd.evaluate("window.viewers.lost()"),
        "janus_cpu": (cpu_after["janus"] - cpu["janus"]) / (end - start),
        "janus_megabytes": resident_megabytes(here.janus_pid),
    }


def frames(speaking: Page, crowd: Page) -> tuple[float, list[int]]:
    """Frames sent and frames of each viewer, at one moment: what is sent is read before and after."""
    before = speaking.evaluate(SENT)
    seen = crowd.evaluate("window.viewers.counts()")
    return (before + speaking.evaluate(SENT)) / 2, seen


@contextlib.contextmanager
def stand(number: int) -> Iterator[Stand]:
    """Janus, the embedded server and a Chromium with a false camera, in a network of their own."""
    with contextlib.ExitStack() as stack:
        address = stack.enter_context(own_network())
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="arengo-bench-conference-")))
        port, janus_port = free_port(), free_port()
        url = f"http://127.0.0.1:{port}"
        os.environ |= {
            "ARENGO_BASE_URL": url,
            "ARENGO_CONFERENCE": "janus",
            "ARENGO_JANUS_INTERFACE": address,
            "ARENGO_JANUS_PORT": str(janus_port),
            # The driver of the browser runs a loop of its own in this thread.
            "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
            "DJANGO_SETTINGS_MODULE": "arengo.settings",
        }
        django.setup()
        people = participants(number)
        janus_log, web_log = folder / "janus.log", folder / "web.log"
        janus_pid = stack.enter_context(
            running("arengo", "janus", env=os.environ, log=janus_log, port=janus_port)
        )
        serve = ("arengo", "serve", "--port", str(port))
        web_pid = stack.enter_context(running(*serve, env=os.environ, log=web_log, port=port))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        stack.callback(browser.close)
        yield Stand(browser, url, people, janus_pid, CpuMeter(janus=janus_pid, web=web_pid))


def participants(number: int) -> list[Any]:
    """So many people who entered online, at a meeting that is on now."""
    meeting = apps.get_model("meetings.Meeting")._default_manager.get(slug=MEETING)
    now = timezone.now()
    meeting.starts_at, meeting.ends_at = now - timedelta(minutes=10), now + timedelta(hours=2)
    meeting.save()
    return [participant(meeting, f"Esempio {count}") for count in range(number)]


def participant(meeting: Any, name: str) -> Any:
    """Somebody who registered, confirmed and pressed "Entra"."""
    email = f"{name.replace(' ', '')}@example.org".lower()
    registered = verb("register")(meeting=meeting, name=name, mode="online", email=email)
    confirmed = verb("confirm")(registration=registered)
    verb("enter_online")(registration=confirmed)
    confirmed.refresh_from_db()
    return confirmed


def verb(name: str) -> Any:
    """One of the verbs of registrations."""
    return import_string(f"arengo.registrations.operations.{name}")


def give_floor(registration: Any, *, on: bool) -> None:
    """As the queue does."""
    import_string("arengo.live.operations.give_floor")(registration=registration, on=on, by="bench")


def token_of(registration: Any) -> str:
    """What the personal link holds."""
    return import_string("arengo.registrations.links.token_for")(registration)


def entrance_of(registration: Any) -> str:
    """The address at which somebody enters the conference."""
    return reverse("room:conference-enter", args=[token_of(registration)])


def wait(page: Page, condition: str) -> None:
    """Until it holds. Raises AssertionError; the page's policy lets no page evaluate by itself."""
    end = time.monotonic() + WITHIN_SECONDS
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(20)


def resident_megabytes(pid: int) -> float:
    """The memory of a process."""
    words = Path(f"/proc/{pid}/status").read_text().partition("VmRSS:")[2].split()
    return int(words[0]) / 1024


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])), sys.stdout)
