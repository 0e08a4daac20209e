"""Fails when a file of src/ includes what lies above it, when folders form a circle, or when two files define a type of
one name in one namespace: programs that link both take one's destructor for the other's. Usage: check_layers.py SRC

A layer is a path prefix. A file may include its own folder and the layers below; layers of one level do not know each
other."""
import pathlib
import re
import sys

BASE = "core data store loss regularizer optimizer sampler topk solver train evaluate"
LEVELS = [*BASE.split(), "gnn", "factorization table kg nodes", "registry", "io compare serve", "plot report", "server", "cli"]

# Written exceptions: a folder, and what it may include beside.
ALSO = {"report": {"plot"}}

LEVEL = {name: number for number, names in enumerate(LEVELS) for name in names.split()}


def allowed(layer, target):
    return layer == target or LEVEL[target] < LEVEL[layer] or target in ALSO.get(layer, ())


def includes(path):
    for line, text in enumerate(path.read_text().splitlines(), 1):
        if match := re.match(r'\s*#include "([\w-]+)/', text):
            yield line, match[1]


def offences(path, layer):
    for line, target in includes(path):
        if target not in LEVEL:
            yield f"{path}:{line}: '{target}' is not a layer; known: {' '.join(LEVEL)}"
        elif not allowed(layer, target):
            yield f"{path}:{line}: {layer} must not include {target}"


def types(path):
    """Of named namespaces, without specializations: those begin at the line's begin."""
    spaces = []
    for line, text in enumerate(path.read_text().splitlines(), 1):
        if match := re.match(r"namespace ?([\w:]*) ?\{", text):
            spaces.append(match[1])
        elif re.match(r"\}  // namespace", text):
            spaces.pop()
        elif spaces and "" not in spaces and (match := re.match(r"(?:struct|class|enum class|union) (\w+)(?: final)?(?: : [^;]*)? \{", text)):
            yield "::".join([*spaces, match[1]]), f"{path}:{line}"


def main(root):
    found, defined = [], {}
    for path in sorted(pathlib.Path(root).rglob("*")):
        if path.suffix not in (".h", ".cpp"):
            continue
        layer = path.relative_to(root).parts[0]
        if layer not in LEVEL:
            found.append(f"{path}: '{layer}' is not a layer; known: {' '.join(LEVEL)}")
            continue
        found += offences(path, layer)
        for name, place in types(path):
            found += [f"{place}: {name} is defined in {defined[name]}, too"] if name in defined else []
            defined[name] = place
    print("\n".join(found) or "layers ok")
    return bool(found)


sys.exit(main(sys.argv[1]))
