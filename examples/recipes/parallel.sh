#!/bin/bash
# Several processes, or several machines, with GNU parallel: it parts the list and puts the answers together.
#   parallel.sh scans > answers.jsonl
#   parallel.sh /shared/scans --sshlogin node1,node2 > answers.jsonl    (the files lie in the same place everywhere)
set -euo pipefail
folder=$1
shift

find "$folder" -type f |
    parallel --pipe -N 1000 "$@" cnic-ocr scan -q --exit-zero --jobs 1 --files-from -
