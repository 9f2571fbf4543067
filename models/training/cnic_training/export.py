"""Writes the trained networks as ONNX, compares them with PyTorch on random input, and lists them and the letter models in the manifest.

`python -m cnic_training.export RUNS` takes RUNS/{finder,fields,latin,urdu}.pt to ../<name>/<name>.onnx and
../manifest.json (paths from models/training)."""
import argparse
import hashlib
import json
import os
from datetime import date

import numpy as np
import onnxruntime
import torch

from .nets import CardFinder, FieldFinder, LineReader
from .train_fields import FIELDS, KINDS
from .train_reader import ALPHABET

OPSET = 17
MODELS = os.path.join(os.path.dirname(__file__), "..", "..")
COLOUR = "RGB planes, (v / 255 - 0.5) / 0.25"
GREY = "grey strip, (v - mean) / (deviation + 8), filled with 0 to a width that 8 divides"


def networks():
    """name: (network, example input, dynamic axes, input dimensions, normalisation, alphabet)"""
    batch = {"input": {0: "n"}}
    line = {"input": {0: "n", 3: "w"}, "logits": {0: "n", 1: "steps"}}
    yield "finder", CardFinder(), (2, 3, 256, 256), {**batch, "maps": {0: "n"}}, [0, 3, 256, 256], COLOUR, ""
    yield "fields", FieldFinder(len(FIELDS), len(KINDS)), (2, 3, 256, 384), {**batch, "maps": {0: "n"}, "kind": {0: "n"}}, [0, 3, 256, 384], COLOUR, ""
    for script, height in (("latin", 32), ("urdu", 48)):
        yield script, LineReader(script, len(ALPHABET[script]) + 1), (2, 1, height, 192), line, [0, 1, height, 0], GREY, ALPHABET[script]


def check(net, path, shape, readers_width):
    """Largest difference between PyTorch and ONNX Runtime over random inputs of other batch sizes and widths."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    worst = 0.0
    for n, w in ((1, 0), (3, 64)):
        x = np.random.RandomState(n).randn(n, *shape[1:3], shape[3] + (w if readers_width else 0)).astype(np.float32)
        with torch.no_grad():
            y = net(torch.from_numpy(x))
        for a, b in zip(y if isinstance(y, tuple) else (y,), session.run(None, {"input": x})):
            worst = max(worst, float(np.abs(a.numpy() - b).max()))
    return worst


def stamp(name, path, manifest):
    """Checksum and version of a file; the version, a date and a number, changes with the checksum."""
    with open(path, "rb") as f:
        digest = hashlib.sha256(f.read()).hexdigest()
    old, today = manifest.get(name, {}), date.today().isoformat()
    if old.get("sha256") == digest:
        return {"sha256": digest, "version": old["version"]}
    day, _, number = old.get("version", "").partition(".")
    return {"sha256": digest, "version": f"{today}.{int(number or 1) + 1 if day == today else 1}"}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("runs")
    a = p.parse_args()
    manifest_path = os.path.join(MODELS, "manifest.json")
    manifest = {e["name"]: e for e in json.load(open(manifest_path, encoding="utf8"))} if os.path.exists(manifest_path) else {}
    for name, net, shape, axes, dims, normalisation, alphabet in networks():
        weights = os.path.join(a.runs, name + ".pt")
        if not os.path.exists(weights):
            print(name, "not trained here, left as it is")
            continue
        net.load_state_dict(torch.load(weights, map_location="cpu"))
        net.eval()
        path = os.path.join(MODELS, name, name + ".onnx")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        torch.onnx.export(net, torch.randn(shape), path, input_names=["input"], output_names=[k for k in axes if k != "input"], dynamic_axes=axes, opset_version=OPSET, dynamo=False)
        worst = check(net, path, shape, not dims[3])
        print(f"{name}: {os.path.getsize(path) / 1e6:.2f} MB, at most {worst:.1e} from PyTorch")
        assert worst < 2e-3, name
        manifest[name] = {"name": name, "file": f"{name}/{name}.onnx", **stamp(name, path, manifest), "input": dims, "normalisation": normalisation, "alphabet": alphabet}
    for script in ALPHABET:
        manifest[f"{script}-letters"] = {"name": f"{script}-letters", "file": f"{script}/letters.bin", **stamp(f"{script}-letters", os.path.join(MODELS, script, "letters.bin"), manifest)}
    order = [manifest[n] for n in ("finder", "fields", "latin", "urdu", "latin-letters", "urdu-letters")]
    with open(manifest_path, "w", encoding="utf8") as f:
        json.dump(order, f, ensure_ascii=False, indent=2)
        f.write("\n")


if __name__ == "__main__":
    main()
