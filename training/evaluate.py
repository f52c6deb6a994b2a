"""Scores an exported model (through onnxruntime) on the dev treebanks and the held-out tenth of the event data.

`--temperatures FILE` also fits one temperature a head on the held-out data (tree heads: on dev) and writes them.
"""
import argparse
import collections
import json
import math
import os

import numpy as np
import onnxruntime as ort

import data
import train
import words as lex
from words import shape


class Runner:
    def __init__(self, folder, threads=2):
        o = ort.SessionOptions()
        o.intra_op_num_threads = threads
        self.session = ort.InferenceSession(os.path.join(folder, "model.onnx"), o, providers=["CPUExecutionProvider"])
        self.labels = json.load(open(os.path.join(folder, "labels.json"), encoding="utf-8"))
        rows = [l.rstrip("\n").split("\t") for l in open(os.path.join(folder, "lemmas.tsv"), encoding="utf-8")]
        self.lexicon = {(f, u): l for f, u, l in rows}
        self.known = {(l, u) for f, u, l in rows}
        blob = open(os.path.join(folder, "heads.bin"), "rb").read()
        self.heads = {k: np.frombuffer(blob, "<f4", int(np.prod(v["shape"])), v["offset"]).reshape(v["shape"]) for k, v in self.labels["heads"].items()}

    def run(self, pieces, sentences, names, tokens=1024):
        """Yields (sentence, {name: array}) ; batches hold only sequences of equal length."""
        groups = collections.defaultdict(list)
        for s in sentences:
            seq = pieces.sequence(s.words)
            if seq:
                groups[len(seq[0])].append((s, seq))
        for t, rows in sorted(groups.items()):
            step = max(1, tokens // t)
            for k in range(0, len(rows), step):
                part = rows[k:k + step]
                w = max(len(r[1][2]) for r in part)
                ids = np.array([r[1][0] for r in part], dtype=np.int32)
                sh = np.array([[([0] + [shape(x) for x in r[0].words])[o] for o in r[1][1]] for r in part], dtype=np.int32)
                first = np.array([r[1][2] + [0] * (w - len(r[1][2])) for r in part], dtype=np.int32)
                out = self.session.run(names, {"ids": ids, "shape": sh, "first": first})
                for i, (s, seq) in enumerate(part):
                    n = len(seq[2])
                    yield s, {k: (v[i, :n, :n] if k == "arc" else v[i] if k in ("cause", "pair_context") else v[i, :n]) for k, v in zip(names, out)}


_erf = np.vectorize(math.erf, otypes=[np.float32])


def gelu(x):
    return x * 0.5 * (1 + _erf(x / np.sqrt(2)))


def log_softmax(x):
    x = x - x.max(-1, keepdims=True)
    return x - np.log(np.exp(x).sum(-1, keepdims=True))


def mst(score):
    """Heads of the best tree with one root (score[i,j]: j heads i; row 0 unused). Chu-Liu/Edmonds, tried for each root when needed."""
    n = score.shape[0]
    s = score.copy()
    np.fill_diagonal(s, -np.inf)

    def edmonds(s):
        n = s.shape[0]
        head = s.argmax(1)
        head[0] = -1
        color, cycle = [0] * n, None
        for i in range(1, n):
            path, j = [], i
            while j > 0 and color[j] == 0:
                color[j] = i + 1
                path.append(j)
                j = head[j]
            if j > 0 and color[j] == i + 1 and j in path:
                cycle = path[path.index(j):]
                break
            for k in path:
                color[k] = -1
        if cycle is None:
            return head
        inside = set(cycle)
        rest = [i for i in range(n) if i not in inside]
        m = len(rest)
        t = np.full((m + 1, m + 1), -np.inf)
        for a, i in enumerate(rest):
            for b, j in enumerate(rest):
                t[a, b] = s[i, j]
        enter, leave = {}, {}
        total = sum(s[c, head[c]] for c in cycle)
        for b, j in enumerate(rest):
            gains = [s[c, j] - s[c, head[c]] for c in cycle]
            k = int(np.argmax(gains))
            enter[b] = cycle[k]
            t[m, b] = total + gains[k]
        for a, i in enumerate(rest):
            k = int(np.argmax([s[i, c] for c in cycle]))
            leave[a] = cycle[k]
            t[a, m] = s[i, cycle[k]]
        sub = edmonds(t)
        out = np.zeros(n, dtype=int)
        for c in cycle:
            out[c] = head[c]
        for a, i in enumerate(rest):
            out[i] = -1 if sub[a] < 0 else leave[a] if sub[a] == m else rest[sub[a]]
        b = sub[m]
        out[enter[b]] = rest[b]
        return out
    head = edmonds(s)
    if (head[1:] == 0).sum() != 1:
        best = None
        for r in np.argsort(-s[1:, 0])[:8] + 1:
            u = s.copy()
            u[1:, 0] = -1e6
            u[r, 0] = s[r, 0]
            cand = edmonds(u)
            v = sum(u[i, cand[i]] for i in range(1, n))
            if best is None or v > best[0]:
                best = (v, cand)
        head = best[1]
    return head


def viterbi(logits, tags):
    """Best BIO path: I-X only after B-X or I-X (in cause spans also after S once X has begun; approximated by allowing it after S)."""
    ok = np.full((len(tags), len(tags)), 0.0)
    loose = "B-C" in tags
    for i, a in enumerate(tags):
        for j, b in enumerate(tags):
            if b[0] == "I" and a[2:] != b[2:] and not (loose and a[2:] == "S"):
                ok[i, j] = -1e9
    score = logits[0] + np.array([-1e9 if t[0] == "I" else 0 for t in tags])
    back = []
    for row in logits[1:]:
        m = score[:, None] + ok
        back.append(m.argmax(0))
        score = m.max(0) + row
    k = int(score.argmax())
    path = [k]
    for b in reversed(back):
        k = int(b[k])
        path.append(k)
    return [tags[i] for i in reversed(path)]


class PRF:
    def __init__(self):
        self.tp, self.p, self.g = collections.Counter(), collections.Counter(), collections.Counter()

    def add(self, gold, pred, skip=()):
        for x in gold:
            self.g[x[-1]] += 1
        for x in pred:
            if any(i in skip for i in range(x[0], x[1])):
                continue
            self.p[x[-1]] += 1
            self.tp[x[-1]] += x in gold

    def report(self):
        f = lambda t, p, g: round(200 * t / max(1, p + g), 1)
        keys = sorted(self.g)
        return {**{k: f(self.tp[k], self.p[k], self.g[k]) for k in keys}, "micro": f(sum(self.tp.values()), sum(self.p.values()), sum(self.g.values())),
                "macro": round(sum(f(self.tp[k], self.p[k], self.g[k]) for k in keys) / max(1, len(keys)), 1)}


def spans(tags):
    return [(a, b, k) for k in {t[2:] for t in tags if t != "O"} for a, b in data.spans_of(tags, k)]


def fit_temperature(pairs):
    """Temperature by golden-section search over negative log-likelihood of (logits, gold index)."""
    if not pairs:
        return 1.0
    def nll(t):
        return -np.mean([log_softmax(l / t)[g] for l, g in pairs])
    grid = np.exp(np.linspace(np.log(0.5), np.log(3.0), 40))
    return round(float(grid[int(np.argmin([nll(t) for t in grid]))]), 3)


def treebank(r, pieces, sents, temps=None):
    lab, c, n, ner = r.labels, collections.Counter(), 0, PRF()
    for s, o in r.run(pieces, sents, ["upos", "feats", "lemma", "arc", "rel_dep", "rel_head", "ner"]):
        heads = mst(o["arc"].astype(np.float64))
        h = gelu(o["rel_dep"][1:] + o["rel_head"][heads[1:]])
        rel_logits = h @ r.heads["rel_w"].T + r.heads["rel_b"]
        rels = rel_logits.argmax(-1)
        for i, w in enumerate(s.words):
            n += 1
            u, f = lab["upos"][o["upos"][i + 1].argmax()], lab["feats"][o["feats"][i + 1].argmax()]
            c["UPOS"] += u == s.upos[i]
            c["FEATS"] += f == s.feats[i]
            c["LEMMA"] += lex.lemma(w, u, o["lemma"][i + 1], lab["lemma"], r.lexicon, r.known) == s.lemma[i]
            hit = heads[i + 1] == s.heads[i]
            c["UAS"] += hit
            c["LAS"] += hit and lab["deprel"][rels[i]] == s.rels[i]
            c["root"] += hit and heads[i + 1] == 0
            if temps is not None:
                valid = np.delete(np.arange(len(s.words) + 1), i + 1)
                temps["arc"].append((o["arc"][i + 1][valid], int(np.where(valid == s.heads[i])[0][0])))
                temps["upos"].append((o["upos"][i + 1], lab["upos"].index(s.upos[i])))
                if s.feats[i] in lab["feats"]:
                    temps["feats"].append((o["feats"][i + 1], lab["feats"].index(s.feats[i])))
                if hit and s.rels[i] in lab["deprel"]:
                    temps["rel"].append((rel_logits[i], lab["deprel"].index(s.rels[i])))
                if s.ner:
                    temps["ner"].append((o["ner"][i + 1], lab["ner"].index(s.ner[i])))
        if s.ner:
            ner.add(spans(s.ner), spans(viterbi(o["ner"][1:], lab["ner"])))
    c["root"] = c["root"] / max(1, len(sents)) * n
    out = {k: round(100 * v / n, 2) for k, v in c.items()}
    if ner.g:
        out["NER"] = ner.report()
    return out


def relation(r, o, a, b):
    s = o["pair_source"][a[0] + 1:a[1] + 1].mean(0) + o["pair_target"][b[0] + 1:b[1] + 1].mean(0) + o["pair_context"]
    return gelu(s) @ r.heads["pair_w"].T + r.heads["pair_b"]


def events(r, pieces, held, temps=None):
    lab = r.labels
    roots, role = [], PRF()
    none = collections.Counter()
    for s, o in r.run(pieces, held, ["pair_source", "pair_target", "pair_context", "role"]):
        for a, b, (kind, value), _ in s.pairs or ():
            l = relation(r, o, a, b)
            p = lab["relation"][l.argmax()]
            if kind == "root" and value != "NONE":
                roots.append((value, p, lab["relation"][l[:-1].argmax()]))
                none["gold"] += 1
                none["hit"] += p != "NONE"
            if kind == "root" and value == "NONE":
                none["negatives"] += 1
                none["rejected"] += p == "NONE"
            if kind == "some":
                none["some"] += 1
                none["some_kept"] += p != "NONE"
            if kind == "root" and temps is not None:
                temps["relation"].append((l, lab["relation"].index(value)))
        if s.role:
            role.add(spans(s.role), spans(viterbi(o["role"][1:], lab["role"])))
            if temps is not None:
                temps["role"] += [(x, lab["role"].index(t)) for x, t in zip(o["role"][1:], s.role)]
    out = {"relation_n": len(roots)}
    for name, col in (("with_none", 1), ("roots_only", 2)):
        f1 = []
        for k in sorted({x[0] for x in roots}):
            tp = sum(x[0] == k == x[col] for x in roots)
            f1.append(200 * tp / max(1, sum(x[0] == k for x in roots) + sum(x[col] == k for x in roots)))
        out["relation_" + name] = {"accuracy": round(100 * sum(x[0] == x[col] for x in roots) / max(1, len(roots)), 1), "macro_f1": round(float(np.mean(f1)), 1)}
    out["pairs"] = dict(none)
    out["role"] = role.report()
    return out


def causes(r, pieces, held, temps=None):
    lab, tp, p, g, right, n, prf = r.labels, 0, 0, 0, 0, 0, PRF()
    for s, o in r.run(pieces, held, ["cause", "cause_span"]):
        y = o["cause"][0] > 0
        tp, p, g, right, n = tp + (y and s.cause), p + y, g + s.cause, right + (y == bool(s.cause)), n + 1
        if s.cause and s.cause_span:
            prf.add(spans(s.cause_span), spans(viterbi(o["cause_span"][1:], lab["cause_span"])))
        if temps is not None:
            temps["cause"].append((np.array([0.0, o["cause"][0]]), int(s.cause)))
            if s.cause and s.cause_span:
                temps["cause_span"] += [(x, lab["cause_span"].index(t)) for x, t in zip(o["cause_span"][1:], s.cause_span)]
    return {"F1": round(200 * tp / (p + g), 1), "accuracy": round(100 * right / n, 1), "n": n, "spans": prf.report()}


def names(r, pieces, held):
    prf = PRF()
    for s, o in r.run(pieces, held, ["ner"]):
        gold = [t if t != "?" else "O" for t in s.ner]
        prf.add(spans(gold), spans(viterbi(o["ner"][1:], r.labels["ner"])), skip={i for i, t in enumerate(s.ner) if t == "?"})
    return prf.report()


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("folder", nargs="?", default="../models")
    ap.add_argument("--data", default="../../shared/data")
    ap.add_argument("--temperatures")
    ap.add_argument("--json")
    ap.add_argument("--threads", type=int, default=1)
    args = ap.parse_args()
    corpus, r = train.Corpus(args.data), Runner(args.folder, args.threads)
    ewt = data.read_conllu(os.path.join(args.data, "treebank/ewt-dev.conllu"), "ewt")
    gum = data.read_conllu(os.path.join(args.data, "treebank/gum-dev.conllu"), "gum", entities=True)
    temps = collections.defaultdict(list) if args.temperatures else None
    result = {"ewt-dev": treebank(r, corpus.pieces, ewt), "gum-dev": treebank(r, corpus.pieces, gum, temps),
              "gum-dev without conversation": treebank(r, corpus.pieces, [s for s in gum if s.genre != "conversation"]),
              "gum-dev news": treebank(r, corpus.pieces, [s for s in gum if s.genre == "news"]),
              "events held out": events(r, corpus.pieces, corpus.held["events"], temps),
              "re3d held out": names(r, corpus.pieces, corpus.held["re3d"]),
              "cause held out": causes(r, corpus.pieces, corpus.held["cause"], temps)}
    for k, v in result.items():
        print(k, json.dumps(v))
    if args.json:
        json.dump(result, open(args.json, "w"), indent=1)
    if args.temperatures:
        t = {k: fit_temperature(v[:8000]) for k, v in temps.items()}
        t = {k: t.get(k, 1.0) for k in ("upos", "feats", "lemma", "arc", "rel", "ner", "cause", "cause_span", "role", "relation")}
        json.dump(t, open(args.temperatures, "w"), indent=1)
        print(t)


if __name__ == "__main__":
    main()
