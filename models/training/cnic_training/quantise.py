"""Convolutions in 8 bits, once the networks are trained and exported: a third faster, half of the size.

`python -m cnic_training.quantise POOL` calibrates ../<name>/<name>.onnx on samples from a pool of cards, prints what held-back
samples say before and after, writes it back and stamps the manifest. Networks that are in 8 bits already stay as they are.

Weights keep to 7 bits: on processors without an instruction for sums of 8-bit products (AVX2) such sums would overflow,
and be other numbers there than elsewhere. The first convolution, which has few channels to sum over, is faster as it is,
and a finder's head, which gives the numbers themselves, is better as it is; so are the LSTMs, which cost a little more
than in 8 bits."""
import argparse
import json
import os
import random
import tempfile

import numpy as np
import onnx
import onnxruntime
import torch
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

from . import train_fields, train_finder
from .crops import Crops
from .export import MODELS, stamp
from .train_reader import decode, distance, normalise

CALIBRATED, TESTED = 80, 280


class Inputs(CalibrationDataReader):
    def __init__(self, inputs):
        self.left = iter([{"input": x} for x in inputs])

    def get_next(self):
        return next(self.left, None)


class Network:
    """An exported network, called as the PyTorch one."""

    def __init__(self, path):
        self.session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])

    def __call__(self, x):
        out = [torch.from_numpy(y) for y in self.session.run(None, {"input": x.numpy()})]
        return out if len(out) > 1 else out[0]


def line_input(line):
    """The reader's input [1, 1, h, w] of a grey line."""
    width = -(-line.shape[1] // 8) * 8
    x = np.zeros((1, 1, line.shape[0], width), np.float32)
    x[0, 0, :, : line.shape[1]] = normalise(line)
    return x


def reader(script, folder):
    """(inputs to calibrate on, what a network's file says of held-back lines)"""
    tested, seen = (Crops(folder, script, held).fixed(n) for held, n in ((True, TESTED), (False, CALIBRATED)))

    def report(path):
        net = Network(path)
        wrong = sum(distance(text, decode(script, net(torch.from_numpy(line_input(line)))[0], line.shape[1])) for line, text in tested)
        return f"characters wrong {100 * wrong / sum(len(text) for _, text in tested):.2f} % of {TESTED} lines"

    return [line_input(line) for line, _ in seen], report


def finder(samples, evaluate, folder):
    """The same for a finder; `samples`: its training's source of samples."""
    draw = lambda held, n: (lambda source, rng, rs: [source.sample(rng, rs) for _ in range(n)])(samples(folder, held), random.Random(7), np.random.RandomState(7))
    tested, seen = draw(True, TESTED), draw(False, CALIBRATED)
    return [x[None] for x, *_ in seen], lambda path: evaluate(Network(path), tested)[1]


def main():
    p = argparse.ArgumentParser()
    p.add_argument("pool")
    a = p.parse_args()
    manifest_path = os.path.join(MODELS, "manifest.json")
    manifest = json.load(open(manifest_path, encoding="utf8"))
    sources = {
        "finder": lambda: finder(train_finder.Pages, train_finder.evaluate, a.pool),
        "fields": lambda: finder(train_fields.Cards, train_fields.evaluate, a.pool),
        "latin": lambda: reader("latin", a.pool),
        "urdu": lambda: reader("urdu", a.pool),
    }
    for name, source in sources.items():
        path = os.path.join(MODELS, name, f"{name}.onnx")
        nodes = onnx.load(path).graph.node
        if any(node.op_type == "QLinearConv" for node in nodes):
            print(name, "is in 8 bits already, left as it is")
            continue
        convolutions = [node.name for node in nodes if node.op_type == "Conv"]
        keep = convolutions[:1] + [c for c in convolutions if "/head/" in c]
        inputs, report = source()
        with tempfile.TemporaryDirectory() as folder:
            small = os.path.join(folder, "small.onnx")
            quantize_static(path, small, Inputs(inputs), quant_format=QuantFormat.QOperator, activation_type=QuantType.QUInt8, op_types_to_quantize=["Conv"], nodes_to_exclude=keep, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
            for what, file in (("before", path), ("after", small)):
                print(f"{name} {what}: {os.path.getsize(file) / 1e6:.2f} MB, {report(file)}", flush=True)
            with open(small, "rb") as new, open(path, "wb") as old:
                old.write(new.read())
        entry = next(e for e in manifest if e["name"] == name)
        entry.update(stamp(name, path, {name: entry}))
    with open(manifest_path, "w", encoding="utf8") as f:
        json.dump(manifest, f, ensure_ascii=False, indent=2)
        f.write("\n")


if __name__ == "__main__":
    main()
