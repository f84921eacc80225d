"""MCP: two tools and a prompt over the same core, for assistants that speak for a person.

It has no user, so it remembers nothing; a conversation travels in its sealed session, which any worker can open.
"""

import json
import logging
from collections.abc import Mapping
from typing import Annotated, Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, InputRequiredResult, TextContent, Tool, ToolAnnotations
from pydantic import ValidationError

from skill import __version__
from skill.app import Coach
from skill.channels import mcp_schema as schema
from skill.channels.asked import read_asked
from skill.channels.reply_object import reply_object
from skill.channels.session_token import SessionSeal
from skill.decision_report import decide_line
from skill.errors import BadInput

INSTRUCTIONS = (
    "A voice coach for one question: should I run after leg day? Send `ask` what the person said, in their words. "
    "Say `speech` to them as it is and put its question to them; send their answer with the `session` you got, "
    "until `ends_session` is true. When it tells them to stop and get help, stop too. "
    "It is general fitness information, not medical advice."
)
SORRY = "the coach could not answer that; try it once more in other words"

log = logging.getLogger(__name__)


class CourteousServer(MCPServer[Any]):
    """Answers a call that can't be carried out with a sentence that says what to send.

    The SDK would show its validator's own words, with what was sent in them.
    """

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as fault:
            told = _told(name, fault.__cause__, {tool.name: tool for tool in await self.list_tools()})
            return CallToolResult(content=[TextContent(text=told)], is_error=True)


def _told(name: str, cause: BaseException | None, tools: Mapping[str, Tool]) -> str:
    if isinstance(cause, BadInput):
        return str(cause)
    if isinstance(cause, ValidationError):
        argument = str(cause.errors()[0]["loc"][0])
        return f"{argument}: send {tools[name].input_schema['properties'][argument]['description']}"
    if name not in tools:
        return f"there is no tool of that name; call {' or '.join(tools)}"
    # The kind alone: its text may hold what a person said about their body.
    log.error("a call of %s failed: %s", name, type(cause).__name__)
    return SORRY


def coach_server(coach: Coach) -> MCPServer[Any]:
    """The server, ready for stdio or HTTP."""
    server = CourteousServer(
        "leg-day-coach",
        title="Leg Day Coach",
        instructions=INSTRUCTIONS,
        version=__version__,
        log_level="WARNING",
        subscriptions=False,
    )
    seal = SessionSeal.by(coach.settings)

    @server.tool(**_read_only("Ask the leg day coach"))
    def ask(
        text: schema.Text,
        session: schema.Session = None,
        locale: schema.Locale = None,
        time_zone: schema.TimeZone = None,
    ) -> Annotated[CallToolResult, schema.Reply]:
        """Ask anything about running after leg day, and go on from the reply with its session."""
        told = {"text": text, "session": session, "locale": locale, "time_zone": time_zone}
        asked = read_asked(told, seal)
        return _structured(reply_object(coach.hear(asked.text, asked.state, asked.caller), seal))

    @server.tool(**_read_only("Decide whether a person should run"))
    def decide(
        red_flags: schema.Flags = None,
        sharp_or_joint_pain: schema.Pain = None,
        soreness: schema.Soreness = None,
        hours_since_leg_day: schema.Hours = None,
        planned_run: schema.Run = None,
        training_age: schema.TrainingAge = None,
        leg_day_effort: schema.Effort = None,
        priority: schema.Priority = None,
    ) -> Annotated[CallToolResult, schema.Decision]:
        """A verdict from what the person told you about their legs and run, or the input to ask them for first."""
        told = {
            "red_flags": red_flags,
            "sharp_or_joint_pain": sharp_or_joint_pain,
            "soreness": soreness,
            "hours_since_leg_day": hours_since_leg_day,
            "planned_run": planned_run.model_dump() if planned_run else None,
            "training_age": training_age,
            "leg_day_effort": leg_day_effort,
            "priority": priority,
        }
        return _structured(decide_line(told, coach.content.reasons))

    @server.prompt(title="Should I run today?")
    def should_i_run_today(so_far: str = "") -> str:
        """Talks with the leg day coach until there is a verdict. `so_far`: what you know about your legs."""
        return (
            f"{f'Should I run today? {so_far}'.strip()}\n\nAsk the leg day coach with the tool `ask` for me. Tell me what it says "
            "word for word, ask me what it asks, and send it my answers until it ends the session."
        )

    return server


def _read_only(title: str) -> dict[str, Any]:
    """A tool's title, in both places where clients look, and that it changes nothing."""
    hints = ToolAnnotations(
        title=title, read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    return {"title": title, "annotations": hints}


def _structured(told: dict[str, Any]) -> CallToolResult:
    """As data, and as text for clients that read no data."""
    return CallToolResult(
        content=[TextContent(text=json.dumps(told, ensure_ascii=False))], structured_content=told, is_error=False
    )
