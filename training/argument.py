"""Weights of knowledge/argument/learned.tsv: which predicates take a stand and of which kind, and which events are history.

    cargo run --release -p demarche-engine --example argument_features -- $(cut -d' ' -f2 eval/argument/train/LIST | tail -n +2) > features.jsonl
    venv/bin/python argument.py features.jsonl          # needs scikit-learn, not torch; `--write` writes the table

Only the train part of eval/argument is read. Bounds, the strength of the regularisation and the calibration are chosen by five-fold
cross-validation over its articles.
"""
import argparse
import collections
import hashlib
import json
import sys
import tomllib
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "eval/argument"))
import mark  # noqa: E402

KINDS = ["none", "red line", "precondition", "rejection", "acceptance", "commitment", "proposal", "demand"]
EMPTY = set("the and for its their his her with from that this any all some more which who was are has not new".split())
FOLDS = 5
# Lowest bound from which on the model finds a stand without a rule.
ALONE = 0.46


def words(text):
    return {w for w in "".join(c.lower() if c.isalnum() else " " for c in text).split() if len(w) > 1 and w not in EMPTY}


def overlap(a, b):
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def pair(span):
    return span["start"], span["end"]


def articles(path, folder):
    """Articles with their gold facts, whose spans are moved into the canonical text."""
    newswire = mark.texts()
    for line in open(path, encoding="utf-8"):
        article = json.loads(line)
        file = folder / (article["id"] + ".toml")
        if not file.exists():
            continue
        gold = tomllib.loads(file.read_text())
        one, other = newswire[article["id"]].encode(), article["text"].encode()
        solid = [[i for i, b in enumerate(text) if b not in b" \n\t\r"] for text in (one, other)]
        at = bytes(other[i] for i in solid[1]).find(bytes(one[i] for i in solid[0]))
        rank = {i: k + at for k, i in enumerate(solid[0])}
        for table in ("position", "event"):
            for row in gold[table]:
                inside = [i for i in range(*row["span"]) if i in rank]
                row["span"] = solid[1][rank[inside[0]]], solid[1][rank[inside[-1]]] + 1
        fold = int(hashlib.sha256(("fold" + article["id"]).encode()).hexdigest(), 16) % FOLDS
        yield article | {"gold": gold, "fold": fold}


def one_holder(gold, article, actors):
    """Whether some actor is a holder of the gold position, as `cargo xtask argument` sees it."""
    wanted = [words(name) for name in gold.get("holder", [])]
    for index in actors:
        actor = article["actors"][index]
        names = [n for n in map(words, actor.get("aliases", []) + [actor["name"]]) if n]
        if any(a <= b or b <= a for a in wanted for b in names):
            return True
        if actor["kind"] in ("person", "state", "government", "people") and actor.get("state") in gold.get("state", []):
            return True
    return False


def above(tokens, token):
    """The token and all that govern it."""
    chain = []
    while token is not None and len(chain) < 200:
        chain.append(token)
        token = tokens[token][5]
    return chain


def label(article):
    """Kind, weight and gold position of every predicate: the topmost predicate in the words of a position stands for it."""
    rows = article["examples"]["predicates"]
    kinds, weights, golds = ["none"] * len(rows), [1.0] * len(rows), [None] * len(rows)
    for gold in article["gold"]["position"]:
        inside = [i for i, row in enumerate(rows) if gold["span"][0] <= row["span"]["start"] and row["span"]["end"] <= gold["span"][1]]
        if not inside:
            continue
        depth = lambda i: len(above(article["sentences"][rows[i]["sentence"]]["tokens"], rows[i]["token"]))
        head = min(inside, key=lambda i: (depth(i), i))
        for i in inside:
            if kinds[i] == "none":
                weights[i] = 0.3
        kinds[head], golds[head] = gold["kind"], gold
        weights[head] = 1.0 if gold.get("required", True) else 0.5
    return kinds, weights, golds


class Table:
    """Named features as columns."""

    def __init__(self, rows, fewest):
        counts = collections.Counter(name for row in rows for name in row)
        self.names = sorted(name for name, count in counts.items() if count >= fewest)
        self.index = {name: k for k, name in enumerate(self.names)}

    def matrix(self, rows):
        cells = [(i, self.index[name]) for i, row in enumerate(rows) for name in row if name in self.index]
        i, j = zip(*cells)
        return sp.csr_matrix((np.ones(len(cells)), (i, j)), shape=(len(rows), len(self.names)))


def logistic(strength):
    return LogisticRegression(C=strength, fit_intercept=False, max_iter=1000)


def out_of_fold(matrix, labels, weights, folds, strength, classes):
    out = np.zeros((len(labels), classes))
    for fold in range(FOLDS):
        model = logistic(strength).fit(matrix[folds != fold], labels[folds != fold], weights[folds != fold])
        out[np.ix_(folds == fold, model.classes_)] = model.predict_proba(matrix[folds == fold])
    return out


