"""Training lines for the two readers, drawn flat on a strip and spoiled like a camera would."""
import math
import random

import cv2
import numpy as np

from . import fonts, overprint, paper, words
from .shape import MissingGlyph

HEIGHT = {"urdu": 48, "latin": 32}
# How much wider than on paper a strip is: a font sets four letters of Nastaliq into the width of one.
STRETCH = {"urdu": 1.35, "latin": 1.0}

# Ezh: some families draw the digit 3 like this, flat at its top.
FLAT_THREE = "Ʒ"


def _ink(rng, script, text, unseen):
    """Ink coverage in 0..1 and the size of the box that the field finder would give: (ink, top, height) in rows.

    An Urdu box is the ink's own extent; a Latin box runs from the capitals' top to the baseline."""
    if script == "urdu":
        face = fonts.urdu(rng, unseen)
        digits = fonts.latin(rng, unseen) if rng.random() < 0.6 else None
        ink, _ = face.line(text, True, digits, **fonts.urdu_hand(rng, unseen), **fonts.urdu_spacing(rng))
        return ink, 0, ink.shape[0]
    face = fonts.latin(rng, unseen)
    spacing = rng.uniform(-0.02, 0.10) if rng.random() < 0.4 else 0.0
    if rng.random() < 0.25 and face.has(FLAT_THREE):
        text = text.replace("3", FLAT_THREE)
    ink, base = face.line(text, False, spacing=spacing, word_gap=rng.uniform(0.7, 1.8))
    cap = face.cap_height() * 96
    return ink, base - cap, cap


