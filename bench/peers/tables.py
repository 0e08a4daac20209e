"""Table models compared with scikit-learn: the same data, rank and threads; seconds of training without reading, and the residual.

    bench/peers/tables.py [--cases pca,svd,nmf,counts,sparse-pca,impute] [--threads 1,2]

pca: 100,000 x 1,000 numbers, 20 components and noise, rank 20, randomized SVD. svd: 1,000,000 x 50,000 with 20 million cells, not centred,
rank 20. nmf: 20,000 x 1,000 nonnegative numbers, rank 20. counts: as many counts of mean 2.5, with Kullback-Leibler divergence; "left" is the
divergence relative to that of the column means. sparse-pca: 2,000 x 200, rank 10. impute: 5,000 x 40, a fifth of the cells missing, rank 5,
compared with IterativeImputer; "left" is the RMSE of the imputed cells. Otherwise "left" is the share of the sum of squares that the model
does not explain.
"""
import argparse
import csv
import tempfile

import apart

CACHE = apart.BUILD / "bench-data"


def synthetic(rows, columns, rank, noise, seed=1):
    import numpy as np

    random = np.random.default_rng(seed)
    spectrum = 1 / np.sqrt(1 + np.arange(rank))
    left = random.standard_normal((rows, rank), dtype=np.float32) * spectrum.astype(np.float32)
    table = left @ random.standard_normal((rank, columns), dtype=np.float32)
    table += noise * random.standard_normal((rows, columns), dtype=np.float32)
    return table + random.standard_normal(columns, dtype=np.float32)


def not_negative(path):
    import numpy as np

    random = np.random.default_rng(5)
    left, right = (np.maximum(random.standard_normal(shape, dtype=np.float32), 0) for shape in ((20_000, 20), (20, 1000)))
    np.save(path, np.maximum(left @ right + random.standard_normal((20_000, 1000), dtype=np.float32), 0))


def counts(path):
    import numpy as np

    random = np.random.default_rng(6)
    left, right = (np.maximum(random.standard_normal(shape), 0) for shape in ((20_000, 20), (20, 1000)))
    np.save(path, random.poisson(0.8 * left @ right).astype(np.float32))


def divergence(table, scores):
    """Sum over all cells, computed in blocks of rows."""
    import numpy as np
    from scipy.special import kl_div

    return sum(float(kl_div(table[i:i + 1000].astype(np.float64), np.maximum(scores(i), 1e-12)).sum())
               for i in range(0, len(table), 1000))


def file_of(name, make):
    CACHE.mkdir(parents=True, exist_ok=True)
    path = CACHE / name
    if not path.exists():
        make(path)
    return path


def dense(rows, columns, rank, noise):
    import numpy as np

    return file_of(f"dense-{rows}-{columns}.npy", lambda path: np.save(path, synthetic(rows, columns, rank, noise)))


def sparse_matrix():
    import numpy as np
    from scipy.sparse import csr_matrix

    random = np.random.default_rng(2)
    count, shape = 20_000_000, (1_000_000, 50_000)
    group = random.integers(0, 20, shape[0])
    row = random.integers(0, shape[0], count)
    column = np.where(random.random(count) < 0.5, random.integers(0, shape[1], count),
                      (group[row] * 2500 + (random.random(count) ** 2 * 2500).astype(np.int64)))
    matrix = csr_matrix((np.ones(count, np.float32), (row, column)), shape)
    matrix.data[:] = 1  # duplicate cells count once
    return matrix


def sparse_file(path):
    import pandas

    cells = sparse_matrix().tocoo()
    pandas.DataFrame({"row": cells.row, "column": cells.col, "value": 1}).to_csv(path, index=False)


def gaps(path):
    import numpy as np

    table = synthetic(5000, 40, 5, 0.3, 3)
    np.save(path, table)


def write_gaps(table, holes, path):
    with open(path, "w", newline="") as file:
        out = csv.writer(file)
        out.writerow([f"c{j}" for j in range(table.shape[1])])
        for values, hole in zip(table, holes):
            out.writerow(["" if h else f"{v:.6g}" for v, h in zip(values, hole)])


def holes_of(table):
    import numpy as np

    return np.random.default_rng(4).random(table.shape) < 0.2


def left_of_counts(table, rows, columns):
    import numpy as np

    means = np.broadcast_to(table.mean(0, dtype=np.float64), (1000, table.shape[1]))
    return divergence(table, lambda i: rows[i:i + 1000] @ columns) / divergence(table, lambda i: means)


def kinfold_counts(threads, folder):
    import numpy as np

    source, model = file_of("counts.npy", counts), f"{folder}/m.kf"
    result = train(threads, source, model, "--model", "nmf", "--loss", "kullback-leibler", "--rank", 20)
    apart.kinfold(threads, "export", model, "--format", "npy", "--out", folder)
    table, rows, columns = np.load(source), np.load(f"{folder}/row.npy"), np.load(f"{folder}/feature.npy")
    unit = float(np.sqrt(table.var(0, dtype=np.float64).mean()))
    return {**result, "left": left_of_counts(table, rows[:, :20].astype(np.float64), unit * columns[:, :20].T)}


