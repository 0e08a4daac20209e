"""The ladder of rating models: what each further idea brings on MovieLens, test RMSE with 95 % intervals.

    bench/ladder/run.py [--data NAME,..] [--steps NAME,..] [--draw]

Prints a table, keeps it in build/bench-results/ladder.json, and draws docs/ladder.svg of it; --draw only draws. One split: the interval is the
bootstrap of `kinfold evaluate`. Several: mean and Student's interval over the splits. A step that a data set has no columns for
is left out there. Data sets are found through KINFOLD_DATA and skipped where absent.
"""
import argparse
import csv
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys

import picture

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("KINFOLD_DATA", ROOT / "../shared/data")).resolve()
KINFOLD, KEPT = ROOT / "build/kinfold", ROOT / "build/bench-data"
RESULTS = ROOT / "build/bench-results/ladder.json"
SEEDS = (1, 2, 3)
STUDENT = {2: 12.71, 3: 4.303, 4: 3.182, 5: 2.776}

# {features} and {time} stand for what a data set has; a step that needs what is missing is left out.
LADDER = {
    "global mean": "--model mean",
    "biases": "--model biases",
    "factors alone": "--biases no",
    "biased factors": "",
    "+ history": "--histories rated",
    "+ features": "--histories rated {features}",
    "+ time": "--histories rated {features} {time}",
    "Bayesian": "--solver gibbs --histories rated {features}",
}
# Settings of single steps, by data set; chosen on parts of the training rows.
SETTINGS = {
    "movielens-1m": {"biased factors": "--rank 256 --strength 0.0364 --penalty-power 0.88 --rate 0.0206 --bias-strength 0.006 "
                                       "--init 0.0008 --epochs 36 --decay cosine"},
    "movielens-100k": {"biased factors": "--strength 0.0728 --penalty-power 0.69 --rate 0.0243 --bias-strength 0.0037 "
                                         "--init 0.0053 --epochs 40 --decay cosine"},
    "movielens-latest-small": {},
}
TIME = {"movielens-100k": "--time-bins 30", "movielens-latest-small": "--time-bins 30"}


def command(*words):
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def write(name, rows):
    KEPT.mkdir(parents=True, exist_ok=True)
    with open(KEPT / name, "w", newline="") as file:
        csv.writer(file).writerows(rows)
    return KEPT / name


def lines(path, delimiter):
    with open(path, encoding="latin-1" if path.suffix in (".dat", ".item", ".user") else "utf-8") as file:
        return [line.rstrip("\n").split(delimiter) for line in file]


def year(title):
    found = re.search(r"\((\d{4})\)\s*$", title)
    return found[1][:3] + "0" if found else "unknown"


def features(data):
    """Tables of users and items, id first, texts as categories, genres parted by '|'; as options."""
    folder, found = DATA / data, {}
    if data == "movielens-1m":
        found["user"] = [["user", "gender", "age", "occupation"]] + [
            [u, g, f"age {a}", f"job {o}"] for u, g, a, o, _ in lines(folder / "users.dat", "::")]
        found["item"] = [["item", "genres", "decade"]] + [
            [i, genres, year(title)] for i, title, genres in lines(folder / "movies.dat", "::")]
    elif data == "movielens-100k":
        genres = [line[0] for line in lines(folder / "u.genre", "|") if line[0]]
        found["user"] = [["user", "gender", "age", "occupation"]] + [
            [u, g, f"age {int(a) // 10 * 10}", job] for u, a, g, job, _ in lines(folder / "u.user", "|")]
        found["item"] = [["item", "genres", "decade"]] + [
            [line[0], "|".join(g for g, has in zip(genres, line[5:]) if has == "1"), year(line[1])]
            for line in lines(folder / "u.item", "|")]
    else:
        with open(folder / "movies.csv", newline="") as file:
            rows = list(csv.reader(file))[1:]
        found["item"] = [["item", "genres", "decade"]] + [[i, g, year(t)] for i, t, g in rows]
    return " ".join(f"--{side}-features {write(f'{data}-{side}s.csv', rows)}" for side, rows in found.items())


def split(name, source, by, seed=1):
    folder = KEPT / f"{name}-{by.replace(':', '-')}-{seed}"
    if not (folder / "split.json").exists():
        command(KINFOLD, "split", source, "--by", by, "--seed", seed, "--out", folder, "--json")
    return folder / "train.parquet", folder / "test.parquet"


