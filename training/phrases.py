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


# Candidates and features; the same in crates/language/src/phrases.rs -----------------------------------------------------------

DEPTH = 3          # generations below the head whose edges may bound a phrase
REACH = 40         # words from the head
DISTANCES = [0, 1, 2, 3, 4, 6, 10, 20]


def spans_below(heads):
    """Children and [first, last] of the subtree of every word. Safe on any heads."""
    n = len(heads)
    children = [[] for _ in range(n)]
    for i, h in enumerate(heads):
        if 0 <= h < n:
            children[h].append(i)
    order, seen, stack = [], [False] * n, [i for i, h in enumerate(heads) if not 0 <= h < n]
    while stack:
        x = stack.pop()
        if not seen[x]:
            seen[x] = True
            order.append(x)
            stack += children[x]
    first, last = list(range(n)), list(range(n))
    for x in reversed(order):
        for c in children[x]:
            first[x], last[x] = min(first[x], first[c]), max(last[x], last[c])
    return children, first, last


def candidates(h, heads, rels, tree, name):
    """Words at which a phrase headed by h may begin and end: (word, relation of the child of h that reaches it or None, generation)."""
    children, first, last = tree
    starts, ends = {h: (None, 0)}, {h: (None, 0)}

    def put(table, word, rel, depth):
        if abs(word - h) <= REACH and word not in table:
            table[word] = (rel, depth)

    level = [(c, rels[c]) for c in children[h]]
    for depth in range(1, DEPTH + 1):
        below = []
        for c, rel in level:
            if first[c] <= h:
                put(starts, first[c], rel, depth)
            if last[c] + 1 <= h:
                put(starts, last[c] + 1, rel, depth)
            if last[c] >= h:
                put(ends, last[c], rel, depth)
            if first[c] - 1 >= h:
                put(ends, first[c] - 1, rel, depth)
            below += [(d, rel) for d in children[c]]
        level = below
    if name:
        put(starts, name[0], None, DEPTH + 1)
        put(ends, name[1] - 1, None, DEPTH + 1)
    # A head hangs on the first word of a flat name: words before it that the name has are its own.
    return [(w, *starts[w]) for w in sorted(starts) if w <= h], [(w, *ends[w]) for w in sorted(ends) if w >= h]


def bucket(d):
    return max(i for i, x in enumerate(DISTANCES) if x <= d)


class Inventory:
    def __init__(self, labels):
        self.rel = {r: i for i, r in enumerate(labels["deprel"])}
        self.tag = {t: i for i, t in enumerate(labels["upos"])}
        self.name = {"PER": 1, "ORG": 2, "LOC": 3, "NORP": 4, "MISC": 5}


def examples(inv, got, gold):
    """For every sentence: states, rows of gated words, and of their candidates."""
    out = []
    for key, states, tags, heads, rels, names in got:
        mentions = gold[key]
        by_head = {}
        for a, b, h, kind in mentions:
            if h not in by_head or b - a < by_head[h][1] - by_head[h][0]:
                by_head[h] = (a, b, kind)
        name_at = {}
        for a, b, kind in names:
            for i in range(a, b):
                name_at[i] = (a, b, kind)
        tree = spans_below(heads)
        n = len(tags)
        rows = []
        for h in range(n):
            name = name_at.get(h)
            if tags[h] != "PROPN" and not name:
                continue
            kind = KINDS.index(by_head[h][2]) if h in by_head else 0
            starts, ends = candidates(h, heads, rels, tree, name)
            feats = []
            for side, cands in ((-1, starts), (1, ends)):
                f = []
                for w, rel, depth in cands:
                    outer = w + side
                    edge = bool(name) and w == (name[0] if side < 0 else name[1] - 1)
                    f.append((w, inv.rel.get(rel, len(inv.rel)), depth, bucket(abs(w - h)), inv.tag[tags[w]],
                              inv.tag[tags[outer]] if 0 <= outer < n else len(inv.tag), int(edge) + 1 if name else 0))
                feats.append(f)
            want = [-1, -1]
            if kind:
                for side in (0, 1):
                    words = [x[0] for x in feats[side]]
                    target = by_head[h][side]
                    want[side] = words.index(target) if target in words else -1
            rows.append((h, inv.name[name[2]] if name else 0, (h - name[0] == 0) + 2 * (h == name[1] - 1) if name else 0,
                         inv.rel[rels[h]], inv.tag[tags[h]], name[0] if name else h, kind, feats, want, by_head.get(h)))
        out.append((key, states, rows))
    return out


# The head -----------------------------------------------------------------------------------------------------------------------