def sklearn_run(threads, case):
    import numpy as np
    import threadpoolctl
    from sklearn.decomposition import NMF, PCA, SparsePCA, TruncatedSVD

    threadpoolctl.threadpool_limits(threads)
    if case == "pca":
        table = np.load(dense(100_000, 1000, 20, 1.0))
        model = PCA(20, svd_solver="randomized", random_state=1)
        spent, _ = apart.seconds(lambda: model.fit_transform(table))
        return spent, 1 - float(model.explained_variance_ratio_.sum())
    if case == "svd":
        table = sparse_matrix()
        model = TruncatedSVD(20, random_state=1)
        spent, _ = apart.seconds(lambda: model.fit_transform(table))
        return spent, 1 - float((model.singular_values_ ** 2).sum() / table.power(2).sum())
    if case == "nmf":
        table = np.load(file_of("not-negative.npy", not_negative))
        model = NMF(20, random_state=1)
        spent, _ = apart.seconds(lambda: model.fit_transform(table))
        return spent, float(model.reconstruction_err_) ** 2 / float((table.astype(np.float64) ** 2).sum())
    if case == "counts":
        table = np.load(file_of("counts.npy", counts))
        model = NMF(20, beta_loss="kullback-leibler", solver="mu", random_state=1)
        spent, rows = apart.seconds(lambda: model.fit_transform(table))
        return spent, left_of_counts(table, rows, model.components_)
    if case == "sparse-pca":
        table = np.load(dense(2000, 200, 10, 1.0)).astype(np.float64)
        model = SparsePCA(10, random_state=1)
        spent, scores = apart.seconds(lambda: model.fit_transform(table))
        centred = table - table.mean(0)
        left = centred - scores @ model.components_
        return spent, float((left ** 2).sum() / (centred ** 2).sum())
    from sklearn.experimental import enable_iterative_imputer  # noqa: F401
    from sklearn.impute import IterativeImputer

    table = np.load(file_of("gaps.npy", gaps)).astype(np.float64)
    holes = holes_of(table)
    holed = np.where(holes, np.nan, table)
    spent, filled = apart.seconds(lambda: IterativeImputer(random_state=1).fit_transform(holed))
    return spent, float(np.sqrt(((filled - table)[holes] ** 2).mean()))


def peer(threads, case):
    spent, left = sklearn_run(threads, case)
    return {"seconds": spent, "left": left}


def train(threads, source, out, *options):
    answer = apart.kinfold(threads, "train", "table", source, "--out", out, "--threads", threads, *options)
    return {"seconds": answer["seconds"], "left": answer["metrics"]["residual_ratio"], "epochs": answer["epochs"]}


def billions(case, epochs):
    """Billions of operations of the products of the table with vectors and of its transpose, if they dominate the work."""
    spectrum = lambda cells, passes: cells * (passes * 4 * 30 + 2 * 40) / 1e9
    if case == "pca":
        return spectrum(100_000 * 1000, 5)
    if case == "svd":
        return spectrum(20_000_000, 5)
    if case == "nmf":
        return spectrum(20_000 * 1000, 2) + epochs * 4 * 20 * 20_000 * 1000 / 1e9
    return 0


def filled_error(threads, folder):
    import numpy as np

    table = np.load(file_of("gaps.npy", gaps))
    holes = holes_of(table)
    write_gaps(table, holes, f"{folder}/gaps.csv")
    result = train(threads, f"{folder}/gaps.csv", f"{folder}/m.kf", "--rank", 5)
    apart.kinfold(threads, "impute", f"{folder}/m.kf", f"{folder}/gaps.csv", "--out", f"{folder}/filled.csv")
    filled = np.loadtxt(f"{folder}/filled.csv", delimiter=",", skiprows=1)
    return {**result, "left": float(np.sqrt(((filled - table)[holes] ** 2).mean()))}


def kinfold(threads, case):
    with tempfile.TemporaryDirectory() as folder:
        out = f"{folder}/m.kf"
        if case == "pca":
            return train(threads, dense(100_000, 1000, 20, 1.0), out, "--rank", 20, "--solver", "randomized")
        if case == "svd":
            return train(threads, file_of("sparse.csv", sparse_file), out, "--model", "svd", "--rank", 20, "--columns",
                         "row=row,column=column,value=value")
        if case == "nmf":
            return train(threads, file_of("not-negative.npy", not_negative), out, "--model", "nmf", "--rank", 20)
        if case == "counts":
            return kinfold_counts(threads, folder)
        if case == "sparse-pca":
            return train(threads, dense(2000, 200, 10, 1.0), out, "--model", "sparse-pca", "--rank", 10)
        return filled_error(threads, folder)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", default="pca,svd,nmf,counts,sparse-pca,impute")
    parser.add_argument("--threads", default="1,2")
    args = parser.parse_args()
    apart.head("case", "what", "threads", "seconds", "left", "share of the machine's operations")
    rows = []
    for case in args.cases.split(","):
        for threads in map(int, args.threads.split(",")):
            for name, measure in (("scikit-learn", lambda: apart.call("peer", threads, case=case)),
                                  ("kinfold", lambda: kinfold(threads, case))):
                best = min((measure() for _ in range(2)), key=lambda r: r["seconds"])
                rows.append({"case": case, "name": name, "threads": threads, **best})
                work = billions(case, best.get("epochs", 0)) if name == "kinfold" else 0
                apart.row(case, name, threads, best["seconds"], best["left"],
                          apart.share(threads, best["seconds"], work) if work else "")
    apart.keep("tables", rows)


if __name__ == "__main__":
    apart.main(main, globals())
