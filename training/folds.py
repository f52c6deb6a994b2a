"""Five-fold cross-validation of the relation head on plv-train.tsv: what the recipe gives on sentences that it never saw.

Each fold starts from the MiniLM weights (the released weights have seen nine tenths of the file) and learns what the events group of
train.py learns: roots of marked pairs, pairs of aw-train with and without interaction, quads and roles of the CAMEO files. The head has the
form of the released one: spans pooled, one pass of the encoder a sentence. A fold is chosen by hash of the letters of the sentence, so no
sentence lies in two folds, whatever file it stands in. Nothing was chosen on the held-out folds: the number of epochs and the rates are fixed
beforehand.

    venv/bin/python folds.py --data ../../shared/data                # all folds, one after another
    venv/bin/python folds.py --data ../../shared/data --only 3       # one fold; a fold that is done is not run again
    venv/bin/python folds.py --data ../../shared/data --report       # the result of what is done

Every fold leaves the probabilities of its rows under --out; when all are there, --result gets one line a row of plv-train (its number, its
fold, the root it has and the root that was found), which `cargo xtask accuracy` turns into figures, and --picture the confusion matrix.

A fold takes about 4 minutes of one core with AVX-512 (bfloat16). Runs of one seed differ in the last digits between processors.
"""
import argparse
import csv
import hashlib
import os
import time

import numpy as np
import torch

import data
from model import Model, load_pretrained
from train import Corpus, losses

FOLDS = 5


def fold_of(key):
    """0 to 4 by hash of the letters of the sentence; independent of the held-out tenth, which takes the first eight digits."""
    return int(hashlib.sha256(key.encode()).hexdigest()[8:16], 16) % FOLDS


def rows(root):
    """Every row of plv-train as a sentence with one pair. A side without marks is the whole sentence, as `label relations` reads it."""
    out = []
    for row in csv.DictReader(open(os.path.join(root, "events/plv-train.tsv"), encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE):
        got = data.marked(row["marked_sentence"])
        if got is None:
            plain = row["marked_sentence"]
            for mark in ("<s>", "</s>", "<t>", "</t>"):
                plain = plain.replace(mark, "")
            words = [t[0] for t in data.tokenize(plain)]
            got = words, (0, len(words)), (0, len(words))
        sentence = data.Sentence(got[0], "plv")
        sentence.pairs = [(got[1], got[2], ("root", row["gold_root"]), None)]
        out.append((sentence, row["gold_root"], int(row["gold_penta"])))
    return out


def batches(corpus, sentences, tokens):
    pool = sorted(sentences, key=lambda s: corpus.length[id(s)] + 6 * corpus.rng.random())
    out, batch, longest = [], [], 0
    for s in pool:
        longest = max(longest, corpus.length[id(s)])
        if batch and longest * (len(batch) + 1) > tokens:
            out.append(batch)
            batch, longest = [], corpus.length[id(s)]
        batch.append(s)
    out.append(batch)
    corpus.rng.shuffle(out)
    return out


def learn(corpus, sentences, args, seed):
    torch.manual_seed(seed)
    corpus.rng.seed(seed)
    model = Model(corpus.sizes())
    load_pretrained(model.encoder, corpus.state)
    used = ("encoder.", "pair_", "cause_in", "aux_", "span_in.role", "span_out.role")
    encoder = [p for n, p in model.named_parameters() if n.startswith("encoder.") and "shape" not in n]
    head = [p for n, p in model.named_parameters() if n.startswith(used) and not (n.startswith("encoder.") and "shape" not in n)]
    optimiser = torch.optim.AdamW([{"params": encoder, "peak": args.lr}, {"params": head, "peak": args.head_lr}], lr=1e-5, betas=(0.9, 0.98),
                                  weight_decay=0.01, fused=True)
    plan = [batch for _ in range(args.epochs) for batch in batches(corpus, sentences, args.tokens)]
    model.train()
    begin = time.time()
    for step, sents in enumerate(plan):
        p = step / len(plan)
        for group in optimiser.param_groups:
            group["lr"] = group["peak"] * min(1.0, p / 0.06 + 0.01) * min(1.0, (1 - p) / 0.94)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = sum(losses(model, corpus, corpus.collate(sents)).values())
        loss.backward()
        torch.nn.utils.clip_grad_norm_(encoder + head, 2.0)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        if step % 50 == 0:
            print(f"step {step} of {len(plan)} loss {loss.item():.3f} {time.time() - begin:.0f} s", flush=True)
    return model


@torch.no_grad()
def probabilities(model, corpus, sentences):
    """[n, 15]: probability of each root, without NONE, in the order of data.ROOTS."""
    model.eval()
    at = [corpus.index["relation"][r] for r in data.ROOTS]
    out = []
    for s in sentences:
        batch = corpus.collate([s], augment=False)
        words, sent = model.encode(batch["ids"], batch["shape"], batch["first"], batch["length"])
        logits = model.pair_out(model.pair_hidden(words, sent, batch["pairs"])).float()[0, at]
        out.append(logits.softmax(-1).numpy())
    return np.array(out)


def macro(gold, found, classes):
    """Mean over the classes of their F1, each class alone too."""
    each = {}
    for k in classes:
        right = sum(g == k == f for g, f in zip(gold, found))
        each[k] = 2 * right / max(1, sum(g == k for g in gold) + sum(f == k for f in found))
    return sum(each.values()) / len(each), each


def picture(gold, found):
    """The confusion matrix as SVG: a row is a gold root, a column what was found; the darker, the larger its share of the row."""
    size, left, top = 34, 110, 110
    side = size * len(data.ROOTS)
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + side + 10}" height="{top + side + 10}" font-family="sans-serif" font-size="11">',
           "<title>Relation head, five folds: gold roots in rows, found roots in columns</title>",
           f'<rect width="{left + side + 10}" height="{top + side + 10}" fill="#fff"/>']
    for i, g in enumerate(data.ROOTS):
        row = [sum(a == g and b == f for a, b in zip(gold, found)) for f in data.ROOTS]
        y, middle = top + i * size, top + i * size + size * 0.62
        out.append(f'<text x="{left - 6}" y="{middle:.0f}" text-anchor="end">{g}</text>')
        x = left + i * size + size * 0.6
        out.append(f'<text x="{x:.0f}" y="{top - 6}" transform="rotate(-60 {x:.0f} {top - 6})">{g}</text>')
        for j, n in enumerate(row):
            share = n / max(1, sum(row))
            shade = round(255 - 190 * share)
            out.append(f'<rect x="{left + j * size}" y="{y}" width="{size}" height="{size}" fill="rgb({shade},{shade},255)" stroke="#ddd"/>')
            if n:
                ink = "#fff" if share > 0.5 else "#000"
                out.append(f'<text x="{left + j * size + size / 2:.0f}" y="{middle:.0f}" text-anchor="middle" fill="{ink}">{n}</text>')
    return "\n".join(out + ["</svg>", ""])


