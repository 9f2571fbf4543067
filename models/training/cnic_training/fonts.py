"""Which fonts draw what, and which family is kept out of training.

Fonts come from Debian packages (named in `models/training/README.md`) and from a folder of further fonts
(`CNIC_FONTS`). A font that is not installed is left out; too few of them is an error.
"""
import glob
import math
import os
from functools import lru_cache

import cv2
import numpy as np

from .shape import EM, Face

EXTRA = os.environ.get("CNIC_FONTS", "fonts")
SYSTEM = "/usr/share/fonts"

# Awami and Fajer are kept out of training whole: no network has ever seen a letter of them.
URDU_UNSEEN = ["truetype/awami/AwamiNastaliq-Regular.ttf", "Fajer-Noori-Nastalique.ttf"]
URDU = [
    "truetype/noto/NotoNastaliqUrdu-Regular.ttf",
    "truetype/noto/NotoNastaliqUrdu-Bold.ttf",
    "Gulzar-Regular.ttf",
    "MehrNastaliqWeb.ttf",
    "MehrNastaliqWeb.ttf",
    "NafeesNastaleeq_v1.02.ttf",
    "Pak-Nastaleeq.ttf",
    "Pak-Nastaleeq.ttf",
]
NASKH = [
    "truetype/noto/NotoNaskhArabic-Regular.ttf",
    "truetype/paktype/PakType Naskh Basic Urdu.ttf",
    "truetype/fonts-nafees/NafeesWeb.ttf",
    "truetype/noto/NotoNaskhArabic-Bold.ttf",
]
# Open Sans, Fira-like humanists and one grotesque are kept out of training.
LATIN_UNSEEN = ["truetype/open-sans/OpenSans-Regular.ttf", "truetype/open-sans/OpenSans-Semibold.ttf", "truetype/open-sans/OpenSans-Bold.ttf"]
LATIN = [
    "truetype/crosextra/Carlito-Regular.ttf",
    "truetype/crosextra/Carlito-Bold.ttf",
    "truetype/crosextra/Caladea-Bold.ttf",
    "truetype/liberation2/LiberationSans-Regular.ttf",
    "truetype/liberation2/LiberationSans-Bold.ttf",
    "truetype/liberation2/LiberationSerif-Bold.ttf",
    "truetype/liberation2/LiberationMono-Bold.ttf",
    "truetype/liberation/LiberationSansNarrow-Bold.ttf",
    "truetype/dejavu/DejaVuSans.ttf",
    "truetype/dejavu/DejaVuSans-Bold.ttf",
    "truetype/dejavu/DejaVuSansCondensed.ttf",
    "truetype/dejavu/DejaVuSansCondensed-Bold.ttf",
    "truetype/dejavu/DejaVuSansMono-Bold.ttf",
    "truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf",
    "truetype/roboto/unhinted/RobotoTTF/Roboto-Medium.ttf",
    "truetype/roboto/unhinted/RobotoTTF/Roboto-Bold.ttf",
    "truetype/roboto/unhinted/RobotoCondensed-Bold.ttf",
    "truetype/lato/Lato-Regular.ttf",
    "truetype/lato/Lato-Semibold.ttf",
    "truetype/lato/Lato-Bold.ttf",
    "truetype/noto/NotoSans-Regular.ttf",
    "truetype/noto/NotoSans-SemiBold.ttf",
    "truetype/noto/NotoSans-Condensed.ttf",
    "truetype/noto/NotoSerif-Regular.ttf",
    "opentype/urw-base35/NimbusSans-Regular.otf",
    "opentype/urw-base35/NimbusSans-Bold.otf",
    "opentype/urw-base35/NimbusSansNarrow-Bold.otf",
    "opentype/urw-base35/URWGothic-Demi.otf",
    "opentype/urw-base35/NimbusRoman-Bold.otf",
    "opentype/cantarell/Cantarell-Regular.otf",
    "opentype/cantarell/Cantarell-Bold.otf",
    "opentype/cantarell/Cantarell-VF.otf",
    "truetype/freefont/FreeSansBold.ttf",
    "opentype/freefont/FreeSans.otf",
    "opentype/inter/Inter-Regular.otf",
    "opentype/inter/Inter-Bold.otf",
]
OCR_B = ["opentype/ocr-b/OCRB.otf"]


def _find(name):
    for folder in (EXTRA, SYSTEM):
        path = os.path.join(folder, name)
        if os.path.exists(path):
            return path
    hits = glob.glob(os.path.join(SYSTEM, "**", os.path.basename(name)), recursive=True)
    return hits[0] if hits else None


@lru_cache(None)
def _face(path):
    return Face(path)


@lru_cache(None)
def _paths(kind):
    names = {"urdu": URDU, "urdu-unseen": URDU_UNSEEN, "naskh": NASKH, "latin": LATIN, "latin-unseen": LATIN_UNSEEN, "ocr-b": OCR_B}[kind]
    found = [p for p in map(_find, names) if p]
    if len(found) < (len(names) + 1) // 2:
        raise FileNotFoundError(f"fonts for {kind}: found {len(found)} of {len(names)}; see models/training/README.md")
    return found


