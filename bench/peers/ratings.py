"""Further models of ratings on MovieLens-1M's fixed split (train.tsv, probe.tsv), compared with the libraries that have them.

    bench/peers/ratings.py [--models svdpp,als,gibbs,gibbs-implicit] [--threads 1,2] [--only peer|kinfold] [--choose]

svdpp: Surprise's SVDpp, 20 factors (single-threaded). als: cmfrec's explicit CMF, rank 64. gibbs: myfm's regressor,
rank 32, over user and item, and with the users' implicit feedback as a relation block (one thread too). Seconds per iteration are the
difference of runs with many and few iterations. RMSE is of predictions clipped to 1 ... 5 on probe.tsv; settings were
chosen with --choose on a tenth of train.tsv. "floor": minimum work of an iteration as a share of the machine's float32 multiply-add
rate: 2 ratings rank^2 + (users + items) rank^3 / 3 for exact row solutions, 12 ratings rank for gradient steps.
"""
import argparse
import tempfile

import apart
import data

SVDPP = {"rank": 20, "epochs": 20, "few": 1, "many": 2, "repeats": 1}
ALS = {"rank": 64, "epochs": 15, "few": 2, "many": 12, "repeats": 3}
GIBBS = {"rank": 32, "epochs": 200, "few": 5, "many": 25, "repeats": 2}
IMPLICIT = {"rank": 32, "epochs": 200, "few": 2, "many": 6, "repeats": 1}
SETTINGS = {"svdpp": SVDPP, "als": ALS, "gibbs": GIBBS, "gibbs-implicit": IMPLICIT}
CMF = {"lambda_": 0.07, "scale_lam": True}
KINFOLD = {
    "svdpp": "--implicit-feedback rated --reg 0.08 --implicit-feedback-reg 5 --reg-exponent 1 --lr 0.04 --bias-reg 0.015".split(),
    "als": "--solver als --block-size 32 --reg 0.07 --bias-reg 0.02".split(),
    "gibbs": "--solver gibbs --burn-in 20 --samples 180".split(),
    "gibbs-implicit": "--solver gibbs --burn-in 20 --samples 180 --implicit-feedback rated".split(),
}


def svdpp(train, test, rank, epochs, threads):
    import pandas
    import surprise

    table = pandas.DataFrame(dict(zip(("user", "item", "value"), train)))
    whole = surprise.Dataset.load_from_df(table, surprise.Reader(rating_scale=(1, 5))).build_full_trainset()
    model = surprise.SVDpp(n_factors=rank, n_epochs=epochs, random_state=1)
    spent, _ = apart.seconds(lambda: model.fit(whole))
    return spent, (lambda: [model.predict(u, i).est for u, i in zip(test[0], test[1])])


def als(train, test, rank, epochs, threads, **settings):
    import cmfrec
    import numpy as np
    import pandas

    table = pandas.DataFrame(dict(zip(("UserId", "ItemId", "Rating"), train)))
    model = cmfrec.CMF(k=rank, method="als", niter=epochs, nthreads=threads, precompute_for_predictions=False,
                       verbose=False, random_state=1, **{"use_cg": True, **CMF, **settings})
    spent, _ = apart.seconds(lambda: model.fit(table))
    return spent, (lambda: np.nan_to_num(model.predict(test[0], test[1]), nan=float(train[2].mean())))


def one_hot(ids, count):
    import numpy as np
    from scipy.sparse import csr_matrix

    return csr_matrix((np.ones(len(ids)), (np.arange(len(ids)), ids)), (len(ids), count))


def implicit_feedback(train, users, items):
    """A user's row: one-hot user id, and the user's items with weights 1 / sqrt(number of items)."""
    import numpy as np
    from scipy.sparse import csr_matrix, hstack, identity

    seen = csr_matrix((np.ones(len(train[0])), (train[0], train[1])), (users, items))
    share = 1 / np.sqrt(np.maximum(seen.getnnz(1), 1))
    return hstack([identity(users), seen.multiply(share[:, None])]).tocsr()


