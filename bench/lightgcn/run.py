"""LightGCN on Gowalla (LightGCN's split): seconds per epoch, compared with a straightforward PyTorch implementation.

    bench/lightgcn/run.py [--threads 2] [--rank 64] [--layers 3] [--batch 2048] [--steps 20]

Both use BPR with one negative per like and Adam over all rows, and propagate through all layers in every step. kinfold's seconds per epoch are
the difference of a run of two epochs and a run of one, so that reading does not count. PyTorch's are the mean of --steps steps after three
warm-up steps, times the steps of an epoch. "bandwidth" is the share of the triad's rate if every link read its neighbour's row from memory and
each row of the tables was read and written once; above 100 %, rows came from caches. "flops" is the share of the machine's multiply-add rate:
2 x rank for each link and propagation. kinfold skips the parts of the first and last propagation that a batch does not need; the shares do not
take that into account.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "peers"))
import apart  # noqa: E402
import data  # noqa: E402

DATA = data.DATA / "gowalla/train.txt"


def kinfold(threads, rank, layers, batch):
    train, _ = data.gowalla_files()
    with tempfile.TemporaryDirectory() as folder:

        def seconds(epochs):
            return apart.kinfold(threads, "train", "likes", train, "--solver", "lightgcn", "--loss", "bpr", "--negatives", 1, "--rank", rank,
                                 "--num-layers", layers, "--batch-size", batch, "--epochs", epochs, "--threads", threads, "--out", f"{folder}/m.kf")["seconds"]

        return seconds(2) - seconds(1)


def torch_python():
    """An interpreter that has torch; None if there is none. Only Debian's python finds Debian's torch."""
    for python in (sys.executable, "/usr/bin/python3"):
        if not subprocess.run([python, "-c", "import torch"], capture_output=True).returncode:
            return python
    return None


def torch(python, threads, rank, layers, batch, steps):
    return json.loads(apart.run([python, HERE / "peer.py", DATA, threads, rank, layers, batch, steps], threads).splitlines()[-1])


def shares(threads, seconds, rank, layers, batch):
    users, items = data.pairs(DATA)
    likes, nodes = len(users), int(users.max() + items.max()) + 2
    steps = -(-likes // batch)
    # Each propagation reads a row, an index and a weight per link, and reads and writes a table; Adam reads four tables and writes three.
    table, fetched = 4 * rank * nodes, 2 * likes * (4 * rank + 8)
    gigabytes = 1e-9 * steps * (2 * layers * (fetched + 2 * table) + 7 * table)
    gigaflops = 1e-9 * steps * 2 * layers * 2 * likes * 2 * rank
    return apart.share(threads, seconds, gigabytes, "triad_gb_s"), apart.share(threads, seconds, gigaflops)


def main():
    parser = argparse.ArgumentParser()
    for name, value in (("threads", 2), ("rank", 64), ("layers", 3), ("batch", 2048), ("steps", 20)):
        parser.add_argument(f"--{name}", type=int, default=value)
    args = parser.parse_args()
    data.need("gowalla")
    setting = {"rank": args.rank, "layers": args.layers, "batch": args.batch}

    def show(name, seconds, faster=""):
        apart.row(name, *setting.values(), args.threads, seconds, faster, *shares(args.threads, seconds, **setting))

    apart.head("what", "rank", "layers", "batch", "threads", "s/epoch", "times faster", "bandwidth", "flops")
    own, python = kinfold(args.threads, **setting), torch_python()
    if python:
        peer = torch(python, args.threads, **setting, steps=args.steps)
        show("PyTorch", peer)
    else:
        print("PyTorch is missing; tools/setup --bench installs it")
    show("kinfold", own, peer / own if python else "")


if __name__ == "__main__":
    apart.main(main, globals())
