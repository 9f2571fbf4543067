"""Which letters follow which: a character n-gram model a script, with which the tool chooses between readings that its
network finds nearly equal.

`python -m cnic_training.letters` writes ../<script>/letters.bin (path from models/training) for `export` to list, and the
words of names, of identifying marks and of addresses, which the tool knows one by one, to
../../src/card/{names_urdu,names_latin,marks,address_words}.txt. Counted over texts as the readers are trained with, invented
words among them, and over words of names and of addresses and withheld words that they are not trained with; `--seen` leaves
the withheld ones out, to measure what a tool built so makes of words that are on no list. Estimated by interpolation after
Witten and Bell; looked up by backing off.

The file, numbers little-endian: for each order n from 1 to 6 a count (u32), then as many keys (ascending; u32, from order 5
on u64), costs (u8) and backing-off costs (u8). A key is the n classes of a gram, seven bits each, the last lowest; classes are those of
the reader's network in the order on paper, 0 stands for either end of a line. Costs are -ln p in sixteenths."""
import argparse
import collections
import math
import os
import random
import struct

from . import words
from .export import MODELS
from .train_reader import label

ORDER, LINES, RARE = 6, 500_000, 3


def counted(script, lists, unseen):
    """{order: {gram: count}}; grams of three and more that were met less than RARE times are left out. A tenth of the lines is
    made of the words of each of `lists`; `unseen`: how many of the others are of withheld words."""
    line = words.urdu_line if script == "urdu" else words.latin_line
    rng = random.Random(17)
    counts = {n: collections.Counter() for n in range(1, ORDER + 1)}
    for _ in range(LINES):
        x = rng.random()
        if x < 0.1 * len(lists):
            text = " ".join(rng.choice(lists[int(10 * x)]) for _ in range(rng.randint(1, 3)))
        else:
            text = line(rng, unseen=rng.random() < unseen)
        classes = (0, *label(script, text), 0)
        for end in range(2, len(classes) + 1):
            for n in range(1, min(ORDER, end) + 1):
                counts[n][classes[end - n : end]] += 1
    for n in range(3, ORDER + 1):
        counts[n] = {g: c for g, c in counts[n].items() if c >= RARE}
    return counts


def estimated(counts, classes):
    """{order: {gram: (probability, what is left for letters that never followed it)}}"""
    total, kinds = collections.Counter(), collections.Counter()
    for grams in counts.values():
        for g, c in grams.items():
            total[g[:-1]] += c
            kinds[g[:-1]] += 1
    left = {h: kinds[h] / (total[h] + kinds[h]) for h in total}
    table = {n: {} for n in counts}
    for n, grams in counts.items():
        for g, c in grams.items():
            h = g[:-1]
            lower = table[n - 1][g[1:]][0] if n > 1 else 1 / classes
            table[n][g] = (c + kinds[h] * lower) / (total[h] + kinds[h]), left.get(g, 1.0)
        for h in (h for h in left if len(h) == n and h not in table[n]):
            table[n][h] = 1e-7, left[h]  # the beginning of a line, which follows nothing
    return table


def packed(table):
    cost = lambda p: min(255, round(-16 * math.log(max(p, 1e-7))))
    out = b""
    for n, grams in table.items():
        rows = []
        for g, (p, left) in grams.items():
            key = 0
            for c in g:
                key = key << 7 | c
            rows.append((key, cost(p), cost(left)))
        rows.sort()
        size = "I" if n < 5 else "Q"
        out += struct.pack("<I", len(rows)) + struct.pack(f"<{len(rows)}{size}", *(r[0] for r in rows)) + bytes(r[1] for r in rows) + bytes(r[2] for r in rows)
    return out


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--seen", action="store_true", help="only what the networks may see")
    a = p.parse_args()
    urdu, latin = words.urdu_names(not a.seen), words.latin_names(not a.seen)
    of_addresses = sorted({*words.address_words(not a.seen)} - {*urdu})
    titled = ["'".join(part.capitalize() for part in name.split("'")) for name in latin]
    for script, alphabet, known in (("latin", words.LATIN_ALPHABET, [titled]), ("urdu", words.URDU_ALPHABET, [urdu, of_addresses])):
        data = packed(estimated(counted(script, known, 0 if a.seen else 0.1), len(alphabet) + 1))
        with open(os.path.join(MODELS, script, "letters.bin"), "wb") as f:
            f.write(data)
        print(script, f"{len(data) / 1e6:.2f} MB")
    for name, known in (("names_urdu", urdu), ("names_latin", latin), ("marks", words.mark_words()), ("address_words", of_addresses)):
        with open(os.path.join(MODELS, "..", "src", "card", name + ".txt"), "w", encoding="utf8") as f:
            f.writelines(word + "\n" for word in known)


if __name__ == "__main__":
    main()
