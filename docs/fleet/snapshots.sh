#!/bin/sh
# snapshots.sh nodes.txt: takes a snapshot of each node of a list by ssh, eight at a time, into snapshots/. The nodes need iptables-save, and sudo without a question.
# A node that cannot be asked is told on stderr, and makes the exit code that of GNU parallel: how many there were.
set -eu
mkdir -p snapshots
program=${CALITRACE:-build/calitrace}
export program
parallel --jobs 8 --will-cite --arg-file "$1" '
  ssh {} "cat > /tmp/calitrace.$$ && chmod 700 /tmp/calitrace.$$ && sudo /tmp/calitrace.$$ snapshot; status=\$?; rm -f /tmp/calitrace.$$; exit \$status" \
    < "$program" > snapshots/{}.calitrace || { rm -f snapshots/{}.calitrace; echo "{}: no snapshot" >&2; exit 1; }'
