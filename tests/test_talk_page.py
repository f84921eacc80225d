"""The talk page is served whole, guarded, installable, and has words for all it says."""

import json
import re
import struct
import tomllib
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import skill.content
from skill.channels import talk

FOLDER = Path(talk.FOLDER)
FILES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in talk.TYPES)
SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.js")}
LANGUAGES = talk.languages()
LONGEST = 250
# What the Web Speech API may report, with `other` for what it may report one day. Nobody is told of an `aborted`.
MICROPHONE_ERRORS = {
    "audio-capture",
    "language-not-supported",
    "network",
    "no-speech",
    "not-allowed",
    "other",
    "service-not-allowed",
}


@pytest.fixture
def page() -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(talk.talk_page())
    return app.test_client()


def leaves(words: dict[str, object], above: str = "") -> list[str]:
    found: list[str] = []
    for key, value in words.items():
        found += leaves(value, f"{above}{key}.") if isinstance(value, dict) else [above + key]
    return found


class TestServing:
    def test_the_page_comes_in_the_language_that_was_asked_for_or_the_first(self, page: FlaskClient) -> None:
        response = page.get("/", headers={"Accept-Language": "xx"})

        assert response.status_code == 200
        assert f'<html lang="{LANGUAGES[0]}">' in response.text
        assert response.headers["Vary"] == "Accept-Language"

    @pytest.mark.parametrize("name", FILES)
    def test_each_file_beside_the_page_is_served_as_what_it_is(self, page: FlaskClient, name: str) -> None:
        with page.get(f"/talk/{name}") as response:
            assert response.status_code == 200
            assert response.mimetype == talk.TYPES[Path(name).suffix]
            assert response.data == (FOLDER / name).read_bytes()

    @pytest.mark.parametrize("name", ["nothing.js", "page.html", "__init__.py", "..%2fwebhook.py", "words.xx.json"])
    def test_nothing_else_is(self, page: FlaskClient, name: str) -> None:
        assert page.get(f"/talk/{name}").status_code == 404

    def test_every_file_that_a_file_names_is_there(self) -> None:
        texts = [
            path.read_text(encoding="utf-8") for path in FOLDER.iterdir() if path.suffix in (".html", ".js", ".css")
        ]
        named = {name for text in texts for name in re.findall(r"/talk/([\w.-]+\.(?:css|js|png|svg))", text)}
        named |= {name for text in texts for name in re.findall(r'from "\./([\w.-]+)"', text)}

        assert len(named) > 5
        assert named <= set(FILES)

    def test_every_icon_that_is_shown_is_drawn(self) -> None:
        drawn = set(re.findall(r'symbol id="(\w+)"', (FOLDER / "icons.svg").read_text(encoding="utf-8")))
        shown = set(re.findall(r"icons\.svg#(\w+)", (FOLDER / "page.html").read_text(encoding="utf-8")))
        shown |= set(re.findall(r'icon\("(\w+)"\)', "".join(SCRIPTS.values())))
        shown |= {"stop", "silent", *talk.words("en")["verdicts"]}

        assert shown <= drawn


class TestGuarding:
    @pytest.mark.parametrize("path", ["/", "/talk/talk.js", "/talk/manifest.webmanifest", "/talk/nothing.js"])
    def test_nothing_comes_from_elsewhere_and_nothing_inline_runs(self, page: FlaskClient, path: str) -> None:
        with page.get(path) as response:
            policy = response.headers["Content-Security-Policy"]

            assert policy.startswith("default-src 'none';")
            assert "unsafe" not in policy
            assert "http" not in policy
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert "microphone=(self)" in response.headers["Permissions-Policy"]

    def test_the_page_holds_no_script_or_style_of_its_own(self, page: FlaskClient) -> None:
        text = page.get("/").text

        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text)
        assert not re.search(r'(?:src|href)="(?!/talk/)', text)

    def test_no_script_makes_markup_of_text(self) -> None:
        for name, text in SCRIPTS.items():
            assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text), name

    def test_no_script_stores_anything_but_the_choice_of_sound(self) -> None:
        for name, text in SCRIPTS.items():
            assert not re.search(r"sessionStorage|indexedDB|document\.cookie|caches\.", text), name
            assert name == "voice.js" or "localStorage" not in text, name

    @pytest.mark.parametrize("name", SCRIPTS)
    def test_no_script_outgrows_its_room_or_hides_what_it_is_for(self, name: str) -> None:
        assert len(SCRIPTS[name].splitlines()) < LONGEST
        assert SCRIPTS[name].startswith("// ")


