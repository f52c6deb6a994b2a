"""Trains the encoder and all heads jointly; see README.md.

The schedule follows the clock (`--minutes`) or a number of steps (`--steps`): warm-up, linear decay to zero, and fake quantisation from
`--quant-at` of the way. Checkpoints allow `--resume`; `--start FOLDER` goes on from exported weights. Beside the weights a checkpoint holds their
running mean, which export.py prefers.
"""
import argparse
import collections
import json
import math
import os
import random
import time

import torch
import torch.nn.functional as F

import data
from model import Model, load_pretrained, pretrained
from restore import restore
from words import Pieces, lemma_script, shape


class Corpus:
    """Sentences turned into tensors, with augmentation."""

    def __init__(self, root, seed=7):
        self.state, tokenizer, self.vocab = pretrained()
        self.pieces = Pieces(tokenizer)
        self.sets = data.load(root)
        self.labels = data.inventories(self.sets["treebank"])
        self.index = {k: {v: i for i, v in enumerate(vs)} for k, vs in self.labels.items()}
        types = collections.Counter(p[3] for s in self.sets["events"] for p in s.pairs if p[3])
        self.event_types = ["other"] + [t for t, c in types.most_common(11)]
        self.people, self.places = data.rosters(root)
        self.countries = set(self.places) | {c for c in data.COUNTRIES if " " not in c}
        self.rng = random.Random(seed)
        self.held = {k: [s for s in v if data.held_out(s.key)] for k, v in self.sets.items() if k != "treebank"}
        self.train = {k: [s for s in v if k == "treebank" or not data.held_out(s.key)] for k, v in self.sets.items()}
        for group in list(self.train):
            self.train[group] = [s for s in self.train[group] if len(self.pieces.sequence(s.words, 160) or ()) == 3 and s.words]
        self.organisations = collections.defaultdict(set)
        for s in self.train["treebank"] + self.train["re3d"]:
            for a, b in data.spans_of(s.ner or [], "ORG"):
                if b - a > 1 or shape(s.words[a]) in (2, 3, 4):
                    self.organisations[b - a].add(tuple(s.words[a:b]))
        self.organisations = {k: sorted(v) for k, v in self.organisations.items()}
        self.length = {id(s): len(self.pieces.sequence(s.words)[0]) for v in self.train.values() for s in v}
        self.shapes = {}

    def sizes(self):
        return {k: len(v) for k, v in self.labels.items()}

    def epoch(self, tokens, repeats):
        """Batches of (group, sentences) of similar length, in random order."""
        batches = []
        for group, sents in self.train.items():
            for r in range(repeats.get(group, 1)):
                pool = sorted(sents, key=lambda s: self.length[id(s)] + self.rng.random())
                batch, longest = [], 0
                for s in pool:
                    longest = max(longest, self.length[id(s)])
                    if batch and longest * (len(batch) + 1) > tokens:
                        batches.append((group, batch))
                        batch, longest = [], self.length[id(s)]
                    batch.append(s)
                batches.append((group, batch))
        self.rng.shuffle(batches)
        return batches

    def swap(self, s):
        """Words with some names replaced by names from the rosters (same number of words, so all labels stay)."""
        words = list(s.words)
        for a, b in data.spans_of(s.ner, "PER"):
            pool = self.people.get(b - a)
            if pool and self.rng.random() < 0.4 and all(w[:1].isupper() for w in words[a:b]):
                words[a:b] = self.rng.choice(pool)
        for a, b in data.spans_of(s.ner, "LOC"):
            if b - a == 1 and self.rng.random() < 0.35 and shape(words[a]) == 2:
                words[a] = self.rng.choice(self.places)
        for a, b in data.spans_of(s.ner, "ORG"):
            pool = self.organisations.get(b - a)
            if pool and self.rng.random() < 0.25 and (s.upos is None or b - a == 1 and s.upos[a] == "PROPN"):
                words[a:b] = self.rng.choice(pool)
        return words

    def swap_sides(self, s):
        """Words of an event sentence with one-word states and places that are a side of a pair replaced, everywhere in the sentence."""
        other = {}
        for first, second, _, _ in s.pairs:
            for a, b in (first, second):
                if b - a == 1 and s.words[a] in self.countries and s.words[a] not in other:
                    other[s.words[a]] = self.rng.choice(self.places) if self.rng.random() < 0.4 else s.words[a]
        return [other.get(w, w) for w in s.words]

    def collate(self, sents, augment=True):
        rng, rows = self.rng, []
        for s in sents:
            words = self.swap(s) if augment and s.ner and rng.random() < 0.5 else self.swap_sides(s) if augment and s.pairs else s.words
            seq = self.pieces.sequence(words)
            if seq is None:
                seq, words = self.pieces.sequence(s.words), s.words
            rows.append((s, words, seq))
        t = max(len(r[2][0]) for r in rows)
        w = max(len(r[1]) for r in rows) + 1
        b = len(rows)
        out = {"ids": torch.zeros(b, t, dtype=torch.long), "shape": torch.zeros(b, t, dtype=torch.long),
               "first": torch.zeros(b, w, dtype=torch.long), "length": torch.tensor([len(r[2][0]) for r in rows])}
        gold = {k: torch.full((b, w), -100) for k in ("upos", "feats", "lemma", "heads", "rels", "ner", "cause_span", "role")}
        cause, quad = torch.full((b,), -1.0), torch.full((b,), -100)
        pairs, aims = [], []
        for i, (s, words, (ids, owner, first)) in enumerate(rows):
            out["ids"][i, : len(ids)] = torch.tensor(ids)
            sh = [0] + [self.shapes.setdefault(x, shape(x)) for x in words]
            if augment:
                roll = rng.random()
                if roll < 0.03:
                    sh = [1 if c in (2, 3, 4, 7) else c for c in sh]
                elif roll < 0.06:
                    sh = [2 if c == 1 and len(words[k - 1]) > 3 else c for k, c in enumerate(sh)]
                elif roll < 0.07:
                    sh = [3 if c in (1, 2, 4) else c for c in sh]
            out["shape"][i, : len(ids)] = torch.tensor([sh[o] for o in owner])
            if augment:
                for k in range(1, len(words) + 1):
                    if rng.random() < 0.05:
                        for p, o in enumerate(owner[first[k]:first[k] + 8], first[k]):
                            if o == k:
                                out["ids"][i, p] = 103
            out["first"][i, : len(first)] = torch.tensor(first)
            n = len(s.words)
            if s.upos:
                ix = self.index
                gold["upos"][i, 1:n + 1] = torch.tensor([ix["upos"][x] for x in s.upos])
                gold["feats"][i, 1:n + 1] = torch.tensor([ix["feats"].get(x, -100) for x in s.feats])
                gold["lemma"][i, 1:n + 1] = torch.tensor([self.lemma_label(x, l) for x, l in zip(s.words, s.lemma)])
                gold["heads"][i, 1:n + 1] = torch.tensor(s.heads)
                gold["rels"][i, 1:n + 1] = torch.tensor([ix["deprel"].get(x, -100) for x in s.rels])
            for name in ("ner", "cause_span", "role"):
                tags = getattr(s, name)
                if tags:
                    gold[name][i, 1:n + 1] = torch.tensor([self.index[name].get(x, -100) for x in tags])
            if s.cause is not None:
                cause[i] = s.cause
            if s.quad is not None:
                quad[i] = s.quad
            for a, c, aim, event in s.pairs or ():
                if aim[0] == "weak" and augment and rng.random() < 0.5:
                    continue
                pairs.append((i, a[0] + 1, a[1] + 1, c[0] + 1, c[1] + 1))
                aims.append((aim, event))
                if augment and aim[0] == "root" and aim[1] != "NONE" and rng.random() < 0.25:
                    other = self.bystander(s, a, c)
                    if other:
                        x, y = (a, other) if rng.random() < 0.5 else (other, c)
                        pairs.append((i, x[0] + 1, x[1] + 1, y[0] + 1, y[1] + 1))
                        aims.append((("weak", "NONE"), None))
        out.update(gold=gold, cause=cause, quad=quad, pairs=torch.tensor(pairs) if pairs else None, aims=aims)
        return out

    def lemma_label(self, form, lemma):
        ix = self.index["lemma"]
        k = ix.get(lemma_script(form, lemma), -100)
        return k if k >= 0 else ix.get("@" + lemma, -100)

    def bystander(self, s, a, b):
        """A capitalised run that is neither source nor target nor coordinated with one of them."""
        near = set(range(a[0] - 3, a[1] + 3)) | set(range(b[0] - 3, b[1] + 3))
        cand = [i for i, w in enumerate(s.words) if i and i not in near and shape(w) in (2, 3) and w.lower() not in data.MONTHS and len(w) > 2]
        if not cand:
            return None
        i = self.rng.choice(cand)
        j = i + 1
        while j < len(s.words) and j in cand:
            j += 1
        return i, j


