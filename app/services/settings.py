"""What the user has chosen, in an ini file: a typed face of QSettings that says when something changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QByteArray, QObject, QSettings, QStandardPaths, Signal

from app.core.file_names import DEFAULT_TEMPLATE
from app.core.model import DEMO_PROFILE

T = TypeVar("T")
SAVE_SUBFOLDER = "Pika"
RATE_LIMITS = (0.5, 10.0)
SAVES_PER_HOST = (1, 10)
LOWEST_SPEED_LIMIT = 32
PLAY_CACHE = (0, 1 << 20)


class _Setting:
    """One value in the ini file, as an attribute of `Settings`: its name, its type and its default."""

    def __init__(self, name: str, default: Any) -> None:
        self.name = name
        self._default = default

    def __get__(self, settings: Settings, _owner: type) -> Any:
        return settings.read(self.name, self._default)

    def __set__(self, settings: Settings, value: Any) -> None:
        if value != self.__get__(settings, type(settings)):
            settings.write(self.name, value)


class Settings(QObject):
    """The settings of one data folder.

    Attributes:
        save_folder: absolute folder for saved videos; at first `Pika` in the user's videos.
        auto_save: whether every video is saved as soon as it is finished.
        name_template: of saved files; fields as `core/file_names` knows them.
        saves_per_host: transfers at a time from one host, 1 to 10.
        speed_limit: KiB a second for all transfers together, 0 = none.
        play_cache: MiB of videos that were fetched to be played.
        polls_per_second: requests a second and provider, 0.5 to 10.
        current_profile: ID of the profile that new tasks go to.
        geometry: the main window's, as Qt packs it.
        player_muted, player_loop, player_volume: of the player; volume 0 to 100.
        proxy: URL of the proxy (http, https, socks5, socks5h), "" for the system's.
        color_scheme: "system", "light" or "dark".
        system_look: "light" or "dark" where the desktop's portal has said so, "" where it has not.
        language: "system", or one that there are words in ("en", "zh_CN").
        details: whether the details stand beside the list, where there is room.
        details_width: of the details, in device-independent pixels; 0 = as drawn.
        side_bar: whether the side bar stands beside the list, where there is room.
        list_state, list_provider, list_sort, list_reverse: what the list shows, as `core/arrange.Query` has it.
        row_size: "compact", "normal" or "large"; "gallery" where there are cards instead of rows.
        notifications: whether the desktop tells what has finished or failed while nobody looks.
        hold_off_sleep: whether the machine is kept from sleeping by itself while something is being saved.
        on_close: what closing the window means where there is a tray: "" = ask, "quit", "stay".
        last_version: of the app, at its last start; "" at the first one ever.
    """

    changed = Signal(str)

    auto_save: bool = _Setting("saving/auto", False)  # type: ignore[assignment]
    name_template: str = _Setting("saving/template", DEFAULT_TEMPLATE)  # type: ignore[assignment]
    current_profile: str = _Setting("profiles/current", DEMO_PROFILE)  # type: ignore[assignment]
    geometry: QByteArray = _Setting("window/geometry", QByteArray())  # type: ignore[assignment]
    player_muted: bool = _Setting("player/muted", False)  # type: ignore[assignment]
    player_loop: bool = _Setting("player/loop", True)  # type: ignore[assignment]
    player_volume: int = _Setting("player/volume", 100)  # type: ignore[assignment]
    proxy: str = _Setting("network/proxy", "")  # type: ignore[assignment]
    color_scheme: str = _Setting("window/color_scheme", "system")  # type: ignore[assignment]
    system_look: str = _Setting("window/system_look", "")  # type: ignore[assignment]
    language: str = _Setting("window/language", "system")  # type: ignore[assignment]
    details: bool = _Setting("window/details", True)  # type: ignore[assignment]
    details_width: int = _Setting("window/details_width", 0)  # type: ignore[assignment]
    side_bar: bool = _Setting("window/side_bar", True)  # type: ignore[assignment]
    list_state: str = _Setting("list/state", "all")  # type: ignore[assignment]
    list_provider: str = _Setting("list/provider", "")  # type: ignore[assignment]
    list_sort: str = _Setting("list/sort", "newest")  # type: ignore[assignment]
    list_reverse: bool = _Setting("list/reverse", False)  # type: ignore[assignment]
    row_size: str = _Setting("list/row_size", "normal")  # type: ignore[assignment]
    notifications: bool = _Setting("desktop/notifications", True)  # type: ignore[assignment]
    hold_off_sleep: bool = _Setting("desktop/hold_off_sleep", True)  # type: ignore[assignment]
    last_version: str = _Setting("app/last_version", "")  # type: ignore[assignment]

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = QSettings(str(path), QSettings.Format.IniFormat, self)

    @property
    def save_folder(self) -> str:
        """Absolute folder for saved videos."""
        chosen = str(self.read("saving/folder", ""))
        if chosen and Path(chosen).is_absolute():
            return chosen
        videos = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MoviesLocation)
        return str(Path(videos or Path.home()) / SAVE_SUBFOLDER)

    @save_folder.setter
    def save_folder(self, folder: str) -> None:
        if folder != self.save_folder:
            self.write("saving/folder", folder)

    @property
    def polls_per_second(self) -> float:
        """Requests a second and provider."""
        low, high = RATE_LIMITS
        return min(high, max(low, float(self.read("polling/per_second", 4.0))))

    @polls_per_second.setter
    def polls_per_second(self, rate: float) -> None:
        if rate != self.polls_per_second:
            self.write("polling/per_second", rate)

    @property
    def saves_per_host(self) -> int:
        """Transfers at a time from one host."""
        low, high = SAVES_PER_HOST
        return min(high, max(low, self.read("saving/per_host", 3)))

    @saves_per_host.setter
    def saves_per_host(self, count: int) -> None:
        if count != self.saves_per_host:
            self.write("saving/per_host", count)

    @property
    def speed_limit(self) -> int:
        """KiB a second for all transfers together, 0 = none; not so low that a transfer counts as stalled."""
        chosen = self.read("saving/speed_limit", 0)
        return max(LOWEST_SPEED_LIMIT, chosen) if chosen > 0 else 0

    @speed_limit.setter
    def speed_limit(self, rate: int) -> None:
        if rate != self.speed_limit:
            self.write("saving/speed_limit", rate)

    @property
    def play_cache(self) -> int:
        """MiB of videos that were fetched to be played."""
        low, high = PLAY_CACHE
        return min(high, max(low, self.read("player/cache", 1024)))

    @play_cache.setter
    def play_cache(self, size: int) -> None:
        if size != self.play_cache:
            self.write("player/cache", size)

    @property
    def on_close(self) -> str:
        """What closing the window means where there is a tray."""
        chosen = self.read("desktop/on_close", "")
        return chosen if chosen in ("quit", "stay") else ""

    @on_close.setter
    def on_close(self, chosen: str) -> None:
        if chosen != self.on_close:
            self.write("desktop/on_close", chosen)

    def read(self, name: str, default: T) -> T:
        """The value under this name, of the default's type; the default where the file holds nothing usable."""
        try:
            value = self._file.value(name, default, type(default))
        except (TypeError, ValueError, OverflowError, SystemError):
            return default
        return value if isinstance(value, type(default)) else default

    def write(self, name: str, value: object) -> None:
        """Keeps the value; QSettings writes the file soon, and by itself."""
        self._file.setValue(name, value)
        self.changed.emit(_PROPERTIES.get(name, name))

    def sync(self) -> None:
        """Writes the file now."""
        self._file.sync()


_PROPERTIES = {each.name: attribute for attribute, each in vars(Settings).items() if isinstance(each, _Setting)} | {
    "saving/folder": "save_folder",
    "saving/per_host": "saves_per_host",
    "saving/speed_limit": "speed_limit",
    "polling/per_second": "polls_per_second",
    "player/cache": "play_cache",
    "desktop/on_close": "on_close",
}
