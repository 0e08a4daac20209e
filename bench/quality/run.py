"""Test RMSE on MovieLens: simpler models, kinfold's defaults and tuned settings.

    bench/quality/run.py

MovieLens-1M: the fixed split train.tsv / probe.tsv, and random 90/10 splits of the union with seeds 1-5. MovieLens-100K:
the folds u1 ... u5. Settings were chosen by search.py on a tenth of the training rows; test rows were not used.
KINFOLD_DATA names the folder of the data; missing data sets are skipped.
"""
import json
import os
import pathlib
import statistics
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("KINFOLD_DATA", ROOT / "../shared/data")).resolve()
KINFOLD = ROOT / "build/kinfold"
MODELS = {
    "global mean": ["--model", "mean"],
    "biases only": ["--model", "biases"],
    "plain MF (no biases)": ["--biases", "no"],
    "biased MF, defaults": [],
}
TUNED = {
    "movielens-1m": "--rank 256 --reg 0.0364 --reg-exponent 0.88 --lr 0.0206 --bias-reg 0.006 --init-std 0.0008 "
                    "--epochs 36 --lr-schedule cosine".split(),
    "movielens-100k": "--reg 0.0728 --reg-exponent 0.69 --lr 0.0243 --bias-reg 0.0037 --init-std 0.0053 "
                      "--epochs 40 --lr-schedule cosine".split(),
}


def command(*words):
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def rmse(train, test, options, folder):
    model = pathlib.Path(folder) / "m.kf"
    seconds = command(KINFOLD, "train", "ratings", train, "--out", model, "--json", *options)["seconds"]
    metric = command(KINFOLD, "evaluate", model, "--test", test, "--json")["metrics"]["rmse"]
    return metric, seconds


def row(*cells):
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def present(name):
    if (DATA / name).exists():
        return True
    print(f"skipped: no {name} in {DATA}; set KINFOLD_DATA")
    return False


def table(title, splits, tuned, folder):
    print(f"\n{title}\n")
    row("model", "test RMSE", "95 % interval or sd over the splits", "seconds in epochs")
    row(*["---"] * 4)
    for name, options in {**MODELS, f"biased MF, tuned: {' '.join(tuned)}": tuned}.items():
        found = [rmse(train, test, options, folder) for train, test in splits]
        values = [metric["value"] for metric, _ in found]
        spread = (f"[{found[0][0]['low']:.4f}, {found[0][0]['high']:.4f}]" if len(found) == 1
                  else f"sd {statistics.stdev(values):.4f}")
        row(name, f"{statistics.mean(values):.4f}", spread, f"{statistics.mean(s for _, s in found):.2f}")


def movielens_1m(folder):
    data = DATA / "movielens-1m"
    table("MovieLens-1M, fixed split (train.tsv, probe.tsv)", [(data / "train.tsv", data / "probe.tsv")],
          TUNED["movielens-1m"], folder)
    union = f"SELECT * FROM read_csv(['{data}/train.tsv', '{data}/probe.tsv'], header = false)"
    splits = []
    for seed in range(1, 6):
        out = pathlib.Path(folder) / f"split{seed}"
        command(KINFOLD, "split", union, "--strategy", "random:0.1", "--seed", seed, "--out", out, "--json")
        splits.append((out / "train.parquet", out / "test.parquet"))
    table("MovieLens-1M, random 90/10 of the union, seeds 1-5", splits, TUNED["movielens-1m"], folder)


def movielens_100k(folder):
    data = DATA / "movielens-100k"
    table("MovieLens-100K, folds u1-u5", [(data / f"u{k}.base", data / f"u{k}.test") for k in range(1, 6)],
          TUNED["movielens-100k"], folder)


with tempfile.TemporaryDirectory() as scratch:
    if present("movielens-1m"):
        movielens_1m(scratch)
    if present("movielens-100k"):
        movielens_100k(scratch)
