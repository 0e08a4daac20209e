"""Grid search for the settings of examples/nodes, by mean validation accuracy over seeds. It reads no test label. The settings of gcn, and those
of sgc on Cora, were chosen over 3 seeds, the others over 2; gcnii has the settings of its paper, since one training takes minutes.

    bench/nodes/search.py [--only cora-gcn,...] [--seeds 3] [--top 5]
"""
import argparse
import itertools
import pathlib
import statistics
import tempfile

from data import run_json, graphs, head, row

GRIDS = {
    "gcn": {"rank": (16, 64), "dropout": (0.5, 0.8), "feature-dropout": (0.5, 0.8), "reg": (5e-4, 2e-3, 5e-3)},
    "sgc": {"propagation-steps": (2, 3, 4), "lr": (0.05, 0.2), "reg": (0, 1e-5, 1e-4, 5e-4), "feature-dropout": (0, 0.5)},
    "appnp": {"rank": (64,), "dropout": (0.5, 0.8), "feature-dropout": (0.5, 0.8), "reg": (5e-3, 1e-2), "alpha": (0.1, 0.2)},
}


def validation(graph, model, options, seeds, file):
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return statistics.mean(
        run_json("train", "nodes", graph.labels("train"), *graph.graph_options(), "--validation", graph.labels("val"), "--model", model, "--baselines", "no",
               "--seed", seed, *words, "--out", file)["metrics"]["validation_accuracy"] for seed in range(1, seeds + 1))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--only", default="")
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--top", type=int, default=5)
    args = options.parse_args()
    head("data and model", "settings", "validation accuracy")
    for graph in graphs():
        for model, grid in GRIDS.items():
            if args.only and f"{graph.name}-{model}" not in args.only.split(","):
                continue
            with tempfile.TemporaryDirectory() as scratch:
                settings = [dict(zip(grid, values)) for values in itertools.product(*grid.values())]
                found = [(validation(graph, model, s, args.seeds, pathlib.Path(scratch) / "m.kf"), s) for s in settings]
            for score, setting in sorted(found, key=lambda pair: -pair[0])[:args.top]:
                row(f"{graph.name}-{model}", " ".join(f"--{k} {v}" for k, v in setting.items()), f"{score:.4f}")


main()
