#!/usr/bin/env python3
"""Make teasers from a seed and measure how `clusters` over items grows with them.

    benches/teasers.py target/release/nochmal 125000 250000 500000 1000000

Each teaser has a title of 4 to 9 and a text of 15 to 30 words, drawn from two million made-up ones as Zipf and Mandelbrot
have it; three in ten repeat an earlier one: edited, cut short, or word for word. Prints wall seconds, microseconds an item
and peak memory of each run. Python's standard library only.
"""
import bisect, itertools, json, os, random, subprocess, sys, tempfile, time

VOCABULARY = 2_000_000
SYLLABLES = "ba be bo da de do fe fi ga ge ha hei ka ko la lei ma mi na no pa ra rie sa se ta tau ti wa ze".split()


def word(rank):
    """The more frequent the shorter, as in every language."""
    out = ""
    rank += len(SYLLABLES)
    while rank:
        rank, rest = divmod(rank, len(SYLLABLES))
        out += SYLLABLES[rest]
    return out


def teasers(count, seed=1):
    draw = random.Random(seed)
    weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
    words = lambda n: [word(bisect.bisect(weights, draw.random() * weights[-1])) for _ in range(n)]
    known = []
    for n in range(count):
        if known and draw.random() < 0.3:
            title, body = draw.choice(known)
            kind = draw.randrange(3)
            if kind == 0:
                at = draw.randrange(len(body))
                title, body = words(2) + title[2:], body[:at] + words(3) + body[at + 3 :]
            elif kind == 1:
                body = body[: max(6, len(body) // 2)]
        else:
            title, body = words(draw.randint(4, 9)), words(draw.randint(15, 30))
        if len(known) < 100_000:
            known.append((title, body))
        day = f"2026-{1 + n * 12 // count:02}-{1 + n % 28:02}"
        yield {"id": str(n), "title": " ".join(title), "body": " ".join(body) + ".", "date": day}


def main():
    binary, counts = sys.argv[1], [int(count) for count in sys.argv[2:]]
    if not counts:
        sys.exit(__doc__)
    print("| teasers | seconds | µs an item | peak MiB | in clusters |\n| --- | --- | --- | --- | --- |")
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            path, out = os.path.join(folder, "teasers.jsonl"), os.path.join(folder, "clusters.csv")
            with open(path, "w", encoding="utf-8") as lines:
                lines.writelines(json.dumps(teaser) + "\n" for teaser in teasers(count))
            began = time.monotonic()
            child = subprocess.Popen([binary, "clusters", path, "--format", "csv", "--output", out])
            _, status, used = os.wait4(child.pid, 0)
            seconds = time.monotonic() - began
            if status:
                sys.exit(f"{binary} failed")
            with open(out, encoding="utf-8") as rows:
                members = sum(1 for _ in rows) - 1
            print(f"| {count:,} | {seconds:.1f} | {seconds / count * 1e6:.0f} | {used.ru_maxrss // 1024} | {members:,} |", flush=True)


if __name__ == "__main__":
    main()
