"""Trains the card finder: `python -m cnic_training.train_finder --pool FOLDER --minutes 40 --out FOLDER`."""
import argparse
import random

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from . import photo, pool, sheets
from .loop import machine, stacked, train
from .nets import CardFinder

SIZE = 256


def tensor(im):
    """uint8 BGR to RGB in about -2..2, [3, h, w]; `src/stages/detect.rs` does the same."""
    return ((im[..., ::-1].astype(np.float32) / 255 - 0.5) / 0.25).transpose(2, 0, 1)


def inside(q, scale, points):
    """Which points [n, m, 2] lie in the quad shrunk to `scale` around its middle."""
    q = q.mean(0) + (q - q.mean(0)) * scale
    out = np.ones(points.shape[:2], bool)
    for a, b in zip(q, np.roll(q, -1, 0)):
        d = b - a
        out &= d[0] * (points[..., 1] - a[1]) - d[1] * (points[..., 0] - a[0]) > 0
    return out


def target(quads):
    """[2, 64, 64]: cells on a card, cells in the inner half of one."""
    n, stride = SIZE // CardFinder.STRIDE, CardFinder.STRIDE
    y, x = (np.mgrid[0:n, 0:n].astype(np.float32) + 0.5) * stride
    points = np.stack([x, y], -1)
    t = np.zeros((2, n, n), np.float32)
    for q in quads:
        for k, scale in enumerate((1.0, 0.5)):
            t[k][inside(q, scale, points)] = 1
    return t


class Pages:
    def __init__(self, folder, held):
        self.cards = pool.load(folder, held)

    def sample(self, rng, rs):
        """(input, target)"""
        on_sheet = rng.random() < 0.3
        count = 0 if rng.random() < 0.07 else rng.choice([1, 1, 2, 2, 3, 4, 6, 8] if on_sheet else [1, 2, 2, 2, 3])
        # cards of all kinds: which are ours is for the field finder to say
        chosen = [cv2.imread(rng.choice(self.cards)["path"], cv2.IMREAD_REDUCED_COLOR_4) for _ in range(count)]
        im, quads = (sheets.sheet if on_sheet else photo.page)(rng, rs, chosen, SIZE)
        return tensor(im), target(quads)


def loss(out, t):
    p = torch.sigmoid(out)
    dice = 1 - (2 * (p * t).sum((2, 3)) + 20) / (p.sum((2, 3)) + t.sum((2, 3)) + 20)
    return F.binary_cross_entropy_with_logits(out, t) + 0.5 * dice.mean()


def evaluate(net, samples):
    """Intersection over union of the cells of cards and of their inner halves, and the share of pages told right: a card or none."""
    inside = np.zeros(2)
    union = np.zeros(2)
    right = 0
    with torch.no_grad():
        for x, t in samples:
            got = net(torch.from_numpy(x)[None])[0].numpy() > 0
            inside += (got & (t > 0)).sum((1, 2))
            union += (got | (t > 0)).sum((1, 2))
            right += (got[1].sum() > 3) == (t[1].sum() > 3)
    iou = inside / np.maximum(1, union)
    return 2 - iou.sum(), f"cards {iou[0]:.4f}, inner halves {iou[1]:.4f}, pages told right {right / len(samples):.3f}"


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--pool", required=True)
    p.add_argument("--minutes", type=float, default=40)
    p.add_argument("--out", default="runs")
    p.add_argument("--rate", type=float, default=2e-3)
    machine(p)
    a = p.parse_args()
    pages, held = Pages(a.pool, False), Pages(a.pool, True)
    rng, rs = random.Random(7), np.random.RandomState(7)
    fixed = [held.sample(rng, rs) for _ in range(200)]
    train(CardFinder(), "finder", stacked(pages.sample, 16), lambda y, t: loss(y, t[0]), lambda net: evaluate(lambda x: net(x.to(a.device)).cpu(), fixed), a)


if __name__ == "__main__":
    main()
