"""Weights between those before and those after a training: `python -m cnic_training.mean BEFORE.pt AFTER.pt 0.65 OUT.pt`.

They keep what the ones knew and have what the others learned, often better than either; the share of AFTER that reads best has to
be tried."""
import sys

import torch


def mean(before, after, share):
    """Two state dicts of one network to a third."""
    return {k: torch.lerp(before[k], after[k], share) if before[k].is_floating_point() else after[k] for k in before}


if __name__ == "__main__":
    before, after, share, out = sys.argv[1:]
    torch.save(mean(torch.load(before), torch.load(after), float(share)), out)
