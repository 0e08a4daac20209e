"""Runs each measurement in a process of its own, pinned to a given number of processors, so that threads of one library never disturb another.

A script ends with `apart.main(main, globals())`; `apart.call("name", threads, ...)` then runs its function `name` in a
new process on `threads` processors and returns its result. kinfold itself is run the same way.
"""
import functools
import json
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
KINFOLD = BUILD / "kinfold"


def environment(threads):
    # A parallel BLAS inside a parallel loop would only slow it down.
    return {**os.environ, "OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
            "PYTHONWARNINGS": "ignore"}


def processors(threads):
    """Pins the calling process; children inherit it."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])


def run(words, threads):
    done = subprocess.run([str(word) for word in words], env=environment(threads), capture_output=True, text=True,
                          preexec_fn=lambda: processors(threads))
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, words))}\n{done.stdout}{done.stderr}")
    return done.stdout


def call(name, threads, **arguments):
    words = [sys.executable, sys.argv[0], "--apart", name, json.dumps({"threads": threads, **arguments})]
    return json.loads(run(words, threads).splitlines()[-1])


def kinfold(threads, *words):
    return json.loads(run([KINFOLD, *words, "--json"], threads))


@functools.cache
def floors():
    return json.loads(run([BUILD / "kinfold_floor"], os.cpu_count()))


def share(threads, seconds, billions, of="fma_gflop_s"):
    """The minimum work, in billions of operations (or bytes: of="triad_gb_s"), as a share of what the machine can do in
    these seconds."""
    return f"{100 * billions / seconds / floors()[of][0 if threads == 1 else 1]:.0f} %"


def clock():
    """Wall-clock seconds; with KINFOLD_BENCH_CLOCK=processor, processor seconds per thread, which depend less on other
    load."""
    if os.environ.get("KINFOLD_BENCH_CLOCK") == "processor":
        return time.process_time() / int(os.environ["OMP_NUM_THREADS"])
    return time.perf_counter()


def seconds(work):
    begin = clock()
    result = work()
    return clock() - begin, result


def seconds_per_iteration(time_of, few, many, repeats=3):
    """Seconds per iteration: the fastest run with many iterations minus the fastest run with few."""
    fastest = [min(time_of(count) for _ in range(repeats)) for count in (few, many)]
    return (fastest[1] - fastest[0]) / (many - few)


def conditions():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "?")
    return {"processor": model, "processors": len(os.sched_getaffinity(0)), "load": os.getloadavg()[0],
            "clock": os.environ.get("KINFOLD_BENCH_CLOCK", "wall"), "time": time.strftime("%Y-%m-%d %H:%M")}


def row(*cells):
    print("| " + " | ".join(f"{c:.4f}" if isinstance(c, float) else str(c) for c in cells) + " |", flush=True)


def head(*cells):
    row(*cells)
    row(*["---"] * len(cells))


def keep(name, rows):
    """Saves the rows in build/bench-results."""
    folder = BUILD / "bench-results"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps({"conditions": conditions(), "rows": rows}, indent=1) + "\n")


def main(body, functions):
    if sys.argv[1:2] == ["--apart"]:
        print("\n" + json.dumps(functions[sys.argv[2]](**json.loads(sys.argv[3]))))
    else:
        print("conditions:", json.dumps(conditions()))
        body()
