#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""What is cited is there: every page that a source file names, every file that a page links to, every section cited by number."""

import pathlib
import re
import sys
import tempfile

import house

SOURCES = {".c", ".h", ".py", ".build", ".in"}
FOLDERS = ("base", "crypto", "hal", "ui", "controller", "tests", "deploy")
CITED = re.compile(r"(?<![\w/.-])((?:docs/)?[a-z][\w-]*\.md)(?:,? section (\d+)|,? (?:section |table )?\"([A-Z][^\"]+)\")?")
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)\)")


def sections(path):
    text = path.read_text(encoding="utf-8")
    return [line.lstrip("#").strip() for line in text.splitlines() if line.startswith("##")]


def faults(root):
    found = []
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in SOURCES or path == pathlib.Path(__file__).resolve() or not path.is_file():
                continue
            name = path.relative_to(root).as_posix()
            for cited, number, title in CITED.findall(path.read_text(encoding="utf-8", errors="replace")):
                page = root / cited if (root / cited).is_file() else path.parent / cited
                if not page.is_file():
                    found.append(f"{name}: cites {cited}, which is not here")
                elif number and not any(section.startswith(number + ". ") for section in sections(page)):
                    found.append(f"{name}: {cited} has no section {number}")
                elif title and title not in sections(page):
                    found.append(f'{name}: {cited} has no section "{title}"')
    for page in [*root.glob("*.md"), *(root / "docs").glob("*.md"), *(root / "tests").rglob("*.md")]:
        for link in LINK.findall(page.read_text(encoding="utf-8")):
            if not (page.parent / link).exists():
                found.append(f"{page.relative_to(root)}: links to {link}, which is not here")
    return found


def check_the_checker():
    good = {"docs/a.md": "# A\n\n## 1. One\n\n## Cut\nsee [b](b.md)\n", "docs/b.md": "# B\n", "hal/x.c": "/* docs/a.md section 1; docs/a.md \"Cut\" */\n"}
    bad = [("hal/y.c", "/* docs/c.md */\n"), ("hal/y.c", "/* docs/a.md section 2 */\n"), ("hal/y.c", '/* docs/a.md "Uncut" */\n'),
           ("docs/d.md", "[gone](gone.md)\n"), ("crypto/z.h", "/* formats.md section 3 */\n")]
    for name, text in [(None, None), *bad]:
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            for path, content in {**good, **({name: text} if name else {})}.items():
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(content)
            assert len(faults(root)) == (1 if name else 0), (name, text, faults(root))


if __name__ == "__main__":
    sys.exit(house.main(check_the_checker, faults, lambda root, found: f"{len(found)} citations of what is not here"))
