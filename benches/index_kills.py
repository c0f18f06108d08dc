"""Kills `nochmal dedupe --index` at random moments, fills its disk, and lets two writers meet.

    python3 benches/index_kills.py target/release/nochmal [KILLS] [FOLDER ON A SMALL FILE SYSTEM]

After each kill: the index opens and is whole; a delivery that was reported is in it, one that was interrupted is not;
running it again comes to the same end as without the kill. Needs Python 3 alone.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

RECORDS, DELIVERIES = 600, 6


def write(folder, n, chance):
    path = os.path.join(folder, f"delivery-{n}.jsonl")
    with open(path, "w") as out:
        for k in range(RECORDS):
            words = [f"w{chance.randrange(40000)}" for _ in range(chance.randrange(40, 160))]
            if n and k % 5 == 0:
                words = [f"w{n - 1}x{k}x{i}" for i in range(60)]
            elif k % 5 == 4:
                words = [f"w{n}x{k - 4 + 0}x{i}" for i in range(60)]
            out.write(json.dumps({"id": f"{n}-{k}", "text": " ".join(words)}) + "\n")
    return path


def main():
    program = os.path.abspath(sys.argv[1])
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 300
    folder, chance = tempfile.mkdtemp(), random.Random(1)
    deliveries = [write(folder, n, chance) for n in range(DELIVERIES)]

    def run(*args):
        return subprocess.run([program, *args], capture_output=True, text=True)

    def add(index, delivery):
        kept = os.path.join(folder, "kept.jsonl")
        return [program, "dedupe", delivery, "--index", index, "--delivery", delivery, "-o", kept]

    def state(index):
        whole = run("index", "verify", index)
        assert whole.returncode == 0, whole.stderr
        return run("index", "export", index, "--hashes").stdout

    begin = time.time()
    whole, ends = os.path.join(folder, "whole"), [""]
    for delivery in deliveries:
        subprocess.run(add(whole, delivery), check=True, capture_output=True)
        ends.append(state(whole))
    length = (time.time() - begin) / DELIVERIES
    done = before = after = unmade = 0
    while done < kills:
        index = tempfile.mkdtemp(dir=folder)
        for n, delivery in enumerate(deliveries):
            child = subprocess.Popen(add(index, delivery), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.random() * length)
            child.kill()
            reported = child.wait() == 0
            done += 1
            if os.path.exists(os.path.join(index, "manifest")):
                found = state(index)
                assert found == ends[n + 1] or (found == ends[n] and not reported), f"half of delivery {n}"
                after, before = after + (found == ends[n + 1]), before + (found == ends[n])
            else:
                unmade += 1
                assert n == 0 and not reported
            subprocess.run(add(index, delivery), check=True, capture_output=True)
            assert state(index) == ends[n + 1], f"delivery {n} came to another end"
        shutil.rmtree(index)
    print(f"{done} kills: {before} left the delivery out, {after} had it in, {unmade} came before there was an index")

    if len(sys.argv) > 3:
        index, full = os.path.join(sys.argv[3], "index"), 0
        subprocess.run(add(index, deliveries[0]), check=True, capture_output=True)
        left = shutil.disk_usage(sys.argv[3]).free
        for part in range(40):
            with open(os.path.join(sys.argv[3], "ballast"), "wb") as ballast:
                ballast.write(b"x" * max(0, left - part * 8192))
            ended = subprocess.run(add(index, deliveries[1]), capture_output=True, text=True)
            if ended.returncode == 0:
                break
            assert "make room" in ended.stderr or "No space left" in ended.stderr, ended.stderr
            assert state(index) == ends[1]
            full += 1
        os.remove(os.path.join(sys.argv[3], "ballast"))
        subprocess.run(add(index, deliveries[1]), check=True, capture_output=True)
        assert state(index) == ends[2]
        print(f"{full} times the disk was full: the index was as before, and with room again it came to the same end")

    index = os.path.join(folder, "two")
    runs = [subprocess.Popen(add(index, d), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) for d in deliveries]
    ended = [(child.communicate()[1], child.returncode) for child in runs]
    assert all(code == 0 or "is being written to by" in words for words, code in ended), ended
    for delivery in deliveries:
        subprocess.run(add(index, delivery), check=True, capture_output=True)
    state(index)
    print(f"{sum(code == 0 for _, code in ended)} of {len(ended)} writers at once got in, the others were told who writes")
    shutil.rmtree(folder)


main()
