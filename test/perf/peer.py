"""One training step of PyTorch, timed on request: what a step of the engines is compared with.

Reads lines `MODEL BATCH STEPS` and answers each with the milliseconds of one step. One thread, and no dropout.
"""
import sys
import time

import torch
from torch import nn

torch.set_num_threads(1)

LENGTH, VOCABULARY, WIDTH = 64, 2000, 128
NODES, FEATURES, HIDDEN = 26, 16, 64


class Transformer(nn.Module):
    """Four blocks that normalise first, learned positions, the mean over tokens."""

    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(VOCABULARY, WIDTH)
        self.places = nn.Parameter(torch.zeros(LENGTH, WIDTH))
        block = nn.TransformerEncoderLayer(
            WIDTH, 4, 4 * WIDTH, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.blocks = nn.TransformerEncoder(block, 4, norm=nn.LayerNorm(WIDTH))
        self.head = nn.Linear(WIDTH, 5)

    def forward(self, x):
        return self.head(self.blocks(self.tokens(x) + self.places).mean(1))


class Gin(nn.Module):
    """Three layers of sums over neighbours, on one graph of all graphs, whose edges are made once."""

    def __init__(self, batch):
        super().__init__()
        sizes = [FEATURES, HIDDEN, HIDDEN, HIDDEN]
        self.dense = nn.ModuleList(
            nn.Sequential(nn.Linear(one, other), nn.ReLU(), nn.Linear(other, other), nn.ReLU())
            for one, other in zip(sizes, sizes[1:])
        )
        self.epsilons = nn.ParameterList(nn.Parameter(torch.zeros(1)) for _ in self.dense)
        self.head = nn.Linear(HIDDEN, 5)
        pairs = [
            (NODES * row + node, NODES * row + (node * 7 + row) % node) for row in range(batch) for node in range(1, NODES)
        ]
        self.start = torch.tensor([one for one, _ in pairs] + [other for _, other in pairs])
        self.end = torch.tensor([other for _, other in pairs] + [one for one, _ in pairs])

    def forward(self, x):
        for dense, epsilon in zip(self.dense, self.epsilons):
            sums = torch.zeros_like(x).index_add(0, self.end, x.index_select(0, self.start))
            x = dense((1 + epsilon) * x + sums)
        return self.head(x.view(-1, NODES, HIDDEN).mean(1))


def network(model, batch):
    if model == "transformer":
        return Transformer()
    if model == "gin":
        return Gin(batch)
    if model == "mlp":
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 5))
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(32 * 49, 64), nn.ReLU(), nn.Linear(64, 5),
    )


def examples(model, batch):
    if model == "transformer":
        return torch.randint(1, VOCABULARY, (batch, LENGTH))
    if model == "gin":
        return torch.rand(batch * NODES, FEATURES)
    return torch.rand(batch, 1, 28, 28)


def trainer(model, batch):
    net = network(model, batch)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-4)
    loss = nn.CrossEntropyLoss()
    x, y = examples(model, batch), torch.arange(batch) % 5

    def step():
        optimizer.zero_grad()
        loss(net(x), y).backward()
        optimizer.step()

    return step


trainers = {}
print("ready", torch.__version__, flush=True)
for line in sys.stdin:
    model, batch, steps = line.split()
    step = trainers.setdefault((model, batch), trainer(model, int(batch)))
    start = time.perf_counter()
    for _ in range(int(steps)):
        step()
    print((time.perf_counter() - start) * 1000 / int(steps), flush=True)
