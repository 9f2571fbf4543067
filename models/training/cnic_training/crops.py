"""Training lines cut from drawn cards the way the tool cuts them from pictures: through the field finder's not quite
exact boxes, at the resolution that the card had on the picture."""
import math
import random

import cv2
import numpy as np

from . import overprint, paper, photo, pool, words
from .lines import HEIGHT, STRETCH

# What a strip shows around a box, in heights of the box: above and below, and at either end. `src/stages/recognise.rs` has the same.
PAD = {"urdu": (0.14, 0.28), "latin": (0.38, 0.55)}

# They have to be right to the last letter, and no list knows them all.
OFTEN = ("name_urdu", "father_name_urdu", "identifier", "name", "father_name")
ALEF = "\u0670"  # the small one
# What is easily overlooked, and words that are written with and without it.
SMALL = (ALEF, "ئ", *(word.replace(ALEF, "") for word in words.marked()))
# Urdu fields with nothing before them in their row, and after them a label's colon at most.
ALONE = ("name_urdu", "father_name_urdu", "identifier")


def strip_size(script, w, h):
    """Size of the strip for a box of w by h (in isotropic units): (width, height) in pixels."""
    up, along = PAD[script]
    height = HEIGHT[script]
    return max(16, int(round((w + 2 * along * h) / (h * (1 + 2 * up)) * height * STRETCH[script]))), height


class Crops:
    def __init__(self, folder, script, held=False):
        alphabet = words.URDU_ALPHABET if script == "urdu" else words.LATIN_ALPHABET
        self.script, self.queue = script, []
        self.cards = []
        for c in pool.load(folder, held):
            c["boxes"] = [b for b in c["boxes"] if b["script"] == script and words.readable(b["text"], alphabet) and b["box"][0] > -8 and b["box"][2] < 1024 and b["box"][1] > -4 and b["box"][3] < 645]
            if c["boxes"]:
                self.cards.append(c)

    def cut(self, rng, rs, card, box):
        up, along = PAD[self.script]
        x0, y0, x1, y1 = box["box"]
        h = y1 - y0
        # Urdu tops hang on the one word that stands highest: the field finder is off by more, and rather too far out
        up_off, down_off = ((0.05, 0.11), (0.04, 0.07)) if self.script == "urdu" else ((0.02, 0.06), (0.0, 0.05))
        y0, y1 = y0 - rng.gauss(*up_off) * h, y1 + rng.gauss(*down_off) * h
        if self.script == "urdu":
            if ALEF in box["text"] and rng.random() < 0.5:  # it stands above the other letters' box, which is what is found
                y0 += rng.uniform(0.05, 0.3) * h
            elif rng.random() < 0.1:  # as the tool looks for one
                y0 -= rng.uniform(0.2, 0.5) * h
        # an end is off by a pixel or so of the field finder's input, which is a sixth of a Latin line's height, and now and then by far more
        off = (0.12 if self.script == "latin" else 0.08) * rng.choice([1, 1, 2])
        x0, x1 = x0 + rng.gauss(0, off) * h, x1 + rng.gauss(0, off) * h
        if box["field"] in ALONE and rng.random() < 0.08:  # far too long a box
            x0, x1 = (x0 - rng.uniform(0.3, 4) * h, x1) if rng.random() < 0.6 else (x0, x1 + rng.uniform(0.2, 0.7) * h)
        h = y1 - y0
        w, H = strip_size(self.script, (x1 - x0) * math.exp(rng.gauss(0, 0.06)), h)
        left, right, top, bottom = x0 - along * h, x1 + along * h, y0 - up * h, y1 + up * h
        # the patch of the card around it, as the picture shows it
        scale = math.exp(rng.uniform(math.log(0.47), math.log(1.4)))
        m = 0.5 * h
        px0, py0, px1, py1 = int(max(0, left - m)), int(max(0, top - m)), int(min(card.shape[1], right + m)), int(min(card.shape[0], bottom + m))
        patch = card[py0:py1, px0:px1]
        if min(patch.shape[:2]) < 4:
            return None
        size = (max(6, int(patch.shape[1] * scale)), max(6, int(patch.shape[0] * scale)))
        patch = cv2.resize(patch, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR).astype(np.float32)
        if rng.random() < 0.3:
            patch = paper.bent(rng, rs, patch, h * size[1] / (py1 - py0))
        if rng.random() < 0.15:
            ink = overprint.over(rng, rs, *size[::-1], h * size[1] / (py1 - py0))[..., None]
            patch += ink * (overprint.colour(rng, rs) - patch)
        photo.light(rng, rs, patch, rng.choice([0.3, 0.7, 1.2]))
        if rng.random() < 0.2:
            photo.copier(rng, patch)
        patch = cv2.cvtColor(photo.sensor(rng, rs, patch, rng.choice([0.2, 0.6, 1.0, 1.3])), cv2.COLOR_BGR2GRAY)
        fx, fy = size[0] / (px1 - px0), size[1] / (py1 - py0)
        k = 0.04 * h
        src = np.float32([[left, top], [right, top], [right, bottom], [left, bottom]]) + rs.uniform(-k, k, (4, 2)).astype(np.float32)
        src = (src - [px0, py0]) * [fx, fy]
        shrink = h * (1 + 2 * up) * fy / H
        if shrink > 1.5:
            f = 1 / shrink
            patch = cv2.resize(patch, None, fx=f, fy=f, interpolation=cv2.INTER_AREA)
            src = src * f
        m = cv2.getPerspectiveTransform(src.astype(np.float32), photo.corners(w, H))
        return cv2.warpPerspective(patch, m, (w, H), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)

    def sample(self, rng, rs):
        """(uint8 grey [H, w], text)"""
        while True:
            if len(self.queue) < 64:
                c = rng.choice(self.cards)
                im = cv2.imread(c["path"])
                for b in c["boxes"]:
                    times = (4 if b["field"] in OFTEN else 1) * (3 if any(part in b["text"] for part in SMALL) else 1)
                    for _ in range(times):
                        line = self.cut(rng, rs, im, b)
                        if line is not None:
                            self.queue.insert(rng.randrange(len(self.queue) + 1), (line, b["text"]))
            else:
                return self.queue.pop()

    def fixed(self, n):
        rng, rs = random.Random(99), np.random.RandomState(99)
        return [self.sample(rng, rs) for _ in range(n)]


if __name__ == "__main__":
    import sys

    for script in HEIGHT:
        H = HEIGHT[script]
        got = Crops(sys.argv[1], script).fixed(60)
        sheet = np.full((30 * (H + 2), 1200), 255, np.uint8)
        for i, (o, t) in enumerate(got):
            y, x = (i % 30) * (H + 2), 600 * (i // 30)
            sheet[y : y + H, x : x + min(600, o.shape[1])] = o[:, :600]
        cv2.imwrite(f"{sys.argv[2]}/crops-{script}.png", sheet)
