"""Writes the score table of models/CARD.md from the JSON files of evaluate.py: `card.py out/f32.json out/int8.json`."""
import json
import sys

f32, int8 = (json.load(open(p)) for p in sys.argv[1:3])
rows = []
for k in ("ewt-dev", "gum-dev", "gum-dev without conversation", "gum-dev news"):
    for m in ("UPOS", "FEATS", "LEMMA", "UAS", "LAS"):
        rows.append((k, m, f32[k][m], int8[k][m]))
    if "NER" in f32[k]:
        rows += [(k, "names F1, " + n, f32[k]["NER"][n], int8[k]["NER"][n]) for n in ("PER", "LOC", "NORP", "ORG", "MISC", "micro")]
e = "events held out"
rows += [(e, "PLOVER root, accuracy (15 roots)", f32[e]["relation_roots_only"]["accuracy"], int8[e]["relation_roots_only"]["accuracy"]),
         (e, "PLOVER root, macro F1 (15 roots)", f32[e]["relation_roots_only"]["macro_f1"], int8[e]["relation_roots_only"]["macro_f1"]),
         (e, "root or NONE, accuracy on pairs with a root", f32[e]["relation_with_none"]["accuracy"], int8[e]["relation_with_none"]["accuracy"])]
p = lambda r, a, b: f"{r[e]['pairs'][a]} of {r[e]['pairs'][b]}"
rows += [(e, "pairs without interaction called NONE", p(f32, "rejected", "negatives"), p(int8, "rejected", "negatives")),
         (e, "pairs with interaction not called NONE", p(f32, "some_kept", "some"), p(int8, "some_kept", "some"))]
rows += [(e, f"role span F1, {n}", f32[e]["role"][k], int8[e]["role"][k]) for k, n in (("S", "source"), ("T", "target"))]
rows += [("re3d held out", f"names F1, {n}", f32["re3d held out"][n], int8["re3d held out"][n]) for n in ("PER", "LOC", "NORP", "ORG", "micro")]
c = "cause held out"
rows += [(c, "causal sentence, F1", f32[c]["F1"], int8[c]["F1"]), (c, "causal sentence, accuracy", f32[c]["accuracy"], int8[c]["accuracy"])]
rows += [(c, f"span exact F1, {n}", f32[c]["spans"][k], int8[c]["spans"][k]) for k, n in (("C", "cause"), ("E", "effect"), ("S", "signal"))]
print("| data | measure | f32 | int8 |\n|---|---|---:|---:|")
last = None
for k, m, a, b in rows:
    print(f"| {k if k != last else ''} | {m} | {a} | {b} |")
    last = k