def fit(folder, root, path, out, epochs, seed, held=True):
    import torch
    import torch.nn as nn
    import torch.nn.functional as F
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    labels = json.load(open(os.path.join(folder, "labels.json"), encoding="utf-8"))
    inv = Inventory(labels)
    sents = list(read(os.path.join(root, "treebank/gum-train.conllu")))
    gold = [m for _, m in sents]
    apart = {i for i, (s, _) in enumerate(sents) if held and data.held_out(s.key)}
    learn, check = [], []
    with open(path, "rb") as f:
        while True:
            try:
                copy, got = pickle.load(f)
            except EOFError:
                break
            ex = examples(inv, got, gold)
            learn += [e for e in ex if e[0] not in apart and e[2]]
            check += [e for e in ex if e[0] in apart and copy]
    print("sentences", len(learn), "held out", len(check), flush=True)

    class Head(nn.Module):
        def __init__(self, d=384, kind=128, side=64):
            super().__init__()
            R, T = len(inv.rel) + 1, len(inv.tag) + 1
            self.kind_word, self.kind_first = nn.Linear(d, kind), nn.Linear(d, kind, bias=False)
            self.kind_name, self.kind_place, self.kind_rel, self.kind_tag = nn.Embedding(6, kind), nn.Embedding(4, kind), nn.Embedding(R, kind), nn.Embedding(T, kind)
            self.kind_out = nn.Linear(kind, len(KINDS))
            for s in ("start", "end"):
                setattr(self, s + "_head", nn.Linear(d, side))
                setattr(self, s + "_word", nn.Linear(d, side, bias=False))
                for k, size in (("rel", R), ("depth", DEPTH + 2), ("far", len(DISTANCES)), ("tag", T), ("out", T), ("edge", 3), ("class", 6)):
                    setattr(self, f"{s}_{k}", nn.Embedding(size, side))
                setattr(self, s + "_score", nn.Linear(side, 1, bias=False))
            for m in self.modules():
                if isinstance(m, nn.Embedding):
                    nn.init.normal_(m.weight, std=0.05)
            self.drop, self.inner = nn.Dropout(0.3), nn.Dropout(0.2)

        def kinds(self, w, first, name, place, rel, tag):
            x = self.kind_word(self.drop(w)) + self.kind_first(self.drop(first)) + self.kind_name(name) + self.kind_place(place) + self.kind_rel(rel) + self.kind_tag(tag)
            return self.kind_out(self.inner(F.gelu(x)))

        def side(self, s, w, b, f, name):
            g = lambda k: getattr(self, f"{s}_{k}")
            x = g("head")(self.drop(w)) + g("word")(self.drop(b)) + g("rel")(f[:, 0]) + g("depth")(f[:, 1]) + g("far")(f[:, 2]) + g("tag")(f[:, 3]) + g("out")(f[:, 4]) + g("edge")(f[:, 5]) + g("class")(name)
            return g("score")(self.inner(F.gelu(x)))[:, 0]

    def batch(part):
        w, first, meta, kind, sides = [], [], [], [], ([], [])
        for _, states, rows in part:
            states = states.astype(np.float32)
            for h, name, place, rel, tag, a, k, feats, want, _ in rows:
                at = len(w)
                w.append(states[h])
                first.append(states[a])
                meta.append((name, place, rel, tag))
                kind.append(k)
                for side in (0, 1):
                    sides[side].append((at, [states[x[0]] for x in feats[side]], [x[1:] for x in feats[side]], want[side]))
        t = lambda x: torch.from_numpy(np.array(x))
        return t(w), t(first), t(meta), t(kind), sides

    model = Head()
    opt = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.02)
    rng = random.Random(seed)
    steps, total = 0, epochs * (len(learn) // 96 + 1)

    def points(side, s, w, name):
        owner = torch.tensor([at for at, b, _, _ in side for _ in b])
        b = torch.from_numpy(np.array([x for _, bs, _, _ in side for x in bs]))
        f = torch.tensor([x for _, _, fs, _ in side for x in fs])
        return model.side(s, w[owner], b, f, name[owner]), owner

    def score(ex):
        model.eval()
        right, want, got, ok = 0, 0, 0, [0, 0, 0, 0]
        with torch.no_grad():
            for k in range(0, len(ex), 200):
                part = ex[k:k + 200]
                want += sum(1 for e in part for m in gold_of(e) if m[3] in KINDS[1:4])
                part = [e for e in part if e[2]]
                if not part:
                    continue
                w, first, meta, kind, sides = batch(part)
                p = model.kinds(w, first, *meta.T).argmax(1)
                best = []
                for side, s in zip(sides, ("start", "end")):
                    x, owner = points(side, s, w, meta[:, 0])
                    pos, chosen = 0, []
                    for _, bs, _, _ in side:
                        chosen.append(int(x[pos:pos + len(bs)].argmax()))
                        pos += len(bs)
                    best.append(chosen)
                at = 0
                for e in part:
                    for h, *_, feats, _, g in e[2]:
                        k = KINDS[int(p[at])]
                        if k in KINDS[1:4]:
                            got += 1
                            a, b = (feats[side][best[side][at]][0] for side in (0, 1))
                            right += g is not None and (a, b, k) == (g[0], g[1], g[2])
                            ok[0] += g is not None and g[2] == k
                            ok[1] += g is not None and a == g[0]
                            ok[2] += g is not None and b == g[1]
                        at += 1
        model.train()
        f = lambda r: round(200 * r / max(1, want + got), 2)
        return {"F1": f(right), "head and class": f(ok[0]), "start": f(ok[1]), "end": f(ok[2]), "gold": want, "found": got}

    lookup = gold

    def gold_of(e):
        return lookup[e[0]]

    for epoch in range(epochs):
        rng.shuffle(learn)
        total_loss = 0
        for k in range(0, len(learn), 96):
            steps += 1
            for g in opt.param_groups:
                g["lr"] = 1.5e-3 * min(1, steps / 100) * (1 - steps / (total + 1))
            w, first, meta, kind, sides = batch(learn[k:k + 96])
            loss = F.cross_entropy(model.kinds(w, first, *meta.T), kind, label_smoothing=0.05)
            for side, s in zip(sides, ("start", "end")):
                some = [x for x in side if x[3] >= 0 and len(x[1]) > 1]
                if some:
                    x, owner = points(some, s, w, meta[:, 0])
                    pos = 0
                    width = max(len(b) for _, b, _, _ in some)
                    rows = torch.full((len(some), width), -1e4)
                    index = torch.tensor([(i, j) for i, (_, b, _, _) in enumerate(some) for j in range(len(b))])
                    rows = rows.index_put((index[:, 0], index[:, 1]), x)
                    loss = loss + F.cross_entropy(rows, torch.tensor([y for *_, y in some]))
            opt.zero_grad()
            loss.backward()
            opt.step()
            total_loss += float(loss.detach())
        print("epoch", epoch, round(total_loss / max(1, steps / (epoch + 1)), 4), score(check) if check else "", flush=True)
    torch.save({k: v for k, v in model.state_dict().items()}, out)
    if os.environ.get("DEV"):
        dev_sents = list(read(os.path.join(root, "treebank/gum-dev.conllu")))
        dev_gold = [m for _, m in dev_sents]
        got = pickle.load(open(path + ".dev", "rb"))
        ex = examples(inv, got, dev_gold)
        lookup = dev_gold
        print("dev", score(ex))
    return model



def write(folder, weights, out):
    """Puts the head into heads.bin and labels.json of a folder, in place of an earlier one."""
    import torch
    state = torch.load(weights, map_location="cpu")
    labels = json.load(open(os.path.join(folder, "labels.json"), encoding="utf-8"))
    blob = open(os.path.join(folder, "heads.bin"), "rb").read()
    kept = {k: v for k, v in labels["heads"].items() if not k.startswith("phrase.")}
    heads, new = {}, b""
    arrays = {k: np.frombuffer(blob, "<f4", int(np.prod(v["shape"])), v["offset"]).reshape(v["shape"]) for k, v in kept.items()}
    arrays |= {"phrase." + k: v.numpy() for k, v in state.items()}
    for name, a in arrays.items():
        heads[name] = {"offset": len(new), "shape": list(a.shape)}
        new += np.ascontiguousarray(a.astype("<f4")).tobytes()
    labels["heads"] = heads
    labels["phrase"] = {"states": states_name(onnx.load(os.path.join(folder, "model.onnx")).graph), "kinds": KINDS, "depth": DEPTH,
                        "reach": REACH, "distances": DISTANCES}
    open(os.path.join(out, "heads.bin"), "wb").write(new)
    with open(os.path.join(out, "labels.json"), "w", encoding="utf-8") as f:
        json.dump(labels, f, ensure_ascii=False, indent=1)
        f.write("\n")


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--data", default="../../shared/data")
    ap.add_argument("--models", default="../models")
    ap.add_argument("--cache", default="out/phrases.pickle")
    ap.add_argument("--copies", type=int, default=6)
    ap.add_argument("--fit", help="file of the weights to write")
    ap.add_argument("--write", help="file of weights to put into the models folder")
    ap.add_argument("--epochs", type=int, default=8)
    ap.add_argument("--seed", type=int, default=3)
    ap.add_argument("--all", action="store_true", help="learn on the held-out tenth too")
    args = ap.parse_args()
    if args.write:
        write(args.models, args.write, args.models)
    elif args.fit:
        fit(args.models, args.data, args.cache, args.fit, args.epochs, args.seed, not args.all)
    else:
        cache(args.models, args.data, args.cache, args.copies)
