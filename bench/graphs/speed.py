"""Speed on FB15k-237 beside PyTorch (torch_complex.py), both run here one after the other: ComplEx with reciprocals, Adagrad, N3.

    bench/graphs/speed.py [--set fb15k-237] [--rank 100] [--threads 2]

Prints triples a second (each fact counts twice, once an end) of training against all entities and against 256 that are drawn, seconds of
the full filtered ranking of the test facts, and the share of the machine's multiply-adds that the products of training take. Against all entities,
both learn softmax; kinfold asks a question with several right answers once, and PyTorch once an answer. PyTorch draws 256 entities for each
triple, kinfold for each chunk of facts and end.
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


def said(*words):
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
    common = ["--model", "complex", "--rank", rank, "--update", "adagrad", "--strength", 0.05, "--threads", threads, "--json"]
    trained = said(KINFOLD, "train", "triples", folder / "train.txt", "--out", model, *common, *more)
    info = said(KINFOLD, "info", model, "--json")
    return 2 * int(info["data"]["facts"]) * len(trained["curve"]) / trained["seconds"]


def questions(folder):
    pairs = set()
    for line in open(folder / "train.txt"):
        h, r, t = line.rstrip("\n").split("\t")
        pairs.update([(h, r), (t, r, "back")])
    entities = len({e for line in open(folder / "train.txt") for e in line.rstrip("\n").split("\t")[::2]})
    return len(pairs), entities


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("--set", default="fb15k-237")
    asked.add_argument("--rank", type=int, default=100)
    asked.add_argument("--threads", type=int, default=2)
    asked = asked.parse_args()
    folder = DATA / asked.set
    if not folder.exists():
        raise SystemExit(f"skipped: no {asked.set} in {DATA}; set KINFOLD_DATA")
    floor = said(ROOT / "build/kinfold_floor")
    with tempfile.TemporaryDirectory() as scratch:
        model = pathlib.Path(scratch) / "m.kf"
        rows = {}
        rows["all, float32"] = train(folder, model, asked.rank, asked.threads, "--epochs", 2, "--batch", 1000, "--half", "no")
        rows["all, bfloat16"] = train(folder, model, asked.rank, asked.threads, "--epochs", 2, "--batch", 1000)
        rows["256 drawn"] = train(folder, model, asked.rank, asked.threads, "--epochs", 3, "--batch", 1000, "--negatives", 256, "--loss", "logistic")
        ranking = timed(model, folder, asked.threads)
    peer = None
    if python := torch_here():
        peer = said(python, pathlib.Path(__file__).with_name("torch_complex.py"), folder, "--rank", asked.rank, "--threads", asked.threads)
    asked_once, entities = questions(folder)
    print("| " + " | ".join(["", "kinfold", "PyTorch" + (f" {peer['torch']}" if peer else ": not here"), "times"]) + " |\n| --- | --- | --- | --- |")
    for name, rate in rows.items():
        other = peer and peer["sampled" if name == "256 drawn" else "all"]
        print(f"| triples/s, {name} | {rate:,.0f} | {f'{other:,.0f}' if peer else ''} | {f'{rate / other:.1f}' if peer else ''} |")
    other = peer and peer["ranking"]
    print(f"| ranking, s | {ranking:.2f} | {f'{other:.2f}' if peer else ''} | {f'{other / ranking:.1f}' if peer else ''} |")
    facts = 2 * sum(1 for _ in open(folder / "train.txt"))
    flops = 3 * 2 * asked_once * entities * 2 * asked.rank * rows["all, float32"] / facts
    floor = floor["fma_gflop_s"][0 if asked.threads == 1 else 1]
    print(f"\n{asked_once:,} questions of {facts:,} triples; three products of float32 take {flops / 1e9:.0f} of the "
          f"{floor} GFLOP/s measured, {100 * flops / 1e9 / floor:.0f} %")


def timed(model, folder, threads):
    begin = time.perf_counter()
    said(KINFOLD, "evaluate", model, "--test", folder / "test.txt", "--known", folder / "valid.txt", "--threads", threads, "--json")
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