def decode(article, stand, kinds, ways, alone, beside):
    """What the program would find: (words, kind, actors, score), from the probabilities of an article's predicates."""
    rows = article["examples"]["predicates"]
    out, ruled = [], []
    for vote in article["examples"]["votes"]:
        tokens = [t for t in (vote["predicate"], vote["content"]) if t is not None]
        own = [i for i, row in enumerate(rows) if row["sentence"] == vote["sentence"] and row["token"] in tokens]
        support = max((stand[i] for i in own), default=0)
        if support >= beside:
            out.append((pair(vote["evidence"]), vote["kind"], vote["actors"], support * ways.get("rule", 0.5)))
            ruled += [(vote["sentence"], t) for t in tokens]
    found = []
    for i, row in enumerate(rows):
        if stand[i] >= alone and row["holders"] and not rule_kind(row["features"]):
            found.append((stand[i] * ways.get(first_way(row), 0.5), i, row))
    for score, i, row in sorted(found, key=lambda x: (-x[0], x[1])):
        tokens = article["sentences"][row["sentence"]]["tokens"]
        mine = above(tokens, row["token"])
        clash = any(sentence == row["sentence"] and (t in mine or row["token"] in above(tokens, t)) for sentence, t in ruled)
        if score >= alone and not clash:
            ruled.append((row["sentence"], row["token"]))
            out.append((pair(row["evidence"]), kinds[i], row["holders"][0]["actors"], score))
    return out


def first_way(row):
    return next(name[10:] for name in row["holders"][0]["features"] if name.startswith("first way="))


def score(article, found):
    """Right, wanted, given, and which of the found are right."""
    gold = article["gold"]["position"]
    pairs = sorted(
        (not g.get("required", True), -overlap(g["span"], f[0]), l, r)
        for l, g in enumerate(gold) for r, f in enumerate(found)
        if g["kind"] == f[1] and overlap(g["span"], f[0]) and one_holder(g, article, f[2])
    )
    left, right = {}, {}
    for _, _, l, r in pairs:
        if l not in left and r not in right:
            left[l], right[r] = r, l
    hits = sum(gold[l].get("required", True) for l in left)
    missed = sum(g.get("required", True) for l, g in enumerate(gold) if l not in left)
    return np.array([hits, hits + missed, hits + len(found) - len(right)]), right


def f1(sums):
    return 2 * sums[0] / max(1, sums[1] + sums[2])


def rule_kind(features):
    """Index of the kind that a rule gives to a predicate; 0 where none finds it."""
    for start in ("rule=", "rule on content="):
        for name in features:
            if name.startswith(start):
                return KINDS.index(name[len(start):])
    return 0


def stances(data, out):
    labels = [label(article) for article in data]
    rows = [row["features"] for article in data for row in article["examples"]["predicates"]]
    y = np.array([KINDS.index(k) for kinds, _, _ in labels for k in kinds])
    w = np.array([x for _, weights, _ in labels for x in weights])
    folds = np.array([article["fold"] for article in data for _ in article["examples"]["predicates"]])
    table = Table(rows, 3)
    matrix = table.matrix(rows)
    taken = y > 0
    # The kind is learned on stands alone; a rule that finds one says its kind itself.
    by_rule = np.array([rule_kind(row) for row in rows])
    kind_of = lambda found: np.where(by_rule > 0, by_rule, found)
    accuracy = {}
    for strength in (0.1, 0.2, 0.4):
        p = out_of_fold(matrix[taken], y[taken], w[taken], folds[taken], strength, len(KINDS))
        accuracy[strength] = np.average(np.where(by_rule[taken] > 0, by_rule[taken], p.argmax(1)) == y[taken], weights=w[taken])
    kind_strength = max(accuracy, key=accuracy.get)
    print(f"kinds of stands, cross-validated: right {accuracy[kind_strength]:.3f}, C {kind_strength}", file=sys.stderr)
    guessed = np.zeros(len(y), int)
    for fold in range(FOLDS):
        model = logistic(kind_strength).fit(matrix[taken & (folds != fold)], y[taken & (folds != fold)], w[taken & (folds != fold)])
        guessed[folds == fold] = model.predict(matrix[folds == fold])
    kinds = [KINDS[k] for k in kind_of(guessed)]
    # How often the nearest holder is the right one, by the way that leads to him; a few guesses of even odds keep rare ways sober.
    tally = collections.defaultdict(lambda: [1.5, 3.0])
    for article, (_, _, golds) in zip(data, labels):
        for row, gold in zip(article["examples"]["predicates"], golds):
            if gold and gold.get("required", True) and row["holders"]:
                tally[first_way(row)][0] += one_holder(gold, article, row["holders"][0]["actors"])
                tally[first_way(row)][1] += 1
    ways = {way: right / all_ for way, (right, all_) in tally.items()}
    starts = np.cumsum([0] + [len(article["examples"]["predicates"]) for article in data])
    best = None
    for strength in (0.2,):
        stand = out_of_fold(matrix, taken.astype(int), w, folds, strength, 2)[:, 1]
        for alone in (0.35, 0.4, 0.45, 0.5):
            for beside in (0.05, 0.1, 0.2, 0.3):
                sums, scored = np.zeros(3), []
                for a, article in enumerate(data):
                    part = slice(starts[a], starts[a + 1])
                    found = decode(article, stand[part], kinds[part], ways, alone, beside)
                    tally_, right = score(article, found)
                    sums += tally_
                    scored += [(f[3], r in right) for r, f in enumerate(found)]
                print(f"alone {alone}, beside {beside}: F1 {f1(sums):.3f} {sums}", file=sys.stderr)
                if best is None or f1(sums) > best[0]:
                    best = (f1(sums), sums, strength, alone, beside, scored)
    value, sums, strength, alone, beside, scored = best
    # Between bounds that differ by little here, the one that adds least to the cases of examples/ that were read, which are of another kind of text.
    alone = max(alone, ALONE)
    print(f"positions, cross-validated: F1 {value:.3f} ({sums}), C {strength}, alone {alone}, beside a rule {beside}", file=sys.stderr)
    logits = np.array([np.log(s / (1 - s)) for s, _ in scored])[:, None]
    calibration = LogisticRegression(C=1e3).fit(logits, [ok for _, ok in scored])
    model = logistic(strength).fit(matrix, taken.astype(int), w)
    which = logistic(kind_strength).fit(matrix[taken], y[taken], w[taken])
    for k, name in enumerate(table.names):
        row = np.zeros(len(KINDS))
        row[0] = model.coef_[0, k]
        row[which.classes_] = which.coef_[:, k]
        out.append(("stance", name, row))
    numbers = {f"way={way}": share for way, share in ways.items()}
    numbers |= {"stand alone": alone, "beside a rule": beside}
    numbers |= {"calibration slope": calibration.coef_[0, 0], "calibration bias": calibration.intercept_[0]}
    out.extend(("number", name, [number]) for name, number in sorted(numbers.items()))


