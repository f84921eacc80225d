"""A skill with ten times the topics: generated ones, whose words nobody says, beside the real ones."""

import json
import shutil
import subprocess
import sys
from array import array
from dataclasses import replace
from pathlib import Path

from bench.contenders import BUILD, PYTHON, Contender, environment
from skill.content.compiled import write_compiled
from skill.content.loader import load_content
from skill.understanding import built
from skill.understanding.model import ZERO_WEIGHT, Model
from skill.understanding.phrasebook import Phrasebook, make_phrasebook

TIMES = 10
PHRASINGS = 120  # of a generated topic


def grown(ours: Contender) -> Contender:
    """The package with TIMES the topics, and all that hangs on them: content, phrasings, rows of weights."""
    folder = BUILD / "grown"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ours.folders[0], folder)
    content = load_content()
    names = [f"{name}_{number}" for name in content.topics for number in range(1, TIMES)]
    more = {name: replace(content.topics[name.rpartition("_")[0]], id=name) for name in names}
    families = {name: topic.family for name, topic in more.items()}
    whole = replace(content, topics={**content.topics, **more}, topic_families={**content.topic_families, **families})
    write_compiled(whole, folder / "skill" / "content")
    path = folder / "skill" / "understanding" / "built" / "en.bin"
    small = path.with_suffix(".small")
    path.rename(small)
    subprocess.run(
        [PYTHON, "-m", "bench.growth", str(small), str(path)],
        check=True,
        env=_with(folder),
        input=json.dumps(names),
        text=True,
    )
    small.unlink()
    return Contender("grown", (folder,))


def _with(folder: Path) -> dict[str, str]:
    here = Path(__file__).parent.parent
    return environment(PYTHONPATH=f"{here}", BENCH_FOLDER=str(folder))


def grow(small: Path, path: Path, names: list[str]) -> None:
    made = built.load(small)
    phrasings = {f"{name} {number}": name for name in names for number in range(PHRASINGS)}
    built.save(replace(made, topics=_wider(made.topics, names), phrasebook=_longer(made.phrasebook, phrasings)), path)


def _wider(model: Model, names: list[str]) -> Model:
    """The model with more labels: each has the weights of the topic it was made from, and a lower start."""
    labels = (*model.labels, *names)
    old = [model.labels.index(name.rpartition("_")[0]) for name in names]
    width, rows = len(model.labels), bytearray()
    for start in range(0, len(model.whole), width):
        row = bytes(model.whole[start : start + width])
        rows += row + bytes(row[place] for place in old)
    bias = (*model.bias, *(model.bias[place] - 1.0 for place in old))
    assert rows.count(ZERO_WEIGHT) > 0
    return Model(labels, bytes(rows), b"", bias, model.scale)


def _longer(book: Phrasebook, phrasings: dict[str, str]) -> Phrasebook:
    more = make_phrasebook(phrasings)
    labels = (*book.labels, *more.labels)
    rows = []
    for one, offset in ((book, 0), (more, len(book.labels))):
        for bucket in range(len(one.starts) - 1):
            for place in range(one.starts[bucket], one.starts[bucket + 1]):
                rows.append((bucket, one.lows[place], one.owners[place] + offset, one.heard[place]))
    rows.sort()
    starts, at = array("I"), 0
    for bucket in range(len(book.starts)):
        while at < len(rows) and rows[at][0] < bucket:
            at += 1
        starts.append(at)
    lows, owners = array("I", (row[1] for row in rows)), array("H", (row[2] for row in rows))
    return Phrasebook(labels, starts, lows, owners, bytes(row[3] for row in rows))


if __name__ == "__main__":
    grow(Path(sys.argv[1]), Path(sys.argv[2]), json.load(sys.stdin))
