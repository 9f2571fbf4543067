"""The evaluation set: whole pictures of cards in fixed scenes, with the answer that each should get.

`python -m cnic_training.scenes FOLDER --each 200` draws `each` pictures of each of the four sides for scan, phone,
hard and held, as many photocopied pages as PDF, and as many pictures without a card (`--none` for another number). The seed is
fixed; another one (`--seed`) gives a set that nobody has looked at. A quarter of the cards is
drawn with words and fonts that training has seen, a quarter with unseen words, a quarter with the unseen font family,
a quarter with both unseen."""
import argparse
import json
import math
import os
import random

import cv2
import numpy as np

from . import cards, fonts, paper, photo, words
from .shape import MissingGlyph

SIDES = ["snic-front", "snic-back", "nic-front", "nic-back"]


def answer(layout, boxes):
    """What the tool should say of a drawn card: the API's keys."""
    raw = {}
    for b in sorted(boxes, key=lambda b: b["line"]):
        raw[b["field"]] = (raw[b["field"]] + " " + b["text"]) if b["field"] in raw else b["text"]
    if raw.get("permanent_address") == "ایضاً":
        raw["permanent_address"] = raw.get("current_address", "")
    for key in ("birthday", "issue_date", "expiry_date"):
        if key in raw:
            raw[key] = date(raw[key])
    if "gender" in raw:
        raw["gender"] = {"مرد": "M", "عورت": "F", "Male": "M", "Female": "F"}.get(raw["gender"], raw["gender"])
    kind = "SNIC" if layout in ("snic-front", "snic-back", "nicop-back") else "NIC"
    keys = "id_number name name_urdu birthday gender father_name father_name_urdu identifier country_of_stay issue_date expiry_date" if layout.endswith("front") else "id_number current_address permanent_address family_number issue_date expiry_date"
    return {"card_type": kind, "card_side": layout.split("-")[-1], "card_info": {k: raw.get(k, "") for k in keys.split()}}


def date(text):
    if text in ("Lifetime", "تاحیات"):
        return "Lifetime"
    if text[0].isalpha():
        month, day, year = text.replace(",", "").split(" ")
        return f"{words.MONTHS.index(month) + 1:02d}/{int(day):02d}/{year}"
    d, m, y = text.replace(".", "/").replace("-", "/").split("/")
    return f"{m}/{d}/{y}"


def encode(path, im, quality):
    """Writes JPEG, or PNG where `quality` is None. Returns the path with its ending."""
    path += ".png" if quality is None else ".jpg"
    cv2.imwrite(path, np.clip(im, 0, 255).astype(np.uint8), [] if quality is None else [cv2.IMWRITE_JPEG_QUALITY, quality])
    return path


def noise(rs, im, sigma):
    grain = np.empty(im.shape, np.float32)
    cv2.setRNGSeed(rs.randint(2**31 - 1))
    cv2.randn(grain, 0, sigma)
    return im + grain


def uneven(rng, im, most):
    h, w = im.shape[:2]
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    return im * (1 + rng.uniform(-most, most) * (x / w - 0.5) + rng.uniform(-most, most) * (y / h - 0.5))[..., None]


def glare(rng, im):
    h, w = im.shape[:2]
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    r = w * rng.uniform(0.03, 0.10)
    spot = rng.uniform(60, 180) * np.exp(-((x - rng.uniform(0.2, 0.8) * w) ** 2 + (y - rng.uniform(0.2, 0.8) * h) ** 2) / (2 * r * r))
    return im + spot[..., None]


def scan(rng, rs, card):
    w, h = 1016, 641
    m = rng.randint(20, 220)
    im = np.full((h + 2 * m, w + 2 * m, 3), rng.uniform(225, 255), np.float32)
    photo.put(im, card, photo.quad(rng, w, np.float32([w / 2 + m, h / 2 + m]), rng.uniform(-3, 3)), rng)
    return noise(rs, im, rng.uniform(0, 3)), 88