def draw(rng, script, text, unseen=False):
    """A line's ink on a canvas of the reader's height, as a field crop shows it: float32 coverage [H, w] at a random working resolution."""
    H = HEIGHT[script]
    ink, top, box = _ink(rng, script, text, unseen)
    share = rng.uniform(0.58, 0.92) if script == "urdu" else rng.uniform(0.44, 0.70)
    s = H * share / box
    low = rng.uniform(0.40, 1.0) if rng.random() < 0.5 else 1.0  # how much smaller the text was on the picture
    h, sx = max(8, int(round(H * low))), s * low * math.exp(rng.gauss(0, 0.10))
    a = cv2.resize(ink, (max(3, int(ink.shape[1] * sx)), max(3, int(ink.shape[0] * s * low))), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    left, right = (int(rng.uniform(0.04, 0.8) * h) for _ in "lr")
    if script == "urdu":
        y = rng.uniform(0, 1) * (h - a.shape[0])
    else:
        y = (0.5 + rng.uniform(-0.10, 0.10)) * h - (top + box / 2) * s * low
    y = int(round(y))
    out = np.zeros((h, a.shape[1] + left + right), np.float32)
    y0, y1 = max(0, y), min(h, y + a.shape[0])
    out[y0:y1, left : left + a.shape[1]] = a[y0 - y : y1 - y]
    return out


def spoil(rng, rs, ink, script):
    """Puts ink on a ground and takes a poor picture of it. Returns uint8 grey, a strip of the reader's height."""
    h, w = ink.shape
    if rng.random() < 0.35:  # heavier or thinner print
        ink = np.clip(ink * rng.uniform(0.6, 1.8), 0, 1) if rng.random() < 0.5 else cv2.GaussianBlur(cv2.dilate(ink, np.ones((2, 2))), (0, 0), 0.5)
    if rng.random() < 0.1:  # worn print
        ink = ink * np.clip(paper.smooth_noise(rs, h, w, w / h * rng.uniform(1, 8)) * 2 + 0.2, 0, 1)
    if rng.random() < 0.4:
        ink = paper.bent(rng, rs, ink, h)
    j = rng.uniform(0, 0.10) * h
    src = np.float32([[0, 0], [w, 0], [w, h], [0, h]])
    dst = src + rs.uniform(-j, j, (4, 2)).astype(np.float32)
    if rng.random() < 0.25:  # slant
        k = rng.uniform(-0.25, 0.25) * h
        dst[:2, 0] += k / 2
        dst[2:, 0] -= k / 2
    ink = cv2.warpPerspective(ink, cv2.getPerspectiveTransform(src, dst), (w, h))
    pale = rng.uniform(110, 250)
    if rng.random() < 0.6:
        ground = paper.guilloche(rs, h, w, np.full(3, pale), rng.uniform(0.2, 1.3))[..., rng.randrange(3)]
    else:
        ground = pale + (paper.smooth_noise(rs, h, w, rng.uniform(1, 20)) - 0.5) * rng.uniform(0, 50)
    x = np.arange(w, dtype=np.float32)[None] / w
    ground = ground + (x - 0.5) * rng.uniform(-45, 45)
    if rng.random() < 0.2:  # a rule or the edge of something
        r, t = rng.randrange(h), max(1, h // 24)
        ground[r : r + t] -= rng.uniform(15, 110) * (np.sin(np.arange(w) * rng.uniform(0.3, 2)) > -0.3 if rng.random() < 0.5 else 1)
    if rng.random() < 0.06:  # a scratch over the text
        cv2.line(ink, (rng.randrange(w), 0), (rng.randrange(w), h), rng.uniform(0.4, 0.9), 1)
    if rng.random() < 0.12:
        ink = np.maximum(ink, overprint.over(rng, rs, h, w, 0.6 * h))
    dark = rng.uniform(0, 0.45) if rng.random() < 0.8 else rng.uniform(0.4, 0.68)
    out = ground * (1 - ink * (1 - dark))
    if rng.random() < 0.03:
        out = 255 - out
    if rng.random() < 0.7:
        out = cv2.GaussianBlur(out, (0, 0), rng.uniform(0.3, 1.25))
    if rng.random() < 0.15:  # motion
        n, a = rng.choice([3, 5]), rng.uniform(0, math.pi)
        k, c = np.zeros((n, n), np.float32), n // 2
        cv2.line(k, (int(round(c - c * math.cos(a))), int(round(c - c * math.sin(a)))), (int(round(c + c * math.cos(a))), int(round(c + c * math.sin(a)))), 1, 1)
        out = cv2.filter2D(out, -1, k / k.sum())
    if rng.random() < 0.15:  # glare
        out = out + rng.uniform(20, 110) * np.exp(-(((x * w - rng.uniform(0, w)) / (h * rng.uniform(0.8, 4))) ** 2))
    if rng.random() < 0.3:  # darkness or low contrast
        out = out * rng.uniform(0.4, 0.9) + rng.uniform(0, 30)
    out = out + rs.randn(h, w) * (0.5 + 9.5 * rng.random() ** 2)
    out = np.clip(out, 0, 255).astype(np.uint8)
    if rng.random() < 0.55:
        out = cv2.imdecode(cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(30, 92)])[1], 0)
    H = HEIGHT[script]
    return cv2.resize(out, (max(16, int(round(w * H / h * STRETCH[script]))), H), interpolation=cv2.INTER_LINEAR)


def sample(rng, rs, script, unseen_font=False, unseen_words=False):
    """One line: (uint8 grey [H, w], text)."""
    while True:
        text = (words.urdu_line if script == "urdu" else words.latin_line)(rng, unseen_words)
        if script == "urdu" and not unseen_words:
            text = words.misspelt(rng, text, 0.15)
        try:
            return spoil(rng, rs, draw(rng, script, text, unseen_font), script), text
        except MissingGlyph:
            continue


if __name__ == "__main__":
    import sys
    import time

    rng, rs = random.Random(1), np.random.RandomState(1)
    for script in HEIGHT:
        t = time.time()
        S = [sample(rng, rs, script, i % 4 == 3) for i in range(200)]
        print(script, round(200 / (time.time() - t)), "lines a second; mean width", np.mean([s[0].shape[1] for s in S]))
        H = HEIGHT[script]
        sheet = np.full((40 * (H + 2), 760), 255, np.uint8)
        for i in range(40):
            o = S[i][0][:, :760]
            sheet[i * (H + 2) : i * (H + 2) + H, : o.shape[1]] = o
        cv2.imwrite(f"{sys.argv[1]}/{script}.png", sheet)
