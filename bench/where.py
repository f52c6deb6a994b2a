"""Where the time of the language pipeline goes, and what share of the machine's peak its matrix products reach.

    cargo build --release --examples
    python3 bench/where.py [--words 20000] [--target target/release]

Samples the example `throughput` on one thread with Linux perf (package `linux-perf`) and sorts the samples by the function that ran; the peak is
measured by peak.c in the same run, on the same core's clock. Writes bench/TIME.md.
"""
import argparse
import collections
import pathlib
import platform
import re
import subprocess
import sys
import tempfile
import unicodedata

from speed import ROOT, newswire

# Products of one piece in the encoder: four linear layers of six blocks; and of one word in the int8 heads (models/FORMAT.md).
PIECE = 6 * (384 * 1152 + 384 * 384 + 2 * 384 * 1536)
WORD = 384 * (17 + 165 + 158 + 4 * 256 + 3 * 128 + 2 * 256)
STAGES = [
    ("matrix products of int8, the kernel", r"Int8Kernel.*::kernel$"),
    ("matrix products of int8, packing and blocking", r"pack_|GemmExecutor|gemm_impl|prepack"),
    ("matrix products of f32 (attention, biaffine arcs)", r"Avx\w*Kernel as rten_gemm::kernels::Kernel<f32"),
    ("sentences and words", r"demarche_language::(segmentation|pieces)"),
    ("coreference", r"demarche_language::coreference"),
    ("trees, tags, lemmas, phrases", r"demarche_language|libm::|rintf|erff|expf"),
    ("rest of the graph (norms, softmax, gelu, rounding, copies)", r"rten|rayon|core_arch|mm512|mm256|from_iter|memmove|memset"),
    ("memory, kernel of the system, what has no name", r""),
]


def pieces(texts):
    """How many pieces the encoder gets for these texts: greedy longest match, as the pipeline does, two more for each sentence (guessed at 25 words)."""
    vocabulary = set((ROOT / "models/vocab.txt").read_text(encoding="utf-8").split("\n"))
    count = words = 0
    for word in re.findall(r"\w+|[^\w\s]", texts):
        word = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")
        words, at = words + 1, 0
        while at < len(word):
            end = next((e for e in range(len(word), at, -1) if ("##" if at else "") + word[at:e] in vocabulary), len(word))
            count, at = count + 1, end
    return count + 2 * words // 25, words


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--words", type=int, default=20000)
    parser.add_argument("--target", type=pathlib.Path, default=ROOT / "target/release")
    args = parser.parse_args()
    example = args.target / "examples/throughput"
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "text.txt").write_text("\n\n".join(article["text"] for article in newswire(args.words)), encoding="utf-8")
        subprocess.run(["cc", "-O2", "-march=native", "-o", folder / "peak", ROOT / "bench/peak.c"], check=True)
        peak = max(float(subprocess.run([folder / "peak"], stdout=subprocess.PIPE, text=True, check=True).stdout) for _ in range(3))
        record = ["perf", "record", "-q", "-e", "cpu-clock", "-F", "1999", "-o", folder / "data", "--", example, folder / "text.txt", "1"]
        try:
            subprocess.run(record, stdout=subprocess.DEVNULL, check=True)
        except FileNotFoundError:
            sys.exit("perf is not installed; on Debian: apt install linux-perf")
        report = ["perf", "script", "-i", folder / "data", "-F", "ip,sym"]
        symbols = subprocess.run(report, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout.split("\n")
        count, words = pieces((folder / "text.txt").read_text(encoding="utf-8"))
    symbols = [line.split(None, 1)[-1] for line in symbols if line.strip()]
    spent = collections.Counter(next(name for name, pattern in STAGES if re.search(pattern, symbol)) for symbol in symbols)
    seconds = {name: samples / 1999 for name, samples in spent.items()}
    products = PIECE * count + WORD * words
    inside, around = seconds[STAGES[0][0]], seconds[STAGES[0][0]] + seconds[STAGES[1][0]]
    lines = ["# Where the time of the language pipeline goes", "",
             f"Made by `bench/where.py`: {words} words of newswire on one thread, {len(symbols)} samples of the processor's clock, sorted by the function "
             f"that ran; {platform.machine()}.", "", "| what | share |", "|---|---|"]
    lines += [f"| {name} | {100 * spent[name] / len(symbols):.1f}% |" for name, _ in STAGES]
    lines += ["", f"Products of int8: {products / 1e9:.0f} thousand million in {inside:.2f} s of the kernel, {products / inside / 1e9:.0f} thousand million a "
              f"second; one core does {peak / 1e9:.0f} thousand million from registers (`bench/peak.c`, same run). The kernel reaches "
              f"{100 * products / inside / peak:.0f}% of the peak, with packing and blocking {100 * products / around / peak:.0f}%; over the whole "
              f"pipeline {100 * products / (len(symbols) / 1999) / peak:.0f}%.", ""]
    (ROOT / "bench/TIME.md").write_text("\n".join(lines), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
