"""Leads Python processes to a certificate host of the tests' own: what /etc/hosts and a private authority would do.

Put on PYTHONPATH it is loaded before anything else. Of the skill nothing is changed.
"""

import os
import socket

import certifi

HOST, PORT = "s3.amazonaws.com", 443
_resolve = socket.getaddrinfo
_roots = os.environ["AMAZON_ROOTS"]


def _here(host, port, *more, **named):
    """Where the host stands: a port of the loopback address, which a file names because it may change."""
    if host == HOST and port == PORT:
        with open(os.environ["AMAZON_PORT"], encoding="ascii") as file:
            host, port = "127.0.0.1", int(file.read())
    return _resolve(host, port, *more, **named)


socket.getaddrinfo = _here
certifi.where = lambda: _roots
