"""Learns which coded events are accepted, and how sure each is: `knowledge/coding/acceptance.toml`.

    cargo run --release -p demarche-engine --example grounds -- ../shared/data/newswire > news.jsonl
    cargo run --release -p demarche-engine --example grounds -- examples > examples.jsonl
    python3 training/acceptance.py news.jsonl examples.jsonl --least 0.55

Learned from two collections: the events of newswire sentences judged by hand in `eval/audit/train.csv` (never those of `events.csv`, which
is the test), and the events of the cases in `examples/` that are not held out, right where the case expects such an event. A
logistic regression with an L2 penalty; five folds of whole articles by a hash of their names; nothing is random. Needs scikit-learn.
"""

import argparse
import collections
import csv
import hashlib
import json
import pathlib
import sys

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

ROOT = pathlib.Path(__file__).resolve().parent.parent
PENALTY = 10.0  # of half the squared length of the weights
SEEN = 4  # a ground that fewer events have gets no weight
CASES = 1.2  # weight of an event of a case; an event of newswire weighs 1
FOLDS = 5


def lines(path):
    return [json.loads(line) for line in open(path, encoding="utf-8")]


def judged(found):
    """Events of newswire with their judgement: (grounds, right, article)."""
    by_place = collections.defaultdict(list)
    for event in found:
        key = (event["article"], event["start"], event["end"], event["root"])
        by_place[(*key, " ".join(event["sources"]), " ".join(event["targets"]))].append(event)
    rows, absent = [], 0
    for row in csv.DictReader(open(ROOT / "eval/audit/train.csv", encoding="utf-8")):
        key = (row["article"], int(row["start"]), int(row["end"]), row["type"], row["source"], row["target"])
        if not by_place[key]:
            absent += 1
            continue
        right = row["event"] == row["sides"] == row["root"] == "1"
        rows.append((by_place[key].pop(0)["grounds"], right, row["article"]))
    print(f"{absent} judged events are not coded any more", file=sys.stderr)
    return rows


def of_cases(found):
    """Events of the cases that are not held out, right where the case expects such an event between such sides."""
    sys.path.insert(0, str(ROOT / "../shared/cases"))
    import check

    held_out = {line.strip() for line in open(ROOT / "eval/held-out.txt") if line.strip() and not line.startswith("#")}
    by_article = collections.defaultdict(list)
    for event in found:
        by_article[event["source_file"]].append(event)
    rows = []
    for folder in sorted(path.parent for path in (ROOT / "examples").glob("**/expected.toml")):
        name = str(folder.relative_to(ROOT))
        files = [events for file, events in by_article.items() if (ROOT / file).resolve().parent == folder.resolve()]
        if name in held_out or not files:
            continue
        events = [event for events in files for event in events]
        actors = {actor["id"]: actor for event in events for actor in event["actors"]}
        case = check.Case(folder, {"events": events, "actors": list(actors.values())})
        wants = case.expected.get("event", [])
        # Several drafts may tell of one event, so each is held against every expected event by itself.
        for event in events:
            if any(case.tells(history, event) for history in case.expected.get("history", [])):
                continue
            rows.append((event["grounds"], any(case.event_level(want, event, True) for want in wants), name))
    return rows


def fold(article):
    return int(hashlib.sha256(article.encode()).hexdigest(), 16) % FOLDS


def kept(grounds):
    seen = collections.Counter(name for one in grounds for name in one)
    return {name for name, n in seen.items() if n >= SEEN}


def fit(grounds, right, weight):
    names = kept(grounds)
    vectorizer = DictVectorizer(sparse=False)
    table = vectorizer.fit_transform([{k: v for k, v in one.items() if k in names} for one in grounds])
    model = LogisticRegression(C=1.0 / PENALTY, max_iter=10000, tol=1e-8).fit(table, right, sample_weight=weight)
    return dict(zip(vectorizer.get_feature_names_out(), model.coef_[0])), float(model.intercept_[0])


def probability(weights, bias, one):
    return 1.0 / (1.0 + np.exp(-(bias + sum(weights.get(name, 0.0) * value for name, value in one.items()))))


def calibration_error(right, sure, bins=10):
    error = 0.0
    for b in range(bins):
        inside = (sure >= b / bins) & ((sure < (b + 1) / bins) | (b == bins - 1))
        if inside.any():
            error += abs(right[inside].mean() - sure[inside].mean()) * inside.sum() / len(right)
    return error


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("newswire")
    parser.add_argument("cases")
    parser.add_argument("--least", type=float, required=True)
    arguments = parser.parse_args()
    newswire, cases = judged(lines(arguments.newswire)), of_cases(lines(arguments.cases))
    rows = newswire + cases
    grounds = [row[0] for row in rows]
    right = np.array([row[1] for row in rows], int)
    weight = np.array([1.0] * len(newswire) + [CASES] * len(cases))
    folds = np.array([fold(row[2]) for row in rows])
    sure = np.zeros(len(rows))
    for f in range(FOLDS):
        train = [i for i in range(len(rows)) if folds[i] != f]
        weights, bias = fit([grounds[i] for i in train], right[train], weight[train])
        for i in np.flatnonzero(folds == f):
            sure[i] = probability(weights, bias, grounds[i])
    report = []
    for name, part in (("newswire", slice(0, len(newswire))), ("cases", slice(len(newswire), None))):
        r, s = right[part], sure[part]
        report.append(
            f"{name}: {len(r)} events, {r.sum()} right; area under the curve {roc_auc_score(r, s):.3f}, "
            f"calibration error (ten bins) {calibration_error(r, s):.3f}"
        )
        for least in sorted({0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, arguments.least}):
            through = s >= least
            line = f"  {least:.2f}: precision {r[through].mean():.3f}, right events kept {r[through].sum() / r.sum():.3f}"
            print(f"{name}{line}")
            if least == arguments.least:
                report.append(line.strip())
    weights, bias = fit(grounds, right, weight)
    digest = hashlib.sha256((ROOT / "eval/audit/train.csv").read_bytes()).hexdigest()[:16]
    with open(ROOT / "knowledge/coding/acceptance.toml", "w", encoding="utf-8") as out:
        print("# Weights of the logistic function that gives an event of an article the probability that event, sides and root are all right, and the", file=out)
        print("# probability under which nothing is coded. Written by training/acceptance.py; names are those of coding/src/acceptance.rs.", file=out)
        print(f"# Learned from eval/audit/train.csv (sha256 {digest}...) and the cases that are not held out.", file=out)
        print("# Over five folds of whole articles:", file=out)
        for line in report:
            print(f"#   {line}", file=out)
        print(f"least = {arguments.least}\nbias = {bias:.3f}\n[weights]", file=out)
        for name in sorted(weights):
            if abs(weights[name]) >= 0.0005:
                print(f"{json.dumps(name, ensure_ascii=False)} = {weights[name]:.3f}", file=out)


if __name__ == "__main__":
    main()
