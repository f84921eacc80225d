"""Where a server listens, and which of those places only this machine can reach."""

import ipaddress
import socket

from skill.errors import SettingsError


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_everywhere(host: str) -> bool:
    """Whether it stands for all of the machine's addresses."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return False


def in_address(host: str) -> str:
    """As it stands in a web address: the newer kind in brackets."""
    return f"[{host}]" if ":" in host else host


def listen(host: str, port: int) -> socket.socket:
    """A socket that is already listening. Raises SettingsError when it can't."""
    try:
        server = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as fault:
        # Python adds in brackets what the line says already.
        reason = (fault.strerror or str(fault)).partition(" (")[0]
        raise SettingsError(f"can't listen on {host} port {port}: {reason}") from fault
    # Connections inherit it. Without it an answer waits up to 40 milliseconds for the client's acknowledgement.
    server.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return server
