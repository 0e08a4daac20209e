"""Cold start on MovieLens-1M: a tenth of the items, and of the users, held out whole.

    bench/cold/run.py

RMSE and ndcg@20 (wished for: ratings of at least 4) on the held-out rows: with features, and with one feature that is the same for all,
which leaves the mean of the side's vectors and biases: popularity for a new user, any order for new items. Data are found through
KINFOLD_DATA and skipped where absent.
"""
import pathlib
import random
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench/ladder"))
from tables import DATA, CACHE, KINFOLD, command, features, write  # noqa: E402

OPTIONS = "--reg 0.08 --reg-exponent 1 --bias-reg 0.02 --lr 0.03".split()
FEATURES = "--feature-reg 1".split()


def rows():
    folder = DATA / "movielens-1m"
    for name in ("train.tsv", "probe.tsv"):
        with open(folder / name) as file:
            yield from (line.rstrip("\n").split("\t") for line in file)


def held_out(side, seed=1):
    """Rows of a tenth of the ids of one side apart from the others."""
    data = list(rows())
    ids = sorted({row[side] for row in data})
    random.Random(seed).shuffle(ids)
    chosen = set(ids[: len(ids) // 10])
    head = [["user", "item", "rating"]]
    name = ("users", "items")[side]
    return (write(f"cold-{name}-train.csv", head + [r for r in data if r[side] not in chosen]),
            write(f"cold-{name}-test.csv", head + [r for r in data if r[side] in chosen]), len(chosen))


def constant_features():
    """The tables of features with one value for all."""
    words = features("movielens-1m").split()
    for at in (1, 3):
        with open(words[at]) as file:
            ids = [line.split(",")[0] for line in file][1:]
        words[at] = str(write(f"cold-alike-{at}.csv", [["id", "kind"]] + [[i, "any"] for i in ids]))
    return words


def evaluate(train, test, options, part):
    model = CACHE / "cold.kf"
    command(KINFOLD, "train", "ratings", train, "--out", model, "--json", *OPTIONS, *FEATURES, *options)
    found = command(KINFOLD, "evaluate", model, "--test", test, "--metrics", "rmse,ndcg@20", "--relevant", 4, "--json")
    ranked = found.get(f"ranking_{part}", {}).get("metrics", {}).get("ndcg@20")
    return found[part]["rmse"], ranked


def text(metric):
    return f"{metric['value']:.4f} [{metric['low']:.4f}, {metric['high']:.4f}]" if metric else "cannot be ranked"


def main():
    if not (DATA / "movielens-1m").exists():
        return print(f"skipped: no movielens-1m in {DATA}; set KINFOLD_DATA")
    tables = features("movielens-1m").split()
    print("| held out | known of them | RMSE | ndcg@20 |\n| --- | --- | --- | --- |")
    for side, part in ((1, "cold_item"), (0, "cold_user")):
        train, test, count = held_out(side)
        name = f"{count} {('users', 'items')[side]}"
        for known, options in (("nothing", constant_features()), ("features", tables)):
            rmse, ndcg = evaluate(train, test, options, part)
            print(f"| {name} | {known} | {text(rmse)} | {text(ndcg)} |", flush=True)


main()
