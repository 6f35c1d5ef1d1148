"""Where the app writes: in the data folder, private to the user, and nowhere else (DESIGN, contract)."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.demo.scenario import SAMPLE_TASKS, feed
from app.demo.server import DemoServer
from tests.system.app_process import AppProcess, environment_for_source
from tests.system.atspi import Screen
from tests.system.desktop import Desktop, Keyring
from tests.system.waiting import until

PLANE = SAMPLE_TASKS[1]
WRITTEN_BY_OTHERS = (
    r"(cache|home/\.cache)/fontconfig/.*",  # fontconfig, of the fonts that it finds
    r"(cache|home/\.cache)/mesa_shader_cache.*",  # Mesa, where Qt draws with it
    r"cache/qtshadercache.*",  # Qt, the same
    r"(cache|config)/dconf/.*",  # GSettings, which the gtk3 platform theme reads
    r"config/pulse/.*",  # PulseAudio's client library, when a video is played
)
"""What libraries keep for themselves, as paths below `home/` or an XDG folder. A bare machine sees none of them."""


@pytest.fixture
def own_desktop() -> Iterator[Desktop]:
    """One that no other test has written on."""
    with Desktop() as running, Keyring(running.environment):
        yield running


def files(desktop: Desktop) -> dict[str, tuple[int, int]]:
    """Every file below HOME, TMPDIR and the XDG folders, but XDG_RUNTIME_DIR: modification time and size."""
    roots = {"home": desktop.home} | {
        name: Path(desktop.environment[f"XDG_{name.upper()}_{'DIR' if name == 'runtime' else 'HOME'}"])
        for name in ("config", "data", "cache", "state")
    }
    found = {}
    for name, root in roots.items():
        for path in root.rglob("*"):
            status = path.lstat()
            if not stat.S_ISDIR(status.st_mode):
                found[f"{name}/{path.relative_to(root)}"] = (status.st_mtime_ns, status.st_size)
    return found


@pytest.mark.display
def test_nothing_is_written_outside_the_data_folder(
    own_desktop: Desktop, provider: DemoServer, tmp_path: Path, data_dir: Path
) -> None:
    provider.answers[PLANE] = feed(PLANE, 900.0, provider.base_url)
    kept = tmp_path / "kept"
    screen = Screen(own_desktop.environment)
    before = files(own_desktop)

    environment = environment_for_source(own_desktop.environment)
    with AppProcess(data_dir, environment, "--endpoint", provider.base_url, "--auto-save", kept, PLANE) as app:
        window = app.seen_on(screen)
        until(lambda: (app.exported(PLANE).get("videos") or [{}])[0].get("saved_path"), "the saved video")
        window.select("A lone bush plane", ", saved")
        window.press("Play")
        until(lambda: "frames shown" in app.log, "frames")
        app.ask_to_end()
        assert app.process.wait(10) == 0
    screen.close()

    after = files(own_desktop)
    written = [name for name, stamp in after.items() if before.get(name) != stamp]
    assert [name for name in written if not any(re.fullmatch(each, name) for each in WRITTEN_BY_OTHERS)] == []
    assert sorted(path.name for path in tmp_path.iterdir() if "output" not in path.name) == ["data", "kept"]


@pytest.mark.display
def test_the_data_folder_and_all_in_it_is_the_users_alone(
    own_desktop: Desktop, provider: DemoServer, data_dir: Path
) -> None:
    provider.answers[PLANE] = feed(PLANE, 900.0, provider.base_url)
    screen = Screen(own_desktop.environment)
    environment = environment_for_source(own_desktop.environment)
    with AppProcess(data_dir, environment, "--endpoint", provider.base_url, PLANE) as app:
        app.seen_on(screen).row("A lone bush plane", "100 %")
        until(lambda: any((data_dir / "cache" / "posters").glob("*")), "a poster on disk")

        assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700
        sockets = [path for path in Path(environment["XDG_RUNTIME_DIR"]).glob("*pika*") if path.is_socket()]
        assert [stat.S_IMODE(path.stat().st_mode) & 0o077 for path in sockets] == [0]
        app.ask_to_end()
        assert app.process.wait(10) == 0
        assert list(Path(environment["XDG_RUNTIME_DIR"]).glob("*pika*")) == []
    screen.close()
