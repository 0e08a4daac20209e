"""Fails when a folder of src/ includes from a folder that is not below it. Usage: check_layers.py SRC"""
import pathlib
import re
import sys

LAYERS = "core data loss penalty update graph scorer model sampler solver evaluate store train serve source app".split()


def offences(root):
    for path in sorted(pathlib.Path(root).rglob("*.[hc]*")):
        layer = path.relative_to(root).parts[0]
        for line, text in enumerate(path.read_text().splitlines(), 1):
            match = re.match(r'\s*#include "(?:\.\./)?([\w-]+)/', text)
            if match and match[1] not in LAYERS:
                yield f"{path}:{line}: '{match[1]}' is not a layer; known: {' '.join(LAYERS)}"
            elif match and LAYERS.index(match[1]) > LAYERS.index(layer):
                yield f"{path}:{line}: {layer} must not include {match[1]}"


found = list(offences(sys.argv[1]))
print("\n".join(found) or "layers ok")
sys.exit(bool(found))
