"""Text to ink: shaping with HarfBuzz, glyphs with FreeType, one cache of glyph bitmaps a face."""
import ctypes
import ctypes.util
import math
import re
from functools import lru_cache

import cv2
import freetype
import numpy as np
import uharfbuzz as hb

EM = 96  # pixels an em is rasterised at; callers scale down from there

# Runs that stand left to right inside a right-to-left line; `src/text.rs` has the same rule.
LTR = re.compile(r"[0-9A-Z](?:[0-9A-Z./-]*[0-9A-Z])?")


def visual(text):
    """Left-to-right order of what stands on a right-to-left line: what CTC sees. Its own inverse."""
    out, i = [], 0
    for m in LTR.finditer(text):
        out += [text[i : m.start()][::-1], m.group()]
        i = m.end()
    out.append(text[i:][::-1])
    return "".join(out[::-1])


logical = visual


class MissingGlyph(Exception):
    """The face has no glyph for a sign of the text."""


class _Graphite:
    """Shapes through the system's HarfBuzz, which (unlike the wheel's) is built with Graphite; Awami needs it."""

    def __init__(self, path, em):
        lib = ctypes.CDLL(ctypes.util.find_library("harfbuzz"))
        for name in ("hb_blob_create_from_file", "hb_face_create", "hb_font_create", "hb_buffer_create", "hb_language_from_string"):
            getattr(lib, name).restype = ctypes.c_void_p
        for name in ("hb_buffer_get_glyph_infos", "hb_buffer_get_glyph_positions"):
            getattr(lib, name).restype = ctypes.POINTER(ctypes.c_int32)
        self.lib, p = lib, ctypes.c_void_p
        self.font = p(lib.hb_font_create(p(lib.hb_face_create(p(lib.hb_blob_create_from_file(path.encode())), 0))))
        lib.hb_font_set_scale(self.font, em * 64, em * 64)

    def __call__(self, text, rtl):
        lib, p = self.lib, ctypes.c_void_p
        buffer = p(lib.hb_buffer_create())
        raw = text.encode()
        lib.hb_buffer_add_utf8(buffer, raw, len(raw), 0, len(raw))
        lib.hb_buffer_guess_segment_properties(buffer)
        lib.hb_buffer_set_direction(buffer, 5 if rtl else 4)
        lib.hb_shape(self.font, buffer, None, 0)
        n = ctypes.c_uint()
        infos = lib.hb_buffer_get_glyph_infos(buffer, ctypes.byref(n))
        places = lib.hb_buffer_get_glyph_positions(buffer, ctypes.byref(n))
        # hb_glyph_info_t and hb_glyph_position_t are five 32-bit words each
        out = [(infos[5 * i], *(places[5 * i + k] for k in (0, 2, 3))) for i in range(n.value)]
        lib.hb_buffer_destroy(buffer)
        return out


class Face:
    def __init__(self, path):
        self.path = path
        self.font = hb.Font(hb.Face(hb.Blob.from_file_path(path)))
        self.font.scale = (EM * 64, EM * 64)
        self.ft = freetype.Face(path)
        self.ft.set_pixel_sizes(0, EM)
        self.graphite = _Graphite(path, EM) if "Awami" in path else None
        self.glyphs = {}

    def _shape(self, text, rtl):
        """[(glyph, advance, x offset, y offset)] in 1/64 pixel, left to right."""
        if self.graphite:
            return self.graphite(text, rtl)
        b = hb.Buffer()
        b.add_str(text)
        b.direction, b.script, b.language = ("rtl", "Arab", "ur") if rtl else ("ltr", "Latn", "en")
        hb.shape(self.font, b)
        return [(i.codepoint, p.x_advance, p.x_offset, p.y_offset) for i, p in zip(b.glyph_infos or [], b.glyph_positions or [])]

    def _glyph(self, g):
        if g not in self.glyphs:
            self.ft.load_glyph(g, freetype.FT_LOAD_RENDER | freetype.FT_LOAD_NO_HINTING)
            bm = self.ft.glyph.bitmap
            # read through the C struct: freetype-py's own `buffer` copies byte by byte
            ink = np.ctypeslib.as_array(bm._FT_Bitmap.buffer, (bm.rows, bm.pitch))[:, : bm.width].copy() if bm.rows else None
            self.glyphs[g] = ink, self.ft.glyph.bitmap_left, self.ft.glyph.bitmap_top, ink is not None and _sides(ink)
        return self.glyphs[g]

    @lru_cache(None)
    def has(self, sign):
        return self.ft.get_char_index(sign) > 0

    def cap_height(self):
        """Height of a capital over the em."""
        try:
            ink, base = self.line("H", rtl=False)
            return base / EM
        except MissingGlyph:
            return 0.7

    def line(self, text, rtl, digits=None, spacing=0.0, word_gap=1.0, kern=None, hand=None, form=None):
        """Draws a line at EM pixels an em.

        `digits`: a face for the left-to-right runs of a right-to-left line. `spacing`: em added after each glyph
        of a left-to-right line. `word_gap`: factor of the blank's width. `kern`: em that stay between the ink of
        neighbouring words, which are moved together where there is more, even over and under one another. `hand`:
        draws the glyphs of a right-to-left run otherwise (ink, left, top, whether it is a dot or another mark, to the first three).
        `form`: [2, 2], what becomes of a word's directions along the line and up.
        Returns (ink coverage, uint8, [h, w], tight around the ink; baseline's row in it). Raises MissingGlyph."""
        if rtl:
            runs, i = [], 0
            for m in LTR.finditer(text):
                runs += [(text[i : m.start()], True, self), (m.group(), False, digits or self)]
                i = m.end()
            runs = [r for r in runs + [(text[i:], True, self)] if r[0]][::-1]
        else:
            runs = [(text, False, self)]
        x, placed, words = 0.0, [], [0]
        for run, run_rtl, face in runs:
            blank = face.font.get_nominal_glyph(32)
            for g, advance, dx, dy in face._shape(run, run_rtl):
                if g == 0:
                    raise MissingGlyph(run)
                ink, left, top, sides = face._glyph(g)
                if ink is not None:
                    if hand and run_rtl:
                        ink, left, top = hand(ink, left, top, advance == 0)
                        sides = _sides(ink)
                    placed.append((ink, int(round((x + dx) / 64)) + left, int(round(dy / 64)) + top, sides))
                elif len(placed) > words[-1]:
                    words.append(len(placed))  # a blank
                x += advance * (word_gap if g == blank else 1) + (0 if run_rtl else spacing * EM * 64)
        if not placed:
            raise MissingGlyph(text)
        if form is not None:
            placed = _formed(placed, words, form)
            words = range(len(placed))
        if kern is not None:
            placed = _kerned(placed, words, int(kern * EM))
        ink, _, top = _joined(placed)
        return ink, top


