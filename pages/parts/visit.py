"""Whether a visit comes from this machine itself. Where nobody signs in, nobody else is let in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

#: Headers that only something between a browser and the server sets: proxies, tunnels, content networks.
RELAYED = ("forwarded", "via", "x-real-ip", "x-scheme", "front-end-https")
RELAYED_ENDINGS = ("client-ip", "connecting-ip", "user-ip", "-proxy")
RELAYED_FAMILIES = ("x-forwarded", "x-original-", "x-envoy-", "x-amzn-", "x-azure-", "cf-", "tailscale-")


def local(host: str) -> bool:
    """Whether a name or an address, without its port, is of this machine.

    >>> [local(host) for host in ("localhost", "127.0.0.1", "::1", "::ffff:127.0.0.1", "localhost.example.org", "")]
    [True, True, True, True, False, False]
    """
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def relayed(names: Iterable[str]) -> str:
    """The first header that says that somebody stands between browser and server; empty where none does."""
    for name in names:
        told = name.lower()
        if told in RELAYED or told.startswith(RELAYED_FAMILIES) or told.endswith(RELAYED_ENDINGS):
            return name
    return ""


def elsewhere(headers: Mapping[str, str], peer: str | None) -> str:
    """Why a visit is not one of this machine's own, to follow "it"; empty where it is.

    `headers` are those of the request, `peer` the address that it came from, None where Streamlit does not say it,
    which of addresses of networks it always does. A proxy that passes on neither headers nor the host cannot be told
    from a browser; what gives it away then is the page that the browser says it comes from (Origin).
    """
    told = {name.lower(): value for name, value in headers.items()}
    if name := relayed(told):
        return f"came through a proxy, which says so in {name.title()}"
    if not local(_host(f"//{told.get('host', '')}")):
        return "came to another address than localhost"
    if "origin" in told and not local(_host(told["origin"])):
        return "came from a page of another address than localhost"
    if peer is not None and not local(peer):
        return "came from another machine"
    return ""


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
