"""Links and triples with the settings of examples/graphs: filtered test metrics by the usual protocol, and training times.

    bench/graphs/run.py [--only wn18rr-complex,...]

A recipe is named after its data set and model. It validates on the validation facts of the data set; only `kinfold evaluate` reads the test
facts, once. All test facts count: one with an unseen entity gets the mean rank. KINFOLD_DATA names the folder of the data; missing data sets
are skipped.
"""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("KINFOLD_DATA", ROOT / "../shared/data")).resolve()
KINFOLD = ROOT / "build/kinfold"
RECIPES = ROOT / "examples/graphs"
FOLDERS = {"nations": "kg-small/nations-std", "kinship": "kg-small/kinship-std", "umls": "kg-small/umls"}


def run_json(*words):
    done = subprocess.run([str(w) for w in (KINFOLD, *words, "--json")], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def row(*cells):
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def triples(recipe, folder, model):
    trained = run_json("train", "triples", folder / "train.txt", "--validation", folder / "valid.txt", "--config", recipe, "--out", model)
    report = run_json("evaluate", model, "--test", folder / "test.txt")
    return trained, report


def links(recipe, source, folder, model):
    run_json("split", source, "--task", "links", "--strategy", "random:0.1", "--out", folder)
    trained = run_json("train", "links", pathlib.Path(folder) / "train.parquet", "--config", recipe, "--out", model)
    return trained, run_json("evaluate", model, "--test", pathlib.Path(folder) / "test.parquet")


def figure(report, name):
    metric = report["metrics"].get(name)
    return f"{metric['value']:.4f}" if metric else ""


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--only", default="")
    only = options.parse_args().only.split(",")
    row("recipe", "rank", "epochs", "seconds", "MRR", "95 % interval", "hits@1", "hits@3", "hits@10", "AUC")
    row(*["---"] * 10)
    for recipe in sorted(RECIPES.glob("*.toml")):
        if only != [""] and recipe.stem not in only:
            continue
        name, _, _ = recipe.stem.rpartition("-")
        graph = DATA / "graphs" / f"{name}.txt"
        folder = DATA / FOLDERS.get(name, name)
        if not graph.exists() and not (folder / "train.txt").exists():
            print(f"skipped: no {name} in {DATA}; set KINFOLD_DATA")
            continue
        with tempfile.TemporaryDirectory() as scratch:
            model = pathlib.Path(scratch) / "m.kf"
            trained, report = links(recipe, graph, scratch, model) if graph.exists() else triples(recipe, folder, model)
            rank = run_json("info", model)["rank"]
        mrr = report["metrics"]["mrr"]
        row(recipe.stem, rank, len(trained["curve"]), f"{trained['seconds']:.0f}", f"{mrr['value']:.4f}",
            f"{mrr['low']:.4f} to {mrr['high']:.4f}", *(figure(report, k) for k in ("hits@1", "hits@3", "hits@10", "auc")))


if __name__ == "__main__":
    main()
