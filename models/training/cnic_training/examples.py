"""Draws the pictures in `examples/`: made-up people, and SPECIMEN on every card. What each card says lies beside it as JSON,
in the form of the tool's answer.

`python -m cnic_training.examples ../../examples`"""
import json
import os
import random
import sys

import cv2
import numpy as np

from . import cards, scenes
from .shape import EM

# an empty place of each side for the word, fractions of the card
PLACE = {"snic-front": (0.135, 0.60), "snic-back": (0.16, 0.34), "nic-front": (0.17, 0.60), "nic-back": (0.13, 0.79), "nicop-back": (0.5, 0.62), "old-nicop-front": (0.16, 0.66)}


def specimen(seed, layout, holder=None):
    rng = random.Random(seed)
    rs = np.random.RandomState(seed)
    im, boxes = cards.draw(rng, rs, layout, holder)
    ink, _ = cards.fonts.latin(random.Random(3)).line("SPECIMEN", False)
    a = cv2.resize(ink, None, fx=30 / EM, fy=30 / EM, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    x, y = int(PLACE[layout][0] * cards.WIDTH - a.shape[1] / 2), int(PLACE[layout][1] * cards.HEIGHT)
    part = im[y : y + a.shape[0], x : x + a.shape[1]].astype(np.float32)
    part += (a * 0.85)[..., None] * (np.float32([40, 40, 200]) - part)
    im[y : y + a.shape[0], x : x + a.shape[1]] = part.astype(np.uint8)
    return im, scenes.answer(layout, boxes)


def say(path, results):
    """Writes the right answer; the request's number is made up."""
    record = {"request_id": "TID" + "0" * 32, "status": "OK", "results": results}
    if not results:
        record = {"request_id": record["request_id"], "status": "DETECTION_FAILED", "reason": "no identity card was found on the picture"}
    with open(path + ".json", "w", encoding="utf8") as f:
        json.dump(record, f, ensure_ascii=False, indent=2)
        f.write("\n")


def main():
    out = sys.argv[1]
    os.makedirs(out, exist_ok=True)
    path = lambda name: os.path.join(out, name)
    for k, layout in enumerate(["snic-front", "snic-back", "nic-front", "nic-back", "nicop-back"]):
        rng, rs = random.Random(100 + k), np.random.RandomState(100 + k)
        im, truth = specimen(40 + k, layout)
        picture, quality = (scenes.phone if k < 2 else scenes.scan)(rng, rs, im)
        scenes.encode(path(layout), picture, quality or 88)
        say(path(layout), [truth])
    rng, rs = random.Random(7), np.random.RandomState(7)
    im, truth = specimen(47, "nic-front")
    picture = np.rot90(scenes.phone(rng, rs, im)[0]).copy()
    scenes.encode(path("turned"), picture, 85)
    say(path("turned"), [truth])
    holder = cards.person(random.Random(11))
    (front, front_says), (back, back_says) = specimen(51, "snic-front", holder), specimen(52, "snic-back", holder)
    page = scenes.copied_page(random.Random(12), np.random.RandomState(12), front, back)
    scenes.write_pdf(path("two-sides.pdf"), page)
    scenes.encode(path("two-sides"), cv2.resize(page, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA), 85)
    say(path("two-sides"), [front_says, back_says])
    picture, quality = scenes.nothing(random.Random(2), np.random.RandomState(2), 2)
    scenes.encode(path("no-card"), picture, 80)
    say(path("no-card"), [])


if __name__ == "__main__":
    main()
