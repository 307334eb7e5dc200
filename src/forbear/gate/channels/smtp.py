"""E-mail over SMTP, with the standard library. What was handed over and not answered is never repeated."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, localtime
from ipaddress import ip_address
from types import TracebackType
from typing import Final

from forbear.gate.post import Delivery, Dispatch
from forbear.gate.provider import Pace
from forbear.terms import InputError

_TLS: Final = ("starttls", "implicit", "none")
_TROUBLES: Final[Mapping[type[BaseException], str]] = {
    smtplib.SMTPAuthenticationError: "it refuses the user or password; check FORBEAR_SMTP_USER and _PASSWORD",
    smtplib.SMTPNotSupportedError: "it offers no STARTTLS or AUTH; check FORBEAR_SMTP_TLS",
    smtplib.SMTPServerDisconnected: "it closed the connection",
    ssl.SSLCertVerificationError: "its certificate is not to be trusted; check FORBEAR_SMTP_HOST",
    ConnectionRefusedError: "nothing listens there; start it, or check FORBEAR_SMTP_HOST and _PORT",
    socket.gaierror: "there is no such host; check FORBEAR_SMTP_HOST",
    TimeoutError: "it does not answer in time",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpSettings:
    """Where mail goes out. `tls` is `starttls` (default), `implicit`, or `none` (this machine only)."""

    host: str
    port: int
    sender: str
    stop_address: str
    user: str | None = None
    password: str | None = None
    tls: str = "starttls"
    timeout_seconds: float = 30.0
    per_second: float | None = None

    @classmethod
    def from_environment(cls, variables: Mapping[str, str]) -> SmtpSettings | None:
        """The settings in FORBEAR_SMTP_HOST, _PORT, _USER, _PASSWORD, _FROM, _STOP, _TLS, _TIMEOUT and _RATE.

        None where no host is named: then no mail goes out. InputError names the variable that is wrong.

        >>> SmtpSettings.from_environment({}) is None
        True
        >>> told = {"FORBEAR_SMTP_HOST": "mx.example", "FORBEAR_SMTP_FROM": "a@b.example"}
        >>> SmtpSettings.from_environment(told).port
        587
        """
        host = variables.get("FORBEAR_SMTP_HOST")
        if not host:
            return None
        tls = variables.get("FORBEAR_SMTP_TLS") or "starttls"
        if tls not in _TLS:
            raise InputError("FORBEAR_SMTP_TLS", f"write one of {', '.join(_TLS)}")
        if tls == "none" and not is_this_machine(host):
            raise InputError("FORBEAR_SMTP_TLS", "none is for a server on this machine; write starttls")
        sender = variables.get("FORBEAR_SMTP_FROM", "")
        stop = variables.get("FORBEAR_SMTP_STOP") or sender
        for name, value in (("FROM", sender), ("STOP", stop)):
            if value.count("@") != 1 or not value.isprintable():
                raise InputError(f"FORBEAR_SMTP_{name}", "write a mailbox such as service@bank.example")
        return cls(
            host=host,
            port=int(_number(variables, "PORT", 465 if tls == "implicit" else 587)),
            sender=sender,
            stop_address=stop,
            user=variables.get("FORBEAR_SMTP_USER") or None,
            password=variables.get("FORBEAR_SMTP_PASSWORD") or None,
            tls=tls,
            timeout_seconds=_number(variables, "TIMEOUT", 30.0),
            per_second=_number(variables, "RATE", 1.0) if variables.get("FORBEAR_SMTP_RATE") else None,
        )


def _number(variables: Mapping[str, str], name: str, default: float) -> float:
    text = variables.get(f"FORBEAR_SMTP_{name}") or str(default)
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 65535:
        raise InputError(f"FORBEAR_SMTP_{name}", f"write a number such as {default:g}")
    return value


def is_this_machine(host: str) -> bool:
    """Whether a host name means the loopback.

    >>> is_this_machine("127.0.0.1"), is_this_machine("mx.example")
    (True, False)
    """
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Mailer:
    """A connection to the mail server, opened when first needed and kept. Use it in a `with`."""

    channel, window, expires = "email", 1, False  # no mail server heeds a header that says until when

    def __init__(self, settings: SmtpSettings) -> None:
        self.settings = settings
        self.pace = Pace(per_second=settings.per_second)
        self._server: smtplib.SMTP | None = None

    def attend(self) -> None:
        """Nothing comes back by SMTP."""

    def message_id(self, contact: str) -> str:
        """The Message-ID, made from the contact and the host of the sender's mailbox."""
        return f"<{contact}@{self.settings.sender.rpartition('@')[2]}>"

    def __enter__(self) -> Mailer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye to the server."""
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (OSError, smtplib.SMTPException):
                server.close()

    def deliver(self, dispatch: Dispatch) -> Delivery:
        """Hand over one dispatch.

        A server that is down, or drops us before the text was handed over, has not got it; one that drops us
        after may have.
        """
        try:
            content = compose(self.settings, dispatch)
        except ValueError:
            return Delivery(outcome="bounced", why="the address cannot be written as a mailbox")
        try:
            refused = self._offer(dispatch)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Delivery(outcome="down", why=self._down(error))
        if refused is not None:
            return refused
        return self._hand_over(content)

    def _offer(self, dispatch: Dispatch) -> Delivery | None:
        """Sender and recipient; a refusal, or None where the server wants the text."""
        server = self._connected()
        options = [] if dispatch.to.isascii() else ["SMTPUTF8", "BODY=8BITMIME"]
        if options and not server.has_extn("smtputf8"):
            return Delivery(outcome="bounced", why="the mail server takes no such address")
        steps: tuple[tuple[Callable[[], tuple[int, bytes]], str], ...] = (
            (lambda: server.mail(self.settings.sender, options), "refused"),
            (lambda: server.rcpt(dispatch.to), "bounced"),
            (lambda: server.docmd("DATA"), "refused"),
        )
        for step, for_good in steps:
            code, _ = step()
            if code == 421:
                raise smtplib.SMTPServerDisconnected("421")
            if code >= 400:
                self._reset()
                return _refusal(code, for_good)
        return None

    def _hand_over(self, content: bytes) -> Delivery:
        server = self._server
        if server is None:
            return Delivery(outcome="down", why="the connection is gone")
        lines = content.replace(b"\r\n.", b"\r\n..")
        try:
            server.send(lines + b"\r\n.\r\n" if not lines.endswith(b"\r\n") else lines + b".\r\n")
            code, _ = server.getreply()
        except (OSError, smtplib.SMTPException):
            self._drop()
            return Delivery(outcome="doubt", why="the mail server took the text and did not answer")
        return _refusal(code, "refused") if code >= 400 else Delivery(outcome="sent")

    def _connected(self) -> smtplib.SMTP:
        if self._server is not None:
            try:
                if self._server.noop()[0] == 250:
                    return self._server
            except (OSError, smtplib.SMTPException):
                pass  # it closed an idle connection: open another
            self._drop()
        self._server = self._connect()
        return self._server

    def _connect(self) -> smtplib.SMTP:
        own, context = self.settings, ssl.create_default_context()
        if is_this_machine(own.host):  # a certificate proves nothing about ourselves
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if own.tls == "implicit":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                own.host, own.port, timeout=own.timeout_seconds, context=context
            )
        else:
            server = smtplib.SMTP(own.host, own.port, timeout=own.timeout_seconds)
        try:
            server.ehlo_or_helo_if_needed()
            if own.tls == "starttls":
                server.starttls(context=context)
                server.ehlo()
            if own.user is not None:
                server.login(own.user, own.password or "")
        except BaseException:
            server.close()
            raise
        return server

    def _reset(self) -> None:
        if self._server is not None:
            try:
                self._server.rset()
            except (OSError, smtplib.SMTPException):
                self._drop()

    def _drop(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _down(self, error: Exception) -> str:
        own = self.settings
        cause = error.__context__ if isinstance(error, smtplib.SMTPServerDisconnected) else None
        what = _TROUBLES.get(type(cause or error), type(error).__name__)
        return f"the mail server {own.host}:{own.port} is down: {what}. What is due waits and is tried again"


def _refusal(code: int, for_good: str) -> Delivery:
    """Only a refused recipient says something about the address; a refused text may be ours to mend."""
    if code >= 500:
        return Delivery(outcome=for_good, why=f"the mail server refused it for good ({code})")
    return Delivery(outcome="later", why=f"the mail server refused it for now ({code})")


def compose(settings: SmtpSettings, dispatch: Dispatch) -> bytes:
    """The letter as it travels: UTF-8, one recipient, a Message-ID made from the contact, a way to stop.

    ValueError where the address is not a mailbox.
    """
    local, _, domain = dispatch.to.rpartition("@")
    to = Address(username=local, domain=domain)
    mail = EmailMessage(policy=SMTP if dispatch.to.isascii() else SMTPUTF8)
    name, _, host = settings.sender.rpartition("@")
    mail["From"] = Address(display_name=dispatch.sender, username=name, domain=host)
    mail["To"] = to
    mail["Subject"] = dispatch.message.subject or ""
    mail["Date"] = format_datetime(localtime())
    mail["Message-ID"] = dispatch.message_id
    mail["List-Unsubscribe"] = f"<mailto:{settings.stop_address}?subject=STOP%20{dispatch.contact}>"
    mail["Content-Language"] = dispatch.language
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(dispatch.message.text, charset="utf-8", cte="base64")
    return mail.as_bytes()
