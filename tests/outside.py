"""The base of stand-ins for other people's HTTP services: a real server on loopback, in a thread of its own."""

from __future__ import annotations

from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

Reply = tuple[int, dict[str, str], bytes]
"""Status, headers, body."""


class Outside:
    """Answers each POST with what `answer` says."""

    def __init__(self) -> None:
        self._over = Event()
        outside = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                reply = outside.answer(self.path, self.headers, raw)
                if reply is None:
                    self.close_connection = True
                    return
                status, headers, body = reply
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                return None

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, path: str, headers: Message, raw: bytes) -> Reply | None:
        """The reply; None closes the connection without one."""
        raise NotImplementedError

    def hang(self) -> None:
        """Keep whoever asks waiting, until the test is over."""
        self._over.wait(20)

    def close(self) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
