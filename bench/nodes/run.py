"""Node classification, and links with a GCN encoder, on Cora and Citeseer: accuracy over seeds, training time compared with PyTorch, and the
speed of propagation.

    bench/nodes/run.py [--parts standard,random,links,speed,mixing] [--only cora-gcn,...] [--seeds 20]

standard  Planetoid's split with the settings of examples/nodes: 20 training labels of each class, 500 for validation, 1,000 for the test
random    the settings of gcn on random splits by `kinfold split`: 20 training labels of each class, 30 for validation, all others for the test
links     `train links --encoder gcn`: a tenth of the links for the test, a twentieth for validation; each node keeps a training link
speed     200 epochs of the two-layer network on Cora, compared with torch_gcn.py if PyTorch is installed
mixing    build/kinfold_spmm: the propagation product, as a share of the memory bandwidth

`+-` is the standard deviation over seeds. KINFOLD_DATA names the folder of the data; missing data sets are skipped.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile

from data import RECIPES, ROOT, Graph, run_json, graphs, head, row, spread

MODELS = ("gcn", "sgc", "appnp", "gcnii")
SLOW = {"gcnii": 5}  # maximum number of seeds
PYTHONS = (ROOT / ".deps/peers/bin/python", "/usr/bin/python3")


def seeds_of(model, args):
    return range(1, min(args.seeds, SLOW.get(model, args.seeds)) + 1)


def recipes(args):
    for graph in graphs():
        for model in MODELS:
            name = f"{graph.name}-{model}"
            if not args.only or name in args.only.split(","):
                yield name, graph, RECIPES / f"{name}.toml", seeds_of(model, args)


def learn(graph, source, valid, test, recipe, seed, folder):
    model = pathlib.Path(folder) / "m.kf"
    trained = run_json("train", "nodes", source, *graph.graph_options(), "--validation", valid, "--config", recipe, "--baselines", "no", "--seed", seed,
                     "--out", model)
    metrics = run_json("evaluate", model, "--test", test)["metrics"]
    return metrics["accuracy"]["value"], metrics["macro_f1"]["value"], trained["metrics"]["validation_accuracy"], trained["seconds"]


def table_row(name, found):
    accuracy, f1, valid, seconds = zip(*found)
    row(name, len(found), spread(valid), spread(accuracy), spread(f1), f"{statistics.mean(seconds):.2f}")


def standard(args):
    head("recipe", "seeds", "validation accuracy", "test accuracy", "macro F1", "seconds per training")
    for name, graph, recipe, seeds in recipes(args):
        with tempfile.TemporaryDirectory() as folder:
            table_row(name, [learn(graph, graph.labels("train"), graph.labels("val"), graph.labels("test"), recipe, s, folder) for s in seeds])


def random(args):
    head("recipe, random splits", "splits", "validation accuracy", "test accuracy", "macro F1", "seconds per training")
    for name, graph, recipe, seeds in recipes(args):
        if not name.endswith("-gcn"):
            continue
        found = []
        for seed in list(seeds)[:10]:
            with tempfile.TemporaryDirectory() as folder:
                outer, inner = pathlib.Path(folder) / "outer", pathlib.Path(folder) / "inner"
                for source, count, out in ((graph.all_labels(), 20, outer), (outer / "test.parquet", 30, inner)):
                    run_json("split", source, "--task", "nodes", "--strategy", f"per-class:{count}", "--seed", seed, "--out", out)
                found.append(learn(graph, outer / "train.parquet", inner / "train.parquet", inner / "test.parquet", recipe, seed, folder))
        table_row(name, found)


def links(args):
    head("links of", "splits", "AUC", "average precision", "MRR", "seconds per training")
    for graph in graphs():
        found = []
        for seed in range(1, min(args.seeds, 10) + 1):
            with tempfile.TemporaryDirectory() as folder:
                parts, model = pathlib.Path(folder), pathlib.Path(folder) / "m.kf"
                run_json("split", graph.links, "--task", "links", "--strategy", "random:0.1", "--seed", seed, "--out", parts)
                seconds = run_json("train", "links", parts / "train.parquet", "--validation", "random:0.0556", "--encoder", "gcn", "--node-features",
                                 graph.features, "--rank", 16, "--seed", seed, "--out", model)["seconds"]
                metrics = run_json("evaluate", model, "--test", parts / "test.parquet")["metrics"]
            found.append([metrics[k]["value"] for k in ("auc", "average_precision", "mrr")] + [seconds])
        auc, precision, mrr, seconds = zip(*found)
        row(graph.name, len(found), spread(auc), spread(precision), spread(mrr), f"{statistics.mean(seconds):.2f}")


def torch_python():
    for python in PYTHONS:
        if pathlib.Path(python).exists() and not subprocess.run([python, "-c", "import torch"], capture_output=True).returncode:
            return python
    print("PyTorch is missing (tools/setup --bench installs it); only kinfold is timed")


def torch_seconds(python, folder, threads):
    script = pathlib.Path(__file__).with_name("torch_gcn.py")
    return json.loads(subprocess.run([python, script, folder, "--threads", str(threads)], capture_output=True, text=True, check=True).stdout)


def speed(_):
    """The fastest of five runs each, alternating, so that both run under the same conditions."""
    graph, python = Graph("cora"), torch_python()
    if not graph.folder.exists():
        return
    head("200 epochs of gcn on cora, rank 16", "threads", "kinfold s", "torch s", "faster")
    for threads in (1, 2):
        own, other, version = [], [], ""
        for _ in range(5):
            with tempfile.TemporaryDirectory() as folder:
                own.append(run_json("train", "nodes", graph.labels("train"), *graph.graph_options(), "--epochs", 200, "--rank", 16, "--baselines", "no",
                                  "--threads", threads, "--out", pathlib.Path(folder) / "m.kf")["seconds"])
            if python:
                result = torch_seconds(python, graph.folder, threads)
                other.append(result["seconds"])
                version = f"torch {result['torch']}"
        row(version, threads, f"{min(own):.3f}", *((f"{min(other):.3f}", f"{min(other) / min(own):.1f}x") if other else ("", "")))


def mixing(_):
    for far in ("0.5", "0"):
        subprocess.run([ROOT / "build/kinfold_spmm", "--far", far], check=True)


def main():
    parts = {"standard": standard, "random": random, "links": links, "speed": speed, "mixing": mixing}
    options = argparse.ArgumentParser()
    options.add_argument("--parts", default=",".join(parts))
    options.add_argument("--only", default="")
    options.add_argument("--seeds", type=int, default=20)
    args = options.parse_args()
    for part in args.parts.split(","):
        parts[part](args)
        print()


main()
