#!/usr/bin/env python3
"""Turns drafts that quote words into the gold files, which hold offsets only. Standard library only.

    python3 eval/argument/mark.py DRAFT... --to eval/argument/gold       writes ID.toml for each article of the drafts
    python3 eval/argument/mark.py --show ID [--from eval/argument/gold]  prints the facts of an article with their words

A draft stays outside the repository, since it quotes. One fact a line, fields separated by " | ", a last field "?" where a good reader may
leave the fact out:

    @ AFP_ENG_19970401.0001
    I issue | words ; words ; ...                         the mentions of one issue; its name holds across articles
    P holder | issue | kind | strength | words            a position; an issue is one of the I lines or a phrase of its own
    S holder | issue | asserted or hedged | words         a shift
    D factor | direction | rank or - | words | words      a driver: the force, then what it acts on (shift or event)
    A status | words | who, who | day or day..day or -    an agenda item
    E current or background | words                       a main event

A holder is "Name/STATE", "Name" or, for a state, its ISO 3166-1 alpha-3 code; "=" joins other names of it, "&" those who share the stand. Words must stand once in the text; "words #2" is their second
occurrence. Spans are bytes of UTF-8 in the field `text` of the newswire line (for an example: of its article file), end exclusive.
"""
import argparse
import json
import re
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NEWSWIRE = ROOT.parent / "shared/data/newswire"
KINDS = {"red line", "precondition", "rejection", "acceptance", "commitment", "proposal", "demand"}
STRENGTHS = {"firm", "stated", "weak"}
FACTORS = {
    "leader motive", "public opinion", "domestic politics", "economy", "strategic environment", "third-party pressure", "mediation",
    "law and precedent", "shock", "deadline",
}
STATUSES = {"planned", "proposed", "hypothetical"}


class Problem(Exception):
    """Something in a draft that its author must put right."""


def texts():
    """Text of every newswire article by id."""
    lines = [line for file in sorted(NEWSWIRE.glob("*.jsonl")) for line in file.read_text().splitlines()]
    return {item["id"]: item["text"] for item in map(json.loads, lines)}


def text_of(name, newswire):
    """Text of a newswire article by id, or of an example by its folder."""
    if name in newswire:
        return newswire[name]
    files = sorted((ROOT / name).glob("article.*"))
    if not files:
        raise Problem(f"{name} is no article of the newswire and no folder of examples/")
    text = files[0].read_text()
    return json.loads(text)["text"] if files[0].suffix == ".jsonl" else text


def span(text, words):
    """Bytes of the words in the text."""
    ordinal = re.search(r"\s+#(\d+)$", words)
    bare = words[: ordinal.start()] if ordinal else words
    places = [match.start() for match in re.finditer(rf"(?<!\w){re.escape(bare)}(?!\w)", text)]
    wanted = int(ordinal.group(1)) - 1 if ordinal else 0
    if wanted >= len(places) or (not ordinal and len(places) > 1):
        raise Problem(f"{bare!r} stands {len(places)} times in the text")
    start = len(text[: places[wanted]].encode())
    return [start, start + len(bare.encode())]


def one_of(value, allowed):
    if value not in allowed:
        raise Problem(f"{value!r} is none of {sorted(allowed)}")
    return value


def holder(value):
    """Names and states of a holder: of each that shares the stand, with its other names."""
    names, states = [], []
    for one in value.split(" & "):
        known = [name.strip() for name in one.split(" = ")]
        for name in known:
            name, _, state = name.partition("/")
            if re.fullmatch(r"[A-Z]{3}", name) and len(known) == 1:
                name, state = "", name
            names += [name] if name else []
            states += [state] if state else []
    return ({"holder": names} if names else {}) | ({"state": states} if states else {})


