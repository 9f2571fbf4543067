#!/bin/sh
# Only what failed: status, file and reason, parted by tabs.
#   cnic-ocr scan scans/ | failures.sh
exec jq -r 'select(.status != "OK") | [.status, .file, .reason] | @tsv'
