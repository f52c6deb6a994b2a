#!/usr/bin/env python3
"""Chooses the newswire articles of the gold standard, their parts, and what a second annotator reads. Standard library only.

    python3 eval/argument/choose.py            prints the lists; --write writes gold/LIST, second/LIST and train/LIST

The rule, fixed before anything was annotated: an article of ../shared/data/newswire of 120 to 800 words is about negotiations where
its text holds at least FEWEST different words of WORDS. Of those, the FIFTY with the smallest SHA-256 of SEED and id are taken; a second
hash makes the first TEST of them the test part and the rest the dev part; a third picks what is annotated twice.

The train part, which the models and cues of the argument learn from, is every article outside the FIFTY of 120 to 700 words that holds at least
TRAIN_FEWEST different words, those with more than two of them first, each in the order of the first hash. An article of it whose annotation is not
there yet is left out of train/LIST. It was chosen and annotated, once, after the other two were fixed.
"""
import hashlib
import json
import re
import sys
from pathlib import Path

SEED = "demarche argument 1"
FEWEST = 5
FIFTY, TEST = 50, 30
TRAIN_FEWEST = 2
TWICE_TEST, TWICE_DEV, TWICE_EXAMPLES = 10, 7, 10
WORDS = (
    r"talks negotiat\w* summit treat(?:y|ies) accords? pacts? agreements? peace cease-?fires? truce envoys? mediat\w* delegations? "
    r"foreign\sminist\w+ diploma\w+ dialogues? compromis\w+ concessions? demand\w* propos\w+ sanctions resolutions? ratif\w+ withdraw\w* "
    r"disputes? bilateral settlements? reject\w* deadlock\w* ultimat\w+ precondition\w*"
).split()
HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NEWSWIRE = ROOT.parent / "shared/data/newswire"


def key(purpose, name):
    """The number by which `purpose` sorts: the same on every machine."""
    return hashlib.sha256(f"{SEED}/{purpose}/{name}".encode()).hexdigest()


def words_of_negotiations(text):
    """How many different words of WORDS the text holds."""
    return sum(bool(re.search(rf"\b{word}\b", text, re.IGNORECASE)) for word in WORDS)


def about_negotiations(text):
    """Whether the rule takes an article of that text."""
    return 120 <= len(text.split()) <= 800 and words_of_negotiations(text) >= FEWEST


def chosen():
    """Ids of the test part and of the dev part, each in the order of the hash."""
    lines = [line for file in sorted(NEWSWIRE.glob("*.jsonl")) for line in file.read_text().splitlines()]
    ids = [item["id"] for item in map(json.loads, lines) if about_negotiations(item["text"])]
    ids = sorted(ids, key=lambda name: key("article", name))[:FIFTY]
    ids.sort(key=lambda name: key("part", name))
    return ids[:TEST], ids[TEST:]


def train(taken):
    """Ids of the train part in its order; `taken` are those of the other parts."""
    lines = [line for file in sorted(NEWSWIRE.glob("*.jsonl")) for line in file.read_text().splitlines()]
    items = [item for item in map(json.loads, lines) if item["id"] not in taken and 120 <= len(item["text"].split()) <= 700]
    found = {item["id"]: words_of_negotiations(item["text"]) for item in items}
    ids = [name for name in found if found[name] >= TRAIN_FEWEST]
    return sorted(ids, key=lambda name: (found[name] < 3, key("article", name)))


def twice(test, dev):
    """What is annotated twice: ids of newswire articles of both parts, and folders of examples."""
    examples = sorted(str(path.parent.relative_to(ROOT)) for path in (ROOT / "examples").glob("*/*/expected.toml"))
    order = lambda names, count: sorted(names, key=lambda name: key("twice", name))[:count]
    return order(test, TWICE_TEST), order(dev, TWICE_DEV), order(examples, TWICE_EXAMPLES)


def main():
    test, dev = chosen()
    both = twice(test, dev)
    gold = "".join(f"{part} {name}\n" for part, names in (("test", test), ("dev", dev)) for name in names)
    second = "".join(f"{part} {name}\n" for part, names in zip(("test", "dev", "example"), both) for name in names)
    gold = "# Part and id of each newswire article of the gold standard. Made by eval/argument/choose.py.\n" + gold
    second = "# What a second annotator reads alone: part, then id or folder. Made by eval/argument/choose.py.\n" + second
    learned = "".join(f"train {name}\n" for name in train({*test, *dev}) if (HERE / f"train/{name}.toml").exists())
    learned = "# Id of each annotated newswire article that the models and cues learn from. Made by eval/argument/choose.py.\n" + learned
    if "--write" in sys.argv[1:]:
        (HERE / "train/LIST").write_text(learned)
        (HERE / "gold/LIST").write_text(gold)
        (HERE / "second/LIST").write_text(second)
    else:
        print(gold + second + learned, end="")


if __name__ == "__main__":
    main()
