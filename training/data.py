"""Reads the training collections into one list of sentences with whatever gold layers each of them has."""
import csv
import collections
import hashlib
import os
import re

from words import lemma_script, rejoin, tokenize

ROOTS = ["ACCUSE", "AGREE", "AID", "ASSAULT", "COERCE", "CONSULT", "COOPERATE", "MOBILIZE", "PROTEST", "REJECT", "REQUEST",
         "SANCTION", "SUPPORT", "THREATEN", "YIELD"]
RELATIONS = ROOTS + ["NONE"]
QUAD = {"AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "AID": 2, "COOPERATE": 2, "YIELD": 2, "ACCUSE": 3, "REJECT": 3, "REQUEST": 3,
        "THREATEN": 3, "ASSAULT": 4, "COERCE": 4, "MOBILIZE": 4, "PROTEST": 4, "SANCTION": 4}
# Roots that the quad labels of the CAMEO file stand for there (its class 3 holds sanctions and some coercion; 0 says nothing).
CAMEO_QUAD = {1: {"AGREE", "CONSULT", "SUPPORT"}, 2: {"AID", "COOPERATE", "YIELD"},
              3: {"ACCUSE", "REJECT", "REQUEST", "THREATEN", "SANCTION", "COERCE"}, 4: {"ASSAULT", "COERCE", "MOBILIZE", "PROTEST"}}
ONE_WAY = {"ACCUSE", "AID", "COERCE", "REJECT", "REQUEST", "SANCTION", "SUPPORT", "THREATEN", "YIELD", "MOBILIZE", "PROTEST"}
NER = ["O"] + [f"{p}-{k}" for k in ("PER", "ORG", "LOC", "NORP", "MISC") for p in "BI"]
ROLE = ["O", "B-S", "I-S", "B-T", "I-T"]
CAUSE = ["O", "B-C", "I-C", "B-E", "I-E", "B-S", "I-S"]

FILES = ["treebank/ewt-train.conllu", "treebank/gum-train.conllu", "events/plv-train.tsv", "events/aw-train.tsv",
         "events/cameo-quad-train.tsv", "events/cameo-source-target-train.txt", "events/re3d-entities-train.txt",
         "cause/causal-news-train-sentences.csv", "cause/causal-news-train-spans.csv", "knowledge/heads-2022-10.csv",
         "knowledge/foreign-ministers-2023-01.csv", "knowledge/office-holders-2019.csv"]

