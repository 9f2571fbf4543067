"""Grounds that text stands on (guilloche, flags, plain stock) and grounds that cards lie on (tables, photographs)."""
import glob
import math
from functools import lru_cache

import cv2
import numpy as np


def smooth_noise(rs, h, w, cells):
    """Noise of about `cells` blobs across the width, [h, w] float32 in 0..1."""
    small = rs.rand(max(2, int(cells * h / w) + 2), int(cells) + 2).astype(np.float32)
    return cv2.resize(small, (w, h), interpolation=cv2.INTER_CUBIC)


def bent(rng, rs, im, size):
    """The picture with its points moved a little, this way here and that way there, as no two fonts shape a letter alike.

    `size`: a letter's height in pixels. im [h, w] or [h, w, 3]; gives the same shape."""
    h, w = im.shape[:2]
    waves = w / size * rng.uniform(0.7, 3)
    far = size * rng.uniform(0.02, 0.09)
    x, y = np.meshgrid(np.arange(w, dtype=np.float32), np.arange(h, dtype=np.float32))
    x += (smooth_noise(rs, h, w, waves) - 0.5) * 2 * far
    y += (smooth_noise(rs, h, w, waves) - 0.5) * 2 * far
    return cv2.remap(im, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def guilloche(rs, h, w, base, strength=1.0):
    """Security print on a stock of colour `base` (BGR): families of fine wavy lines over slow colour changes. float32 [h, w, 3]."""
    if h > 200:  # a whole card: drawn at about half the size, which is sharp enough under a camera and four times as fast
        f = rs.uniform(0.45, 0.7)
        return cv2.resize(_guilloche(rs, int(h * f), int(w * f), base, strength), (w, h), interpolation=cv2.INTER_CUBIC)
    return _guilloche(rs, h, w, base, strength)


def _guilloche(rs, h, w, base, strength):
    base = np.asarray(base, np.float32)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32) / w
    out = np.empty((h, w, 3), np.float32)
    out[:] = base
    other = np.clip(base + rs.uniform(-45, 30, 3), 90, 255).astype(np.float32)
    blend = smooth_noise(rs, h, w, rs.randint(1, 5)) if rs.rand() < 0.6 else np.clip(x * rs.uniform(-1, 1) + y * rs.uniform(-1.5, 1.5) + 0.5, 0, 1)
    out += blend[..., None] * (other - out)
    for _ in range(rs.randint(0, 5)):
        kind, period = rs.randint(4), rs.uniform(0.004, 0.03)
        if kind == 0:  # parallel waves
            a = rs.uniform(0, math.pi)
            phase = x * math.cos(a) + y * math.sin(a) + rs.uniform(0, 0.04) * np.sin((x * math.sin(a) - y * math.cos(a)) * rs.uniform(5, 60))
        elif kind == 1:  # rosette
            dx, dy = x - rs.uniform(0, 1), y - rs.uniform(0, 0.6)
            phase = np.hypot(dx, dy) + rs.uniform(0, 0.02) * np.sin(np.arctan2(dy, dx) * rs.randint(3, 24))
        elif kind == 2:  # lines bent by a slow field
            phase = y * rs.uniform(0.5, 1.5) + 0.2 * smooth_noise(rs, h, w, rs.randint(2, 8))
        else:  # crossing waves
            phase = 0.02 * np.sin(x * rs.uniform(20, 90)) * np.sin(y * rs.uniform(20, 90)) + y
        line = np.sin(phase.astype(np.float32) * np.float32(2 * math.pi / period))
        if rs.rand() < 0.7:  # thin lines instead of a sine
            line = np.clip(line * rs.uniform(2, 5) - rs.uniform(0.8, 3), 0, 1)
        ink = base * rs.uniform(0.35, 0.9, 3).astype(np.float32)
        out += (line * np.float32(strength * rs.uniform(0.04, 0.40)))[..., None] * (ink - out)
    return out


@lru_cache(None)
def _photographs():
    """Wallpapers that Debian's background packages ship, at most 640 pixels wide."""
    out = []
    for path in sorted(glob.glob("/usr/share/backgrounds/**/*.*", recursive=True)):
        if path.lower().endswith((".jpg", ".jpeg", ".png", ".webp")):
            im = cv2.imread(path)
            if im is not None and min(im.shape[:2]) > 200:
                s = 640 / im.shape[1]
                out.append(cv2.resize(im, None, fx=s, fy=s, interpolation=cv2.INTER_AREA))
    if len(out) < 5:
        raise FileNotFoundError("no background pictures: install gnome-backgrounds and mate-backgrounds")
    return out


def _text_page(rs, h, w):
    """Rows of dashes like a printed page, a form or a keyboard seen from afar."""
    out = np.full((h, w, 3), rs.uniform(170, 255), np.float32)
    pitch, y = max(3, int(h * rs.uniform(0.012, 0.06))), 0
    while y < h:
        x = int(w * rs.uniform(0.02, 0.12))
        end = int(w * rs.uniform(0.4, 0.98))
        while x < end:
            n = max(1, int(w * rs.uniform(0.005, 0.06)))
            out[y : y + max(1, pitch // 2), x : min(x + n, end)] = rs.uniform(0, 110)
            x += n + max(1, pitch // 3)
        y += pitch if rs.rand() < 0.9 else pitch * 2
    return out


def background(rs, h, w):
    """Something a card may lie on, or a picture without one. float32 BGR [h, w, 3]."""
    kind = rs.randint(8)
    colour = rs.uniform(10, 250, 3) if rs.rand() < 0.5 else np.full(3, rs.uniform(5, 252)) + rs.uniform(-12, 12, 3)
    if kind <= 2:
        pictures = _photographs()
        im = pictures[rs.randint(len(pictures))]
        f = rs.uniform(0.25, 1.0)
        ch, cw = int(im.shape[0] * f), int(im.shape[1] * f)
        y, x = rs.randint(im.shape[0] - ch + 1), rs.randint(im.shape[1] - cw + 1)
        im = np.rot90(im[y : y + ch, x : x + cw], rs.randint(4))
        return cv2.resize(im, (w, h), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    if kind == 3:
        return cv2.resize(_text_page(rs, 2 * h, 2 * w), (w, h), interpolation=cv2.INTER_AREA)
    out = np.empty((h, w, 3), np.float32)
    out[:] = colour
    if kind == 4:  # wood, cloth: stretched noise
        n = rs.rand(max(2, h // rs.randint(2, 40)), max(2, w // rs.randint(2, 300) + 2)).astype(np.float32)
        n = cv2.resize(n if rs.rand() < 0.5 else n.T.copy(), (w, h), interpolation=cv2.INTER_CUBIC)
        out += ((n - 0.5) * rs.uniform(10, 120))[..., None] * rs.uniform(0.5, 1, 3)
    elif kind == 5:  # tiles, checks
        y, x = np.mgrid[0:h, 0:w]
        s = max(4, int(w * rs.uniform(0.03, 0.3)))
        out += (((x // s + y // s) % 2) * rs.uniform(-60, 60))[..., None]
    elif kind == 6:  # other documents lying about
        for _ in range(rs.randint(1, 5)):
            cv2.fillConvexPoly(out, (np.array([w, h]) * (rs.rand(2) + rs.uniform(-0.4, 0.4, (4, 2)))).astype(np.int32), rs.uniform(60, 255, 3).tolist())
    out += ((smooth_noise(rs, h, w, rs.randint(2, 30)) - 0.5) * rs.uniform(0, 50))[..., None]
    return out
