"""The conversation at the prompt, and its piped form: one utterance a line, one reply a line."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from skill.app import Answer, Caller, Coach
from skill.channels.reply_object import reply_object
from skill.channels.session_token import SessionSeal
from skill.conversation.state import State

# Who sits at the prompt when nobody said who: known for this process, and to nobody else.
SOMEBODY = "somebody at the prompt"


@dataclass
class Session:
    """A session that goes on from line to line; after a reply that ends it the next line opens a new one."""

    coach: Coach
    caller: Callable[[], Caller]
    state: State = field(default_factory=State)

    def opened(self) -> Answer:
        return self._next(self.coach.launch(self._caller()))

    def said(self, line: str) -> Answer:
        """The answer to a line; an empty one is silence."""
        text = line.strip()
        if not text:
            return self._next(self.coach.silence(self.state, self._caller()))
        return self._next(self.coach.hear(text, self.state, self._caller()))

    def _caller(self) -> Caller:
        caller = self.caller()
        return caller if caller.person else replace(caller, person=SOMEBODY)

    def _next(self, answer: Answer) -> Answer:
        self.state = State() if answer.reply.ends_session else answer.state
        return answer


def piped(session: Session, lines: Iterable[str], as_json: bool) -> Iterator[str]:
    """Exactly one reply for each line."""
    seal = SessionSeal.by(session.coach.settings)
    for line in lines:
        answer = session.said(line)
        yield json.dumps(reply_object(answer, seal), ensure_ascii=False) if as_json else answer.reply.speech


def prompted(session: Session, ask: Callable[[], str], say: Callable[[str], None]) -> None:
    """A person at the prompt: greeted first, and left when the session ends."""
    answer = session.opened()
    say(answer.reply.speech)
    while not answer.reply.ends_session:
        try:
            line = ask()
        except EOFError:
            return
        answer = session.said(line)
        say(answer.reply.speech)
