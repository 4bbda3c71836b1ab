#!/usr/bin/env bash
# Runs a cmocka program. cmocka 1.1 writes a skipped test as "not ok N # SKIP", which readers of TAP take for a failure.
set -o pipefail
"$@" | sed -u 's/^not ok \([0-9]*\) # SKIP/ok \1 # SKIP/'
