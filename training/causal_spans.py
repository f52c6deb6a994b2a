"""Makes knowledge/argument/causal-spans.tsv: logistic weights of where causes, effects and signals begin and end, by the tree and the
words around, and of pairs of them. Only sentences that are not held out (data.held_out) are read; the causal heads of the model
saw those in training, so no weight here looks at them.

    python training/causal_spans.py texts ../shared/data > texts.txt
    cargo run --release -p demarche-language --example causal_dump < texts.txt > dump.jsonl
    python training/causal_spans.py fit ../shared/data dump.jsonl > knowledge/argument/causal-spans.tsv

Needs scikit-learn. The features are those of crates/argument/src/causality.rs, name by name.
"""
import collections
import csv
import json
import os
import random
import re
import sys

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

PLACES, SPANS, PAIRS, FREQUENT = 12, 60, 40, 8


def held_out(text):
    import data
    return data.held_out(data.normal(text))


def rows(root):
    return csv.DictReader(open(os.path.join(root, "cause/causal-news-train-spans.csv"), encoding="utf-8-sig"))


def line(text):
    return text.replace("\n", " ")


# The gold spans ----------------------------------------------------------------------------------------------------------------

def gold(root, sentences):
    """{text: [{"C": (start, end), "E": ..., "S": [...]}]} in tokens, end exclusive."""
    out = collections.OrderedDict()
    for row in rows(root):
        text = line(row["text"])
        if text not in sentences:
            continue
        plain, marks, last, opened = "", [], 0, {}
        for m in re.finditer(r"<(/?)(ARG0|ARG1|SIG\d)>", row["text_w_pairs"]):
            plain += row["text_w_pairs"][last:m.start()]
            last = m.end()
            if m.group(1):
                if m.group(2) in opened:
                    marks.append((m.group(2), opened.pop(m.group(2)), len(plain)))
            else:
                opened[m.group(2)] = len(plain)
        plain += row["text_w_pairs"][last:]
        letters = lambda s: len(re.sub(r"\s", "", s))
        raw = text.encode()
        ends = [(letters(raw[:w[0]].decode(errors="ignore")), letters(raw[:w[1]].decode(errors="ignore"))) for w in sentences[text].words]

        def span(a, b):
            a, b = letters(plain[:a]), letters(plain[:b])
            inside = [i for i, (x, y) in enumerate(ends) if x < b and y > a]
            return (inside[0], inside[-1] + 1) if inside else None

        relation = {"C": None, "E": None, "S": []}
        for kind, a, b in marks:
            found = span(a, b)
            if found is None:
                continue
            if kind.startswith("SIG"):
                relation["S"].append(found)
            else:
                relation["C" if kind == "ARG0" else "E"] = found
        if relation["C"] and relation["E"]:
            out.setdefault(text, []).append(relation)
    return out


# The features ------------------------------------------------------------------------------------------------------------------

