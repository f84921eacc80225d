"""What time it is for the person: in the zone of their device, from Alexa's settings (alexa_settings.py).

Asked for once a session and only where a clock matters. Where none matters, and when Alexa does not answer in time, the
earliest clock of the locale stands in: it makes leg day the more recent, which is the careful mistake.
"""

from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LONGEST_NAME = 80  # characters of a zone's name


def zone(name: str | None) -> tzinfo | None:
    """The zone of a name; None for a name that is unknown."""
    if not name or len(name) > LONGEST_NAME:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def local_time(zone_name: str | None, utc_offset: float) -> datetime:
    """Now, in the named zone or on the clock that stands in for it, so many hours from UTC."""
    return datetime.now(zone(zone_name) or timezone(timedelta(hours=utc_offset)))
