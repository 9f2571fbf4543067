"""Trains the card finder: `python -m cnic_training.train_finder --pool FOLDER --minutes 40 --out FOLDER`."""
import argparse
import random

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from . import photo, pool
from .loop import train
from .nets import CardFinder

SIZE = 256


def tensor(im):
    """uint8 BGR to RGB in about -2..2, [3, h, w]; `src/stages/detect.rs` does the same."""
    return ((im[..., ::-1].astype(np.float32) / 255 - 0.5) / 0.25).transpose(2, 0, 1)


def centre(q):
    """Where the diagonals cross: the card's middle under perspective."""
    a, b, c, d = q.astype(np.float64)
    r, s, e = c - a, d - b, b - a
    t = (e[0] * s[1] - e[1] * s[0]) / (r[0] * s[1] - r[1] * s[0])
    return a + t * r


def as_seen(q):
    """The same corners, counted from the one that is top left as the picture lies: the side after it points most nearly to the
    right. Which corner is the card's own top left is for the field finder to say, who sees the print."""
    along = [(q[(k + 1) % 4] - q[k])[0] / (np.linalg.norm(q[(k + 1) % 4] - q[k]) + 1e-6) for k in range(4)]
    return np.roll(q, -int(np.argmax(along)), 0)


def target(quads):
    """[10, 32, 32]: the centre's heat, corner offsets, and the weight of each cell's offsets."""
    n, stride, unit = SIZE // CardFinder.STRIDE, CardFinder.STRIDE, CardFinder.UNIT
    y, x = (np.mgrid[0:n, 0:n].astype(np.float32) + 0.5) * stride
    t = np.zeros((10, n, n), np.float32)
    for q in quads:
        c = centre(q)
        sigma = max(5.0, photo.side(q) * 0.06)
        heat = np.exp(-((x - c[0]) ** 2 + (y - c[1]) ** 2) / (2 * sigma**2))
        i, j = int(np.clip(c[1] // stride, 0, n - 1)), int(np.clip(c[0] // stride, 0, n - 1))
        heat[i, j] = 1
        mine = heat > np.maximum(t[0], 0.3)
        for k in range(4):
            t[1 + 2 * k][mine] = ((q[k, 0] - x) / unit)[mine]
            t[2 + 2 * k][mine] = ((q[k, 1] - y) / unit)[mine]
        t[9][mine] = heat[mine] / max(0.4, photo.side(q) / 100)
        t[0] = np.maximum(t[0], heat)
    return t


class Pages:
    def __init__(self, folder, held):
        self.cards = pool.load(folder, held)

    def sample(self, rng, rs):
        """(input, target, quads)"""
        chosen = []
        if rng.random() < 0.93:
            for _ in range(rng.choice([1, 2, 2, 2, 3])):
                c = rng.choice(self.cards)
                im = cv2.imread(c["path"], cv2.IMREAD_REDUCED_COLOR_4)
                chosen.append((im, c["layout"] != "other"))
        im, quads = photo.page(rng, rs, chosen)
        quads = [as_seen(q) for q in quads]
        return tensor(im), target(quads), quads


def loss(out, t):
    heat, p = t[:, 0], torch.sigmoid(out[:, 0])
    positive = (heat > 0.99).float()
    focal = -(positive * (1 - p) ** 2 * F.logsigmoid(out[:, 0]) + (1 - positive) * (1 - heat) ** 4 * p**2 * F.logsigmoid(-out[:, 0]))
    n = positive.sum().clamp(min=1)
    corners = (F.smooth_l1_loss(out[:, 1:9], t[:, 1:9], reduction="none", beta=0.03).sum(1) * t[:, 9]).sum() / t[:, 9].sum().clamp(min=1)
    return focal.sum() / n + corners


def decode(out, threshold=0.3):
    """Network output [9, 32, 32] to [(score, quad)], best first; `src/stages/detect.rs` does the same."""
    n, stride, unit = out.shape[1], CardFinder.STRIDE, CardFinder.UNIT
    p = 1 / (1 + np.exp(-out[0]))
    found = []
    for i in range(n):
        for j in range(n):
            around = p[max(0, i - 1) : i + 2, max(0, j - 1) : j + 2]
            if p[i, j] < threshold or p[i, j] < around.max():
                continue
            q, total = np.zeros((4, 2)), 0.0
            for a in range(max(0, i - 1), min(n, i + 2)):
                for b in range(max(0, j - 1), min(n, j + 2)):
                    if p[a, b] > 0.5 * p[i, j]:
                        q += p[a, b] * (out[1:9, a, b].reshape(4, 2) * unit + [(b + 0.5) * stride, (a + 0.5) * stride])
                        total += p[a, b]
            found.append((float(p[i, j]), (q / total).astype(np.float32)))
    found.sort(key=lambda f: -f[0])
    kept = []
    for s, q in found:
        if all(np.linalg.norm(q.mean(0) - k.mean(0)) > 0.3 * photo.side(k) for _, k in kept):
            kept.append((s, q))
    return kept


def evaluate(net, samples):
    """Cards found within a mean corner error of 5 % of the width, that error, and false cards a page."""
    found = total = false = 0
    errors = []
    with torch.no_grad():
        for x, _, quads in samples:
            got = decode(net(torch.from_numpy(x)[None])[0].numpy())
            total += len(quads)
            left = list(got)
            for q in quads:
                best = min(left, key=lambda g: np.abs(g[1] - q).sum(), default=None)
                if best is not None:
                    e = np.linalg.norm(best[1] - q, axis=1).mean() / photo.side(q)
                    if e < 0.05:
                        found += 1
                        errors.append(e)
                        left = [g for g in left if g is not best]
            false += len(left)
    found_share = found / max(1, total)
    return 1 - found_share, f"found {found_share:.3f}, corner error {100 * np.mean(errors or [1]):.2f} % of the width, false a page {false / len(samples):.3f}"


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--pool", required=True)
    p.add_argument("--minutes", type=float, default=40)
    p.add_argument("--out", default="runs")
    p.add_argument("--rate", type=float, default=2e-3)
    a = p.parse_args()
    pages, held = Pages(a.pool, False), Pages(a.pool, True)
    rng, rs = random.Random(7), np.random.RandomState(7)
    fixed = [held.sample(rng, rs) for _ in range(200)]
    draw = lambda rng, rs: pages.sample(rng, rs)[:2]
    train(CardFinder(), "finder", draw, lambda y, t: loss(y, t[0]), lambda net: evaluate(net, fixed), a, batch=16)


if __name__ == "__main__":
    main()
