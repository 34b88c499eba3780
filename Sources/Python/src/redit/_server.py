"""One process of `redit serve` for the commands that take an instant: starting one takes longer."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import threading
from collections.abc import Sequence

from . import _binary
from ._process import Result, end, start

#: Seconds to wait for others, many times what a quick answer takes.
_PATIENCE = 0.05


class Server:
    """Started when it is first asked, ended with us; a copy of us made by fork starts its own."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._inherited: list[object] = []
        self._forget()
        atexit.register(self.close)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forget)

    def _forget(self) -> None:
        # The pipes of a parent are the parent's; its lock may have been held when we were made.
        self._inherited.append(self._process)
        self._process = None
        self._key: tuple[object, ...] = ()
        self._lock = threading.Lock()
        self._count = 0
        self._owner = os.getpid()

    def run(self, words: Sequence[str]) -> Result | None:
        """The result; None when somebody else is being served for long or it cannot serve: run it yourself.

        Most answers take less than starting a process does, so that threads take turns.
        """
        if not self._lock.acquire(timeout=_PATIENCE):
            return None
        try:
            return self._asked(words)
        finally:
            self._lock.release()

    def close(self) -> None:
        process, self._process = self._process, None
        if process and self._owner == os.getpid():
            end(process)
            for stream in (process.stdin, process.stdout, process.stderr):
                try:
                    if stream:
                        stream.close()
                except OSError:
                    # A request that nobody reads any more.
                    pass

    def _asked(self, words: Sequence[str]) -> Result | None:
        process = self._started()
        self._count += 1
        try:
            # Absent where our folder has been removed; the command by itself says so.
            directory = os.getcwd()
        except OSError:
            return None
        request = {"id": self._count, "directory": directory, "arguments": list(words)}
        try:
            assert process.stdin and process.stdout
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except (BrokenPipeError, ValueError):
            line = b""
        except BaseException:
            # Interrupted: its answer would be taken for that of the next request.
            self.close()
            raise
        if not line.endswith(b"\n"):
            self.close()
            return None
        answer = json.loads(line)
        if answer.get("id") != self._count:
            self.close()
            return None
        return Result(answer["status"], answer["output"], answer["error"])

    def _started(self) -> subprocess.Popen[bytes]:
        key = (_binary.path(), os.environ.get("PATH"), os.environ.get("COLUMNS"))
        process = self._process
        if process and (process.poll() is not None or key != self._key):
            self.close()
            process = None
        if process is None:
            # In a session of its own: Ctrl-C is for us to handle.
            process = start(
                ["serve", "--stdio"], _binary.environment(), start_new_session=True
            )
            if process.stderr:
                # What it has to say stands in its answers.
                threading.Thread(target=process.stderr.read, daemon=True).start()
            self._process, self._key = process, key
        return process


server = Server()
