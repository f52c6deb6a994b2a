"""Rounds the weights of a checkpoint to int8 so that the outputs of each layer stay, instead of the weights: GPTQ (Frantar et al., 2022).

`rounded` goes through the encoder from below with sentences of the training files. For every int8 layer it takes the inputs as the int8 graph will
see them, chooses the range of those inputs, and rounds the weights column after column, each time spreading the error over the columns that are not
rounded yet; the bias takes what is left of the mean. To move the weights first, so that a layer makes good what the layers below it have lost (ridge
regression onto the outputs of the f32 model), was tried and cost twice as much LAS: it fits the sentences of the training files too well.
"""
import torch
import torch.nn.functional as F

from model import W_MAX, QLinear

DAMP = 0.01     # of the mean diagonal of the second moments, as in the paper


def scales(w):
    """One scale an output channel: the clipping with the least squared error of the rounded weights."""
    top = w.abs().amax(1).clamp_min(1e-8)
    best, chosen = None, None
    for share in (1.0, 0.95, 0.9, 0.85, 0.8):
        s = top * share / W_MAX
        error = ((w / s[:, None]).round().clamp(-W_MAX - 1, W_MAX) * s[:, None] - w).square().sum(1)
        if best is None:
            best, chosen = error, s
        else:
            chosen = torch.where(error < best, s, chosen)
            best = torch.minimum(error, best)
    return chosen


def gptq(w, moments, s):
    """Weights [out, in] rounded to the grid of the scales `s` [out]; `moments` [in, in] is the sum of x xᵀ over the inputs."""
    w, h = w.double().clone(), moments.double().clone()
    dead = h.diagonal() == 0
    h[dead, dead] = 1
    w[:, dead] = 0
    order = torch.argsort(h.diagonal(), descending=True)
    w, h = w[:, order], h[order][:, order]
    h += torch.eye(len(h), dtype=h.dtype) * DAMP * h.diagonal().mean()
    upper = torch.linalg.cholesky(torch.cholesky_inverse(torch.linalg.cholesky(h)), upper=True)
    out, step = torch.zeros_like(w), s.double()
    block = 128
    for a in range(0, w.shape[1], block):
        b = min(a + block, w.shape[1])
        errors = torch.zeros_like(w[:, a:b])
        for i in range(a, b):
            q = (w[:, i] / step).round().clamp(-W_MAX - 1, W_MAX)
            out[:, i] = q
            error = (w[:, i] - q * step) / upper[i, i]
            w[:, i:b] -= error[:, None] * upper[i, i:b][None]
            errors[:, i - a] = error
        w[:, b:] -= errors @ upper[a:b, b:]
    back = torch.empty_like(out)
    back[:, order] = out
    return (back * step[:, None]).float()


class Moments:
    """Sums over the inputs of one layer: products of quantised inputs, and means of both kinds."""

    def __init__(self):
        self.qq, self.q, self.f, self.n = 0, 0, 0, 0

    def add(self, quantised, plain):
        q, f = quantised.reshape(-1, quantised.shape[-1]).double(), plain.reshape(-1, plain.shape[-1]).double()
        self.qq, self.q, self.f, self.n = self.qq + q.T @ q, self.q + q.sum(0), self.f + f.sum(0), self.n + len(q)


def fit(layer, moments):
    """Rounds one layer in place."""
    w = layer.weight.detach().double()
    s = scales(w.float())
    rounded = gptq(w, moments.qq, s)
    if layer.bias is not None:
        shift = w @ (moments.f / moments.n) - rounded.double() @ (moments.q / moments.n)
        layer.bias.data += shift.float()
    layer.weight.data.copy_(rounded)
    layer.grid = s