class Sentence:
    frequent = collections.Counter()

    def __init__(self, record):
        self.words = record["words"]
        n, raw = len(self.words), record["text"].encode()
        self.form = [raw[w[0]:w[1]].decode(errors="ignore").lower() for w in self.words]
        self.upos = [w[2] for w in self.words]
        self.head = [w[3] for w in self.words]
        self.rel = [w[4] for w in self.words]
        self.lemma = [w[5].lower() for w in self.words]
        first, last, self.depth = list(range(n)), list(range(n)), [0] * n
        for i in range(n):
            at = i
            while self.head[at] >= 0 and self.depth[i] < n:
                at = self.head[at]
                self.depth[i] += 1
                first[at], last[at] = min(first[at], i), max(last[at], i)
        self.begins, self.ends = [None] * n, [None] * n
        for i in range(n):
            while first[i] < i and self.upos[first[i]] == "Punct":
                first[i] += 1
            while last[i] > i and self.upos[last[i]] == "Punct":
                last[i] -= 1
            for places, at in ((self.begins, first[i]), (self.ends, last[i])):
                if places[at] is None or self.depth[i] < self.depth[places[at]]:
                    places[at] = i
        marks = [[] for _ in range(n)]
        for i in range(n):
            if self.head[i] >= 0 and self.base(i) in ("case", "mark"):
                marks[self.head[i]].append(self.form[i])
        self.mark = [" ".join(m[:2]) for m in marks]

    def base(self, i):
        return self.rel[i].split(":")[0]

    def known(self, i):
        return Sentence.frequent[self.lemma[i]] >= FREQUENT

    def word(self, i):
        if i < 0 or i >= len(self.words):
            return "^" if i < 0 else "$"
        return self.form[i] if self.known(i) else self.upos[i]

    def constituent(self, prefix, i, f):
        if i is None:
            f[prefix + "none"] = 1
            return
        h = self.head[i]
        names = [f"rel={self.rel[i]}", f"up={self.upos[i]}", f"mk={self.mark[i]}", f"rm={self.base(i)}|{self.mark[i]}", f"dep{min(self.depth[i], 5)}"]
        if h >= 0:
            names += [f"hu={self.upos[h]}", f"hrel={self.rel[h]}"] + ([f"hl={self.lemma[h]}"] if self.known(h) else [])
        if self.known(i):
            names += [f"l={self.lemma[i]}", f"lr={self.lemma[i]}{self.base(i)}"]
        for name in names:
            f[prefix + name] = 1

    def start(self, i):
        w = self.word
        f = {name: 1 for name in (f"f={w(i)}", f"f-1={w(i - 1)}", f"f-2={w(i - 2)}", f"f+1={w(i + 1)}", f"bg={w(i - 1)}_{w(i)}",
                                  f"bg2={w(i)}_{w(i + 1)}", f"bg3={w(i - 2)}_{w(i - 1)}", f"u={self.upos[i]}",
                                  f"u-1={self.upos[i - 1] if i else '^'}")}
        f["first"] = int(i == 0)
        self.constituent("c:", self.begins[i], f)
        if i:
            self.constituent("p:", self.ends[i - 1], f)
        return f

    def end(self, i):
        w, n = self.word, len(self.words)
        f = {name: 1 for name in (f"f={w(i)}", f"f+1={w(i + 1)}", f"f+2={w(i + 2)}", f"bg={w(i + 1)}_{w(i + 2)}", f"bg2={w(i)}_{w(i + 1)}",
                                  f"u={self.upos[i]}", f"u+1={self.upos[i + 1] if i + 1 < n else '$'}")}
        f["last"] = int(i + 2 >= n)
        self.constituent("c:", self.ends[i], f)
        if i + 1 < n:
            self.constituent("n:", self.begins[i + 1], f)
        if i + 2 < n and self.upos[i + 1] == "Punct":
            self.constituent("nn:", self.begins[i + 2], f)
        return f

    def pair(self, c, e, behind, first):
        f = {"sc": max(behind, -12), "rank0": int(first), "C<E": int(c[0] < e[0])}
        o, a, b = ("CE", c, e) if c[0] < e[0] else ("EC", e, c)
        gap = range(a[1], b[0])
        f[f"{o}gap={min(len(gap), 4)}"] = 1
        f[f"{o}gl"] = min(len(gap), 15) / 5
        if len(gap) <= 2:
            f[f"{o}g=" + "_".join(self.word(i) for i in gap)] = 1
        f[f"{o}b0={self.word(b[0])}"] = f[f"{o}a0={self.word(a[0])}"] = 1

        def tops(s):
            out = [i for i in range(*s) if not s[0] <= self.head[i] < s[1]]
            return [i for i in out if self.upos[i] != "Punct" and self.base(i) not in ("case", "mark", "cc")] or out
        tc, te = tops(c), tops(e)
        f[f"nc{min(len(tc), 3)}"] = f[f"ne{min(len(te), 3)}"] = 1
        relation = "none"
        for own, on, other, arrow, name in ((tc, e, te, "C>E:", "hd:"), (te, c, tc, "E>C:", "hd2:")):
            i = next((i for i in own if on[0] <= self.head[i] < on[1]), None)
            if i is not None:
                relation = arrow + self.base(i)
                f[f"r:{relation}:{self.mark[i]}"] = f[name + ("top" if self.head[i] in other else "in")] = 1
                break
        f["rel:" + relation] = 1
        for n, s, t in (("c", c, tc), ("e", e, te)):
            if t:
                for name in (f"u={self.upos[t[0]]}", f"r={self.base(t[0])}", f"m={self.mark[t[0]]}", f"l={self.word(t[0])}"):
                    f[n + name] = 1
            f[f"{n}len{min((s[1] - s[0]) // 3, 8)}"] = 1
            f[n + "verb"] = int("Verb" in self.upos[s[0]:s[1]])
            f[n + "cut"] = sum(1 for i in range(len(self.words))
                               if not s[0] <= i < s[1] and s[0] <= self.head[i] < s[1] and self.upos[i] != "Punct")
        return f


