"""Draws a pool of cards to a folder, for the finders to train on and the readers to cut lines from.

`python -m cnic_training.pool FOLDER --cards 3000 --seed 1 [--held]` adds `<seed>-<k>.jpg` and appends to `index.jsonl`;
`--held` draws with the font family and the words that training never uses."""
import argparse
import json
import os
import random

import cv2
import numpy as np

from . import cards, fonts, words
from .shape import MissingGlyph

# how often each layout is drawn; the smart card and the old card are what people send
MIX = ["snic-front"] * 5 + ["snic-back"] * 5 + ["nic-front"] * 5 + ["nic-back"] * 5 + ["nicop-back"] * 2 + ["old-nicop-front"] * 2 + ["other"] * 4


def load(folder, held=None):
    """The index: [{path, layout, boxes, held}], of one split where `held` is given."""
    with open(os.path.join(folder, "index.jsonl"), encoding="utf8") as f:
        out = [json.loads(line) for line in f]
    for c in out:
        c["path"] = os.path.join(folder, c["file"])
    return [c for c in out if held is None or c["held"] == held]


def lengthened(rng, address, part):
    """An address with a part more, anywhere between its own."""
    comma = "، " if "،" in address else ", " if "," in address else " "
    parts = address.split(comma)
    parts.insert(rng.randrange(len(parts) + 1), part)
    return comma.join(parts)


def holder(rng, held):
    """Whose card it is. In training, texts are misspelt, and codes hard to read and addresses full of them, more often than on cards."""
    person = cards.person(rng, held)
    if not held:
        # here and not in `person`: evaluation sets stay the same for the same seeds
        person["mark"] = words.mark(rng)
        person["gender"] = "X" if rng.random() < 0.08 else person["gender"]
        for key in ("name_ur", "father_ur"):
            if rng.random() < 0.12:
                person[key] = words.with_word(rng, person[key], words.rare_word(rng))
        for key in ("name_ur", "father_ur", "mark"):
            person[key] = words.misspelt(rng, words.respelled(rng, person[key]), 0.15)
        same = person["current"] == person["permanent"]
        person["current"] = words.misspelt(rng, person["current"], 0.08)
        person["permanent"] = person["current"] if same else words.misspelt(rng, person["permanent"], 0.08)
        for key in ("current", "permanent"):
            if rng.random() < 0.5:
                person[key] = lengthened(rng, person[key], words.coded(rng))
            if rng.random() < 0.3:
                person[key] = lengthened(rng, person[key], words.rare_part(rng))
            if rng.random() < 0.4:
                person[key + "_en"] = lengthened(rng, person[key + "_en"], words.english_part(rng))
        person["mark"] = "" if rng.random() < 0.2 else person["mark"]
        person["family"] = words.difficult_code(rng)
        person["country"] = words.country(rng)
        for key in ("name", "father"):
            if rng.random() < 0.08:
                person[key] = words.titled(rng, person[key])
    return person


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder")
    p.add_argument("--cards", type=int, default=3000)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--held", action="store_true")
    a = p.parse_args()
    os.makedirs(a.folder, exist_ok=True)
    cv2.setNumThreads(1)
    rng, rs = random.Random(a.seed), np.random.RandomState(a.seed)
    for k in range(a.cards):
        layout = MIX[(k * 11) % len(MIX)]
        while True:
            try:
                im, boxes = cards.draw(rng, rs, layout, holder(rng, a.held), a.held, a.held, fonts.urdu_hand(rng, a.held), loose=not a.held and rng.random() < 0.6)
                break
            except MissingGlyph:
                continue
        name = f"{a.seed}-{k}.jpg"
        cv2.imwrite(os.path.join(a.folder, name), im, [cv2.IMWRITE_JPEG_QUALITY, 94])
        with open(os.path.join(a.folder, "index.jsonl"), "a", encoding="utf8") as f:
            f.write(json.dumps({"file": name, "layout": layout, "held": a.held, "boxes": boxes}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