class TestInstalling:
    @pytest.fixture
    def manifest(self, page: FlaskClient) -> dict[str, object]:
        response = page.get("/talk/manifest.webmanifest")
        assert response.mimetype == "application/manifest+json"
        found: dict[str, object] = json.loads(response.text)
        return found

    def test_the_manifest_has_what_a_phone_asks_for(self, manifest: dict[str, object]) -> None:
        assert manifest["name"] == "Leg Day Coach"
        assert manifest["start_url"] == manifest["scope"] == "/"
        assert manifest["display"] == "standalone"

    def test_the_shortcut_opens_ready_to_listen(self, manifest: dict[str, object]) -> None:
        (shortcut,) = manifest["shortcuts"]  # type: ignore[misc]

        assert (shortcut["name"], shortcut["url"]) == ("Talk", "/?ask")

    def test_the_icons_have_the_sizes_they_claim(self, page: FlaskClient, manifest: dict[str, object]) -> None:
        for icon in manifest["icons"]:  # type: ignore[attr-defined]
            with page.get(icon["src"]) as response:
                width, height = struct.unpack(">II", response.data[16:24])

            assert f"{width}x{height}" == icon["sizes"]

    def test_the_icons_serve_every_purpose_in_both_sizes(self, manifest: dict[str, object]) -> None:
        found = {(icon["sizes"], icon["purpose"]) for icon in manifest["icons"]}  # type: ignore[attr-defined]

        assert found == {(size, use) for size in ("192x192", "512x512") for use in ("any", "maskable")}


class TestWords:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_language_has_the_same_words(self, language: str) -> None:
        first, other = (set(leaves(talk.words(name))) for name in (LANGUAGES[0], language))

        assert {key for key in first if not key.startswith("numbers.")} == {
            key for key in other if not key.startswith("numbers.")
        }

    def test_every_word_is_used_and_every_used_word_is_there(self) -> None:
        html = (FOLDER / "page.html").read_text(encoding="utf-8")
        python = (FOLDER / "__init__.py").read_text(encoding="utf-8")
        used = set(re.findall(r"\bwords\.(\w+)", html + "".join(SCRIPTS.values())))
        used |= set(re.findall(r'said\["(\w+)"\]', python))

        assert used - {"replace"} == set(talk.words("en"))

    def test_every_microphone_error_has_a_kind_line(self) -> None:
        assert set(talk.words("en")["microphone_errors"]) == MICROPHONE_ERRORS

    def test_every_problem_and_verdict_of_the_scripts_has_words(self) -> None:
        problems = set(re.findall(r'"(\w+)"', re.search(r"PROBLEMS = {.*}", SCRIPTS["talk.js"])[0]))  # type: ignore[index]
        looks = set(re.findall(r'"(\w+)"', re.search(r"LOOKS = {.*?^};", SCRIPTS["card.js"], re.S | re.M)[0]))  # type: ignore[index]

        assert {*problems, "unreachable", "other"} == set(talk.words("en")["problems"])
        assert looks == set(talk.words("en")["verdicts"])

    def test_the_five_names_are_never_shown(self) -> None:
        names = {"GO AS PLANNED", "GO EASY", "SHORTEN-OR-SWAP", "REST", "STOP-AND-GET-HELP"}
        shown = json.dumps(talk.words("en"))

        assert not [name for name in names if name in shown]

    def test_every_emergency_number_that_is_spoken_can_be_dialled(self) -> None:
        locales = Path(skill.content.__path__[0]) / "en" / "locales.toml"
        spoken = {locale["emergency_number"] for locale in tomllib.loads(locales.read_text(encoding="utf-8")).values()}

        assert spoken <= set(talk.words("en")["numbers"])
