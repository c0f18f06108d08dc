#!/usr/bin/env python3
"""Kills adding again and again: kill.py NOCHMAL [ADDS]

Adds ADDS issues (default 200), each in a process of its own that is killed (SIGKILL) after a random time, again and again
until it was reported as added; after each kill the store must verify and hold every issue that was reported so far.
Prints how many kills it took. Python's standard library only.
"""
import json, random, subprocess, sys, tempfile, time
from pathlib import Path

def main():
    nochmal = str(Path(sys.argv[1]).resolve())
    adds = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    rng, kills, reported = random.Random(1), 0, set()
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store.db"
        run = lambda *args: subprocess.run([nochmal, "track", *args, "--store", store], capture_output=True, text=True)
        began = time.perf_counter()
        run("stories")
        usual = time.perf_counter() - began
        for n in range(adds):
            issue = Path(folder) / f"{n:04}.jsonl"
            rows = [{"id": f"{n}-{k}", "title": f"Nachricht {n} von {k}", "body": f"wort{n} " * 5 + "und mehr davon"} for k in range(30)]
            issue.write_text("".join(json.dumps(row) + "\n" for row in rows))
            patience = 4 * usual
            while str(issue) not in reported:
                adding = subprocess.Popen([nochmal, "track", "add", "--store", store, issue], stdout=subprocess.PIPE, text=True)
                time.sleep(rng.uniform(0, patience))
                killed = adding.poll() is None
                adding.kill()
                said = adding.communicate()[0]
                reported.update(line.split(" ", 1)[1] for line in said.splitlines() if line.startswith(("added ", "known ")))
                kills += killed
                patience *= 1.3
                if store.exists() and reported:
                    verified = run("verify")
                    assert verified.returncode == 0, (n, verified.stderr)
            if n % 20 == 19 or n == adds - 1:
                held = {json.loads(line)["item"]["source"] for line in run("export").stdout.splitlines()}
                assert reported <= held, "lost what was reported"
        lines = run("export").stdout.splitlines()
        assert len(lines) == 30 * adds, f"{len(lines)} items, not {30 * adds}: half an issue"
        print(f"{adds} issues added in spite of {kills} kills; each time the store verified and held all that was reported")

if __name__ == "__main__":
    sys.exit(main())
