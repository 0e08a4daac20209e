"""Over-smoothing: test accuracy on Cora by number of layers. The hidden rows of a deep gcn become alike; gcnii adds its input to each layer.

    bench/nodes/depth.py [--seeds 3] [--draw]

Settings of examples/nodes except the number of layers, on Planetoid's split; validation selects the epoch. Prints the table, saves it in
build/bench-results/depth.json and plots it as docs/over-smoothing.svg; --draw only plots.
"""
import argparse
import json
import math
import pathlib
import statistics
import tempfile
from xml.sax.saxutils import escape

from data import RECIPES, ROOT, Graph, run_json, head, row

RESULTS = ROOT / "build/bench-results/depth.json"
LAYERS = (1, 2, 4, 8, 16, 32)
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 620, 340, 60, 100, 56, 52
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1f2328; } .title { font-size: 15px; font-weight: 600; } .soft { fill: #59636e; }
.ground { fill: #fff; } .rule { stroke: #d8dee4; } .line { fill: none; stroke-width: 2; } .name { font-weight: 600; }
.gcn { stroke: #b3541e; } .gcn.of { fill: #b3541e; stroke: none; } .gcnii { stroke: #1f5fa8; } .gcnii.of { fill: #1f5fa8; stroke: none; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; } .soft { fill: #9198a1; } .ground { fill: #0d1117; } .rule { stroke: #2d333b; }
  .gcn { stroke: #f0883e; } .gcn.of { fill: #f0883e; } .gcnii { stroke: #6cb0f5; } .gcnii.of { fill: #6cb0f5; }
}
"""


def accuracy(graph, model, layers, seed, file):
    run_json("train", "nodes", graph.labels("train"), *graph.graph_options(), "--validation", graph.labels("val"), "--config", RECIPES / f"cora-{model}.toml",
           "--num-layers", layers, "--baselines", "no", "--seed", seed, "--out", file)
    return run_json("evaluate", file, "--test", graph.labels("test"))["metrics"]["accuracy"]["value"]


def measure(seeds):
    graph = Graph("cora")
    if not graph.folder.exists():
        raise SystemExit(f"no {graph.folder}; set KINFOLD_DATA")
    with tempfile.TemporaryDirectory() as folder:
        found = {model: {layers: [accuracy(graph, model, layers, seed, pathlib.Path(folder) / "m.kf") for seed in range(1, seeds + 1)]
                         for layers in LAYERS} for model in ("gcn", "gcnii")}
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n")


def x(layers):
    return LEFT + math.log2(layers) / math.log2(LAYERS[-1]) * (WIDTH - LEFT - RIGHT)


def y(value):
    return HEIGHT - BOTTOM - value * (HEIGHT - TOP - BOTTOM)


def text(at_x, at_y, words, anchor="middle", kind=""):
    return f'<text x="{at_x:.1f}" y="{at_y:.1f}" text-anchor="{anchor}" class="{kind}">{escape(str(words))}</text>'


def curve(model, values):
    means = {int(layers): statistics.mean(found) for layers, found in values.items()}
    points = " ".join(f"{x(layers):.1f},{y(mean):.1f}" for layers, mean in means.items())
    dots = "".join(f'<circle class="{model} of" cx="{x(layers):.1f}" cy="{y(mean):.1f}" r="4"><title>{model}, {layers} layers: {mean:.3f}</title>'
                   "</circle>" for layers, mean in means.items())
    last = means[LAYERS[-1]]
    return (f'<polyline class="line {model}" points="{points}"/>{dots}'
            + text(WIDTH - RIGHT + 12, y(last) + 4, f"{model} {last:.3f}", "start", f"name {model} of"))


def draw(found):
    seeds = len(next(iter(found["gcn"].values())))
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img">',
             f"<title>Test accuracy on Cora over the number of layers</title><style>{STYLE}</style>",
             '<rect class="ground" width="100%" height="100%"/>',
             text(LEFT, 24, f"Test accuracy on Cora, the mean of {seeds} seeds", "start", "title")]
    for tenth in range(0, 11, 2):
        parts.append(f'<line class="rule" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(tenth / 10):.1f}" y2="{y(tenth / 10):.1f}"/>')
        parts.append(text(LEFT - 10, y(tenth / 10) + 4, f"{tenth / 10:.1f}", "end", "soft"))
    parts += [text(x(layers), HEIGHT - BOTTOM + 20, layers, kind="soft") for layers in LAYERS]
    parts.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, "layers", kind="soft"))
    parts += [curve(model, values) for model, values in found.items()]
    (ROOT / "docs/over-smoothing.svg").write_text("\n".join(parts) + "\n</svg>\n")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seeds", type=int, default=3)
    options.add_argument("--draw", action="store_true")
    args = options.parse_args()
    if not args.draw:
        measure(args.seeds)
    found = json.loads(RESULTS.read_text())
    head("model", *(f"{layers} layer{'s' if layers > 1 else ''}" for layers in LAYERS))
    for model, values in found.items():
        row(model, *(f"{statistics.mean(v):.3f}" for v in values.values()))
    draw(found)


main()
