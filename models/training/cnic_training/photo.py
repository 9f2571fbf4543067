"""From flat cards to pictures of cards: placing them on a ground, and what cameras, light and compression do to them.

A quad is float32 [4, 2]: the card's own top left, top right, bottom right, bottom left, in pixels (x, y)."""
import math

import cv2
import numpy as np

from . import paper

ASPECT = 85.60 / 53.98
CORNER = 3.18 / 85.60


def corners(w, h):
    return np.float32([[0, 0], [w, 0], [w, h], [0, h]])


def quad(rng, width, centre, angle=0.0, perspective=0.0, stretch=1.0):
    """A card `width` pixels wide around `centre`, turned by `angle` degrees, each corner moved by up to `perspective` of its width."""
    h = width / ASPECT * stretch
    q = corners(width, h) - [width / 2, h / 2]
    q += np.float32([[rng.uniform(-1, 1) * perspective * width * 0.5 for _ in "xy"] for _ in range(4)])
    a = math.radians(angle)
    turn = np.float32([[math.cos(a), math.sin(a)], [-math.sin(a), math.cos(a)]])
    return (q @ turn + centre).astype(np.float32)


def side(q):
    """Mean length of a quad's long sides in pixels."""
    return float((np.linalg.norm(q[1] - q[0]) + np.linalg.norm(q[2] - q[3])) / 2)


