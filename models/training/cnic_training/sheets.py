"""Cards on sheets of paper, as scanners, copiers and cameras see them, for the card finder: forms, copies of both sides, rows and
columns of cards, one card in a corner of the scanner's glass. A page is as wide as 1; see `photo` for quads."""
import cv2
import numpy as np

from . import paper, photo


def _places(rng, count, tall):
    """Where `count` cards lie on a page `tall` high: quads in page units, row by row, as many as it takes."""
    columns = min(count, rng.choice([1, 1, 2, 2, 2, 3]))
    turned = rng.choice([90, 270]) if rng.random() < 0.25 else 0
    cw = min(rng.uniform(0.24, 0.6), 0.98 / columns * (photo.ASPECT if turned else 1))
    w, h = (cw / photo.ASPECT, cw) if turned else (cw, cw / photo.ASPECT)
    gap = lambda: cw * rng.choice([0, 0.01, rng.uniform(0, 0.1), rng.uniform(0.05, 0.4)])
    across, down = min(gap(), (1 - columns * w) / columns), gap()
    rows = max(1, min(-(-count // columns), int((tall + down) / (h + down))))
    spare = np.array([1 - columns * w - (columns - 1) * across, tall - rows * h - (rows - 1) * down])
    # anywhere, or at an end of the page, as who puts it on the glass aligns it
    x0, y0 = (room * (rng.choice([0, 0.01, 0.99, 1]) if rng.random() < 0.3 else rng.random()) for room in np.maximum(spare, 0))
    askew = rng.choice([0.3, 1, 3])
    out = []
    for k in range(min(count, rows * columns)):
        row, column = divmod(k, columns)
        middle = np.float32([x0 + column * (w + across) + w / 2, y0 + row * (h + down) + h / 2]) + np.float32([rng.gauss(0, 0.004) for _ in "xy"])
        angle = turned + rng.gauss(0, askew) + (180 if rng.random() < 0.1 else 0)
        out.append(photo.quad(rng, cw * rng.uniform(0.98, 1.02), middle, angle))
    return out


def _view(rng, places, tall):
    """Homography from page units to the pixels of a view of side 1, and whether a camera took it.

    All of the page, a camera's view of it, or the neighbourhood of one card, as the finder looks at it once more."""
    frame = photo.corners(1, tall)
    width, angle, off = 1 / max(1, tall), 0.0, np.zeros((4, 2), np.float32)
    camera = rng.random() < 0.3
    if camera:
        width, angle = width * rng.uniform(0.8, 1.25), rng.gauss(0, 4) + rng.choice([0, 0, 0, 90, 180, 270])
        off = np.float32([[rng.gauss(0, 0.02) for _ in "xy"] for _ in range(4)])
    seen = photo.quad(rng, width, np.float32([0.5, 0.5]), angle, stretch=photo.ASPECT * tall) + off
    to_view = cv2.getPerspectiveTransform(frame, seen)
    if places and rng.random() < 0.35:
        q = cv2.perspectiveTransform(rng.choice(places)[None], to_view)[0]
        side = (q.max(0) - q.min(0)).max() * 1.35 * rng.uniform(0.8, 1.3)
        x, y = q.mean(0) - side / 2 + np.float32([rng.gauss(0, 0.05) * side for _ in "xy"])
        to_view = np.float64([[1 / side, 0, -x / side], [0, 1 / side, -y / side], [0, 0, 1]]) @ to_view
    return to_view, camera


def _form(rng, im, place, tall):
    """Lines of words, rules and boxes of a form, as grey as they look from afar. In place."""
    line, left = rng.uniform(0.012, 0.03), rng.uniform(0.04, 0.15)
    y, end = rng.uniform(0.03, 0.5) * tall, rng.uniform(0.5, 1) * tall
    scale = max(1, round(np.linalg.norm(place(0, 0) - place(1, 0)) * line * 0.3))
    while y < end:
        x, stop = left, rng.uniform(0.3, 1 - left)
        ruled = rng.random() < 0.15
        while x < stop:
            word = 1.0 if ruled else rng.uniform(0.01, 0.08)
            ink = [rng.uniform(60, 190)] * 3
            cv2.line(im, *(tuple(map(int, place(min(u, 1 - left), y))) for u in (x, x + word)), ink, 1 if ruled else scale, cv2.LINE_AA)
            x += word + line / 3
        y += line * rng.choice([1, 1, 1, 2, 4])
    if rng.random() < 0.4:  # a box, as for a photograph or around everything
        (x0, x1), (y0, y1) = sorted(rng.uniform(0.03, 0.97) for _ in "xx"), sorted(rng.uniform(0.03, 0.97) * tall for _ in "yy")
        box = np.int32([place(x0, y0), place(x1, y0), place(x1, y1), place(x0, y1)])
        cv2.polylines(im, [box], True, [rng.uniform(0, 160)] * 3, 1, cv2.LINE_AA)


def sheet(rng, rs, cards, size):
    """A view of a sheet with cards: (uint8 BGR [size, size, 3], [quad of each card, in its pixels]).

    `cards`: images; there may be more than there is room for."""
    tall = rng.choice([1.414, 1.414, 1.294, 1 / 1.414, 1.0, rng.uniform(0.6, 1.8)])
    places = _places(rng, len(cards), tall) if cards else []
    to_view, camera = _view(rng, places, tall)
    to_pixels = np.diag([size, size, 1.0]) @ to_view
    place = lambda x, y: cv2.perspectiveTransform(np.float32([[[x, y]]]), to_pixels)[0, 0]
    frame = np.int32([place(0, 0), place(1, 0), place(1, tall), place(0, tall)])
    page = cv2.fillConvexPoly(np.zeros((size, size), np.float32), frame, 1.0)[..., None]
    lid = rng.random() < 0.12  # a scanner that is left open
    stock = rng.uniform(10, 150) if lid else rng.uniform(195, 255)
    colour = stock + rs.uniform(-12, 12, 3) * (rng.random() < 0.4) + (paper.smooth_noise(rs, size, size, rng.uniform(1, 6))[..., None] - 0.5) * rng.uniform(0, 14)
    im = np.float32(page * colour)
    if camera:
        im += (1 - page) * paper.background(rs, size, size)
    if not lid and rng.random() < 0.4:
        _form(rng, im, place, tall)
    flat, rounded = rng.random() < 0.5, rng.random() < 0.7
    quads = []
    for card, q in zip(cards, places):
        q = cv2.perspectiveTransform(q[None], to_pixels)[0]
        photo.put(im, card, q, None if flat else rng, rounded)
        if flat and rng.random() < 0.3:  # a copy's thin dark edge
            cv2.polylines(im, [np.int32(q)], True, [rng.uniform(60, 200)] * 3, 1, cv2.LINE_AA)
        quads.append(q)
    if camera:
        photo.light(rng, rs, im)
    elif rng.random() < 0.5:
        photo.light(rng, rs, im, 0.3)
    if rng.random() < 0.4:
        photo.copier(rng, im)
    im = photo.sensor(rng, rs, im, 0.7 if camera else 0.3)
    if not camera:
        im = (im * page).astype(np.uint8)  # nothing is beyond a scan
    return im, quads


if __name__ == "__main__":
    import random
    import sys

    from . import pool

    rng, rs = random.Random(3), np.random.RandomState(3)
    have, rows = pool.load(sys.argv[1]), []
    for _ in range(6):
        row = []
        for _ in range(8):
            some = [rng.choice(have) for _ in range(rng.choice([1, 1, 2, 4, 6, 8]))]
            im, quads = sheet(rng, rs, [cv2.imread(c["path"], cv2.IMREAD_REDUCED_COLOR_4) for c in some], 256)
            cv2.polylines(im, [np.int32(q) for q in quads], True, (0, 0, 255), 1)
            row.append(im)
        rows.append(np.hstack(row))
    cv2.imwrite(f"{sys.argv[2]}/sheets.png", np.vstack(rows))