def report(table, scores, folds, result, image=None):
    done = [i for i, f in enumerate(folds) if f in scores and i in scores[f]]
    p = np.array([scores[folds[i]][i] for i in done])
    gold, quad = [table[i][1] for i in done], [table[i][2] for i in done]
    found = [data.ROOTS[k] for k in p.argmax(1)]
    groups = np.array([[data.QUAD[r] == q for r in data.ROOTS] for q in (1, 2, 3, 4)], dtype=float)
    found_quad = [int(k) + 1 for k in (p @ groups.T).argmax(1)]
    mean, each = macro(gold, found, data.ROOTS)
    print(f"{len(done)} rows, folds {sorted(scores)}")
    print(f"root: accuracy {np.mean([g == f for g, f in zip(gold, found)]):.4f}  macro F1 {mean:.4f}")
    print("  ".join(f"{k} {v:.3f}" for k, v in each.items()))
    print(f"quad: accuracy {np.mean([g == f for g, f in zip(quad, found_quad)]):.4f}  macro F1 {macro(quad, found_quad, (1, 2, 3, 4))[0]:.4f}")
    if result and len(done) == len(table):
        with open(result, "w", encoding="utf-8") as f:
            f.write("row,fold,gold_root,root,probability,gold_quad,quad\n")
            for k, i in enumerate(done):
                f.write(f"{i},{folds[i]},{gold[k]},{found[k]},{p[k].max():.4f},{quad[k]},{found_quad[k]}\n")
        if image:
            with open(image, "w", encoding="utf-8") as f:
                f.write(picture(gold, found))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", default="../../shared/data")
    ap.add_argument("--out", default="out/folds")
    ap.add_argument("--result", default="../eval/relation-folds.csv")
    ap.add_argument("--picture", default="../eval/relation-folds.svg")
    ap.add_argument("--only", type=int, action="append")
    ap.add_argument("--report", action="store_true")
    ap.add_argument("--epochs", type=int, default=8)
    ap.add_argument("--tokens", type=int, default=1024)
    ap.add_argument("--lr", type=float, default=8e-5)
    ap.add_argument("--head-lr", type=float, default=1e-3)
    ap.add_argument("--seed", type=int, default=7)
    args = ap.parse_args()
    torch.set_num_threads(1)
    os.makedirs(args.out, exist_ok=True)
    table = rows(args.data)
    folds = [fold_of(s.key) for s, _, _ in table]
    path = lambda f: os.path.join(args.out, f"fold-{f}-seed-{args.seed}.tsv")
    wanted = [] if args.report else [f for f in (args.only or range(FOLDS)) if not os.path.exists(path(f))]
    corpus = Corpus(args.data, args.seed) if wanted else None
    for fold in wanted:
        mine = [s for s in corpus.sets["events"] if fold_of(s.key) != fold and s.words and len(corpus.pieces.sequence(s.words, 160) or ()) == 3]
        corpus.length = {id(s): len(corpus.pieces.sequence(s.words)[0]) for s in mine}
        print(f"fold {fold}: {len(mine)} sentences, {folds.count(fold)} rows held out", flush=True)
        model = learn(corpus, mine, args, args.seed)
        held = [i for i, f in enumerate(folds) if f == fold]
        p = probabilities(model, corpus, [table[i][0] for i in held])
        with open(path(fold) + ".tmp", "w", encoding="utf-8") as f:
            f.write("\t".join(["row", "fold"] + data.ROOTS) + "\n")
            for i, row in zip(held, p):
                f.write("\t".join([str(i), str(fold)] + [f"{x:.6f}" for x in row]) + "\n")
        os.replace(path(fold) + ".tmp", path(fold))
        report(table, {fold: dict(zip(held, p))}, folds, None)
    scores = {}
    for fold in range(FOLDS):
        if os.path.exists(path(fold)):
            lines = [l.rstrip("\n").split("\t") for l in open(path(fold), encoding="utf-8")][1:]
            scores[fold] = {int(l[0]): np.array([float(x) for x in l[2:]]) for l in lines}
    if scores:
        report(table, scores, folds, args.result, args.picture)


if __name__ == "__main__":
    main()