def put(canvas, card, q, rng=None, rounded=True):
    """Lays a card (uint8 or float BGR) onto a float32 canvas at quad `q`, with its rounded corners and a soft shadow."""
    h, w = canvas.shape[:2]
    shrink = min(1.0, 1.15 * side(q) / card.shape[1])
    if shrink < 0.9:
        card = cv2.resize(card, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    ch, cw = card.shape[:2]
    m = cv2.getPerspectiveTransform(corners(cw, ch), q)
    mask = np.ones((ch, cw), np.float32)
    if rounded:
        r = max(1, int(cw * CORNER))
        mask[:] = 0
        cv2.rectangle(mask, (r, 0), (cw - 1 - r, ch - 1), 1, -1)
        cv2.rectangle(mask, (0, r), (cw - 1, ch - 1 - r), 1, -1)
        for x, y in ((r, r), (cw - 1 - r, r), (r, ch - 1 - r), (cw - 1 - r, ch - 1 - r)):
            cv2.circle(mask, (x, y), r, 1, -1)
    # only the rows and columns that the card touches
    x0, y0 = np.maximum(0, np.floor(q.min(0)).astype(int) - 24)
    x1, y1 = np.minimum([w, h], np.ceil(q.max(0)).astype(int) + 24)
    if x1 <= x0 or y1 <= y0:
        return
    m = np.float64([[1, 0, -x0], [0, 1, -y0], [0, 0, 1]]) @ m
    size = (int(x1 - x0), int(y1 - y0))
    part = canvas[y0:y1, x0:x1]
    alpha = cv2.warpPerspective(mask, m, size, flags=cv2.INTER_LINEAR)
    if rng is not None and rng.random() < 0.6:
        s = max(1.0, side(q) * rng.uniform(0.004, 0.02))
        shade = cv2.GaussianBlur(np.roll(alpha, (int(s), int(rng.uniform(-s, s))), (0, 1)), (0, 0), s)
        part *= (1 - shade * rng.uniform(0.1, 0.6))[..., None]
    if rng is not None and rng.random() < 0.12:  # a sleeve or a wide laminate edge around it
        wide = cv2.warpPerspective(np.ones((ch, cw), np.float32), m @ np.float64([[1.08, 0, -0.04 * cw], [0, 1.1, -0.05 * ch], [0, 0, 1]]), size)
        part += (wide * rng.uniform(0.1, 0.5))[..., None] * (rng.uniform(150, 255) - part)
    laid = cv2.warpPerspective(card.astype(np.float32), m, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    part += alpha[..., None] * (laid - part)


def fingers(rng, canvas, q):
    """Skin-coloured fingertips over an edge of the card."""
    for _ in range(rng.randint(1, 2)):
        k = rng.randrange(4)
        p = q[k] + (q[(k + 1) % 4] - q[k]) * rng.uniform(0.1, 0.9)
        centre = q.mean(0)
        out = (p - centre) / (np.linalg.norm(p - centre) + 1e-6)
        r = side(q) * rng.uniform(0.03, 0.075)
        tip = p - out * r * rng.uniform(-0.6, 0.5)
        colour = np.array([110, 140, 190]) * rng.uniform(0.35, 1.2)
        layer = np.zeros(canvas.shape[:2], np.float32)
        end = tip + out * r * 12
        cv2.line(layer, tuple(map(int, tip)), tuple(map(int, end)), 1.0, max(2, int(2 * r)), cv2.LINE_AA)
        canvas += cv2.GaussianBlur(layer, (0, 0), max(0.6, r / 12))[..., None] * (colour.astype(np.float32) - canvas)


def light(rng, rs, im, hard=1.0):
    """Uneven light, shadow, glare, colour cast, darkness. `im` float32 BGR, changed in place; returns it."""
    h, w = im.shape[:2]
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    x, y = x / w, y / h
    if rng.random() < 0.7:
        im *= (1 + rng.uniform(-0.3, 0.3) * hard * (x - 0.5) + rng.uniform(-0.3, 0.3) * hard * (y - 0.5))[..., None]
    if rng.random() < 0.25 * hard:  # the edge of a shadow
        a = rng.uniform(0, 2 * math.pi)
        edge = (x - rng.uniform(0.1, 0.9)) * math.cos(a) + (y - rng.uniform(0.1, 0.9)) * math.sin(a)
        im *= (1 - rng.uniform(0.15, 0.6) / (1 + np.exp(np.clip(-edge / rng.uniform(0.01, 0.2), -30, 30))))[..., None]
    for _ in range(2 if rng.random() < 0.1 * hard else 1 if rng.random() < 0.3 else 0):  # glare
        d = ((x - rng.random()) / rng.uniform(0.03, 0.2)) ** 2 + ((y - rng.random()) / rng.uniform(0.03, 0.2)) ** 2
        im += (rng.uniform(40, 220) * np.exp(-d))[..., None]
    if rng.random() < 0.5:
        im *= rs.uniform(0.85, 1.15, 3).astype(np.float32)
    if rng.random() < 0.15 * hard:
        im *= rng.uniform(0.18, 0.6)
    elif rng.random() < 0.5:
        im *= rng.uniform(0.7, 1.15)
    if rng.random() < 0.3:
        im += rng.uniform(-20, 35)
    if rng.random() < 0.2:
        np.clip(im, 0, 255, out=im)
        im[:] = 255 * (im / 255) ** rng.uniform(0.6, 1.6)
    return im


def bands(rng, im):
    """Dark bands across the picture: a lamp that flickers while a phone exposes row after row. In place."""
    h, w = im.shape[:2]
    along = np.arange(h, dtype=np.float32)[:, None] if rng.random() < 0.6 else np.arange(w, dtype=np.float32)[None]
    wave = 0.5 + 0.5 * np.sin(2 * math.pi * (along / (max(h, w) * rng.uniform(0.04, 0.35)) + rng.random()))
    im *= (1 - rng.uniform(0.1, 0.75) * wave ** rng.uniform(0.7, 3))[..., None]


def copier(rng, im):
    """A black-and-white or grey photocopy: no colour, stretched contrast. In place."""
    g = im @ np.float32([0.114, 0.587, 0.299])
    low, high = rng.uniform(10, 90), rng.uniform(150, 240)
    g = np.clip((g - low) / (high - low), 0, 1) ** rng.uniform(0.7, 1.4) * 255
    im[:] = g[..., None]
    return im


def sensor(rng, rs, im, hard=1.0, quality=(35, 95)):
    """Focus and motion blur, moire, noise, JPEG. float32 BGR in, uint8 BGR out."""
    if rng.random() < 0.4 + 0.3 * hard:
        im = cv2.GaussianBlur(im, (0, 0), rng.uniform(0.3, 0.6 + 0.7 * hard))
    if rng.random() < 0.15 * hard:
        n, a = rng.choice([3, 5, 7]), rng.uniform(0, math.pi)
        k, c = np.zeros((n, n), np.float32), n // 2
        d = np.array([math.cos(a), math.sin(a)]) * c
        cv2.line(k, tuple(np.round(c - d).astype(int).tolist()), tuple(np.round(c + d).astype(int).tolist()), 1, 1)
        im = cv2.filter2D(im, -1, k / k.sum())
    if rng.random() < 0.05:  # a photographed screen
        y, x = np.mgrid[0 : im.shape[0], 0 : im.shape[1]].astype(np.float32)
        im = im * (1 + rng.uniform(0.02, 0.12) * np.sin(x * rng.uniform(0.4, 2.5) + y * rng.uniform(-0.8, 0.8)) * np.sin(y * rng.uniform(0.4, 2.5)))[..., None]
    if rng.random() < 0.1:
        im = cv2.addWeighted(im, 1.6, cv2.GaussianBlur(im, (0, 0), 1.2), -0.6, 0)  # a phone's sharpening
    grain = np.empty(im.shape[:2] + ((3,) if rng.random() < 0.3 else ()), np.float32)
    cv2.setRNGSeed(rs.randint(2**31 - 1))
    cv2.randn(grain, 0, rng.uniform(0, 4 + 9 * hard))  # several times as fast as NumPy's
    im = im + (grain if grain.ndim == 3 else grain[..., None])
    out = np.clip(im, 0, 255).astype(np.uint8)
    if rng.random() < 0.8:
        out = cv2.imdecode(cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(*quality)])[1], 1)
    return out


