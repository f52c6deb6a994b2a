"""Trains the phrase head: which proper nouns head a phrase that names a person, an organisation or a place, and how far it reaches.

The encoder stays as it is: its word states, tags, trees and names are computed once over copies of GUM (train) with swapped names and masked
words (`cache`), and the head learns on them (`fit`). `write` puts the head into heads.bin and labels.json.
"""
import argparse
import collections
import json
import os
import pickle
import random
import re

import numpy as np
import onnx
import onnxruntime as ort

import data
import evaluate
import train
from words import shape

KINDS = ["none", "person", "organization", "place", "other"]


def read(path):
    """(sentence, [(first, last, head, kind)]) of GUM: mentions of this sentence that a proper noun heads."""
    rows, sents = [], data.read_conllu(path, "gum", entities=True)
    data.close_entities()
    at = 0
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line and not line.startswith("#"):
            rows.append(line.split("\t"))
        elif not line and rows:
            toks, rows = [r for r in rows if r[0].isdigit()], []
            if not toks:
                continue
            s = sents[at]
            at += 1
            found = []
            for a, b, kind in data.mentions(toks):
                h = next((i for i in range(a, b + 1) if not a <= s.heads[i] - 1 <= b), b)
                if s.upos[h] == "PROPN":
                    found.append((a, b, h, kind if kind in KINDS else "other"))
            yield s, found
    data.close_entities()


def states_name(graph):
    """The value that holds the states of the words, before they are quantised for the heads."""
    made = {n.output[0]: n for n in graph.node}
    user = next(n for n in graph.node if "upos.w" in n.input)
    return made[user.input[0]].input[0]


class Runner(evaluate.Runner):
    def __init__(self, folder, threads=1):
        super().__init__(folder, threads)
        model = onnx.load(os.path.join(folder, "model.onnx"))
        self.states = states_name(model.graph)
        model.graph.output.append(onnx.helper.make_tensor_value_info(self.states, onnx.TensorProto.FLOAT, None))
        o = ort.SessionOptions()
        o.intra_op_num_threads = threads
        self.session = ort.InferenceSession(model.SerializeToString(), o, providers=["CPUExecutionProvider"])

    def annotate(self, pieces, rows, mask=0.0, rng=None, tokens=1024):
        """Yields (key, states [n,384], tags, heads, relations, names) of rows (key, words); long sentences are left out."""
        lab, groups = self.labels, collections.defaultdict(list)
        for key, words in rows:
            seq = pieces.sequence(words)
            if seq:
                groups[len(seq[0])].append((key, words, seq))
        names = ["upos", "arc", "rel_dep", "rel_head", "ner", self.states]
        for t, part in sorted(groups.items()):
            step = max(1, tokens // t)
            for k in range(0, len(part), step):
                some = part[k:k + step]
                w = max(len(r[2][2]) for r in some)
                ids = np.array([r[2][0] for r in some], dtype=np.int32)
                if mask:
                    for i, (_, words, seq) in enumerate(some):
                        hidden = {j for j in range(1, len(words) + 1) if rng.random() < mask}
                        for p, o in enumerate(seq[1]):
                            if o in hidden:
                                ids[i, p] = 103
                sh = np.array([[([0] + [shape(x) for x in r[1]])[o] for o in r[2][1]] for r in some], dtype=np.int32)
                first = np.array([r[2][2] + [0] * (w - len(r[2][2])) for r in some], dtype=np.int32)
                upos, arc, dep, head, ner, states = self.session.run(names, {"ids": ids, "shape": sh, "first": first})
                states = states.reshape(len(some), w, -1)
                for i, (key, words, seq) in enumerate(some):
                    n = len(words) + 1
                    heads = evaluate.mst(arc[i, :n, :n])
                    h = dep[i, 1:n] + head[i, heads[1:n]]
                    rel = fast_gelu(h) @ self.heads["rel_w"].T + self.heads["rel_b"]
                    rel[:, lab["deprel"].index("root")] = -1e9
                    rels = [lab["deprel"][x] if heads[j + 1] else "root" for j, x in enumerate(rel.argmax(1))]
                    spans = evaluate.spans(evaluate.viterbi(ner[i, 1:n], lab["ner"]))
                    tags = [lab["upos"][x] for x in upos[i, 1:n].argmax(1)]
                    yield key, states[i, 1:n].astype(np.float16), tags, [int(x) - 1 for x in heads[1:n]], rels, spans


def fast_gelu(x):
    from scipy.special import erf
    return x * 0.5 * (1 + erf(x / np.sqrt(2)))


def cache(folder, root, out, copies):
    corpus, rng = train.Corpus(root), random.Random(11)
    runner = Runner(folder)
    sents = list(read(os.path.join(root, "treebank/gum-train.conllu")))
    with open(out, "wb") as f:
        for copy in range(copies):
            rows = [(i, s.words if not copy else swap(corpus, s, rng)) for i, (s, _) in enumerate(sents)]
            got = list(runner.annotate(corpus.pieces, rows, 0.08 if copy else 0, rng))
            pickle.dump((copy, got), f)
            print("copy", copy, len(got), flush=True)
    dev = list(read(os.path.join(root, "treebank/gum-dev.conllu")))
    with open(out + ".dev", "wb") as f:
        pickle.dump(list(runner.annotate(corpus.pieces, [(i, s.words) for i, (s, _) in enumerate(dev)])), f)


def swap(corpus, s, rng):
    """Words with most names replaced by others of their class and length, oftener than in training."""
    words = list(s.words)
    pools = {"PER": corpus.people, "ORG": corpus.organisations}
    for kind in ("PER", "LOC", "ORG"):
        for a, b in data.spans_of(s.ner, kind):
            if kind == "LOC":
                if b - a == 1 and rng.random() < 0.7 and shape(words[a]) == 2:
                    words[a] = rng.choice(corpus.places)
                continue
            pool = pools[kind].get(b - a)
            if pool and rng.random() < 0.7 and all(w[:1].isupper() for w in words[a:b]):
                words[a:b] = rng.choice(pool)
    return words if corpus.pieces.sequence(words) else s.words


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--data", default="../../shared/data")
    ap.add_argument("--models", default="../models")
    ap.add_argument("--cache", default="out/phrases.pickle")
    ap.add_argument("--copies", type=int, default=6)
    args = ap.parse_args()
    cache(args.models, args.data, args.cache, args.copies)
