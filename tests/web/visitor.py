"""A visitor of the portal for tests: a browser without scripts that fills in forms, and the codes that come by mail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from html import unescape
from urllib.parse import urljoin

import httpx
import psycopg
from serving import Served

from forbear.gate.channels.smtp import Mailer
from forbear.gate.sign_in_codes import send_codes
from forbear.store import portal
from office import Postbox, mail_server


class Visitor:
    """Somebody with a browser: `client` holds the cookies, `page` the last answer."""

    def __init__(self, site: Served, language: str = "en") -> None:
        self.site, self.language = site, language
        self.client = httpx.Client(base_url=site.url, timeout=60, follow_redirects=True)

    def get(self, path: str) -> httpx.Response:
        return self.client.get(path, params={"lang": self.language} if "lang=" not in path else None)

    def post(self, path: str, **fields: str) -> httpx.Response:
        """Send the form of the page at `path` whose action is there too."""
        shown = self.get(path)
        return self.send(shown, path, **fields)

    def send(self, shown: httpx.Response, action: str, **fields: str) -> httpx.Response:
        """Fill in the form of a page that goes to `action`, its hidden fields as they are."""
        form = next(
            one
            for one in re.findall(r"<form.*?</form>", shown.text, re.DOTALL)
            if re.search(rf'action="{re.escape(action)}[?"]', one)
        )
        hidden = {
            re.search(r'name="([^"]*)"', field)[1]: unescape(re.search(r'value="([^"]*)"', field)[1])  # type: ignore[index]
            for field in re.findall(r'<input type="hidden"[^>]*>', form)
        }
        to = unescape(re.search(r'action="([^"]*)"', form)[1])  # type: ignore[index]
        return self.client.post(urljoin(str(shown.url), to), data=hidden | fields)

    def enter(self, person: str) -> Visitor:
        """Sign in as a person, by a session that is put there."""
        with psycopg.connect(self.site.site.database.url, autocommit=True) as connection:
            token = portal.start_session(connection, person, self.site.site.clock())
        self.client.cookies.set("forbear_me", token, domain="127.0.0.1", path="/")
        return self


@contextmanager
def visiting(site: Served, person: str | None = None, language: str = "en") -> Iterator[Visitor]:
    """A visitor, signed in as a person where one is named."""
    visitor = Visitor(site, language)
    with visitor.client:
        yield visitor.enter(person) if person else visitor


def codes_by_mail(site: Served) -> list[tuple[str, str]]:
    """Send the codes that were asked for by a real mail server: recipient and code of each."""
    postbox = Postbox()
    url = site.site.database.url
    with (
        mail_server(postbox) as settings,
        Mailer(settings) as mailer,
        psycopg.connect(url, autocommit=True) as own,
    ):
        send_codes(portal.CodeRecord(own), mailer, site.site.clock())
    texts = [
        (to, message_from_bytes(content).get_payload(decode=True).decode()) for to, content in postbox.got
    ]  # type: ignore[union-attr]
    return [(to, "".join(re.search(r"(\d{4}) (\d{4})", text).groups())) for to, text in texts]  # type: ignore[union-attr]
