"""The list of connected providers in the settings, with what can be done to one of them."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.core.model import Profile
from app.services.keys import Keys, KeyState
from app.services.library import Library
from app.services.poller import Poller
from app.services.settings import Settings
from app.ui import form, messages, theme
from app.ui.plain import apart, isolated, joined, one_line
from app.ui.profile_dialog import ProfileDialog
from app.ui.provider_words import key_words


class _RoomyDelegate(QStyledItemDelegate):
    """Rows with room above and below.

    A line with a character of another font is drawn taller than Qt measures it, and what no longer fits is elided: here
    all but the name.
    """

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """As measured, and some more."""
        measured = super().sizeHint(option, index)
        return measured.grownBy(QMargins(0, theme.sizes().px(4), 0, theme.sizes().px(4)))


class ProviderList(QWidget):
    """Name, endpoint and key state of each provider; connects, changes and removes them."""

    def __init__(
        self, library: Library, keys: Keys, poller: Poller, settings: Settings, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._keys = keys
        self._poller = poller
        self._settings = settings
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Providers"))
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setFixedHeight(theme.sizes().px(168))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setWordWrap(True)
        self._list.setItemDelegate(_RoomyDelegate(self._list))
        self._connect_button = form.button(self.tr("&Connect…"), icon="plus")
        self._edit = form.button(self.tr("&Edit…"))
        self._remove = form.button(self.tr("&Remove…"))
        self._build()
        self._connect_button.clicked.connect(self._on_connect)
        self._edit.clicked.connect(self._on_edit)
        self._remove.clicked.connect(self._ask_to_remove)
        self._list.itemDoubleClicked.connect(self._on_edit)
        self._list.currentRowChanged.connect(self._on_selected)
        library.profiles_changed.connect(self._fill)
        keys.key_changed.connect(self._fill)
        self._fill()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.sizes().px(8))
        layout.addWidget(self._list)
        layout.addLayout(form.row(self._connect_button, self._edit, self._remove, None))
        self._question = QWidget()
        self._consequence = form.Note(self.tr("What removing does"))
        self._forget = QCheckBox(self.tr("Forget its key as well"))
        self._really = form.button(self.tr("Remove provider"), "danger", "trash-2")
        self._keep = form.button(self.tr("Keep"))
        self._really.clicked.connect(self._on_remove)
        self._keep.clicked.connect(self._question.hide)
        inner = QVBoxLayout(self._question)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.sizes().px(8))
        inner.addWidget(self._consequence)
        inner.addWidget(self._forget)
        inner.addLayout(form.row(self._really, self._keep, None))
        self._question.hide()
        layout.addWidget(self._question)

    @property
    def _chosen(self) -> Profile | None:
        item: QListWidgetItem | None = self._list.currentItem()  # None where nothing is selected
        return self._library.profiles.get(str(item.data(Qt.ItemDataRole.UserRole))) if item is not None else None

    def _fill(self) -> None:
        chosen = self._chosen
        self._list.blockSignals(True)
        self._list.clear()
        for profile in self._library.profiles.values():
            built_in = self.tr("built in, needs no key")
            state = built_in if profile.is_demo else key_words(self._keys.status(profile.id))
            name = isolated(messages.provider_name(profile))
            where = state if profile.is_demo else joined(" · ", (one_line(profile.endpoint, 120), state))
            item = QListWidgetItem(f"{name}\n{where}")
            item.setData(Qt.ItemDataRole.UserRole, profile.id)
            self._list.addItem(item)
            if chosen is not None and profile.id == chosen.id:
                self._list.setCurrentItem(item)
        if self._list.currentRow() < 0:
            self._list.setCurrentRow(0)
        self._list.blockSignals(False)
        self._on_selected()

    def _on_selected(self) -> None:
        profile = self._chosen
        own = profile is not None and not profile.is_demo
        why_not = "" if own else self.tr("Demo is built in and stays as it is.")
        for each in (self._edit, self._remove):
            each.setEnabled(own)
            each.setToolTip(why_not)
        self._question.hide()

    def _on_connect(self) -> None:
        self._open(None)

    def _on_edit(self) -> None:
        profile = self._chosen
        if profile is not None and not profile.is_demo:
            self._open(profile.id)

    def _open(self, profile_id: str | None) -> None:
        dialog = ProfileDialog(self._library, self._keys, self._poller, self._settings, self.window(), profile_id)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _ask_to_remove(self) -> None:
        profile = self._chosen
        if profile is None or profile.is_demo:
            return
        tasks = [task for task in self._library.tasks.values() if task.key.profile == profile.id]
        unsaved = sum(video.unsaved for task in tasks for video in task.videos)
        name = apart(one_line(profile.name, 80))
        if not tasks:
            said = self.tr("“{0}” has no tasks. It leaves the list.")
        elif not unsaved:
            said = self.tr("“{0}” and its tasks ({1}) leave the list for good. Saved files stay where they are.")
        else:
            said = self.tr("“{0}” and its tasks ({1}) leave the list for good. Finished, but not saved yet: {2}.")
        self._consequence.say(said.format(name, messages.counted(len(tasks)), messages.counted(unsaved)), "not_saved")
        kept = self._keys.status(profile.id).state in (KeyState.FOUND, KeyState.SESSION)
        self._forget.setVisible(kept)
        self._forget.setChecked(kept)
        self._question.show()
        self._keep.setFocus()

    def _on_remove(self) -> None:
        profile = self._chosen
        if profile is None or profile.is_demo:
            return
        self._question.hide()
        if self._forget.isChecked() and not self._forget.isHidden():
            self._keys.forget(profile.id)
        if self._settings.current_profile == profile.id:
            self._settings.current_profile = next(iter(self._library.profiles))
        self._library.remove_profile(profile.id)
