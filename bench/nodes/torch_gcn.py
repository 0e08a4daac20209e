"""A straightforward two-layer GCN (Kipf and Welling 2017) in PyTorch: sparse adjacency and features with torch.sparse.mm, dropout on the feature
values and on the hidden layer, Adam with weight decay on the first layer. Prints the seconds of the epochs, without set-up, as JSON.

    python3 bench/nodes/torch_gcn.py FOLDER [--width 16] [--epochs 200] [--threads 1] [--seed 1]
"""
import argparse
import json
import pathlib
import time

import torch
from torch.nn.functional import cross_entropy, dropout


def sparse(rows, columns, values, shape):
    return torch.sparse_coo_tensor(torch.tensor([rows, columns]), torch.as_tensor(values, dtype=torch.float32), shape).coalesce()


def read(folder):
    """The normalized adjacency matrix and features, the labels, and the training and test nodes."""
    lines = [line.split("\t") for line in (folder / "nodes.tsv").read_text().splitlines()[1:]]
    labels = torch.tensor([int(label) for _, label, _ in lines])
    parts = [part for *_, part in lines]
    train, test = (torch.tensor([n for n, part in enumerate(parts) if part == name]) for name in ("train", "test"))
    pairs = [tuple(map(int, line.split("\t"))) for line in (folder / "edges.tsv").read_text().splitlines()]
    ends = pairs + [(b, a) for a, b in pairs] + [(n, n) for n in range(len(lines))]
    degree = [0] * len(lines)
    for a, _ in ends:
        degree[a] += 1
    adjacency = sparse([a for a, _ in ends], [b for _, b in ends], [(degree[a] * degree[b]) ** -0.5 for a, b in ends], (len(lines), len(lines)))
    rows, columns, values = [], [], []
    for line in (folder / "features.txt").read_text().splitlines():
        node, _, words = line.partition("\t")
        words = words.split()
        rows += [int(node)] * len(words)
        columns += map(int, words)
        values += [1 / len(words)] * len(words)
    return adjacency, sparse(rows, columns, values, (len(lines), max(columns) + 1)), labels, train, test


def main():
    options = argparse.ArgumentParser()
    options.add_argument("folder", type=pathlib.Path)
    for name, value in {"width": 16, "epochs": 200, "threads": 1, "seed": 1}.items():
        options.add_argument(f"--{name}", type=int, default=value)
    args = options.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    adjacency, features, labels, train, test = read(args.folder)

    first = torch.nn.init.xavier_uniform_(torch.empty(features.shape[1], args.width)).requires_grad_()
    second = torch.nn.init.xavier_uniform_(torch.empty(args.width, int(labels.max()) + 1)).requires_grad_()
    biases = [torch.zeros(w.shape[1]).requires_grad_() for w in (first, second)]
    adam = torch.optim.Adam([{"params": [first], "weight_decay": 5e-4}, {"params": [second, *biases]}], lr=0.01)

    def forward(training):
        kept = torch.sparse_coo_tensor(features.indices(), dropout(features.values(), 0.5, training), features.shape)
        hidden = torch.relu(torch.sparse.mm(adjacency, torch.sparse.mm(kept, first)) + biases[0])
        return torch.sparse.mm(adjacency, dropout(hidden, 0.5, training) @ second) + biases[1]

    begin = time.perf_counter()
    for _ in range(args.epochs):
        adam.zero_grad()
        cross_entropy(forward(True)[train], labels[train]).backward()
        adam.step()
    seconds = time.perf_counter() - begin
    with torch.no_grad():
        accuracy = (forward(False).argmax(1)[test] == labels[test]).float().mean().item()
    print(json.dumps({"seconds": seconds, "accuracy": accuracy, "torch": torch.__version__}))


main()