def splits():
    """Title -> (data set, function that gives its train and test files)."""
    one, hundred, small = (DATA / f"movielens-{name}" for name in ("1m", "100k", "latest-small"))
    union = f"SELECT * FROM read_csv(['{one}/train.tsv', '{one}/probe.tsv'], header = false)"
    return {
        "MovieLens-1M, fixed split": ("movielens-1m", lambda: [(one / "train.tsv", one / "probe.tsv")]),
        "MovieLens-1M, random tenth": ("movielens-1m", lambda: [split("1m", union, "random:0.1", s) for s in SEEDS]),
        "MovieLens-100K, u1 to u5": (
            "movielens-100k", lambda: [(hundred / f"u{i}.base", hundred / f"u{i}.test") for i in range(1, 6)]),
        "MovieLens-100K, random tenth": (
            "movielens-100k", lambda: [split("100k", hundred / "u.data", "random:0.1", s) for s in SEEDS]),
        "MovieLens-100K, latest tenth": (
            "movielens-100k", lambda: [split("100k", hundred / "u.data", "temporal:0.1")]),
        "latest-small, random tenth": (
            "movielens-latest-small", lambda: [split("small", small / "ratings.csv", "random:0.1", s) for s in SEEDS]),
        "latest-small, latest tenth": (
            "movielens-latest-small", lambda: [split("small", small / "ratings.csv", "temporal:0.1")]),
    }


def rmse(train, test, options):
    model = KEPT / "ladder.kf"
    seconds = command(KINFOLD, "train", "ratings", train, "--out", model, "--json", *options)["seconds"]
    return command(KINFOLD, "evaluate", model, "--test", test, "--json")["metrics"]["rmse"], seconds


def judge(pairs, options):
    found = [rmse(train, test, options) for train, test in pairs]
    values = [metric["value"] for metric, _ in found]
    mean = statistics.mean(values)
    half = STUDENT[len(values)] * statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0
    low, high = (mean - half, mean + half) if half else (found[0][0]["low"], found[0][0]["high"])
    return {"value": mean, "low": low, "high": high, "seconds": statistics.mean(s for _, s in found)}


def options_of(step, data):
    known = {"{features}": features(data), "{time}": TIME.get(data, "")}
    words = LADDER[step]
    last = next((w for w in ("{time}", "{features}") if w in words), None)
    if step != "Bayesian" and last and not known[last]:
        return None
    for word, text in known.items():
        words = words.replace(word, text)
    base = SETTINGS[data].get("biased factors", "") if "--model" not in words and "gibbs" not in words else ""
    own = SETTINGS[data].get(step, "") if step != "biased factors" else ""
    return merged(base.split(), words.split(), own.split())


def merged(*lists):
    """Later values of an option replace earlier ones."""
    values = {}
    for words in lists:
        values.update(zip(words[::2], words[1::2]))
    return [word for pair in values.items() for word in pair]


def measure(asked):
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for title, (data, files) in splits().items():
        if asked.data and not any(name in title for name in asked.data.split(",")):
            continue
        if not (DATA / data).exists():
            print(f"skipped: no {data} in {DATA}; set KINFOLD_DATA")
            continue
        pairs = files()
        for step in asked.steps.split(",") if asked.steps else LADDER:
            options = options_of(step, data)
            if options is None:
                continue
            try:
                results.setdefault(title, {})[step] = judge(pairs, options)
                print(f"{title}: {step}: {results[title][step]}", file=sys.stderr, flush=True)
            except RuntimeError as error:
                print(f"{title}: {step} fails: {error}", file=sys.stderr, flush=True)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    return results


def table(results):
    titles = list(results)
    print("| model | " + " | ".join(titles) + " |\n|" + " --- |" * (len(titles) + 1))
    for step in LADDER:
        cells = [results[title].get(step) for title in titles]
        if any(cells):
            print(f"| {step} | " + " | ".join(f"{c['value']:.4f} [{c['low']:.4f}, {c['high']:.4f}]" if c else ""
                                              for c in cells) + " |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", help="parts of titles, by comma")
    parser.add_argument("--steps", help="steps, by comma")
    parser.add_argument("--draw", action="store_true")
    asked = parser.parse_args()
    results = json.loads(RESULTS.read_text()) if asked.draw else measure(asked)
    table(results)
    (ROOT / "docs/ladder.svg").write_text(picture.draw(results, list(LADDER)))


main()
