"""recall@20 and ndcg@20, with the same code for every library: all items are ranked except those of training, and the metrics are
averaged over the users with test items; the ideal gain is that of min(20, test items) hits."""
import json

import numpy as np


def measures(users, items, train, test, k=20, block=2000):
    """`users` @ `items`.T are the scores; `train` and `test` are sparse matrices."""
    gains, hit, relevant = 1 / np.log2(np.arange(2, k + 2)), [], []
    for begin in range(0, len(users), block):
        part = slice(begin, begin + block)
        scores = users[part] @ items.T
        scores[train[part].nonzero()] = -np.inf
        top = np.argpartition(-scores, k, axis=1)[:, :k]
        top = np.take_along_axis(top, np.argsort(-np.take_along_axis(scores, top, 1), axis=1, kind="stable"), 1)
        truth = test[part].toarray() > 0
        hit.append(np.take_along_axis(truth, top, 1))
        relevant.append(truth.sum(1))
    hit, relevant = np.concatenate(hit), np.concatenate(relevant)
    hit, relevant = hit[relevant > 0], relevant[relevant > 0]
    ideal = np.cumsum(gains)[np.minimum(relevant, k) - 1]
    return {"recall@20": float(np.mean(hit.sum(1) / relevant)), "ndcg@20": float(np.mean((hit @ gains) / ideal))}


def vectors(model, shape):
    """Rows of a kinfold model, ordered by the ids of the data, with the biases as the last column."""
    from safetensors import safe_open

    def side(file, name, count, bias_last):
        text = file.get_tensor(f"{name}.id.text").tobytes()
        begin = file.get_tensor(f"{name}.id.begin")
        rows = np.array([int(text[b:e]) for b, e in zip(begin[:-1], begin[1:])])
        factors, bias = file.get_tensor(f"{name}.factors"), file.get_tensor(f"{name}.bias")
        table = np.zeros((count, factors.shape[1] + 1), np.float32)
        table[rows] = np.column_stack([factors, bias if bias_last else np.ones_like(bias)])
        return table

    with safe_open(model, "np") as file:
        json.loads(file.metadata()["model"])
        return side(file, "user", shape[0], False), side(file, "item", shape[1], True)
