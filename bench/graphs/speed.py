"""Speed on FB15k-237 compared with PyTorch (torch_complex.py), one after the other: ComplEx with inverse relations, Adagrad, N3.

    bench/graphs/speed.py [--set fb15k-237] [--rank 100] [--threads 2]

Prints triples per second (each fact counts twice, once per end) of training against all entities and against 256 sampled negatives, seconds
of the filtered ranking of all test facts, and the share of the machine's multiply-add rate that the matrix products of training reach. Against
all entities both train with softmax; kinfold scores a query with several true answers once, PyTorch once per answer. PyTorch samples 256
entities for each triple, kinfold for each chunk of facts and end.
"""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("KINFOLD_DATA", ROOT / "../shared/data")).resolve()
KINFOLD = ROOT / "build/kinfold"
PYTHONS = ["/usr/bin/python3", ROOT / ".deps/peers/bin/python"]  # Debian's own has its torch


def run_json(*words):
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def torch_here():
    for python in PYTHONS:
        try:
            if subprocess.run([python, "-c", "import torch"], capture_output=True).returncode == 0:
                return python
        except FileNotFoundError:
            pass
    return None


def train(folder, model, rank, threads, *more):
    common = ["--model", "complex", "--rank", rank, "--optimizer", "adagrad", "--reg", 0.05, "--threads", threads, "--json"]
    trained = run_json(KINFOLD, "train", "triples", folder / "train.txt", "--out", model, *common, *more)
    info = run_json(KINFOLD, "info", model, "--json")
    return 2 * int(info["data"]["facts"]) * len(trained["curve"]) / trained["seconds"]


def queries(folder):
    pairs = set()
    for line in open(folder / "train.txt"):
        h, r, t = line.rstrip("\n").split("\t")
        pairs.update([(h, r), (t, r, "back")])
    entities = len({e for line in open(folder / "train.txt") for e in line.rstrip("\n").split("\t")[::2]})
    return len(pairs), entities


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--set", default="fb15k-237")
    args.add_argument("--rank", type=int, default=100)
    args.add_argument("--threads", type=int, default=2)
    args = args.parse_args()
    folder = DATA / args.set
    if not folder.exists():
        raise SystemExit(f"skipped: no {args.set} in {DATA}; set KINFOLD_DATA")
    floor = run_json(ROOT / "build/kinfold_floor")
    with tempfile.TemporaryDirectory() as scratch:
        model = pathlib.Path(scratch) / "m.kf"
        rows = {}
        rows["all, float32"] = train(folder, model, args.rank, args.threads, "--epochs", 2, "--batch-size", 1000, "--precision", "float32")
        rows["all, bfloat16"] = train(folder, model, args.rank, args.threads, "--epochs", 2, "--batch-size", 1000)
        rows["256 sampled"] = train(folder, model, args.rank, args.threads, "--epochs", 3, "--batch-size", 1000, "--negatives", 256, "--loss", "logistic")
        ranking = timed(model, folder, args.threads)
    peer = None
    if python := torch_here():
        peer = run_json(python, pathlib.Path(__file__).with_name("torch_complex.py"), folder, "--rank", args.rank, "--threads", args.threads)
    num_queries, entities = queries(folder)
    print("| " + " | ".join(["", "kinfold", "PyTorch" + (f" {peer['torch']}" if peer else ": not here"), "times"]) + " |\n| --- | --- | --- | --- |")
    for name, rate in rows.items():
        other = peer and peer["sampled" if name == "256 sampled" else "all"]
        print(f"| triples/s, {name} | {rate:,.0f} | {f'{other:,.0f}' if peer else ''} | {f'{rate / other:.1f}' if peer else ''} |")
    other = peer and peer["ranking"]
    print(f"| ranking, s | {ranking:.2f} | {f'{other:.2f}' if peer else ''} | {f'{other / ranking:.1f}' if peer else ''} |")
    facts = 2 * sum(1 for _ in open(folder / "train.txt"))
    flops = 3 * 2 * num_queries * entities * 2 * args.rank * rows["all, float32"] / facts
    floor = floor["fma_gflop_s"][0 if args.threads == 1 else 1]
    print(f"\n{num_queries:,} queries of {facts:,} triples; three products of float32 take {flops / 1e9:.0f} of the "
          f"{floor} GFLOP/s measured, {100 * flops / 1e9 / floor:.0f} %")


def timed(model, folder, threads):
    begin = time.perf_counter()
    run_json(KINFOLD, "evaluate", model, "--test", folder / "test.txt", "--filter-facts", folder / "valid.txt", "--threads", threads, "--json")
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
