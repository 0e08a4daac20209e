"""A ladder of rating models on MovieLens: test RMSE with 95 % intervals after each addition to the model.

    bench/ladder/run.py [--data NAME,..] [--steps NAME,..] [--draw]

Prints a table, saves it in build/bench-results/ladder.json and plots it as docs/ladder.svg; --draw only plots. For one split, the interval is
the bootstrap interval of `kinfold evaluate`; for several, the mean and Student's interval over the splits. A step is skipped if the data set
lacks its columns. KINFOLD_DATA names the folder of the data; missing data sets are skipped.
"""
import argparse
import json
import statistics
import sys

import picture
from tables import DATA, CACHE, KINFOLD, ROOT, command, features, split

RESULTS = ROOT / "build/bench-results/ladder.json"
SEEDS = (1, 2, 3)
STUDENT = {2: 12.71, 3: 4.303, 4: 3.182, 5: 2.776}

# {features} and {time} are replaced by the options of the data set; a step is skipped if the data set has none.
LADDER = {
    "global mean": "--model mean",
    "biases": "--model biases",
    "MF without biases": "--biases no",
    "biased MF": "",
    "+ SVD++": "--implicit-feedback rated --item-implicit-feedback yes",
    "+ features": "--implicit-feedback rated --item-implicit-feedback yes {features}",
    "+ time": "--implicit-feedback rated --item-implicit-feedback yes {features} {time}",
    "Bayesian": "--solver gibbs --rank 32 --epochs 200 --burn-in 20 --samples 90 --implicit-feedback rated --item-implicit-feedback yes {features}",
}
# Settings of single steps by data set, chosen by `kinfold tune` on a tenth of the training rows of the fixed split, of u1 and, for
# latest-small, of the first random split. A step without an entry inherits those of the step before.
SETTINGS = {
    "movielens-1m": {
        "biased MF": "--rank 256 --reg 0.0364 --reg-exponent 0.88 --lr 0.0206 --bias-reg 0.006 --init-std 0.0008 --epochs 36 "
                          "--lr-schedule cosine",
        "+ SVD++": "--rank 128 --reg 0.08645 --implicit-feedback-reg 5.543 --reg-exponent 1.041 --lr 0.04015 "
                     "--bias-reg 0.01444 --epochs 45 --lr-schedule linear --init-std 0.01",
        "+ features": "--rank 128 --reg 0.08321 --implicit-feedback-reg 4.845 --feature-reg 19.99 --reg-exponent 0.8665 "
                      "--lr 0.03045 --bias-reg 0.01472 --epochs 45 --lr-schedule linear --init-std 0.01",
    },
    "movielens-100k": {
        "biased MF": "--reg 0.0728 --reg-exponent 0.69 --lr 0.0243 --bias-reg 0.0037 --init-std 0.0053 --epochs 40 "
                          "--lr-schedule cosine",
        "+ SVD++": "--reg 0.1415 --implicit-feedback-reg 2.704 --reg-exponent 0.943 --lr 0.03616 --bias-reg 0.02034 "
                     "--epochs 45 --lr-schedule linear --init-std 0.01",
        "+ features": "--reg 0.1483 --implicit-feedback-reg 10.29 --feature-reg 14.81 --reg-exponent 0.8231 --lr 0.04665 "
                      "--bias-reg 0.04763 --epochs 45 --lr-schedule linear --init-std 0.01",
    },
    "movielens-latest-small": {
        "biased MF": "--reg 0.08 --bias-reg 0.02",
        "+ SVD++": "--reg 0.1274 --implicit-feedback-reg 5.78 --reg-exponent 0.9313 --lr 0.05494 --bias-reg 0.005004 "
                     "--epochs 45 --init-std 0.01",
        "+ features": "--reg 0.1472 --implicit-feedback-reg 1.489 --feature-reg 6.048 --reg-exponent 1.043 --lr 0.0403 "
                      "--bias-reg 0.04253 --epochs 45 --init-std 0.01",
    },
}
TIME = dict.fromkeys(("movielens-100k", "movielens-latest-small"),
                     "--time-bins 30 --time-terms item,drift,day --time-reg 20")


def splits():
    """Title -> (data set, function that returns its train and test files)."""
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
    model = CACHE / "ladder.kf"
    seconds = command(KINFOLD, "train", "ratings", train, "--out", model, "--json", *options)["seconds"]
    return command(KINFOLD, "evaluate", model, "--test", test, "--json")["metrics"]["rmse"], seconds


def evaluate(pairs, options):
    found = [rmse(train, test, options) for train, test in pairs]
    values = [metric["value"] for metric, _ in found]
    mean = statistics.mean(values)
    half_width = STUDENT[len(values)] * statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0
    low, high = (mean - half_width, mean + half_width) if half_width else (found[0][0]["low"], found[0][0]["high"])
    return {"value": mean, "low": low, "high": high, "seconds": statistics.mean(s for _, s in found)}


def options_of(step, data):
    known = {"{features}": features(data), "{time}": TIME.get(data, "")}
    words = LADDER[step]
    last = next((w for w in ("{time}", "{features}") if w in words), None)
    if step != "Bayesian" and last and not known[last]:
        return None
    for word, text in known.items():
        words = words.replace(word, text)
    return words.split() if "--model" in words or "gibbs" in words else merged(*settings_up_to(step, data), words.split())


def settings_up_to(step, data):
    steps = list(LADDER)
    return [SETTINGS[data].get(s, "").split() for s in steps[steps.index("biased MF"): steps.index(step) + 1]]


def merged(*lists):
    """Later values of an option replace earlier ones."""
    values = {}
    for words in lists:
        values.update(zip(words[::2], words[1::2]))
    return [word for pair in values.items() for word in pair]


def measure(args):
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for title, (data, files) in splits().items():
        if args.data and not any(name in title for name in args.data.split(",")):
            continue
        if not (DATA / data).exists():
            print(f"skipped: no {data} in {DATA}; set KINFOLD_DATA")
            continue
        pairs = files()
        for step in args.steps.split(",") if args.steps else LADDER:
            options = options_of(step, data)
            if options is None:
                continue
            try:
                results.setdefault(title, {})[step] = evaluate(pairs, options)
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
    args = parser.parse_args()
    results = json.loads(RESULTS.read_text()) if args.draw else measure(args)
    table(results)
    (ROOT / "docs/ladder.svg").write_text(picture.draw(results, list(LADDER)))


main()
