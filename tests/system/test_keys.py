"""API keys: found in a real keyring, sent to the endpoint, stored for other tools, and written nowhere else."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from app.demo.faults import Fault
from app.demo.scenario import SAMPLE_TASKS, Scenario, feed
from app.demo.server import DemoServer
from app.demo.wire import Request
from app.resources import resource
from tests.system.app_process import AppProcess
from tests.system.atspi import Screen
from tests.system.conftest import Start
from tests.system.desktop import Keyring
from tests.system.waiting import until

MOSS, PLANE = SAMPLE_TASKS[:2]
KEY = "sk-Very0Secret1Key2That3Nobody4May5See"
QUERY = "Signature=Also0Secret1In2The3Link"
pytestmark = pytest.mark.display


def authorizations(provider: DemoServer) -> list[str]:
    """What the feed was asked with, oldest first."""
    return [
        request.headers.get("authorization", "") for request in provider.requests if request.path.startswith("/pika/")
    ]


def is_poll(request: Request) -> bool:
    """Whether this is a request to the feed."""
    return request.path.startswith("/pika/feed/")


def guarded(**options: Any) -> DemoServer:
    """A provider that wants the key."""
    return DemoServer(Scenario(), resource("demo"), required_key=KEY, **options)


def traces(app: AppProcess, secret: str) -> list[str]:
    """Where `secret`, plain or as base64, was written: names of files in the data folder, and the output."""
    forms = (secret.encode(), base64.b64encode(secret.encode()))
    files = [path for path in app.data_dir.rglob("*") if path.is_file()]
    found = [str(path.relative_to(app.data_dir)) for path in files if any(form in path.read_bytes() for form in forms)]
    return found + (["output"] if secret in app.output else [])


def end(app: AppProcess) -> None:
    """Ends the app, so that all is written that will be."""
    app.ask_to_end()
    assert app.process.wait(10) == 0, app.output


def test_a_key_that_another_tool_stored_is_found_and_sent(start: Start, keyring: Keyring) -> None:
    with guarded() as provider:
        keyring.store(provider.base_url, KEY)
        provider.answers[PLANE] = feed(PLANE, 900.0, provider.base_url)

        app = start("--endpoint", provider.base_url, PLANE)

        app.wait_state(PLANE, "finished")
        assert set(authorizations(provider)) == {f"Bearer {KEY}"}
        end(app)
        assert traces(app, KEY) == []


def test_a_key_that_is_stored_with_bearer_in_front_is_sent_once(start: Start, keyring: Keyring) -> None:
    with guarded() as provider:
        keyring.store(provider.base_url, f"Bearer {KEY}\n")
        provider.answers[PLANE] = feed(PLANE, 900.0, provider.base_url)

        app = start("--endpoint", provider.base_url, PLANE)

        app.wait_state(PLANE, "finished")
        assert set(authorizations(provider)) == {f"Bearer {KEY}"}


def test_media_hosts_get_no_key(start: Start, keyring: Keyring, tmp_path: Path) -> None:
    with guarded() as provider, DemoServer(Scenario(), resource("demo")) as media:
        keyring.store(provider.base_url, KEY)
        provider.answers[PLANE] = feed(PLANE, 900.0, media.base_url)

        app = start("--endpoint", provider.base_url, "--auto-save", tmp_path / "kept", PLANE)

        until(lambda: (app.exported(PLANE).get("videos") or [{}])[0].get("saved_path"), "the video")
        assert any(request.path.endswith(".mp4") for request in media.requests)
        assert [request.path for request in media.requests if "authorization" in request.headers] == []
        own = [request for request in provider.requests if not is_poll(request)]
        assert [request.path for request in own if "authorization" in request.headers] == []


def test_without_a_key_there_is_no_authorization(start: Start, provider: DemoServer) -> None:
    provider.answers[PLANE] = feed(PLANE, 900.0, provider.base_url)

    app = start("--endpoint", provider.base_url, PLANE)

    app.wait_state(PLANE, "finished")
    assert set(authorizations(provider)) == {""}


def test_the_demo_asks_no_keyring(start: Start, screen: Screen, keyring: Keyring) -> None:
    keyring.freeze()
    try:
        app = start("--demo", MOSS)
        app.wait_state(MOSS, "running")
    finally:
        keyring.thaw()


@pytest.mark.parametrize("bus", ["unix:path=/nonexistent/bus", None], ids=["broken", "none"])
def test_without_a_secret_service_the_app_polls_on(start: Start, provider: DemoServer, bus: str | None) -> None:
    provider.answers[PLANE] = feed(PLANE, 900.0, provider.base_url)

    app = start("--endpoint", provider.base_url, PLANE, DBUS_SESSION_BUS_ADDRESS=bus, XDG_RUNTIME_DIR=None)

    app.wait_state(PLANE, "finished")
    end(app)


def test_a_key_that_comes_late_is_used_when_the_keyring_answers(start: Start, keyring: Keyring) -> None:
    with guarded() as provider:
        keyring.store(provider.base_url, KEY)
        provider.answers[PLANE] = feed(PLANE, 900.0, provider.base_url)
        keyring.freeze()
        try:
            app = start("--endpoint", provider.base_url, PLANE)
            until(lambda: app.exported(PLANE), "the task")
        finally:
            keyring.thaw()

        app.wait_state(PLANE, "finished")
        assert authorizations(provider)[-1] == f"Bearer {KEY}"


def test_nothing_secret_is_written_whatever_goes_wrong(start: Start, keyring: Keyring, tmp_path: Path) -> None:
    """The provider repeats the key in its error, links are signed, and the links fail."""
    with DemoServer(Scenario(), resource("demo")) as provider:
        keyring.store(provider.base_url, KEY)
        said = json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}. Header: Bearer {KEY}"}}).encode()
        provider.faults.add(Fault("/pika/feed/refused", status=401, body=said))
        answer = feed(PLANE, 900.0, provider.base_url)
        for name in ("resultUrl", "videoPoster", "imageThumb"):
            answer["videos"][0][name] += f"?{QUERY}"
        provider.answers[PLANE] = answer

        first = start("--endpoint", provider.base_url, "refused")
        until(lambda: first.exported("refused").get("error"), "the refusal")
        end(first)
        provider.faults.clear()
        provider.faults.add(Fault("/pika/feed/broken", status=500, body=said))
        provider.faults.add(Fault("/v1/*", status=403, body=b"expired"))

        app = start("--endpoint", provider.base_url, "--auto-save", tmp_path / "kept", "broken", PLANE)
        until(lambda: app.exported("broken").get("error"), "the failure")
        until(lambda: (app.exported(PLANE).get("videos") or [{}])[0].get("save_error"), "the failed save")
        end(app)

        assert KEY not in json.dumps(app.export())
        assert traces(app, KEY) == []
        assert QUERY not in app.log + app.output
        assert "Bearer" not in app.log + app.output + first.output
        assert [path for path in traces(app, QUERY) if not path.startswith("library.sqlite")] == []


def test_the_connect_dialog_stores_the_key_where_other_tools_find_it(
    start: Start, screen: Screen, keyring: Keyring
) -> None:
    with guarded() as provider:
        provider.answers[PLANE] = feed(PLANE, 900.0, provider.base_url)
        app = start("--endpoint", provider.base_url, PLANE)
        window = app.seen_on(screen)
        until(lambda: authorizations(provider), "a poll")
        assert app.exported(PLANE)["state"] == "waiting"

        window.connect_provider(provider.base_url, KEY)

        until(lambda: keyring.lookup(provider.base_url) == KEY, "the key in the keyring")
        app.wait_state(PLANE, "finished")
        assert authorizations(provider)[-1] == f"Bearer {KEY}"
        end(app)
        assert traces(app, KEY) == []
