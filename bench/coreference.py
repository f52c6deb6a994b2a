"""CoNLL score (mean F1 of MUC, B3 and CEAFe, singletons left out) of the chains that `annotate --gold` wrote, against a GUM file.

    target/release/examples/annotate --gold ../shared/data/treebank/gum-dev.conllu > found.conllu
    python3 bench/coreference.py ../shared/data/treebank/gum-dev.conllu found.conllu [--without conversation] [--errors]
"""
import collections
import re
import sys

from scipy.optimize import linear_sum_assignment


def documents(path, key):
    """Document id -> (chains as lists of (first, last) word numbers, forms)."""
    out, doc, chains, forms, open_ = {}, None, None, None, None

    def close():
        if doc is not None:
            out[doc] = ([sorted(set(c)) for c in chains.values()], forms)

    for line in open(path, encoding="utf-8"):
        if line.startswith("# newdoc"):
            close()
            doc, chains, forms, open_ = line.split("=")[1].strip(), collections.defaultdict(list), [], collections.defaultdict(list)
        if line[:1] == "#" or line == "\n":
            continue
        c = line.rstrip("\n").split("\t")
        if not c[0].isdigit():
            continue
        forms.append(c[1])
        word = len(forms) - 1
        for item in c[9].split("|"):
            if not item.startswith(key + "="):
                continue
            for part in re.findall(r"\([^()]*\)?|[^()]*\)", item[len(key) + 1:]):
                ident = re.match(r"\(?(\d+)", part)
                if not ident:
                    continue
                ident = ident[1]
                if part.startswith("("):
                    open_[ident].append(word)
                if part.endswith(")") and open_[ident]:
                    chains[ident].append((open_[ident].pop(), word))
    close()
    return {d: ([c for c in cs if len(c) > 1], f) for d, (cs, f) in out.items()}


def muc(gold, found):
    index = {m: i for i, c in enumerate(found) for m in c}
    right = sum(len(c) - len({index.get(m, ("alone", m)) for m in c}) for c in gold)
    return right, sum(len(c) - 1 for c in gold)


def bcubed(gold, found):
    index = {m: set(c) for c in found for m in c}
    right = sum(sum(len(set(c) & index.get(m, set())) for m in c) / len(c) for c in gold)
    return right, sum(len(c) for c in gold)


def main():
    args = sys.argv[1:]
    without = args[args.index("--without") + 1] if "--without" in args else "\0"
    gold_docs, found_docs = documents(args[0], "Entity"), documents(args[1], "Chain")
    totals = collections.Counter()
    pron = collections.Counter()
    for doc, (gold, forms) in gold_docs.items():
        if without in doc:
            continue
        found = found_docs.get(doc, ([], []))[0]
        for name, f in (("muc", muc), ("b3", bcubed)):
            for side, (a, b) in (("r", (gold, found)), ("p", (found, gold))):
                right, all_ = f(a, b)
                totals[name, side, 0] += right
                totals[name, side, 1] += all_
        phi = [[2 * len(set(g) & set(f)) / (len(g) + len(f)) for f in found] for g in gold]
        if phi and phi[0]:
            rows, columns = linear_sum_assignment(phi, maximize=True)
            best = sum(phi[r][c] for r, c in zip(rows, columns))
        else:
            best = 0
        for side, n in (("r", len(gold)), ("p", len(found))):
            totals["ceafe", side, 0] += best
            totals["ceafe", side, 1] += n
        gm, fm = {m for c in gold for m in c}, {m for c in found for m in c}
        totals["mentions", "r", 0] += len(gm & fm)
        totals["mentions", "r", 1] += len(gm)
        totals["mentions", "p", 0] += len(gm & fm)
        totals["mentions", "p", 1] += len(fm)
        gi = {m: i for i, c in enumerate(gold) for m in c}
        fi = {m: c for c in found for m in c}
        for m in gm:
            w = forms[m[0]].lower()
            if m[0] == m[1] and w in ("he", "she", "him", "her", "his", "it", "its", "they", "them", "their"):
                pron[w, 1] += 1
                # The nearest earlier mention of the found chain is in the right gold chain.
                earlier = [o for o in fi.get(m, []) if o < m]
                good = bool(earlier) and gi.get(earlier[-1]) == gi[m] or (not earlier and not [o for o in gold[gi[m]] if o < m])
                pron[w, 0] += good
                if "--errors" in args and not good:
                    a = max(0, m[0] - 25)
                    show = " ".join(forms[earlier[-1][0]:earlier[-1][1] + 1]) if earlier else "nothing"
                    want = [o for o in gold[gi[m]] if o < m]
                    want = " ".join(forms[want[-1][0]:want[-1][1] + 1]) if want else "nothing"
                    print(f"{w}: found {show!r}, gold {want!r}: {' '.join(forms[a:m[1] + 1])}")
    scores = []
    for name in ("mentions", "muc", "b3", "ceafe"):
        r = totals[name, "r", 0] / max(1, totals[name, "r", 1])
        p = totals[name, "p", 0] / max(1, totals[name, "p", 1])
        f = 200 * p * r / max(1e-9, p + r)
        scores.append(f)
        print(f"{name}: precision {100 * p:.1f} recall {100 * r:.1f} F1 {f:.1f}")
    print(f"CoNLL score: {sum(scores[1:]) / 3:.1f}")
    print("pronouns with the right nearest antecedent:", " ".join(f"{w} {pron[w, 0]}/{pron[w, 1]}" for w in ("he", "him", "his", "she", "her", "it", "its", "they", "them", "their")))


main()
