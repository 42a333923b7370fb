#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Behind each kind of trouble in docs/hardware.md, "In the field", stands a test that is there: `folder/file: case`."""

import os
import pathlib
import re
import sys
import tempfile

from test_threats import CITED, case_is_there

PAGE, SECTION = "docs/hardware.md", "In the field"
ROWS_MIN = 20


def rows(root):
    sections = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", (root / PAGE).read_text(encoding="utf-8"), re.M))
    return [line for line in sections.get(SECTION, "").splitlines() if line.startswith("| ") and not line.startswith("| kind |")]


def faults(root):
    found = [f"{file} has no case {case}" for row in rows(root) for file, case in CITED.findall(row) if not case_is_there(root, file, case)]
    found += [f"no test stands behind: {row}" for row in rows(root) if not CITED.search(row.split("|")[3])]
    return found if len(rows(root)) >= ROWS_MIN else [*found, f"{PAGE} says of {len(rows(root))} kinds only"]


def check_the_checker():
    page = f"## {SECTION}\n| kind | what | test |\n|---|---|---|\n" + "| an edge | read | `a/test_b: holds` |\n" * ROWS_MIN
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "docs").mkdir()
        (root / "tests/a").mkdir(parents=True)
        (root / "tests/a/test_b.c").write_text("static void holds(void **state) {\n")
        for text in (page, page.replace("holds", "breaks", 1), page.replace("`a/test_b: holds`", "surely", 1), page.replace("| an edge", "an edge", 1)):
            (root / PAGE).write_text(text)
            assert bool(faults(root)) == (text != page), (text, faults(root))


def main():
    root = pathlib.Path(os.environ.get("PICKUPBOX_SOURCE") or pathlib.Path(__file__).resolve().parents[2])
    check_the_checker()
    found = faults(root)
    for fault in found:
        print(fault)
    print(f"{len(rows(root))} kinds with their tests")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
