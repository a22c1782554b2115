"""One training step of PyTorch, timed on request: what a step of the engines is compared with.

Reads lines `MODEL BATCH STEPS` and answers each with the milliseconds of one step. One thread.
"""
import sys
import time

import torch
from torch import nn

torch.set_num_threads(1)


def network(model):
    if model == "mlp":
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 5))
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(32 * 49, 64), nn.ReLU(), nn.Linear(64, 5),
    )


def trainer(model, batch):
    net = network(model)
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-4)
    loss = nn.CrossEntropyLoss()
    x, y = torch.rand(batch, 1, 28, 28), torch.arange(batch) % 5

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
