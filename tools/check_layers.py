"""Fails when a folder of src/ includes from a folder that is not below it, or when two files define a type of one name in
one namespace: programs that link both take one's destructor for the other's. Usage: check_layers.py SRC"""
import pathlib
import re
import sys

LAYERS = "core data loss penalty update graph scorer model sampler solver evaluate store train serve source app".split()


def offences(path, layer):
    for line, text in enumerate(path.read_text().splitlines(), 1):
        match = re.match(r'\s*#include "(?:\.\./)?([\w-]+)/', text)
        if match and match[1] not in LAYERS:
            yield f"{path}:{line}: '{match[1]}' is not a layer; known: {' '.join(LAYERS)}"
        elif match and LAYERS.index(match[1]) > LAYERS.index(layer):
            yield f"{path}:{line}: {layer} must not include {match[1]}"


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
    for path in sorted(pathlib.Path(root).rglob("*.[hc]*")):
        if path.suffix not in (".h", ".cpp"):
            continue
        found += offences(path, path.relative_to(root).parts[0])
        for name, place in types(path):
            found += [f"{place}: {name} is defined in {defined[name]}, too"] if name in defined else []
            defined[name] = place
    print("\n".join(found) or "layers ok")
    return bool(found)


sys.exit(main(sys.argv[1]))
