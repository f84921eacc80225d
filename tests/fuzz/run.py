"""Fuzzes one way in: `python -m fuzz.run TARGET [SECONDS]`, with tests/ on the path.

What is learnt stays in build/fuzz/ for the next run; an input that breaks a promise is written to tests/fuzz/found/.
"""

import logging
import sys
from pathlib import Path

import atheris

HERE = Path(__file__).parent
CORPUS = HERE.parent.parent / "build" / "fuzz"

with atheris.instrument_imports(include=["skill"]):
    from fuzz.targets import TARGETS

if __name__ == "__main__":
    name, seconds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 600
    learnt, found = CORPUS / name, HERE / "found" / name
    for folder in (learnt, found):
        folder.mkdir(parents=True, exist_ok=True)
    logging.disable(logging.CRITICAL)  # a log of a million odd inputs tells nothing
    TARGETS[name](b"")  # what is loaded at first use is not the input's doing
    options = [f"-max_total_time={seconds}", f"-artifact_prefix={found}/", "-timeout=10", "-rss_limit_mb=1500",
               "-max_len=4096", "-print_final_stats=1", "-verbosity=1"]  # fmt: skip
    atheris.Setup([sys.argv[0], *options, str(learnt), str(HERE / "seeds" / name)], TARGETS[name])
    atheris.Fuzz()
