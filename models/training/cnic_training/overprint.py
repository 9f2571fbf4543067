"""What people write and stamp over cards and copies of them, as ink coverage."""
import math

import cv2
import numpy as np

from . import fonts, paper
from .shape import MissingGlyph

STAMPED = ["ATTESTED", "VERIFIED", "COPY", "RECEIVED", "APPROVED", "ORIGINAL SEEN", "NOTARY PUBLIC", "GAZETTED OFFICER", "TRUE COPY", "ONLY FOR SIM", "BRANCH MANAGER", "PAID", "CANCELLED", "HBL", "FOR OFFICE USE ONLY", "SPECIMEN", "SAMPLE", "VOID"]


def stroke(points, h, w, thick):
    """A pen's smooth stroke past some points [n, 2] (x, y): coverage [h, w]."""
    n = len(points) - 1
    t = np.linspace(0, n, 20 * n)
    smooth = np.stack([np.interp(t, np.arange(n + 1), cv2.GaussianBlur(points[:, k : k + 1], (1, 3), 0.7)[:, 0]) for k in (0, 1)], 1)
    smooth = cv2.GaussianBlur(smooth.astype(np.float32), (1, 21), 5)
    ink = np.zeros((h, w), np.float32)
    cv2.polylines(ink, [(smooth * 8).astype(np.int32)], False, 1.0, thick, cv2.LINE_AA, 3)
    return ink


def signed(rng, h, w, size):
    """A part of somebody's signature that runs over a line of text of this size: coverage [h, w]."""
    n, x, wide = rng.randint(2, 7), rng.uniform(-0.1, 0.9) * w, rng.uniform(0.3, 4) * size
    points = [(x + wide * (k + rng.uniform(-0.8, 0.8)) / n, h / 2 + rng.uniform(-1.5, 1.5) * size) for k in range(n + 1)]
    return stroke(np.float32(points), h, w, rng.randint(1, max(1, int(size / 10))))


def lettered(rng, h, w, x, y, high, angle):
    """A stamp's words through (x, y), `high` pixels high and turned: coverage [h, w]."""
    text = rng.choice(STAMPED) if rng.random() < 0.8 else f"{rng.randint(1, 31):02d} {rng.choice(['JAN', 'MAR', 'JUN', 'SEP', 'DEC'])} {rng.randint(2005, 2026)}"
    try:
        letters, _ = fonts.latin(rng).line(text, False, spacing=rng.uniform(0, 0.15))
    except MissingGlyph:
        return np.zeros((h, w), np.float32)
    s = high / letters.shape[0]
    turn = np.float32([[math.cos(angle) * s, -math.sin(angle) * s, 0], [math.sin(angle) * s, math.cos(angle) * s, 0]])
    turn[:, 2] = np.float32([x, y]) - turn[:, :2] @ np.float32([rng.uniform(0, 1) * letters.shape[1], letters.shape[0] / 2])
    small = cv2.GaussianBlur(letters, (0, 0), max(0.1, 0.35 / s))
    return cv2.warpAffine(small, turn, (w, h), flags=cv2.INTER_LINEAR).astype(np.float32) / 255


def watermarked(rng, h, w, size):
    """A part of a watermark's large letters over a line of text of this size: coverage [h, w]."""
    x, y = rng.uniform(0, 1) * w, h / 2 + rng.uniform(-1, 1) * size
    return lettered(rng, h, w, x, y, size * rng.uniform(2, 7), rng.gauss(0, 0.6))


def stamped(rng, rs, h, w, size):
    """A part of a rubber stamp over a line of text of this size: its letters, its frame, or both; coverage [h, w]."""
    angle, x, y = rng.gauss(0, 0.25), rng.uniform(0, 1) * w, h / 2 + rng.uniform(-1, 1) * size
    high = size * rng.uniform(0.6, 2.2)  # the letters'
    ink = lettered(rng, h, w, x, y, high, angle) if rng.random() < 0.7 else np.zeros((h, w), np.float32)
    if rng.random() < 0.6:
        thick = max(1, int(size * rng.uniform(0.03, 0.12)))
        if rng.random() < 0.5:  # a round stamp
            r = size * rng.uniform(2, 6)
            centre = (int(x + r * math.cos(rng.uniform(0, 6.3))), int(y + r * math.sin(rng.uniform(0, 6.3))))
            for ring in (r, r * rng.uniform(0.6, 0.95)):
                cv2.circle(ink, centre, int(ring), 1.0, thick, cv2.LINE_AA)
        else:
            for away in (-1, 1):
                far = away * high * rng.uniform(0.7, 1)
                a = [np.float32([x - far * math.sin(angle) + k * 4 * w * math.cos(angle), y + far * math.cos(angle) + k * 4 * w * math.sin(angle)]) for k in (-1, 1)]
                cv2.line(ink, tuple(map(int, a[0])), tuple(map(int, a[1])), 1.0, thick, cv2.LINE_AA)
    if rng.random() < 0.6:  # a pad that was not wet everywhere
        ink *= np.clip(paper.smooth_noise(rs, h, w, 6 * w / size) * 1.6 + rng.uniform(-0.3, 0.4), 0, 1)
    return ink


def over(rng, rs, h, w, size):
    """A pen, a stamp or a watermark over a line of text of this size: coverage [h, w] as strong as such ink is."""
    kind = rng.random()
    if kind < 0.45:
        return signed(rng, h, w, size) * rng.uniform(0.4, 1)
    if kind < 0.8:
        return stamped(rng, rs, h, w, size) * rng.uniform(0.3, 0.85)
    return watermarked(rng, h, w, size) * rng.uniform(0.1, 0.45)


def colour(rng, rs):
    """Of such ink, BGR: blue and violet, red, green, black."""
    base = rng.choice([(150, 60, 40), (150, 50, 90), (130, 40, 30), (50, 40, 190), (80, 110, 30), (30, 30, 30)])
    return np.clip(np.float32(base) + rs.uniform(-35, 45, 3), 0, 230).astype(np.float32)
