"""The main window: puts toolbar, banner, list and status bar together and connects them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QWidget

from app.core.arrange import Query, Row
from app.core.model import TaskKey, VideoKey
from app.services.keys import Keys
from app.services.library import Library
from app.services.overview import Overview
from app.services.poller import Poller
from app.services.posters import Posters
from app.services.saver import Saver
from app.services.settings import Settings
from app.services.text_files import TextFiles
from app.services.upkeep import Upkeep
from app.services.verifier import Verifier
from app.ui.actions import Actions
from app.ui.banner import Banner
from app.ui.commands import Commands
from app.ui.details_split import DetailsSplit
from app.ui.dialogs import Dialogs
from app.ui.farewell import Farewell
from app.ui.help import Help
from app.ui.intake import Haul, Intake
from app.ui.list_pages import ListPages
from app.ui.list_query import ListQuery
from app.ui.look import Look
from app.ui.main_frame import MainFrame
from app.ui.notices import Notices
from app.ui.removing import Removing
from app.ui.side_bar import SideBar
from app.ui.status_bar import StatusBar
from app.ui.targets import ENOUGH
from app.ui.theme import Theme, sizes
from app.ui.tool_bar import ToolBar
from app.ui.verification import Verification
from app.ui.video_model import VideoModel
from app.ui.video_surface import VideoSurface
from app.ui.video_views import VideoViews
from app.ui.wanted_rows import WantedRows

if TYPE_CHECKING:
    from app.ui.details_pane import DetailsPane


class MainWindow(QMainWindow):
    """The window of the app.

    Signals:
        closed: the user closed it.
    """

    closed = Signal()

    def __init__(
        self,
        *,
        library: Library,
        poller: Poller,
        posters: Posters,
        saver: Saver,
        keys: Keys,
        settings: Settings,
        files: TextFiles,
        theme: Theme,
        verifier: Verifier | None = None,
        upkeep: Upkeep | None = None,
    ) -> None:
        super().__init__()
        self._library = library
        self._poller = poller
        self._posters = posters
        self._saver = saver
        self._settings = settings
        self._theme = theme
        self.setWindowTitle("Pika Monitor")
        self.setAcceptDrops(True)
        self._actions = Actions(self)
        self._verification = Verification(verifier, self) if verifier is not None else None
        self._intake = Intake(library, settings, files, self)
        self._overview = Overview(library, self)
        self._farewell = Farewell(self, library, self._overview, saver)
        self._help = Help(self, settings, library, poller, upkeep)
        self._dialogs = Dialogs(
            self,
            library=library,
            poller=poller,
            keys=keys,
            settings=settings,
            files=files,
            actions=self._actions,
            help_=self._help,
            upkeep=upkeep,
        )
        self._actions.adopt(self._help.guide, "book-open")
        self._actions.adopt(self._help.about, "info")
        self._quitting = False
        self._model = VideoModel(library, saver, self._overview, self)
        self._views = VideoViews(self._model, posters)
        self._commands = Commands(self, self._views, library, poller, saver, settings)
        self._removing = Removing(self._actions, self._commands, library, saver, self._overview, self)
        self._pages = ListPages(self._views, self._model, library, settings)
        self._wanted = WantedRows(self._views, self._model, library)
        self._banner = Banner()
        self._status = StatusBar(library, self._overview, poller, settings)
        self._side = SideBar(library, self._overview, poller)
        self._tools = ToolBar(self._actions)
        self._search = self._tools.search
        self._query = ListQuery(settings, self._actions, self._side, self._tools, self)
        self._haul: Haul | None = None
        self._details: DetailsPane | None = None
        self._seen: tuple[VideoKey, ...] = ()
        self._details_poster: VideoKey | None = None
        self._split = DetailsSplit(self._pages, self._make_details, settings)
        self._frame = MainFrame(
            side=self._side,
            banner=self._banner,
            split=self._split,
            status=self._status,
            tools=self._tools,
            actions=self._actions,
            settings=settings,
        )
        self.setCentralWidget(self._frame)
        self.addToolBar(self._tools)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._notices = Notices(self._banner, library, poller, keys, settings, saver.failed)
        self._connect()
        self._theme.changed.connect(self._restyle)
        self._restore()
        self._on_arranged()
        self.view.setFocus()

    @property
    def view(self) -> VideoSurface:
        """The list, or the gallery in its place."""
        return self._views.view

    @property
    def model(self) -> VideoModel:
        """The rows of the list."""
        return self._model

    @property
    def actions_(self) -> Actions:
        """The actions by name."""
        return self._actions

    @property
    def banner(self) -> Banner:
        """The line above the list."""
        return self._banner

    @property
    def status(self) -> StatusBar:
        """The line below the list."""
        return self._status

    @property
    def side_bar(self) -> SideBar:
        """The categories and providers beside the list."""
        return self._side

    @property
    def overview(self) -> Overview:
        """What the library comes to."""
        return self._overview

    @property
    def details(self) -> DetailsPane | None:
        """The details, None before they are needed for the first time."""
        return self._details

    def say(self, text: str) -> None:
        """Show for a while what was just done, e.g. by a second start."""
        self._status.say(text)

    def select_tasks(self, keys: Sequence[TaskKey]) -> None:
        """Select the rows of these tasks and bring the first into view; those to come as soon as they are there.

        Of very many that is the last one: nobody looks through thousands that are selected.
        """
        self._wanted.want(keys)
        self._query.reveal(keys)
        self._wanted.look()

    def add_text(self, text: str) -> None:
        """Track all task IDs in a text."""
        self._intake.take(text)

    # Connecting

    def _connect(self) -> None:
        self._connect_actions()
        self._connect_list()
        self._connect_words()
        self._farewell.done.connect(self.close)

    def _connect_actions(self) -> None:
        do = self._actions
        do.paste.triggered.connect(self._on_paste)
        do.play.triggered.connect(self._commands.play)
        do.save.triggered.connect(self._commands.save)
        do.save_to.triggered.connect(self._commands.save_to)
        do.save_all.triggered.connect(self._commands.save_all)
        do.show.triggered.connect(self._commands.show)
        do.cancel.triggered.connect(self._commands.cancel)
        do.pause.triggered.connect(self._commands.pause)
        do.resume.triggered.connect(self._commands.resume)
        do.retry_failed.triggered.connect(self._commands.retry_failed)
        do.pause_all.triggered.connect(self._saver.pause_all)
        do.resume_all.triggered.connect(self._saver.resume_all)
        do.verify.triggered.connect(self._on_verify)
        if self._verification is not None:
            do.fetch_missing.triggered.connect(self._verification.fetch_missing)
            self._verification.missing_changed.connect(do.fetch_missing.setEnabled)
            self._verification.said.connect(self._on_said)
        do.check.triggered.connect(self._commands.check)
        do.search.triggered.connect(self._on_find)
        do.copy_prompt.triggered.connect(self._commands.copy_prompt)
        do.copy_id.triggered.connect(self._commands.copy_id)
        do.copy_link.triggered.connect(self._commands.copy_link)
        do.copy_seed.triggered.connect(self._commands.copy_seed)
        do.sharing_page.triggered.connect(self._commands.open_sharing_pages)
        do.context_menu.triggered.connect(self._on_menu_key)
        do.quit.triggered.connect(self._on_quit)
        self._views.addAction(do.context_menu)
        self._saver.failed.changed.connect(self._update_all)

    def _connect_list(self) -> None:
        views = self._views
        self._query.changed.connect(self._show_only)
        self._query.ordered.connect(views.scroll_to_top)
        self._query.look_changed.connect(self._on_look_changed)
        views.action_requested.connect(self._commands.press)
        views.visible_changed.connect(self._on_visible_changed)
        views.selection_settled.connect(self._on_selection_settled)
        views.menu_wanted.connect(self._on_menu)
        self._model.arranged.connect(self._on_arranged)
        self._library.loaded.connect(self._on_arranged)
        self._library.recovery.changed.connect(self._on_arranged)
        self._settings.changed.connect(self._on_setting_changed)
        self._intake.added.connect(self.select_tasks)
        self._dialogs.tasks_added.connect(self._query.reveal)
        self._pages.empty.add_wanted.connect(self._dialogs.open_add)
        self._pages.empty.demo_wanted.connect(self._commands.add_demo)
        self._pages.no_match.clear_wanted.connect(self._query.leave_nothing_out)
        self._pages.folder_wanted.connect(self._commands.show_path)

    def _connect_words(self) -> None:
        """What the banner and the bottom line say, and what is pressed there."""
        self._frame.said.connect(self.say)
        self._farewell.said.connect(self.say)
        self._commands.said.connect(self.say)
        self._commands.saving.connect(self._status.say_saving)
        self._commands.saving_ended.connect(self._status.end_saving)
        self._removing.said.connect(self._on_said)
        self._intake.said.connect(self._on_intake_said)
        self._status.undo_wanted.connect(self._removing.undo)
        self._status.show_wanted.connect(self._on_show_intake)
        self._status.check_wanted.connect(self._commands.insist)
        self._notices.profile_wanted.connect(self._dialogs.open_profile)
        self._notices.session_key_wanted.connect(self._dialogs.open_session_key)
        self._notices.folder_wanted.connect(self._commands.choose_folder)
        self._notices.folder_retried.connect(self._commands.try_folder)
        self._notices.page_wanted.connect(self._commands.open_page)
        self._help.offer_news(self._notices)

    def _make_details(self) -> QWidget:
        """Made late: the window is painted without it."""
        from app.ui.details_pane import DetailsPane

        pane = DetailsPane(self._library, self._poller, self._posters, self._saver, self._actions, self._split)
        pane.copy_wanted.connect(self._commands.copy_text)
        pane.show_wanted.connect(self._commands.show_path)
        pane.diagnostics_wanted.connect(self._commands.copy_diagnostics)
        pane.poster_wanted.connect(self._on_poster_wanted)
        pane.show_rows(self._views.selected_rows())
        self._details = pane
        return pane

    def _restore(self) -> None:
        if self._settings.geometry.isEmpty() or not self.restoreGeometry(self._settings.geometry):
            room = self.screen().availableSize()
            self.resize(QSize(sizes().px(1280), sizes().px(800)).boundedTo(room * 0.95))
        self._views.show_as(self._query.look)
        self._frame.fit()
        self._model.show_only(self._query.query)

    # What the user does

    def open_profile(self, profile_id: str = "") -> None:
        """The dialog of a provider; "" for a new one."""
        self._dialogs.open_profile(profile_id)

    def _on_look_changed(self, look: Look) -> None:
        self._views.show_as(look)
        self._frame.fit()

    def _show_only(self, query: Query) -> None:
        self._pages.set_query(query)
        self._model.show_only(query)
        self._on_arranged()

    def take_over(self, other: MainWindow) -> None:
        """Stand where another window on the same services stood, with its search, selection, undo and settings."""
        self.restoreGeometry(other.saveGeometry())
        self.setVisible(other.isVisible())
        other._commands.close_player()
        self._help.take_over(other._help)
        self._search.setText(other._search.text())
        self._query.search_now()
        chosen = other._views.selected_rows()
        self._views.select_rows(chosen)
        if other._wanted.keys or not self._views.selected_rows():  # rows may be other ones since the last tick
            self.select_tasks(other._wanted.keys or tuple(dict.fromkeys(row.task for row in chosen[:ENOUGH])))
        self.view.verticalScrollBar().setValue(other.view.verticalScrollBar().value())
        dialogs = [each for each in other.findChildren(QDialog) if each.isVisible()]
        for dialog in dialogs:
            dialog.close()
        other.hide()
        if any(dialog.objectName() == "settings" for dialog in dialogs):
            self._dialogs.open_settings().show_language()

    def _on_paste(self) -> None:
        self._intake.take(QGuiApplication.clipboard().text())

    def _on_verify(self) -> None:
        """Those that are selected; all where none of the selected is saved."""
        if self._verification is not None:
            self._verification.start(self._commands.selected().saved or None)

    def _on_find(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def _on_menu(self, at: QPoint) -> None:
        targets = self._commands.glance()
        self._update_all()
        self._actions.update(targets)  # the press has just selected, and is not settled yet
        menu = self._actions.menu(targets, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not menu.isEmpty():
            menu.popup(at)

    def _on_menu_key(self) -> None:
        """At the current row, which is what the menu is about where nothing is selected."""
        view, flag = self._views.view, QItemSelectionModel.SelectionFlag
        if QApplication.activePopupWidget() is not None:
            return  # a system that sends both the key and the wish for a menu
        index, at = view.currentIndex(), QPoint()
        if index.isValid():
            view.scrollTo(index)
            at = view.visualRect(index).center()
            if not view.selectionModel().hasSelection():
                view.selectionModel().select(index, flag.Select | flag.Rows)
        self._on_menu(view.viewport().mapToGlobal(at))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc clears the search and goes back to the list."""
        if event.key() == Qt.Key.Key_Escape and (self._search.text() or self._search.hasFocus()):
            self._search.clear()
            self.view.setFocus()
            return
        super().keyPressEvent(event)

    # What happens

    def _on_said(self, text: str, undo: bool) -> None:
        self._status.say(text, undo=undo)

    def _on_intake_said(self, text: str, more: Haul | None) -> None:
        self._haul = more
        self._status.say(text, show=more is not None)

    def _on_show_intake(self) -> None:
        """What was known already is selected, what could not be used is listed."""
        haul, self._haul = self._haul, None
        if haul is None:
            return
        if haul.known:
            self.select_tasks(haul.known)
        if haul.unusable or haul.unread:
            self._dialogs.open_haul(haul)

    def _on_selection_settled(self) -> None:
        self._actions.update(self._commands.glance())
        self._update_all()
        if self._details is not None:
            self._details.show_rows(self._views.selected_rows())

    def _update_all(self) -> None:
        saver = self._saver
        self._actions.update_all(pausable=saver.can_pause, resumable=saver.can_resume, failed=len(saver.failed) > 0)

    def _on_arranged(self) -> None:
        self._pages.refresh()
        self._frame.set_listed(self._pages.has_list)
        self._wanted.look()

    def _on_visible_changed(self, rows: Sequence[Row]) -> None:
        self._poller.set_visible(tuple(dict.fromkeys(row.task for row in rows)))
        self._seen = tuple(row.video for row in rows if row.video is not None)
        self._want_posters()

    def _on_poster_wanted(self, key: VideoKey | None) -> None:
        self._details_poster = key
        self._want_posters()

    def _want_posters(self) -> None:
        """Of the rows that are seen, and of the one whose details are: it may have scrolled away."""
        first = () if self._details_poster is None or not self._seen else (self._details_poster,)
        self._posters.want(first + self._seen)

    def _on_setting_changed(self, name: str) -> None:
        if name == "current_profile":
            self._on_arranged()

    def changeEvent(self, event: QEvent) -> None:
        """The system's font may change while the app runs."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._theme.refresh()

    def _restyle(self) -> None:
        """Colours or fonts are new: what paints itself is told."""
        for part in (self._tools, self._pages, self._banner, self._status, self._side):
            part.restyle()
        if self._details is not None:
            self._details.restyle()
        self._frame.fit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Text, links and files are welcome."""
        if event.mimeData().hasText() or event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Whatever it is, its task IDs are looked for."""
        self._intake.take_dropped(event.mimeData())
        event.acceptProposedAction()

    def _on_quit(self) -> None:
        self._quitting = True
        self.close()
        self._quitting = False

    def closeEvent(self, event: QEvent) -> None:
        """Remember the place; the application ends with its last window, so the player goes too.

        Only a person is asked about what is not saved: neither a signal nor the end of the session waits for an answer.
        """
        if (self._quitting or event.spontaneous()) and self._farewell.holds():
            event.ignore()
            return
        self._settings.geometry = self.saveGeometry()
        self._commands.close_player()
        self._help.close()
        event.accept()
        self.closed.emit()
