"""Golden tensors: what Python makes of an example picture at every step, for a Rust test to compare with.

`python -m cnic_training.golden` (from models/training) writes ../../tests/data/golden.json from the exported networks.
The straightened card and the strips are sampled here with OpenCV, in Rust by its own sampler; both must agree closely."""
import json
import os

import cv2
import numpy as np
import onnxruntime

from . import crops, photo
from .nets import FieldFinder
from .train_fields import KINDS
from .train_finder import tensor
from .train_reader import ALPHABET, logical, normalise

ROOT = os.path.join(os.path.dirname(__file__), "..", "..", "..")
# where the card lies on the picture and where two of its lines stand on the straightened card, about as the tool finds them
QUAD = [[266, 176], [1228, 212], [1195, 810], [255, 788]]
LINES = {"latin": [112, 74, 188, 82], "urdu": [192, 93, 249, 109]}


def session(name):
    return onnxruntime.InferenceSession(os.path.join(ROOT, "models", name, name + ".onnx"), providers=["CPUExecutionProvider"])


def sample(im, to_page, w, h, border):
    """As `Pyramid::sample`: the halving whose scale fits, then bilinear; coordinates count pixel middles as halves."""
    q = cv2.perspectiveTransform(photo.corners(w, h)[None], to_page)[0]
    side = lambda a, b: np.linalg.norm(q[a] - q[b])
    ratio = max((side(0, 1) + side(3, 2)) / 2 / w, (side(0, 3) + side(1, 2)) / 2 / h)
    level = max(0, int(round(np.log2(max(ratio, 1e-6)))))
    for _ in range(level):
        im = cv2.resize(im[: im.shape[0] // 2 * 2, : im.shape[1] // 2 * 2], None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    s = 0.5**level
    middle = lambda d: np.float64([[1, 0, d], [0, 1, d], [0, 0, 1]])
    m = middle(-0.5) @ np.diag([s, s, 1.0]) @ to_page @ middle(0.5)
    return cv2.warpPerspective(im, m, (w, h), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=border)


def some(values, n=400):
    """Every k-th value of a tensor, so that the file stays small: {every, values}."""
    flat = np.asarray(values).ravel()
    every = max(1, flat.size // n)
    return {"every": every, "values": [round(float(v), 4) for v in flat[::every]]}


def main():
    picture = "examples/snic-front.jpg"
    im = cv2.imread(os.path.join(ROOT, picture))
    h, w = im.shape[:2]
    side = max(w, h)
    s = side / 256
    whole = np.float64([[s, 0, (w - side) / 2], [0, s, (h - side) / 2], [0, 0, 1]])
    finder_input = tensor(sample(im, whole, 256, 256, cv2.BORDER_CONSTANT))
    quad = np.float32(QUAD)
    inner = photo.corners(352, 224) + 16
    to_page = cv2.getPerspectiveTransform(inner, quad)
    card = tensor(sample(im, to_page, 384, 256, cv2.BORDER_REPLICATE))
    _, kind, off = session("fields").run(None, {"input": card[None]})
    corners = inner + off.reshape(4, 2) * FieldFinder.CORNER
    lines = []
    for script, (x0, y0, x1, y1) in LINES.items():
        up, along = crops.PAD[script]
        bw, bh = x1 - x0, y1 - y0
        width, height = crops.strip_size(script, bw, bh)
        inside = np.float32([[along * bh, up * bh], [bw + along * bh, up * bh], [bw + along * bh, bh + up * bh], [along * bh, bh + up * bh]])
        inside *= [width / (bw + 2 * along * bh), height / (bh * (1 + 2 * up))]
        box = np.float32([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])
        strip = sample(im, to_page @ cv2.getPerspectiveTransform(inside.astype(np.float32), box), width, height, cv2.BORDER_REPLICATE)
        grey = cv2.cvtColor(strip, cv2.COLOR_BGR2GRAY)
        x = np.zeros((height, -(-width // 8) * 8), np.float32)
        x[:, :width] = normalise(grey)
        logits = session(script).run(None, {"input": x[None, None]})[0][0][: (width + 1) // 2]
        text, last = "", 0
        for c in logits.argmax(-1):
            if c and c != last:
                text += ALPHABET[script][c - 1]
            last = c
        text = logical(text) if script == "urdu" else text
        lines.append({"script": script, "box": [x0, y0, x1, y1], "width": width, "strip": some(grey), "text": " ".join(text.split())})
    out = {
        "picture": picture, "quad": QUAD, "finder_input": some(finder_input), "card": some(card),
        "kind": KINDS[int(kind[0].argmax())], "corners": [[round(float(v), 2) for v in corner] for corner in corners], "lines": lines,
    }
    with open(os.path.join(ROOT, "tests", "data", "golden.json"), "w", encoding="utf8") as f:
        json.dump(out, f, ensure_ascii=False, indent=1)
        f.write("\n")
    print(out["kind"], [(l["script"], l["text"]) for l in lines])


if __name__ == "__main__":
    main()
