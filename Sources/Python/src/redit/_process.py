"""One run of the program."""

from __future__ import annotations

import errno
import subprocess
import threading
from collections.abc import Sequence
from typing import IO, NamedTuple

from . import _binary
from ._errors import ReditError
from ._progress import MARK, Progress


class Result(NamedTuple):
    """How a run ended and what it wrote."""

    status: int
    output: str
    errors: str

    @property
    def lines(self) -> list[str]:
        """What it said on standard error, without its name."""
        return [line.removeprefix("redit: ") for line in self.errors.splitlines() if line]


def run(
    words: Sequence[str],
    *,
    progress: bool = False,
    input: str | bytes | None = None,
    width: int | None = None,
) -> Result:
    """Runs the program to its end; an exception on the way, as by Ctrl-C, ends it too."""
    environment = _binary.environment()
    bar = Progress() if progress else None
    if bar and bar.is_shown:
        environment["REDIT_PROGRESS"] = "lines"
    if width:
        environment["COLUMNS"] = str(width)
    process = start(words, environment)
    read: list[str] = []
    reader = threading.Thread(target=_read_errors, args=(process.stderr, read, bar), daemon=True)
    reader.start()
    try:
        writer = _Writer(process.stdin, input)
        assert process.stdout
        output = process.stdout.read()
        status = process.wait()
        reader.join()
        writer.join()
    except BaseException:
        end(process)
        raise
    finally:
        if bar:
            bar.close()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                stream.close()
    return Result(status, output.decode("utf-8", "replace"), "".join(read))


def start(words: Sequence[str], environment: dict[str, str], **more: object) -> subprocess.Popen[bytes]:
    """The program with three pipes."""
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
            [_binary.path(), *words], stdin=pipe, stdout=pipe, stderr=pipe, env=environment, **more
        )
    except OSError as error:
        if error.errno == errno.E2BIG:
            raise ReditError(
                "an argument is longer than a command line takes: pass a table of prompts instead"
            ) from None
        raise ReditError(f"{_binary.path()} does not start: {error.strerror}") from error
    except ValueError as error:
        raise ReditError(f"an argument cannot be passed on: {error}") from None


def end(process: subprocess.Popen[bytes]) -> None:
    """Asks it to end, which keeps what is worth keeping, and makes it end soon."""
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class _Writer:
    """Standard input, written beside the reading of the output: neither waits for the other."""

    def __init__(self, stream: IO[bytes] | None, text: str | bytes | None) -> None:
        assert stream
        self._thread: threading.Thread | None = None
        if text is None:
            stream.close()
            return
        content = text.encode() if isinstance(text, str) else text
        self._thread = threading.Thread(target=_write, args=(stream, content), daemon=True)
        self._thread.start()

    def join(self) -> None:
        if self._thread:
            self._thread.join()


def _write(stream: IO[bytes], content: bytes) -> None:
    try:
        with stream:
            stream.write(content)
    except (BrokenPipeError, ValueError):
        # It ended without reading everything; its status says why.
        pass


def _read_errors(stream: IO[bytes], read: list[str], bar: Progress | None) -> None:
    for bytes_ in stream:
        line = bytes_.decode("utf-8", "replace")
        if bar and line.startswith(MARK):
            bar.update(line)
        else:
            read.append(line)
