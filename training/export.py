"""Writes model.onnx (int8), labels.json, heads.bin, lemmas.tsv and vocab.txt from a checkpoint; `--f32` writes a plain f32 graph for comparison.

The graph is built by hand so that it holds only operators that the runtime fuses well: activations stay two-dimensional
[B*T, 384], every int8 layer is QuantizeLinear, MatMulInteger, Cast, Mul, Add.
"""
import argparse
import copy
import json
import os
import time

import numpy as np
import onnx
import torch
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper as nh

import data
import rounding
import train
from model import W_MAX, Model, QLinear, weight_scale


class Graph:
    def __init__(self, f32):
        self.nodes, self.inits, self.n, self.f32 = [], {}, 0, f32

    def const(self, value, name=None):
        value = np.array(value, order="C")
        if name is None:
            key = (value.dtype.str, value.shape, value.tobytes())
            name = next((k for k, v in self.inits.items() if value.size <= 8 and (v.dtype.str, v.shape, v.tobytes()) == key), None)
            if name:
                return name
            name = f"c{len(self.inits)}"
        self.inits[name] = value
        return name

    def op(self, kind, inputs, out=None, outs=1, **attrs):
        self.n += 1
        names = [out or f"v{self.n}"] if outs == 1 else [f"v{self.n}_{i}" for i in range(outs)]
        self.nodes.append(h.make_node(kind, inputs, names, name=f"{kind}_{self.n}", **attrs))
        return names[0] if outs == 1 else names

    def i64(self, *v):
        return self.const(np.array(v, dtype=np.int64))

    def reshape(self, x, *dims, out=None):
        return self.op("Reshape", [x, self.i64(*dims)], out)

    def quantize(self, x, q):
        if self.f32:
            return x
        scale, zero = self.const(np.float32(q.scale.item())), self.const(np.uint8(q.zero.item()))
        return self.op("QuantizeLinear", [x, scale, zero]), scale, zero, float(q.scale)

    def linear(self, x, layer, name, factor=None, out=None):
        """A QLinear over a quantised input (or any linear in f32); `factor` scales output channels."""
        w = layer.weight.detach().float()
        factor = torch.ones(w.shape[0]) if factor is None else factor
        bias = None if layer.bias is None else (layer.bias.detach().float() * factor).numpy()
        if isinstance(x, str):
            y = self.op("MatMul", [x, self.const((w * factor[:, None]).T.numpy(), name + ".w")], None if bias is not None else out)
        else:
            xq, _, zero, sx = x
            sw = getattr(layer, "grid", None)
            sw = weight_scale(w) if sw is None else sw
            wq = torch.round(w / sw[:, None]).clamp(-W_MAX - 1, W_MAX).to(torch.int8)
            y = self.op("MatMulInteger", [xq, self.const(wq.T.numpy(), name + ".w"), zero, self.const(np.int8(0))])
            y = self.op("Cast", [y], to=T.FLOAT)
            y = self.op("Mul", [y, self.const((sw * sx * factor).numpy(), name + ".s")], None if bias is not None else out)
        return y if bias is None else self.op("Add", [y, self.const(bias, name + ".b")], out)

    def norm(self, x, m):
        return self.op("LayerNormalization", [x, self.const(m.weight.detach().numpy()), self.const(m.bias.detach().numpy())],
                       axis=-1, epsilon=m.eps)


