"""The training loop: some processes draw, one learns; resumes, and keeps the best weights."""
import math
import multiprocessing as mp
import os
import random
import time

import cv2
import numpy as np
import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from . import optimise


SHOWN = 240  # seconds between two evaluations
WARM_UP = 200  # steps


def _fill(queue, seed, batches):
    cv2.setNumThreads(0)
    for batch in batches(random.Random(seed), np.random.RandomState(seed)):
        queue.put(batch)


def stacked(draw, size):
    """Batches without end of `size` samples, each a tuple of arrays as `draw(rng, rs)` gives it."""

    def batches(rng, rs):
        while True:
            yield [np.stack(c) for c in zip(*(draw(rng, rs) for _ in range(size)))]

    return batches


def averaged(net):
    """A copy that follows the network as a moving average over some hundred steps: steadier than the network itself, and what is kept."""
    return AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(0.997), use_buffers=True).eval()


# Half as fast again, on processors that multiply such numbers; the others are a tenth faster with channels before rows.
SHORT = torch.cpu._is_avx512_bf16_supported()
LAYOUT = torch.channels_last if SHORT else torch.contiguous_format


def bfloat16(device):
    return torch.autocast(device, torch.bfloat16, enabled=SHORT or device != "cpu")


def machine(parser):
    """What a training can be told of the machine that it runs on."""
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--workers", type=int, default=1, help="processes that draw")
    parser.add_argument("--threads", type=int, default=1, help="of the process that learns")


def save(net, path):
    """Writes a network's weights so that a machine without a GPU reads them."""
    torch.save({k: v.cpu() for k, v in net.state_dict().items()}, path)


def train(net, name, batches, loss, evaluate, a, ready=lambda net: None):
    """Learns for `a.minutes`. `batches(rng, rs)` yields (input, targets...) without end, arrays or lists; `loss(output, targets)`;
    `evaluate(net)` gives (score, text), lower is better. `ready(net)` is called before the first step.

    Resumes from `name`.pt in `a.out` where that exists; keeps the weights of the best score there, and those of the end, which
    may be as good, in `name`-last.pt."""
    torch.set_num_threads(a.threads)
    os.makedirs(a.out, exist_ok=True)
    path = os.path.join(a.out, name + ".pt")
    net = net.to(a.device, memory_format=LAYOUT)
    print(sum(q.numel() for q in net.parameters()), "parameters", flush=True)
    if os.path.exists(path):
        net.load_state_dict(torch.load(path, map_location=a.device))
    mp.set_start_method("fork")
    queue = mp.Queue(16)
    for k in range(a.workers):
        mp.Process(target=_fill, args=(queue, int(time.time()) + k, batches), daemon=True).start()
    average = averaged(net)
    best, text = evaluate(average.module)
    print("start", text, flush=True)
    ready(net)
    both = optimise.optimisers(net, a.rate)
    here = lambda t: torch.from_numpy(t).to(a.device) if isinstance(t, np.ndarray) else t
    start = shown = time.time()
    seen = step = 0
    running = None
    while True:
        part = (time.time() - start) / (60 * a.minutes)
        if part >= 1 or time.time() - shown > SHOWN:
            score, text = evaluate(average.module)
            print(f"{(time.time() - start) / 60:.0f} min {seen} samples {seen / (time.time() - start):.0f}/s loss {running:.3f} {text}", flush=True)
            if score < best:
                best = score
                save(average.module, path)
            shown = time.time()
            if part >= 1:
                save(average.module, os.path.join(a.out, name + "-last.pt"))
                return
        x, *targets = [here(t) for t in queue.get()]
        rate = a.rate * min(1, (step + 1) / WARM_UP) * (0.5 + 0.5 * math.cos(math.pi * part)) + 1e-5
        with bfloat16(a.device):
            out = net(x.contiguous(memory_format=LAYOUT))
        value = loss([y.float() for y in out] if isinstance(out, tuple) else out.float(), targets)
        net.zero_grad()
        value.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        optimise.step(both, rate)
        average.update_parameters(net)
        running = value.item() if running is None else 0.98 * running + 0.02 * value.item()
        seen += len(x)
        step += 1