NORP = set("""Afghan Albanian Algerian American Andorran Angolan Arab Arabian Argentine Argentinian Armenian Asian Australian Austrian
Azerbaijani Azeri Bahraini Balkan Baltic Bangladeshi Bavarian Belarusian Belarussian Belgian Bolivian Bosnian Bosniak Brazilian British
Britons Briton Bulgarian Burmese Burundian Cambodian Cameroonian Canadian Catalan Caucasian Chadian Chechen Chilean Chinese Colombian
Congolese Croat Croatian Cuban Cypriot Czech Dane Danes Danish Dutch Ecuadorian Egyptian Emirati Englishman English Eritrean Estonian
Ethiopian European Fijian Filipino Finn Finnish Flemish French Frenchman Gambian Georgian German Ghanaian Greek Grenadian Guatemalan
Guinean Guyanese Haitian Hawaiian Honduran Hungarian Icelandic Indian Indonesian Iranian Iraqi Irish Irishman Israeli Israelite Italian
Ivorian Jamaican Japanese Jordanian Kashmiri Kazakh Kenyan Korean Kosovan Kosovar Kurd Kurdish Kuwaiti Kyrgyz Lao Laotian Latin Latino
Latvian Lebanese Liberian Libyan Lithuanian Luxembourgish Macedonian Malagasy Malaysian Malawian Malian Maltese Maori Mauritanian Mauritian
Mexican Moldovan Mongolian Mongol Montenegrin Moroccan Mozambican Namibian Nepalese Nepali Nicaraguan Nigerian Nordic Norwegian Omani
Ottoman Pakistani Palestinian Panamanian Paraguayan Pashtun Persian Peruvian Philippine Pole Polish Portuguese Prussian Qatari Roma Roman
Romanian Russian Rwandan Salvadoran Samoan Saudi Saxon Scandinavian Scot Scottish Senegalese Serb Serbian Sicilian Singaporean Slav Slavic
Slovak Slovakian Slovene Slovenian Somali Soviet Spaniard Spanish Sudanese Surinamese Swede Swedish Swiss Syrian Tajik Taiwanese Tamil
Tanzanian Tatar Texan Thai Tibetan Timorese Togolese Trinidadian Tunisian Turk Turkish Turkmen Tutsi Hutu Ugandan Uighur Uyghur Ukrainian
Uruguayan Uzbek Venezuelan Vietnamese Welsh Western Yemeni Yugoslav Zambian Zimbabwean African Californian Persian Byzantine Caribbean
Muslim Christian Jewish Jew Islamic Islamist Sunni Shiite Shia Shi'ite Hindu Buddhist Sikh Catholic Protestant Anglican Orthodox Mormon
Lutheran Evangelical Methodist Druze Alawite Baathist Ba'athist Democrat Democratic Republican Communist Marxist Maoist Nazi Fascist Labour
Tory Tories Zionist Wahhabi Salafi Taliban Hispanic""".split())
NORP |= {w + "s" for w in NORP if not w.endswith(("s", "h", "se"))}
AMBIGUOUS_NORP = {"Democratic", "Orthodox", "Western", "Labour", "Roma", "Latin", "English", "Pole", "Poles", "Scot", "Jordanians", "Dane", "Roman"}

TITLES = set("""mr mr. mrs mrs. ms ms. miss dr dr. sir lord lady dame prof prof. professor president vice prime minister chancellor secretary
general gen gen. col col. colonel lt lt. lieutenant maj maj. major capt capt. captain sgt sgt. sergeant admiral adm. commander judge justice
senator sen sen. representative rep rep. congressman congresswoman governor gov. mayor king queen prince princess emperor empress pope
bishop archbishop cardinal father saint st st. rev rev. reverend sheikh sheik ayatollah ambassador foreign defense defence deputy
chief former ex acting speaker chairman chairwoman director officer detective inspector coach premier sultan emir duke duchess count
king doctor brother sister uncle aunt grandma grandpa mom dad mother attorney state interior finance spokesman spokeswoman spokesperson
home affairs dean first baron earl leader lady madam master of""".split())

MONTHS = set("""january february march april may june july august september october november december monday tuesday wednesday thursday
friday saturday sunday""".split())


COUNTRIES = {"U.S.", "US", "USA", "U.S", "UK", "U.K.", "UAE", "United States", "United States of America", "United Kingdom", "America", "Britain",
             "England", "Scotland", "Wales", "Northern Ireland", "Russia", "Soviet Union", "USSR", "Turkey", "South Korea", "North Korea",
             "Washington", "Moscow", "Beijing", "London", "Tokyo", "Brussels", "Kyiv", "Kiev", "Tehran", "Pyongyang", "Seoul", "Gaza", "Palestine",
             "Hong Kong", "Taiwan", "Kosovo", "Macedonia", "Burma", "Congo", "Ivory Coast", "East Timor", "Crimea", "Chechnya", "Tibet"}


class Sentence:
    """One training sentence: words and the gold layers that it has (others None)."""
    __slots__ = ("words", "source", "key", "upos", "feats", "lemma", "heads", "rels", "ner", "cause", "cause_span", "role", "pairs",
                 "quad", "genre")

    def __init__(self, words, source, key=None):
        for name in self.__slots__:
            setattr(self, name, None)
        self.words, self.source = words, source
        self.key = key or normal(" ".join(words))


