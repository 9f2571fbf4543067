"""Draws specimen cards of every kind and side with made-up people, and says where each field stands.

Places are fractions of the card (see the layout notes of the project); every draw shifts, scales and restyles them."""
import functools
import math
import random

import cv2
import numpy as np
import segno

from . import fonts, overprint, paper, words
from .shape import EM, MissingGlyph

WIDTH, HEIGHT = 1016, 641  # ID-1 at 300 dpi
LAYOUTS = ["snic-front", "snic-back", "nic-front", "nic-back", "nicop-back", "old-nicop-front"]
LABELS = {
    "name": "نام", "gender": "جنس", "father": "والد کا نام", "husband": "شوہر کا نام", "either": "والد/شوہر کا نام", "mark": "شناختی علامت",
    "born": "تاریخ پیدائش", "number": "شناختی نمبر", "family": "خاندان نمبر", "now": "موجودہ پتہ", "home": "مستقل پتہ", "issued": "تاریخ اجراء", "expires": "تاریخ تنسیخ",
}
NOTICE = "گمشدہ کارڈ ملنے پر قریبی لیٹر بکس میں ڈال دیں"


def person(rng, unseen=False):
    """A made-up holder: what both sides of a card of this person say."""
    gender = rng.choice("MMMFFFX") if rng.random() < 0.15 else rng.choice("MF")
    name_ur, name = words.name(rng, gender, unseen)
    father_ur, father = words.name(rng, "M", unseen)
    born = words.date(rng, 1935, 2007)
    issued = words.date(rng, 2001, 2026)
    lifetime = issued[2] - born[2] > 58 and rng.random() < 0.9 or rng.random() < 0.05
    current = words.address(rng, unseen)
    return {
        "number": words.cnic(rng, gender), "name": name, "name_ur": name_ur, "father": father, "father_ur": father_ur, "gender": gender,
        "married": gender == "F" and rng.random() < 0.5, "born": born, "issued": issued, "lifetime": lifetime,
        "expires": (issued[0], issued[1], issued[2] + rng.choice([10, 10, 10, 10, 5, 7])), "country": rng.choice(words.COUNTRIES),
        "mark": rng.choice(words.lists(unseen)["marks"] + ["کوئی نہیں", "ندارد"] * 6) if rng.random() < 0.85 else words.urdu_word(rng, unseen) + " پر تل",
        "family": words.family_number(rng), "current": current, "permanent": current if rng.random() < 0.5 else words.address(rng, unseen),
        "current_en": words.english_address(rng, unseen), "permanent_en": words.english_address(rng, unseen),
        "code12": "".join(rng.choice("0123456789") for _ in range(12)),
    }


