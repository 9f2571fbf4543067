"""Trains the field finder: `python -m cnic_training.train_fields --pool FOLDER --minutes 60 --out FOLDER`."""
import argparse
import random

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from . import fonts, photo, pool, words
from .cards import LAYOUTS
from .loop import machine, stacked, train
from .nets import FieldFinder
from .shape import MissingGlyph
from .train_finder import tensor

FIELDS = ["id_number", "name", "name_urdu", "birthday", "gender", "father_name", "father_name_urdu", "identifier", "country_of_stay", "issue_date", "expiry_date", "current_address", "permanent_address", "family_number"]
KINDS = ["none", *LAYOUTS, "turned-90", "turned-180", "turned-270"]


def target(boxes, h):
    """(classes int64 [64, 96], extents float32 [4, 64, 96]): a field's cells are the middle half of its line's height."""
    w, hh = photo.RECT
    stride, unit = FieldFinder.STRIDE, FieldFinder.UNIT
    classes = np.zeros((hh // stride, w // stride), np.int64)
    extents = np.zeros((4, hh // stride, w // stride), np.float32)
    for b in boxes:
        x0, y0, x1, y1 = b["box"]
        middle, half = (y0 + y1) / 2, max((y1 - y0) * 0.25, 6.5)  # at least one cell high
        core = np.float32([[x0, middle - half], [x1, middle - half], [x1, middle + half], [x0, middle + half]])
        core = cv2.perspectiveTransform(core[None], h)[0] / stride
        mask = np.zeros(classes.shape, np.uint8)
        cv2.fillConvexPoly(mask, np.round((core - 0.5) * 16).astype(np.int32), 1, cv2.LINE_8, 4)
        ends = cv2.perspectiveTransform(np.float32([[[x0, y0], [x1, y0], [x1, y1], [x0, y1]]]), h)[0]
        rows, cols = np.nonzero(mask)
        classes[rows, cols] = 1 + FIELDS.index(b["field"])
        cx, cy = (cols + 0.5) * stride, (rows + 0.5) * stride
        along = lambda a, b_, at, k: a[1 - k] + (b_[1 - k] - a[1 - k]) * (at - a[k]) / (b_[k] - a[k])  # where a side is, over x (k = 0) or y
        extents[0, rows, cols] = (cy - along(ends[0], ends[1], cx, 0)) / unit
        extents[1, rows, cols] = (along(ends[3], ends[2], cx, 0) - cy) / unit
        extents[2, rows, cols] = ((cx - along(ends[0], ends[3], cy, 1)) / unit).clip(max=FieldFinder.REACH)
        extents[3, rows, cols] = ((along(ends[1], ends[2], cy, 1) - cx) / unit).clip(max=FieldFinder.REACH)
    return classes, extents


def offsets(h, size, turn):
    """By how much the corners of a card of `size` (w, h) lie off their place, [8]: as `FieldFinder` says it."""
    w, hh = photo.RECT
    place = photo.corners(w - 2 * photo.MARGIN, hh - 2 * photo.MARGIN) + photo.MARGIN
    seen = cv2.perspectiveTransform(photo.corners(*size)[None], h)[0]
    return ((np.roll(seen, turn, 0) - place) / FieldFinder.CORNER).astype(np.float32).ravel()


def printed(rng, rs):
    """A page of print, as a card may lie on: rows of Urdu or of Latin letters. float32 BGR [256, 384, 3]."""
    w, h = photo.RECT
    urdu = rng.random() < 0.7
    face, text = (fonts.urdu(rng), words.urdu_line) if urdu else (fonts.latin(rng), words.latin_line)
    out = np.full((h, w, 3), rng.uniform(170, 255), np.float32) + rs.uniform(-12, 12, 3).astype(np.float32)
    size, y = rng.uniform(9, 22), rng.uniform(-8, 8)
    ink = rng.uniform(0, 110)
    while y < h:
        row = " ".join(text(rng) for _ in range(6))
        try:
            line, _ = face.line(row, urdu)
        except MissingGlyph:
            continue
        line = cv2.resize(line, (max(2, round(line.shape[1] * size / line.shape[0])), round(size)), interpolation=cv2.INTER_AREA)
        x = rng.randint(0, max(0, line.shape[1] - w))
        line = line[: max(0, h - max(0, round(y))), x : x + w].astype(np.float32)[..., None] / 255
        y0 = max(0, round(y))
        out[y0 : y0 + line.shape[0], : line.shape[1]] += line * (ink - out[y0 : y0 + line.shape[0], : line.shape[1]])
        y += size * rng.uniform(1, 1.5)
    return out


class Cards:
    def __init__(self, folder, held):
        self.cards = pool.load(folder, held)
        self.ours = [c for c in self.cards if c["layout"] != "other"]
        self.pages = []

    def page(self, rng, rs):
        """One of some pages, which take long to draw, half of them upside down."""
        if len(self.pages) < 60:
            self.pages.append(printed(rng, rs))
        page = rng.choice(self.pages)
        return page[::-1, ::-1] if rng.random() < 0.5 else page

    def sample(self, rng, rs):
        """(input, classes, extents, kind, corners)"""
        x = rng.random()
        if x < 0.10:  # none of ours: another card, or a wrong place
            others = [c for c in self.cards if c["layout"] == "other"]
            card = cv2.imread(rng.choice(others)["path"], cv2.IMREAD_REDUCED_COLOR_2)
            if rng.random() < 0.4:  # a piece of one of ours, or of the ground beside it
                card = cv2.imread(rng.choice(self.ours)["path"])
                h, w = card.shape[:2]
                cx, cy = int(w * rng.uniform(0.0, 0.6)), int(h * rng.uniform(0.0, 0.6))
                card = card[cy : cy + int(h * 0.4), cx : cx + int(w * 0.4)]
            elif rng.random() < 0.25:
                card = photo.paper.background(rs, 641, 1016)
            im, _ = photo.rectified(rng, rs, card, rng.randrange(4))
            return tensor(im), *target([], None), 0, np.zeros(8, np.float32)
        c = rng.choice(self.ours)
        turn = rng.randint(1, 3) if x < 0.25 else 0
        # half the size is more than the input shows, and is read four times as fast
        card = cv2.imread(c["path"], cv2.IMREAD_REDUCED_COLOR_2)
        im, h = photo.rectified(rng, rs, card, turn, self.page(rng, rs) if rng.random() < 0.2 else None)
        off = offsets(h, card.shape[1::-1], turn)
        h = h @ np.diag([0.5, 0.5, 1.0])
        if turn:
            return tensor(im), *target([], None), len(LAYOUTS) + turn, off
        return tensor(im), *target(c["boxes"], h), 1 + LAYOUTS.index(c["layout"]), off


def loss(out, targets):
    maps, kind, corners = out
    classes, extents, kinds, off = targets
    upright = ((kinds > 0) & (kinds <= len(LAYOUTS))).float()[:, None, None]
    logits = maps[:, : 1 + len(FIELDS)]
    each = F.cross_entropy(logits, classes, reduction="none")
    positive = (classes > 0).float()
    # on turned cards and other cards nothing is to be found, but that matters less. All cells of upright cards count
    # alike: with more weight on text, every box grows by a cell at its ends
    weight = (0.15 + 0.85 * upright).expand_as(each)
    sides = F.smooth_l1_loss(maps[:, -4:], extents, reduction="none", beta=0.1)
    # most cells lie far from an end and learn little from it
    sides = sides[:, :2].sum(1) + 3 * sides[:, 2:].sum(1)
    lines = (sides * positive).sum() / positive.sum().clamp(min=1)
    ours = (kinds > 0).float()[:, None]
    corners = (F.smooth_l1_loss(corners, off, reduction="none", beta=0.2) * ours).mean()
    return 2 * (each * weight).sum() / weight.sum() + 0.5 * lines + 0.5 * F.cross_entropy(kind, kinds) + 0.5 * corners


def evaluate(net, samples):
    """Mean intersection over union of the text cells, right kinds, mean error of tops, bottoms, near ends and corners in pixels."""
    inside = np.zeros(len(FIELDS) + 1)
    union = np.zeros(len(FIELDS) + 1)
    kinds, errors, ends, corners = 0, [], [], []
    with torch.no_grad():
        for x, classes, extents, kind, off in samples:
            maps, k, c = net(torch.from_numpy(x)[None])
            kinds += int(k[0].argmax()) == kind
            if kind:
                corners.append(np.abs(c[0].numpy() - off).mean() * FieldFinder.CORNER)
            if not 0 < kind <= len(LAYOUTS):
                continue
            got = maps[0, : 1 + len(FIELDS)].argmax(0).numpy()
            for f in range(1, len(FIELDS) + 1):
                inside[f] += ((got == f) & (classes == f)).sum()
                union[f] += ((got == f) | (classes == f)).sum()
            both = (got == classes) & (classes > 0)
            apart = np.abs(maps[0, -4:].numpy() - extents) * FieldFinder.UNIT
            errors.append(apart[:2, both].mean() if both.any() else 8)
            near = both & (extents[2:] < 1)
            ends.append(apart[2:][near].mean() if near.any() else 8)
    iou = inside[1:] / np.maximum(1, union[1:])
    worst = np.argsort(iou)[:3]
    text = f"cells {iou.mean():.3f} (worst {', '.join(f'{FIELDS[i]} {iou[i]:.2f}' for i in worst)}), kind {kinds / len(samples):.3f}, edge error {np.mean(errors):.2f} px, end error {np.mean(ends):.2f} px, corner error {np.mean(corners):.2f} px"
    return 2 - iou.mean() - kinds / len(samples) + np.mean(corners) / 20, text


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--pool", required=True)
    p.add_argument("--minutes", type=float, default=60)
    p.add_argument("--out", default="runs")
    p.add_argument("--rate", type=float, default=2e-3)
    machine(p)
    a = p.parse_args()
    cards, held = Cards(a.pool, False), Cards(a.pool, True)
    rng, rs = random.Random(7), np.random.RandomState(7)
    fixed = [held.sample(rng, rs) for _ in range(200)]
    train(FieldFinder(len(FIELDS), len(KINDS)), "fields", stacked(cards.sample, 16), loss, lambda net: evaluate(lambda x: [y.cpu() for y in net(x.to(a.device))], fixed), a)


if __name__ == "__main__":
    main()
