"""File-system calls of a process, counted by the kernel before each takes place (Linux, seccomp user notification).

The process installs a filter on itself and hands its listener over; from then on every call that changes files waits
until the listener's holder lets it go on. So a process can be ended between any two such calls, whichever library
makes them: Python, Polars' threads, or C.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import platform
import select
import signal
import struct
from pathlib import Path
from typing import Any

#: Call numbers: those that name a path, and those that write through an open file (with the argument that holds it); of
#: the latter those that need no room, and of the former those that make something (with the argument that names it).
_X86_64: dict[str, Any] = {
    "openat": 257,
    "paths": (2, 85, 437, 82, 264, 316, 83, 258, 84, 87, 263, 86, 265, 88, 266, 76, 90, 268, 280),
    "files": {1: 0, 18: 0, 20: 0, 296: 0, 328: 0, 77: 0, 285: 0, 74: 0, 75: 0, 40: 0, 326: 2, 91: 0},
    "no room": (74, 75, 91),
    "makes": {257: 1, 2: 0, 85: 0, 437: 1, 83: 0, 258: 1},
}
_AARCH64: dict[str, Any] = {
    "openat": 56,
    "paths": (437, 38, 276, 34, 35, 37, 36, 45, 53, 88),
    "files": {64: 0, 68: 0, 66: 0, 70: 0, 287: 0, 46: 0, 47: 0, 82: 0, 83: 0, 71: 0, 285: 2, 52: 0},
    "no room": (82, 83, 52),
    "makes": {56: 1, 437: 1, 34: 1},
}
_NUMBERS = {"x86_64": (317, _X86_64), "aarch64": (277, _AARCH64)}

_ALLOW, _NOTIFY = 0x7FFF0000, 0x7FC00000
_NO_NEW_PRIVILEGES, _SET_FILTER, _NEW_LISTENER = 38, 1, 8
_RECEIVE, _SEND, _CONTINUE = 0xC0502100, 0xC0182101, 1
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_THIRD_ARGUMENT = 32
#: How a call says that a path is meant from the folder in which its process is (AT_FDCWD, -100).
_HERE = 0xFFFFFF9C


def possible() -> bool:
    """Whether this machine's calls are known here."""
    return platform.system() == "Linux" and platform.machine() in _NUMBERS


def _filter() -> bytes:
    """A program for the kernel: these calls wait for the listener, `openat` only where it opens for writing."""
    _, numbers = _NUMBERS[platform.machine()]
    asked = [*numbers["paths"], *numbers["files"]]
    steps = [(_LOAD, 0, 0, 0), (_EQUAL, len(asked) + 1, 0, numbers["openat"])]
    for place, number in enumerate(asked):
        steps.append((_EQUAL, len(asked) - place + 3, 0, number))
    steps.append((_RETURN, 0, 0, _ALLOW))
    steps += [(_LOAD, 0, 0, _THIRD_ARGUMENT), (_ANY_BIT, 1, 0, _WRITING), (_RETURN, 0, 0, _ALLOW)]
    steps.append((_RETURN, 0, 0, _NOTIFY))
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def listener() -> int:
    """Put this process under watch; the file descriptor over which its calls are heard."""
    libc = ctypes.CDLL(None, use_errno=True)
    program = ctypes.create_string_buffer(_filter())
    header = struct.pack("HxxxxxxP", (len(program) - 1) // 8, ctypes.addressof(program))
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "the process could not give up new privileges")
    number, _ = _NUMBERS[platform.machine()]
    heard = libc.syscall(number, _SET_FILTER, _NEW_LISTENER, header)
    if heard < 0:
        raise OSError(ctypes.get_errno(), "the kernel allows no listener to file-system calls")
    return int(heard)


def ended_after(
    process: int, heard: int, folder: Path, after: int | None, failing: int | None = None
) -> tuple[int, int]:
    """Let a watched process make `after` calls that change files in a folder, then end it; calls made, exit status.

    Without `after` it runs to its end. With `failing`, the number of an error, it is not ended: from then on every call
    that needs room in the folder (a write, a new file or folder) fails with it, as on a disk that is full.
    """
    ending = os.pidfd_open(process)
    poll = select.poll()
    poll.register(heard, select.POLLIN)
    poll.register(ending, select.POLLIN)
    made = 0
    try:
        while True:
            ready = dict(poll.poll())
            if ready.get(heard, 0) & select.POLLIN:
                call = _next(heard)
                if call is None:
                    continue
                if _changes(call, folder):
                    if made == after and failing is None:
                        os.kill(process, signal.SIGKILL)
                        break
                    made += 1
                    if failing is not None and after is not None and made > after and _needs_room(call, folder):
                        _answer(heard, call[0], failing)
                        continue
                _answer(heard, call[0])
            elif ending in ready:
                break
    finally:
        os.close(heard)
        os.close(ending)
    _, status = os.waitpid(process, 0)
    return made, os.waitstatus_to_exitcode(status)


def _next(heard: int) -> tuple[int, ...] | None:
    """The next call that waits: its ticket, thread, number and arguments; None where its thread is gone."""
    notice = bytearray(80)
    try:
        fcntl.ioctl(heard, _RECEIVE, notice)
    except OSError:
        return None
    ticket, thread, _, number, _, _, *arguments = struct.unpack("QIIiIQ6Q", notice)
    return ticket, thread, number, *arguments


def _changes(call: tuple[int, ...], folder: Path) -> bool:
    """Whether a call changes a file of the folder; one that names its path is taken to."""
    _, thread, number, *arguments = call
    files = _NUMBERS[platform.machine()][1]["files"]
    if number not in files:
        return True
    try:
        target = Path(f"/proc/{thread}/fd/{arguments[files[number]] & 0xFFFFFFFF}").readlink()
    except OSError:
        return False
    return target.is_relative_to(folder)


def _needs_room(call: tuple[int, ...], folder: Path) -> bool:
    """Whether a call writes in the folder, or makes a file or folder in it."""
    _, thread, number, *arguments = call
    numbers = _NUMBERS[platform.machine()][1]
    if number in numbers["files"]:
        return number not in numbers["no room"]
    if number not in numbers["makes"]:
        return False
    place = numbers["makes"][number]
    if number == numbers["openat"] and not arguments[2] & os.O_CREAT:
        return False
    return _path(thread, arguments, place).is_relative_to(folder)


def _path(thread: int, arguments: list[int], place: int) -> Path:
    """The path that a waiting call names in one of its arguments, read from the memory of its process."""
    with Path(f"/proc/{thread}/mem").open("rb", buffering=0) as memory:
        memory.seek(arguments[place])
        named = memory.read(4096).split(b"\0", 1)[0].decode(errors="replace")
    beside = arguments[0] & 0xFFFFFFFF if place else _HERE
    where = f"/proc/{thread}/cwd" if beside == _HERE else f"/proc/{thread}/fd/{beside}"
    return Path(named) if named.startswith("/") else Path(where).readlink() / named


def _answer(heard: int, ticket: int, failing: int = 0) -> None:
    """Let a call go on, or have it fail with the number of an error."""
    try:
        fcntl.ioctl(heard, _SEND, struct.pack("QqiI", ticket, 0, -failing, 0 if failing else _CONTINUE))
    except OSError:
        return  # the thread is gone, and its call with it