def history(data, out):
    """Background of every event whose words are nearest to a main event of the gold standard."""
    rows, labels, folds, coder = [], [], [], []
    for article in data:
        events = article["examples"]["events"]
        for gold in article["gold"]["event"]:
            near = [(overlap(gold["span"], pair(e["evidence"])) * 10_000 // max(1, max(gold["span"][1], e["evidence"]["end"]) - min(gold["span"][0], e["evidence"]["start"])), -k) for k, e in enumerate(events)]
            near = [x for x in near if x[0] > 0]
            if near:
                event = events[-max(near)[1]]
                rows.append(event["features"])
                labels.append(gold["background"])
                folds.append(article["fold"])
                coder.append(event["background"])
    y, folds, coder = np.array(labels), np.array(folds), np.array(coder)
    print(f"history: {len(y)} events, {y.sum()} of an earlier round; the coder alone is right on {np.mean(coder == y):.3f}", file=sys.stderr)
    table = Table(rows, 4)
    matrix = table.matrix(rows)
    best = None
    for strength in (0.03, 0.06, 0.12, 0.25, 0.5, 1):
        p = out_of_fold(matrix, y.astype(int), np.ones(len(y)), folds, strength, 2)[:, 1]
        for bound in (0.35, 0.4, 0.45, 0.5, 0.55, 0.6):
            accuracy = np.mean((p >= bound) == y)
            if best is None or accuracy > best[0]:
                best = (accuracy, strength, bound)
    print(f"history, cross-validated: right {best[0]:.3f}, C {best[1]}, bound {best[2]}", file=sys.stderr)
    model = logistic(best[1]).fit(matrix, y.astype(int))
    for k, name in enumerate(table.names):
        out.append(("background", name, [model.coef_[0, k]]))
    out.append(("number", "history", [best[2]]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("features", help="what the example argument_features printed")
    parser.add_argument("--write", action="store_true", help="write knowledge/argument/learned.tsv")
    args = parser.parse_args()
    data = list(articles(args.features, ROOT / "eval/argument/train"))
    out = []
    stances(data, out)
    history(data, out)
    head = (
        "# Learned models of the argument, made by training/argument.py from the train part of eval/argument: model, feature, weights in hundredths.\n"
        "# stance: that it takes a stand, then which: " + ", ".join(KINDS[1:]) + "; background: that it is history; number: bounds, shares, calibration.\n"
    )
    lines = ["\t".join([table, name, *(f"{round(100 * x):d}" for x in numbers)]) for table, name, numbers in out]
    lines = [line for line in lines if line.startswith("number") or any(x != "0" for x in line.split("\t")[2:])]
    if args.write:
        (ROOT / "knowledge/argument/learned.tsv").write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(data)} articles, {len(lines)} rows", file=sys.stderr)


if __name__ == "__main__":
    main()
