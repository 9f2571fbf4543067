"""Draws the files that the tests of src/input read: `python make.py` beside them, with numpy, Pillow and pikepdf.

All show one ramp of 200 x 140 pixels: red grows to the right, green downward, blue is 64."""

import io
import struct
import zlib

import numpy as np
import pikepdf
from PIL import Image

W, H = 200, 140
red, green = np.meshgrid(np.linspace(0, 255, W), np.linspace(0, 255, H))
ramp = np.dstack([red, green, np.full((H, W), 64)]).round().astype(np.uint8)
image = Image.fromarray(ramp)


def jpeg(picture, **options):
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95, subsampling=0, **options)
    return out.getvalue()


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


write("rgb.jpg", jpeg(image))
write("progressive.jpg", jpeg(image, progressive=True))
write("grey.jpg", jpeg(image.getchannel(0)))

# Orientation 1; the tests write another number there.
exif = Image.Exif()
exif[0x0112] = 1
write("exif.jpg", jpeg(image, exif=exif.tobytes()))

# Adobe's CMYK: Pillow stores it inverted. YCCK is the same file with three channels as YCbCr and another flag.
ink = [Image.fromarray(255 - ramp[..., i]) for i in range(3)]
black = Image.new("L", (W, H), 0)
write("cmyk.jpg", jpeg(Image.merge("CMYK", [*ink, black])))
ycc = Image.merge("RGB", ink).convert("YCbCr").point(lambda v: 255 - v)
ycck = bytearray(jpeg(Image.merge("CMYK", [*ycc.split(), black])))
ycck[ycck.index(b"Adobe") + 11] = 2
write("ycck.jpg", bytes(ycck))
assert np.abs(np.asarray(Image.open("ycck.jpg").convert("RGB"), int) - ramp).max() < 16


def png(depth, colour, interlaced, raw):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", W, H, depth, colour, 0, 0, interlaced)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw, 9)) + chunk(b"IEND", b"")


def rows(pixels):
    """Each row as the difference to the pixel on the left (filter 1)."""
    raw = np.ascontiguousarray(pixels).view(np.uint8).reshape(len(pixels), -1)
    width = pixels.shape[2] * pixels.itemsize
    left = np.pad(raw, ((0, 0), (width, 0)))[:, :-width]
    return b"".join(b"\1" + row.tobytes() for row in raw - left)


passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
write("interlaced.png", png(8, 2, 1, b"".join(rows(ramp[y::dy, x::dx]) for x, y, dx, dy in passes)))
write("rgb16.png", png(16, 2, 0, rows(ramp.astype(">u2") * 257)))
image.quantize(256).save("palette.png", optimize=True)
Image.fromarray(ramp[..., 0] > 127).save("bilevel.png")


# A pattern that any blur or shift changes. A page that is one picture; a form around the picture; a wide page with the picture small on it.
def pdf(name, size, matrix, group=None, pages=1, **options):
    document = pikepdf.new()
    x, y = np.meshgrid(np.arange(W), np.arange(H))
    pattern = np.dstack([(x + y) % 2, x % 3 == 0, y % 5 == 0]).astype(np.uint8) * 255
    picture = pikepdf.Stream(document, pattern.tobytes())
    picture.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Image, "/Width": W, "/Height": H,
                    "/ColorSpace": pikepdf.Name.DeviceRGB, "/BitsPerComponent": 8})
    picture = document.make_indirect(picture)
    if group:
        form = pikepdf.Stream(document, b"%g 0 0 %g 0 0 cm /X Do" % (group, group))
        form.update({"/Type": pikepdf.Name.XObject, "/Subtype": pikepdf.Name.Form, "/BBox": [0, 0, *size],
                     "/Resources": {"/XObject": {"/X": picture}}})
        picture = document.make_indirect(form)
    for _ in range(pages):
        page = document.add_blank_page(page_size=size)
        page.Resources = pikepdf.Dictionary(XObject={"/X": picture})
        page.Contents = document.make_stream(b"q %g %g %g %g %g %g cm /X Do Q" % matrix)
    document.save(name, static_id=True, **options)


pdf("picture.pdf", (100, 70), (100, 0, 0, 70, 0, 0))
pdf("turned.pdf", (70, 100), (0, 100, -70, 0, 70, 0))
pdf("group.pdf", (100, 70), (2, 0, 0, 1.4, 0, 0), group=50)
pdf("small.pdf", (400, 280), (100, 0, 0, 70, 20, 20))
pdf("many.pdf", (100, 70), (100, 0, 0, 70, 0, 0), pages=30)
pikepdf.new().save("empty.pdf", static_id=True)
secret = dict(user="urdu-اردو", owner="owner")
pdf("aes.pdf", (100, 70), (100, 0, 0, 70, 0, 0), encryption=pikepdf.Encryption(**secret, R=6))
pdf("rc4.pdf", (100, 70), (100, 0, 0, 70, 0, 0),
    encryption=pikepdf.Encryption(user="plain", owner="owner", R=3, aes=False, metadata=False))
