"""Weights of knowledge/dossier/same-event.toml from the pairs of 1997; those of 2005 are only scored.

    cargo run --release -p demarche-engine --example merging -- --features > pairs.csv
    venv/bin/python same_event.py pairs.csv          # prints the [weights] table; needs scikit-learn, not torch

Tried and left: words of one root as the same predicate ("meet", "meeting"), two meetings by other words, publication on one day or the next, and half a
unit on the constant. Within 1997 F1 rose (pairs in cross-validation by states .690 to .746; events as merged .794 to .803), but in 2005 it fell from .791
to .695, by pairs wrongly joined: 73 pairs of one event are too few to choose features by. More pairs have to be judged first.
"""

import csv
import sys

import numpy
from sklearn.linear_model import LogisticRegression


def f1(found, gold):
    right = int((found & gold).sum())
    return 2 * right / max(1, int(found.sum()) + int(gold.sum()))


rows = list(csv.DictReader(open(sys.argv[1])))
names = [name for name in rows[0] if name not in ("part", "same")]
features = numpy.array([[float(row[name]) for name in names] for row in rows])
same = numpy.array([row["same"] == "1" for row in rows])
early = numpy.array([row["part"] == "1997" for row in rows])
model = LogisticRegression(C=2, fit_intercept=False, max_iter=5000).fit(features[early], same[early])
turned = LogisticRegression(C=2, fit_intercept=False, max_iter=5000).fit(features[~early], same[~early])
for title, fitted, part in (("1997 (learned from)", model, early), ("2005 (test)", model, ~early), ("1997 by weights of 2005", turned, early)):
    print(f"# pairs alone, {title}: F1 {f1(fitted.predict(features[part]), same[part]):.3f}", file=sys.stderr)
print("[weights]")
for name, weight in zip(names, model.coef_[0]):
    print(f"{name} = {weight:.2f}")
