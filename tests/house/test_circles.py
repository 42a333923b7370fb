#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Who calls whom, by the symbols of what was built: no two files and no two rooms use each other in a circle.

A file uses another one when it names a function or an object that the other one defines. A room is a folder. The checker is itself
checked on made-up circles first.

usage: test_circles.py BUILD COMPILER…
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

OURS = ("base", "crypto", "hal", "ui", "controller")
# Circles that are still there: each may shrink, and has to go from here when it is gone.
KNOWN = {
    "files": [],
    "rooms": [],
}


def objects(build, source):
    """{file: its object} of everything that is not a test, as the build knows it; what an earlier one left behind is not in it."""
    found = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        file = pathlib.Path(os.path.normpath(os.path.join(entry["directory"], entry["file"])))
        name = file.relative_to(source if file.is_relative_to(source) and not file.is_relative_to(build) else build).as_posix()
        if name.split("/")[0] in OURS:
            found.setdefault(name, build / entry["output"])
    return found


def symbols(path):
    """(what it defines, what it needs)"""
    defined, needed = set(), set()
    for line in subprocess.run(["nm", "-P", "-g", path], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines():
        name, kind = line.split()[:2]
        (needed if kind == "U" else defined).add(name)
    return defined, needed


def uses(found):
    """{file: the files that it uses}"""
    table = {name: symbols(path) for name, path in found.items()}
    home = {symbol: name for name, (defined, _) in table.items() for symbol in defined if symbol != "main"}
    return {name: {home[symbol] for symbol in needed if symbol in home} - {name} for name, (_, needed) in table.items()}


def of_rooms(graph):
    """The same from folder to folder."""
    rooms = {}
    for name, others in graph.items():
        room = name.rpartition("/")[0]
        rooms.setdefault(room, set()).update(other.rpartition("/")[0] for other in others)
    return {room: others - {room} for room, others in rooms.items()}


def circles(graph):
    """The sets of two or more that all reach each other."""
    def reached(start):
        seen, open_ = set(), [start]
        while open_:
            for other in graph.get(open_.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    open_.append(other)
        return seen

    reach = {name: reached(name) for name in graph}
    return {frozenset(other for other in reach[name] if name in reach.get(other, ())) | {name} for name in graph if name in reach[name]}


def faults(graph, known):
    """What is wrong with the circles of files and of rooms, as sentences."""
    found = []
    for kind, these in (("files", circles(graph)), ("rooms", circles(of_rooms(graph)))):
        for circle in these:
            if not any(circle <= old for old in known[kind]):
                found.append(f"a circle of {len(circle)} {kind}: {' '.join(sorted(circle))}")
                found += [f"    {name} uses {' '.join(sorted(graph[name] & circle))}" for name in sorted(circle) if name in graph]
        found += [f"no circle any more, take it from the list: {' '.join(sorted(old))}" for old in known[kind]
                  if not any(circle <= old for circle in these)]
    return found


def check_the_checker(compiler):
    none = {"files": [], "rooms": []}
    trees = {
        # name: the files, and what they may be blamed for
        "straight": ({"a/one.c": ("one", "two"), "a/two.c": ("two", "three"), "b/three.c": ("three", None)}, None),
        "files": ({"a/one.c": ("one", "two"), "a/two.c": ("two", "one"), "a/main.c": ("other", "one")}, "a circle of 2 files: a/one.c a/two.c"),
        "rooms": ({"a/one.c": ("one", "two"), "b/two.c": ("two", None), "b/three.c": ("three", "four"), "a/four.c": ("four", None)},
                  "a circle of 2 rooms: a b"),
    }
    with tempfile.TemporaryDirectory() as folder:
        for tree, (files, blamed) in trees.items():
            found = {}
            for name, (defines, calls) in files.items():
                source = pathlib.Path(folder) / tree / name
                source.parent.mkdir(parents=True, exist_ok=True)
                source.write_text(f"void {calls or defines}(void);\nvoid {defines}(void);\nvoid {defines}(void) {{ {f'{calls}();' if calls else ''} }}\n")
                found[name] = source.with_suffix(".o")
                subprocess.run([*compiler, "-c", source, "-o", found[name]], check=True)
            said = faults(uses(found), none)
            assert said[:1] == ([blamed] if blamed else []), (tree, said)
            if tree == "files":
                assert faults(uses(found), {"files": [{"a/one.c", "a/two.c", "a/gone.c"}], "rooms": []}) == []
            if tree == "straight":
                assert faults(uses(found), {"files": [{"a/one.c", "a/two.c"}], "rooms": [{"a", "b"}]}) == [
                    "no circle any more, take it from the list: a/one.c a/two.c", "no circle any more, take it from the list: a b"]


def main():
    build, compiler = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2:]
    source = pathlib.Path(os.environ.get("PICKUPBOX_SOURCE") or pathlib.Path(__file__).resolve().parents[2]).resolve()
    check_the_checker(compiler)
    found = {name: path for name, path in objects(build, source).items() if path.is_file()}
    assert len(found) > 200 and any(re.match("controller/box/session/", name) for name in found), f"only {len(found)} objects in {build}"
    graph = uses(found)
    said = faults(graph, KNOWN)
    for fault in said:
        print(fault)
    print(f"{len(graph)} files in {len(of_rooms(graph))} rooms, {sum(map(len, graph.values()))} uses")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main())
