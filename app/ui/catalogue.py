"""What is said of every error code: what happened, what it means, what to do; `messages` translates it."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, NamedTuple

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.core.errors import ErrorCode

E = ErrorCode


class Entry(NamedTuple):
    """Source texts of the translation context `Messages`, whole sentences each.

    Attributes:
        what: what happened.
        do: what to do, or what the app does by itself; a row shows it right behind `what`.
        means: what is behind it and what stays; shown where there is room.
    """

    what: object
    do: object
    means: object


CATALOGUE: Final = MappingProxyType(
    {
        E.NAME_UNKNOWN: Entry(
            QT_TRANSLATE_NOOP("Messages", "The address of this server is not known."),
            QT_TRANSLATE_NOOP("Messages", "Check the endpoint and your connection."),
            QT_TRANSLATE_NOOP(
                "Messages", "Either the name has a typing error, or this computer reaches no name server."
            ),
        ),
        E.REFUSED: Entry(
            QT_TRANSLATE_NOOP("Messages", "The server refuses the connection."),
            QT_TRANSLATE_NOOP("Messages", "Check the endpoint and its port."),
            QT_TRANSLATE_NOOP("Messages", "The computer was reached, but no program listens on this port."),
        ),
        E.CONNECT_TIMEOUT: Entry(
            QT_TRANSLATE_NOOP("Messages", "The server does not answer."),
            QT_TRANSLATE_NOOP("Messages", "It is tried again."),
            QT_TRANSLATE_NOOP("Messages", "It may be down, or a firewall on the way lets nothing through."),
        ),
        E.TIMEOUT: Entry(
            QT_TRANSLATE_NOOP("Messages", "The server took too long."),
            QT_TRANSLATE_NOOP("Messages", "It is tried again."),
            QT_TRANSLATE_NOOP("Messages", "It was reached, but its answer did not come in time. It may be busy."),
        ),
        E.CONNECTION_LOST: Entry(
            QT_TRANSLATE_NOOP("Messages", "The connection broke off."),
            QT_TRANSLATE_NOOP("Messages", "It is tried again."),
            QT_TRANSLATE_NOOP("Messages", "The server or the network ended it before the answer was whole."),
        ),
        E.UNREACHABLE: Entry(
            QT_TRANSLATE_NOOP("Messages", "The server cannot be reached."),
            QT_TRANSLATE_NOOP("Messages", "Check your network connection."),
            QT_TRANSLATE_NOOP("Messages", "There is no way from this computer to the server at the moment."),
        ),
        E.TLS_EXPIRED: Entry(
            QT_TRANSLATE_NOOP("Messages", "The server's certificate has expired."),
            QT_TRANSLATE_NOOP("Messages", "Check this computer's clock, or tell the provider."),
            QT_TRANSLATE_NOOP("Messages", "Nothing was sent: it is not certain who the server is."),
        ),
        E.TLS_WRONG_HOST: Entry(
            QT_TRANSLATE_NOOP("Messages", "The server's certificate is for another address."),
            QT_TRANSLATE_NOOP("Messages", "Check the endpoint."),
            QT_TRANSLATE_NOOP(
                "Messages", "Nothing was sent: another server may have answered, such as the login of a network."
            ),
        ),
        E.TLS_UNTRUSTED: Entry(
            QT_TRANSLATE_NOOP("Messages", "The server's certificate is not trusted."),
            QT_TRANSLATE_NOOP(
                "Messages", "In a company network, its root certificate has to be installed on this computer."
            ),
            QT_TRANSLATE_NOOP("Messages", "Nothing was sent: no one that this computer trusts vouches for the server."),
        ),
        E.TLS_FAILED: Entry(
            QT_TRANSLATE_NOOP("Messages", "No secure connection could be made."),
            QT_TRANSLATE_NOOP("Messages", "Check the endpoint, https and the port."),
            QT_TRANSLATE_NOOP("Messages", "The server may speak plain http there, or only an outdated encryption."),
        ),
        E.PROXY_FAILED: Entry(
            QT_TRANSLATE_NOOP("Messages", "The proxy does not answer."),
            QT_TRANSLATE_NOOP("Messages", "Check the proxy in Settings, or in the system's settings."),
            QT_TRANSLATE_NOOP("Messages", "Requests go through a proxy, and it did not let this one through."),
        ),
        E.PROXY_AUTH: Entry(
            QT_TRANSLATE_NOOP("Messages", "The proxy asks for a name and a password."),
            QT_TRANSLATE_NOOP(
                "Messages", "Add them to the system's proxy settings, or enter a proxy in Settings that needs none."
            ),
            QT_TRANSLATE_NOOP(
                "Messages", "It is the proxy that refuses, not the provider. Your API key is not concerned."
            ),
        ),
        E.REDIRECT_REFUSED: Entry(
            QT_TRANSLATE_NOOP("Messages", "The server sends on to a place that is not safe to follow."),
            QT_TRANSLATE_NOOP("Messages", "Check the endpoint."),
            QT_TRANSLATE_NOOP("Messages", "There, the key or the answer could have been read by others."),
        ),
        E.BAD_LINK: Entry(
            QT_TRANSLATE_NOOP("Messages", "The link is not one that can be opened."),
            QT_TRANSLATE_NOOP("Messages", "Only http and https are."),
            QT_TRANSLATE_NOOP("Messages", "The provider gave it like this; nothing was opened."),
        ),
        E.INSECURE_KEY: Entry(
            QT_TRANSLATE_NOOP("Messages", "The key would travel unencrypted."),
            QT_TRANSLATE_NOOP("Messages", "Use an https endpoint, or allow it in the provider's settings."),
            QT_TRANSLATE_NOOP(
                "Messages", "The endpoint begins with http://, so anyone on the way could read it. Nothing was sent."
            ),
        ),
        E.KEY_REFUSED: Entry(
            QT_TRANSLATE_NOOP("Messages", "The provider does not accept the key."),
            QT_TRANSLATE_NOOP("Messages", "Enter a new one."),
            QT_TRANSLATE_NOOP(
                "Messages",
                "It may be mistyped, withdrawn, or of another provider. Checking waits until the key changes.",
            ),
        ),
        E.FORBIDDEN: Entry(
            QT_TRANSLATE_NOOP("Messages", "The provider does not allow this."),
            QT_TRANSLATE_NOOP("Messages", "Check the key and your account there."),
            QT_TRANSLATE_NOOP(
                "Messages", "The key was understood, but the account may not ask. Checking waits until the key changes."
            ),
        ),
        E.NOT_FOUND: Entry(
            QT_TRANSLATE_NOOP("Messages", "The provider does not know this task."),
            QT_TRANSLATE_NOOP("Messages", "Check the ID and which provider it belongs to."),
            QT_TRANSLATE_NOOP(
                "Messages", "A new task may take minutes to be known. It is checked for a day, then no longer."
            ),
        ),
        E.RATE_LIMITED: Entry(
            QT_TRANSLATE_NOOP("Messages", "The provider asks for fewer requests."),
            QT_TRANSLATE_NOOP("Messages", "Checking goes on after a pause."),
            QT_TRANSLATE_NOOP(
                "Messages", "The task itself goes on there. If it happens often, lower the rate in Settings."
            ),
        ),
        E.SERVER_TROUBLE: Entry(
            QT_TRANSLATE_NOOP("Messages", "The provider has trouble."),
            QT_TRANSLATE_NOOP("Messages", "It is tried again."),
            QT_TRANSLATE_NOOP("Messages", "Its own server failed, which says nothing about the task."),
        ),
        E.UNEXPECTED_STATUS: Entry(
            QT_TRANSLATE_NOOP("Messages", "The server gave an answer that is not expected."),
            QT_TRANSLATE_NOOP("Messages", "Check the endpoint."),
            QT_TRANSLATE_NOOP("Messages", "Something answers there, but not as a Pika provider does."),
        ),
        E.PROVIDER_ERROR: Entry(
            QT_TRANSLATE_NOOP("Messages", "The provider reports an error."),
            QT_TRANSLATE_NOOP("Messages", "It is tried again."),
            QT_TRANSLATE_NOOP("Messages", "It answered, and with an error of its own in place of the task."),
        ),
        E.NOT_THE_FEED: Entry(
            QT_TRANSLATE_NOOP("Messages", "The answer is not what a Pika provider sends."),
            QT_TRANSLATE_NOOP("Messages", "Check the endpoint."),
            QT_TRANSLATE_NOOP("Messages", "What was known of the task stays as it is."),
        ),
        E.LOGIN_PAGE: Entry(
            QT_TRANSLATE_NOOP("Messages", "A web page came instead of an answer."),
            QT_TRANSLATE_NOOP("Messages", "Check the endpoint, or log in to this network first."),
            QT_TRANSLATE_NOOP(
                "Messages",
                "Networks of hotels, trains and guests answer everything with their own page until you log in.",
            ),
        ),
        E.TOO_LARGE: Entry(
            QT_TRANSLATE_NOOP("Messages", "The answer is too large to be right."),
            QT_TRANSLATE_NOOP("Messages", "Check the endpoint."),
            QT_TRANSLATE_NOOP("Messages", "It was left unread. What was known of the task stays as it is."),
        ),
        E.LINK_EXPIRED: Entry(
            QT_TRANSLATE_NOOP("Messages", "The link to the video has ended and the provider gave no new one."),
            QT_TRANSLATE_NOOP("Messages", "Check again later."),
            QT_TRANSLATE_NOOP("Messages", "Providers keep a video for a limited time. It may be gone there."),
        ),
        E.NO_LINK: Entry(
            QT_TRANSLATE_NOOP("Messages", "The provider has given no link to the video yet."),
            QT_TRANSLATE_NOOP("Messages", "Check again later."),
            QT_TRANSLATE_NOOP("Messages", "A finished video is sometimes without its file for some minutes."),
        ),
        E.NOT_A_VIDEO: Entry(
            QT_TRANSLATE_NOOP("Messages", "What came is not a video."),
            QT_TRANSLATE_NOOP("Messages", "Nothing was saved; try again later."),
            QT_TRANSLATE_NOOP("Messages", "The link led to a page or to an empty answer."),
        ),
        E.INCOMPLETE: Entry(
            QT_TRANSLATE_NOOP("Messages", "The video did not arrive whole."),
            QT_TRANSLATE_NOOP("Messages", "Nothing was saved; try again."),
            QT_TRANSLATE_NOOP(
                "Messages", "Its end is missing, and a part of a video is never kept as if it were whole."
            ),
        ),
        E.DISK_FULL: Entry(
            QT_TRANSLATE_NOOP("Messages", "The disk is full."),
            QT_TRANSLATE_NOOP("Messages", "Free some space, then save again."),
            QT_TRANSLATE_NOOP("Messages", "The video is still at the provider."),
        ),
        E.NO_PERMISSION: Entry(
            QT_TRANSLATE_NOOP("Messages", "This folder cannot be written to."),
            QT_TRANSLATE_NOOP("Messages", "Choose another one in Settings."),
            QT_TRANSLATE_NOOP("Messages", "You have no right to write there. The video is still at the provider."),
        ),
        E.NO_FOLDER: Entry(
            QT_TRANSLATE_NOOP("Messages", "The folder is not there."),
            QT_TRANSLATE_NOOP("Messages", "Choose another one in Settings."),
            QT_TRANSLATE_NOOP("Messages", "It was removed or renamed, or its disk is not connected."),
        ),
        E.NAME_TOO_LONG: Entry(
            QT_TRANSLATE_NOOP("Messages", "The file's path is too long here."),
            QT_TRANSLATE_NOOP("Messages", "Choose a folder with a shorter path in Settings."),
            QT_TRANSLATE_NOOP("Messages", "This file system does not take so long a path."),
        ),
        E.DISK_FAILED: Entry(
            QT_TRANSLATE_NOOP("Messages", "The disk reports an error."),
            QT_TRANSLATE_NOOP("Messages", "Check it, then try again."),
            QT_TRANSLATE_NOOP("Messages", "Reading or writing failed. The video is still at the provider."),
        ),
        E.CANCELLED: Entry(
            QT_TRANSLATE_NOOP("Messages", "Cancelled."),
            QT_TRANSLATE_NOOP("Messages", "Nothing was saved."),
            QT_TRANSLATE_NOOP("Messages", "It can be started again at any time."),
        ),
        E.NO_KEYRING: Entry(
            QT_TRANSLATE_NOOP("Messages", "This system has no keyring."),
            QT_TRANSLATE_NOOP("Messages", "The key is kept until you quit, and not stored."),
            QT_TRANSLATE_NOOP("Messages", "Keys are never written to a file, where other programs could read them."),
        ),
        E.KEYRING_LOCKED: Entry(
            QT_TRANSLATE_NOOP("Messages", "The keyring is locked."),
            QT_TRANSLATE_NOOP("Messages", "Unlock it, then try again."),
            QT_TRANSLATE_NOOP("Messages", "The key is in there, and only you can open it."),
        ),
        E.KEYRING_SLOW: Entry(
            QT_TRANSLATE_NOOP("Messages", "The keyring has not answered yet."),
            QT_TRANSLATE_NOOP("Messages", "It may be asking for your password in another window."),
            QT_TRANSLATE_NOOP("Messages", "Until it answers, this provider is not asked."),
        ),
        E.KEYRING_FAILED: Entry(
            QT_TRANSLATE_NOOP("Messages", "The keyring does not work."),
            QT_TRANSLATE_NOOP("Messages", "The key can be used until you quit, without being stored."),
            QT_TRANSLATE_NOOP("Messages", "The system's store for passwords gave an error."),
        ),
        E.BAD_KEY: Entry(
            QT_TRANSLATE_NOOP("Messages", "The key holds characters that no key has."),
            QT_TRANSLATE_NOOP("Messages", "Copy it from the provider once more."),
            QT_TRANSLATE_NOOP("Messages", "A key is made of plain letters, digits and signs. Nothing was sent."),
        ),
        E.LIBRARY_DAMAGED: Entry(
            QT_TRANSLATE_NOOP("Messages", "The library is damaged."),
            QT_TRANSLATE_NOOP("Messages", "It can be made anew from what is left."),
            QT_TRANSLATE_NOOP(
                "Messages",
                "A fault of the disk, or another program, has changed its file. Saved videos are not touched, and the"
                " damaged file is kept whatever you choose.",
            ),
        ),
        E.LIBRARY_MISSING: Entry(
            QT_TRANSLATE_NOOP("Messages", "The library is gone."),
            QT_TRANSLATE_NOOP("Messages", "Restore it, or bring its file back and try again."),
            QT_TRANSLATE_NOOP("Messages", "Its file was removed or emptied. Saved videos are not touched."),
        ),
        E.LIBRARY_NEWER: Entry(
            QT_TRANSLATE_NOOP("Messages", "The library is of a newer version of Pika Monitor."),
            QT_TRANSLATE_NOOP("Messages", "Install the newest version, then open it again."),
            QT_TRANSLATE_NOOP("Messages", "Nothing is lost: this version leaves it exactly as it is."),
        ),
        E.LIBRARY_BUSY: Entry(
            QT_TRANSLATE_NOOP("Messages", "Another program keeps the library to itself."),
            QT_TRANSLATE_NOOP("Messages", "Close that program; it is tried again by itself."),
            QT_TRANSLATE_NOOP("Messages", "Nothing is lost. It may be a backup, a synchronisation or a database tool."),
        ),
        E.LIBRARY_READ_ONLY: Entry(
            QT_TRANSLATE_NOOP("Messages", "The library cannot be written to."),
            QT_TRANSLATE_NOOP("Messages", "Allow changes in its folder; it is tried again by itself."),
            QT_TRANSLATE_NOOP("Messages", "Nothing is lost. Its file, its folder or its disk takes no changes."),
        ),
        E.LIBRARY_FULL: Entry(
            QT_TRANSLATE_NOOP("Messages", "The library's disk is full."),
            QT_TRANSLATE_NOOP("Messages", "Free some space; it is tried again by itself."),
            QT_TRANSLATE_NOOP("Messages", "Nothing is lost. Even to open the library takes a little room."),
        ),
        E.INTERNAL: Entry(
            QT_TRANSLATE_NOOP("Messages", "Something went wrong in Pika Monitor itself."),
            QT_TRANSLATE_NOOP("Messages", "The log has the details."),
            QT_TRANSLATE_NOOP("Messages", "This is a defect of the app, not of the task. Nothing known was lost."),
        ),
    }
)

FAILED_VIDEO: Final = Entry(
    QT_TRANSLATE_NOOP("Messages", "The provider could not make this video."),
    QT_TRANSLATE_NOOP("Messages", "Start a new task there, perhaps with another prompt."),
    QT_TRANSLATE_NOOP("Messages", "It has ended for good: nothing more will come of it."),
)
