"""The optimiser: Muon for the weight matrices, AdamW for the rest."""
import torch


def orthogonal(g, steps=5):
    """Nearest semi-orthogonal matrices to g [n, rows, columns], roughly (Newton-Schulz, quintic)."""
    a, b, c = 3.4445, -4.7750, 2.0315
    flip = g.shape[1] > g.shape[2]
    x = g.transpose(1, 2) if flip else g
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(steps):
        s = x @ x.transpose(1, 2)
        x = torch.baddbmm(x, torch.baddbmm(s, s, s, beta=b, alpha=c), x, beta=a)
    return x.transpose(1, 2) if flip else x


class Muon(torch.optim.Optimizer):
    """Steps along the orthogonalised momentum (Jordan et al. 2024), scaled to the size of AdamW's steps (Liu et al. 2025), so that one rate serves both."""

    def __init__(self, params, lr, weight_decay=1e-2, momentum=0.95):
        super().__init__(params, dict(lr=lr, weight_decay=weight_decay, momentum=momentum))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                state = self.state[p]
                m = state.setdefault("momentum", torch.zeros_like(p))
                m.lerp_(p.grad, 1 - group["momentum"])
                g = p.grad.lerp(m, group["momentum"])
                gates = group.get("gates", 1)  # an LSTM keeps its gates' matrices in one
                g = orthogonal(g.reshape(gates, p.shape[0] // gates, -1))
                size = 0.2 * max(g.shape[1:]) ** 0.5
                p.mul_(1 - group["lr"] * group["weight_decay"])
                p.add_(g.reshape(p.shape), alpha=-group["lr"] * size)


# Layers that put out what is asked for: Muon is for those between.
OUTPUTS = ("out.", "head.", "kind.", "corners.")


def optimisers(net, rate):
    """The optimisers of a network's parameters; both take the same rate."""
    matrices, gates, rest = [], [], []
    for name, p in net.named_parameters():
        if "lstm.weight" in name:
            gates.append(p)
        elif p.dim() > 1 and p.shape[1] > 1 and not name.startswith(OUTPUTS):
            matrices.append(p)
        else:
            rest.append(p)
    return [Muon([{"params": matrices}, {"params": gates, "gates": 4}], rate), torch.optim.AdamW(rest, rate, weight_decay=1e-2, betas=(0.9, 0.98))]


def step(optimisers, rate):
    """One step of all of them at a rate."""
    for o in optimisers:
        for group in o.param_groups:
            group["lr"] = rate
        o.step()
