"""Fits the model to the authored phrasings. Runs when content is built, never when the skill runs.

Each template and each plain phrasing counts the same, however many utterances a template stands for.
Nothing is random, so the same content gives the same model.
"""

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from skill.content.templates import expand
from skill.content.wording import normal
from skill.mishearing import Mishearing
from skill.understanding.feature_table import IDF_STEPS, feature_table
from skill.understanding.features import pairs_of, pieces_of, word_of
from skill.understanding.model import ZERO_WEIGHT, Features, Model

SAMPLES_OF_A_TEMPLATE = 4
MISHEARD_COUNTS = 0.5  # a misheard copy, beside its original
RAREST_FEATURE, RAREST_PIECE = 3, 4  # phrasings a word or pair, and a piece of a word, must stand in
COARSE, FINE = (24, 1), (64, 2)  # steps of a weight in either direction, and how many of them are as good as none
STRENGTH = 30.0  # inverse of the pull towards zero
MOST_ROUNDS = 120  # the fit has settled by then; more rounds change nothing that is measured
SETTLED = 1e-4  # the slope at which it has; ten times that stops after a dozen rounds, with half of it unlearnt


@dataclass(frozen=True)
class Example:
    """One utterance in normal form, what it means, and how much it counts."""

    text: str
    label: str
    weight: float = 1.0


def examples_of(label: str, templates: Iterable[str], also: Iterable[str]) -> list[Example]:
    """The examples that a topic or an act gives."""
    found = [Example(normal(text), label) for text in also]
    for template in templates:
        texts = _spread(expand(template))
        found += [Example(normal(text), label, 1 / len(texts)) for text in texts]
    return found


def misheard(examples: Sequence[Example], mishearing: Mishearing) -> list[Example]:
    """Copies of the plain phrasings as they may be heard. They count half, and teach what survives a wrong word."""
    heard = [(example, mishearing.misheard(example.text)) for example in examples if example.weight == 1.0]
    return [Example(text, one.label, MISHEARD_COUNTS) for one, text in heard if text and text != one.text]


def _spread(texts: Sequence[str]) -> Sequence[str]:
    """Some of a template's utterances, taken evenly over all of them."""
    if len(texts) <= SAMPLES_OF_A_TEMPLATE:
        return texts
    return [texts[len(texts) * place // SAMPLES_OF_A_TEMPLATE] for place in range(SAMPLES_OF_A_TEMPLATE)]


def features_of(examples: Sequence[Example]) -> Features:
    """The features that stand in enough examples, and how telling each is among all of them."""
    counted = (
        [Counter(_whole(example.text)) for example in examples],
        [Counter(_pieces(example.text)) for example in examples],
    )
    weights = [example.weight for example in examples]
    total = sum(weights)
    whole, pieces = (
        feature_table(_inverse_frequencies(counts, weights, total, rarest))
        for counts, rarest in zip(counted, (RAREST_FEATURE, RAREST_PIECE), strict=True)
    )
    return Features(whole, pieces, 1 + log(1 + total))


def train(
    features: Features, examples: Sequence[Example], with_pieces: bool = True, grain: tuple[int, int] = FINE
) -> Model:
    """The model of the examples; labels in alphabetical order. Small weights are left out, which halves what is stored."""
    labels = tuple(sorted({example.label for example in examples}))
    matrix = _matrix(features, examples, with_pieces)
    fit = LogisticRegression(C=STRENGTH, max_iter=MOST_ROUNDS, tol=SETTLED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # see MOST_ROUNDS
        fit.fit(matrix, [labels.index(one.label) for one in examples], [one.weight for one in examples])
    steps, least = grain
    scale = float(numpy.abs(fit.coef_).max()) / steps
    weights = numpy.rint(fit.coef_.T / scale).astype(numpy.int16)
    rows = (numpy.where(numpy.abs(weights) > least, weights, 0) + ZERO_WEIGHT).astype(numpy.uint8)
    whole = len(features.whole.lows)
    return Model(
        labels=labels,
        whole=rows[:whole].tobytes(),
        pieces=rows[whole:].tobytes(),
        bias=tuple(round(float(bias), 4) for bias in fit.intercept_),
        scale=scale,
    )


def _whole(text: str) -> Iterator[int]:
    words = text.split()
    yield from pairs_of(words)
    for word in words:
        yield from word_of(word)


def _pieces(text: str) -> Iterator[int]:
    for word in text.split():
        yield from pieces_of(word)


def _inverse_frequencies(
    counted: Sequence[dict[int, int]], weights: Sequence[float], total: float, rarest: int
) -> dict[int, float]:
    """How telling each feature is."""
    standing: Counter[int] = Counter()
    weighed: dict[int, float] = {}
    for counts, weight in zip(counted, weights, strict=True):
        for feature in counts:
            standing[feature] += 1
            weighed[feature] = weighed.get(feature, 0.0) + weight
    kept = {feature: weight for feature, weight in weighed.items() if standing[feature] >= rarest}
    return {feature: 1 + log((1 + total) / (1 + weight)) for feature, weight in kept.items()}


def _matrix(features: Features, examples: Sequence[Example], with_pieces: bool) -> csr_matrix:
    """One normed row for each example. Unknown features count in the norm, so strange words weaken what is known."""
    values: list[float] = []
    columns: list[int] = []
    starts = [0]
    whole = len(features.whole.lows)
    for example in examples:
        vector = features.vector(example.text)
        found = [(0, vector.pairs), *((0, word) for _, word, _ in vector.words)]
        if with_pieces:
            found += [(whole, pieces) for _, _, pieces in vector.words]
        norm = sqrt(sum(part.length for _, part in found)) or 1.0
        for offset, part in found:
            columns += [offset + place for place, _ in part.known]
            values += [steps / IDF_STEPS / norm for _, steps in part.known]
        starts.append(len(columns))
    width = whole + (len(features.pieces.lows) if with_pieces else 0)
    matrix = csr_matrix((values, columns, starts), shape=(len(examples), width))
    matrix.sum_duplicates()
    return matrix
