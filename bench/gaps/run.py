"""Imputation of cells that are missing at random, and of cells that are not.

    bench/gaps/run.py [ROWS COLUMNS TABLES]

A table (2,000 rows and 100 columns by default) is the sum of 3 components and noise of standard deviation 0.5. Cells are removed,
`kinfold impute` imputes them, and the imputed values are compared with the removed ones, which include the noise: an RMSE of 1 times the
noise is the optimum. "expected" is about what least squares reach, which fit 3 numbers to the observed cells of each row and 4 to those of
each column. The figures are means over 3 tables.
"""
import csv
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile

KINFOLD = pathlib.Path(__file__).resolve().parents[2] / "build/kinfold"
ROWS, COLUMNS, TABLES = map(int, sys.argv[1:] or (2000, 100, 3))
RANK, NOISE = 3, 0.5


def synthetic(seed):
    rng = random.Random(seed)
    left = [[rng.gauss(0, 1) for _ in range(RANK)] for _ in range(ROWS)]
    right = [[rng.gauss(0, 1) for _ in range(RANK)] for _ in range(COLUMNS)]
    mean = [rng.gauss(0, 3) for _ in range(COLUMNS)]
    return [[m + sum(w * c for w, c in zip(row, column)) + rng.gauss(0, NOISE) for column, m in zip(right, mean)]
            for row in left]


def at_random(share):
    return lambda cells, rng: [[rng.random() < share for _ in row] for row in cells]


def above(threshold, share_above, share_below):
    """Cells this many standard deviations above the mean of their column are missing more often than the others."""
    def gaps(cells, rng):
        limits = []
        for column in zip(*cells):
            mean = sum(column) / ROWS
            limits.append(mean + threshold * math.sqrt(sum((x - mean) ** 2 for x in column) / ROWS))
        return [[rng.random() < (share_above if x > limit else share_below) for x, limit in zip(row, limits)]
                for row in cells]
    return gaps


def kinfold(*words):
    done = subprocess.run([str(word) for word in (KINFOLD, *words, "--json")], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def filled(cells, gaps, options, folder):
    """(removed value, imputed value, low, high) of each missing cell."""
    table, model, intervals = (pathlib.Path(folder) / name for name in ("t.csv", "t.kf", "i.csv"))
    with open(table, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow([f"c{j}" for j in range(COLUMNS)])
        out.writerows([["" if gone else f"{x:.6g}" for x, gone in zip(row, of_row)] for row, of_row in zip(cells, gaps)])
    kinfold("train", "table", table, "--out", model, *options)
    kinfold("impute", model, table, "--out", pathlib.Path(folder) / "full.csv", "--intervals", intervals)
    with open(intervals, newline="") as file:
        return [(cells[int(f["row"]) - 1][int(f["column"][1:])], float(f["value"]), float(f["low"]), float(f["high"]))
                for f in csv.DictReader(file)]


def expected(gaps):
    known = 1 - sum(map(sum, gaps)) / ROWS / COLUMNS
    return math.sqrt(1 + RANK / (known * COLUMNS) + (RANK + 1) / (known * ROWS))


def measured(gaps_of, options, folder):
    figures = []
    for seed in range(TABLES):
        cells = synthetic(seed)
        gaps = gaps_of(cells, random.Random(1000 + seed))
        found = filled(cells, gaps, options, folder)
        errors = [value - truth for truth, value, _, _ in found]
        figures.append((len(found) / ROWS / COLUMNS, expected(gaps),
                        math.sqrt(sum(e * e for e in errors) / len(found)) / NOISE, sum(errors) / len(found) / NOISE,
                        sum(low <= truth <= high for truth, _, low, high in found) / len(found)))
    return [sum(column) / TABLES for column in zip(*figures)]


def row(*cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def main():
    cases = [(f"at random, {share:.0%}", at_random(share)) for share in (0.1, 0.3, 0.5, 0.8)]
    cases += [(f"{share:.0%} of cells one standard deviation above the mean, {other:.0%} of others", above(1, share, other))
              for share, other in ((0.5, 0.1), (0.9, 0.1), (1, 0))]
    models = [("pca", "--model", "pca", "--rank", 3), ("pca, rank 10", "--model", "pca", "--rank", 10),
              ("glrm", "--model", "glrm", "--rank", 3)]
    row("missing", "of all", "model", "expected", "RMSE / noise", "bias / noise", "in their 95 % intervals")
    row(*["---"] * 7)
    with tempfile.TemporaryDirectory() as folder:
        for name, gaps_of in cases:
            for model, *options in models:
                share, optimum, rmse, bias, inside = measured(gaps_of, options, folder)
                row(name, f"{share:.1%}", model, f"{optimum:.3f}", f"{rmse:.3f}", f"{bias:+.3f}", f"{inside:.1%}")


main()
