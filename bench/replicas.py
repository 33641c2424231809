"""Two replicas of the dashboard on one store of editions, behind nginx with the site of deploy/nginx.conf."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.memory import answering, serving
from bench.pages import PROJECT

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
SITE = PROJECT / "deploy" / "nginx.conf"
#: What stands around a site when nginx is a process of one's own: nothing of the system's is read or written.
AROUND = """
daemon off; master_process off; pid nginx.pid; error_log error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    {site}
}}
"""


def site(port: int, first: int, second: int) -> str:
    """The site as it is deployed, on other ports and without TLS, to which it leads no more."""
    text = re.sub(r"(?ms)^server \{\s*listen 80;.*?^\}$", "", SITE.read_text(encoding="utf-8"))
    for name, other in (("8501", first), ("8502", second)):
        text = text.replace(f"127.0.0.1:{name}", f"127.0.0.1:{other}")
        text = text.replace(rf"127\.0\.0\.1:{name}", rf"127\.0\.0\.1:{other}")
    text = re.sub(r"listen 443 ssl;", f"listen 127.0.0.1:{port};", text)
    text = re.sub(r"(?m)^\s*(server_name|ssl_certificate|ssl_certificate_key) .*$", "", text)
    return text.replace("; Secure", "")


@contextmanager
def proxied(folder: Path, first: int, second: int) -> Iterator[int]:
    """The nginx of a folder of its own before two ports; its port. Raises TimeoutError where it does not answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    (folder / "nginx.conf").write_text(AROUND.format(site=site(port, first, second)), encoding="utf-8")
    assert NGINX is not None
    with (folder / "nginx.log").open("w") as out:
        command = [NGINX, "-p", str(folder), "-c", "nginx.conf", "-e", "error.log"]
        proxy = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
    try:
        answering(f"http://127.0.0.1:{port}/_stcore/health")
        yield port
    finally:
        proxy.terminate()
        proxy.wait(30)


@contextmanager
def replicated(data: Path, log: Path) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The data folder served twice with one ledger, and nginx before both: its port, and the processes of the two.

    What the second says goes into a file beside the log of the first. Raises RuntimeError without nginx.
    """
    if NGINX is None:
        raise RuntimeError("nginx is not installed; on Debian: apt-get install nginx-light")
    with tempfile.TemporaryDirectory(prefix="tp-nginx-") as made:
        folder = Path(made)
        if (data / "ledger.db").is_file():
            shutil.copy(data / "ledger.db", folder / "ledger.db")
        told = {
            "TP_LEDGER": f"sqlite:///{folder / 'ledger.db'}",
            "TP_OPEN": "1",
            "STREAMLIT_SERVER_COOKIE_SECRET": "the same for both",
            "POLARS_MAX_THREADS": "1",
            "MALLOC_ARENA_MAX": "2",
        }
        with (
            serving(data, log=log, told=told) as (first, one),
            serving(data, log=log.with_name(f"second-{log.name}"), told=told) as (second, other),
            proxied(folder, first, second) as port,
        ):
            yield port, (one, other)