def phone(rng, rs, card, fingers=False):
    w, h = (1280, 960) if rng.random() < 0.7 else (960, 1280)
    im = paper.background(rs, h, w)
    width = w * rng.uniform(0.62, 0.90)
    centre = np.float32([w / 2 + rng.uniform(-0.5, 0.5) * (w - width), h / 2 + rng.uniform(-0.06, 0.06) * h])
    q = photo.quad(rng, width, centre, rng.uniform(-10, 10), 0.05)
    photo.put(im, card, q, rng)
    if fingers:
        photo.fingers(rng, im, q)
    im = uneven(rng, im, 0.5)
    if rng.random() < 0.25:
        im = glare(rng, im)
    im = noise(rs, cv2.GaussianBlur(im, (0, 0), rng.uniform(0.3, 0.8)), rng.uniform(1, 5))
    return im * rng.uniform(0.75, 1.1), None if rng.random() < 0.1 else rng.randint(72, 92)


def held(rng, rs, card):
    """A phone picture of a card that somebody holds: a fingertip or two over an edge, and over what stands there."""
    return phone(rng, rs, card, fingers=True)


def hard(rng, rs, card):
    w, h = (960, 720) if rng.random() < 0.7 else (720, 960)
    im = paper.background(rs, h, w)
    turn = rng.choice([90, 180, 270]) if rng.random() < 0.5 else 0
    across = (h if turn % 180 else w) if rng.random() < 0.85 else w
    width = min(across, 1.5 * min(w, h)) * rng.uniform(0.66, 0.95)
    if turn % 180 == 90:
        width = min(width, h * 1.02)
    centre = np.float32([w / 2 + rng.uniform(-0.05, 0.05) * w, h / 2 + rng.uniform(-0.05, 0.05) * h])
    q = photo.quad(rng, width, centre, turn + rng.uniform(-22, 22), 0.10)
    photo.put(im, card, q, rng)
    im = uneven(rng, im, 0.8)
    if rng.random() < 0.5:
        y, x = np.mgrid[0:h, 0:w].astype(np.float32)
        a = rng.uniform(0, 2 * math.pi)
        edge = (x / w - rng.uniform(0.3, 0.7)) * math.cos(a) + (y / h - rng.uniform(0.3, 0.7)) * math.sin(a)
        im = im * (1 - rng.uniform(0.3, 0.65) / (1 + np.exp(np.clip(-edge / rng.uniform(0.01, 0.1), -30, 30))))[..., None]
    else:
        im = im * rng.uniform(0.25, 0.7)
    for _ in range(rng.randint(0, 2)):
        im = glare(rng, im)
    im = cv2.GaussianBlur(im, (0, 0), rng.uniform(0.7, 1.5))
    if rng.random() < 0.3:
        n, a = rng.choice([3, 5]), rng.uniform(0, math.pi)
        k, c = np.zeros((n, n), np.float32), n // 2
        d = np.array([math.cos(a), math.sin(a)]) * c
        cv2.line(k, tuple(np.round(c - d).astype(int).tolist()), tuple(np.round(c + d).astype(int).tolist()), 1, 1)
        im = cv2.filter2D(im, -1, k / k.sum())
    return noise(rs, im, rng.uniform(5, 14)), rng.randint(45, 75)


def copied_page(rng, rs, front, back):
    """A4 at 200 dpi with both sides of a card."""
    w, h = 1654, 2339
    im = np.full((h, w, 3), rng.uniform(235, 255), np.float32)
    y = rng.uniform(0.12, 0.3) * h
    for card in (front, back):
        width = rng.uniform(674, 900)
        photo.put(im, card, photo.quad(rng, width, np.float32([w * rng.uniform(0.35, 0.65), y]), rng.uniform(-4, 4)))
        y += width / photo.ASPECT * rng.uniform(1.2, 1.7)
    if rng.random() < 0.7:
        photo.copier(rng, im)
    return noise(rs, im, rng.uniform(0, 4))


def write_pdf(path, im):
    from PIL import Image

    rgb = Image.fromarray(np.clip(im[..., ::-1], 0, 255).astype(np.uint8))
    rgb.save(path, "PDF", resolution=200.0, quality=80)


