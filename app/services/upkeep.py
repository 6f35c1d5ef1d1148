"""What the settings and the About box look after on this machine, as one value that is handed to the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.services.licences import Licences
from app.services.login_start import LoginStart
from app.services.own_program import OwnProgram
from app.services.play_cache_care import PlayCacheCare
from app.services.settings import Settings


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Start at login, the play cache, the licences of what is shipped along, the app's own file, the log, what is new.

    Attributes:
        log: absolute path of the newest log file.
        news_since: the version of the app that ran before this one; None where nothing is new.
    """

    login_start: LoginStart
    play_cache: PlayCacheCare
    licences: Licences
    program: OwnProgram
    log: Path
    news_since: str | None = None


def news_since(settings: Settings, version: str) -> str | None:
    """Notes that this version of the app runs now; `Upkeep.news_since`.

    At the first start ever there is nothing new.
    """
    last = settings.last_version
    settings.last_version = version
    return None if last in ("", version) else last
