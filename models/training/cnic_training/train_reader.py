"""Trains a line reader: `python -m cnic_training.train_reader urdu|latin --minutes 60 --out FOLDER`.

Resumes from FOLDER/<script>.pt where that exists. Keeps the weights that read best on a fixed validation set of four
slices (seen or unseen font, seen or unseen words), and in <script>-last.pt those of the end, which may be as good: the set is
small. `cnic_training.mean OLD NEW SHARE OUT` mixes weights before and after."""
import argparse
import random

import numpy as np
import torch
import torch.nn.functional as F

from . import lines, words
from .loop import machine, train
from .nets import LineReader
from .rounded import round_off
from .shape import logical, visual

LONGEST = 860  # pixels; a longer line is not trained with
WIDTH = 200  # pixels, of a middling line
ALPHABET = {"urdu": words.URDU_ALPHABET, "latin": words.LATIN_ALPHABET}


def label(script, text):
    order = visual(text) if script == "urdu" else text
    return [ALPHABET[script].index(c) + 1 for c in order]


def normalise(line):
    """Grey line to network input; `src/stages/recognise.rs` does the same."""
    v = line.astype(np.float32)
    return (v - v.mean()) / (v.std() + 8)


def batches(samples, pixels):
    """Groups samples of similar width; yields (input [n, 1, H, w], texts, widths)."""
    samples = sorted(samples, key=lambda s: s[0].shape[1])
    i = 0
    while i < len(samples):
        j = i + 1
        while j < len(samples) and (j - i + 1) * samples[j][0].shape[1] <= pixels:
            j += 1
        group = samples[i:j]
        width = -(-group[-1][0].shape[1] // 32) * 32
        x = np.zeros((len(group), 1, group[0][0].shape[0], width), np.float32)
        for k, (line, _) in enumerate(group):
            x[k, 0, :, : line.shape[1]] = normalise(line)
        yield x, [t for _, t in group], [line.shape[1] for line, _ in group]
        i = j


def endless(draw, pixels):
    """Batches without end of samples that `draw(rng, rs)` gives, each of about `pixels` of width in all."""

    def endless(rng, rs):
        while True:
            samples = [s for s in (draw(rng, rs) for _ in range(1536)) if s[0].shape[1] <= LONGEST]
            group = list(batches(samples, pixels))
            rng.shuffle(group)
            yield from group

    return endless


def loss(script, y, texts, widths):
    """CTC's, of the logits [n, steps, classes] of lines of these widths."""
    y = y.log_softmax(-1).permute(1, 0, 2)
    target = [label(script, t) for t in texts]
    return F.ctc_loss(y, torch.tensor(sum(target, []), device=y.device), torch.tensor([(w + 1) // 2 for w in widths]), torch.tensor([len(t) for t in target]), zero_infinity=True)


def decode(script, logits, width):
    out, last = [], 0
    for c in logits[: (width + 1) // 2].argmax(-1).tolist():
        if c and c != last:
            out.append(ALPHABET[script][c - 1])
        last = c
    text = "".join(out)
    return " ".join((logical(text) if script == "urdu" else text).split())


def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        new = [i]
        for j, y in enumerate(b, 1):
            new.append(min(row[j] + 1, new[-1] + 1, row[j - 1] + (x != y)))
        row = new
    return row[-1]


def validation(script, n, crops=None):
    """{slice: samples}: drawn once from fixed seeds."""
    sets = {}
    for f in (False, True):
        for w in (False, True):
            rng, rs = random.Random(99), np.random.RandomState(99)
            sets[("new" if f else "old") + " font, " + ("new" if w else "old") + " words"] = [lines.sample(rng, rs, script, f, w) for _ in range(n)]
    if crops:
        sets["card crops"] = crops
    return sets


def evaluate(net, script, samples):
    """(character error rate, share of lines exact, exact spaces aside)"""
    errors = length = exact = loose = 0
    with torch.no_grad():
        for x, texts, widths in batches(samples, 64 * WIDTH):
            y = net(torch.from_numpy(x))
            for logits, t, w in zip(y, texts, widths):
                s = decode(script, logits, w)
                errors += min(distance(s, t), len(t))
                length += len(t)
                exact += s == t
                loose += s.replace(" ", "") == t.replace(" ", "")
    return errors / length, exact / len(samples), loose / len(samples)


def main():
    p = argparse.ArgumentParser()
    p.add_argument("script", choices=["urdu", "latin"])
    p.add_argument("--minutes", type=float, default=60)
    p.add_argument("--out", default="runs")
    p.add_argument("--rate", type=float, default=2e-3)
    p.add_argument("--crops", help="folder of drawn cards (cnic_training.pool): most lines are cut from them")
    p.add_argument("--batch", type=int, default=64, help="lines a step, of a middling width")
    p.add_argument("--rounded", action="store_true", help="the last step: learns to be read in 8 bits")
    machine(p)
    a = p.parse_args()
    draw = lambda rng, rs: lines.sample(rng, rs, a.script)
    held = None
    if a.crops:
        from .crops import Crops

        held = Crops(a.crops, a.script, held=True).fixed(200)
        crops, flat = Crops(a.crops, a.script), draw
        draw = lambda rng, rs: crops.sample(rng, rs) if rng.random() < 0.6 else flat(rng, rs)
    sets = validation(a.script, 150, held)

    def validate(net):
        result = {k: evaluate(lambda x: net(x.to(a.device)).cpu(), a.script, v) for k, v in sets.items()}
        return sum(c for c, *_ in result.values()), "; ".join(f"{k}: {c:.3f} {x:.0%} {l:.0%}" for k, (c, x, l) in result.items())

    def ready(net):
        if a.rounded:
            round_off(net, [torch.from_numpy(x).to(a.device) for s in sets.values() for x, *_ in batches(s[:20], 64 * WIDTH)])

    net = LineReader(a.script, len(ALPHABET[a.script]) + 1)
    train(net, a.script, endless(draw, a.batch * WIDTH), lambda y, t: loss(a.script, y, *t), validate, a, ready)


if __name__ == "__main__":
    main()
