#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Behind each kind of trouble in docs/hardware.md, "In the field", stands a test that is there: `folder/file: case`, and how it ended on Debian 12 and
13. What is not run with Debian 13's libraries cannot have passed there: it is named."""

import ast
import pathlib
import re
import sys
import tempfile

import house
from test_threats import CITED, case_is_there

PAGE, SECTION = "docs/hardware.md", "In the field"
ROWS_MIN = 20
# Which tests run on Debian 13: these of tests/kiosk, and no folder that bears the name of one of these suites.
KIOSK_THERE, SUITES_NOT_THERE = ("tests/support/run.py", "ON_DEBIAN13"), ("tests/debian13/debian13.py", "SKIPPED")
OTHERWISE = ("failed: ", "not run: ")


def rows(root):
    sections = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n?)*)", (root / PAGE).read_text(encoding="utf-8"), re.M))
    return [line for line in sections.get(SECTION, "").splitlines() if line.startswith("| ") and not line.startswith("| kind |")]


def words(root, where):
    """The tuple of that name in a script."""
    file, name = where
    for node in ast.parse((root / file).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and node.targets[0].id == name:
            return ast.literal_eval(node.value)
    raise KeyError(name)


def runs_there(root, file):
    folder, _, name = file.partition("/")
    if folder == "kiosk":
        return name.removeprefix("test_") in words(root, KIOSK_THERE)
    return folder not in words(root, SUITES_NOT_THERE)


def outcome_faults(root, row):
    cells = [cell.strip() for cell in row.strip().strip("|").split("|")]
    if len(cells) != 5:
        return [f"five cells, not {len(cells)}: {row}"]
    missing = sorted({file for file, _ in CITED.findall(cells[2]) if not runs_there(root, file)})
    there = "passed" + (" but for " + ", ".join(f"`{file}`" for file in missing) if missing else "")
    return [f"an outcome is {wanted}, or what else it was ({', '.join(OTHERWISE)}…): {row}" for said, wanted in zip(cells[3:], ("passed", there))
            if said != wanted and not any(said.startswith(word) and said != word.strip() for word in OTHERWISE)]


def faults(root):
    found = [f"{file} has no case {case}" for row in rows(root) for file, case in CITED.findall(row) if not case_is_there(root, file, case)]
    found += [f"no test stands behind: {row}" for row in rows(root) if not CITED.search(row.split("|")[3])]
    found += [fault for row in rows(root) for fault in outcome_faults(root, row)]
    return found if len(rows(root)) >= ROWS_MIN else [*found, f"{PAGE} says of {len(rows(root))} kinds only"]


def check_the_checker():
    page = f"## {SECTION}\n| kind | what | test | 12 | 13 |\n|---|---|---|---|---|\n" + "| an edge | read | `a/test_b: holds` | passed | passed |\n" * ROWS_MIN
    page += ("| a panel | lit | `kiosk/test_seen: holds`, `kiosk/test_unseen: holds` | passed | passed but for `kiosk/test_unseen` |\n"
             "| a rule | comes last | `deploy/test_b: holds` | passed | passed but for `deploy/test_b` |\n"
             "| a noise | named | `a/test_b: holds` | passed | failed: the door stayed shut |\n")
    bad = (page.replace("holds", "breaks", 1), page.replace("`a/test_b: holds`", "surely", 1), page.replace("| an edge", "an edge", 4),
           page.replace("passed | passed |", "passed |", 1), page.replace("passed but for `kiosk/test_unseen`", "passed"), page.replace(" but for `deploy/test_b`", ""),
           page.replace("| passed |", "| |", 1), page.replace("failed: the door stayed shut", "failed:"))
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for place in ("docs", "tests/a", "tests/deploy", "tests/kiosk", "tests/support", "tests/debian13"):
            (root / place).mkdir(parents=True)
        for place in ("a/test_b", "deploy/test_b", "kiosk/test_seen", "kiosk/test_unseen"):
            (root / f"tests/{place}.c").write_text("static void holds(void **state) {\n")
        for (file, name), value in ((KIOSK_THERE, ("seen",)), (SUITES_NOT_THERE, ("deploy", "kiosk"))):
            (root / file).write_text(f"{name} = {value}\n")
        for text in (page, *bad):
            (root / PAGE).write_text(text)
            assert bool(faults(root)) == (text != page), (text, faults(root))


if __name__ == "__main__":
    sys.exit(house.main(check_the_checker, faults, lambda root, found: f"{len(rows(root))} kinds with their tests"))
