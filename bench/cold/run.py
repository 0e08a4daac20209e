"""Cold start on MovieLens-1M: all ratings of a tenth of the items, and of a tenth of the users, are held out.

    bench/cold/run.py

Prints RMSE and ndcg@20 (relevant: ratings of at least 4) on the held-out rows, once with features and once with a single feature that is
the same for all. With that one, a cold row gets the mean vector and bias of its side: popularity for a new user, and no useful order of
new items. KINFOLD_DATA names the folder of the data; missing data are skipped.
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
    """Holds out all rows of a tenth of the ids of one side."""
    data = list(rows())
    ids = sorted({row[side] for row in data})
    random.Random(seed).shuffle(ids)
    chosen = set(ids[: len(ids) // 10])
    head = [["user", "item", "rating"]]
    name = ("users", "items")[side]
    return (write(f"cold-{name}-train.csv", head + [r for r in data if r[side] not in chosen]),
            write(f"cold-{name}-test.csv", head + [r for r in data if r[side] in chosen]), len(chosen))


def constant_features():
    """Feature tables in which all rows have the same value."""
    words = features("movielens-1m").split()
    for at in (1, 3):
        with open(words[at]) as file:
            ids = [line.split(",")[0] for line in file][1:]
        words[at] = str(write(f"cold-constant-{at}.csv", [["id", "kind"]] + [[i, "any"] for i in ids]))
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
    print("| held out | side information | RMSE | ndcg@20 |\n| --- | --- | --- | --- |")
    for side, part in ((1, "cold_item"), (0, "cold_user")):
        train, test, count = held_out(side)
        name = f"{count} {('users', 'items')[side]}"
        for side_information, options in (("nothing", constant_features()), ("features", tables)):
            rmse, ndcg = evaluate(train, test, options, part)
            print(f"| {name} | {side_information} | {text(rmse)} | {text(ndcg)} |", flush=True)


main()
