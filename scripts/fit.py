#!/usr/bin/env python3
"""Fit the weights of the model that says which items are the same, and say how they do on sets they have not seen.

    nochmal eval SET --label-field NAME --trust-identical --all --format jsonl > set.jsonl     # one for each set
    scripts/fit.py --guard look-alikes.jsonl set.jsonl other.jsonl one.jsonl+other-layout-of-it.jsonl ...

Reads the labelled candidates that `eval --all` writes, fits one logistic regression in which each set has the same
weight (files joined by + are one set), and prints the table for src/compare/model.rs. Then leaves each set out in turn and prints what the others' weights
give on it: pairs of clusters against labels, and whether scores keep their promise. Identical items take no part in the
fit; they are known.

The guard against templates is fitted after the others, which keep their weights, and with the made-up look-alikes given
by --guard: what is made up is to move nothing else. Python's standard library only.
"""
import argparse, heapq, json, math, os, random, sys
from collections import defaultdict

# The measures that are weighed, in the order of the table. "+": more of it can only speak for, "-": only against.
# "1-": the measure enters as 1 - value, so that one that is missing says as much as one that is perfect.
MEASURES = {"text": "+", "title": "+", "own phrases": "+", "left over": "-", "days": "1-", "same issue": "-", "series": "-"}
GUARD = "slots"  # fitted alone, after these
# As in src/compare/model.rs and src/cluster/average.rs.
ACCEPTED, JOINED, CERTAIN = 0.357, 0.135, 0.9
KEPT = 200_000  # candidates of a set that take part, at most: all that are the same, the rest drawn and weighed up
# Ridge on the prior and on measures that say much the same: it spreads what they say over all of them, which keeps weights
# steady from set to set. Guards that say something else are free.
RIDGE, FREE = 5e-3, {"same issue", "series"}


def sigmoid(x):
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


class Set:
    """One labelled set: rows of features, labels, and what clusters need."""

    def __init__(self, path, group):
        self.group = group
        self.name = os.path.splitext(os.path.basename(path))[0]
        self.rows, self.guard, self.same, self.pairs, self.copies = [], [], [], [], []
        with open(path, encoding="utf-8") as lines:
            self.summary = json.loads(next(lines))
            for line in lines:
                found = json.loads(line).get("candidate")
                if not found:
                    continue
                if found["identical"]:
                    self.copies.append((found["a"], found["b"], found["same"]))
                    continue
                self.rows.append(features(found["measures"]))
                self.guard.append(found["measures"][GUARD] or 0.0)
                self.same.append(found["same"])
                self.pairs.append((found["a"], found["b"]))
        # An issue that has one address twice has two items, and two parts of a series are two, whatever the label says.
        apart = [1 + list(MEASURES).index(name) for name in FREE]
        kept_out = {i for i, row in enumerate(self.rows) if self.same[i] and any(row[at] for at in apart)}
        draw = random.Random(1)
        others = [i for i, same in enumerate(self.same) if not same]
        kept = draw.sample(others, min(KEPT, len(others)))
        up = len(others) / len(kept) if kept else 1
        total = len(self.rows)
        # (row, label, weight, guard); the weights of a set add up to 1.
        self.drawn = [(self.rows[i], 0, up / total, self.guard[i]) for i in kept]
        joined = [i for i, same in enumerate(self.same) if same and i not in kept_out]
        self.drawn += [(self.rows[i], 1, 1 / total, self.guard[i]) for i in joined]


def features(measures):
    """1, then for each measure its value; nothing where it is missing."""
    row = [1.0]
    for name, sign in MEASURES.items():
        value = measures[name]
        row.append(0.0 if value is None else 1 - value if sign == "1-" else value)
    return row


def names():
    return ["prior", *MEASURES]


def bad(weights):
    """Positions of slopes with the wrong sign."""
    return {i for i, sign in enumerate(MEASURES.values(), 1) if weights[i] * (1 if sign == "+" else -1) < 0}


