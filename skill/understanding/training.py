"""Fits the model to the authored phrasings. Runs when content is built, never when the skill runs.

Each template and each plain phrasing counts the same, however many utterances a template stands for.
Nothing is random, so the same content gives the same model.
"""

import warnings
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy
from scipy.sparse import csr_matrix
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from skill.content.templates import expand
from skill.content.wording import normal
from skill.mishearing import Mishearing
from skill.understanding.features import features
from skill.understanding.model import ZERO_WEIGHT, Model

SAMPLES_OF_A_TEMPLATE = 4
MISHEARD_COUNTS = 0.5  # a misheard copy, beside its original
RAREST_FEATURE = 3  # phrasings a feature must stand in
STRENGTH = 30.0  # inverse of the pull towards zero
MOST_ROUNDS = 80  # the fit has settled by then; more rounds change nothing that is measured


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


def train(examples: Sequence[Example], with_pieces: bool = True) -> Model:
    """The model of the examples; labels in alphabetical order."""
    labels = tuple(sorted({example.label for example in examples}))
    counted = [features(example.text, with_pieces) for example in examples]
    idf, unknown_idf = _inverse_frequencies(counted, [example.weight for example in examples])
    hashes = array("I", sorted(idf))
    place = {feature: column for column, feature in enumerate(hashes)}
    matrix = _matrix(counted, place, idf, unknown_idf)
    fit = LogisticRegression(C=STRENGTH, max_iter=MOST_ROUNDS, tol=1e-3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # see MOST_ROUNDS
        fit.fit(matrix, [labels.index(one.label) for one in examples], [one.weight for one in examples])
    scale = float(numpy.abs(fit.coef_).max()) / (ZERO_WEIGHT - 1)
    rows = numpy.rint(fit.coef_.T / scale).astype(numpy.int16) + ZERO_WEIGHT
    return Model(
        labels=labels,
        hashes=hashes,
        idf=array("f", (idf[feature] for feature in hashes)),
        rows=rows.astype(numpy.uint8).tobytes(),
        bias=tuple(round(float(bias), 4) for bias in fit.intercept_),
        scale=scale,
        unknown_idf=unknown_idf,
        with_pieces=with_pieces,
    )


def _inverse_frequencies(counted: Sequence[dict[int, int]], weights: Sequence[float]) -> tuple[dict[int, float], float]:
    """How telling each feature is, and how telling an unknown one counts."""
    standing: Counter[int] = Counter()
    weighed: dict[int, float] = {}
    for counts, weight in zip(counted, weights, strict=True):
        for feature in counts:
            standing[feature] += 1
            weighed[feature] = weighed.get(feature, 0.0) + weight
    total = sum(weights)
    kept = {feature: weight for feature, weight in weighed.items() if standing[feature] >= RAREST_FEATURE}
    return {feature: 1 + log((1 + total) / (1 + weight)) for feature, weight in kept.items()}, 1 + log(1 + total)


def _matrix(
    counted: Sequence[dict[int, int]], place: dict[int, int], idf: dict[int, float], unknown_idf: float
) -> csr_matrix:
    """One normed row for each example. Unknown features count in the norm, so strange words weaken what is known."""
    values: list[float] = []
    columns: list[int] = []
    starts = [0]
    for counts in counted:
        norm = sqrt(sum(count * idf.get(feature, unknown_idf) ** 2 for feature, count in counts.items())) or 1.0
        for feature, count in counts.items():
            if feature in place:
                columns.append(place[feature])
                values.append(count * idf[feature] / norm)
        starts.append(len(columns))
    return csr_matrix((values, columns, starts), shape=(len(counted), len(place)))
