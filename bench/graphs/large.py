"""Training on a graph of millions of nodes within a memory limit: peak memory of the program, seconds, the ranks of held-out links, and the
cost of ranking them.

    bench/graphs/large.py [--nodes 10e6] [--links 100e6] [--rank 32] [--memory-limit 4G] [--epochs 1] [--threads 2]

DuckDB generates the links while they are read, so there is no file. The source of a link is uniform; four of five targets are in the
source's community of 500 nodes, the others are uniform. Without --memory-limit all embeddings stay in memory. A thousand further links within
communities are ranked among all nodes; training contains few of them, since a community has more pairs than links.
"""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
KINFOLD = ROOT / "build/kinfold"
COMMUNITY = 500


def links(nodes, count, salt, inside=5):
    near = f"source - source % {COMMUNITY} + hash(i, {salt + 1}) % {COMMUNITY}"
    anywhere = f"hash(i, {salt + 2}) % {nodes}"
    sources = f"SELECT i, hash(i, {salt}) % {nodes} AS source FROM range({count}) AS r(i)"
    target = f"CASE WHEN i % 5 < {inside} THEN {near} ELSE {anywhere} END"
    return f"SELECT source, {target} AS target FROM ({sources})"


def run(*words):
    begin = time.perf_counter()
    process = subprocess.Popen([str(w) for w in (KINFOLD, *words, "--json")], stdout=subprocess.PIPE, text=True)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(output)
    return json.loads(output), usage.ru_maxrss / (1 << 20), time.perf_counter() - begin


def main():
    args = argparse.ArgumentParser()
    for name, default in (("nodes", 10e6), ("links", 100e6), ("rank", 32), ("epochs", 1), ("negatives", 64), ("threads", 2)):
        args.add_argument(f"--{name}", type=float, default=default)
    args.add_argument("--memory-limit", default="")
    args = args.parse_args()
    nodes, count, rank = int(args.nodes), int(args.links), int(args.rank)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        model = pathlib.Path(folder) / "m.kf"
        limits = ["--memory-limit", args.memory_limit] if args.memory_limit else []
        trained, peak, seconds = run("train", "links", links(nodes, count, 1, inside=4), "--out", model, "--rank", rank, "--epochs", int(args.epochs),
                                     "--negatives", int(args.negatives), "--filter-negatives", "no", "--threads", int(args.threads), *limits)
        size = model.stat().st_size / (1 << 30)
        report, ranking_peak, ranking = run("evaluate", model, "--test", links(nodes, 1000, 100), "--threads", int(args.threads))
    print("| nodes | links | rank | memory limit | peak, GiB | model file, GiB | total, s | training, s | mrr | hits@10 | ranking peak, GiB | ranking, s |\n" + "| ---: " * 12 + "|")
    metrics = report["metrics"]
    print(f"| {nodes:,} | {count:,} | {rank} | {args.memory_limit or 'none'} | {peak:.2f} | {size:.2f} | {seconds:.0f} | {trained['seconds']:.0f} | "
          f"{metrics['mrr']['value']:.4f} | {metrics['hits@10']['value']:.4f} | {ranking_peak:.2f} | {ranking:.0f} |")


if __name__ == "__main__":
    main()
