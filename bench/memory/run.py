"""Peak memory of the program, compared with the size of its table: 4 bytes per cell, or 8 bytes per nonzero cell of a sparse table.

    bench/memory/run.py [--cases pca,nmf,...] [--threads 2]

Tables of 100,000 x 1,000 numbers in a .npy file, or as text for `csv`; 20,000 x 1,000 for `small` and `small-csv`; and `svd`: 20 million
cells of 1,000,000 x 50,000, as text. In `gaps`, `glrm`, `nmf-gaps`, `small`, `csv` and `small-csv` a fifth of the cells is
missing. Rank 20, and 5 epochs, since further epochs need the same memory.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "peers"))
import apart  # noqa: E402
import tables  # noqa: E402

MIB = 1 << 20
FIVE = ("--epochs", 5)
CASES = {
    "pca": ("whole", "pca", "--solver", "randomized"),
    "pca-full": ("whole", "pca", "--solver", "full"),
    "nmf": ("positive", "nmf", *FIVE),
    "counts": ("positive", "nmf", "--loss", "kullback-leibler", *FIVE),
    "sparse-pca": ("whole", "sparse-pca", *FIVE),
    "gaps": ("gaps", "pca", *FIVE),
    "glrm": ("gaps", "glrm", "--loss", "huber", *FIVE),
    "nmf-gaps": ("positive-gaps", "nmf", *FIVE),
    "small": ("small-gaps", "pca", *FIVE),
    "csv": ("gaps-csv", "pca", *FIVE),
    "small-csv": ("small-csv", "pca", *FIVE),
    "svd": ("sparse", "svd", "--columns", "row=row,column=column,value=value"),
}


def with_gaps(table):
    import numpy as np

    random = np.random.default_rng(7)
    for first in range(0, len(table), 1000):
        block = table[first:first + 1000]
        block[random.random(block.shape) < 0.2] = np.nan
    return table


def make(threads, kind):
    import numpy as np

    whole = lambda rows=100_000: np.load(tables.dense(100_000, 1000, 20, 1.0), mmap_mode="c")[:rows]
    save = lambda table: lambda path: np.save(path, table())
    made = {
        "whole": lambda: tables.dense(100_000, 1000, 20, 1.0),
        "gaps": lambda: tables.file_of("gaps-100000-1000.npy", save(lambda: with_gaps(whole()))),
        "positive": lambda: tables.file_of("positive.npy", save(lambda: np.abs(whole()))),
        "positive-gaps": lambda: tables.file_of("positive-gaps.npy", save(lambda: with_gaps(np.abs(whole())))),
        "small-gaps": lambda: tables.file_of("gaps-20000-1000.npy", save(lambda: with_gaps(whole(20_000)))),
        "gaps-csv": lambda: tables.file_of("gaps-100000-1000.csv", csv_of("gaps")),
        "small-csv": lambda: tables.file_of("gaps-20000-1000.csv", csv_of("small-gaps")),
        "sparse": lambda: tables.file_of("sparse.csv", tables.sparse_file),
    }
    return str(made[kind]())


def csv_of(kind):
    import numpy as np

    table = np.load(make(1, kind), mmap_mode="r")
    return lambda path: tables.write_gaps(table, np.isnan(table), path)


def source_of(name):
    return apart.call("make", 1, kind=name)


def peak(words, threads):
    """Peak resident set of a process in MiB, including mapped files."""
    process = subprocess.Popen([str(word) for word in words], env=apart.environment(threads), stdout=subprocess.DEVNULL,
                               preexec_fn=lambda: apart.processors(threads))
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(" ".join(map(str, words)))
    return usage.ru_maxrss * 1024 / MIB


def size_of(case):
    """MiB of the table, and for a sparse table of the table with its row and column vectors and ids."""
    if case != "svd":
        table = (20_000 if case.startswith("small") else 100_000) * 1000 * 4
        return table / MIB, table / MIB
    facts = apart.call("sparse_size", 1)
    return facts["cells"] / MIB, (facts["cells"] + facts["vectors"] + facts["ids"]) / MIB


def sparse_size(threads):
    with open(source_of("sparse"), "rb") as file:
        next(file)
        cells = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(MIB), b""))
    ids = lambda count: sum(len(str(n)) for n in range(count)) + 8 * count
    return {"cells": 8 * cells, "vectors": 4 * 20 * 1_050_000, "ids": ids(1_000_000) + ids(50_000)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", default=",".join(CASES))
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    program = peak([apart.KINFOLD, "help"], args.threads)
    print(f"the program alone: {program:.0f} MiB")
    apart.head("case", "table, MiB", "with the result of a sparse one", "peak, MiB", "times the table", "times both")
    rows = []
    for case in args.cases.split(","):
        source, model, *options = CASES[case]
        path = source_of(source)
        table, result = size_of(case)
        with tempfile.TemporaryDirectory() as folder:
            max_mib = peak([apart.KINFOLD, "train", "table", path, "--out", f"{folder}/m.kf", "--model", model, "--rank", 20,
                         "--threads", args.threads, *options, "--json"], args.threads)
        rows.append({"case": case, "table": table, "result": result, "peak": max_mib})
        apart.row(case, f"{table:.0f}", f"{result:.0f}", f"{max_mib:.0f}", f"{max_mib / table:.2f}", f"{max_mib / result:.2f}")
    apart.keep("memory", rows)


apart.main(main, globals())