@torch.no_grad()
def rounded(model, corpus, plain, batches=60):
    """Rounds every int8 layer of `model` in place; `plain` is the same model in f32, `corpus` gives sentences. Ranges of activations are chosen anew."""
    rows = []
    for group, sents in corpus.epoch(1500, {})[:batches]:
        b = corpus.collate(sents, augment=False)
        valid = torch.arange(b["ids"].shape[1])[None] < b["length"][:, None]
        rows.append((b, valid, None if bool(valid.all()) else valid[:, None, None, :]))
    e, p = model.encoder, plain.encoder
    e.quant = True

    def embed(encoder, b):
        word = encoder.word(b["ids"])
        if encoder.quant:
            s = (word.abs().amax(-1, keepdim=True) / 127).clamp_min(1e-8)
            word = (word / s).round() * s
        return encoder.norm(word + encoder.shape(b["shape"]) + encoder.position.weight[: b["ids"].shape[1]])

    def settle(quantiser, xs):
        quantiser.sample, quantiser.mode = [], "observe"
        for (_, valid, _), x in zip(rows, xs):
            quantiser(x[valid])
        quantiser.freeze()
        quantiser.mode = "quant"

    def layer_of(linear, quantiser, xs, fs):
        settle(quantiser, xs)
        m = Moments()
        for (_, valid, _), x, f in zip(rows, xs, fs):
            m.add(quantiser(x)[valid], f[valid])
        fit(linear, m)

    def attend(layer, qkv, mask):
        b, t, _ = qkv.shape
        d = qkv.shape[-1] // 3
        q, k, v = qkv.view(b, t, 3, layer.heads, d // layer.heads).permute(2, 0, 3, 1, 4)
        a = (q * (d // layer.heads) ** -0.5) @ k.transpose(-1, -2)
        if mask is not None:
            a = a.masked_fill(~mask, -1e4)
        return (a.softmax(-1) @ v).transpose(1, 2).reshape(b, t, d)

    xs, fs = [embed(e, b) for b, _, _ in rows], [embed(p, b) for b, _, _ in rows]
    masks = [mask for _, _, mask in rows]
    for layer, own in zip(e.layers, p.layers):
        layer_of(layer.qkv, layer.q_in, xs, fs)
        ax = [attend(layer, F.linear(layer.q_in(x), layer.qkv.weight, layer.qkv.bias), m) for x, m in zip(xs, masks)]
        af = [attend(own, own.qkv(f), m) for f, m in zip(fs, masks)]
        layer_of(layer.out, layer.q_att, ax, af)
        xs = [layer.norm1(x + F.linear(layer.q_att(a), layer.out.weight, layer.out.bias)) for x, a in zip(xs, ax)]
        fs = [own.norm1(f + own.out(a)) for f, a in zip(fs, af)]
        layer_of(layer.up, layer.q_mid, xs, fs)
        hx = [F.gelu(F.linear(layer.q_mid(x), layer.up.weight, layer.up.bias)) for x in xs]
        hf = [F.gelu(own.up(f)) for f in fs]
        layer_of(layer.down, layer.q_act, hx, hf)
        xs = [layer.norm2(x + F.linear(layer.q_act(h), layer.down.weight, layer.down.bias)) for x, h in zip(xs, hx)]
        fs = [own.norm2(f + own.down(h)) for f, h in zip(fs, hf)]
        lost = sum(float((x - f)[valid].square().sum()) for (_, valid, _), x, f in zip(rows, xs, fs))
        print("share of the variance lost", round(lost / sum(float(f[valid].square().sum()) for (_, valid, _), f in zip(rows, fs)), 5), flush=True)
    wx = [x.gather(1, b["first"][..., None].expand(-1, -1, x.shape[-1])) for (b, _, _), x in zip(rows, xs)]
    wf = [f.gather(1, b["first"][..., None].expand(-1, -1, f.shape[-1])) for (b, _, _), f in zip(rows, fs)]
    model.q_word.sample, model.q_word.mode = [], "observe"
    for x in wx:
        model.q_word(x)
    model.q_word.freeze()
    model.q_word.mode = "quant"
    m = Moments()
    for x, f in zip(wx, wf):
        m.add(model.q_word(x), f)
    for name, linear in model.named_modules():
        if isinstance(linear, QLinear) and not name.startswith("encoder."):
            fit(linear, m)