def ce(logits, gold, smooth=0.0):
    if not bool((gold >= 0).any()):
        return logits.sum() * 0
    return F.cross_entropy(logits.flatten(0, -2).float(), gold.flatten(), ignore_index=-100, label_smoothing=smooth)


def relation_loss(model, corpus, h, aims):
    logits = model.pair_out(h).float()
    logp = logits.log_softmax(-1)
    rel, total = corpus.index["relation"], []
    for i, ((kind, value), _) in enumerate(aims):
        if kind in ("root", "weak"):
            loss = -0.9 * logp[i, rel[value]] - 0.1 * logp[i].mean()
            total.append(loss * (0.3 if kind == "weak" else 1.0))
        elif kind == "some":
            total.append(-0.5 * torch.log1p(-logp[i, rel["NONE"]].exp().clamp(max=0.9999)))
        else:
            allowed = torch.tensor([rel[r] for r in sorted(data.CAMEO_QUAD[value])])
            total.append(-0.5 * logp[i, allowed].logsumexp(0))
    loss = torch.stack(total).mean()
    typed = [(i, corpus.event_types.index(e) if e in corpus.event_types else 0) for i, (_, e) in enumerate(aims) if e]
    if typed:
        ii, tt = zip(*typed)
        loss = loss + 0.2 * F.cross_entropy(model.aux_event(h[list(ii)]).float(), torch.tensor(tt))
    return loss


