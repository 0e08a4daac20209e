"""Implicit ALS on Gowalla (LightGCN's split): implicit compared with kinfold.

    bench/peers/ials.py [--ranks 64,128,256] [--threads 1,2] [--only peer|kinfold] [--exact] [--choose]

Seconds per iteration: the difference of runs with many and few iterations, the fastest of two each. implicit runs with its defaults
(three conjugate gradient steps per row) and, with --exact, with its exact solver too. "top" is the time of the best 20 unseen items of
every user. "floor" is the minimum work as a share of the machine's float32 multiply-add rate: 5 (users + items) rank^2 + 24 likes rank
of an iteration (two rotations of both sides, their Gram matrices, six passes over the likes per side), 2 users items (rank + 1) of the
best 20. Settings were chosen with --choose on a tenth of the training pairs, and a quarter of the users.
"""
import argparse
import tempfile

import apart
import data
import ranking

ITERATIONS = 16
IMPLICIT = {"alpha": 100.0, "regularization": 100.0}
# The same objective: weight 1 for a like and 1 / alpha for every other pair; regularization / alpha for each row.
KINFOLD = ["--unobserved-weight", "0.01", "--reg", "1", "--reg-exponent", "0"]


def fitted(train, rank, iterations, threads, cg, alpha, regularization):
    from implicit.als import AlternatingLeastSquares

    model = AlternatingLeastSquares(rank, regularization=regularization, alpha=alpha, use_cg=cg, random_state=1,
                                    iterations=iterations, num_threads=threads)
    return apart.seconds(lambda: model.fit(train, show_progress=False))[0], model


def implicit_speed(threads, rank, iterations, cg):
    return fitted(data.gowalla()[0], rank, iterations, threads, cg, **IMPLICIT)[0]


def implicit_quality(threads, rank, cg):
    import numpy as np

    train, test = data.gowalla()
    whole, model = fitted(train, rank, ITERATIONS, threads, cg, **IMPLICIT)
    top = min(apart.seconds(lambda: model.recommend(np.arange(train.shape[0]), train, N=20))[0] for _ in range(2))
    return {"whole": whole, "top": top, **ranking.measures(model.user_factors, model.item_factors, train, test)}


def implicit_choice(threads, rank, alpha, regularization):
    fit, valid = data.held_out(data.gowalla()[0])
    model = fitted(fit, rank, 8, threads, True, alpha, regularization)[1]
    some = slice(None, None, 4)
    return ranking.measures(model.user_factors[some], model.item_factors, fit[some], valid[some])["ndcg@20"]


def choose(ranks, threads):
    apart.head("rank", "alpha", "regularization", "validation ndcg@20")
    for rank in ranks:
        for alpha in (10.0, 30.0, 100.0, 300.0):
            for regularization in (1.0, 10.0, 100.0, 1000.0):
                ndcg = apart.call("implicit_choice", threads, rank=rank, alpha=alpha, regularization=regularization)
                apart.row(rank, alpha, regularization, ndcg)


def peer(rank, threads, cg):
    speed = apart.seconds_per_iteration(lambda n: apart.call("implicit_speed", threads, rank=rank, iterations=n, cg=cg), 1, 5, 2)
    name = "implicit" if cg else "implicit, exact"
    return {"name": name, "rank": rank, "threads": threads, "seconds": speed,
            **apart.call("implicit_quality", threads, rank=rank, cg=cg)}


def kinfold_quality(threads, model):
    train, test = data.gowalla()
    return ranking.measures(*ranking.vectors(model, train.shape), train, test)


def kinfold(rank, threads):
    train, _ = data.gowalla_files()
    with tempfile.TemporaryDirectory() as folder:
        model = f"{folder}/m.kf"

        def trained(iterations):
            return apart.kinfold(threads, "train", "likes", train, "--out", model, "--solver", "ials", "--rank", rank,
                                 "--epochs", iterations, "--threads", threads, *KINFOLD)["seconds"]

        speed = apart.seconds_per_iteration(trained, 1, 5, 2)
        whole = trained(ITERATIONS)
        top, _ = apart.seconds(lambda: apart.kinfold(threads, "recommend", model, "--all", "--top", 20, "--out",
                                                     f"{folder}/top.parquet", "--threads", threads))
        users, items, likes = (*data.gowalla()[0].shape, data.gowalla()[0].nnz)
        work = 5e-9 * (users + items) * rank**2 + 24e-9 * likes * rank
        return {"name": "kinfold", "rank": rank, "threads": threads, "seconds": speed, "whole": whole,
                "floor": apart.share(threads, speed, work), "top": top,
                "top floor": apart.share(threads, top, 2e-9 * users * items * (rank + 1)), **apart.call("kinfold_quality", threads, model=model)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ranks", default="64,128,256")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--only", default="peer,kinfold")
    parser.add_argument("--exact", action="store_true")
    parser.add_argument("--choose", action="store_true")
    args = parser.parse_args()
    data.need("gowalla")
    if args.choose:
        return choose(map(int, args.ranks.split(",")), 2)
    apart.head("what", "rank", "threads", "s/iteration", "floor", f"s for {ITERATIONS}", "top 20 s", "floor", "recall@20",
               "ndcg@20")
    rows = []
    for rank in map(int, args.ranks.split(",")):
        for threads in map(int, args.threads.split(",")):
            solvers = [True] + [False] * args.exact if "peer" in args.only else []
            runs = [lambda cg=cg: peer(rank, threads, cg) for cg in solvers]
            if "kinfold" in args.only:
                runs.append(lambda: kinfold(rank, threads))
            for work in runs:
                rows.append(work())
                apart.row(*(rows[-1].get(key, "") for key in ("name", "rank", "threads", "seconds", "floor", "whole", "top",
                                                              "top floor", "recall@20", "ndcg@20")))
    apart.keep("ials-" + args.only, rows)


apart.main(main, globals())
