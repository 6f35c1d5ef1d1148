"""One API key in the OS keyring: service `pika-monitor`, user name = the endpoint's origin (DESIGN, contract).

Every call may block for as long as a person takes to unlock the keyring: keyring knows no timeout (measured).
"""

from __future__ import annotations

import os
from typing import Any

from app.core.errors import ErrorCode, KeyringError

SERVICE = "pika-monitor"
MAX_ITEMS = 50
"""A key that several tools stored may be there more than once: it is deleted until none is left, at most so often."""


def read(origin: str) -> str:
    """The key of this origin, "" where the keyring has none.

    Raises:
        KeyringError: the keyring cannot be asked.
    """
    keyring = _keyring()
    try:
        return keyring.get_password(SERVICE, origin) or ""
    except Exception as error:
        raise _failure(error) from error


def write(origin: str, key: str) -> None:
    """Stores the key and reads it back, for the null backend "succeeds" and keeps nothing (measured).

    Raises:
        KeyringError: it is not in the keyring.
    """
    keyring = _keyring()
    try:
        keyring.set_password(SERVICE, origin, key)
        kept = keyring.get_password(SERVICE, origin)
    except Exception as error:
        raise _failure(error) from error
    if kept != key:
        raise KeyringError(ErrorCode.NO_KEYRING if kept is None else ErrorCode.KEYRING_FAILED)


def forget(origin: str) -> None:
    """Deletes the key until none is left.

    Raises:
        KeyringError: it may still be there.
    """
    keyring = _keyring()
    try:
        for _ in range(MAX_ITEMS):
            if keyring.get_password(SERVICE, origin) is None:
                return
            keyring.delete_password(SERVICE, origin)
    except Exception as error:
        raise _failure(error) from error
    raise KeyringError(ErrorCode.KEYRING_FAILED)


def _keyring() -> Any:
    """The keyring module; its backend is chosen at the first use, and naming none that exists fails there (measured).

    A backend that keyring itself does not recommend (a plain text file) counts only if the user has named it.
    """
    try:
        import keyring
        from keyring import core

        backend = keyring.get_keyring()
        best = next(iter(getattr(backend, "backends", ())), backend)  # of a chain, the first one takes the key
        unsafe = 0 < float(getattr(best, "priority", 1)) < 1
        named = "PYTHON_KEYRING_BACKEND" in os.environ or (unsafe and core.load_config() is not None)
    except Exception as error:
        raise _failure(error) from error
    if unsafe and not named:
        raise KeyringError(ErrorCode.NO_KEYRING, type(best).__name__)
    return keyring


def _failure(error: Exception) -> KeyringError:
    names = {base.__name__ for base in type(error).__mro__}
    if names & {"KeyringLocked", "ItemNotFoundException", "PromptDismissedException"}:
        code = ErrorCode.KEYRING_LOCKED
    elif names & {"NoKeyringError", "InitError", "ModuleNotFoundError", "SecretServiceNotAvailableException"}:
        code = ErrorCode.NO_KEYRING
    else:
        code = ErrorCode.KEYRING_FAILED
    return KeyringError(code, type(error).__name__)
