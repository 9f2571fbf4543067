"""Convolutions of the line readers in 8 bits, once they are trained and exported: a quarter faster, half the size.

`python -m cnic_training.quantise POOL [--lines 80]` calibrates ../latin/latin.onnx and ../urdu/urdu.onnx on lines cut
from a pool of cards, prints how both read held-back lines before and after, writes them back and stamps the manifest.

Weights keep to 7 bits: on processors without an instruction for sums of 8-bit products (AVX2) such sums would
overflow, and be other numbers there than elsewhere."""
import argparse
import json
import os
import tempfile

import numpy as np
import onnx
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

from .crops import Crops
from .export import MODELS, stamp
from .train_reader import decode, distance, normalise

TESTED = 280


def tensor(line):
    width = -(-line.shape[1] // 8) * 8
    x = np.zeros((1, 1, line.shape[0], width), np.float32)
    x[0, 0, :, : line.shape[1]] = normalise(line)
    return x


class Lines(CalibrationDataReader):
    def __init__(self, lines):
        self.left = iter([{"input": tensor(line)} for line, _ in lines])

    def get_next(self):
        return next(self.left, None)


def errors(path, script, lines):
    """Character error rate in per cent."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    wrong = sum(distance(text, decode(script, session.run(None, {"input": tensor(line)})[0][0], line.shape[1])) for line, text in lines)
    return 100 * wrong / sum(len(text) for _, text in lines)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("pool")
    p.add_argument("--lines", type=int, default=80, help="to calibrate on")
    a = p.parse_args()
    manifest_path = os.path.join(MODELS, "manifest.json")
    manifest = json.load(open(manifest_path, encoding="utf8"))
    for script in ("latin", "urdu"):
        path = os.path.join(MODELS, script, f"{script}.onnx")
        if any(node.op_type == "QLinearConv" for node in onnx.load(path).graph.node):
            print(script, "is in 8 bits already, left as it is")
            continue
        tested, seen = Crops(a.pool, script, held=True).fixed(TESTED), Crops(a.pool, script, held=False).fixed(a.lines)
        with tempfile.TemporaryDirectory() as folder:
            small = os.path.join(folder, "small.onnx")
            quantize_static(path, small, Lines(seen), quant_format=QuantFormat.QOperator, activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
                            per_channel=True, reduce_range=True, op_types_to_quantize=["Conv"])
            sizes = [os.path.getsize(f) / 1e6 for f in (path, small)]
            rates = [errors(f, script, tested) for f in (path, small)]
            print(f"{script}: {sizes[0]:.2f} -> {sizes[1]:.2f} MB, characters wrong {rates[0]:.2f} -> {rates[1]:.2f} % of {TESTED} lines")
            with open(small, "rb") as new, open(path, "wb") as old:
                old.write(new.read())
        entry = next(e for e in manifest if e["name"] == script)
        entry.update(stamp(script, path, {script: entry}))
    with open(manifest_path, "w", encoding="utf8") as f:
        json.dump(manifest, f, ensure_ascii=False, indent=2)
        f.write("\n")


if __name__ == "__main__":
    main()
