#!/usr/bin/env python3
"""How long adding an issue takes while the store grows: growth.py NOCHMAL [ISSUES [ITEMS]]

Makes ISSUES issues (default 10,000) of ITEMS items (default 30): two in three are new, one in six is an edited item of
an earlier issue, one in six stands as it did. Adds them in twenty batches and prints for each what an issue took, on the clock and of the processor,
and the last against the first. Both hold what reading and starting cost, which doesn't grow. Python's standard library only.
"""
import json, random, resource, subprocess, sys, tempfile, time
from pathlib import Path

def words(rng, n):
    return [f"{rng.choice('bdfgklmnprst')}{rng.choice('aeiou')}{rng.randrange(40000):x}" for _ in range(n)]

def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime

def main():
    nochmal = str(Path(sys.argv[1]).resolve())
    issues = int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    items = int(sys.argv[3]) if len(sys.argv) > 3 else 30
    rng, known, per_batch, times = random.Random(1), [], max(1, issues // 20), []
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store.db"
        for start in range(0, issues, per_batch):
            batch = Path(folder) / f"batch-{start:06}"
            batch.mkdir()
            for n in range(start, min(start + per_batch, issues)):
                rows = []
                for k in range(items):
                    if known and k % 6 == 0:
                        title, body = rng.choice(known)
                        body = list(body)
                        body[rng.randrange(len(body))] = words(rng, 1)[0]
                    elif known and k % 6 == 1:
                        title, body = rng.choice(known)
                    else:
                        title, body = " ".join(words(rng, 6)), words(rng, 40)
                        known.append((title, body))
                    day = f"{2000 + n // 336:04}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}"
                    rows.append(json.dumps({"id": f"{n}-{k}", "title": title, "body": " ".join(body), "issue_date": day}))
                (batch / f"{n:06}.jsonl").write_text("\n".join(rows) + "\n")
            began, spent = time.perf_counter(), cpu()
            out = subprocess.run([nochmal, "track", "add", "--store", store, batch], check=True, capture_output=True, text=True)
            took = time.perf_counter() - began, cpu() - spent
            assert out.stdout.count("added ") == per_batch
            times.append([1000 * t / per_batch for t in took])
            clock, processor = times[-1]
            print(f"issues {start:6} to {start + per_batch:6}: {clock:7.2f} ms an issue, {processor:7.2f} ms of the processor", flush=True)
        size = store.stat().st_size / 1e6
        ratio = [last / first for last, first in zip(times[-1], times[0])]
        print(f"last against first: {ratio[0]:.2f} on the clock, {ratio[1]:.2f} of the processor; store {size:.0f} MB")

if __name__ == "__main__":
    sys.exit(main())
