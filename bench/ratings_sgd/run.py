"""Epoch speed and quality of SGD on ratings, beside libmf in the same run.

    bench/ratings_sgd/run.py [--data 1m,20m] [--ranks 32,64,128] [--threads 1,2]

1m is MovieLens-1M as in KINFOLD_DATA (skipped where absent); 20m is what build/kinfold_generate makes, kept in
build/bench-data. Seconds per epoch are those of the training alone: kinfold's own clock, and for libmf the difference
between runs of 24 and 4 epochs, the fastest of five runs on 1m and one on 20m. Both clip predictions to the range of the training values. "time to" is the shortest
kinfold training (whole epochs, the learning rate falling to 0) whose test RMSE is no worse than that of libmf's 24 epochs.
Settings were chosen on a part of the training rows; see bench/RESULTS.md.
"""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
DATA = pathlib.Path(os.environ.get("KINFOLD_DATA", ROOT / "../shared/data"))
LIBMF = {"1m": {"l2": 0.06, "lr": 0.05}, "20m": {"l2": 0.05, "lr": 0.05}}
KINFOLD = {"1m": [], "20m": []}
EPOCHS = 24
REPEATS = {"1m": 5, "20m": 1}  # the fastest counts, for both
SHORTER = (4, 5, 6, 8, 10, 12, 15, 18, 24)


def command(*words):
    return json.loads(subprocess.run([str(w) for w in words], check=True, capture_output=True, text=True).stdout)


def sources(name):
    if name == "1m":
        folder = DATA / "movielens-1m"
        if not folder.exists():
            print(f"skipped: no MovieLens-1M in {folder}; set KINFOLD_DATA")
            return None
        return folder / "train.tsv", folder / "probe.tsv", "\t", 0
    folder = BUILD / "bench-data"
    folder.mkdir(exist_ok=True)
    train, test = folder / "train.csv", folder / "test.csv"
    if not train.exists():
        subprocess.run([BUILD / "kinfold_generate", "--train", train, "--test", test], check=True)
    return train, test, ",", 1


def matrix(path, delimiter, skip):
    return np.loadtxt(path, delimiter=delimiter, skiprows=skip, dtype=np.float32)


def kinfold(train, test, rank, threads, epochs, options):
    with tempfile.TemporaryDirectory() as folder:
        model = pathlib.Path(folder) / "m.kf"
        trained = command(BUILD / "kinfold", "train", "ratings", train, "--out", model, "--rank", rank,
                          "--threads", threads, "--epochs", epochs, "--json", *options)
        report = command(BUILD / "kinfold", "evaluate", model, "--test", test, "--json")
    return trained["seconds"], report["metrics"]["rmse"]["value"]


def libmf_seconds(x, rank, threads, epochs, setting):
    from libmf import mf

    model = mf.MF(k=rank, nr_iters=epochs, nr_threads=threads, nr_bins=20, lambda_p1=0.0, lambda_q1=0.0,
                     lambda_p2=setting["l2"], lambda_q2=setting["l2"], eta=setting["lr"], quiet=True)
    begin = time.perf_counter()
    model.fit(x)
    return time.perf_counter() - begin, model


def libmf_rmse(model, x, y):
    p, q = np.nan_to_num(model.p_factors()), np.nan_to_num(model.q_factors())
    low, high, total = x[:, 2].min(), x[:, 2].max(), 0.0
    for part in np.array_split(y, max(1, len(y) // 100_000)):
        user, item = part[:, 0].astype(int), part[:, 1].astype(int)
        known = (user < len(p)) & (item < len(q))
        value = np.full(len(part), x[:, 2].mean())
        value[known] = np.einsum("ij,ij->i", p[user[known]], q[item[known]])
        value[value == 0] = x[:, 2].mean()
        total += ((np.clip(value, low, high) - part[:, 2]) ** 2).sum()
    return float(np.sqrt(total / len(y)))


def main():
    parser = argparse.ArgumentParser()
    for name, default in (("data", "1m,20m"), ("ranks", "32,64,128"), ("threads", "1,2")):
        parser.add_argument("--" + name, default=default)
    args = parser.parse_args()
    floor = command(BUILD / "kinfold_floor")
    print("floors:", json.dumps(floor))
    head = ("data", "rank", "threads", "libmf s/epoch", "rmse", "kinfold s/epoch", "rmse", "faster",
            "M ratings/s", "of bandwidth", "of flops", "libmf 24 epochs s", "kinfold time to s")
    print("| " + " | ".join(head) + " |\n|" + " --- |" * len(head))
    for data in args.data.split(","):
        if not (found := sources(data)):
            continue
        train, test, delimiter, skip = found
        x, y = matrix(train, delimiter, skip), matrix(test, delimiter, skip)
        for rank in map(int, args.ranks.split(",")):
            for threads in map(int, args.threads.split(",")):
                again = range(REPEATS[data])
                long, model = min((libmf_seconds(x, rank, threads, EPOCHS, LIBMF[data]) for _ in again),
                                  key=lambda run: run[0])
                short = min(libmf_seconds(x, rank, threads, 4, LIBMF[data])[0] for _ in again)
                theirs, rmse = (long - short) / (EPOCHS - 4), libmf_rmse(model, x, y)
                seconds, ours_rmse = min(kinfold(train, test, rank, threads, EPOCHS, KINFOLD[data]) for _ in again)
                ours = seconds / EPOCHS
                reach = next((t for t, r in (kinfold(train, test, rank, threads, e, KINFOLD[data]) for e in SHORTER)
                              if r <= rmse), float("nan"))
                rate, at = len(x) / ours, min(threads, len(floor["triad_gb_s"])) - 1
                bandwidth = rate * (16 * rank + 12) / floor["triad_gb_s"][at] / 1e9
                flops = rate * 8 * rank / floor["fma_gflop_s"][at] / 1e9
                print(f"| {data} | {rank} | {threads} | {theirs:.4f} | {rmse:.4f} | {ours:.4f} | {ours_rmse:.4f} | "
                      f"{theirs / ours:.1f}x | {rate / 1e6:.0f} | {bandwidth:.0%} | {flops:.0%} | {long:.2f} | "
                      f"{reach:.2f} |", flush=True)


main()
