"""The processes that serve many readers: gunicorn keeps them alive, in each waitress keeps the connections.

A connection takes a thread only from the moment its request is whole until its answer is made. Who connects
and says nothing, asks slowly or reads slowly therefore holds up nobody, and who takes too long is cut off.
"""

import logging
import os
import resource
import time
from collections.abc import Mapping
from typing import Any

from gunicorn.workers.base import Worker
from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

THREADS = 4  # in each process: as long as one of them is free, answers that are kept go out at once
MOST_CONNECTIONS = 1_000  # of each process; further ones wait in the system's queue
CROWDED = 0.8  # of them: from here on who says nothing is given less time
LONGEST_HEAD = 16_000  # bytes
LONGEST_BODY = 1_000_000  # bytes: a question of Dash's has some hundred
MOST_WAITING = 32_000_000  # bytes of an answer that wait for its reader, on disk; above it the thread waits
IN_MEMORY = 100_000  # bytes of them
SECONDS_TO_ASK = 30  # from the connection, or the answer before, to the last byte of a request
SECONDS_TO_ASK_IN_A_CROWD = 3
SECONDS_STILL = 60  # in which a reader takes nothing of an answer
SECONDS_TO_READ = 300  # a whole answer
SECONDS_AT_THE_END = 2  # in which a process that ends still takes what a reader was about to ask
SECONDS_PER_REQUEST = 60  # to make an answer: where every thread is at it longer, the process is replaced

logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a waiting request is no news


class Channel(HTTPChannel):
    """A connection that knows since when its reader is to ask, and since when an answer is being made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.idle_since = time.time()
        self.working_since: float | None = None

    def service(self) -> None:
        """Answer one request; called in a thread."""
        self.working_since = time.time()
        try:
            super().service()
        finally:
            self.working_since, self.idle_since = None, time.time()

    def overdue(self, now: float, seconds_to_ask: float) -> bool:
        """Whether the reader has taken too long to ask, or to take what was answered."""
        if self.total_outbufs_len:
            began = self.working_since or self.idle_since
            return now - self.last_activity > SECONDS_STILL or now - began > SECONDS_TO_READ
        return not self.requests and now - self.idle_since > seconds_to_ask


class Server(TcpWSGIServer):
    """Waitress on a socket that listens already.

    sockets: file number -> what is done with it, of all servers of a process. proxy: the address of the proxy
    that is believed when it says that a reader came by https. lanes: path -> the threads that answer it apart
    from everything else.
    """

    channel_class = Channel

    def __init__(
        self,
        application: Any,
        sock: Any,
        sockets: dict[int, Any],
        *,
        proxy: str,
        lanes: Mapping[str, ThreadedTaskDispatcher],
    ) -> None:
        settings = Adjustments(
            sockets=[sock],
            threads=THREADS,
            connection_limit=_connections(),
            cleanup_interval=1,
            max_request_header_size=LONGEST_HEAD,
            max_request_body_size=LONGEST_BODY,
            outbuf_overflow=IN_MEMORY,
            outbuf_high_watermark=MOST_WAITING,
            # One more request is read while one is answered: so it is seen where a reader has gone, whose
            # request is then dropped if its turn has not come yet.
            channel_request_lookahead=1,
            log_socket_errors=False,
            ident=None,
            trusted_proxy=proxy,
            trusted_proxy_headers={"x-forwarded-proto"},
        )
        where = (sock.family, sock.type, sock.proto, sock.getsockname())
        super().__init__(application, sockets, True, sock, None, settings, where, bind_socket=False)
        self.lanes = lanes

    def add_task(self, task: Channel) -> None:
        """Have a request answered, which is whole now: in its lane, or by the next thread that is free."""
        path = getattr(task.requests[0], "path", "")
        self.lanes.get(path, self.task_dispatcher).add_task(task)

    def maintenance(self, now: float) -> None:
        """Cut off whoever takes too long. Called once a second."""
        crowded = len(self.active_channels) > CROWDED * self.adj.connection_limit
        seconds = SECONDS_TO_ASK_IN_A_CROWD if crowded else SECONDS_TO_ASK
        for channel in list(self.active_channels.values()):
            if channel.overdue(now, seconds):
                channel.handle_close()  # at once: one that is marked would wait until its reader reads on

    def stuck(self) -> bool:
        """Whether every thread has been at one request for too long."""
        began = [channel.working_since for channel in list(self.active_channels.values())]
        long_ago = time.time() - SECONDS_PER_REQUEST
        return sum(since is not None and since < long_ago for since in began) >= THREADS

    def unanswered(self) -> bool:
        """Whether anybody waits for an answer or for the rest of one, or may be asking at this moment."""
        lately = time.time() - SECONDS_AT_THE_END
        return any(
            channel.requests or channel.total_outbufs_len or channel.idle_since > lately
            for channel in self.active_channels.values()
        )


def _connections() -> int:
    """How many connections the system lets this process have: a file for each, and one for its answer."""
    others = 200
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_CONNECTIONS + others
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return min(MOST_CONNECTIONS, (allowed - others) // 2)


class PatientWorker(Worker):
    """A process of gunicorn's, which serves with waitress.

    apart: the paths that are answered in threads of their own, whatever else is being done.
    """

    apart: tuple[str, ...] = ()

    def run(self) -> None:
        """Serve until gunicorn says otherwise; then answer what was asked before."""
        sockets: dict[int, Any] = {}
        proxy, lanes = self.cfg.forwarded_allow_ips[0], self._lanes()
        servers = [Server(self.wsgi, each.sock, sockets, proxy=proxy, lanes=lanes) for each in self.sockets]
        while self.alive and os.getppid() == self.ppid:
            if not any(server.stuck() for server in servers):
                self.notify()
            wasyncore.loop(timeout=1, use_poll=True, map=sockets, count=1)
        for server in servers:
            server.accepting = False
        until = time.monotonic() + self.cfg.graceful_timeout
        while any(server.unanswered() for server in servers) and time.monotonic() < until:
            self.notify()
            wasyncore.loop(timeout=1, use_poll=True, map=sockets, count=1)

    def _lanes(self) -> dict[str, ThreadedTaskDispatcher]:
        lanes = {path: ThreadedTaskDispatcher() for path in self.apart}
        for lane in lanes.values():
            lane.set_thread_count(1)
        return lanes