def evenly(sets):
    """The pairs that take part, each set weighing the same."""
    groups = defaultdict(list)
    for one in sets:
        groups[one.group].append(one)
    drawn = [(one.drawn, 1 / len(groups) / len(group)) for group in groups.values() for one in group]
    return [(row, y, w * share, guard) for pairs, share in drawn for row, y, w, guard in pairs]


def fit_guard(sets, weights):
    """The slope of the guard on top of `weights`: it can only speak against."""
    data = [(sum(a * b for a, b in zip(weights, row)), y, w, guard) for row, y, w, guard in evenly(sets) if guard]
    slope = 0.0
    for _ in range(60):
        chances = [(sigmoid(z + slope * guard), y, w, guard) for z, y, w, guard in data]
        gradient = sum(w * (y - p) * guard for p, y, w, guard in chances)
        bend = sum(w * p * (1 - p) * guard * guard for p, _, w, guard in chances)
        step = max(-1.0, min(1.0, gradient / bend)) if bend else 0.0
        slope = min(0.0, slope + step)
        if abs(step) < 1e-4:
            break
    return slope


def fit(sets):
    """Weights by Newton's method; slopes whose sign is wrong are held at 0, and the rest fitted again."""
    data = [(row, y, w) for row, y, w, _ in evenly(sets)]
    held = set()
    while True:
        weights = newton(data, held)
        wrong = bad(weights)
        if not wrong:
            return weights
        held |= wrong


def newton(data, held):
    n = len(names())
    free = [i for i in range(n) if i not in held]
    weights = [-4.0] + [0.0] * (n - 1)
    # In proportion to what is the same: the log-likelihood is all but that of these pairs.
    ridge = 2 * RIDGE * sum(w for _, y, w in data if y)
    bend_by = [1e-9 if name in FREE else ridge for name in names()]
    for _ in range(40):
        gradient = [-bend_by[i] * weights[i] for i in free]
        hessian = [[bend_by[i] if i == j else 0.0 for j in free] for i in free]
        for row, y, w in data:
            p = sigmoid(sum(a * b for a, b in zip(weights, row)))
            error, bend = w * (y - p), w * p * (1 - p)
            values = [row[i] for i in free]
            for i, a in enumerate(values):
                if a:
                    gradient[i] += error * a
                    line, scale = hessian[i], bend * a
                    for j in range(i + 1):
                        line[j] += scale * values[j]
        for i in range(len(free)):
            for j in range(i):
                hessian[j][i] = hessian[i][j]
        step = solve(hessian, gradient)
        size = max(abs(s) for s in step)
        for i, s in zip(free, step):
            weights[i] += s * min(1.0, 2.0 / size)
        if size < 1e-4:
            break
    return weights


