"""Privacy and terms are served as plain pages, guarded like the talk page, and say what the code does."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from skill.app import Coach
from skill.channels.legal import legal_text
from skill.channels.talk import HEADERS
from skill.channels.webhook import create_app
from skill.conversation.scene import KEPT_FOR, LEG_DAYS_KEPT
from skill.manifest import Hosting, manifest

ROOT = Path(__file__).parent.parent
NAMES = ("privacy", "terms")
NUMBERS = {5: "five"}


class Outline(HTMLParser):
    """Which elements a page has, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the library's name
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture
def client(coach: Coach) -> FlaskClient:
    return create_app(coach, None).test_client()


def status(client: FlaskClient, link: str) -> int:
    with client.get(link) as response:
        return response.status_code


@pytest.mark.parametrize("name", NAMES)
def test_the_document_and_the_page_are_one_text(name: str) -> None:
    assert (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") == legal_text(name, "en")


@pytest.mark.parametrize("name", NAMES)
def test_the_page_holds_the_whole_text_under_one_heading(client: FlaskClient, name: str) -> None:
    response = client.get(f"/{name}")
    outline = Outline(response.get_data(as_text=True))
    words = re.sub(r"^(#+|-) ", "", legal_text(name, "en"), flags=re.MULTILINE).split()

    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert " ".join(words) in " ".join(outline.text.split())
    assert outline.tags.count("h1") == 1
    assert {"main", "header", "nav", "title"} <= set(outline.tags)
    assert '<html lang="en">' in response.get_data(as_text=True)


@pytest.mark.parametrize("name", [*NAMES, "legal.css"])
def test_the_pages_are_guarded_like_the_talk_page(client: FlaskClient, name: str) -> None:
    headers = client.get(f"/{name}").headers

    assert {key: headers[key] for key in HEADERS} == HEADERS
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("name", NAMES)
def test_everything_a_page_links_to_is_there(client: FlaskClient, name: str) -> None:
    links = set(re.findall(r'href="([^"]+)"', client.get(f"/{name}").get_data(as_text=True)))

    assert {status(client, link) for link in links} == {200}
    assert links >= {"/", f"/{NAMES[1 - NAMES.index(name)]}"}


def test_the_links_of_the_store_are_served(client: FlaskClient, coach: Coach) -> None:
    made = manifest(coach.content, Hosting.of("https://coach.example.org", None))
    links = made["manifest"]["privacyAndCompliance"]["locales"]["en-US"].values()

    assert {status(client, link.removeprefix("https://coach.example.org")) for link in links} == {200}


def test_the_privacy_text_tells_how_much_is_kept_and_how_long() -> None:
    text = legal_text("privacy", "en")

    assert f"{KEPT_FOR.days} days" in text
    assert f"{NUMBERS[LEG_DAYS_KEPT]} at most" in text
