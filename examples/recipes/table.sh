#!/bin/sh
# File, number and name of every front as CSV.
#   cnic-ocr scan scans/ | table.sh > people.csv
# For all values in fixed columns no script is needed: cnic-ocr scan --format csv scans/
exec jq -r '
  .file as $file | .results[]? | select(.card_side == "front") | .card_info
  | [$file, .id_number, .name, .name_urdu] | @csv'
