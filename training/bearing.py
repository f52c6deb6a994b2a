"""Weights of knowledge/argument/bearing.tsv: which clauses name a force, and which way it acts.

    cargo run --profile fast -p demarche-engine --example bearing_features -- ARTICLE... > features.jsonl
    venv/bin/python bearing.py features.jsonl          # needs scikit-learn; `--write` writes the table

Articles are files of cases (`examples/`, `../shared/cases`, with an `expected.toml` beside them) that are not held out, and the newswire of the train
part of eval/argument. Forces are looked for in words of the clause; strength of the regularisation, weight of the newswire and bound are chosen by
cross-validation, in which a negotiation is left out as a whole.
What the rules find is no feature: the older cases are what the rules were made on.
"""
import argparse
import importlib.util
import json
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "eval/argument"))
import mark  # noqa: E402

specification = importlib.util.spec_from_file_location("check", ROOT.parent / "shared/cases/check.py")
check = importlib.util.module_from_spec(specification)
specification.loader.exec_module(check)

# Features that are in fewer clauses say nothing.
LEAST = 8
HELD_OUT = [line.strip() for line in (ROOT / "eval/held-out.txt").read_text().splitlines() if line and line[0] != "#"]


def solid(text):
    return [i for i, byte in enumerate(text) if byte not in b" \n\t\r"]


class Article:
    def __init__(self, row, newswire):
        self.text = row["text"].encode()
        self.clauses = row["clauses"]
        self.words = [self.text[c["evidence"]["start"]:c["evidence"]["end"]].decode() for c in self.clauses]
        self.news = row["id"] in newswire
        if self.news:
            self.name = self.group = row["id"]
            gold = tomllib.loads((ROOT / f"eval/argument/train/{row['id']}.toml").read_text())
            self.labels = self.by_spans(newswire[row["id"]].encode(), gold["driver"])
        else:
            folder = Path(row["file"]).resolve().parent
            self.folder, self.name, self.group = folder, f"{folder.parent.name}/{folder.name}", folder.parent.name
            if any(str(folder).endswith(name) for name in HELD_OUT):
                raise SystemExit(f"{self.name} is held out")
            gold = tomllib.loads((folder / "expected.toml").read_text()).get("driver", [])
            self.labels = [self.by_words(words, gold) for words in self.words]

    @staticmethod
    def by_words(words, gold):
        item = {"evidence": [{"text": words}]}
        hits = [d for d in gold if check.Case.touches(d, item)]
        if not hits:
            return (0, 0.0, 1.0)
        required = any(d.get("required", True) for d in hits)
        restrains = np.mean([d["direction"] == "restrain" for d in hits])
        return (1, float(restrains), 1.0 if required else 0.5)

    def by_spans(self, original, gold):
        one, other = solid(original), solid(self.text)
        at = bytes(self.text[i] for i in other).find(bytes(original[i] for i in one))
        rank = {i: k + at for k, i in enumerate(one)}
        spans = []
        for driver in gold:
            inside = [i for i in range(*driver["span"]) if i in rank]
            spans.append((other[rank[inside[0]]], other[rank[inside[-1]]] + 1, driver))
        labels = []
        for clause in self.clauses:
            start, end = clause["evidence"]["start"], clause["evidence"]["end"]
            hits = [d for a, b, d in spans if min(b, end) - max(a, start) >= 0.6 * (b - a)]
            if not hits:
                labels.append((0, 0.0, 1.0))
                continue
            required = any(d.get("required", True) for d in hits)
            labels.append((1, float(np.mean([d["direction"] == "restrain" for d in hits])), 1.0 if required else 0.0))
        return labels


class Model:
    def __init__(self, articles, strength, news):
        counts = Counter(f for a in articles for c in a.clauses for f in c["features"])
        self.names = sorted(f for f, n in counts.items() if n >= LEAST)
        self.index = {f: i for i, f in enumerate(self.names)}
        rows = [(c, label, news if a.news else 1.0) for a in articles for c, label in zip(a.clauses, a.labels)]
        rows = [(c, label, w * label[2]) for c, label, w in rows if w * label[2] > 0]
        x = self.matrix([c for c, _, _ in rows])
        y = np.array([label[0] for _, label, _ in rows])
        w = np.array([weight for _, _, weight in rows])
        self.force = LogisticRegression(C=strength, max_iter=3000).fit(x, y, sample_weight=w)
        on = np.flatnonzero(y)
        restrains = np.array([rows[i][1][1] for i in on])
        both = np.concatenate([on, on])
        target = np.concatenate([np.ones(len(on)), np.zeros(len(on))])
        weight = np.concatenate([w[on] * restrains, w[on] * (1 - restrains)])
        keep = weight > 0
        self.way = LogisticRegression(C=strength, max_iter=3000).fit(x[both[keep]], target[keep], sample_weight=weight[keep])

    def matrix(self, clauses):
        indptr, indices = [0], []
        for clause in clauses:
            indices += sorted({self.index[f] for f in clause["features"] if f in self.index})
            indptr.append(len(indices))
        return csr_matrix((np.ones(len(indices)), indices, indptr), shape=(len(indptr) - 1, len(self.names)))

    def weigh(self, article):
        x = self.matrix(article.clauses)
        return self.force.predict_proba(x)[:, 1], self.way.predict_proba(x)[:, 1]


