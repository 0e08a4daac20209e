"""MovieLens: feature tables of users and items, and splits of the ratings, cached in build/bench-data."""
import csv
import json
import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("KINFOLD_DATA", ROOT / "../shared/data")).resolve()
KINFOLD, CACHE = ROOT / "build/kinfold", ROOT / "build/bench-data"


def command(*words):
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def write(name, rows):
    CACHE.mkdir(parents=True, exist_ok=True)
    with open(CACHE / name, "w", newline="") as file:
        csv.writer(file).writerows(rows)
    return CACHE / name


def lines(path, delimiter):
    with open(path, encoding="latin-1" if path.suffix in (".dat", ".item", ".user") else "utf-8") as file:
        return [line.rstrip("\n").split(delimiter) for line in file]


def year(title):
    found = re.search(r"\((\d{4})\)\s*$", title)
    return found[1][:3] + "0" if found else "unknown"


def features(data):
    """Writes the feature tables of users and items (id first; categories as text; genres separated by '|'). Returns the options."""
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


def split(name, source, strategy, seed=1):
    folder = CACHE / f"{name}-{strategy.replace(':', '-')}-{seed}"
    if not (folder / "split.json").exists():
        command(KINFOLD, "split", source, "--strategy", strategy, "--seed", seed, "--out", folder, "--json")
    return folder / "train.parquet", folder / "test.parquet"
