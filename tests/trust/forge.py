"""Runs of the command line, each forked from a process that has the project loaded, and ended where it is asked to be.

`python -m tests.trust.forge` answers requests, one JSON object to a line. Loading the project takes a second; a fork of
a process that has it takes milliseconds, and dies as any process does.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.trust import calls

ROOT = Path(__file__).parents[2]
#: What a fork does with `sys.argv`; it gives the exit status.
Deed = Callable[[], int]


@dataclass(frozen=True)
class Run:
    """What became of a run: exit status (-9 when killed), file-system calls made when watched, seconds, words."""

    status: int
    calls: int
    seconds: float
    said: str

    @property
    def killed(self) -> bool:
        return self.status == -signal.SIGKILL


class Forge:
    """The process that forks, which is a module run with `serve`, and the way to ask it."""

    def __init__(self, module: str = "tests.trust.forge") -> None:
        # One thread for arithmetic libraries: a process with threads of its own cannot be forked safely.
        alone = {
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "POLARS_MAX_THREADS": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=os.environ | alone,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(
        self,
        data: Path,
        *arguments: str,
        after: int | None = None,
        seconds: float | None = None,
        watched: bool = False,
        failing: int | None = None,
    ) -> Run:
        """Run `python -m tp_metrics ARGUMENTS` on a data folder.

        It is killed after `after` file-system calls or after some seconds, whichever is given, unless it ends before.
        With `failing`, the number of an error, it goes on, and all that needs room in the folder fails from then on.
        """
        request = {"data": str(data), "arguments": arguments, "after": after, "seconds": seconds, "watched": watched}
        request["failing"] = failing
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        return Run(**json.loads(self.process.stdout.readline()))

    def close(self) -> None:
        """End the process."""
        self.process.communicate(timeout=30)


def _answered(request: dict[str, Any], deed: Deed) -> Run:
    data, said = Path(request["data"]), Path(request["data"] + ".said")
    watched = request["watched"] or request["after"] is not None
    ours, theirs = socket.socketpair()
    said.touch()  # the child may be killed before it says anything
    began = time.monotonic()
    process = os.fork()
    if process == 0:
        _child(data, said, request["arguments"], theirs if watched else None, deed)
    theirs.close()
    made = 0
    if watched:
        _, heard, _, _ = socket.recv_fds(ours, 1, 1)
        if heard:
            made, status = calls.ended_after(process, heard[0], data, request["after"], request["failing"])
        else:  # the child says why it could not be put under watch, and is gone
            status = _ended_in(process, None)
    else:
        status = _ended_in(process, request["seconds"])
    ours.close()
    return Run(status, made, time.monotonic() - began, said.read_text(encoding="utf-8", errors="replace"))


def _ended_in(process: int, seconds: float | None) -> int:
    ending = os.pidfd_open(process)
    if not select.select([ending], [], [], seconds)[0]:
        os.kill(process, signal.SIGKILL)
    os.close(ending)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _child(data: Path, said: Path, arguments: list[str], watcher: socket.socket | None, deed: Deed) -> None:
    """The run itself; never returns."""
    status = 70
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        output = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.environ["TP_DATA"] = str(data)
        sys.argv = ["tp_metrics", *arguments]
        if watcher is not None:
            heard = calls.listener()
            socket.send_fds(watcher, [b"!"], [heard])
            os.close(heard)
            watcher.close()
        status = deed()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _command() -> int:
    from tp_metrics.cli import main

    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def _preload() -> None:
    """Load what a run loads, without computing anything: the threads that compute would not outlive a fork."""
    for name in ("narwhals", "pandas", "geopandas", "pydantic", "typer._adapters", "tp_metrics.geography.points"):
        import_module(name)
    import tp_metrics.cli  # noqa: F401
    from tp_metrics.measures import catalogue
    from tp_metrics.sources.recognise import adapters

    catalogue()
    adapters()


def serve(deed: Deed = _command) -> None:
    """Do what each request asks in a fork, by its arguments, until the input ends."""
    _preload()
    for line in sys.stdin:
        run = _answered(json.loads(line), deed)
        sys.stdout.write(json.dumps(run.__dict__) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