def gibbs(train, test, rank, epochs, threads, implicit=False):
    import myfm
    from scipy.sparse import csr_matrix, hstack

    users, items = (1 + max(part[side].max() for part in (train, test)) for side in (0, 1))
    shapes = [users, items] + ([items] if implicit else [])
    model = myfm.MyFMRegressor(rank=rank, random_seed=1)

    def inputs(part):
        if not implicit:
            return hstack([one_hot(part[0], users), one_hot(part[1], items)]).tocsr(), []
        blocks = [myfm.RelationBlock(part[0], implicit_feedback(train, users, items)),
                  myfm.RelationBlock(part[1], one_hot(range(items), items))]
        return csr_matrix((len(part[0]), 0)), blocks

    x, blocks = inputs(train)
    shapes = [users, items, items] if implicit else shapes
    spent, _ = apart.seconds(lambda: model.fit(x, train[2], X_rel=blocks, n_iter=epochs, group_shapes=shapes,
                                               n_kept_samples=max(1, epochs - epochs // 10)))
    x_test, blocks_test = inputs(test)
    return spent, (lambda: model.predict(x_test, X_rel=blocks_test))


PEERS = {"svdpp": svdpp, "als": als, "gibbs": gibbs, "gibbs-implicit": lambda *a, **k: gibbs(*a, implicit=True, **k)}
NAMES = {"svdpp": "Surprise SVDpp", "als": "cmfrec CMF", "gibbs": "myfm", "gibbs-implicit": "myfm, implicit feedback"}


def peer_run(threads, model, epochs, evaluate):
    train, test = data.ratings("train.tsv"), data.ratings("probe.tsv")
    spent, predict = PEERS[model](train, test, SETTINGS[model]["rank"], epochs, threads)
    return {"whole": spent, "rmse": data.rmse(predict(), test[2]) if evaluate else None}


def cmf_choice(threads, settings):
    train, valid = data.split_ratings()
    return data.rmse(als(train, valid, ALS["rank"], ALS["epochs"], threads, **settings)[1](), valid[2])


def choose(threads):
    apart.head("lambda", "scaled by count", "conjugate gradients", "validation RMSE")
    for scaled, lambdas in ((True, (0.03, 0.05, 0.07, 0.1)), (False, (2.0, 5.0, 10.0, 20.0))):
        for lam in lambdas:
            for cg in (True, False):
                settings = {"lambda_": lam, "scale_lam": scaled, "use_cg": cg}
                apart.row(lam, scaled, cg, apart.call("cmf_choice", threads, settings=settings))


def peer(model, threads):
    s = SETTINGS[model]
    speed = apart.seconds_per_iteration(lambda n: apart.call("peer_run", threads, model=model, epochs=n, evaluate=False)["whole"],
                        s["few"], s["many"], s["repeats"])
    return {"name": NAMES[model], "rank": s["rank"], "threads": threads, "seconds": speed, "epochs": s["epochs"],
            **apart.call("peer_run", threads, model=model, epochs=s["epochs"], evaluate=True)}


def kinfold(model, threads):
    s = SETTINGS[model]
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/m.kf"

        def trained(epochs):
            return apart.kinfold(threads, "train", "ratings", data.MOVIELENS / "train.tsv", "--out", file, "--rank",
                                 s["rank"], "--epochs", epochs, "--threads", threads, *KINFOLD[model])["seconds"]

        speed = apart.seconds_per_iteration(trained, s["few"], s["many"], s["repeats"])
        whole = trained(s["epochs"])
        ratings, rows = 900_000, 6_040 + 3_706
        work = 12e-9 * ratings * s["rank"] if model == "svdpp" else (
            2e-9 * ratings * s["rank"] ** 2 + rows * s["rank"] ** 3 / 3e9)
        rmse = apart.kinfold(threads, "evaluate", file, "--test", data.MOVIELENS / "probe.tsv")["metrics"]["rmse"]
        return {"name": f"kinfold, {model}", "rank": s["rank"], "threads": threads, "seconds": speed,
                "epochs": s["epochs"], "whole": whole, "rmse": rmse["value"],
                "floor": apart.share(threads, speed, work)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--models", default=",".join(SETTINGS))
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--only", default="peer,kinfold")
    parser.add_argument("--choose", action="store_true")
    args = parser.parse_args()
    data.need("movielens-1m")
    if args.choose:
        return choose(2)
    apart.head("what", "rank", "threads", "s/iteration", "floor", "iterations", "s for all", "test RMSE")
    rows = []
    for model in args.models.split(","):
        for threads in map(int, args.threads.split(",")):
            runs = [peer] if "peer" in args.only and (threads == 1 or model == "als") else []
            for work in runs + [kinfold] * ("kinfold" in args.only):
                rows.append(work(model, threads))
                apart.row(*(rows[-1].get(key, "") for key in ("name", "rank", "threads", "seconds", "floor", "epochs", "whole",
                                                              "rmse")))
    apart.keep(f"ratings-{args.models}-{args.only}", rows)


apart.main(main, globals())
