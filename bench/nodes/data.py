"""Shared by the node classification benchmarks: Planetoid's citation graphs, the program, and Markdown tables."""
import json
import math
import os
import pathlib
import statistics
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("KINFOLD_DATA", ROOT / "../shared/data")).resolve()
KINFOLD = pathlib.Path(os.environ.get("KINFOLD", ROOT / "build/kinfold"))
RECIPES = ROOT / "examples/nodes"
NAMES = ("cora", "citeseer")


class Graph:
    def __init__(self, name):
        self.name, self.folder = name, DATA / f"planetoid-{name}"
        self.links, self.features, self.nodes = (self.folder / file for file in ("edges.tsv", "features.txt", "nodes.tsv"))

    def labels(self, part):
        return f"SELECT node, label FROM '{self.nodes}' WHERE split = '{part}'"

    def all_labels(self):
        return f"SELECT node, label FROM '{self.nodes}' WHERE label >= 0"

    def graph_options(self):
        return "--graph", self.links, "--node-features", self.features


def graphs():
    found = []
    for graph in map(Graph, NAMES):
        if graph.folder.exists():
            found.append(graph)
        else:
            print(f"skipped: no planetoid-{graph.name} in {DATA}; set KINFOLD_DATA")
    return found


def run_json(*words):
    done = subprocess.run([str(w) for w in (KINFOLD, *words, "--json")], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def row(*cells):
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def head(*cells):
    row(*cells)
    row(*["---"] * len(cells))


def spread(values, digits=4):
    """Mean and standard deviation over seeds."""
    std = statistics.stdev(values) if len(values) > 1 else math.nan
    return f"{statistics.mean(values):.{digits}f} +- {std:.{digits}f}"
