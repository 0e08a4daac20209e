"""Compares the metrics that kinfold prints with those that scikit-learn and scipy compute from its predictions.

    metrics_test.py KINFOLD

Data are random, with equal predictions, classes that are never predicted, and test sets of one class.
"""
import csv
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
from sklearn import metrics as sk

KINFOLD = sys.argv[1]
TOLERANCE = 2e-5  # predictions are printed as float32


def run_json(folder, *words):
    done = subprocess.run([KINFOLD, *map(str, words), "--json"], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{words}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def write(path, head, rows):
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([head, *rows])


def expect_metric(report, name, expected, what):
    found = report["metrics"][name]["value"]
    if expected is None:
        assert found is None, f"{what}: {name} is {found}, but it is undefined"
    else:
        assert abs(found - expected) <= TOLERANCE * max(1, abs(expected)), f"{what}: {name} is {found}, not {expected}"
    expect_metric.count += 1


expect_metric.count = 0


# Users and items with random preferences; each pair occurs once, so that train and test are disjoint.
def pairs(random, users, items, value, fraction=0.6):
    u, i = random.normal(size=users), random.normal(size=items)
    rows = [(f"u{a}", f"i{b}", value(u[a] * i[b] + 0.3 * random.normal())) for a in range(users) for b in range(items)
            if random.random() < fraction]
    random.shuffle(rows)
    cut = len(rows) * 3 // 4
    return rows[:cut], rows[cut:]


def predictions(folder, test):
    write(folder / "pairs.csv", ["user", "item"], [row[:2] for row in test])
    predicted = run_json(folder, "predict", "m.kf", "pairs.csv")["predictions"]
    assert [(p["user"], p["item"]) for p in predicted] == [(str(row[0]), str(row[1])) for row in test]
    return np.array([p["prediction"] for p in predicted])


def ratings(folder, seed):
    random = np.random.default_rng(seed)
    train, test = pairs(random, 15, 12, lambda x: round(2 * x) / 2)
    test += [("u0", "never seen", 1.5), ("nobody", "i0", -0.5)]
    write(folder / "train.csv", ["user", "item", "rating"], train)
    write(folder / "test.csv", ["user", "item", "rating"], test)
    model = ["--model", "mean"] if seed % 3 == 0 else ["--rank", 3, "--epochs", 5]  # a mean ties all predictions
    run_json(folder, "train", "ratings", "train.csv", "--out", "m.kf", *model)
    report, predicted = run_json(folder, "evaluate", "m.kf", "--test", "test.csv"), predictions(folder, test)
    actual = np.array([float(row[2]) for row in test])
    expect_metric(report, "rmse", np.sqrt(sk.mean_squared_error(actual, predicted)), f"ratings {seed}")
    expect_metric(report, "mae", sk.mean_absolute_error(actual, predicted), f"ratings {seed}")


def calibration_error(liked, probability):
    bins = np.minimum((probability * 10).astype(int), 9)
    return sum(abs(probability[bins == b].mean() - liked[bins == b].mean()) * (bins == b).mean() for b in np.unique(bins))


def votes(folder, seed):
    random = np.random.default_rng(seed)
    train, test = pairs(random, 15, 12, lambda x: int(x > 0))
    if seed % 3 == 1:
        test = [row for row in test if row[2] == 1]  # one class: no auc
    write(folder / "train.csv", ["user", "item", "vote"], train)
    write(folder / "test.csv", ["user", "item", "vote"], test)
    model = ["--model", "mean"] if seed % 3 == 0 else ["--rank", 3, "--epochs", 5]
    run_json(folder, "train", "votes", "train.csv", "--out", "m.kf", *model)
    report, probability = run_json(folder, "evaluate", "m.kf", "--test", "test.csv"), predictions(folder, test)
    liked = np.array([row[2] for row in test])
    both = len(set(liked)) == 2
    expect_metric(report, "log_loss", sk.log_loss(liked, probability, labels=[0, 1]), f"votes {seed}")
    expect_metric(report, "auc", sk.roc_auc_score(liked, probability) if both else None, f"votes {seed}")
    expect_metric(report, "accuracy", sk.accuracy_score(liked, probability > 0.5), f"votes {seed}")
    expect_metric(report, "brier", sk.brier_score_loss(liked, probability), f"votes {seed}")
    expect_metric(report, "calibration_error", calibration_error(liked, probability), f"votes {seed}")


def vectors(folder, side):
    ids = [name for name in (folder / "x" / f"{side}.ids.txt").read_text().split("\n") if name]
    return {name: n for n, name in enumerate(ids)}, np.load(folder / "x" / f"{side}.npy").astype(float)


# For each user the scores of all items that are new to them, and which of them the test holds.
def rankings(folder, train, test):
    run_json(folder, "export", "m.kf", "--format", "npy", "--out", "x")
    (users, of_user), (items, of_item) = vectors(folder, "user"), vectors(folder, "item")
    for user in sorted({row[0] for row in test} & users.keys()):
        seen = {row[1] for row in train if row[0] == user}
        relevant = {row[1] for row in test if row[0] == user} & items.keys() - seen
        names = [name for name in items if name not in seen]
        scores = np.array([of_item[items[n], :-1] @ of_user[users[user], :-1] + of_item[items[n], -1] for n in names])
        if relevant:
            yield np.array([name in relevant for name in names]), scores


def likes(folder, seed):
    random = np.random.default_rng(seed)
    train, test = pairs(random, 14, 20, lambda x: 1, fraction=0.5)
    write(folder / "train.csv", ["user", "item"], [row[:2] for row in train])
    write(folder / "test.csv", ["user", "item"], [row[:2] for row in test])
    model = ["--solver", "sgd", "--model", "mean"] if seed % 3 == 0 else ["--rank", 3, "--epochs", 3]
    run_json(folder, "train", "likes", "train.csv", "--out", "m.kf", *model)
    names = "ndcg@5,ndcg@20,map@1000,precision@5,recall@5"
    report = run_json(folder, "evaluate", "m.kf", "--test", "test.csv", "--metrics", names)
    users = list(rankings(folder, train, test))
    assert report["counts"]["evaluated_users"] == len(users)
    for k in (5, 20):
        ndcg = [sk.ndcg_score([relevant], [scores], k=k) for relevant, scores in users]  # of equal scores the mean over orders
        expect_metric(report, f"ndcg@{k}", np.mean(ndcg), f"likes {seed}")
    if seed % 3 == 0:
        return  # the others below are of scores without ties
    expect_metric(report, "map@1000", np.mean([sk.average_precision_score(*user) for user in users]), f"likes {seed}")
    hits = np.array([relevant[np.argsort(-scores)[:5]].sum() for relevant, scores in users])
    expect_metric(report, "precision@5", (hits / 5).mean(), f"likes {seed}")
    expect_metric(report, "recall@5", np.mean([h / relevant.sum() for h, (relevant, _) in zip(hits, users)]), f"likes {seed}")


def labels(folder, seed):
    random = np.random.default_rng(seed)
    nodes, kinds = 60, 4
    kind = random.integers(kinds, size=nodes)
    kind[:2] = 3 if seed % 2 else kind[:2]
    links = [(f"n{a}", f"n{b}") for a in range(nodes) for b in range(a) if random.random() < (0.2 if kind[a] == kind[b] else 0.03)]
    links += [(f"n{a}", f"n{(a + 1) % nodes}") for a in range(nodes)]
    write(folder / "links.csv", ["source", "target"], links)
    order = random.permutation(nodes)
    for name, part in (("train", order[:20]), ("test", order[20:])):
        write(folder / f"{name}.csv", ["node", "label"], [(f"n{n}", f"k{kind[n]}") for n in part])
    run_json(folder, "train", "nodes", "train.csv", "--graph", "links.csv", "--out", "m.kf", "--epochs", 3 + 10 * (seed % 3))
    report = run_json(folder, "evaluate", "m.kf", "--test", "test.csv")
    write(folder / "nodes.csv", ["node"], [(f"n{n}",) for n in order[20:]])
    predicted = {p["node"]: p["label"] for p in run_json(folder, "predict", "m.kf", "nodes.csv")["predictions"]}
    actual, found = [f"k{kind[n]}" for n in order[20:]], [predicted[f"n{n}"] for n in order[20:]]
    expect_metric(report, "accuracy", sk.accuracy_score(actual, found), f"labels {seed}")
    expect_metric(report, "micro_f1", sk.f1_score(actual, found, average="micro"), f"labels {seed}")
    expect_metric(report, "macro_f1", sk.f1_score(actual, found, average="macro", zero_division=0), f"labels {seed}")
    names = [c["name"] for c in report["classes"]]
    assert (sk.confusion_matrix(actual, found, labels=names) == np.array(report["confusion"])).all()


# Mean and standard deviation over the folds.
def validated(folder, seed):
    random = np.random.default_rng(seed)
    train, test = pairs(random, 15, 12, lambda x: round(x, 1))
    write(folder / "all.csv", ["user", "item", "rating"], train + test)
    report = run_json(folder, "cross-validate", "ratings", "all.csv", "--strategy", "k-fold:4", "--repeats", 2, "--rank", 3, "--epochs", 3)
    values = np.array([round_["metrics"]["rmse"] for round_ in report["folds"]])
    assert len(values) == 8
    summary = report["metrics"]["rmse"]
    np.testing.assert_allclose([summary["mean"], summary["std"]], [values.mean(), values.std(ddof=1)], 1e-9)
    expect_metric.count += 1


for check in (ratings, votes, likes, labels, validated):
    for seed in range(4):
        with tempfile.TemporaryDirectory() as scratch:
            check(pathlib.Path(scratch), seed)
print(f"{expect_metric.count} metrics expect_metric with scikit-learn's and numpy's")