class Canvas:
    def __init__(self, rng, rs, base, strength, unseen, hand=None, loose=False):
        self.rng, self.rs, self.unseen, self.hand, self.loose = rng, rs, unseen, hand or {}, loose
        self.im = paper.guilloche(rs, HEIGHT, WIDTH, base, strength)
        self.boxes = []
        # the whole print shifts and scales against the cut card
        self.dx, self.dy = rng.uniform(-0.018, 0.018), rng.uniform(-0.022, 0.022)
        self.sx, self.sy = rng.uniform(0.95, 1.05), rng.uniform(0.95, 1.05)
        self.latin, self.label_face = fonts.latin(rng, unseen), fonts.latin(rng, unseen)
        self.urdu, self.urdu_label = fonts.urdu(rng, unseen), fonts.urdu(rng, unseen)
        self.digits = fonts.latin(rng, unseen) if rng.random() < 0.7 else None
        tone = rng.uniform(0, 70)
        self.value_ink = np.clip(np.full(3, tone) + rs.uniform(-12, 12, 3), 0, 255)
        self.label_ink = np.clip(np.full(3, tone + rng.uniform(0, 60)) + rs.uniform(-25, 25, 3), 0, 255)
        self.latin_size, self.urdu_size = rng.uniform(0.82, 1.22), rng.uniform(0.85, 1.15)
        self.spacing = rng.uniform(-0.01, 0.06) if rng.random() < 0.4 else 0
        self.urdu_spacing = fonts.urdu_spacing(rng)
        self.stretch = math.exp(rng.gauss(0, 0.06))
        self.weight = rng.uniform(0.7, 1.5)
        self.jitter_x, self.jitter_y, self.bare = 0.003, 0.004, 0
        if loose:
            self.dx, self.dy = self.dx * rng.uniform(1, 2), self.dy * rng.uniform(1, 2)
            self.sx, self.sy = rng.uniform(0.9, 1.08), rng.uniform(0.9, 1.08)
            self.jitter_x, self.jitter_y = rng.uniform(0.003, 0.008), rng.uniform(0.004, 0.008)
            self.bare = rng.choice([0, 0, 0.3, 0.9])
            if rng.random() < 0.5:  # labels look like values: by their words and places alone they are told
                self.label_face, self.urdu_label, self.label_ink = self.latin, self.urdu, self.value_ink

    def at(self, x, y):
        j = self.rng.gauss
        return (0.5 + (x - 0.5) * self.sx + self.dx + j(0, self.jitter_x)) * WIDTH, (0.5 + (y - 0.5) * self.sy + self.dy + j(0, self.jitter_y)) * HEIGHT

    def leaves_out(self):
        """Whether this card lacks the next thing that is no text."""
        return self.bare and self.rng.random() < self.bare

    def stamp(self, ink, x, y, colour, alpha=1.0):
        """Multiplies ink coverage (0..1) into the picture with its top left at (x, y); parts beyond the card are cut off."""
        x, y = int(round(x)), int(round(y))
        h, w = ink.shape
        x0, y0, x1, y1 = max(0, x), max(0, y), min(WIDTH, x + w), min(HEIGHT, y + h)
        if x1 > x0 and y1 > y0:
            a = (ink[y0 - y : y1 - y, x0 - x : x1 - x] * alpha)[..., None]
            self.im[y0:y1, x0:x1] += a * (np.asarray(colour, np.float32) - self.im[y0:y1, x0:x1])

    def _draw(self, text, rtl, face):
        for face in [face] + [fonts.urdu(self.rng, self.unseen) if rtl else fonts.latin(self.rng, self.unseen) for _ in range(12)]:
            try:
                ink, base = face.line(text, True, self.digits, **self.urdu_spacing, **self.hand) if rtl else face.line(text, False, spacing=self.spacing)
                return face, ink, base
            except MissingGlyph:
                continue
        raise MissingGlyph(text)

    def text(self, text, x, y, size, rtl=False, anchor="left", field=None, line=0, label=False, max_width=None, colour=None, middle=False):
        """Draws one line. `size`: capitals' height (Latin) or a usual line's ink height (Urdu) over the card's height;
        (x, y): the anchor edge and the middle of the line. Returns its box (x0, y0, x1, y1) in pixels."""
        face = (self.urdu_label if label else self.urdu) if rtl else (self.label_face if label else self.latin)
        face, ink, base = self._draw(text, rtl, face)
        unit = usual_height(face) if rtl else face.cap_height() * EM
        s = size * HEIGHT * (self.urdu_size if rtl else self.latin_size) / unit
        w = ink.shape[1] * s * self.stretch
        if max_width and w > max_width * WIDTH:
            w = max(max_width * WIDTH, w * 0.62)
        px, py = x, y
        a = cv2.resize(ink, (max(2, int(w)), max(2, int(round(ink.shape[0] * s)))), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        h, w = a.shape
        px = {"left": px, "right": px - w, "middle": px - w / 2}[anchor]
        top = py - h / 2 if rtl else py - size * HEIGHT * self.latin_size / 2 - (base * s - unit * s)
        if not label and abs(self.weight - 1) > 0.15:
            a = np.clip(a * self.weight, 0, 1) if self.weight > 1 else a * self.weight
        self.stamp(a, px, top, colour if colour is not None else self.label_ink if label else self.value_ink)
        box = (px, top, px + w, top + h) if rtl else (px, top + base * s - unit * s, px + w, top + base * s)
        if field:
            self.boxes.append({"field": field, "line": line, "text": text, "script": "urdu" if rtl else "latin", "box": [round(float(v), 1) for v in box]})
        return box

    def latin_field(self, label, value, x, y, vx, vy, field, size=0.033, label_size=0.024, max_width=0.37):
        if self.rng.random() < 0.97:
            self.text(label, *self.at(x, y), label_size, label=True)
        if value:
            self.text(value, *self.at(vx, vy), size, field=field, max_width=max_width)

    def wrap(self, text, size, width, most):
        """Breaks an Urdu text at blanks into at most `most` lines no wider than `width` of the card; what does not fit is dropped at a comma or blank."""
        unit = usual_height(self.urdu)
        s = size * HEIGHT * self.urdu_size * self.stretch / unit
        lines, line = [], ""
        for word in text.split(" "):
            longer = (line + " " + word).strip()
            if line and self._draw(longer, True, self.urdu)[1].shape[1] * s > width * WIDTH:
                lines.append(line)
                line = word
            else:
                line = longer
        return (lines + [line])[:most]

    def address(self, field, text, x_right, y, pitch, size, width, most=3):
        for k, line in enumerate(self.wrap(text, size, width, most)):
            x, yy = self.at(x_right, y + k * pitch)
            self.text(line, x, yy, size, rtl=True, anchor="right", field=field, line=k)

    def urdu_label_at(self, text, right, y, size=0.04, colon=True):
        if self.rng.random() < 0.03:
            return self.at(right - 0.1, y)[0]
        gap = " :" if colon and self.rng.random() < 0.85 else ""
        x, yy = self.at(right, y)
        return self.text(text + gap, x, yy, size, rtl=True, anchor="right", label=True)[0]


_usual = {}


def usual_height(face):
    """Ink height of an ordinary Urdu line at EM pixels an em."""
    if face.path not in _usual:
        _usual[face.path] = face.line("محمد علی قریشی", True)[0].shape[0]
    return _usual[face.path]


# --- things that are no text ---


def ornament(draw):
    """One that some issues of a card lack."""

    @functools.wraps(draw)
    def drawn(c, *args, **kw):
        if not c.leaves_out():
            draw(c, *args, **kw)

    return drawn


@ornament
def portrait(c, x0, y0, x1, y1, alpha=1.0, grey=False, oval=False):
    rng, rs = c.rng, c.rs
    (x0, y0), (x1, y1) = c.at(x0, y0), c.at(x1, y1)
    w, h = max(8, int(x1 - x0)), max(8, int(y1 - y0))
    im = np.empty((h, w, 3), np.float32)
    im[:] = rs.uniform(120, 250, 3) if not grey else rs.uniform(120, 250)
    skin = np.array([90, 120, 170]) * rng.uniform(0.5, 1.4)
    cx = w * rng.uniform(0.45, 0.55)
    cv2.ellipse(im, (int(cx), int(h * 1.05)), (int(w * rng.uniform(0.4, 0.55)), int(h * rng.uniform(0.25, 0.4))), 0, 0, 360, rs.uniform(20, 220, 3).tolist(), -1)
    if rng.random() < 0.9:
        cv2.ellipse(im, (int(cx), int(h * 0.40)), (int(w * rng.uniform(0.24, 0.36)), int(h * rng.uniform(0.26, 0.36))), 0, 0, 360, rs.uniform(5, 70, 3).tolist(), -1)
    cv2.ellipse(im, (int(cx), int(h * 0.47)), (int(w * rng.uniform(0.19, 0.25)), int(h * rng.uniform(0.22, 0.28))), 0, 0, 360, skin.tolist(), -1)
    for dx in (-0.09, 0.09):
        cv2.ellipse(im, (int(cx + dx * w), int(h * 0.43)), (max(1, w // 26), max(1, h // 50)), 0, 0, 360, (30, 30, 30), -1)
    cv2.ellipse(im, (int(cx), int(h * 0.58)), (max(1, w // 14), max(1, h // 60)), 0, 0, 180, (60, 60, 120), -1)
    im = cv2.GaussianBlur(im, (0, 0), max(1.0, w / 60)) + rs.randn(h, w, 1) * 5
    if grey or rng.random() < 0.2:
        im[:] = im.mean(2, keepdims=True)
    mask = np.ones((h, w), np.float32)
    if oval:
        mask = cv2.ellipse(np.zeros((h, w), np.float32), (w // 2, h // 2), (w // 2, h // 2), 0, 0, 360, 1, -1)
        mask = cv2.GaussianBlur(mask, (0, 0), 4)
    x, y = int(x0), int(y0)
    a, b, d, e = max(0, x), max(0, y), min(WIDTH, x + w), min(HEIGHT, y + h)
    if d > a and e > b:
        m = (mask[b - y : e - y, a - x : d - x] * alpha)[..., None]
        c.im[b:e, a:d] += m * (im[b - y : e - y, a - x : d - x] - c.im[b:e, a:d])


@ornament
def scribble(c, x0, y0, x1, y1):
    """A signature: a smooth random stroke."""
    rng = c.rng
    n = rng.randint(4, 12)
    p = np.array([c.at(x0 + (x1 - x0) * (k + rng.uniform(-0.8, 0.8)) / n, rng.uniform(y0, y1)) for k in range(n + 1)], np.float32)
    c.stamp(overprint.stroke(p, HEIGHT, WIDTH, rng.randint(1, 4)), 0, 0, c.rs.uniform(0, 90, 3), rng.uniform(0.5, 1))


@ornament
def modules(c, x0, y0, x1, y1, cols, rows, square, text=None):
    """A field of black and white modules: a QR code (with its three eyes) or a stacked bar code. It encodes `text`, or nothing."""
    (x0, y0), (x1, y1) = c.at(x0, y0), c.at(x1, y1)
    bits = (c.rs.rand(rows, cols) < 0.5).astype(np.float32)
    if text:
        bits = np.array(segno.make(text, error=c.rng.choice("LMQH"), micro=False).matrix, np.float32)
    elif square:
        eye = np.ones((7, 7), np.float32)
        eye[1:6, 1:6] = 0
        eye[2:5, 2:5] = 1
        bits[:8, :8] = bits[:8, -8:] = bits[-8:, :8] = 0
        bits[:7, :7] = bits[:7, -7:] = bits[-7:, :7] = eye
    else:
        bits[:, :8] = [1, 1, 1, 1, 1, 0, 1, 0]
        bits[:, -8:] = [1, 1, 1, 0, 1, 0, 0, 1]
    w, h = int(x1 - x0), int((x1 - x0) if square else (y1 - y0))
    m = max(3, w // 18)
    c.stamp(np.ones((h + 2 * m, w + 2 * m), np.float32), x0 - m, y0 - m, (250, 250, 250), c.rng.uniform(0.5, 1))
    c.stamp(cv2.resize(bits, (w, h), interpolation=cv2.INTER_NEAREST), x0, y0, c.rs.uniform(0, 60, 3))


def number_code(c, p, x0, y0, x1, y1):
    """The QR code of a smart card's back, every other time one that says nothing, so that what is read without it is measured too."""
    text = p["code12"] + p["number"].replace("-", "") + "1"
    modules(c, x0, y0, x1, y1, *[c.rng.choice([25, 29, 33])] * 2, True, text if c.rng.random() < 0.5 else None)


@ornament
def fingerprint(c, x0, y0, x1, y1):
    (x0, y0), (x1, y1) = c.at(x0, y0), c.at(x1, y1)
    w, h = int(x1 - x0), int(y1 - y0)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    d = np.hypot((x - w / 2) / w, (y - h * 0.55) / h) + 0.06 * paper.smooth_noise(c.rs, h, w, 4)
    ink = (np.sin(d * c.rng.uniform(110, 170)) > 0) * (d < 0.5) * (0.3 + 0.7 * paper.smooth_noise(c.rs, h, w, 9))
    c.stamp(cv2.GaussianBlur(ink.astype(np.float32), (0, 0), 0.8), x0, y0, c.rs.uniform(0, 80, 3), c.rng.uniform(0.4, 1))


@ornament
def emblem(c, cx, cy, r, colour, alpha):
    """A wreath with a crescent: loops of strokes, like the state's emblem from afar."""
    cx, cy = c.at(cx, cy)
    r *= WIDTH
    ink = np.zeros((HEIGHT, WIDTH), np.float32)
    for k in range(c.rng.randint(14, 30)):
        a = 2 * math.pi * k / 22
        cv2.ellipse(ink, (int(cx + r * 0.8 * math.cos(a)), int(cy + r * 0.9 * math.sin(a))), (int(r * 0.22), int(r * 0.09)), math.degrees(a) + 50, 0, 360, 1, c.rng.choice([1, 2, -1]), cv2.LINE_AA)
    cv2.rectangle(ink, (int(cx - r * 0.35), int(cy - r * 0.3)), (int(cx + r * 0.35), int(cy + r * 0.4)), 1, 2)
    for k in range(4):
        cv2.circle(ink, (int(cx + r * 0.17 * (-1) ** k), int(cy + r * (0.2 if k > 1 else -0.12))), int(r * 0.1), 1, -1, cv2.LINE_AA)
    cv2.ellipse(ink, (int(cx), int(cy - r * 0.7)), (int(r * 0.25), int(r * 0.2)), 0, 30, 330, 1, 2, cv2.LINE_AA)
    c.stamp(ink, 0, 0, colour, alpha)


@ornament
def flag(c, x0, y0, x1, y1, alpha=1.0, waving=False):
    (x0, y0), (x1, y1) = c.at(x0, y0), c.at(x1, y1)
    w, h = int(x1 - x0), int(y1 - y0)
    ink = np.ones((h, w), np.float32)
    ink[:, : w // 4] = 0
    cv2.circle(ink, (int(w * 0.62), h // 2), int(h * 0.3), 0, -1)
    cv2.circle(ink, (int(w * 0.67), int(h * 0.44)), int(h * 0.26), 1, -1)
    if waving:
        y, x = np.mgrid[0:h, 0:w].astype(np.float32)
        k = c.rng.uniform(0.03, 0.10) * h
        ink = cv2.remap(ink, x, y + k * np.sin(x / w * c.rng.uniform(4, 10)), cv2.INTER_LINEAR)
        ink *= 0.7 + 0.3 * np.sin(x / w * c.rng.uniform(6, 14))
    c.stamp(cv2.GaussianBlur(ink, (0, 0), 1), x0, y0, (c.rng.uniform(60, 130), c.rng.uniform(110, 170), c.rng.uniform(0, 90)), alpha)


@ornament
def chip(c, x0, y0, x1, y1):
    (x0, y0), (x1, y1) = (np.int32(c.at(x0, y0)), np.int32(c.at(x1, y1)))
    gold = c.rs.uniform([90, 150, 170], [170, 215, 235]).tolist()
    cv2.rectangle(c.im, (int(x0), int(y0)), (int(x1), int(y1)), gold, -1)
    for k in range(1, 4):
        y = int(y0 + (y1 - y0) * k / 4)
        cv2.line(c.im, (int(x0), y), (int(x0 + (x1 - x0) * 0.36), y), (60, 90, 100), 2)
        cv2.line(c.im, (int(x0 + (x1 - x0) * 0.64), y), (int(x1), y), (60, 90, 100), 2)
    m = int((x1 - x0) * 0.36)
    cv2.rectangle(c.im, (int(x0) + m, int(y0) + 8), (int(x1) - m, int(y1) - 8), (60, 90, 100), 2)


def holograms(c, n):
    for _ in range(n):
        r = int(c.rng.uniform(0.05, 0.16) * WIDTH)
        x, y = c.rng.randrange(WIDTH), c.rng.randrange(HEIGHT)
        x0, y0, x1, y1 = max(0, x - r), max(0, y - r), min(WIDTH, x + r), min(HEIGHT, y + r)
        yy, xx = np.mgrid[y0 - y : y1 - y, x0 - x : x1 - x].astype(np.float32) / r
        d = np.hypot(xx, yy)
        p = np.arctan2(yy, xx) * c.rng.randint(1, 6) + d * c.rng.uniform(1, 9)
        rainbow = 128 + 110 * np.stack([np.sin(p), np.sin(p + 2.1), np.sin(p + 4.2)], 2)
        c.im[y0:y1, x0:x1] += ((d < 1) * np.float32(c.rng.uniform(0.05, 0.3)))[..., None] * (rainbow - c.im[y0:y1, x0:x1])


@ornament
def rule(c, x0, y0, x1, y1):
    """A dotted rule."""
    a, b = np.array(c.at(x0, y0)), np.array(c.at(x1, y1))
    n = max(2, int(np.linalg.norm(b - a) / c.rng.uniform(3, 8)))
    for k in range(n):
        x, y = a + (b - a) * k / n
        cv2.circle(c.im, (int(x), int(y)), 1, (c.label_ink + 40).tolist(), -1, cv2.LINE_AA)


# --- the sides ---


def dotted(d):
    return f"{d[0]:02d}.{d[1]:02d}.{d[2]}"


def slashed(rng, d):
    return f"{words.MONTHS[d[1] - 1]} {d[0]:02d}, {d[2]}" if rng.random() < 0.06 else f"{d[0]:02d}/{d[1]:02d}/{d[2]}"


def snic_front(c, p):
    rng = c.rng
    emblem(c, 0.135, 0.15, 0.06, (rng.uniform(90, 150), rng.uniform(100, 150), rng.uniform(0, 60)), rng.uniform(0.5, 0.9))
    c.text("PAKISTAN", *c.at(0.24, 0.105), 0.05, label=True)
    c.text("ISLAMIC REPUBLIC OF PAKISTAN", *c.at(0.24, 0.17), 0.014, label=True)
    c.text(rng.choice(["National Identity Card"] * 3 + ["NATIONAL IDENTITY CARD", "Identity Card for Overseas"]), *c.at(0.50, 0.108), 0.034, label=True)
    flag(c, 0.84, 0.05, 0.945, 0.155, rng.uniform(0.3, 0.9))
    chip(c, 0.097, 0.305, 0.257, 0.52)
    portrait(c, 0.69, 0.25, 0.945, 0.75, grey=rng.random() < 0.7)
    portrait(c, 0.03, 0.70, 0.24, 0.94, alpha=rng.uniform(0.08, 0.4), grey=True, oval=True)
    if rng.random() < 0.4:
        c.text(f"{rng.randint(10000, 99999)}", *c.at(0.09, rng.uniform(0.78, 0.9)), 0.03, colour=np.full(3, rng.uniform(90, 170)))
    for y in (0.395, 0.59, 0.71, 0.83):
        rule(c, 0.265, y, 0.68, y)
    rule(c, 0.36, 0.59, 0.36, 0.70)
    rule(c, 0.497, 0.71, 0.497, 0.95)
    c.latin_field("Name", p["name"], 0.275, 0.223, 0.285, 0.268, "name")
    c.text(p["name_ur"], *c.at(0.655, 0.365), 0.062, rtl=True, anchor="right", field="name_urdu", max_width=0.38)
    c.latin_field("Husband Name" if p["married"] else "Father Name", p["father"], 0.275, 0.418, 0.285, 0.468, "father_name")
    c.text(p["father_ur"], *c.at(0.655, 0.557), 0.058, rtl=True, anchor="right", field="father_name_urdu", max_width=0.38)
    c.latin_field("Gender", p["gender"], 0.272, 0.612, 0.283, 0.67, "gender")
    c.latin_field("Country of Stay", p["country"], 0.37, 0.617, 0.38, 0.67, "country_of_stay", max_width=0.29)
    c.latin_field("Identity Number", p["number"], 0.27, 0.738, 0.28, 0.79, "id_number", max_width=0.215)
    c.latin_field("Date of Birth", dotted(p["born"]), 0.505, 0.743, 0.515, 0.795, "birthday")
    c.latin_field("Date of Issue", dotted(p["issued"]), 0.27, 0.852, 0.28, 0.905, "issue_date")
    c.latin_field("Date of Expiry", "Lifetime" if p["lifetime"] else dotted(p["expires"]), 0.505, 0.862, 0.515, 0.908, "expiry_date")
    scribble(c, 0.70, 0.77, 0.90, 0.91)
    c.text("Holder's Signature", *c.at(0.72, 0.952), 0.022, label=True)


def white_below(c, y):
    k = int(c.at(0.5, y)[1])
    c.im[k:] += 0.92 * (np.float32(c.rng.uniform(215, 252)) - c.im[k:])


def snic_back(c, p):
    rng = c.rng
    white_below(c, 0.58)
    portrait(c, 0.05, 0.08, 0.13, 0.22, alpha=rng.uniform(0.2, 0.7), grey=True)
    size = rng.uniform(0.050, 0.062)
    c.urdu_label_at(LABELS["now"], 0.735, 0.092, 0.046)
    c.address("current_address", p["current"], 0.63, 0.087, rng.uniform(0.080, 0.105), size, 0.42)
    c.urdu_label_at(LABELS["home"], 0.73, 0.378, 0.046)
    c.address("permanent_address", p["permanent"], 0.64, 0.375, rng.uniform(0.080, 0.105), size, 0.42)
    c.text(p["number"], *c.at(0.765, 0.067), 0.033, field="id_number", max_width=0.2)
    number_code(c, p, 0.745, 0.125, 0.955, 0.43)
    c.text(p["code12"], *c.at(0.79, 0.492), 0.026, max_width=0.16)
    if rng.random() < 0.4:
        c.text(f"{p['code12'][:3]}-{p['code12'][3:5]}-{p['code12'][5:11]}", *c.at(0.79, 0.53), 0.026, max_width=0.16)
    scribble(c, 0.03, 0.42, 0.25, 0.54)
    c.text("Registrar General of Pakistan", *c.at(0.02, 0.60), 0.02, label=True)
    x, y = c.at(0.53, rng.uniform(0.67, 0.85) if c.loose else 0.77)
    c.text(NOTICE, x, y, rng.uniform(0.09, 0.13), rtl=True, anchor="middle", label=True, max_width=0.72)


def nicop_back(c, p):
    rng = c.rng
    if rng.random() < 0.5:
        white_below(c, 0.62)
    for label, field, y in (("Present Address :", "current_address", 0.035), ("Permanent Address :", "permanent_address", 0.255)):
        c.text(label, *c.at(0.20, y + 0.012), 0.024, label=True)
        text, lines, line = p["current_en" if field == "current_address" else "permanent_en"], [], ""
        for word in text.split(" "):
            if len(line) + len(word) > rng.randint(24, 32) and line:
                lines.append(line)
                line = word
            else:
                line = (line + " " + word).strip()
        for k, t in enumerate((lines + [line])[:3]):
            c.text(t, *c.at(0.205, y + 0.08 + 0.058 * k), 0.030, field=field, line=k, max_width=0.52)
    c.text(p["number"], *c.at(0.745, 0.072), 0.033, field="id_number", max_width=0.2)
    number_code(c, p, 0.76, 0.12, 0.925, 0.41)
    c.text("The Holder is entitled visa free entry into Pakistan", *c.at(0.285, 0.50), 0.022, label=True)
    face, keep = fonts.pick(rng, "ocr-b"), c.latin
    c.latin = face
    digits = p["number"].replace("-", "")
    surname, given = p["name"].upper().split(" ")[-1], p["name"].upper().split(" ")[:-1]
    rows = ["I<PAK" + "".join(rng.choice("0123456789ABCDEFGH") for _ in range(9)) + digits + "<<<",
            f"{p['born'][2] % 100:02d}{p['born'][1]:02d}{p['born'][0]:02d}{rng.randint(0, 9)}{p['gender'].replace('X', '<')}{p['expires'][2] % 100:02d}{p['expires'][1]:02d}{p['expires'][0]:02d}{rng.randint(0, 9)}PAK<<<<<<<<<<<{rng.randint(0, 9)}",
            (surname + "<<" + "<".join(given)).replace("-", "<").replace("'", "").ljust(30, "<")[:30]]
    for k, row in enumerate(rows):
        c.text(row, *c.at(0.045, 0.725 + 0.085 * k), 0.042 / c.latin_size, max_width=0.90)
    c.latin = keep


def nic_front(c, p):
    rng = c.rng
    flag(c, rng.uniform(0.2, 0.35), 0.0, rng.uniform(0.85, 1.0), rng.uniform(0.7, 0.98), rng.uniform(0.08, 0.35), waving=True)
    portrait(c, 0.035, 0.11, 0.31, 0.645)
    scribble(c, 0.035, 0.695, 0.29, 0.86)
    c.text("دستخط حامل کارڈ", *c.at(0.16, 0.935), 0.04, rtl=True, anchor="middle", label=True)
    c.text("حکومت پاکستان", *c.at(0.53, 0.075), 0.10, rtl=True, anchor="middle", label=True, max_width=0.3)
    c.text("قومی شناختی کارڈ", *c.at(0.53, 0.20), 0.075, rtl=True, anchor="middle", label=True, max_width=0.2)
    emblem(c, 0.91, 0.17, 0.065, c.rs.uniform(20, 120, 3), rng.uniform(0.5, 0.95))
    c.text(p["number"], *c.at(0.41, 0.288), 0.038, field="id_number", max_width=0.28)
    size = rng.uniform(0.048, 0.060)
    gender = {"M": "مرد", "F": "عورت", "X": "X"}[p["gender"]]
    father = rng.choice(["either", "husband" if p["married"] else "father", "husband" if p["married"] else "father"])
    for key, y, value, field in (("name", 0.39, p["name_ur"], "name_urdu"), ("gender", 0.49, gender, "gender"), (father, 0.585, p["father_ur"], "father_name_urdu"), ("mark", 0.692, p["mark"], "identifier")):
        if c.loose and value in ("X", "") and rng.random() < 0.5:
            continue
        left = c.urdu_label_at(LABELS[key], 0.80, y, size * rng.uniform(0.85, 1))
        if value in ("X", ""):
            continue
        x = min(left - rng.uniform(0.008, 0.03) * WIDTH, c.at(rng.uniform(0.62, 0.72), y)[0]) if rng.random() < 0.8 else left - 0.015 * WIDTH
        c.text(value, x, c.at(0, y)[1], size, rtl=True, anchor="right", field=field, max_width=0.36)
    left = c.urdu_label_at(LABELS["born"], 0.80, 0.785, size)
    c.text(slashed(rng, p["born"]), left - rng.uniform(0.01, 0.03) * WIDTH, c.at(0, 0.785)[1], 0.036, anchor="right", field="birthday", max_width=0.25)
    scribble(c, 0.79, 0.80, 0.93, 0.90)
    c.text("دستخط رجسٹرار جنرل", *c.at(0.86, 0.945), 0.035, rtl=True, anchor="middle", label=True)
    c.text(NOTICE, *c.at(0.52, 0.937), 0.045, rtl=True, anchor="middle", label=True, max_width=0.34)


def nic_back(c, p):
    rng = c.rng
    portrait(c, 0.08, 0.05, 0.20, 0.32, alpha=rng.uniform(0.3, 1))
    fingerprint(c, 0.06, 0.38, 0.21, 0.74)
    size = rng.uniform(0.046, 0.058)
    c.urdu_label_at(LABELS["number"], 0.955, 0.075, size)
    c.text(p["number"], *c.at(0.57, 0.075), 0.034, field="id_number", max_width=0.27)
    c.urdu_label_at(LABELS["family"], 0.525, 0.07, size)
    c.text(p["family"], *c.at(0.25, 0.07), 0.034, field="family_number")
    c.urdu_label_at(LABELS["now"], 0.94, 0.165, size)
    right = rng.choice([0.83, 0.82])
    c.address("current_address", p["current"], right, 0.158, rng.uniform(0.075, 0.095), size, 0.51)
    c.urdu_label_at(LABELS["home"], 0.935, 0.43, size)
    same = p["permanent"] == p["current"] and rng.random() < 0.7
    c.address("permanent_address", "ایضاً" if same else p["permanent"], right, 0.43, rng.uniform(0.075, 0.095), size, 0.51)
    c.urdu_label_at(LABELS["issued"], 0.93, 0.675, size)
    c.text(slashed(rng, p["issued"]), *c.at(0.655, 0.675), 0.034, field="issue_date", max_width=0.2)
    c.urdu_label_at(LABELS["expires"], 0.585, 0.675, size)
    if p["lifetime"]:
        c.text("تاحیات", *c.at(0.445, 0.675), size, rtl=True, anchor="right", field="expiry_date")
    else:
        c.text(slashed(rng, p["expires"]), *c.at(0.275, 0.675), 0.034, field="expiry_date", max_width=0.2)
    c.text(NOTICE, *c.at(0.56, 0.752), 0.05, rtl=True, anchor="middle", label=True, max_width=0.42)
    modules(c, 0.14, 0.83, 0.92, 0.97, rng.choice([150, 200, 260]), rng.randint(12, 30), False)


def old_nicop_front(c, p):
    rng = c.rng
    flag(c, 0.25, 0.0, 1.0, 0.9, rng.uniform(0.03, 0.2), waving=True)
    portrait(c, 0.035, 0.11, 0.28, 0.62)
    scribble(c, 0.035, 0.695, 0.27, 0.86)
    for text, y in (("Government of Pakistan", 0.13), ("National Identity Card for", 0.21), ("Overseas Pakistanis", 0.29)):
        c.text(text, *c.at(0.525, y), 0.04, anchor="middle", label=True, max_width=0.5)
    c.text(p["number"], *c.at(0.405, 0.357), 0.038, field="id_number", max_width=0.3)
    emblem(c, 0.91, 0.17, 0.065, c.rs.uniform(20, 120, 3), rng.uniform(0.5, 0.95))
    rows = [("Name:", p["name"], "name"), ("Husband's Name:" if p["married"] else "Father's Name:", p["father"], "father_name"),
            ("Gender :", {"M": "Male", "F": "Female", "X": "X"}[p["gender"]], "gender"), ("Date of Birth :", f"{p['born'][0]:02d}/{p['born'][1]:02d}/{p['born'][2]}", "birthday"), ("Country of Stay :", p["country"], "country_of_stay")]
    column = c.at(rng.uniform(0.42, 0.56), 0)[0] if c.loose and rng.random() < 0.6 else 0  # values one below another
    for k, (label, value, field) in enumerate(rows):
        x, y = c.at(0.31, 0.43 + 0.0685 * k)
        right = c.text(label, x, y, 0.027, label=True)[2]
        c.text(value, max(column, right + rng.uniform(0.008, 0.03) * WIDTH), y, 0.03, field=field, max_width=0.4)
    holograms(c, rng.randint(1, 6))


OTHER_TITLES = """DRIVING LICENCE|STUDENT CARD|EMPLOYEE CARD|GOVERNMENT OF PUNJAB|VISITOR|PASSPORT|HEALTH CARD|DEBIT|CREDIT|BANK LIMITED|MEMBERSHIP|
LIBRARY CARD|UNIVERSITY|ARMS LICENCE|VEHICLE REGISTRATION|BOARDING PASS|RESIDENT IDENTITY CARD|PERMANENT ACCOUNT NUMBER|TRAVEL PASS|LOYALTY""".replace("\n", "").split("|")
OTHER_LABELS = "Name|Father/Husband Name|Licence No|Reg No|Roll No|Valid Upto|Issued|Blood Group|Designation|Department|Class|Emp ID|D.O.B|Address|Nationality|Passport No|Expiry|VALID THRU|Session".split("|")


HOLDER_TITLES = """GOVERNMENT OF PAKISTAN|GOVERNMENT OF THE PUNJAB|GOVERNMENT OF SINDH|KHYBER PAKHTUNKHWA|ISLAMABAD TRAFFIC POLICE|TRAFFIC POLICE PUNJAB|DRIVING LICENCE|
DRIVING LICENSE|MOTOR DRIVING LICENCE|ARMS LICENCE|EMPLOYEE CARD|SERVICE CARD|STUDENT IDENTITY CARD|PENSION BOOK|SEHAT CARD|BAR COUNCIL|CHAMBER OF COMMERCE|
PAKISTAN RAILWAYS|BOARD OF EDUCATION|ADMISSION SLIP|VOTER SLIP|VEHICLE REGISTRATION|WATER AND POWER|ISLAMIC REPUBLIC OF PAKISTAN""".replace("\n", "").split("|")


def holder_card(c, p):
    """Another authority's card that tells a holder's name, father, number and dates as ours do, in rows with labels."""
    rng = c.rng
    for k, title in enumerate(rng.sample(HOLDER_TITLES, rng.randint(1, 3))):
        c.text(title, *c.at(rng.choice([0.5, 0.5, 0.6]), 0.07 + 0.075 * k), rng.uniform(0.028, 0.055), anchor="middle", label=True, max_width=0.6)
    left = rng.random() < 0.5
    photo_y = rng.uniform(0.25, 0.4)
    photo_x = 0.04 if left else 0.72
    portrait(c, photo_x, photo_y, photo_x + rng.uniform(0.18, 0.25), photo_y + rng.uniform(0.3, 0.42), grey=rng.random() < 0.3)
    if rng.random() < 0.4:
        c.im[: int(HEIGHT * rng.uniform(0.1, 0.25))] *= c.rs.uniform(0.3, 0.9, 3).astype(np.float32)
    day = dotted if rng.random() < 0.4 else lambda d: slashed(rng, d)
    upper = str.upper if rng.random() < 0.6 else str
    rows = [(["CNIC No", "CNIC", "NIC No.", "ID Card No", "Identity No"], p["number"] if rng.random() < 0.8 else p["number"].replace("-", "")), (["Name", "Holder", "Full Name"], upper(p["name"])),
            (["Father Name", "Father/Husband", "S/O", "S/D/W of"], upper(p["father"])), (["Date of Birth", "D.O.B", "DOB"], day(p["born"])), (["Issue Date", "Date of Issue", "Issued", "Valid From"], day(p["issued"])),
            (["Expiry Date", "Valid Upto", "Valid To", "Expiry"], day(p["expires"])), (["Licence No", "License No", "Reg No", "Card No", "Emp ID"], p["code12"][: rng.randint(4, 12)]), (["Blood Group", "Category", "Designation"], rng.choice(["A+", "B+", "O+", "LTV", "M/Cycle, Motor Car", "Clerk"])),
            (["Address"], p["current_en"][:42])]
    rng.shuffle(rows)
    x, y = (0.31 if left else 0.04) + rng.uniform(0, 0.04), rng.uniform(0.26, 0.36)
    below, size = rng.random() < 0.25, rng.uniform(0.026, 0.038)
    step = rng.uniform(0.1, 0.12) if below else rng.uniform(0.07, 0.095)
    gap = rng.uniform(0.14, 0.24)
    for labels, value in rows[: rng.randint(4, 9)]:
        if y > 0.95:
            break
        c.text(rng.choice(labels) + rng.choice(["", ":", " :"]), *c.at(x, y), 0.024, label=True, max_width=None if below else gap - 0.01)
        c.text(value, *c.at(x + (0 if below else gap), y + (0.045 if below else 0)), size, max_width=0.36)
        y += step
    if rng.random() < 0.35:
        for k, text in enumerate(rng.sample([p["name_ur"], p["father_ur"], "ڈرائیونگ لائسنس", "حکومت پنجاب", p["current"][:30]], rng.randint(1, 3))):
            c.text(text, *c.at(rng.uniform(0.75, 0.95), 0.3 + 0.15 * k), 0.055, rtl=True, anchor="right", max_width=0.4)


def other(c, p):
    """A card that is none of ours: a licence, a bank card, a student card, a passport's page."""
    rng = c.rng
    if rng.random() < 0.4:
        return holder_card(c, p)
    for _ in range(rng.randint(1, 2)):
        c.text(rng.choice(OTHER_TITLES), *c.at(rng.uniform(0.05, 0.4), rng.uniform(0.06, 0.2)), rng.uniform(0.03, 0.07), label=True, max_width=0.5)
    if rng.random() < 0.6:
        x, y = rng.choice([0.04, 0.7]), rng.uniform(0.2, 0.4)
        portrait(c, x, y, x + rng.uniform(0.18, 0.27), y + rng.uniform(0.3, 0.5), grey=rng.random() < 0.3)
    if rng.random() < 0.35:
        chip(c, 0.09, 0.35, 0.22, 0.53)
    if rng.random() < 0.25:
        emblem(c, rng.uniform(0.1, 0.9), 0.15, 0.06, c.rs.uniform(20, 150, 3), 0.8)
    if rng.random() < 0.2:
        modules(c, 0.7, 0.5, 0.9, 0.8, 25, 25, True)
    if rng.random() < 0.3:
        c.im[: int(HEIGHT * rng.uniform(0.1, 0.3))] *= c.rs.uniform(0.2, 0.9, 3).astype(np.float32)
    values = [p["name"], p["father"], dotted(p["born"]), slashed(rng, p["issued"]), p["family"], p["code12"], p["name"].upper(), " ".join(p["code12"][k : k + 4] for k in (0, 4, 8)), p["country"]]
    x, y = rng.uniform(0.05, 0.4), rng.uniform(0.25, 0.4)
    for _ in range(rng.randint(1, 7)):
        c.text(rng.choice(OTHER_LABELS), *c.at(x, y), 0.024, label=True)
        c.text(rng.choice(values), *c.at(x + rng.choice([0, 0.2]), y + rng.choice([0, 0.045])), rng.uniform(0.025, 0.05), max_width=0.4)
        y += rng.uniform(0.08, 0.12)
    if rng.random() < 0.25:
        for k in range(rng.randint(1, 4)):
            c.text(words.address(rng)[:40], *c.at(rng.uniform(0.6, 0.95), 0.3 + 0.13 * k), 0.06, rtl=True, anchor="right", max_width=0.6)
    if rng.random() < 0.15:
        for k in range(2):
            c.text("P<" + p["name"].upper().replace(" ", "<").ljust(34, "<")[:34], *c.at(0.05, 0.82 + 0.09 * k), 0.035, max_width=0.9)


SIDES = {"other": other, "snic-front": snic_front, "snic-back": snic_back, "nicop-back": nicop_back, "nic-front": nic_front, "nic-back": nic_back, "old-nicop-front": old_nicop_front}
BASES = {"other": (200, 205, 200), "snic-front": (205, 232, 212), "snic-back": (190, 225, 195), "nicop-back": (205, 228, 215), "nic-front": (225, 238, 228), "nic-back": (215, 232, 215), "old-nicop-front": (225, 232, 225)}


def draw(rng, rs, layout, holder=None, unseen_font=False, unseen_words=False, hand=None, loose=False):
    """Draws one side. Returns (uint8 BGR [HEIGHT, WIDTH, 3], boxes: [{field, line, text, script, box: [x0, y0, x1, y1]}]).

    `hand`: of `fonts.urdu_hand`. `loose`: with things further from their places than on the cards that are measured with,
    and without some of those that are no text. Without a holder it takes one whose texts the fonts can draw; with one it may raise MissingGlyph."""
    if holder is None:
        while True:
            try:
                return draw(rng, rs, layout, person(rng, unseen_words), unseen_font, unseen_words, hand, loose)
            except MissingGlyph:
                continue
    base = np.clip(np.array(BASES[layout]) + rs.uniform(-28, 20, 3), 120, 252) if rng.random() < 0.85 else rs.uniform(150, 250, 3)
    c = Canvas(rng, rs, base, rng.uniform(0.2, 1.2), unseen_font, hand, loose)
    SIDES[layout](c, holder)
    if rng.random() < 0.2:
        holograms(c, rng.randint(1, 3))
    if rng.random() < 0.12:  # a stamp or a stroke over the print
        scribble(c, rng.uniform(0, 0.6), rng.uniform(0, 0.6), rng.uniform(0.6, 1), rng.uniform(0.6, 1))
    for _ in range(rng.choice([0, 0, 0, 1, 3, 8])):  # scratches
        a, b = rs.rand(2) * [WIDTH, HEIGHT], rs.rand(2) * [WIDTH, HEIGHT]
        b = a + (b - a) * rng.uniform(0.05, 0.6)
        cv2.line(c.im, tuple(map(int, a)), tuple(map(int, b)), rs.uniform(120, 255, 3).tolist(), 1, cv2.LINE_AA)
    return np.clip(c.im, 0, 255).astype(np.uint8), c.boxes


if __name__ == "__main__":
    import sys
    import time

    rng, rs = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 5), np.random.RandomState(5)
    t = time.time()
    for k in range(12):
        im, boxes = draw(rng, rs, LAYOUTS[k % 6], unseen_font=k >= 9)
        for b in boxes:
            x0, y0, x1, y1 = map(int, b["box"])
            cv2.rectangle(im, (x0, y0), (x1, y1), (0, 0, 255), 1)
        cv2.imwrite(f"{sys.argv[1]}/card{k}.png", cv2.resize(im, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA))
    print(12 / (time.time() - t), "cards a second")