def page(rng, rs, cards_, size):
    """A photograph of cards for the card finder, at its working size: (uint8 BGR [size, size, 3], [quad of each card]).

    `cards_`: images; none, one, two or more of them are laid out on a ground."""
    w = h = size
    quads = []
    aspect = rng.choice([4 / 3, 3 / 4, 16 / 9, 9 / 16, 1.0, 1.58, 1.5, rng.uniform(0.5, 2)])
    pw, ph = (w, max(40, int(h / aspect))) if aspect >= 1 else (max(40, int(w * aspect)), h)
    im = paper.background(rs, ph, pw)
    if cards_:
        n = len(cards_) if rng.random() < 0.5 else 1
        stretch = math.exp(rng.uniform(-0.3, 0.3)) if rng.random() < 0.15 else 1.0
        for k, card in enumerate(cards_[:n]):
            turn = rng.choice([0, 0, 0, 90, 180, 270]) if rng.random() < 0.7 else rng.uniform(0, 360)
            angle = turn + rng.gauss(0, 7)
            a = math.radians(angle)
            # the width at which the turned card just fits the page
            fit = min(pw / (abs(math.cos(a)) + abs(math.sin(a)) / ASPECT), ph / (abs(math.sin(a)) + abs(math.cos(a)) / ASPECT) / stretch)
            if n == 1:
                cw, centre = fit * rng.uniform(0.55, 1.04), np.float32([pw / 2 * rng.uniform(0.85, 1.15), ph / 2 * rng.uniform(0.85, 1.15)])
                if rng.random() < 0.15:
                    cw = fit * rng.uniform(0.25, 0.6)
            else:
                cw = fit * rng.uniform(0.35, 0.55)
                along = (k + 0.5) / n * rng.uniform(0.92, 1.08)
                centre = np.float32([pw * rng.uniform(0.4, 0.6), ph * along] if ph > pw else [pw * along, ph * rng.uniform(0.4, 0.6)])
                cw = min(cw, max(pw, ph) / n * 0.98)
            q = quad(rng, cw, centre, angle, rng.uniform(0, 0.12), stretch)
            put(im, card, q, rng, rounded=rng.random() < 0.9)
            if rng.random() < 0.2:
                fingers(rng, im, q)
            quads.append(q)
    light(rng, rs, im)
    if rng.random() < 0.12:
        bands(rng, im)
    if rng.random() < 0.15:
        copier(rng, im)
    canvas = np.zeros((h, w, 3), np.uint8)
    x, y = (w - pw) // 2, (h - ph) // 2
    canvas[y : y + ph, x : x + pw] = sensor(rng, rs, im, 0.7)
    return canvas, [q + np.float32([x, y]) for q in quads]


# --- the rectified card, as the field finder sees it ---

RECT = (384, 256)  # pixels of the field finder's input
MARGIN = 16  # of it around the card; the card is 352 by 224


def rectified(rng, rs, card, turn=0, ground=None):
    """A card as `rectify` hands it on: (uint8 BGR [256, 384, 3], homography card pixels -> input pixels).

    The finder's corners are never exact: each is off by some per cent, and now and then some of them by far. `turn`:
    quarter turns that the finder got wrong; `ground`: what it lies on (float32 [256, 384, 3]), or anything."""
    w, h = RECT
    inner = corners(w - 2 * MARGIN, h - 2 * MARGIN) + MARGIN
    s = rng.choice([0.006, 0.012, 0.02, 0.035]) * w
    off = rs.randn(4, 2) * s * 0.6 + rs.randn(1, 2) * s * 0.6
    if rng.random() < 0.35:  # the outline took in some of the ground, or left out some of the card: one corner, two of one side, or all
        k, n = rng.randrange(4), rng.choice([1, 1, 2, 2, 4])
        far = rng.uniform(0.03, 0.22) * w
        for j in range(n):
            inward = (np.float32([w / 2, h / 2]) - inner[(k + j) % 4]) / (w / 2)
            off[(k + j) % 4] += inward * far * rng.uniform(0.3, 1) * (1 if rng.random() < 0.7 else -0.5) + rs.randn(2) * far * 0.25
    dst = np.roll(inner + off, -turn, 0).astype(np.float32)
    if ground is not None:
        im = ground.copy()
    else:
        im = paper.background(rs, h, w) if rng.random() < 0.7 else np.full((h, w, 3), rng.uniform(200, 255), np.float32)
    # the picture's own resolution: the card may have been smaller than this input
    low = rng.uniform(0.55, 1.0) if rng.random() < 0.35 else 1.0
    put(im, card, dst, rng, rounded=rng.random() < 0.9)
    if rng.random() < 0.15:
        fingers(rng, im, dst)
    if low < 0.95:
        im = cv2.resize(im, None, fx=low, fy=low, interpolation=cv2.INTER_AREA)
    light(rng, rs, im)
    if rng.random() < 0.2:
        copier(rng, im)
    out = sensor(rng, rs, im, 0.6)
    if low < 0.95:
        out = cv2.resize(out, (w, h), interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.12:
        out[:] = cv2.cvtColor(out, cv2.COLOR_BGR2GRAY)[..., None]
    return out, cv2.getPerspectiveTransform(corners(card.shape[1], card.shape[0]), dst)