def losses(model, corpus, batch):
    w, sent = model.encode(batch["ids"], batch["shape"], batch["first"], batch["length"])
    gold, out = batch["gold"], {}
    if bool((gold["upos"] >= 0).any()):
        p = model.syntax(w)
        for k, weight in (("upos", 1.0), ("feats", 0.7), ("lemma", 0.7)):
            out[k] = weight * ce(p[k], gold[k])
        n = w.shape[1]
        real = torch.zeros(gold["upos"].shape, dtype=torch.bool)
        real[:, 0] = True
        real |= gold["heads"] >= 0
        arc = p["arc"].float().masked_fill(~real[:, None, :], -1e4)
        arc = arc.masked_fill(torch.eye(n, dtype=torch.bool)[None], -1e4)
        out["arc"] = 1.5 * ce(arc, gold["heads"])
        heads = gold["heads"].clamp_min(0)
        chosen = p["rel_head"].gather(1, heads[..., None].expand_as(p["rel_head"]))
        out["rel"] = 1.0 * ce(model.label(p["rel_dep"], chosen), gold["rels"])
    for name, weight in (("ner", 2.0), ("role", 1.0), ("cause_span", 1.0)):
        if bool((gold[name] >= 0).any()):
            out[name] = weight * ce(model.spans(w, name), gold[name])
    if bool((batch["cause"] >= 0).any()):
        h = model.cause_hidden(sent)
        out["cause"] = F.binary_cross_entropy_with_logits(model.cause_out(h).float()[:, 0], batch["cause"] * 0.9 + 0.05)
    if bool((batch["quad"] >= 0).any()):
        out["quad"] = 0.3 * ce(model.aux_quad(model.cause_hidden(sent)), batch["quad"])
    if batch["pairs"] is not None:
        out["pair"] = 1.5 * relation_loss(model, corpus, model.pair_hidden(w, sent, batch["pairs"]), batch["aims"])
    return out


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", default="../../shared/data")
    ap.add_argument("--out", default="out/model.pt")
    ap.add_argument("--minutes", type=float, default=60)
    ap.add_argument("--steps", type=int, default=0, help="instead of --minutes: a fixed number of steps")
    ap.add_argument("--tokens", type=int, default=2048)
    ap.add_argument("--lr", type=float, default=1.4e-4)
    ap.add_argument("--head-lr", type=float, default=1e-3)
    ap.add_argument("--quant-at", type=float, default=0.72)
    ap.add_argument("--save-every", type=float, default=180)
    ap.add_argument("--resume", action="store_true")
    ap.add_argument("--start", help="exported folder to go on from, instead of the MiniLM weights")
    ap.add_argument("--mean", type=float, default=0.998, help="weight of the past in the running mean of the weights, a step")
    ap.add_argument("--seed", type=int, default=7)
    args = ap.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(2)
    corpus = Corpus(args.data, args.seed)
    model = Model(corpus.sizes())
    if args.start:
        if any(restore(model, args.start)[k] != v for k, v in corpus.labels.items()):
            raise SystemExit("labels of the exported folder differ from those of the data")
    else:
        load_pretrained(model.encoder, corpus.state)
    enc, head = [], []
    for n, p in model.named_parameters():
        (enc if n.startswith("encoder.") and "shape" not in n else head).append(p)
    opt = torch.optim.AdamW([{"params": enc, "peak": args.lr}, {"params": head, "peak": args.head_lr}], lr=1e-5, betas=(0.9, 0.98),
                            weight_decay=0.01, fused=True)
    step, spent, quantised = 0, 0.0, "off"
    weights = [p for g in opt.param_groups for p in g["params"]]
    names = {id(p): n for n, p in model.named_parameters()}
    average = [p.detach().clone() for p in weights]
    if args.resume and os.path.exists(args.out):
        c = torch.load(args.out, weights_only=False)
        model.load_state_dict(c["model"])
        opt.load_state_dict(c["opt"])
        step, spent, quantised = c["step"], c["spent"], c["quantised"]
        average = [c["average"][names[id(p)]] for p in weights]
        corpus.rng.seed(args.seed + step)
        model.set_mode("quant" if quantised == "quant" else "off")
    print(json.dumps({"labels": corpus.sizes(), "hashes": data.hashes(args.data), "train": {k: len(v) for k, v in corpus.train.items()},
                      "held": {k: len(v) for k, v in corpus.held.items()}}), flush=True)

    def save(path):
        torch.save({"model": model.state_dict(), "average": {names[id(p)]: a for p, a in zip(weights, average)}, "opt": opt.state_dict(), "step": step, "spent": spent, "quantised": quantised,
                    "labels": corpus.labels, "event_types": corpus.event_types, "args": vars(args)}, path + ".tmp")
        os.replace(path + ".tmp", path)

    model.train()
    begin, saved, logged, mean = time.time() - spent, time.time(), time.time(), collections.defaultdict(float)
    seen, tokens, epoch, done = collections.Counter(), 0, 0, False
    while not done:
        epoch += 1
        for group, sents in corpus.epoch(args.tokens, {"events": 2, "re3d": 3}):
            spent = time.time() - begin
            p = step / args.steps if args.steps else spent / (args.minutes * 60)
            if p >= 1:
                done = True
                break
            if quantised == "off" and p >= args.quant_at - 0.015:
                quantised = "observe"
                model.set_mode("observe")
            if quantised == "observe" and p >= args.quant_at and len(model.q_word.sample) >= 40:
                model.freeze_ranges()
                quantised = "quant"
                model.set_mode("quant")
                save(args.out.replace(".pt", "-f32.pt"))
                print("fake quantisation on", step, flush=True)
            factor = min(1.0, p / 0.05 + 0.01) * max(0.0, min(1.0, (1 - p) / 0.95))
            for g in opt.param_groups:
                g["lr"] = g["peak"] * factor
            batch = corpus.collate(sents)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                parts = losses(model, corpus, batch)
            loss = sum(parts.values())
            if not math.isfinite(loss.item()):
                print("skipped a batch", flush=True)
                opt.zero_grad(set_to_none=True)
                continue
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 2.0)
            opt.step()
            opt.zero_grad(set_to_none=True)
            step += 1
            torch._foreach_lerp_(average, [p.detach() for p in weights], max(1 - args.mean, 1 / (step + 1)))
            tokens += int(batch["length"].sum())
            for k, v in parts.items():
                mean[k] += v.item()
                seen[k] += 1
            if time.time() - logged > 30:
                print(f"epoch {epoch} step {step} p {p:.3f} tok/s {tokens / (time.time() - logged):.0f} " +
                      " ".join(f"{k} {mean[k] / seen[k]:.3f}" for k in sorted(mean)), flush=True)
                mean.clear(), seen.clear()
                logged, tokens = time.time(), 0
            if time.time() - saved > args.save_every:
                saved = time.time()
                save(args.out)
    save(args.out)
    print("end", step, flush=True)


if __name__ == "__main__":
    main()
