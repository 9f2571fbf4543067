#!/bin/bash
# Reads what is put into a folder, as long as it runs, and adds the answers to a file.
#   watch.sh inbox answers.jsonl
# Stopped by Ctrl-C and started again, it goes on where it was.
set -euo pipefail
folder=$1 answers=$2

# A list without end: each file once, when nothing has been written to it for two seconds.
new_files() {
    declare -A seen
    while sleep 1; do
        while IFS= read -r -d '' file; do
            if [[ -z ${seen[$file]:-} ]]; then
                seen[$file]=1
                printf '%s\0' "$file"
            fi
        done < <(find "$folder" -type f -not -newermt '-2 seconds' -print0)
    done
}

new_files | cnic-ocr scan -0 --files-from - --output "$answers" --resume
