"""AWS Lambda's way in: `lambda_handler(event, context)`."""

import gc
import os
import sys

gc.disable()  # until the skill is loaded: nothing of it is garbage

# Where Python looks for time zones by itself; asking its build settings would take longer than reading a zone.
os.environ.setdefault("PYTHONTZPATH", "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo")


class Archived:
    """Finds what a start does not need in the package's archive; on sys.path every missing module would open it."""

    path = os.path.join(os.path.dirname(__file__), "sdk.zip")
    rooms = ("dateutil", "six", "tzdata")

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return cls.finder.find_spec(name, [cls.path], target) if path is None and name in cls.rooms else None

    finder = sys.meta_path[-1]


sys.meta_path.append(Archived)

from skill.channels.lambda_host import lambda_handler  # noqa: E402 - after what it is found with

gc.freeze()
gc.enable()

__all__ = ["lambda_handler"]
