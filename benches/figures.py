#!/usr/bin/env python3
"""Prints the shape of `src/` in figures: what is long, what knows much, what runs in circles. They are signs, not limits."""

import re
from pathlib import Path

SRC = Path(__file__).resolve().parent.parent / "src"
FUNCTION = re.compile(r"^( *)(?:pub(?:\([a-z: ]+\))? )?(?:const |async |unsafe )*fn (\w+)")
IMPORT = re.compile(r"^ *(?:pub(?:\([a-z: ]+\))? )?use ((?:crate|super|self)\b[^;]*);", re.M)
PATH = re.compile(r"\b(crate|super|self)((?:::\w+)+)")


def module_of(file):
    parts = list(file.relative_to(SRC).with_suffix("").parts)
    return tuple(parts[:-1] if parts[-1] in ("mod", "lib", "main") else parts)


def functions(lines):
    """Name and length of each function: rustfmt closes one at the indentation that it begins with."""
    for number, line in enumerate(lines):
        begun = FUNCTION.match(line)
        if begun:
            end = next((at for at in range(number, len(lines)) if lines[at] == begun[1] + "}"), None)
            if end is not None:
                yield begun[2], end - number + 1


def paths(tree):
    """The paths of `a::{b, c::{d, e}}`."""
    head, brace, rest = tree.partition("{")
    if not brace:
        return [tree.split(" as ")[0].strip()]
    inner, depth, parts = rest.rpartition("}")[0], 0, [""]
    for letter in inner:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [head.strip() + path for part in parts if part.strip() for path in paths(part.strip())]


def uses(module, text, modules):
    """The modules that a file names, each by its longest path that is one."""
    imported = [path for tree in IMPORT.findall(text) for path in paths(" ".join(tree.split()))]
    for start, path in PATH.findall("\n".join([text, *imported])):
        steps = path.strip(":").split("::")
        base = {"crate": (), "self": module, "super": module[:-1]}[start]
        while steps[:1] == ["super"]:
            base, steps = base[:-1], steps[1:]
        whole = base + tuple(steps)
        found = next((whole[:end] for end in range(len(whole), 0, -1) if whole[:end] in modules), None)
        if found and found != module:
            yield found


def circles(graph):
    """Tarjan's strongly connected components, those of more than one module."""
    order, low, stack, found = {}, {}, [], []

    def visit(node):
        order[node] = low[node] = len(order)
        stack.append(node)
        for other in graph[node]:
            if other not in order:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], order[other])
        if low[node] == order[node]:
            at = stack.index(node)
            found.append(stack[at:])
            del stack[at:]

    for node in graph:
        if node not in order:
            visit(node)
    return [one for one in found if len(one) > 1]


def main():
    texts = {file: file.read_text() for file in sorted(SRC.rglob("*.rs"))}
    lines = {file: text.splitlines() for file, text in texts.items()}
    print(f"lines in src/: {sum(map(len, lines.values()))}")
    simulated = sum(len(of) for file, of in lines.items() if "demo/services" in file.as_posix())
    print(f"  without demo/services/: {sum(map(len, lines.values())) - simulated}")
    long = sorted(((len(of), file) for file, of in lines.items() if len(of) > 500), reverse=True)
    print(f"files over 500 lines: {len(long)}")
    for length, file in long:
        print(f"  {length:5} {file.relative_to(SRC)}")
    of_file = ((length, name, file) for file, of in lines.items() for name, length in functions(of))
    print("longest functions:")
    for length, name, file in sorted(of_file, reverse=True)[:10]:
        print(f"  {length:5} {name}, {file.relative_to(SRC)}")
    model = re.search(r"pub struct Model \{\n(.*?)\n\}", texts[SRC / "wizard/model.rs"], re.S)
    print(f"fields of Model: {len(re.findall(r'^    pub(?:[^ ]*) [a-z_]+:', model[1], re.M))}")
    modules = {module_of(file): file for file in texts}
    for top in ("wizard", "demo", "measures", "aws", "screens", "cli"):
        inside = {module for module in modules if module[:1] == (top,)}
        graph = {
            module: set(uses(module, texts[modules[module]].split("#[cfg(test)]")[0], inside)) for module in inside
        }
        sizes = sorted((len(one) for one in circles(graph)), reverse=True)
        print(f"circles in {top}/, files each: {', '.join(map(str, sizes)) or 'none'}")


main()
