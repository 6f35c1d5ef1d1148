"""The window's actions: words, icons, shortcuts, and when each of them can be used."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QPalette
from PySide6.QtWidgets import QMenu, QWidget

from app.ui import icons
from app.ui.look import Look
from app.ui.targets import Targets

translate = QCoreApplication.translate
_Keys = QKeySequence | QKeySequence.StandardKey | Qt.Key | str


class Actions(QObject):
    """Makes every action once; toolbar, context menu and shortcuts share them.

    Attributes are the actions, named by what they do.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        standard = QKeySequence.StandardKey
        self._plain: list[tuple[QAction, str]] = []
        self.add = self._make(translate("Actions", "Add tasks"), "", standard.New)
        icons.dress(self.add, "plus", QPalette.ColorRole.HighlightedText, size=18)
        self.paste = self._make(translate("Actions", "Paste IDs"), "clipboard-paste", standard.Paste)
        self.play = self._make(translate("Actions", "Play"), "play")
        self.save = self._make(translate("Actions", "Save"), "arrow-down-to-line", standard.Save)
        self.save_to = self._make(translate("Actions", "Save to…"), "folder-open")
        self.save_all = self._make(translate("Actions", "Save all finished"), "save", "Ctrl+Shift+S")
        self.show = self._make(translate("Actions", "Show in folder"), "folder-open")
        self.cancel = self._make(translate("Actions", "Cancel transfer"), "x")
        self.pause = self._make(translate("Actions", "Pause transfer"), "pause")
        self.resume = self._make(translate("Actions", "Resume transfer"), "play")
        self.pause_all = self._make(translate("Actions", "Pause all transfers"), "circle-pause")
        self.resume_all = self._make(translate("Actions", "Resume all transfers"), "circle-play")
        self.verify = self._make(translate("Actions", "Verify saved files"), "badge-check", "Ctrl+Shift+V")
        self.fetch_missing = self._make(translate("Actions", "Fetch missing files again"), "download")
        self.fetch_missing.setEnabled(False)
        self.check = self._make(translate("Actions", "Check now"), "refresh-cw", Qt.Key.Key_F5)
        self.remove = self._make(translate("Actions", "Remove"), "trash-2", standard.Delete)
        self.undo = self._make(translate("Actions", "Undo"), "undo-2", standard.Undo)
        self.search = self._make(translate("Actions", "Search"), "search", standard.Find)
        self.settings = self._make(translate("Actions", "Settings"), "settings", "Ctrl+,")
        self.details = self._make(translate("Actions", "Details"), "panel-right")
        self.details.setShortcuts([QKeySequence("Ctrl+I"), QKeySequence("Alt+Return"), QKeySequence("Alt+Enter")])
        self.details.setCheckable(True)
        self._allow(self.details, True, translate("Actions", "Show all that is known of what is selected"), "")
        self.side_bar = self._make(translate("Actions", "Side bar"), "", "Ctrl+B")
        self.side_bar.setCheckable(True)
        group = QActionGroup(self)
        self.looks: dict[Look, QAction] = {
            Look.COMPACT: self._make(translate("Actions", "Compact rows"), "", "Ctrl+1"),
            Look.NORMAL: self._make(translate("Actions", "Normal rows"), "", "Ctrl+2"),
            Look.LARGE: self._make(translate("Actions", "Large rows"), "", "Ctrl+3"),
            Look.GALLERY: self._make(translate("Actions", "Gallery"), "", "Ctrl+4"),
        }
        for action in self.looks.values():
            action.setCheckable(True)
            group.addAction(action)
        self.connect_provider = self._make(translate("Actions", "Connect your provider…"), "plug")
        self.copy_prompt = self._make(translate("Actions", "Copy prompt"), "copy")
        self.copy_id = self._make(translate("Actions", "Copy task ID"), "copy")
        self.copy_link = self._make(translate("Actions", "Copy link"), "link")
        self.quit = self._make(translate("Actions", "Quit"), "", "Ctrl+Q")
        self.undo.setEnabled(False)
        # Delete and paste belong to a text field while it has the focus.
        self.remove.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self.update(Targets())

    def update(self, targets: Targets) -> None:
        """Enable what applies to the selection; what does not says why in its tooltip."""
        chosen = bool(targets.tasks)
        select = translate("Actions", "Select a task first")
        finished = translate("Actions", "Select a finished video first") if not chosen else ""
        not_ready = finished or translate("Actions", "The video is not finished yet")
        saved = finished or (translate("Actions", "It is saved already") if targets.playable else not_ready)
        self._allow(self.play, bool(targets.playable), translate("Actions", "Play the video"), not_ready)
        self._allow(self.save, bool(targets.unsaved), translate("Actions", "Save to your folder"), saved)
        self._allow(self.remove, chosen, translate("Actions", "Remove from the list; files stay"), select)
        self._allow(self.check, True, translate("Actions", "Ask the provider now"), "")
        self.save_to.setEnabled(bool(targets.keepable))
        self.show.setEnabled(bool(targets.files))
        self.cancel.setEnabled(bool(targets.under_way))
        self.pause.setEnabled(bool(targets.pausable))
        self.resume.setEnabled(bool(targets.resumable))
        self.pause_all.setEnabled(bool(targets.pausable))
        self.resume_all.setEnabled(bool(targets.resumable))
        self.copy_prompt.setEnabled(chosen)
        self.copy_id.setEnabled(chosen)
        self.copy_link.setEnabled(bool(targets.links))

    def menu(self, targets: Targets, parent: QWidget) -> QMenu:
        """The context menu: only what applies."""
        self.dress([action for action, _ in self._plain])
        menu = QMenu(parent)
        groups = (
            (self.play, self.save, self.save_to, self.show),
            (self.pause, self.resume, self.cancel, self.pause_all, self.resume_all),
            (self.verify, self.fetch_missing) if targets.files else (),
            (self.check,),
            (self.copy_prompt, self.copy_id, self.copy_link),
            (self.remove,),
        )
        for group in groups:
            menu.addActions([action for action in group if action.isEnabled()] if targets.tasks else [])
            menu.addSeparator()
        return menu

    def dress(self, actions: Iterable[QAction]) -> None:
        """Give these their icons, before they are shown for the first time: drawing all of them delays the window."""
        wanted = set(actions)
        for action, icon in self._plain:
            if action in wanted:
                icons.dress(action, icon, size=18)
        self._plain = [(action, icon) for action, icon in self._plain if action not in wanted]

    def _make(self, text: str, icon: str, keys: _Keys | None = None) -> QAction:
        action = QAction(text, self)
        if icon:
            self._plain.append((action, icon))
        if isinstance(keys, QKeySequence.StandardKey):
            action.setShortcuts(keys)
        elif keys is not None:
            action.setShortcut(QKeySequence(keys))
        self._window.addAction(action)
        return action

    def _allow(self, action: QAction, allowed: bool, tip: str, reason: str) -> None:
        action.setEnabled(allowed)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip((f"{tip} ({keys})" if keys else tip) if allowed else reason)
