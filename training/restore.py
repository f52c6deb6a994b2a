"""Reads an exported int8 folder back into a state dict, so that training can go on from released weights; aux heads are not in it."""
import json
import os

import numpy as np
import onnx
import torch
from onnx import numpy_helper as nh


def restore(model, folder):
    """Fills `model` from `folder`; int8 weights become w * scale. Returns the labels of the folder. ValueError when a weight is missing."""
    graph = onnx.load(os.path.join(folder, "model.onnx")).graph
    const = {i.name: nh.to_array(i) for i in graph.initializer}
    made = {n.output[0]: n for n in graph.node}
    state = model.state_dict()

    def put(name, value):
        value = torch.from_numpy(np.array(value))
        if state[name].shape != value.shape:
            raise ValueError(f"{name}: {tuple(value.shape)} in {folder}, {tuple(state[name].shape)} in the model")
        state[name] = value.to(state[name].dtype)

    modules = {"layer%d.%s" % (i, k): "encoder.layers.%d.%s" % (i, k) for i in range(len(model.encoder.layers)) for k in ("qkv", "out", "up", "down")}
    modules |= {k: f"tags.{k}" for k in model.tags}
    modules |= {k: k for k in ("arc_dep", "arc_head", "rel_dep", "rel_head", "pair_source", "pair_target", "cause_in", "cause_out", "pair_context")}
    modules |= {f"{k}_{end}": f"span_{end}.{k}" for k in model.span_in for end in ("in", "out")}
    quantisers = {f"layer{i}.{k}": f"encoder.layers.{i}.{q}" for i in range(len(model.encoder.layers))
                  for k, q in (("qkv", "q_in"), ("out", "q_att"), ("up", "q_mid"), ("down", "q_act"))} | {"upos": "q_word"}
    users = {w: n for n in graph.node for w in n.input if w.endswith(".w")}
    for name, module in modules.items():
        w = const[name + ".w"]
        width = w.shape[1]
        factor = np.ones(width, np.float32)
        if name.endswith(".qkv"):
            factor[: width // 3] = 32 ** -0.5
        if w.dtype == np.int8:
            quantise = made[users[name + ".w"].input[0]]
            scale, zero = const[quantise.input[1]], const[quantise.input[2]]
            put(module + ".weight", (w.T.astype(np.float32) * (const[name + ".s"] / (scale * factor))[:, None]).astype(np.float32))
            if name in quantisers:
                put(quantisers[name] + ".scale", np.float32(scale))
                put(quantisers[name] + ".zero", np.int64(zero))
        else:
            put(module + ".weight", w.T / factor[:, None])
        if name + ".b" in const:
            put(module + ".bias", const[name + ".b"] / factor)
    word = const["word"]
    put("encoder.word.weight", word.astype(np.float32) * const["word.s"] if word.dtype == np.int8 else word)
    put("encoder.shape.weight", const["shapes"])
    put("encoder.position.weight", const["positions"])
    norms = ["encoder.norm"] + [f"encoder.layers.{i}.norm{k}" for i in range(len(model.encoder.layers)) for k in (1, 2)]
    nodes = [n for n in graph.node if n.op_type == "LayerNormalization"]
    if len(nodes) != len(norms):
        raise ValueError(f"{len(nodes)} layer norms in {folder}, {len(norms)} in the model")
    for name, node in zip(norms, nodes):
        put(name + ".weight", const[node.input[1]])
        put(name + ".bias", const[node.input[2]])
    put("arc_u", const["arc_u"])
    product = next(n.output[0] for n in graph.node if n.op_type == "MatMul" and n.input[1] == "arc_u")
    put("arc_b", const[next(n.input[1] for n in graph.node if n.op_type == "Add" and n.input[0] == product)])
    labels = json.load(open(os.path.join(folder, "labels.json"), encoding="utf-8"))
    blob = open(os.path.join(folder, "heads.bin"), "rb").read()
    for name, module in (("rel_w", "rel_out.weight"), ("rel_b", "rel_out.bias"), ("pair_w", "pair_out.weight"), ("pair_b", "pair_out.bias")):
        spec = labels["heads"][name]
        put(module, np.frombuffer(blob, "<f4", int(np.prod(spec["shape"])), spec["offset"]).reshape(spec["shape"]))
    model.load_state_dict(state)
    return labels