# The weights -------------------------------------------------------------------------------------------------------------------

def fit(samples, answers, c, least):
    count = collections.Counter(name for f in samples for name in f)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([{k: v for k, v in f.items() if count[k] >= least} for f in samples])
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    model = LogisticRegression(penalty="l1", C=c, max_iter=200, solver="liblinear").fit(matrix, answers)
    weights = {k: w for k, w in zip(vectorizer.get_feature_names_out(), model.coef_[0]) if abs(w) > 0.02}
    return weights, model.intercept_[0]


def places(sentences, truth, texts):
    parts = {}
    for side, features in (("s", Sentence.start), ("e", Sentence.end)):
        samples, answers = [], {k: [] for k in "CES"}
        for text in texts:
            at = lambda span: span[0] if side == "s" else span[1] - 1
            hits = {k: {at(s) for r in truth[text] for s in (r["S"] if k == "S" else [r[k]])} for k in "CES"}
            for i in range(len(sentences[text].words)):
                samples.append(features(sentences[text], i))
                for k in "CES":
                    answers[k].append(int(i in hits[k]))
        for k in "CES":
            parts[side + k] = fit(samples, answers[k], 1.0, 4)
    return parts


def candidates(sentence, parts):
    score = {}
    for side, features in (("s", Sentence.start), ("e", Sentence.end)):
        found = [features(sentence, i) for i in range(len(sentence.words))]
        for k in "CE":
            weights, constant = parts[side + k]
            score[side + k] = [constant + sum(weights.get(n, 0) * v for n, v in f.items()) for f in found]
    best = lambda numbers: sorted(range(len(numbers)), key=lambda i: (-numbers[i], i))[:PLACES]
    spans = {}
    for k in "CE":
        spans[k] = sorted(((score["s" + k][a] + score["e" + k][b], (a, b + 1)) for a in best(score["s" + k]) for b in best(score["e" + k])
                           if b >= a), key=lambda x: (-x[0], x[1]))[:SPANS]
    out = []
    for x, c in spans["C"]:
        for y, e in spans["E"]:
            if c[1] <= e[0] or e[1] <= c[0]:
                out.append((x + y - 0.1 * min(abs(c[1] - e[0]), abs(e[1] - c[0])), c, e))
    return sorted(out, key=lambda x: (-x[0], x[1:]))[:PAIRS]


def main():
    root = sys.argv[2]
    if sys.argv[1] == "texts":
        print("\n".join(dict.fromkeys(line(row["text"]) for row in rows(root))))
        return
    records = [json.loads(r) for r in open(sys.argv[3], encoding="utf-8")]
    sentences = {r["text"]: Sentence(r) for r in records if not held_out(r["text"])}
    truth = gold(root, sentences)
    for text in truth:
        Sentence.frequent.update(sentences[text].lemma)
    texts = list(truth)
    parts = places(sentences, truth, texts)
    # Pairs are learned on sentences that the places were not learned on: three parts, two for the places.
    random.seed(3)
    random.shuffle(texts)
    samples, answers = [], []
    for fold in range(3):
        part = places(sentences, truth, [t for i, t in enumerate(texts) if i % 3 != fold])
        for text in texts[fold::3]:
            found = candidates(sentences[text], part)
            for rank, (score, c, e) in enumerate(found):
                samples.append(sentences[text].pair(c, e, score - found[0][0], rank == 0))
                answers.append(int(any(r["C"] == c and r["E"] == e for r in truth[text])))
    parts["pair"] = fit(samples, answers, 0.3, 10)
    print("# Weights of where causes, effects and signals begin (s) and end (e), and of pairs of them; made by training/causal_spans.py")
    print("# from the training sentences of the Causal News Corpus V2 (CC0). Part, feature (empty: the constant), weight; vocabulary: lemmas known by their form.")
    for name in ("sC", "sE", "sS", "eC", "eE", "eS", "pair"):
        weights, constant = parts[name]
        print(f"{name}\t\t{constant:.3f}")
        for feature, weight in sorted(weights.items()):
            print(f"{name}\t{feature}\t{weight:.3f}")
    for lemma in sorted(w for w, count in Sentence.frequent.items() if count >= FREQUENT):
        print(f"vocabulary\t{lemma}\t")


if __name__ == "__main__":
    main()
