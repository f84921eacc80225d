"""The talk page: ask by voice or by typing, hear and read the answer.

Its files lie beside this one. words.<language>.json holds every word that a person reads, so one more language is
one more file.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request, send_from_directory

FOLDER = Path(__path__[0])
# What may be fetched. The types are named here because a system's own table may not know them.
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
FIRST_LANGUAGE = "en"
COLOUR = {"theme_color": "#b8400f", "background_color": "#fbf6ef"}
HEADERS = {
    # Nothing is loaded from elsewhere, nothing inline runs, and no text can become markup.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "manifest-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Cache-Control": "no-cache",  # a new version of the skill is a new page
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def talk_page() -> Blueprint:
    """The routes of the page."""
    talk = Blueprint("talk", __name__, template_folder=str(FOLDER))

    @talk.get("/")
    def page() -> Response:
        language = _language()
        response = Response(render_template("page.html", words=words(language), language=language))
        response.headers["Vary"] = "Accept-Language"
        return response

    @talk.get("/talk/manifest.webmanifest")
    def installable() -> Response:
        response = jsonify(manifest(_language()))
        response.mimetype = "application/manifest+json"
        response.headers["Vary"] = "Accept-Language"
        return response

    @talk.get("/talk/<name>")
    def file(name: str) -> Response:
        mimetype = TYPES.get(Path(name).suffix)
        if mimetype is None:
            abort(404)
        return send_from_directory(FOLDER, name, mimetype=mimetype)

    @talk.after_request
    def guarded(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    return talk


@cache
def languages() -> tuple[str, ...]:
    """The languages that have words, the first one first."""
    found = {path.name.split(".")[1] for path in FOLDER.glob("words.*.json")}
    return FIRST_LANGUAGE, *sorted(found - {FIRST_LANGUAGE})


@cache
def words(language: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"words.{language}.json").read_text(encoding="utf-8"))
    return found


def manifest(language: str) -> dict[str, Any]:
    """What a phone needs to put the page on its home screen."""
    said = words(language)
    return {
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "name": said["name"],
        "short_name": said["name"],
        "description": said["description"],
        "lang": language,
        "display": "standalone",
        **COLOUR,
        "categories": ["fitness", "health", "sports"],
        "icons": [
            {"src": f"/talk/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for size in (192, 512)
            for purpose in ("any", "maskable")
        ],
        "shortcuts": [
            {
                "name": said["talk"],
                "description": said["talk_description"],
                "url": "/?ask",
                "icons": [{"src": "/talk/icon-192.png", "sizes": "192x192", "type": "image/png"}],
            }
        ],
    }


def _language() -> str:
    return request.accept_languages.best_match(languages()) or FIRST_LANGUAGE
