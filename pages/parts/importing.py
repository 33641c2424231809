"""Long work that outlives a rerun: making the demonstration, reading dropped files, importing, publishing.

The work runs in a thread of the process, once for everybody: a second session that asks for the same work watches the
first one's progress. Screens only watch.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from weakref import finalize

import streamlit as st

import tp_metrics as tp
from pages.parts.who import person, viewer

LOG = logging.getLogger("tp_metrics.pages")

#: Bytes of a file's name, of which its end is kept; most disks take 255.
LONGEST = 200

Progress = Callable[[float, str], None]
Work = Callable[[Progress], Any]


@dataclass
class Job:
    """One piece of long work: how far it is, in words, and what came of it."""

    words: str
    share: float = 0.0
    done: bool = False
    outcome: Any = None
    error: str = ""
    thread: Thread | None = field(default=None, repr=False)

    def progress(self, share: float, words: str) -> None:
        """Note how far the work is; called by the work itself."""
        self.share, self.words = min(max(share, 0.0), 1.0), words

    def run(self, work: Work) -> None:
        """Do the work; what goes wrong becomes one sentence here, and the whole of it a line of the log."""
        try:
            self.outcome = work(self.progress)
        except ValueError as refused:
            LOG.info("%s: %s", self.words, refused)
            self.error = " ".join(str(refused).split())
        except OSError as error:
            LOG.warning("%s: %s", self.words, error)
            self.error = tp.holdings.unusable(error)
        except Exception:
            LOG.exception("%s failed", self.words)
            self.error = "This failed for a reason that is in the server's log; the data are as they were before."
        self.done = True


@st.cache_resource(show_spinner=False)
def _jobs() -> tuple[dict[str, Job], Lock]:
    return {}, Lock()


def started(words: str, work: Work) -> Job:
    """A job whose work has begun, in a thread of its own."""
    job = Job(words)
    job.thread = Thread(target=job.run, args=(work,), name=words, daemon=True)
    job.thread.start()
    return job


def begin(name: str, words: str, work: Work) -> Job:
    """Start work of the whole process under a name, unless work of that name is under way; the job either way."""
    jobs, lock = _jobs()
    with lock:
        found = jobs.get(name)
        if found is None or found.done:
            found = jobs[name] = started(words, work)
    return found


def job(name: str) -> Job | None:
    """The work of a name, under way or done; None where there was none."""
    return _jobs()[0].get(name)


def watch(found: Job | None) -> bool:
    """Show how far a job is, until it is done; whether it is under way. What went wrong is said in one sentence."""
    if found is None:
        return False
    if not found.done:
        _bar(found)
        return True
    if found.error:
        st.error(found.error, title="Nothing was changed")
    return False


@st.fragment(run_every=0.7)
def _bar(found: Job) -> None:
    if found.done:
        st.rerun()
    st.progress(found.share, text=f"{found.words[:1].upper()}{found.words[1:]}")


def demonstration_job() -> str:
    """The name of the work that makes the demonstration in the present data folder."""
    return f"demonstration {tp.store().path}"


def make_demonstration() -> None:
    """Make the demonstration data, once for everybody."""
    by = {"viewer": viewer(), "who": person()}
    tp.access.must_publish(by["viewer"], "To make the demonstration")
    begin(demonstration_job(), "making the demonstration data", partial(tp.demonstrate, **by))


@dataclass(frozen=True)
class Dropped:
    """A file that was dropped, in a folder of its own until the session ends, and the job that reads it."""

    name: str
    path: Path
    digest: str
    reading: Job


def dropped(uploaded: list[Any]) -> list[Dropped]:
    """The uploaded files on disk, each read and checked once; those taken out of the box again are let go."""
    kept: dict[str, Dropped] = st.session_state.setdefault("dropped", {})
    for gone in kept.keys() - {one.file_id for one in uploaded}:
        del kept[gone]
    for one in uploaded:
        if one.file_id not in kept:
            kept[one.file_id] = _on_disk(one)
    return [kept[one.file_id] for one in uploaded]


def file_name(said: str) -> str:
    """A name for a file, which a browser may call anything: in no other folder, printable, no longer than a disk takes.

    >>> file_name("../../up.csv"), file_name(".."), len(file_name(300 * "é" + ".csv").encode())
    ('up.csv', 'file', 200)
    """
    plain = "".join(one for one in Path(said).name if one.isprintable()).strip(" .")
    return plain.encode()[-LONGEST:].decode(errors="ignore") or "file"


def _on_disk(uploaded: Any) -> Dropped:
    folder = Path(tempfile.mkdtemp(prefix="dropped-"))
    path = folder / file_name(uploaded.name)
    path.write_bytes(uploaded.getbuffer())
    reading = started(f"reading {path.name}", lambda progress: tp.arrivals.preview(path, progress))
    file = Dropped(path.name, path, tp.arrivals.fingerprint(path), reading)
    finalize(file, shutil.rmtree, folder, ignore_errors=True)
    return file


def importing_job() -> str:
    """The name of the work that imports and publishes in the present data folder."""
    return f"import {tp.store().path}"


def take_in(files: list[tuple[Dropped, Any]], as_at: date | None) -> None:
    """Import files that were read, and publish an edition as at a day when one is given; once for everybody.

    Raises NotForViewer for who may not.
    """
    by = {"viewer": viewer(), "who": person()}
    tp.access.must_publish(by["viewer"], "To import files")

    def work(progress: Progress) -> list[str]:
        said = []
        for number, (file, found) in enumerate(files):
            progress(number / (len(files) + 1), f"importing {file.name}")
            said.append(_take(file, found, progress, **by))
        if as_at is not None:
            edition = tp.publish(as_at, lambda share, words: progress(0.3 + 0.7 * share, words), **by)
            said.append(f"Edition as at {tp.periods.day_text(edition.as_at)} is published.")
            said += tp.holdings.edition_notes(tp.store(), edition)
        return said

    begin(importing_job(), "importing", work)


def _take(file: Dropped, found: Any, progress: Progress, *, viewer: Any, who: str) -> str:
    noted = partial(tp.audit.record, "import", who=who, role=viewer.name, folder=tp.store().path)
    if found is None:
        installed = tp.arrivals.install(file.path, progress)
        noted(what=installed.title)
        return f"{file.name}: the {installed.title} are installed, and every map draws them from now on."
    entry = tp.store().add(found, file.name, file.digest)
    noted(what=f"{entry.id}, of {entry.source}")
    return f"{file.name}: {entry.kept:,} kept, {entry.set_aside:,} set aside, {entry.refused:,} refused."


def publish(as_at: date) -> None:
    """Publish an edition of what was imported; once for everybody."""
    take_in([], as_at)