def pick(rng, kind):
    """A random face of a kind: urdu, urdu-unseen, naskh, latin, latin-unseen or ocr-b."""
    return _face(rng.choice(_paths(kind)))


def urdu(rng, unseen=False):
    """A Nastaliq face, now and then (in training) a Naskh one, as some forms print."""
    if unseen:
        return pick(rng, "urdu-unseen")
    return pick(rng, "naskh" if rng.random() < 0.07 else "urdu")


def urdu_spacing(rng):
    """How a clerk or a font sets Urdu words, for `Face.line`: at any distance, or kerned, so that a comma stands under the next one's beginning."""
    if rng.random() < 0.4:
        return {"kern": rng.uniform(0.08, 0.3)}
    return {"word_gap": rng.uniform(0.2, 1.4) if rng.random() < 0.5 else 1.0}


def _pen(rng):
    """A pen with a nib of another width and angle than a font's: its mark (uint8 kernel), and whether it makes letters thicker or thinner by that."""
    thicker = rng.random() < 0.7
    n, angle = rng.choice([2, 3, 4, 5]) if thicker else 2, rng.uniform(0, math.pi)
    nib = np.zeros((n + 1, n + 1), np.uint8)
    x, y = n / 2 * math.cos(angle), n / 2 * math.sin(angle)
    cv2.line(nib, (round(n / 2 - x), round(n / 2 - y)), (round(n / 2 + x), round(n / 2 + y)), 1, 1)
    return nib, thicker


def _shaped(rng, ink, left, top, strength):
    """A glyph drawn by another hand: larger, smaller or slanted, its strokes bent, its middle where it was. (ink, left, top)"""
    h, w = ink.shape
    edge = 2 + round(2 * strength * max(h, w))  # so that nothing of it is cut off
    a, b, c, d = (rng.gauss(0, strength) for _ in range(4))
    bend = [rng.gauss(0, 0.6 * strength) for _ in range(4)]
    y, x = np.mgrid[-edge : h + edge, -edge : w + edge].astype(np.float32)
    unit = 0.35 * EM
    u, v = (x - w / 2) / unit, (y - h / 2) / unit
    u2, v2 = np.minimum(u * u, 1.5), np.minimum(v * v, 1.5)
    from_x = x + unit * (a * u + b * v + bend[0] * u2 + bend[1] * v2)
    from_y = y + unit * (c * u + d * v + bend[2] * u2 + bend[3] * v2)
    other = cv2.remap(ink, from_x, from_y, cv2.INTER_LINEAR)
    x, y, w, h = cv2.boundingRect(other)
    return other[y : y + h, x : x + w], left - edge + x, top + edge - y


def urdu_hand(rng, unseen=False):
    """How a font that we do not have might draw letters, dots and small signs, for `Face.line`: with a pen of another width
    and angle, each letter of another size and otherwise bent, its dots larger or smaller and elsewhere, its words steeper,
    wider or slanted. Nothing for the unseen fonts, which stay as they are, and for a third of the others."""
    if unseen or rng.random() < 0.35:
        return {}
    nib, thicker = _pen(rng) if rng.random() < 0.6 else (None, False)
    strength = rng.uniform(0.02, 0.12) if rng.random() < 0.6 else 0
    n = 0 if nib is None else len(nib) // 2
    moved = rng.random() < 0.75
    size = math.exp(rng.gauss(0, 0.15))
    wide, high = size * math.exp(rng.gauss(0, 0.08)), size * math.exp(rng.gauss(0, 0.08))
    right, up = rng.gauss(0, 0.025) * EM, rng.gauss(0, 0.04) * EM
    if rng.random() < 0.15:  # as a few fonts set a small alef
        up += rng.uniform(0.05, 0.15) * EM
    drawn = {}

    def letter(ink, left, top, mark):
        if nib is not None and (thicker or not mark):  # thinner dots would be none
            wider = cv2.copyMakeBorder(ink, n, n, n, n, cv2.BORDER_CONSTANT)
            ink, left, top = cv2.dilate(wider, nib) if thicker else cv2.erode(wider, nib), left - n, top + n
        return _shaped(rng, ink, left, top, strength) if strength and not mark else (ink, left, top)

    def hand(ink, left, top, mark):
        if id(ink) not in drawn:  # a face keeps its glyphs, so that they have the same id
            drawn[id(ink)] = letter(ink, 0, 0, mark)
        ink, right_by, up_by = drawn[id(ink)]
        left, top = left + right_by, top + up_by
        if not (mark and moved):
            return ink, left, top
        h, w = ink.shape
        other = cv2.resize(ink, (max(2, round(w * wide)), max(2, round(h * high))), interpolation=cv2.INTER_LINEAR)
        across, along = right + rng.gauss(0, 0.012) * EM, up + rng.gauss(0, 0.012) * EM
        return other, left + round((w - other.shape[1]) / 2 + across), top - round((h - other.shape[0]) / 2 - along)

    if rng.random() < 0.3:
        return {"hand": hand}
    return {"hand": hand, "form": ((math.exp(rng.gauss(0, 0.12)), rng.gauss(0, 0.1)), (rng.gauss(0, 0.09), math.exp(rng.gauss(0, 0.1))))}


def latin(rng, unseen=False):
    return pick(rng, "latin-unseen" if unseen else "latin")
