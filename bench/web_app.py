"""One web server of the bench: `python web_app.py constant|ours|sdk CHAIN ROOT`; it writes its port and serves.

All three are a Flask application on waitress, as `leg-day-coach serve` runs it. The certificates are the bench's own:
`ours` trusts their root, and Amazon's verifier is given it beside the system's.
"""

import re
import sys
from pathlib import Path

import waitress
from cryptography.x509 import load_pem_x509_certificates
from flask import Flask, jsonify, request

from bench.envelopes import SKILL_ID

THREADS = 8  # as `serve` has
CERTIFICATE_URL = "https://s3.amazonaws.com/echo.api/echo-api-cert.pem"


def constant(_: bytes, __: bytes) -> Flask:
    """Nothing but a route and a fixed answer."""
    app = Flask(__name__)
    app.add_url_rule("/alexa", view_func=lambda: jsonify({"version": "1.0", "response": {}}), methods=["POST"])
    return app


def ours(chain: bytes, root: bytes) -> Flask:
    """The skill with everything that a request goes through."""
    from skill.app import open_coach
    from skill.channels.alexa_signature import Verifier
    from skill.channels.webhook import create_app
    from skill.settings import Settings

    coach = open_coach(Settings(skill_id=SKILL_ID, memory_url="none:", secret_key="bench"))
    return create_app(coach, Verifier(load_pem_x509_certificates(root), lambda _: chain))


def sdk(chain: bytes, root: bytes) -> Flask:
    """Amazon's hello world behind Amazon's own verifier."""
    handler = _amazons_handler(chain, root)
    app = Flask(__name__)

    @app.post("/alexa")
    def alexa() -> object:
        return jsonify(handler.verify_request_and_dispatch(dict(request.headers), request.get_data(as_text=True)))

    return app


def _amazons_handler(chain: bytes, root: bytes) -> object:
    # oscrypto 1.3.0 reads no version of OpenSSL with two digits at its end (wbond/oscrypto #78): here one line is mended.
    search = re.search
    narrow, wide = r"\b(\d\.\d\.\d[a-z]*)\b", r"\b(\d+\.\d+\.\d+[a-z]*)\b"
    re.search = lambda pattern, *more: search(wide if pattern == narrow else pattern, *more)
    from ask_sdk_webservice_support import verifier
    from ask_sdk_webservice_support.webservice_handler import WebserviceSkillHandler
    from certvalidator import ValidationContext

    re.search = search
    plain = verifier.CertificateValidator

    def validator(*given: object) -> object:
        """As Amazon's verifier makes it, anew for each request; one root more is the only difference."""
        return plain(*given, validation_context=ValidationContext(extra_trust_roots=[root]))

    verifier.CertificateValidator = validator
    sys.path.insert(0, str(Path(__file__).parent / "yardsticks" / "hello"))
    from lambda_function import builder

    checks = verifier.RequestVerifier(signature_key="Signature-256")
    checks._cert_cache[CERTIFICATE_URL] = chain  # what it would have fetched
    checks._validate_cert_chain(chain)  # once alone: several threads at the first one trip over each other
    return WebserviceSkillHandler(
        skill=builder.create(), verify_signature=False, verify_timestamp=True, verifiers=[checks]
    )


if __name__ == "__main__":
    kind, chain_file, root_file = sys.argv[1:]
    makers = {"constant": constant, "ours": ours, "sdk": sdk}
    application = makers[kind](Path(chain_file).read_bytes(), Path(root_file).read_bytes())
    server = waitress.create_server(application, host="127.0.0.1", port=0, threads=THREADS)
    print(server.effective_port, flush=True)
    server.run()