def _joined(placed):
    """Glyphs as one: (ink, left, top)."""
    x0, x1 = min(p[1] for p in placed), max(p[1] + p[0].shape[1] for p in placed)
    y0, y1 = min(p[2] - p[0].shape[0] for p in placed), max(p[2] for p in placed)
    out = np.zeros((y1 - y0, x1 - x0), np.uint8)
    for ink, px, py, _ in placed:
        view = out[y1 - py : y1 - py + ink.shape[0], px - x0 : px - x0 + ink.shape[1]]
        np.maximum(view, ink, out=view)
    return out, x0, y1


def _sides(ink):
    """Rows of a glyph that have ink, and the first and the last column of it in each."""
    solid = ink > 64
    rows = np.nonzero(solid.any(1))[0]
    return rows, solid[rows].argmax(1), ink.shape[1] - 1 - solid[rows, ::-1].argmax(1)


def _formed(placed, words, form):
    """The words of a right-to-left line, each as one glyph: steeper, wider or slanted by `form`, which keeps the left end of its baseline where it is."""
    (a, b), (c, d) = form
    out, longer = [], 0.0
    for first, last in zip(words[::-1], [len(placed), *words[:0:-1]]):
        if first == last:
            continue  # a blank at the line's end
        ink, left, top = _joined(placed[first:last])
        h, w = ink.shape
        xs, ys = zip(*((a * x + b * y, c * x + d * y) for x in (0, w) for y in (top, top - h)))
        x0, y1 = math.floor(min(xs)), math.ceil(max(ys))
        size = math.ceil(max(xs)) - x0, y1 - math.floor(min(ys))
        ink = cv2.warpAffine(ink, np.float32([[a, -b, b * top - x0], [-c, d, y1 - d * top]]), size)
        longer += (a - 1) * w
        out.append((ink, round(left - longer) + x0, y1, _sides(ink)))
    return out[::-1]


def _kerned(placed, words, gap):
    """The glyphs of a right-to-left line with its words (the indices of their first glyphs, left to right) moved to the right
    until they come as near as `gap` pixels: Nastaliq begins a word high above the end of the one before."""
    floor = min(top - ink.shape[0] for ink, _, top, _ in placed) - gap
    tall = max(top for _, _, top, _ in placed) + gap - floor + 1
    edge = np.full(tall, 1e6, np.float32)  # the leftmost ink of the words further right, by row
    around = np.ones((2 * gap + 1, 1), np.uint8)
    out, shift = [], 0
    for first, last in zip(words[::-1], [len(placed), *words[:0:-1]]):
        near = cv2.erode(edge[:, None], around)[:, 0]
        room = 1e6
        for _, left, top, (rows, _, ends) in placed[first:last]:
            room = min([room, *(near[top - rows - floor] - ends - left)])
        shift = max(shift, int(min(room - gap, shift + EM))) if out else 0
        for ink, left, top, sides in placed[first:last]:
            out.append((ink, left + shift, top, sides))
            rows, starts, _ = sides
            edge[top - rows - floor] = np.minimum(edge[top - rows - floor], left + shift + starts)
    return out
