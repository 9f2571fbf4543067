#!/bin/sh
# One object a person: front and back joined by the number, wherever in the batch they lie.
#   cnic-ocr scan scans/ | people.sh > people.jsonl
# A side that is missing is null; cards whose number was not read are left out.
exec jq -cn '
  reduce (inputs | .file as $file | .results[]? | {side: .card_side, file: $file} + .card_info
          | select(.id_number != "")) as $card
    ({}; .[$card.id_number][$card.side] //= ($card | del(.side, .id_number)))
  | to_entries[] | {id_number: .key, front: .value.front, back: .value.back}'
