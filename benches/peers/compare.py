#!/usr/bin/env python3
"""Other deduplicators on the same corpus: time, and precision and recall of what they find.

    nochmal bench --kind half-families --records 100000 --write corpus.jsonl
    nochmal pairs corpus.jsonl --threshold 0.7 --shingle word:5 --format csv -o truth.csv
    benches/peers/compare.py corpus.jsonl truth.csv [--nochmal target/release/nochmal]

Needs gaoya, rensa and daft in the running Python (python3 -m venv, pip install gaoya rensa daft); what is missing is passed
over. The truth is the exact join's; `cargo test join` holds that one against an independent oracle.
"""

import argparse
import csv
import json
import re
import subprocess
import time

WORD = re.compile(r"[^\W_]+")


def shingles(text):
    words = WORD.findall(text.lower())
    return [" ".join(words[i : i + 5]) for i in range(max(1, len(words) - 4))]


def read(path):
    with open(path, encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [r["id"] for r in records], [r["text"] for r in records]


def gaoya(path):
    from gaoya.minhash import MinHashStringIndex

    ids, texts = read(path)
    index = MinHashStringIndex(
        hash_size=32, jaccard_threshold=0.7, num_bands=25, band_size=5, analyzer="word", lowercase=True, ngram_range=(5, 5)
    )
    index.par_bulk_insert_docs(list(range(len(texts))), texts)
    found = set()
    for at, similar in enumerate(index.par_bulk_query(texts)):
        found.update((min(at, other), max(at, other)) for other in similar if other != at)
    return {(ids[a], ids[b]) for a, b in found}


def rensa(path):
    from rensa import RMinHash, RMinHashLSH

    ids, texts = read(path)
    index = RMinHashLSH(threshold=0.7, num_perm=128, num_bands=32)
    signatures = []
    for at, text in enumerate(texts):
        signature = RMinHash(num_perm=128, seed=1)
        signature.update(shingles(text))
        index.insert(at, signature)
        signatures.append(signature)
    found = set()
    for at, signature in enumerate(signatures):
        for other in index.query(signature):
            if other > at and signature.jaccard(signatures[other]) >= 0.7:
                found.add((ids[at], ids[other]))
    return found


def daft(path):
    """Candidates by equal bands, unverified, as Daft's own recipe has it."""
    import daft as engine
    from daft import col

    frame = engine.read_json(path)
    text = col("text").normalize(remove_punct=True, lowercase=True, nfd_unicode=True, white_space=True) if hasattr(
        engine.Expression, "normalize"
    ) else col("text")
    frame = frame.with_column("signature", text.minhash(num_hashes=126, ngram_size=5, seed=1)).select("id", "signature")
    rows = frame.to_pydict()
    found, bands = set(), 14
    for band in range(bands):
        buckets = {}
        for name, signature in zip(rows["id"], rows["signature"]):
            buckets.setdefault(tuple(signature[band * 9 : band * 9 + 9]), []).append(name)
        for members in buckets.values():
            found.update((a, b) for i, b in enumerate(members) for a in members[:i])
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus")
    parser.add_argument("truth")
    parser.add_argument("--nochmal", default="target/release/nochmal")
    args = parser.parse_args()
    with open(args.truth, newline="", encoding="utf-8") as rows:
        truth = {frozenset((row["a"], row["b"])) for row in csv.DictReader(rows)}
    start = time.perf_counter()
    command = [args.nochmal, "pairs", args.corpus, "--threshold", "0.7", "--format", "csv"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    print(f"{'tool':10} {'seconds':>8} {'precision':>10} {'recall':>8}")
    print(f"{'nochmal':10} {time.perf_counter() - start:8.2f} {1:10.3f} {1:8.3f}")
    for tool in (gaoya, rensa, daft):
        start = time.perf_counter()
        try:
            found = {frozenset(pair) for pair in tool(args.corpus)}
        except Exception as why:  # a tool that is missing or fails is said, and the others go on
            print(f"{tool.__name__:10} {type(why).__name__}: {why}")
            continue
        seconds = time.perf_counter() - start
        true = len(found & truth)
        print(f"{tool.__name__:10} {seconds:8.2f} {true / max(1, len(found)):10.3f} {true / max(1, len(truth)):8.3f}")


if __name__ == "__main__":
    main()