def added(article, force, way, bound, taken=()):
    """Clauses that are taken for forces: the likeliest first, none over another."""
    spans = list(taken)
    out = []
    for i in np.argsort(-force, kind="stable"):
        if force[i] < bound:
            break
        start, end = article.clauses[i]["evidence"]["start"], article.clauses[i]["evidence"]["end"]
        if all(end <= a or b <= start for a, b in spans):
            spans.append((start, end))
            out.append({"direction": "restrain" if way[i] >= 0.5 else "push", "factor": "", "evidence": [{"text": article.words[i]}]})
    return out


def findings_of(article, folder):
    """What the program finds today, where a folder of findings is given."""
    file = folder / (article.name.replace("/", "_") + ".json") if folder else None
    if file and file.exists():
        return json.loads(file.read_text())
    return {"articles": [], "actors": [], "events": []}


def score(article, findings, extra):
    whole = dict(findings, drivers=findings.get("drivers", []) + extra)
    row = check.Case(article.folder, whole).score()[0].get("drivers", {"found": [0, 0], "precision": [0, 0]})
    return np.array(row["found"] + row["precision"])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("features", nargs="+")
    parser.add_argument("--findings", type=Path, help="folder of findings of the cases by the rules alone")
    parser.add_argument("--only", default="", help="report articles whose name holds this")
    parser.add_argument("--strength", type=float, nargs="*", default=[0.05])
    parser.add_argument("--news", type=float, nargs="*", default=[0.3])
    parser.add_argument("--bound", type=float, default=0.5)
    parser.add_argument("--rules", type=float, default=0.12, help="what a rule found falls under this probability")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    newswire = mark.texts()
    articles = [Article(json.loads(line), newswire) for file in args.features for line in open(file, encoding="utf-8")]
    groups = sorted({a.group for a in articles if not a.news}) if not args.write else []
    for strength in args.strength if not args.write else []:
        for news in args.news:
            weighed = {}
            for group in groups:
                model = Model([a for a in articles if a.group != group], strength, news)
                for a in articles:
                    if a.group == group:
                        weighed[a.name] = model.weigh(a)
            fold = lambda a: sum(map(ord, a.name)) % 5
            for k in range(5):
                model = Model([a for a in articles if not (a.news and fold(a) == k)], strength, news)
                for a in articles:
                    if a.news and fold(a) == k:
                        weighed[a.name] = model.weigh(a)
            print(f"strength {strength} news {news}")
            for bound in [0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6]:
                total, alone = np.zeros(4, int), np.zeros(4, int)
                for a in articles:
                    if a.news or args.only not in a.name:
                        continue
                    findings = findings_of(a, args.findings)
                    taken = [(e["start"], e["end"]) for d in findings.get("drivers", []) for e in d["evidence"]]
                    force, way = weighed[a.name]
                    total += score(a, findings, added(a, force, way, bound, taken))
                    alone += score(a, {"articles": [], "actors": [], "events": []}, added(a, force, way, bound))
                right = given = wanted = 0
                for a in articles:
                    if a.news:
                        force, way = weighed[a.name]
                        extra = added(a, force, way, bound)
                        given += len(extra)
                        wanted += sum(1 for label in a.labels if label[0])
                        of = dict(zip(a.words, a.labels))
                        right += sum(of[e["evidence"][0]["text"]][0] for e in extra)
                print(f"  bound {bound}: cases with the rules {total[0]}/{total[1]}, precision {total[2]}/{total[3]}; alone {alone[0]}/{alone[1]}, "
                      f"precision {alone[2]}/{alone[3]}; newswire {right} right of {given} given")
    if args.write:
        model = Model(articles, args.strength[0], args.news[0])
        lines = ["# Weights of clauses that may name a force (crates/argument/src/bearing.rs), in hundredths: that it is one, that it restrains. Made by training/bearing.py."]
        lines += [f"bound\t{round(args.bound * 100)}\t0", f"bound of rules\t{round(args.rules * 100)}\t0"]
        force, way = model.force.coef_[0], model.way.coef_[0]
        rows = dict(zip(model.names, zip(force, way)))
        bias = rows.pop("bias", (0.0, 0.0))
        rows["bias"] = (bias[0] + model.force.intercept_[0], bias[1] + model.way.intercept_[0])
        for name in sorted(rows):
            a, b = (round(float(w) * 100) for w in rows[name])
            if a or b:
                lines.append(f"{name}\t{a}\t{b}")
        (ROOT / "knowledge/argument/bearing.tsv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
