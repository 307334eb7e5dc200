"""Which channels are on: the posts that the environment names."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager

from forbear.gate.channels.smtp import Mailer, SmtpSettings
from forbear.gate.ports import Record
from forbear.gate.post import Post
from forbear.store import Database
from forbear.store.gate import ContactRecord
from forbear.terms import InputError


def open_posts(variables: Mapping[str, str] | None = None) -> list[Post]:
    """A post for every channel that has settings; none is connected before its first message.

    Raises InputError where a setting can't be meant.
    """
    variables = os.environ if variables is None else variables
    posts: list[Post] = []
    mail = SmtpSettings.from_environment(variables)
    if mail is not None:
        posts.append(Mailer(mail))
    return posts


def need_posts() -> list[Post]:
    """The posts that the environment names; InputError where it names none."""
    posts = open_posts()
    if not posts:
        raise InputError(
            "FORBEAR_SMTP_HOST",
            "no mail server is named, so nothing is sent; set it, and FORBEAR_SMTP_FROM, and run this again",
        )
    return posts


@contextmanager
def records_for(database: Database, post: Post) -> Iterator[Sequence[Record]]:
    """As many records as messages may be under way at once, each with a connection of its own."""
    with ExitStack() as kept:
        opened = [kept.enter_context(database.connect(autocommit=True)) for _ in range(post.window)]
        yield [ContactRecord(connection) for connection in opened]
