"""Convolutions that compute as in 8 bits while they learn, so that a trained reader loses less when `quantise` rounds it."""
import torch
import torch.nn as nn

LEVELS = 64  # of weights, to either side of 0; `quantise` says why not 128


def _rounds(conv, low, high):
    """Makes a convolution round its input, of values between two bounds, and its weights; gradients pass as if it did not."""
    scale = (high - low) / 255
    zero = int(round(-low / scale))
    none = torch.zeros(conv.out_channels, dtype=torch.int32, device=conv.weight.device)

    def forward(x):
        x = torch.fake_quantize_per_tensor_affine(x, scale, zero, 0, 255)
        w = conv.weight
        steps = w.detach().abs().flatten(1).amax(1).clamp(min=1e-8) / LEVELS
        w = torch.fake_quantize_per_channel_affine(w, steps, none, 0, -LEVELS, LEVELS - 1)
        return conv._conv_forward(x, w, conv.bias)

    conv.forward = forward


def round_off(net, inputs):
    """Makes all of a reader's convolutions but the first round, by the values that they are given for some inputs [n, 1, h, w].

    Batch normalisation keeps to what it has seen: its factors go into the weights, and may not change any more."""
    convolutions = [m for m in net.modules() if isinstance(m, (nn.Conv1d, nn.Conv2d))][1:]
    bounds = {}

    def watch(conv, given):
        low, high = bounds.get(conv, (0.0, 0.0))
        bounds[conv] = min(low, given[0].min().item()), max(high, given[0].max().item())

    hooks = [c.register_forward_pre_hook(watch) for c in convolutions]
    net.eval()
    with torch.no_grad():
        for x in inputs:
            net(x)
    for hook in hooks:
        hook.remove()
    for conv in convolutions:
        _rounds(conv, *bounds[conv])
    net.train()
    for m in net.modules():
        if isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d)):
            m.eval()
