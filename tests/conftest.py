"""Real parts, read once: the content, the built understanding, and a coach that remembers for the test only."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from skill.app import Coach
from skill.content.loader import load_content
from skill.content.topic import Content
from skill.memory.mapping import MappingMemory
from skill.settings import Settings
from skill.understanding.understand import Understanding, load_understanding

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)  # a Wednesday


@pytest.fixture(scope="session")
def content() -> Content:
    return load_content()


@pytest.fixture(scope="session")
def understanding(content: Content) -> Understanding:
    return load_understanding(content)


@pytest.fixture
def coach(content: Content, understanding: Understanding) -> Coach:
    return Coach(content, understanding, MappingMemory(), Settings(skill_id="amzn1.ask.skill.test", secret_key="test"))
