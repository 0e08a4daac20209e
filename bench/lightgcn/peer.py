"""Seconds per epoch of a straightforward LightGCN in PyTorch: one sparse matrix, autograd, Adam. Needs only torch and numpy.

    peer.py TRAIN.txt THREADS RANK LAYERS BATCH STEPS
"""
import sys
import time

import numpy as np
import torch


def likes_of(path):
    lines = [np.array(line.split(), dtype=np.int64) for line in open(path)]
    return (np.concatenate([np.full(len(line) - 1, line[0]) for line in lines if len(line)]),
            np.concatenate([line[1:] for line in lines if len(line)]))


def normalized_adjacency(users, items, nodes):
    row, column = np.concatenate([users, items]), np.concatenate([items, users])
    degree = np.maximum(np.bincount(row, minlength=nodes), 1)
    value = (1 / np.sqrt(degree[row] * degree[column])).astype(np.float32)
    return torch.sparse_coo_tensor(np.stack([row, column]), value, (nodes, nodes)).coalesce()


class Epoch:
    def __init__(self, path, rank, layers, batch):
        users, items = likes_of(path)
        self.users, self.count = int(users.max()) + 1, int(items.max()) + 1
        items = items + self.users
        nodes = self.users + self.count
        self.adjacency, self.layers, self.batch = normalized_adjacency(users, items, nodes), layers, batch
        self.of_user, self.of_item = torch.from_numpy(users), torch.from_numpy(items)
        self.start = torch.nn.Parameter(0.1 * torch.randn(nodes, rank))
        self.adam = torch.optim.Adam([self.start], lr=0.001)
        self.steps = -(-len(users) // batch)

    def step(self):
        chosen = torch.randint(len(self.of_user), (self.batch,))
        u, i, j = self.of_user[chosen], self.of_item[chosen], self.users + torch.randint(self.count, (self.batch,))
        layer = total = self.start
        for _ in range(self.layers):
            layer = torch.sparse.mm(self.adjacency, layer)
            total = total + layer
        mean = total / (self.layers + 1)
        difference = (mean[u] * (mean[j] - mean[i])).sum(1)
        squares = sum((self.start[n] ** 2).sum() for n in (u, i, j))
        loss = torch.nn.functional.softplus(difference).mean() + 0.5e-4 * squares / self.batch
        self.adam.zero_grad()
        loss.backward()
        self.adam.step()


def main(path, threads, rank, layers, batch, steps):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    epoch = Epoch(path, rank, layers, batch)
    for _ in range(3):
        epoch.step()
    begin = time.perf_counter()
    for _ in range(steps):
        epoch.step()
    print((time.perf_counter() - begin) / steps * epoch.steps)


main(sys.argv[1], *map(int, sys.argv[2:]))
