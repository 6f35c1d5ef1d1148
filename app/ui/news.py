"""Puts a piece of news into words for the desktop's notifications."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.core.model import VideoKey
from app.services.library import Library
from app.services.notifier import News, NewsKind, Words

translate = QCoreApplication.translate
MAX_PROMPT = 120
"""Characters of a prompt; servers cut longer ones where they like."""


class NewsWords:
    """Speaks of the videos of one library.

    Args:
        library: knows the prompts.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def __call__(self, news: News) -> Words:
        """Title, body and buttons. One video has its prompt for a body, several have a count for a title."""
        count = len(news.videos)
        one = count == 1
        body = "\n".join(dict.fromkeys(self._prompt(key) for key in news.videos[:3]))
        show = translate("News", "Show")
        if news.kind is NewsKind.FINISHED:
            title = translate("News", "Video finished") if one else translate("News", "%n videos finished", None, count)
            return Words(title, body, translate("News", "Play") if one else "", show)
        if news.kind is NewsKind.FAILED:
            title = translate("News", "Video failed") if one else translate("News", "%n videos failed", None, count)
        else:
            many = translate("News", "%n videos not saved", None, count)
            title = translate("News", "Video not saved") if one else many
        return Words(title, body, "", show)

    def _prompt(self, key: VideoKey) -> str:
        task = self._library.task(key.task)
        text = " ".join(task.prompt.split()) if task and task.prompt else key.task_id
        return text if len(text) <= MAX_PROMPT else text[: MAX_PROMPT - 1] + "…"
