"""What can go wrong, sorted by who must act.

Something not understood is no error: it is a reply.
"""


class SkillError(Exception):
    """Every error this skill raises on purpose."""


class ContentError(SkillError, ValueError):
    """A writer's mistake: which file, which key, and what to write instead."""

    def __init__(self, file: str, key: str, problem: str) -> None:
        super().__init__(f"{file}: {key}: {problem}")
        self.file = file
        self.key = key
        self.problem = problem


class BadInput(SkillError, ValueError):
    """A caller's mistake: what was wrong with what they sent, and what to send."""


class SettingsError(SkillError, ValueError):
    """An owner's mistake: which setting, and what it may be."""


class MemoryUnavailable(SkillError):
    """A store that is down, slow or full. It costs memory, never the answer."""
