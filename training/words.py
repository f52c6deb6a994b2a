"""Words as the model sees them: a UD-like tokenizer for raw sentences, capitalisation classes, pieces and lemma scripts."""
import re
import unicodedata

TOKEN = re.compile(
    r"https?://\S+|www\.\S+"
    r"|\d+(?:[.,:/]\d+)*(?:st|nd|rd|th|s|m|bn|k)?"
    r"|(?:[A-Za-z]\.){2,}"
    r"|(?:Mr|Mrs|Ms|Dr|St|Gen|Col|Lt|Sen|Rep|Gov|Sgt|Maj|Capt|Prof|Jr|Sr|No|vs|Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec|Inc|Co|Corp|Ltd)\."
    r"|[^\W\d_]+(?:[’'ʼ](?=[^\W\d_]{2,})(?!(?:re|ve|ll)\b))?[^\W\d_]*"
    r"|\.\.\.|--+|``|''|\S", re.UNICODE)
CONTRACTION = re.compile(r"(?i)^(?:ai|are|ca|could|did|does|do|had|has|have|is|might|must|need|should|sha|was|were|wo|would)n$")


def tokenize(text):
    """Returns (word, start, end) triples of a raw English sentence, split the way UD English splits words."""
    raw = [(m.group(), m.start(), m.end()) for m in TOKEN.finditer(text)]
    out, i = [], 0
    while i < len(raw):
        w, s, e = raw[i]
        apostrophe = i + 2 < len(raw) + 0 and i + 1 < len(raw) and raw[i + 1][0] in "'’ʼ" and raw[i + 1][1] == e
        nxt = raw[i + 2] if apostrophe and i + 2 < len(raw) and raw[i + 2][1] == raw[i + 1][2] else None
        if nxt and nxt[0].lower() == "t" and CONTRACTION.match(w):
            out.append((w[:-1], s, e - 1))
            out.append((text[e - 1:nxt[2]], e - 1, nxt[2]))
            i += 3
        elif nxt and nxt[0].lower() in ("s", "re", "ve", "ll", "d", "m"):
            out.append((w, s, e))
            out.append((text[raw[i + 1][1]:nxt[2]], raw[i + 1][1], nxt[2]))
            i += 3
        elif w.lower() == "cannot":
            out += [(w[:3], s, s + 3), (w[3:], s + 3, e)]
            i += 1
        else:
            out.append((w, s, e))
            i += 1
    return out


def rejoin(words, tags):
    """Joins an apostrophe and the `s`, `t`, .. after it, in lists that a coarser tokenizer split."""
    ws, ts, i = [], [], 0
    while i < len(words):
        if words[i] in ("'", "’", "ʼ") and i + 1 < len(words) and words[i + 1].lower() in ("s", "re", "ve", "ll", "d", "m"):
            ws.append(words[i] + words[i + 1])
            ts.append(tags[i])
            i += 2
        else:
            ws.append(words[i])
            ts.append(tags[i])
            i += 1
    return ws, ts


def shape(word):
    """Capitalisation class of a word; see models/FORMAT.md."""
    if any(unicodedata.category(c)[0] == "N" for c in word):
        return 5
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 6
    upper = [c.isupper() for c in letters]
    if len(letters) == 1 and upper[0]:
        return 7
    if not any(upper):
        return 1
    if all(upper):
        return 3
    return 2 if upper[0] and not any(upper[1:]) else 4


class Pieces:
    """WordPiece ids of single words, cached."""

    def __init__(self, tokenizer, limit=8):
        self.tokenizer, self.limit, self.cache = tokenizer, limit, {}

    def __call__(self, word):
        ids = self.cache.get(word)
        if ids is None:
            ids = self.tokenizer.encode(word, add_special_tokens=False).ids[: self.limit] or [100]
            self.cache[word] = ids
        return ids

    def sequence(self, words, limit=256):
        """ids, word index of every id (0 for specials), first position of every word; None when too long."""
        ids, owner, first = [101], [0], [0]
        for k, w in enumerate(words, 1):
            p = self(w)
            first.append(len(ids))
            ids += p
            owner += [k] * len(p)
        ids.append(102)
        owner.append(0)
        return (ids, owner, first) if len(ids) <= limit else None


def cased(form, mode):
    if mode == "l":
        return form.lower()
    if mode == "t":
        return form[:1].upper() + form[1:].lower()
    return form


def lemma_script(form, lemma):
    """The shortest edit script from form to lemma; None when nothing is shared."""
    best = None
    for mode in "lkt":
        base = cased(form, mode)
        n = 0
        while n < min(len(base), len(lemma)) and base[n] == lemma[n]:
            n += 1
        if n == 0:
            continue
        cost = len(base) - n + len(lemma) - n
        if best is None or cost < best[0]:
            best = (cost, f"{mode}{len(base) - n}:{lemma[n:]}")
    return best[1] if best else None


def apply_script(form, script):
    if script.startswith("@"):
        return script[1:]
    head, suffix = script.split(":", 1)
    base, n = cased(form, head[0]), int(head[1:])
    return base if n >= len(base) and n else base[: len(base) - n] + suffix


def lemma(form, upos, logits, scripts, lexicon, known, top=4, margin=3.0):
    """The lemma: from the lexicon, else the best script whose result is a known lemma of that class and not far behind, else the best script.

    `logits`: scores over `scripts`; `known`: set of (lemma, upos) of the lexicon."""
    if upos != "PROPN":
        hit = lexicon.get((form.lower(), upos))
        if hit:
            return hit
    order = sorted(range(len(scripts)), key=lambda i: -logits[i])[:top]
    if upos not in ("PROPN", "X", "PUNCT", "SYM", "NUM"):
        for i in order:
            if logits[order[0]] - logits[i] > margin:
                break
            out = apply_script(form, scripts[i])
            if not scripts[i].startswith("@") and (out, upos) in known:
                return out
    return apply_script(form, scripts[order[0]])
