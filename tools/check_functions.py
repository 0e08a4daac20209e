"""Fails when a function of src/ is longer than 60 lines. Reads formatted code: a function begins with a line that ends in
'{' and ends with a '}' at the same indent. Usage: check_functions.py SRC"""
import pathlib
import re
import sys

LONGEST = 60
NOT_A_FUNCTION = re.compile(r"\s*(namespace|class|struct|enum|union|extern|HWY_|template <class|#)|.*(=|\[\]) \{$|.*\) \{$(?<!\) \{)")


def functions(path):
    lines, begin = path.read_text().splitlines(), {}
    for number, line in enumerate(lines, 1):
        indent = len(line) - len(line.lstrip())
        if indent > 2:
            continue
        if line.endswith("{") and not NOT_A_FUNCTION.match(line):
            begin[indent] = number
        elif line.strip() in ("}", "};") and indent in begin:
            yield begin.pop(indent), number
        elif line.strip().startswith("}  //"):
            begin.clear()


def main(root):
    found = [f"{path}:{first}: a function of {last - first + 1} lines"
             for path in sorted(pathlib.Path(root).rglob("*")) if path.suffix in (".h", ".cpp")
             for first, last in functions(path) if last - first + 1 > LONGEST]
    print("\n".join(found) or "functions ok")
    return bool(found)


sys.exit(main(sys.argv[1]))
