#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Behind each claim of docs/threats.md stands a test that is there: `folder/file: case`."""

import pathlib
import re
import sys
import tempfile

import house

CITED = re.compile(r"`([a-z_/]+/test_\w+): (\w+)`")
WHO = ("Citizen", "Stranger", "Thief", "Loader", "Manager", "Administrator of the box", "Disk thief", "Vandal", "Maker of a stick or a scanner")


def case_is_there(root, file, case):
    for suffix in (".c", ".py"):
        path = root / "tests" / (file + suffix)
        if path.is_file():
            defined = rf"\bdef {case}\(" if suffix == ".py" else rf"\bvoid {case}\(void \*\*"
            return re.search(defined, path.read_text(encoding="utf-8")) is not None
    return False


def faults(root):
    page = (root / "docs/threats.md").read_text(encoding="utf-8")
    found = [f"{file} has no case {case}" for file, case in CITED.findall(page) if not case_is_there(root, file, case)]
    sections = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", page, re.M))
    for who in WHO:
        rows = [line for line in sections.get(who, "").splitlines() if line.startswith("| ") and not line.startswith("| tries")]
        if not rows:
            found.append(f"nothing is said of: {who}")
        if "What does not" not in sections.get(who, ""):
            found.append(f"{who}: what does not stop it is left out")
        found += [f"{who}: no test stands behind: {row}" for row in rows if not CITED.search(row)]
    return found


def check_the_checker():
    claim = "| to steal | stopped: `a/test_b: holds` |"
    page = "".join(f"## {who}\n| tries | what stops it |\n|---|---|\n{claim}\n\nWhat does not: much.\n\n" for who in WHO)
    bad = (page.replace("holds", "breaks", 1), page.replace("What does not", "Nothing", 1), page.replace("`a/test_b: holds`", "surely", 1),
           page.replace("## Vandal", "## Visitor"))
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "docs").mkdir()
        (root / "tests/a").mkdir(parents=True)
        (root / "tests/a/test_b.c").write_text("static void holds(void **state) {\n")
        for text in (page, *bad):
            (root / "docs/threats.md").write_text(text)
            assert bool(faults(root)) == (text != page), (text, faults(root))


if __name__ == "__main__":
    sys.exit(house.main(check_the_checker, faults,
                        lambda root, found: f"{len(CITED.findall((root / 'docs/threats.md').read_text(encoding='utf-8')))} claims with their tests"))
