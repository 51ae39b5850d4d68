"""How often an address may do something; a town hall behind one address is many people.

The counts live in the cache: with several processes each has its own, so a limit is at most
multiplied by their number. That is enough against floods and costs the database nothing.
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

Address = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Limit:
    """At most `times` in any `seconds`, counted apart for each `scope`."""

    scope: str
    times: int
    seconds: int


@dataclass(frozen=True)
class AddressLimit:
    """A limit for one address and a wider one for the range that it belongs to."""

    scope: str
    per_address: int
    per_range: int
    seconds: int


def client_address(request: HttpRequest) -> Address | None:
    """Who is asking. X-Forwarded-For is believed only from settings.TRUSTED_PROXIES."""
    address = _parse(request.META.get("REMOTE_ADDR", ""))
    if address is None or not _is_trusted(address):
        return address
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    # From the right: each proxy adds who spoke to it; the first that is not ours is the client.
    for text in reversed(forwarded):
        told = _parse(text.strip())
        if told is None:
            return address
        address = told
        if not _is_trusted(told):
            break
    return address


def allows(request: HttpRequest, limit: AddressLimit) -> bool:
    """Count one more from this request's address and range; False when either is too many."""
    address = client_address(request)
    if address is None:
        return take(f"{limit.scope}:?", Limit(limit.scope, limit.per_range, limit.seconds))
    one, wide = _one(address), _range(address)
    in_range = take(wide, Limit(f"{limit.scope}:range", limit.per_range, limit.seconds))
    return take(one, Limit(limit.scope, limit.per_address, limit.seconds)) and in_range


def take(who: str, limit: Limit) -> bool:
    """Count one more for `who`; False, and not counted, when it is beyond the limit.

    A sliding window from two fixed ones: the last one weighs by how much of it is still inside.
    """
    now = timezone.now().timestamp()
    window = int(now // limit.seconds)
    elapsed = (now % limit.seconds) / limit.seconds
    current, previous = (f"limit:{limit.scope}:{who}:{number}" for number in (window, window - 1))
    counts = cache.get_many([current, previous])
    used = counts.get(current, 0) + counts.get(previous, 0) * (1 - elapsed)
    if used + 1 > limit.times:
        return False
    if not cache.add(current, 1, timeout=2 * limit.seconds):
        cache.incr(current)
    return True


def _parse(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def _is_trusted(address: Address) -> bool:
    networks = (ip_network(text, strict=False) for text in settings.TRUSTED_PROXIES)
    return any(address in network for network in networks)


def _one(address: Address) -> str:
    # One line of IPv6 is a /64: its last half changes by the hour.
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False))
    return str(address)


def _range(address: Address) -> str:
    size = 24 if isinstance(address, IPv4Address) else 48
    return str(ip_network(f"{address}/{size}", strict=False))
