"""The data of the benchmarks, in the folder that KINFOLD_DATA names: Gowalla's visits and MovieLens-1M's ratings."""
import os
import pathlib
import sys

import numpy as np

import apart

DATA = pathlib.Path(os.environ.get("KINFOLD_DATA", apart.ROOT / "../shared/data")).resolve()
CACHE = apart.BUILD / "bench-data"
MOVIELENS = DATA / "movielens-1m"


def need(name):
    if not (DATA / name).exists():
        print(f"skipped: no {name} in {DATA}; set KINFOLD_DATA")
        sys.exit(0)


def pairs(path):
    """`user item item ...` a line, as two arrays."""
    lines = [np.array(line.split(), dtype=np.int32) for line in open(path)]
    return (np.concatenate([np.full(len(line) - 1, line[0]) for line in lines if len(line)]),
            np.concatenate([line[1:] for line in lines if len(line)]))


def matrix(users, items, shape):
    from scipy.sparse import csr_matrix

    return csr_matrix((np.ones(len(users), np.float32), (users, items)), shape)


def gowalla():
    """Train and test as sparse matrices of one shape."""
    found = [pairs(DATA / "gowalla" / f"{part}.txt") for part in ("train", "test")]
    shape = tuple(1 + max(part[side].max() for part in found) for side in (0, 1))
    return [matrix(*part, shape) for part in found]


def held_out(train, share=0.1, seed=1):
    """Holds out a part of the training pairs, on which settings are chosen."""
    users, items = train.nonzero()
    chosen = np.random.default_rng(seed).random(len(users)) < share
    return (matrix(users[~chosen], items[~chosen], train.shape), matrix(users[chosen], items[chosen], train.shape))


def gowalla_files():
    """The same pairs as CSV with user and item, for kinfold."""
    CACHE.mkdir(parents=True, exist_ok=True)
    files = [CACHE / f"gowalla-{part}.csv" for part in ("train", "test")]
    for file, part in zip(files, ("train", "test")):
        if not file.exists():
            np.savetxt(file, np.stack(pairs(DATA / "gowalla" / f"{part}.txt"), 1), fmt="%d", delimiter=",",
                       header="user,item", comments="")
    return files


def ratings(name):
    """user, item, value of train.tsv or probe.tsv."""
    table = np.loadtxt(MOVIELENS / name, delimiter="\t", dtype=np.int32)
    return table[:, 0], table[:, 1], table[:, 2].astype(np.float32)


def split_ratings(share=0.1, seed=1):
    """Training ratings in two parts, on which settings are chosen: (users, items, values) twice."""
    users, items, values = ratings("train.tsv")
    chosen = np.random.default_rng(seed).random(len(users)) < share
    return [(users[part], items[part], values[part]) for part in (~chosen, chosen)]


def rmse(predicted, values):
    return float(np.sqrt(np.mean((np.clip(predicted, 1, 5) - values) ** 2)))