def fact(kind, fields, text):
    """Table and row of one line of a draft."""
    wanted = {"I": 2, "P": 5, "S": 4, "D": 5, "A": 4, "E": 2}[kind]
    if len(fields) != wanted:
        raise Problem(f"{wanted} fields are needed, not {len(fields)}")
    if kind == "I":
        mentions = [span(text, words.strip()) for words in fields[1].split(" ; ")]
        return "issue", {"id": fields[0], "mentions": sorted(mentions)}
    if kind == "P":
        stand = {"issue": fields[1], "kind": one_of(fields[2], KINDS), "strength": one_of(fields[3], STRENGTHS)}
        return "position", holder(fields[0]) | stand | {"span": span(text, fields[4])}
    if kind == "S":
        hedged = one_of(fields[2], {"asserted", "hedged"}) == "hedged"
        return "shift", holder(fields[0]) | {"issue": fields[1], "hedged": hedged, "span": span(text, fields[3])}
    if kind == "D":
        row = {"factor": one_of(fields[0], FACTORS), "direction": one_of(fields[1], {"push", "restrain", "either"})}
        rank = {"rank": int(fields[2])} if fields[2] != "-" else {}
        return "driver", row | rank | {"span": span(text, fields[3]), "of": span(text, fields[4])}
    if kind == "A":
        row = {"status": one_of(fields[0], STATUSES), "span": span(text, fields[1])}
        days = fields[3].split("..")
        when = {} if fields[3] == "-" else {"when": [days[0], days[-1]]}
        return "agenda", row | {"who": [name.strip() for name in fields[2].split(",")]} | when
    return "event", {"background": one_of(fields[0], {"current", "background"}) == "background", "span": span(text, fields[1])}


def value(item):
    """A value as TOML."""
    if isinstance(item, dict):
        return "{ " + ", ".join(f"{key} = {value(part)}" for key, part in item.items()) + " }"
    if isinstance(item, list):
        return "[" + ", ".join(map(value, item)) + "]"
    return json.dumps(item, ensure_ascii=False)


def written(tables):
    """The gold file of an article."""
    out = "# Spans are bytes in the text of the article; see GUIDELINES.md and mark.py.\n"
    for name in ("issue", "position", "shift", "driver", "agenda", "event"):
        rows = sorted(tables.get(name, []), key=lambda row: row.get("span") or row["mentions"][0])
        out += f"{name} = [" + "".join(f"\n    {value(row)}," for row in rows) + ("\n]\n" if rows else "]\n")
    return out


def mark(draft, folder, newswire):
    """Writes the gold files of one draft; returns how many articles and problems."""
    articles, problems, name, tables = 0, 0, None, {}

    def close():
        nonlocal articles
        if name:
            (folder / (name.replace("/", "_") + ".toml")).write_text(written(tables))
            articles += 1

    for number, line in enumerate(Path(draft).read_text().splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("%"):
            continue
        kind, _, rest = line.partition(" ")
        try:
            if kind == "@":
                close()
                name, tables = rest.strip(), {}
                text = text_of(name, newswire)
                continue
            fields = [field.strip() for field in rest.split(" | ")]
            optional = fields[-1] == "?"
            table, row = fact(kind, fields[:-1] if optional else fields, text)
            tables.setdefault(table, []).append(row | ({"required": False} if optional else {}))
        except (Problem, KeyError, ValueError) as problem:
            print(f"{draft}:{number}: {name}: {problem}", file=sys.stderr)
            problems += 1
    close()
    return articles, problems


def show(name, folder, newswire):
    """Prints the facts of an article with their words."""
    text = text_of(name, newswire).encode()
    words = lambda at: text[at[0] : at[1]].decode()
    for table, rows in tomllib.loads((folder / (name.replace("/", "_") + ".toml")).read_text()).items():
        for row in rows:
            quoted = {key: words(row[key]) for key in ("span", "of") if key in row}
            quoted |= {"mentions": [words(at) for at in row["mentions"]]} if "mentions" in row else {}
            print(table, json.dumps(row | quoted, ensure_ascii=False))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("drafts", nargs="*", metavar="DRAFT")
    parser.add_argument("--to", type=Path, default=HERE / "gold", help="folder of the gold files")
    parser.add_argument("--show", metavar="ID", help="print the facts of an article with their words")
    parser.add_argument("--from", dest="source", type=Path, default=HERE / "gold", help="where --show reads")
    args = parser.parse_args()
    newswire = texts()
    if args.show:
        show(args.show, args.source, newswire)
    results = [mark(draft, args.to, newswire) for draft in args.drafts]
    if results:
        articles, problems = map(sum, zip(*results))
        print(f"{articles} articles written, {problems} lines to put right")
        sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
