"""Serves the privacy text and the terms of use, which Amazon's store and the talk page link to.

The texts are content, in the plainest kind of Markdown: headings, paragraphs and lists.
"""

from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path

from flask import Blueprint, Response, request

from skill.channels.talk import HEADERS
from skill.content.source import CONTENT_FOLDER, read_toml

FIRST_LANGUAGE = "en"
NAMES = ("privacy", "terms")
STYLE = Path(__file__).with_suffix(".css")
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} - {name}</title>
<link rel="icon" href="/talk/logo.svg" type="image/svg+xml">
<link rel="stylesheet" href="/legal.css">
</head>
<body>
<header><a href="/">{name}</a></header>
<main>
{body}
</main>
<footer><nav aria-label="{name}">{links}</nav></footer>
</body>
</html>
"""


def legal_pages() -> Blueprint:
    """The routes /privacy, /terms and their style."""
    legal = Blueprint("legal", __name__)

    @legal.get("/privacy")
    def privacy() -> Response:
        return _answer("privacy")

    @legal.get("/terms")
    def terms() -> Response:
        return _answer("terms")

    @legal.get("/legal.css")
    def style() -> Response:
        return Response(STYLE.read_text(encoding="utf-8"), mimetype="text/css")

    @legal.after_request
    def guarded(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    return legal


@cache
def legal_text(name: str, language: str) -> str:
    return (CONTENT_FOLDER / language / "legal" / f"{name}.md").read_text(encoding="utf-8")


@cache
def page(name: str, language: str) -> str:
    """A text as a page of its own, with a way to the other text and back to the coach."""
    links = (f'<a href="/{other}">{_title(other, language)}</a>' for other in NAMES if other != name)
    return PAGE.format(
        language=language,
        title=_title(name, language),
        name=escape(read_toml(CONTENT_FOLDER / language / "store.toml")["name"]),
        body="\n".join(_blocks(legal_text(name, language))),
        links=" ".join(links),
    )


@cache
def languages() -> tuple[str, ...]:
    """The languages that have these texts, the first one first."""
    found = {path.parent.parent.name for path in CONTENT_FOLDER.glob("*/legal/privacy.md")}
    return FIRST_LANGUAGE, *sorted(found - {FIRST_LANGUAGE})


def _answer(name: str) -> Response:
    response = Response(page(name, request.accept_languages.best_match(languages()) or FIRST_LANGUAGE))
    response.headers["Vary"] = "Accept-Language"
    return response


def _title(name: str, language: str) -> str:
    return escape(legal_text(name, language).splitlines()[0].removeprefix("# "))


def _blocks(text: str) -> Iterator[str]:
    """Each paragraph, heading or list, which empty lines set apart. Nothing in a text can become markup."""
    for block in text.strip().split("\n\n"):
        if block.startswith("## "):
            yield f"<h2>{escape(block.removeprefix('## '))}</h2>"
        elif block.startswith("# "):
            yield f"<h1>{escape(block.removeprefix('# '))}</h1>"
        elif block.startswith("- "):
            items = "\n".join(f"<li>{escape(item.removeprefix('- '))}</li>" for item in block.splitlines())
            yield f"<ul>\n{items}\n</ul>"
        else:
            yield f"<p>{escape(block)}</p>"
