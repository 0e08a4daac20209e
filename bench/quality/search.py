"""Random search of training options on validation rows held out of the training file; test rows are never read.

    bench/quality/search.py TRAIN [--runs 60] [--rank 128] [--seed 1]

Prints the best settings by validation RMSE, as options for `kinfold train ratings`.
"""
import argparse
import json
import pathlib
import random
import subprocess
import tempfile

KINFOLD = pathlib.Path(__file__).resolve().parents[2] / "build/kinfold"


def sample(rng):
    return {
        "reg": round(rng.uniform(0.03, 0.08), 4),
        "reg-exponent": round(rng.uniform(0.65, 1.0), 2),
        "lr": round(10 ** rng.uniform(-1.9, -1.2), 4),
        "bias-reg": round(10 ** rng.uniform(-3, -1.5), 4),
        "init-std": round(10 ** rng.uniform(-3.3, -1.3), 5),
        "epochs": rng.choice([20, 24, 30, 36]),
        "lr-schedule": rng.choice(["linear", "cosine"]),
    }


def validation_rmse(train, rank, setting, model):
    options = [word for name, value in setting.items() for word in (f"--{name}", str(value))]
    done = subprocess.run([KINFOLD, "train", "ratings", train, "--out", model, "--rank", str(rank), "--validation",
                           "random:0.1", "--json", *options], capture_output=True, text=True)
    return json.loads(done.stdout)["curve"][-1]["validation"] if done.returncode == 0 else float("inf")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("train")
    for name, default in (("runs", 60), ("rank", 128), ("seed", 1)):
        parser.add_argument("--" + name, type=int, default=default)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as folder:
        found = []
        for _ in range(args.runs):
            setting = sample(rng)
            found.append((validation_rmse(args.train, args.rank, setting, folder + "/m.kf"), setting))
    for rmse, setting in sorted(found, key=lambda pair: pair[0])[:5]:
        print(f"{rmse:.4f} ", *(f"--{name} {value}" for name, value in setting.items()))


main()
