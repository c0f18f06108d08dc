#!/usr/bin/env python3
"""Make teasers from a seed and measure how `clusters` over items grows with them.

    benches/teasers.py target/release/nochmal 125000 250000 500000 1000000

Each teaser has a title of 4 to 9 and a text of 15 to 30 words, drawn from two million made-up ones as Zipf and Mandelbrot
have it; three in ten repeat one that repeats none: word for word, cut short, or edited (two words of the title and three of the
text are others). Prints seconds of the clock and of all processors, microseconds and peak memory an item, and how many of
each kind came into the cluster of the one they repeat. Python's standard library only.
Further arguments go to the command: `benches/teasers.py target/release/nochmal 125000 --threads 1`.
"""
import bisect, csv, itertools, json, os, random, subprocess, sys, tempfile, time

VOCABULARY = 2_000_000
KINDS = ["copied", "cut", "edited"]
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
    """Each teaser with the id of the one it repeats and how, if it repeats one."""
    draw = random.Random(seed)
    weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
    words = lambda n: [word(bisect.bisect(weights, draw.random() * weights[-1])) for _ in range(n)]
    known = []
    for n in range(count):
        repeats = None
        if known and draw.random() < 0.3:
            origin, title, body = draw.choice(known)
            repeats = origin, draw.choice(KINDS)
            if repeats[1] == "edited":
                at = draw.randrange(len(body))
                title, body = words(2) + title[2:], body[:at] + words(3) + body[at + 3 :]
            elif repeats[1] == "cut":
                body = body[: max(6, len(body) // 2)]
        else:
            title, body = words(draw.randint(4, 9)), words(draw.randint(15, 30))
            if len(known) < 100_000:
                known.append((str(n), title, body))
        day = f"2026-{1 + n * 12 // count:02}-{1 + n % 28:02}"
        yield repeats, {"id": str(n), "title": " ".join(title), "body": " ".join(body) + ".", "date": day}


def measure(binary, count, more):
    with tempfile.TemporaryDirectory() as folder:
        path, out = os.path.join(folder, "teasers.jsonl"), os.path.join(folder, "clusters.csv")
        known = {}
        with open(path, "w", encoding="utf-8") as lines:
            for repeats, teaser in teasers(count):
                lines.write(json.dumps(teaser) + "\n")
                if repeats:
                    known[teaser["id"]] = repeats
        began = time.monotonic()
        child = subprocess.Popen([binary, "clusters", path, "--format", "csv", "--output", out, *more])
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.monotonic() - began
        if status:
            sys.exit(f"{binary} failed")
        with open(out, encoding="utf-8") as rows:
            cluster = {row["item_id"]: row["cluster_id"] for row in csv.DictReader(rows)}
    processor = used.ru_utime + used.ru_stime
    figures = [f"{count:,}", f"{seconds:.1f}", f"{processor:.1f}", f"{processor / count * 1e6:.0f}"]
    figures.append(f"{used.ru_maxrss / count:.2f}")
    for kind in KINDS:
        found = [cluster.get(new) == cluster.get(old, "") for new, (old, how) in known.items() if how == kind]
        figures.append(f"{100 * sum(found) / max(1, len(found)):.1f}")
    print("|", " | ".join(figures), "|", flush=True)


def main():
    counts = list(itertools.takewhile(str.isdigit, sys.argv[2:]))
    if not counts:
        sys.exit(__doc__)
    shares = " | ".join(f"{kind} found, %" for kind in KINDS)
    print(f"| teasers | seconds | of the processor | µs an item | KiB an item | {shares} |\n" + "| --- " * 8 + "|")
    for count in counts:
        measure(sys.argv[1], int(count), sys.argv[2 + len(counts) :])


if __name__ == "__main__":
    main()