def nothing(rng, rs, k):
    """A picture without a card of ours: a photograph, a text page, another card, a pile of papers."""
    w, h = rng.choice([(1280, 960), (960, 1280), (800, 800), (1654, 2339)])
    if k % 3 == 0:
        im = paper.background(rs, h, w)
    elif k % 3 == 1:
        im = np.full((h, w, 3), rng.uniform(215, 255), np.float32)
        y = 0.06 * h
        size = rng.uniform(0.010, 0.022) * h
        while y < 0.92 * h:
            rtl = k % 2 == 0
            text = " ".join((words.urdu_word(rng) if rtl else words.invented_latin(rng)) for _ in range(rng.randint(2, 9)))
            try:
                ink = (fonts.urdu(rng) if rtl else fonts.latin(rng)).line(text, rtl)[0]
            except MissingGlyph:
                continue
            s = size / (60 if not rtl else 90)
            a = cv2.resize(ink, None, fx=s, fy=s, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
            a = a[:, : int(0.84 * w)]
            x = int(0.92 * w) - a.shape[1] if rtl else int(0.08 * w)
            if y + a.shape[0] >= h:
                break
            im[int(y) : int(y) + a.shape[0], x : x + a.shape[1]] *= 1 - 0.85 * a[..., None]
            y += a.shape[0] * 1.4
    else:
        card, _ = cards.draw(rng, rs, "other")
        return phone(rng, rs, card)
    return noise(rs, uneven(rng, im, 0.4), rng.uniform(0, 5)), rng.randint(60, 92)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("folder")
    p.add_argument("--each", type=int, default=200)
    p.add_argument("--none", type=int, help="pictures without a card; as many as `--each` unless given")
    p.add_argument("--seed", type=int, default=20261123)
    a = p.parse_args()
    os.makedirs(a.folder, exist_ok=True)
    cv2.setNumThreads(1)
    truth = open(os.path.join(a.folder, "truth.jsonl"), "w", encoding="utf8")

    def put(name, scene, results, split):
        truth.write(json.dumps({"file": name, "scene": scene, "font": split[0], "words": split[1], "results": results}, ensure_ascii=False) + "\n")
        truth.flush()

    for k in range(a.each):
        split = (k % 2 == 1, k // 2 % 2 == 1)
        named = ("unseen" if split[0] else "seen", "unseen" if split[1] else "seen")
        for s, scene in enumerate((scan, phone, hard, held)):
            for layout in SIDES:
                rng = random.Random(f"{a.seed} {scene.__name__} {layout} {k}")
                rs = np.random.RandomState(rng.randrange(2**31))
                im, boxes = cards.draw(rng, rs, layout, None, *split)
                picture, quality = scene(rng, rs, im)
                path = encode(os.path.join(a.folder, f"{scene.__name__}-{layout}-{k:03d}"), picture, quality)
                put(os.path.basename(path), scene.__name__, [answer(layout, boxes)], named)
        rng = random.Random(f"{a.seed} page {k}")
        rs = np.random.RandomState(rng.randrange(2**31))
        kind = ("snic", "nic")[k % 2 ^ k // 4 % 2]
        while True:
            try:
                holder = cards.person(rng, split[1])
                (front, b1), (back, b2) = (cards.draw(rng, rs, f"{kind}-{side}", holder, *split) for side in ("front", "back"))
                break
            except MissingGlyph:
                continue
        name = f"page-{kind}-{k:03d}.pdf"
        write_pdf(os.path.join(a.folder, name), copied_page(rng, rs, front, back))
        put(name, "page", [answer(f"{kind}-front", b1), answer(f"{kind}-back", b2)], named)
    for k in range(a.each if a.none is None else a.none):
        rng = random.Random(f"{a.seed} none {k}")
        rs = np.random.RandomState(rng.randrange(2**31))
        picture, quality = nothing(rng, rs, k)
        path = encode(os.path.join(a.folder, f"none-{k:03d}"), picture, quality)
        put(os.path.basename(path), "none", [], ("seen", "seen"))


if __name__ == "__main__":
    main()