def build(model, f32=False):
    g = Graph(f32)
    e, d = model.encoder, 384
    sizes = g.op("Shape", ["ids"])
    batch, length = g.op("Gather", [sizes, g.i64(0)], axis=0), g.op("Gather", [sizes, g.i64(1)], axis=0)
    wcount = g.op("Gather", [g.op("Shape", ["first"]), g.i64(1)], axis=0)
    word = e.word.weight.detach()
    if f32:
        x = g.op("Gather", [g.const(word.numpy(), "word"), "ids"], axis=0)
    else:
        s = (word.abs().amax(1, keepdim=True) / 127).clamp_min(1e-8)
        x = g.op("Gather", [g.const((word / s).round().to(torch.int8).numpy(), "word"), "ids"], axis=0)
        x = g.op("Mul", [g.op("Cast", [x], to=T.FLOAT), g.op("Gather", [g.const(s.numpy(), "word.s"), "ids"], axis=0)])
    x = g.op("Add", [x, g.op("Gather", [g.const(e.shape.weight.detach().numpy(), "shapes"), "shape"], axis=0)])
    pos = g.op("Slice", [g.const(e.position.weight.detach().numpy(), "positions"), g.i64(0), length, g.i64(0)])
    x = g.norm(g.op("Add", [x, pos]), e.norm)
    x = g.reshape(x, -1, d)
    four = g.op("Concat", [batch, length, g.i64(12), g.i64(32)], axis=0)
    factor = torch.cat((torch.full((d,), 32 ** -0.5), torch.ones(2 * d)))
    for i, l in enumerate(e.layers):
        p = f"layer{i}"
        qkv = g.linear(g.quantize(x, l.q_in), l.qkv, p + ".qkv", factor)
        q, k, v = g.op("Split", [qkv, g.i64(d, d, d)], outs=3, axis=1)
        q = g.op("Transpose", [g.op("Reshape", [q, four])], perm=[0, 2, 1, 3])
        k = g.op("Transpose", [g.op("Reshape", [k, four])], perm=[0, 2, 3, 1])
        v = g.op("Transpose", [g.op("Reshape", [v, four])], perm=[0, 2, 1, 3])
        a = g.op("MatMul", [g.op("Softmax", [g.op("MatMul", [q, k])], axis=-1), v])
        a = g.reshape(g.op("Transpose", [a], perm=[0, 2, 1, 3]), -1, d)
        x = g.norm(g.op("Add", [x, g.linear(g.quantize(a, l.q_att), l.out, p + ".out")]), l.norm1)
        u = g.op("Gelu", [g.linear(g.quantize(x, l.q_mid), l.up, p + ".up")])
        x = g.norm(g.op("Add", [x, g.linear(g.quantize(u, l.q_act), l.down, p + ".down")]), l.norm2)
    # words
    start = g.op("Mul", [g.op("Range", [g.const(np.int64(0)), g.op("Squeeze", [batch, g.i64(0)]), g.const(np.int64(1))]), length])
    index = g.op("Add", [g.op("Cast", ["first"], to=T.INT64), g.op("Unsqueeze", [start, g.i64(1)])])
    words = g.op("Gather", [x, g.reshape(index, -1)], axis=0)
    wq = g.quantize(words, model.q_word)

    def shaped(y, out):
        n = g.op("Concat", [batch, wcount, g.i64(-1)], axis=0)
        return g.op("Reshape", [y, n], out)

    for k, m in model.tags.items():
        shaped(g.linear(wq, m, k), k)
    dep = g.op("Gelu", [g.linear(wq, model.arc_dep, "arc_dep")])
    head = g.op("Gelu", [g.linear(wq, model.arc_head, "arc_head")])
    dep = g.op("Add", [g.op("MatMul", [dep, g.const(model.arc_u.detach().numpy(), "arc_u")]), g.const(model.arc_b.detach().numpy())])
    g.op("MatMul", [shaped(dep, "arc_dep_out"), g.op("Transpose", [shaped(head, "arc_head_out")], perm=[0, 2, 1])], "arc")
    shaped(g.linear(wq, model.rel_dep, "rel_dep"), "rel_dep")
    shaped(g.linear(wq, model.rel_head, "rel_head"), "rel_head")
    for k in ("ner", "cause_span", "role"):
        y = g.op("Gelu", [g.linear(wq, model.span_in[k], k + "_in")])
        shaped(g.linear(y, model.span_out[k], k + "_out"), k)
    shaped(g.linear(wq, model.pair_source, "pair_source"), "pair_source")
    shaped(g.linear(wq, model.pair_target, "pair_target"), "pair_target")
    x3 = g.op("Reshape", [x, g.op("Concat", [batch, length, g.i64(d)], axis=0)])
    cls = g.op("Gather", [x3, g.const(np.int64(0))], axis=1)
    sent = g.op("Concat", [cls, g.op("ReduceMean", [x3, g.i64(1)], keepdims=0)], axis=1)
    # A product of one row takes another kernel than one of several, with other last bits; so every sentence stands twice.
    twice = g.op("Concat", [sent, sent], axis=0)

    def once(y, out):
        return g.op("Slice", [y, g.i64(0), batch, g.i64(0)], out)
    once(g.linear(g.op("Gelu", [g.linear(twice, model.cause_in, "cause_in")]), model.cause_out, "cause_out"), "cause")
    once(g.linear(twice, model.pair_context, "pair_context"), "pair_context")

    outs = {k: ["B", "W", n] for k, n in (("upos", None), ("feats", None), ("lemma", None), ("arc", "W"), ("rel_dep", None), ("rel_head", None),
                                          ("ner", None), ("cause_span", None), ("role", None), ("pair_source", None), ("pair_target", None))}
    dims = {**model.sizes, "rel_dep": 256, "rel_head": 256, "pair_source": 256, "pair_target": 256}
    outputs = [h.make_tensor_value_info(k, T.FLOAT, ["B", "W", v[2] or dims[k]]) for k, v in outs.items()]
    outputs += [h.make_tensor_value_info("cause", T.FLOAT, ["B", 1]), h.make_tensor_value_info("pair_context", T.FLOAT, ["B", 256])]
    inputs = [h.make_tensor_value_info(k, T.INT32, ["B", v]) for k, v in (("ids", "T"), ("shape", "T"), ("first", "W"))]
    graph = h.make_graph(g.nodes, "demarche", inputs, outputs, [nh.from_array(v, k) for k, v in g.inits.items()])
    m = h.make_model(graph, opset_imports=[h.make_opsetid("", 20)], producer_name="demarche")
    m.ir_version = 10
    onnx.checker.check_model(m)
    return m