def normal(text):
    return "".join(c for c in text.lower() if c.isalnum())


def held_out(key):
    """A fixed tenth of the sentences, by hash of their letters, the same in every collection."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) % 10 == 0


def hashes(root):
    return {f: hashlib.sha256(open(os.path.join(root, f), "rb").read()).hexdigest() for f in FILES}


# Treebanks ---------------------------------------------------------------------------------------------------------------------

def read_conllu(path, source, entities=False):
    out, rows, doc = [], [], ""
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("# newdoc id"):
            doc = line.split("=", 1)[1].strip()
        if line.startswith("#"):
            continue
        if line:
            rows.append(line.split("\t"))
            continue
        toks = [r for r in rows if r[0].isdigit()]
        rows = []
        if not toks:
            continue
        s = Sentence([t[1] for t in toks], source)
        s.upos = [t[3] for t in toks]
        s.feats = [t[5] for t in toks]
        s.lemma = [t[2] for t in toks]
        s.heads = [int(t[6]) for t in toks]
        s.rels = [t[7] for t in toks]
        s.genre = doc.split("_")[1] if doc.count("_") >= 2 else doc.split("-")[0]
        if entities:
            s.ner = gum_names(toks, s)
        out.append(s)
    if entities:
        close_entities()
    return out


_open = collections.defaultdict(list)


def close_entities():
    _open.clear()


def mentions(toks):
    """(first, last, type) of the GUM mentions that open and close in this sentence, from the bracketed Entity column."""
    found, stack = [], collections.defaultdict(list)
    for i, t in enumerate(toks):
        m = re.search(r"(?:^|\|)Entity=([^|]*)", t[9])
        if not m:
            continue
        for part in re.findall(r"\([^()]*\)?|[^()]+\)", m.group(1)):
            if part.startswith("("):
                fields = part.strip("()").split("-")
                eid, etype = fields[0], fields[1] if len(fields) > 1 else "abstract"
                if part.endswith(")"):
                    found.append((i, i, etype))
                else:
                    stack[eid].append((i, etype))
            else:
                eid = part.strip(")").split("-")[0]
                if stack[eid]:
                    a, etype = stack[eid].pop()
                    found.append((a, i, etype))
    return found


def gum_names(toks, s):
    n = len(toks)
    kinds = {"person": "PER", "organization": "ORG", "place": "LOC", "event": "MISC", "object": "MISC", "abstract": "MISC"}
    tags = ["O"] * n
    taken = [False] * n
    cap = [w[:1].isupper() for w in s.words]
    cores = []
    for a, b, etype in mentions(toks):
        if etype not in kinds:
            continue
        inside = range(a, b + 1)
        heads = [i for i in inside if not (a <= s.heads[i] - 1 <= b)]
        if not heads:
            continue
        h = heads[0]
        if s.upos[h] != "PROPN" and not (etype in ("organization", "event", "place") and cap[h] and h > 0 and s.upos[h] in ("NOUN", "NUM")):
            continue
        name = [s.upos[i] == "PROPN" or (cap[i] and s.upos[i] in ("ADJ", "NOUN", "VERB", "ADV", "X") and i > a - 1 and (i > 0 or s.rels[i] in ("amod", "compound", "flat")))
                for i in range(n)]
        lo = hi = h
        joiner = {"-", "–", "'", "/", "&"} | ({".", "de", "von", "bin", "al"} if etype == "person" else set())
        possessive = {"'s", "’s"}

        def left(lo):
            if lo - 1 >= a and name[lo - 1]:
                return lo - 1
            if lo - 2 >= a and s.words[lo - 1] in joiner and name[lo - 2]:
                return lo - 2
            return lo

        def right(hi):
            if hi + 1 <= b and (name[hi + 1] or (s.upos[hi + 1] == "NUM" and etype != "person" and s.rels[hi + 1] in ("flat", "nummod", "compound", "nmod:unmarked") and s.heads[hi + 1] - 1 <= hi)):
                return hi + 1
            if hi + 2 <= b and s.words[hi + 1] in joiner and name[hi + 2]:
                return hi + 2
            if hi + 1 <= b and s.rels[hi + 1] == "flat" and s.heads[hi + 1] - 1 >= lo:
                return hi + 1
            if etype in ("organization", "event", "place") and hi + 2 <= b and s.words[hi + 1].lower() in ("of", "for", "on", "and", "in"):
                k = hi + 2
                if s.words[k].lower() == "the" and k + 1 <= b:
                    k += 1
                if s.words[hi + 1].lower() in ("on", "in", "for", "and") and etype != "organization":
                    return hi
                if s.words[hi + 1].lower() in ("in",):
                    return hi
                if name[k] and cap[k] or (s.upos[k] == "NUM" and s.words[hi + 1] == "of" and etype == "organization"):
                    return k
            return hi
        while left(lo) != lo:
            lo = left(lo)
        while right(hi) != hi:
            hi = right(hi)
        if etype == "person":
            for i in range(lo, hi):
                if s.words[i].lower() in TITLES and len(s.words[i]) > 3 and s.words[i].lower() not in ("king", "prince", "dean", "earl", "duke", "count", "bishop", "pope", "judge", "state"):
                    lo = i + 1
            while lo < hi and (s.words[lo].lower() in TITLES or s.words[lo] in NORP or s.words[lo] in ("-",)):
                lo += 1
            if lo == hi and ("Number=Plur" in s.feats[lo] or s.words[lo] in ("CEO", "MP", "MEP", "CFO", "PM", "God", "Internet")):
                continue
            if s.words[lo].lower() in TITLES or (lo == hi and s.words[lo] in NORP):
                continue
        if lo == hi and (s.words[lo].lower() in MONTHS or not any(c.isalpha() for c in s.words[lo]) or "@" in s.words[lo] or "/" in s.words[lo]):
            continue
        if not any(cap[lo:hi + 1]):
            continue
        if any(s.upos[i] == "PROPN" for i in range(lo, hi + 1)) or hi > lo:
            cores.append((hi - lo, lo, hi, kinds[etype]))
    for _, lo, hi, kind in sorted(cores, key=lambda c: (-c[0], c[1])):
        if any(taken[lo:hi + 1]):
            continue
        if lo == hi and s.words[lo] in NORP and kind in ("MISC", "PER", "ORG"):
            kind = "NORP"
        if kind == "ORG" and " ".join(s.words[lo:hi + 1]) in COUNTRIES:
            kind = "LOC"
        for i in range(lo, hi + 1):
            taken[i], tags[i] = True, ("B-" if i == lo else "I-") + kind
    norp(s.words, tags, taken)
    return tags


def norp(words, tags, taken):
    for i, w in enumerate(words):
        if not taken[i] and w in NORP and not (w in AMBIGUOUS_NORP and i == 0):
            tags[i], taken[i] = "B-NORP", True


# Events ------------------------------------------------------------------------------------------------------------------------

def marked(text):
    """A sentence with <s> and <t> marks: words, source span, target span (word indices, end exclusive)."""
    plain, spans, pos, last = "", {}, 0, 0
    for m in re.finditer(r"</?[st]>", text):
        plain += text[last:m.start()]
        spans.setdefault(m.group().strip("</>"), []).append(len(plain))
        last = m.end()
    plain += text[last:]
    toks = tokenize(plain)
    out = []
    for k in "st":
        if len(spans.get(k, [])) != 2:
            return None
        a, b = spans[k]
        idx = [i for i, (_, x, y) in enumerate(toks) if x < b and y > a]
        if not idx:
            return None
        out.append((idx[0], idx[-1] + 1))
    return [t[0] for t in toks], out[0], out[1]


def read_events(root):
    by_key, out = {}, []

    def sentence(words, source):
        key = normal(" ".join(words))
        if key not in by_key:
            by_key[key] = Sentence(words, source, key)
            by_key[key].pairs = []
            out.append(by_key[key])
        return by_key[key]

    for name in ("plv", "aw"):
        for row in csv.DictReader(open(os.path.join(root, f"events/{name}-train.tsv"), encoding="utf-8"), delimiter="\t",
                                  quoting=csv.QUOTE_NONE):
            got = marked(row["marked_sentence"])
            if not got:
                continue
            words, a, b = got
            s = sentence(words, name)
            if s.words != words:
                continue
            if name == "plv":
                s.pairs.append((a, b, ("root", row["gold_root"]), None))
                if row["gold_root"] in ONE_WAY:
                    s.pairs.append((b, a, ("weak", "NONE"), None))
            elif row["gold_binary"] == "0":
                s.pairs.append((a, b, ("root", "NONE"), None))
            else:
                s.pairs.append((a, b, ("some", None), row["event_type"].replace(":", ".").split(".")[0] + "." +
                                row["event_type"].replace(":", ".").split(".")[1]))
    for block in open(os.path.join(root, "events/cameo-source-target-train.txt"), encoding="utf-8").read().strip().split("\n\n"):
        rows = [l.split() for l in block.split("\n") if len(l.split()) == 2]
        words, tags = rejoin([r[0] for r in rows], [r[1] for r in rows])
        s = sentence(words, "cameo")
        if s.words != words:   # the same sentence under another tokenization: keep both apart, same key so same side of the split
            s = Sentence(words, "cameo", s.key)
            s.pairs = []
            out.append(s)
            by_key[s.key + "#r"] = s
        s.role = [t if t in ROLE else "O" for t in tags]
    for line in open(os.path.join(root, "events/cameo-quad-train.tsv"), encoding="utf-8"):
        text, quad = line.rstrip("\n").rsplit("\t", 1)
        words = [t[0] for t in tokenize(text)]
        key = normal(text)
        s = by_key.get(key + "#r") or sentence(words, "cameo")
        s.quad = int(quad)
        if s.role and s.quad:
            src, tgt = spans_of(s.role, "S"), spans_of(s.role, "T")
            if len(src) == 1 and len(tgt) == 1:
                s.pairs.append((src[0], tgt[0], ("quad", s.quad), None))
    return out


def spans_of(tags, kind):
    out, start = [], None
    for i, t in enumerate(tags + ["O"]):
        if start is not None and t != f"I-{kind}":
            out.append((start, i))
            start = None
        if t == f"B-{kind}":
            start = i
    return out


def read_re3d(root):
    kinds = {"Organisation": "ORG", "Location": "LOC", "Person": "PER", "Nationality": "NORP", "MilitaryPlatform": None, "Weapon": None,
             "DocumentReference": None}
    out = []
    for block in open(os.path.join(root, "events/re3d-entities-train.txt"), encoding="utf-8").read().strip().split("\n\n"):
        rows = [l.rsplit("\t", 1) for l in block.split("\n") if "\t" in l]
        words, tags = rejoin([r[0] for r in rows], [r[1].strip() for r in rows])
        n = len(words)
        ner, taken = ["O"] * n, [False] * n
        for kind, label in kinds.items():
            for a, b in spans_of(tags, kind):
                caps = [i for i in range(a, b) if words[i][:1].isupper() and words[i].lower() not in ("the", "a", "an", "i", "we", "he",
                        "she", "they", "my", "our", "his", "her", "their", "it", "this", "these", "you", "your", "its")]
                if label == "PER":
                    for i in list(caps[:-1]):
                        if words[i].lower() in TITLES and len(words[i]) > 3:
                            caps = [c for c in caps if c > i]
                    while caps and (words[caps[0]].lower() in TITLES or words[caps[0]] in NORP):
                        caps.pop(0)
                if not caps:
                    continue
                if label is None or caps == [0]:
                    for i in caps:
                        ner[i], taken[i] = "?", True
                    if caps == [0] and label == "LOC" and b - a == 1 or caps == [0] and label and words[0].isupper() and len(words[0]) > 1:
                        ner[0] = "B-" + label
                    continue
                lo, hi = caps[0], caps[-1]
                gap = next((k for k in range(lo, hi) if not words[k][:1].isupper() and words[k].lower() not in ("of", "the", "for", "and", "-", "al", "&", "/", "on", "in", "'s", "’s", "to", "bin")), None)
                if gap:
                    hi = gap - 1
                while hi > lo and not words[hi][:1].isupper():
                    hi -= 1
                if lo == hi and words[lo] in NORP and label != "PER":
                    label_here = "NORP"
                elif label == "ORG" and lo == hi and hi + 1 < b and words[lo] in NORP:
                    label_here = "NORP"
                else:
                    label_here = label
                if label_here == "ORG" and " ".join(words[lo:hi + 1]) in COUNTRIES:
                    label_here = "LOC"
                for i in range(lo, hi + 1):
                    ner[i], taken[i] = ("B-" if i == lo else "I-") + label_here, True
        norp(words, ner, taken)
        s = Sentence(words, "re3d")
        s.ner = ner
        out.append(s)
    return out


# Causes ------------------------------------------------------------------------------------------------------------------------

def read_cause(root):
    spans = {}
    for row in csv.DictReader(open(os.path.join(root, "cause/causal-news-train-spans.csv"), encoding="utf-8-sig")):
        if row["pair_label"] == "1" and row["text"] not in spans:
            spans[row["text"]] = row["text_w_pairs"]
    out = []
    for row in csv.DictReader(open(os.path.join(root, "cause/causal-news-train-sentences.csv"), encoding="utf-8-sig")):
        text = row["text"]
        tagged = spans.get(text)
        if tagged is None:
            s = Sentence([t[0] for t in tokenize(text)], "cause")
            s.cause = int(row["label"])
            s.cause_span = None if s.cause else ["O"] * len(s.words)
            out.append(s)
            continue
        plain, marks, last, openings = "", [], 0, {}
        for m in re.finditer(r"<(/?)(ARG0|ARG1|SIG\d)>", tagged):
            plain += tagged[last:m.start()]
            last = m.end()
            if m.group(1):
                if m.group(2) in openings:
                    marks.append((m.group(2), openings.pop(m.group(2)), len(plain)))
            else:
                openings[m.group(2)] = len(plain)
        plain += tagged[last:]
        toks = tokenize(plain)
        tags = ["O"] * len(toks)
        for order in ("ARG", "SIG"):
            for kind, a, b in marks:
                if not kind.startswith(order):
                    continue
                letter = {"ARG0": "C", "ARG1": "E"}.get(kind, "S")
                idx = [i for i, (_, x, y) in enumerate(toks) if x < b and y > a]
                for j, i in enumerate(idx):
                    tags[i] = ("B-" if j == 0 else "I-") + letter
        for k in "CE":       # an argument that starts with its signal begins after it
            seen = False
            for i, t in enumerate(tags):
                if t == f"I-{k}" and not seen:
                    tags[i] = f"B-{k}"
                seen = seen or t[2:] == k
        s = Sentence([t[0] for t in toks], "cause")
        s.cause, s.cause_span = int(row["label"]), tags
        out.append(s)
    return out


# Labels and names --------------------------------------------------------------------------------------------------------------

def inventories(treebank):
    """Label lists from the training treebanks: most frequent first."""
    upos, feats, rels, scripts, lemmas = (collections.Counter() for _ in range(5))
    for s in treebank:
        upos.update(s.upos)
        feats.update(s.feats)
        rels.update(s.rels)
        for w, l in zip(s.words, s.lemma):
            script = lemma_script(w, l)
            if script:
                scripts[script] += 1
            lemmas[l] += 0 if script and scripts[script] > 20 else 1
    irregular = collections.Counter()
    kept = {k for k, v in scripts.items() if v >= 12}
    for s in treebank:
        for w, l in zip(s.words, s.lemma):
            if lemma_script(w, l) not in kept and l != "_":
                irregular[l] += 1
    lemma = sorted(kept, key=lambda k: (-scripts[k], k)) + ["@" + l for l, c in sorted(irregular.items(), key=lambda x: (-x[1], x[0])) if c >= 4]
    order = lambda c, least: [k for k, v in sorted(c.items(), key=lambda x: (-x[1], x[0])) if v >= least]
    return {"upos": sorted(upos), "feats": order(feats, 5), "lemma": lemma, "deprel": order(rels, 3), "ner": NER,
            "relation": RELATIONS, "cause_span": CAUSE, "role": ROLE}


def lemma_lexicon(treebank):
    """(lowercased form, word class) -> its most frequent lemma in the training treebanks; no proper nouns, letters only."""
    seen = collections.defaultdict(collections.Counter)
    for s in treebank:
        for w, u, l in zip(s.words, s.upos, s.lemma):
            if u not in ("PROPN", "X", "PUNCT", "SYM", "NUM") and l != "_" and (l.islower() or l == "I") and any(c.isalpha() for c in w):
                seen[w.lower(), u][l] += 1
    return {k: max(sorted(c), key=c.get) for k, c in sorted(seen.items())}


def rosters(root):
    """Names to swap into GUM and re3d sentences: PER token lists by length, one-word places."""
    people = set()
    for f, col in (("heads-2022-10.csv", "officeholderLabel"), ("foreign-ministers-2023-01.csv", "name"), ("office-holders-2019.csv", "person")):
        for row in csv.DictReader(open(os.path.join(root, "knowledge", f), encoding="utf-8-sig")):
            name = re.sub(r"\(.*?\)|,.*", "", row.get(col) or "").strip()
            parts = [p.title() if p.isupper() and len(p) > 2 else p for p in name.split()]
            parts = [p for p in parts if p.lower() not in TITLES]
            if 1 < len(parts) <= 4 and all(p[0].isupper() and p.replace("'", "").isalpha() for p in parts):
                people.add(tuple(parts))
    places = set()
    for row in csv.DictReader(open(os.path.join(root, "knowledge/office-holders-2019.csv"), encoding="utf-8-sig")):
        if row["state"].isalpha():
            places.add(row["state"])
    places |= set("""Tokyo Moscow Beijing Seoul Washington London Paris Berlin Geneva Vienna Brussels Kyiv Kiev Tehran Jerusalem Damascus Ankara
    Cairo Riyadh Doha Islamabad Delhi Pyongyang Taipei Hanoi Jakarta Manila Canberra Ottawa Havana Caracas Brasilia Pretoria Abuja Nairobi Minsk
    Tbilisi Yerevan Baku Astana Tashkent Kabul Baghdad Beirut Tripoli Khartoum Helsinki Oslo Stockholm Copenhagen Warsaw Prague Budapest Belgrade
    Sochi Vladivostok Singapore Osaka Davos Dayton Oslo Kunashir Etorofu Shikotan Crimea Donbas Kashmir Gaza Golan Sakhalin Hokkaido""".split())
    byl = collections.defaultdict(list)
    for p in sorted(people):
        byl[len(p)].append(p)
        byl[1].append((p[-1],))
    return byl, sorted(places)


def load(root):
    COUNTRIES.update(row["state"] for row in csv.DictReader(open(os.path.join(root, "knowledge/office-holders-2019.csv"), encoding="utf-8-sig")))
    ewt = read_conllu(os.path.join(root, "treebank/ewt-train.conllu"), "ewt")
    gum = read_conllu(os.path.join(root, "treebank/gum-train.conllu"), "gum", entities=True)
    return {"treebank": ewt + gum, "events": read_events(root), "re3d": read_re3d(root), "cause": read_cause(root)}
