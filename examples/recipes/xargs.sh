#!/bin/bash
# Several processes beside each other with xargs, each with a thousand files at a time and an output of its own.
#   xargs.sh scans answers 4 && cat answers/*.jsonl
# One process with --jobs does the same with less memory; this is for batches that are to be parted.
set -euo pipefail
folder=$1 processes=${3:-2}
mkdir -p "$2"
answers=$(cd "$2" && pwd)
export answers

find "$folder" -type f -print0 |
    xargs -0 -n 1000 -P "$processes" sh -c \
        'exec cnic-ocr scan -q --exit-zero --jobs 1 --output "$answers/$$.jsonl" "$@"' scan
