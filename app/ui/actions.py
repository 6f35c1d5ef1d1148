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
        self.add.setIconVisibleInMenu(False)  # it is of the colour that the button needs
        self.paste = self._make(translate("Actions", "Paste IDs"), "clipboard-paste", standard.Paste)
        self.play = self._make(translate("Actions", "Play"), "play")
        self.save = self._make(translate("Actions", "Save"), "arrow-down-to-line", standard.Save)
        self.save_to = self._make(translate("Actions", "Save to…"), "folder-open")
        self.save_all = self._make(translate("Actions", "Save all finished"), "save", "Ctrl+Shift+S")
        self.show = self._make(translate("Actions", "Show in folder"), "folder-open")
        self.cancel = self._make(translate("Actions", "Cancel transfer"), "x")
        self.pause = self._make(translate("Actions", "Pause transfer"), "pause")
        self.resume = self._make(translate("Actions", "Resume transfer"), "play")
        self.retry_failed = self._make(translate("Actions", "Retry all failed saves"), "rotate-ccw")
        self.pause_all = self._make(translate("Actions", "Pause all transfers"), "circle-pause")
        self.resume_all = self._make(translate("Actions", "Resume all transfers"), "circle-play")
        self.verify = self._make(translate("Actions", "Verify saved files"), "badge-check", "Ctrl+Shift+V")
        self.fetch_missing = self._make(translate("Actions", "Fetch missing files again"), "download")
        self.fetch_missing.setEnabled(False)
        self.check = self._make(translate("Actions", "Check now"), "refresh-cw", Qt.Key.Key_F5)
        self.remove = self._make(translate("Actions", "Remove"), "trash-2", standard.Delete)
        self.remove_saved = self._make(translate("Actions", "Remove finished and saved"), "list-x", "Ctrl+Shift+Del")
        self.undo = self._make(translate("Actions", "Undo"), "undo-2", standard.Undo)
        self.redo = self._make(translate("Actions", "Redo"), "redo-2")
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])  # each system has one of them
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
        self.copy_prompt = self._make(translate("Actions", "Copy prompt"), "copy")
        self.copy_id = self._make(translate("Actions", "Copy task ID"), "copy")
        self.copy_seed = self._make(translate("Actions", "Copy seed"), "hash")
        self.copy_link = self._make(translate("Actions", "Copy link"), "link")
        self.sharing_page = self._make(translate("Actions", "Open sharing page"), "external-link")
        self.context_menu = QAction(translate("Actions", "Menu of the selection"), self)
        self.context_menu.setShortcuts([QKeySequence("Shift+F10"), QKeySequence(Qt.Key.Key_Menu)])
        # A text field has a menu of its own.
        self.context_menu.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.shortcuts = self._make(translate("Actions", "Keyboard shortcuts"), "keyboard", Qt.Key.Key_F1)
        self.quit = self._make(translate("Actions", "Quit"), "log-out", "Ctrl+Q")
        self.undo.setEnabled(False)
        self.redo.setEnabled(False)
        # Delete and paste belong to a text field while it has the focus.
        self.remove.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self.update(Targets())
        self.update_all(pausable=False, resumable=False, failed=False)

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
        self.copy_prompt.setEnabled(chosen)
        self.copy_id.setEnabled(chosen)
        self.copy_seed.setEnabled(bool(targets.seeds))
        self.copy_link.setEnabled(bool(targets.links))
        self.sharing_page.setEnabled(bool(targets.pages))

    def update_all(self, *, pausable: bool, resumable: bool, failed: bool) -> None:
        """Enable what applies to all saves, whatever is selected."""
        self.pause_all.setEnabled(pausable)
        self.resume_all.setEnabled(resumable)
        self.retry_failed.setEnabled(failed)

    def name_undo(self, text: str) -> None:
        """What Undo takes back, in words; "" where there is nothing."""
        self._name(self.undo, text)

    def name_redo(self, text: str) -> None:
        """What Redo does again, in words; "" where there is nothing."""
        self._name(self.redo, text)

    def _name(self, action: QAction, text: str) -> None:
        """The short name stays, as its icon's text: the page of keys is about the key, not about the step."""
        short = action.iconText()
        action.setText(text or short)
        action.setIconText(short)
        action.setEnabled(bool(text))

    def menu(self, targets: Targets, parent: QWidget) -> QMenu:
        """The context menu: only what applies to these, and to the list where there are none."""
        self.dress([action for action, _ in self._plain])
        menu = QMenu(parent)
        of_selection = (
            (self.play, self.save, self.save_to, self.show),
            (self.pause, self.resume, self.cancel),
            (self.pause_all, self.resume_all, self.retry_failed),
            (self.verify, self.fetch_missing) if targets.files else (),
            (self.check, self.sharing_page),
            (self.copy_prompt, self.copy_seed, self.copy_id, self.copy_link),
        )
        of_list = ((self.add, self.paste), (self.save_all, self.pause_all, self.resume_all, self.retry_failed))
        ends = ((self.remove, self.remove_saved), (self.undo, self.redo))
        of_window = () if targets.tasks else self.sections()[-1][1]  # there is no menu bar
        groups = (*(of_selection if targets.tasks else of_list), *ends, of_window)
        for group in groups:
            menu.addActions([action for action in group if action.isEnabled()])
            menu.addSeparator()
        return menu

    def sections(self) -> tuple[tuple[str, tuple[QAction, ...]], ...]:
        """Every action of the window by what it is about; one that is in no other section is about the window."""
        tasks = (self.add, self.paste, self.check, self.remove, self.remove_saved, self.undo, self.redo)
        videos = (self.play, self.save, self.save_to, self.save_all, self.show, self.sharing_page)
        transfers = (self.cancel, self.pause, self.resume, self.pause_all, self.resume_all, self.retry_failed)
        look = (self.search, self.context_menu, self.details, self.side_bar, *self.looks.values())
        sections = (
            (translate("Actions", "Tasks"), (*tasks, self.copy_prompt, self.copy_id)),
            (
                translate("Actions", "Videos"),
                (*videos, self.copy_seed, self.copy_link, *transfers, self.verify, self.fetch_missing),
            ),
            (translate("Actions", "List"), look),
        )
        placed = {action for _, actions in sections for action in actions}
        others = [each for each in self._window.actions() if each not in placed and not each.isSeparator()]
        others.sort(key=lambda each: each == self.quit)  # as everywhere, that is the last
        return (*sections, (translate("Actions", "Window"), tuple(others)))

    def adopt(self, action: QAction, icon: str) -> None:
        """Another part's action of the window: it gets its icon with the others."""
        self._plain.append((action, icon))

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
