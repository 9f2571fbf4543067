"""The networks. Inputs are normalised; see each class."""
import torch.nn as nn
import torch.nn.functional as F


def conv(i, o, stride=1, k=3):
    return nn.Sequential(nn.Conv2d(i, o, k, stride, k // 2, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True))


class Residual(nn.Module):
    """A convolution that adds to what it is given; it begins as nothing, so that a trained network can be given one more."""

    def __init__(self, c):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(c, c, 3, padding=1, bias=False), nn.BatchNorm2d(c)
        nn.init.zeros_(self.norm.weight)

    def forward(self, x):
        return F.relu(x + self.norm(self.conv(x)))


class Mix(nn.Module):
    """A residual block along the line: wide depthwise convolution, then a two-layer mix of channels. Begins as nothing, too."""

    def __init__(self, c, k):
        super().__init__()
        self.depthwise = nn.Conv1d(c, c, k, padding=k // 2, groups=c, bias=False)
        self.norm = nn.BatchNorm1d(c)
        self.up = nn.Conv1d(c, 2 * c, 1)
        self.down = nn.Conv1d(2 * c, c, 1)
        nn.init.zeros_(self.down.weight)
        nn.init.zeros_(self.down.bias)

    def forward(self, x):
        return x + self.down(F.relu(self.up(self.norm(self.depthwise(x)))))


class LineReader(nn.Module):
    """CTC over a grey line: [n, 1, H, w] (mean 0, deviation 1 a line) to logits [n, ceil(w / 2), 1 + alphabet]; class 0 is the blank.

    The height falls sixteenfold and the width only twofold: Nastaliq packs a letter into six or seven pixels, of a strip
    that is stretched already."""

    # height of a line, channels of the convolutions, residual ones after the third, channels of the mix, its blocks' reach, LSTM
    SIZES = {
        "urdu": (48, (24, 40, 56, 80, 96, 128), 1, 192, (9, 13, 9, 9, 13), 144),
        "latin": (32, (16, 24, 40, 56, 64, 96), 0, 128, (9, 13, 9, 13), 96),
    }

    def __init__(self, script, classes):
        super().__init__()
        height, c, residuals, mid, reach, lstm = self.SIZES[script]
        self.features = nn.Sequential(
            conv(1, c[0], 2, 5),
            conv(c[0], c[1], (2, 1)),
            conv(c[1], c[2]),
            *[Residual(c[2]) for _ in range(residuals)],
            conv(c[2], c[3], (2, 1)),
            conv(c[3], c[4]),
            conv(c[4], c[5], (2, 1)),
        )
        self.squeeze = nn.Sequential(nn.Conv1d(c[5] * height // 16, mid, 1, bias=False), nn.BatchNorm1d(mid), nn.ReLU())
        self.mix = nn.Sequential(*[Mix(mid, k) for k in reach])
        self.lstm = nn.LSTM(mid, lstm, 1, bidirectional=True, batch_first=True)
        self.out = nn.Linear(2 * lstm, classes)

    def forward(self, x):
        y = self.features(x).flatten(1, 2)
        y, _ = self.lstm(self.mix(self.squeeze(y)).permute(0, 2, 1))
        return self.out(y)


class Pyramid(nn.Module):
    """Convolutions down to 1/32 and back up to `1 / out_stride`, with the picture's mean features mixed in at the bottom."""

    def __init__(self, widths, depths, up, out_stride):
        super().__init__()
        self.stem = conv(3, widths[0], 2, 5)
        stages = []
        for k in range(1, len(widths)):
            stages.append(nn.Sequential(conv(widths[k - 1], widths[k], 2), *[conv(widths[k], widths[k]) for _ in range(depths[k - 1])]))
        self.stages = nn.ModuleList(stages)
        self.context = nn.Sequential(nn.Linear(widths[-1], widths[-1]), nn.ReLU(), nn.Linear(widths[-1], up))
        levels = range(len(widths) - 1, out_stride.bit_length() - 3, -1)  # indices of the stages that are merged, deepest first
        self.lateral = nn.ModuleList([nn.Conv2d(widths[k], up, 1) for k in levels])
        self.smooth = nn.ModuleList([conv(up, up) for _ in levels])
        self.levels = list(levels)

    def forward(self, x):
        """(features [n, up, h / out_stride, w / out_stride], what the last stage says [n, widths[-1], h / 32, w / 32])"""
        y = self.stem(x)
        maps = [y]
        for stage in self.stages:
            y = stage(y)
            maps.append(y)
        pooled = y.mean((2, 3))
        up = None
        for k, lateral, smooth in zip(self.levels, self.lateral, self.smooth):
            z = lateral(maps[k])
            z = z + self.context(pooled)[:, :, None, None] if up is None else z + F.interpolate(up, scale_factor=2.0, mode="nearest")
            up = smooth(z)
        return up, y


class CardFinder(nn.Module):
    """Cards on a page: RGB [n, 3, 256, 256] to logits [n, 2, 64, 64] at stride 4.

    Channel 0: the cell lies on a card. Channel 1: it lies in a card's inner half, which parts cards that touch. The
    outline of a card's cells gives its corners; which way up it is printed is for the field finder to say."""

    STRIDE = 4

    def __init__(self):
        super().__init__()
        self.body = Pyramid((16, 24, 48, 72, 96), (1, 2, 2, 2), 48, 4)
        self.head = nn.Conv2d(48, 2, 1)

    def forward(self, x):
        return self.head(self.body(x)[0])


class FieldFinder(nn.Module):
    """Fields on a straightened card: RGB [n, 3, 256, 384] to (maps [n, 19, 64, 96] at stride 4, kind [n, 10], corners [n, 8]).

    Map channels: logits of "no field" and of the fourteen fields, then the distance from the cell's middle to the line's
    top, bottom, left and right end in units of 8 pixels; an end further away than `REACH` units counts as that far. Kind:
    logits of none, the six layouts, and a card turned by 90, 180 or 270 degrees. Corners: x and y by which the card's corners
    lie off where they should (top left as straightened first, then clockwise), in units of 16 pixels."""

    STRIDE, UNIT, REACH, CORNER = 4, 8.0, 2.0, 16.0

    def __init__(self, fields, kinds):
        super().__init__()
        self.body = Pyramid((16, 32, 48, 80, 96), (1, 2, 2, 2), 32, 4)
        self.head = nn.Sequential(conv(32, 32), nn.Conv2d(32, 1 + fields + 4, 1))
        self.kind = nn.Sequential(nn.Linear(96, 64), nn.ReLU(), nn.Linear(64, kinds))
        self.corners = nn.Sequential(conv(96, 24, k=1), nn.Flatten(), nn.Linear(24 * 8 * 12, 8))

    def forward(self, x):
        y, deep = self.body(x)
        return self.head(y), self.kind(deep.mean((2, 3))), self.corners(deep)