def solve(matrix, right):
    """Gauss with pivots."""
    rows = [line[:] + [r] for line, r in zip(matrix, right)]
    n = len(rows)
    for i in range(n):
        pivot = max(range(i, n), key=lambda k: abs(rows[k][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for k in range(i + 1, n):
            factor = rows[k][i] / rows[i][i]
            for j in range(i, n + 1):
                rows[k][j] -= factor * rows[i][j]
    out = [0.0] * n
    for i in reversed(range(n)):
        out[i] = (rows[i][n] - sum(rows[i][j] * out[j] for j in range(i + 1, n))) / rows[i][i]
    return out


def clusters(one, scores):
    """Group average over texts, as src/cluster/average.rs has it; gives the group of each item in a pair."""
    parent = {}

    def find(x):
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x

    for a, b, _ in one.copies:
        parent[find(a)] = find(b)
    near, size = defaultdict(dict), defaultdict(lambda: 1)
    for (a, b), score in zip(one.pairs, scores):
        a, b = find(a), find(b)
        if score >= ACCEPTED and a != b:
            near[a][b] = near[b][a] = max(score, near[a].get(b, 0))
    offers = [(-s, a, b, 1, 1) for a in near for b, s in near[a].items() if a < b]
    heapq.heapify(offers)
    while offers:
        average, a, b, here, there = heapq.heappop(offers)
        if -average < JOINED:
            break
        if b not in near[a] or (size[a], size[b]) != (here, there):
            continue
        parent[b] = a
        del near[a][b]
        for other, total in near.pop(b).items():
            near[other].pop(b, None)
            if other != a:
                near[a][other] = near[other][a] = near[a].get(other, 0) + total
        size[a] += size[b]
        size[b] = 0
        for other, total in near[a].items():
            x, y = min(a, other), max(a, other)
            heapq.heappush(offers, (-total / size[a] / size[other], x, y, size[x], size[y]))
    return find


def quality(one, weights, slope):
    """Precision, recall and F1 over pairs of clusters, and the worst gap between score and share."""
    sums = [sum(a * b for a, b in zip(weights, row)) + slope * guard for row, guard in zip(one.rows, one.guard)]
    scores = [CERTAIN * sigmoid(z) for z in sums]
    find = clusters(one, scores)
    groups = defaultdict(set)
    for a, b in one.pairs + [(a, b) for a, b, _ in one.copies]:
        groups[find(a)].add(a)
        groups[find(b)].add(b)
    same = {frozenset(pair) for pair, yes in zip(one.pairs, one.same) if yes}
    same |= {frozenset((a, b)) for a, b, yes in one.copies if yes}
    if one.summary["outcomes"][1]["groups"]:
        found = sum(len(g) * (len(g) - 1) // 2 for g in groups.values())
    else:  # Labels are pairs: all others are unknown.
        found = sum(1 for a, b in one.pairs + [(a, b) for a, b, _ in one.copies] if find(a) == find(b))
    right = sum(1 for pair in same if len({find(x) for x in pair}) == 1)
    joined = one.summary["joined"]
    p, r = right / found if found else 1, right / joined if joined else 1
    gap, at = 1.0, 0
    for step in range(50, 100, 5):
        kept = [yes for score, yes in zip(scores, one.same) if score >= step / 100]
        if kept and sum(kept) / len(kept) - step / 100 < gap:
            gap, at = sum(kept) / len(kept) - step / 100, step / 100
    return p, r, 2 * p * r / (p + r) if p + r else 0, gap, at


def show(one, weights, slope):
    p, r, f, gap, at = quality(one, weights, slope)
    print(f"  {one.name:<14} precision {p:.3f}  recall {r:.3f}  F1 {f:.3f}  share right - score, at worst {gap:+.3f} (from {at:.2f})")


def both(sets, made_up):
    """Weights and the guard's slope."""
    weights = fit(sets)
    return weights, fit_guard(sets + made_up, weights)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("sets", nargs="+", metavar="SET.jsonl")
    arguments.add_argument("--guard", action="append", default=[], metavar="SET.jsonl", help="made-up look-alikes")
    given = arguments.parse_args()
    sets = [Set(path, group) for group in given.sets for path in group.split("+")]
    made_up = [Set(path, path) for path in given.guard]
    for one in sets + made_up:
        print(f"{one.name}: {len(one.rows)} candidates, {sum(one.same)} the same; {len(one.copies)} identical pairs")
    weights, slope = both(sets, made_up)
    print("\nweights, each set weighing the same")
    for name, weight in zip([*names(), GUARD], [*weights, slope]):
        print(f"  {name:<20} {weight:+.2f}")
    print("\non the sets they were fitted on")
    for one in sets + made_up:
        show(one, weights, slope)
    if len(given.sets) > 1:
        print("\non each set with the weights of the others")
        for group in given.sets:
            weights, slope = both([other for other in sets if other.group != group], made_up)
            for one in sets:
                if one.group == group:
                    show(one, weights, slope)


if __name__ == "__main__":
    sys.exit(main())
