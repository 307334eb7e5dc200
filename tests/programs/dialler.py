"""A dialler for tests, as a process of its own: takes signed orders, counts what it rings, reports by signed webhooks.

`dialler.py PORT SECRET`. `POST /control` sets how it behaves and returns what it has seen. It rings a number once,
whatever comes: the contact's id is the key. How it behaves: `take`, `slow` (it answers after a second), `silent` (it
takes the order and hangs up), `lost` (it hangs up and forgets it), `refuse` (422), `busy` (503), `broken` (500, and it
does ring), `queue` (it takes the order and rings later: it can be called off).
"""

from __future__ import annotations

import json
import sys
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.request import Request, urlopen

from standardwebhooks import Webhook

STATE: dict[str, Any] = {"behave": "take", "report": [], "events": None, "hook": 0}
ORDERS: list[dict[str, Any]] = []
RUNG: dict[str, dict[str, Any]] = {}
ANSWERS: list[int] = []
LOCK = threading.Lock()


class Dialler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path == "/control":
            with LOCK:
                STATE.update(json.loads(body))
                seen = {"orders": ORDERS, "rung": RUNG, "answers": ANSWERS}
                return self.answer(200, seen)
        Webhook(SECRET).verify(body, dict(self.headers))
        order = json.loads(body)["data"]
        contact, behave = order["contact"], STATE["behave"]
        if self.headers["webhook-id"] != contact:
            return self.answer(400, {})
        if behave in ("refuse", "busy"):
            return self.answer({"refuse": 422, "busy": 503}[behave], {})
        with LOCK:
            ORDERS.append(order)
            if behave != "lost" and contact not in RUNG:
                RUNG[contact] = {"contact": contact, "state": "under_way", "number": order["number"]}
                threading.Thread(target=ring, args=(contact, list(STATE["report"])), daemon=True).start()
        if behave == "slow":
            time.sleep(1)
        if behave in ("silent", "lost"):
            self.close_connection = True
            return None
        return self.answer(500 if behave == "broken" else 202, {})

    def do_GET(self) -> None:
        Webhook(SECRET).verify(b"", dict(self.headers), json_parse=False)
        contact = self.path.removeprefix("/calls/")
        call = {k: v for k, v in RUNG.get(contact, {}).items() if k != "number"}
        self.answer(200 if call else 404, call or {"contact": contact})

    def do_DELETE(self) -> None:
        Webhook(SECRET).verify(b"", dict(self.headers), json_parse=False)
        contact = self.path.removeprefix("/calls/")
        if contact in RUNG and RUNG[contact]["state"] == "under_way" and STATE["behave"] == "queue":
            RUNG[contact]["state"] = "not_placed"
        self.do_GET()

    def answer(self, status: int, told: dict[str, Any]) -> None:
        text = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        pass


def ring(contact: str, reports: list[dict[str, Any]]) -> None:
    """Report what a call does; a report is `{"type": …}` and, of an end, its result."""
    for report in reports:
        kind, more = report["type"], {k: v for k, v in report.items() if k != "type"}
        if kind == "call.ended":
            RUNG[contact] |= {"state": "ended", **more}
        ANSWERS.append(tell(kind, {"contact": contact, **more}))


def tell(kind: str, data: dict[str, Any]) -> int:
    """Send one signed report to the gate; the status that it answered."""
    with LOCK:
        STATE["hook"] += 1
        message = f"hook{STATE['hook']}"
    now = datetime.now(UTC)
    text = json.dumps({"type": kind, "timestamp": now.isoformat(), "data": data})
    headers = {"webhook-id": message, "webhook-timestamp": str(int(now.timestamp())),
               "webhook-signature": Webhook(SECRET).sign(message, now, text)}  # fmt: skip
    try:
        with urlopen(Request(STATE["events"], text.encode(), headers), timeout=10) as got:
            return int(got.status)
    except OSError as error:
        return int(getattr(error, "code", 0))


if __name__ == "__main__":
    SECRET = sys.argv[2]
    ThreadingHTTPServer.request_queue_size = 128
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Dialler)
    print("ready", flush=True)
    server.serve_forever()
