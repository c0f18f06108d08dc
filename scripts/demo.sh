#!/bin/sh
# The main job on fixtures/: what recurs, what is left, what changed. Results stay in the folder given (default: out).
set -eu
out=${1:-out}
nochmal=${NOCHMAL:-target/release/nochmal}
issues=fixtures/newsletters
mkdir -p "$out"

say() { printf '\n$ %s\n' "$*"; }
run() { say "nochmal $*"; "$nochmal" "$@"; }

"$nochmal" items "$issues" --format jsonl --output "$out/items.jsonl"
"$nochmal" canonical "$issues" --format jsonl --output "$out/canonical.jsonl"
"$nochmal" clusters "$issues" --format csv --output "$out/clusters.csv"
run clusters "$issues"
"$nochmal" diff "$issues/004.txt" "$issues/003.txt" --format jsonl --output "$out/diff.jsonl"
run diff "$issues/004.txt" "$issues/003.txt"
"$nochmal" clusters "$issues" --format html --output "$out/clusters.html"
"$nochmal" diff "$issues/004.txt" "$issues/003.txt" --format html --output "$out/diff.html"
rm -f "$out/stories.db"
"$nochmal" track add "$issues" --store "$out/stories.db" > /dev/null
"$nochmal" track report --store "$out/stories.db" --output "$out/stories.html"
printf '\nWritten: %s\n' "$out/items.jsonl $out/clusters.csv $out/canonical.jsonl $out/diff.jsonl"
printf 'Pages for a browser: %s\n' "$out/diff.html $out/clusters.html $out/stories.html"
