"""Five evaluation mistakes, and how much each inflates the metrics, on real data in the folder that KINFOLD_DATA names:

    bench/validation/run.py [--only split,users,sampled,ties,tuned]

split    random compared with temporal splits of ratings that drift
users    ratings of users that were folded in from the same ratings that are then predicted
sampled  ranks among 100 sampled items compared with ranks among all items
ties     a constant scorer whose ties are broken in its favour
tuned    the best of 60 trainings by the test set, compared with its score on new rows

Needs numpy (tools/setup --bench installs it).
"""
import argparse
import collections
import json
import os
import pathlib
import subprocess
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("KINFOLD_DATA", ROOT / "../shared/data")).resolve()
KINFOLD = ROOT / "build/kinfold"
SETS = {"MovieLens-100K": "movielens-100k/u.data", "MovieLens latest-small": "movielens-latest-small/ratings.csv"}


def run_json(*words):
    done = subprocess.run([str(w) for w in (KINFOLD, *words, "--json")], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def row(*cells):
    print("| " + " | ".join(str(c) for c in cells) + " |", flush=True)


def head(title, *cells):
    print(f"\n{title}\n")
    row(*cells)
    row(*["---"] * len(cells))


def metric(report, name):
    return report["metrics"][name]["value"]


def here(path):
    if (DATA / path).exists():
        return DATA / path
    print(f"skipped: no {path} in {DATA}; set KINFOLD_DATA")


def split(scratch):
    head("Random against temporal", "data", "split", "rmse of all test rows", "rmse with user and item seen", "rows with an unseen user or item")
    for name, path in SETS.items():
        if not (source := here(path)):
            continue
        for strategy in ("random:0.1", "per-user:0.1", "temporal:0.1"):
            run_json("split", source, "--strategy", strategy, "--out", scratch / "parts")
            run_json("train", "ratings", scratch / "parts/train.parquet", "--out", scratch / "m.kf")
            report = run_json("evaluate", scratch / "m.kf", "--test", scratch / "parts/test.parquet")
            unseen = report["counts"]["rows"] - report["counts"]["warm_rows"]
            row(name, strategy, f"{metric(report, 'rmse'):.4f}", f"{report['warm']['rmse']['value']:.4f}", f"{unseen:,} of {report['counts']['rows']:,}")


def users(scratch):
    head("Holding out users", "data", "what is predicted", "rmse")
    for name, path in SETS.items():
        if not (source := here(path)):
            continue
        run_json("split", source, "--strategy", "per-user:0.2", "--out", scratch / "parts")
        run_json("train", "ratings", source, "--out", scratch / "all.kf")
        run_json("train", "ratings", scratch / "parts/train.parquet", "--out", scratch / "m.kf")
        test = scratch / "parts/test.parquet"
        row(name, "ratings that the user was folded in from", f"{metric(run_json('evaluate', scratch / 'all.kf', '--test', test), 'rmse'):.4f}")
        row(name, "the same ratings, held out", f"{metric(run_json('evaluate', scratch / 'm.kf', '--test', test), 'rmse'):.4f}")


def gowalla(scratch):
    pairs = {}
    for part in ("train", "test"):
        lines = [line.split() for line in open(DATA / "gowalla" / f"{part}.txt")]
        pairs[part] = [(line[0], item) for line in lines for item in line[1:]]
        with open(scratch / f"{part}.csv", "w") as file:
            file.write("user,item\n" + "".join(f"{u},{i}\n" for u, i in pairs[part]))
    return pairs


def vectors(folder, side):
    table = np.load(folder / f"{side}.npy")
    ids = (folder / f"{side}.ids.txt").read_text().split("\n")
    return {name: n for n, name in enumerate(ids) if name}, table


def ndcg(ranks, k=10):
    return float(np.mean(np.where(ranks <= k, 1 / np.log2(ranks + 1), 0)))


def sampled(scratch):
    if not here("gowalla/train.txt"):
        return
    head("Ranks among 100 sampled items", "model of Gowalla", "ndcg@10 among 100 sampled items", "among all items")
    pairs = gowalla(scratch)
    seen = collections.defaultdict(list)
    for user, item in pairs["train"]:
        seen[user].append(item)
    random = np.random.default_rng(1)
    for name, options in (("iALS, rank 32", ["--rank", 32, "--epochs", 6]), ("biases only (popularity)", ["--solver", "sgd", "--model", "biases", "--epochs", 6])):
        run_json("train", "likes", scratch / "train.csv", "--out", scratch / "m.kf", *options)
        run_json("export", scratch / "m.kf", "--format", "npy", "--out", scratch / "x")
        (users, of_user), (items, of_item) = vectors(scratch / "x", "user"), vectors(scratch / "x", "item")
        test = [p for p in pairs["test"] if p[0] in users and p[1] in items]
        test = [test[n] for n in random.choice(len(test), 5000, replace=False)]
        among_sampled, among_all = [], []
        for user, item in test:
            scores = of_item[:, :-1] @ of_user[users[user], :-1] + of_item[:, -1]
            own = scores[items[item]]
            scores[[items[other] for other in seen[user] if other != item]] = -np.inf
            among_all.append(1 + int((scores > own).sum()))
            among_sampled.append(1 + int((scores[random.choice(len(items), 100)] > own).sum()))
        row(name, f"{ndcg(np.array(among_sampled)):.4f}", f"{ndcg(np.array(among_all)):.4f}")


def ties(scratch):
    if not (folder := here("wn18rr")):
        return
    head("Ties broken in favour of the model", "scorer of WN18RR", "mrr with mean rank for ties", "with ties broken in its favour")
    run_json("train", "triples", folder / "train.txt", "--model", "distmult", "--rank", 2, "--init-std", 1e-25, "--lr", 1e-30, "--epochs", 1,
         "--negatives", 2, "--reg", 0, "--out", scratch / "m.kf")
    report = run_json("evaluate", scratch / "m.kf", "--test", folder / "test.txt")
    row("constant score", f"{metric(report, 'mrr'):.6f}", "1.0 by definition")


# Trainings that differ only in their seed are equally good: the gain of the best one on the rows that selected it is luck.
def tuned(scratch):
    head("Tuned on the test", "data", "trainings", "test rows", "selected model on these", "on new rows", "all models on new rows")
    for name, path in SETS.items():
        if not (source := here(path)):
            continue
        run_json("split", source, "--strategy", "random:0.2", "--out", scratch / "first")
        results = {rows: [] for rows in (100, 1000)}
        for rows in results:
            share = 1 - rows / 20000
            run_json("split", scratch / "first/test.parquet", "--strategy", f"random:{share}", "--out", scratch / f"second{rows}")
        for seed in range(60):
            run_json("train", "ratings", scratch / "first/train.parquet", "--out", scratch / "m.kf", "--seed", seed, "--rank", 32, "--epochs", 20, "--reg", 0.02)
            for rows, found in results.items():
                found.append([metric(run_json("evaluate", scratch / "m.kf", "--test", scratch / f"second{rows}" / part), "rmse")
                              for part in ("train.parquet", "test.parquet")])
        for rows, found in results.items():
            found = np.array(found)
            chosen = found[found[:, 0].argmin()]
            row(name, len(found), rows, f"{chosen[0]:.4f} (mean of all {found[:, 0].mean():.4f})", f"{chosen[1]:.4f}", f"{found[:, 1].mean():.4f}")


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--only", default="split,users,sampled,ties,tuned")
    for name in args.parse_args().only.split(","):
        with tempfile.TemporaryDirectory() as scratch:
            globals()[name](pathlib.Path(scratch))


if __name__ == "__main__":
    main()
