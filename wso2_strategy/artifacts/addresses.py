"""Kinds of values that only a network's owner knows: host names, networks, ports, names.

They end up in files that other programs read, so nothing but plain names is let through.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Any, ClassVar

from attrs import frozen

from wso2_strategy.domain.kinds import Number, refusal

LONGEST_HOST = 253
_LABEL = "[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\Z")
_PORT = Number(low=1, high=65_535, whole=True)


@frozen
class Host:
    """A host name in lower case, or an address.

    Attributes:
        or_address: Whether an IPv4 address will do; routes and certificates want names.

    >>> Host().read("db.example.com")
    'db.example.com'
    """

    or_address: bool = False

    @property
    def allowed(self) -> str:
        """What is allowed, as a noun phrase."""
        address = " or an IPv4 address" if self.or_address else ""
        return f'a host name in lower case, such as "gateway.example.com"{address}'

    def read(self, value: Any) -> str:
        """Return `value` if it is a host name of at most 253 characters."""
        if not isinstance(value, str) or len(value) > LONGEST_HOST or not _HOST.match(value):
            raise refusal(value, self.allowed)
        # A name whose last part is a number would be taken for an address.
        if value.rpartition(".")[2].isdigit() and not (self.or_address and _is_address(value)):
            raise refusal(value, self.allowed)
        return value


def _is_address(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


@frozen
class Network:
    """A network in CIDR notation, with no bits set beyond its prefix.

    >>> Network().read("10.0.0.1/8")
    Traceback (most recent call last):
    ValueError: '10.0.0.1/8' is not allowed; allowed: a network such as "10.20.0.0/16"; ...
    """

    allowed: ClassVar[str] = 'a network such as "10.20.0.0/16"'

    def read(self, value: Any) -> str:
        """Return `value` if it is a network."""
        try:
            return str(ipaddress.ip_network(value if isinstance(value, str) else ""))
        except ValueError as error:
            hint = "" if not isinstance(value, str) or "host bits" not in str(error) else value
            inner = f"; write {ipaddress.ip_network(hint, strict=False)}" if hint else ""
            raise refusal(value, self.allowed, inner) from None


@frozen
class Name:
    """A name of an object in a cluster or a schema of a database.

    Attributes:
        signs: What it may hold besides letters and digits.
    """

    signs: str = "-"

    @property
    def allowed(self) -> str:
        """What is allowed, as a noun phrase."""
        return f"lower-case letters, digits and any of {' '.join(self.signs)}, 1 to 63 characters"

    def read(self, value: Any) -> str:
        """Return `value` if it is such a name."""
        inner = rf"[a-z0-9{re.escape(self.signs)}]"
        if not isinstance(value, str) or not re.match(
            rf"[a-z0-9](?:{inner}{{0,61}}[a-z0-9])?\Z", value
        ):
            raise refusal(value, self.allowed)
        return value


@frozen
class Form:
    """A word of a fixed form.

    Attributes:
        allowed: What is allowed, as a noun phrase.
        pattern: The form, as a regular expression of the whole word.
        longest: How many characters it may have.
    """

    allowed: str
    pattern: str
    longest: int = 253

    def read(self, value: Any) -> str:
        """Return `value` if it has the form."""
        fits = isinstance(value, str) and len(value) <= self.longest
        if not fits or not re.fullmatch(self.pattern, value, re.ASCII):
            raise refusal(value, self.allowed)
        return str(value)


_PATH = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*"

OBJECT_NAME = Form(
    'the name of an object in a cluster, such as "envoy.example": labels of lower-case letters,'
    " digits and - between dots, at most 253 characters",
    rf"{_LABEL}(?:\.{_LABEL})*",
)
REGISTRY = Form(
    "a registry as host[:port][/path] in lower case, without https://, such as"
    ' "registry.test:5000"',
    rf"{_LABEL}(?:\.{_LABEL})*(?::[0-9]{{1,5}})?(?:/{_PATH})?",
)
REPOSITORY = Form(
    'a path in lower case without registry and tag, such as "team/wso2am"', _PATH, longest=255
)
TAG = Form(
    "a tag: letters, digits and any of _ . -, at most 128 characters; a digest is given to the"
    " charts by their own value wso2.deployment.image.digest",
    r"\w[\w.-]*",
    longest=128,
)
CHART_VERSION = Form(
    'a version such as "4.7.0-1"',
    r"[0-9]+(?:\.[0-9]+){2}(?:-[0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*)?",
    longest=63,
)


@frozen
class Ports:
    """A list of port numbers.

    >>> Ports().read([8443, 443])
    (443, 8443)
    """

    allowed: ClassVar[str] = "a list of 1 to 15 ports, each from 1 to 65,535"

    def read(self, value: Any) -> tuple[int, ...]:
        """Return the ports, each once, in order."""
        try:
            found = sorted({_PORT.read(each) for each in value})
        except (TypeError, ValueError):
            raise refusal(value, self.allowed) from None
        if isinstance(value, str) or not 1 <= len(found) <= 15:  # noqa: PLR2004 - as `allowed` says
            raise refusal(value, self.allowed)
        return tuple(map(int, found))
