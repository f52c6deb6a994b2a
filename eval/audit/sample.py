"""Draws the sentences whose coded events are audited by hand: of all newswire sentences with a coded event, the 200 whose hash is lowest.

    demarche read ../shared/data/newswire --format json > all.json
    python3 eval/audit/sample.py all.json          # prints one line an event: article, bytes of sentence and evidence, root, sides, status, sentence
"""

import hashlib
import json
import sys

record = json.load(open(sys.argv[1]))
texts = {article["id"]: article["text"].encode() for article in record["articles"]}
names = {actor["id"]: actor["name"] for actor in record["actors"]}
events = {}
for event in record["events"]:
    for one in event["evidence"]:
        place = (one["article"], one["sentence"]["start"], one["sentence"]["end"])
        events.setdefault(place, []).append((one["start"], one["end"], event))
order = sorted(events, key=lambda place: hashlib.sha256(f"audit {place[0]} {place[1]}".encode()).digest())
for place in order[:200]:
    article, first, last = place
    sentence = " ".join(texts[article][first:last].decode().split())
    for start, end, event in sorted(events[place], key=lambda found: found[:2]):
        sides = [", ".join(names.get(one, one) for one in event[side]) for side in ("sources", "targets")]
        row = (article, first, last, start, end, event["type"], *sides, event["status"], event["predicate"], sentence)
        print("\t".join(map(str, row)))
