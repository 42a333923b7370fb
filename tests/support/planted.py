#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Copies a source file with a fault planted in it.

    planted.py FILE COPY OLD NEW

OLD must stand in FILE exactly once and is NEW in COPY. Exit status 1 when it does not: whoever changes that line says here
and in meson.build what the fault is now.
"""

import pathlib
import sys


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    file, copy, old, new = sys.argv[1:]
    text = pathlib.Path(file).read_text(encoding="utf-8")
    if text.count(old) != 1:
        sys.exit(f"planted.py: {old!r} stands {text.count(old)} times in {file}, not once; tests/support/meson.build plants a fault there")
    pathlib.Path(copy).write_text(text.replace(old, new), encoding="utf-8")


if __name__ == "__main__":
    main()