def load(path, last=False):
    """The model of a checkpoint with the running mean of its weights, or with `last` the weights themselves."""
    c = torch.load(path, weights_only=False, map_location="cpu")
    sizes = {k: len(v) for k, v in c["labels"].items()}
    model = Model(sizes)
    model.load_state_dict(c["model"] if last else {**c["model"], **c.get("average", {})})
    model.eval()
    return model, c


def write(model, ckpt, corpus, out, root, f32=False, temperatures=None):
    os.makedirs(out, exist_ok=True)
    onnx.save(build(model, f32), os.path.join(out, "model.onnx"))
    with open(os.path.join(out, "vocab.txt"), "w", encoding="utf-8") as f:
        f.writelines(w + "\n" for w in corpus.vocab)
    with open(os.path.join(out, "lemmas.tsv"), "w", encoding="utf-8") as f:
        f.writelines(f"{form}\t{upos}\t{lemma}\n" for (form, upos), lemma in data.lemma_lexicon(corpus.sets["treebank"]).items())
    heads, blob = {}, b""
    for name, p in (("rel_w", model.rel_out.weight), ("rel_b", model.rel_out.bias), ("pair_w", model.pair_out.weight), ("pair_b", model.pair_out.bias)):
        a = np.ascontiguousarray(p.detach().numpy().astype("<f4"))
        heads[name] = {"offset": len(blob), "shape": list(a.shape)}
        blob += a.tobytes()
    open(os.path.join(out, "heads.bin"), "wb").write(blob)
    labels = {"version": 1, "max_tokens": 256, "max_pieces_per_word": 8}
    labels |= {k: ckpt["labels"][k] for k in ("upos", "feats", "lemma", "deprel", "ner", "relation", "cause_span", "role")}
    labels["sizes"] = {"U": len(labels["upos"]), "F": len(labels["feats"]), "L": len(labels["lemma"]), "R1": 256, "R": len(labels["deprel"]),
                       "N": len(labels["ner"]), "C": len(labels["cause_span"]), "P": 256, "K": len(labels["relation"])}
    labels["heads"] = heads
    labels["calibration"] = temperatures or {k: 1.0 for k in ("upos", "feats", "lemma", "arc", "rel", "ner", "cause", "cause_span", "role", "relation")}
    labels["data"] = data.hashes(root)
    with open(os.path.join(out, "labels.json"), "w", encoding="utf-8") as f:
        json.dump(labels, f, ensure_ascii=False, indent=1)
        f.write("\n")


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--data", default="../../shared/data")
    ap.add_argument("--ckpt", default="out/model.pt")
    ap.add_argument("--out", default="../models")
    ap.add_argument("--f32", action="store_true")
    ap.add_argument("--last", action="store_true", help="the last weights instead of their running mean")
    ap.add_argument("--temperatures", help="JSON written by evaluate.py")
    args = ap.parse_args()
    torch.manual_seed(7)
    model, ckpt = load(args.ckpt, args.last)
    corpus = train.Corpus(args.data)
    if corpus.labels != ckpt["labels"]:
        raise SystemExit("labels of the checkpoint differ from those of the data")
    if not args.f32 and ckpt["quantised"] != "quant":
        rounding.rounded(model, corpus, copy.deepcopy(model))
    temperatures = json.load(open(args.temperatures)) if args.temperatures else None
    write(model, ckpt, corpus, args.out, args.data, args.f32, temperatures)
    print(args.out, "step", ckpt["step"], {f: os.path.getsize(os.path.join(args.out, f)) for f in ("model.onnx", "labels.json", "heads.bin")})


if __name__ == "__main__":
    main()
