"""Every code has a sentence, every state a word, and strangers' words stay plain."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.core.errors import ErrorCode, Problem
from app.core.model import TaskState, VideoStatus
from app.ui import messages, plain


@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_code_has_a_sentence_that_ends(code: ErrorCode) -> None:
    said = messages.sentence(Problem(code))
    assert said.endswith(".")
    assert len(said) > 20
    assert code.value not in said


def test_sentences_differ() -> None:
    assert len({messages.sentence(Problem(code)) for code in ErrorCode}) == len(ErrorCode)


def test_the_providers_words_follow_in_quotes() -> None:
    said = messages.sentence(Problem(ErrorCode.KEY_REFUSED, "Invalid <b>token</b>\n(request id: 1)"))
    assert said.startswith("The provider does not accept the key.")
    assert "“\u2068Invalid <b>token</b> (request id: 1)\u2069”" in said


def test_what_a_library_says_of_a_lost_connection_is_for_the_log() -> None:
    assert "Errno" not in messages.sentence(Problem(ErrorCode.REFUSED, "[Errno 111] Connection refused"))


def test_every_state_has_a_word() -> None:
    assert all(messages.video_word(status) for status in VideoStatus)
    assert all(messages.task_word(state) for state in TaskState)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.4, "59 s"), (60, "1 min"), (3599, "60 min"), (7200, "2 h"), (86400 * 3, "3 days"), (-5, "0 s")],
)
def test_spans_are_coarse(seconds: float, words: str) -> None:
    assert messages.span(seconds) == words


def test_a_clock_that_was_set_back_makes_no_negative_age() -> None:
    assert messages.age(-500) == "just now"
    assert messages.age(121) == "2 min ago"


@pytest.mark.parametrize(("seconds", "shown"), [(5, "0:05"), (65, "1:05"), (3723, "1:02:03"), (4.6, "0:05")])
def test_lengths_read_like_a_clock(seconds: float, shown: str) -> None:
    assert messages.clock(seconds) == shown


def test_one_line_has_no_breaks_controls_or_turning_marks() -> None:
    assert plain.one_line("a\n\n b\u202ec\u2067d\u0007e\tf") == "a bcd e f"


def test_a_long_text_is_cut_before_it_is_laid_out() -> None:
    cut = plain.one_line("word " * 100_000)
    assert len(cut) <= 601
    assert cut.endswith("…")


def test_a_tooltip_is_never_markup(qtbot: QtBot) -> None:
    assert "<img" not in plain.tooltip("<img src='http://127.0.0.1/x'>")
    assert "&lt;img" in plain.tooltip("<img src='http://127.0.0.1/x'>")


@pytest.mark.parametrize("code", list(ErrorCode))
def test_every_code_is_explained_in_three_parts(code: ErrorCode) -> None:
    said = messages.explanation(Problem(code))
    parts = (said.what, said.means, said.do)
    assert all(part.endswith(".") for part in parts)
    assert len(set(parts)) == 3
    assert messages.sentence(Problem(code)) == f"{said.what} {said.do}"
    assert messages.happened(Problem(code)) == said.what


def test_the_providers_words_are_cut_and_stay_plain() -> None:
    said = messages.explanation(Problem(ErrorCode.FORBIDDEN, "<b>no</b>\n" + "x" * 2000))
    assert said.words.startswith("<b>no</b> xx")
    assert len(said.words) <= messages.MOST_WORDS + 1
    assert messages.failure("content\u202epolicy").words == "contentpolicy"


def test_what_a_library_says_of_a_lost_connection_is_not_shown_as_the_providers_words() -> None:
    assert messages.explanation(Problem(ErrorCode.REFUSED, "[Errno 111]")).words == ""
