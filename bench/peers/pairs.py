"""Pairwise ranking on Gowalla (LightGCN's split): lightfm's BPR and WARP losses compared with kinfold's.

    bench/peers/pairs.py [--rank 64] [--threads 1,2] [--only peer|kinfold] [--choose]

Seconds per epoch: the difference of runs with many and few epochs, the fastest of two each. Quality after EPOCHS epochs; the
learning rate was chosen with --choose on a tenth of the training pairs and a quarter of the users. "floor": share of the
machine's memory bandwidth if each row of a step is read and written once: 8 rank (2 + negatives) bytes per like.
"""
import argparse
import tempfile

import apart
import data
import ranking

EPOCHS = 30
LEARNING_RATE = {"bpr": 0.1, "warp": 0.05}
KINFOLD = {
    "bpr": "--loss bpr --negatives 1 --lr 0.1 --reg 0.01".split(),
    "warp": "--loss warp --negatives 10 --lr 0.05 --reg 0.005".split(),
}


def fitted(train, loss, rank, epochs, threads, lr):
    from lightfm import LightFM

    model = LightFM(no_components=rank, loss=loss, learning_rate=lr, random_state=1)
    triplets = train.tocoo()
    return apart.seconds(lambda: model.fit_partial(triplets, epochs=epochs, num_threads=threads))[0], model


def measured(model, train, test, some=slice(None)):
    import numpy as np

    (bias, items), (_, users) = model.get_item_representations(), model.get_user_representations()
    ones = np.ones((len(users), 1), np.float32)
    return ranking.measures(np.hstack([users, ones])[some], np.hstack([items, bias[:, None]]), train[some], test[some])


def lightfm_speed(threads, loss, rank, epochs):
    return fitted(data.gowalla()[0], loss, rank, epochs, threads, LEARNING_RATE[loss])[0]


def lightfm_quality(threads, loss, rank, epochs):
    train, test = data.gowalla()
    whole, model = fitted(train, loss, rank, epochs, threads, LEARNING_RATE[loss])
    return {"whole": whole, **measured(model, train, test)}


def lightfm_choice(threads, loss, rank, epochs, lr):
    fit, valid = data.held_out(data.gowalla()[0])
    return measured(fitted(fit, loss, rank, epochs, threads, lr)[1], fit, valid, slice(None, None, 4))["ndcg@20"]


def choose(rank, threads):
    apart.head("loss", "learning rate", "validation ndcg@20 after 10 epochs")
    for loss in LEARNING_RATE:
        for lr in (0.02, 0.05, 0.1):
            ndcg = apart.call("lightfm_choice", threads, loss=loss, rank=rank, epochs=10, lr=lr)
            apart.row(loss, lr, ndcg)


def peer(loss, rank, threads):
    speed = apart.seconds_per_iteration(lambda n: apart.call("lightfm_speed", threads, loss=loss, rank=rank, epochs=n), 1, 5, 2)
    return {"name": f"lightfm, {loss}", "rank": rank, "threads": threads, "seconds": speed,
            **apart.call("lightfm_quality", threads, loss=loss, rank=rank, epochs=EPOCHS)}


def kinfold_quality(threads, model):
    train, test = data.gowalla()
    return ranking.measures(*ranking.vectors(model, train.shape), train, test)


def kinfold(loss, rank, threads):
    train, _ = data.gowalla_files()
    with tempfile.TemporaryDirectory() as folder:
        model = f"{folder}/m.kf"

        def trained(epochs):
            return apart.kinfold(threads, "train", "likes", train, "--out", model, "--solver", "sgd", "--rank", rank,
                                 "--epochs", epochs, "--threads", threads, *KINFOLD[loss])["seconds"]

        speed = apart.seconds_per_iteration(trained, 1, 5, 2)
        negatives = int(KINFOLD[loss][KINFOLD[loss].index("--negatives") + 1])
        gigabytes = 8e-9 * rank * (2 + negatives) * data.gowalla()[0].nnz
        return {"name": f"kinfold, {loss}", "rank": rank, "threads": threads, "seconds": speed,
                "floor": apart.share(threads, speed, gigabytes, "triad_gb_s"),
                "whole": trained(EPOCHS), **apart.call("kinfold_quality", threads, model=model)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rank", type=int, default=64)
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--only", default="peer,kinfold")
    parser.add_argument("--choose", action="store_true")
    args = parser.parse_args()
    data.need("gowalla")
    if args.choose:
        return choose(args.rank, 2)
    apart.head("what", "rank", "threads", "s/epoch", "floor", f"s for {EPOCHS}", "recall@20", "ndcg@20")
    rows = []
    for threads in map(int, args.threads.split(",")):
        runs = [(peer, loss) for loss in LEARNING_RATE if "peer" in args.only]
        runs += [(kinfold, loss) for loss in KINFOLD if "kinfold" in args.only]
        for work, loss in runs:
            rows.append(work(loss, args.rank, threads))
            apart.row(*(rows[-1].get(key, "") for key in ("name", "rank", "threads", "seconds", "floor", "whole",
                                                          "recall@20", "ndcg@20")))
    apart.keep("pairs-" + args.only, rows)


apart.main(main, globals())
