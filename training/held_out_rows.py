"""Writes eval/events-held-out.tsv: which rows of the event collections belong to the tenth that no weight was trained on.

The rule is `data.held_out`: SHA-256 of the letters of the sentence, first eight hex digits modulo ten equal to zero. The list holds
file and number of the row (of plv-train.tsv: lines after the first; of cameo-source-target-train.txt: sentences), both from 1.

    python3 training/held_out_rows.py ../shared/data > eval/events-held-out.tsv
"""
import os
import re
import sys

import data


def rows(root):
    lines = open(os.path.join(root, "events/plv-train.tsv"), encoding="utf-8").read().split("\n")[1:]
    for number, line in enumerate((line for line in lines if line), 1):
        marked = line.split("\t")[0]
        got = data.marked(marked)
        words = got[0] if got else [t[0] for t in data.tokenize(re.sub(r"</?[st]>", "", marked))]
        if data.held_out(data.normal(" ".join(words))):
            yield "plv-train.tsv", number
    blocks = open(os.path.join(root, "events/cameo-source-target-train.txt"), encoding="utf-8").read().strip().split("\n\n")
    for number, block in enumerate(blocks, 1):
        pairs = [line.split() for line in block.split("\n") if len(line.split()) == 2]
        words, _ = data.rejoin([p[0] for p in pairs], [p[1] for p in pairs])
        if data.held_out(data.normal(" ".join(words))):
            yield "cameo-source-target-train.txt", number


if __name__ == "__main__":
    print("# Rows that no weight was trained on; made by training/held_out_rows.py. File, number of the row from 1.")
    for file, number in rows(sys.argv[1]):
        print(f"{file}\t{number}")
