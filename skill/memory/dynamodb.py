"""Profiles in a DynamoDB table, where the skill outgrows one machine: one item for a person, by hashed key.

The table has the partition key `key` (a string) and, for Amazon to clear expired items away, its time to live on `expires`.
"""

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, Self
from urllib.parse import parse_qsl, urlsplit

from skill.conversation.scene import KEPT_FOR, Profile
from skill.errors import MemoryUnavailable, SettingsError
from skill.memory.patience import ASKING, CALLS, NOTING, Patience
from skill.memory.stored import is_expired, is_noted, read, written

STEP = 0.5  # seconds to connect, and to wait for each part of an answer
TRIES = 2  # Amazon closes connections that lie idle, and the second one is a fresh one
NOBODY = "-"
HOW = "use dynamodb://table, or dynamodb://table?region=eu-west-1&endpoint=http://127.0.0.1:8000"

Item = Mapping[str, Mapping[str, str]]


class Client(Protocol):
    """The part of boto3's client that is used here."""

    def get_item(self, **asked: object) -> dict[str, Any]: ...

    def put_item(self, **asked: object) -> object: ...

    def update_item(self, **asked: object) -> object: ...

    def delete_item(self, **asked: object) -> object: ...


@dataclass(frozen=True)
class Address:
    """What `dynamodb://table?region=...&endpoint=...` says."""

    table: str
    region: str | None = None
    endpoint: str | None = None

    @classmethod
    def of(cls, url: str) -> Self:
        parts = urlsplit(url)
        choices = dict(parse_qsl(parts.query))
        if not parts.netloc or parts.path.strip("/") or not choices.keys() <= {"region", "endpoint"}:
            raise SettingsError(f"MEMORY_URL is {url!r}; {HOW}")
        return cls(parts.netloc, choices.get("region"), choices.get("endpoint"))


@dataclass(frozen=True)
class DynamoDBMemory:
    """Any number of machines share the table. What one has saved, the next one reads."""

    client: Client
    table: str
    faults: tuple[type[Exception], ...]  # what the client may raise
    patience: Patience = field(default_factory=Patience)
    reach: str = "store"

    def load(self, key: str, now: datetime) -> Profile | None:
        asked = {"TableName": self.table, "Key": _key(key), "ConsistentRead": True}
        item: Item = self._call(lambda: self.client.get_item(**asked), ASKING).get("Item") or {}
        used = _number(item, "used")
        # Amazon deletes within days of the expiry, so an expired item may still be there.
        if used is None or is_expired(used, now):
            return None
        if not is_noted(used, now):
            with suppress(MemoryUnavailable):
                self._call(lambda: self._note(key, now), NOTING)
        return read(item.get("profile", {}).get("S"))

    def save(self, key: str, profile: Profile, now: datetime) -> None:
        item = {**_key(key), "profile": {"S": written(profile)}, **_times(now)}
        self._call(lambda: self.client.put_item(TableName=self.table, Item=item), ASKING)

    def forget(self, key: str) -> None:
        self._call(lambda: self.client.delete_item(TableName=self.table, Key=_key(key)), ASKING)

    def check(self) -> None:
        """Reads an item that nobody has: the key is shorter than any hash. Whether it may write shows in its use."""
        self._call(lambda: self.client.get_item(TableName=self.table, Key=_key(NOBODY)), ASKING)

    def _note(self, key: str, now: datetime) -> object:
        """That it was used. An item that was forgotten meanwhile stays forgotten."""
        values = {f":{name}": value for name, value in _times(now).items()}
        return self.client.update_item(
            TableName=self.table,
            Key=_key(key),
            UpdateExpression="SET #used = :used, #expires = :expires",
            ConditionExpression="attribute_exists(#key)",
            ExpressionAttributeNames={"#used": "used", "#expires": "expires", "#key": "key"},
            ExpressionAttributeValues=values,
        )

    def _call(self, ask: Callable[[], Any], seconds: float) -> Any:
        try:
            return self.patience.wait(ask, seconds)
        except self.faults as fault:
            raise MemoryUnavailable(f"table {self.table}: {_reason(fault)}") from fault


def open_dynamodb(url: str) -> DynamoDBMemory:
    """The table at an address. Raises SettingsError; whether the table is there shows when it is used."""
    address = Address.of(url)
    try:
        # Here, because it takes a quarter of a second that nobody else should pay for.
        import boto3
        from botocore.config import Config
        from botocore.exceptions import BotoCoreError, ClientError
        from botocore.parsers import ResponseParserError
    except ImportError as fault:
        raise SettingsError("MEMORY_URL names a DynamoDB table; pip install 'leg-day-coach[dynamodb]'") from fault
    config = Config(
        connect_timeout=STEP,
        read_timeout=STEP,
        retries={"total_max_attempts": TRIES, "mode": "legacy"},  # 50 ms between tries; "standard" takes up to a second
        max_pool_connections=CALLS,
    )
    try:
        client = boto3.client("dynamodb", region_name=address.region, endpoint_url=address.endpoint, config=config)
    except (BotoCoreError, ValueError) as fault:
        raise SettingsError(f"MEMORY_URL is {url!r}: {fault}; {HOW}") from fault
    return DynamoDBMemory(client, address.table, (BotoCoreError, ClientError, ResponseParserError, OSError))


def _key(key: str) -> Item:
    return {"key": {"S": key}}


def _times(now: datetime) -> Item:
    """When it was used, and the second after which Amazon may delete it."""
    return {"used": {"N": repr(now.timestamp())}, "expires": {"N": str(math.ceil((now + KEPT_FOR).timestamp()))}}


def _number(item: Item, name: str) -> float | None:
    try:
        return float(item[name]["N"])
    except (KeyError, TypeError, ValueError):
        return None


def _reason(fault: Exception) -> str:
    """Amazon's code for it, or the kind of fault: never what was asked, which names a person's key."""
    answer = getattr(fault, "response", None) or {}
    return str(answer.get("Error", {}).get("Code") or type(fault).__name__)
