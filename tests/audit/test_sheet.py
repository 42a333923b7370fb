#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The German table of `pickupbox report`, opened by LibreOffice Calc under a German locale: every cell is what it was meant to be.

usage: test_sheet.py PICKUPBOX MAKE_TOWN
"""

import csv
import io
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as tree

PICKUPBOX, MAKE_TOWN = sys.argv[1:3]
OFFICE, TABLE = ("urn:oasis:names:tc:opendocument:xmlns:" + name + ":1.0" for name in ("office", "table"))
# Semicolons, quotation marks, UTF-8, from line 1, every column as it looks, German, quoted ones too, dates and numbers seen.
FILTER = "Text - txt - csv (StarCalc):59,34,76,1,,1031,false,true"


def opened(sheet, folder):
    """Rows of (type, value) as Calc has them. No cell has a formula."""
    environment = {**os.environ, "HOME": str(folder), "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}
    subprocess.run(["soffice", "--headless", "--norestore", "--convert-to", "fods", f"--infilter={FILTER}", "--outdir", folder, sheet], check=True,
                   env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=180)
    rows = []
    for row in tree.parse(sheet.with_suffix(".fods")).getroot().iter(f"{{{TABLE}}}table-row"):
        cells = []
        for cell in row.iter(f"{{{TABLE}}}table-cell"):
            assert cell.get(f"{{{TABLE}}}formula") is None, cell.attrib
            value = cell.get(f"{{{OFFICE}}}value") or cell.get(f"{{{OFFICE}}}date-value") or "".join(cell.itertext()).strip()
            cells += [(cell.get(f"{{{OFFICE}}}value-type"), value)] * min(4, int(cell.get(f"{{{TABLE}}}number-columns-repeated", "1")))
        rows.append(cells[:4])
    return [row for row in rows if len(row) == 4 and row[0][1]]


def expected(text):
    """What Calc should make of a field: a whole number, a date, or the text as it stands."""
    if re.fullmatch(r"\d+", text):
        return "float", str(int(text))
    return ("date" if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else "string"), text


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        subprocess.run([MAKE_TOWN, folder / "out", "K017", "40", "1"], check=True)
        sheet = folder / "sheet.csv"
        subprocess.run([PICKUPBOX, "report", folder / "out", "--vkey", folder / "out" / "vkey", "--staff", "--language", "de", "--from", "2026-01",
                        "--to", "2026-01", "-o", sheet], check=True)
        with sheet.open("a", encoding="utf-8", newline="") as more:  # no entry can begin so; if one did, this is how it would be written
            more.write("\"Einlegende\";\"'=1+1\";\"eingelegt\";7\r\n")
        fields = list(csv.reader(io.StringIO(sheet.read_text(encoding="utf-8-sig"), newline=""), delimiter=";"))
        rows = opened(sheet, folder)
        assert rows == [[expected(field) for field in row] for row in fields], next(pair for pair in zip(rows, fields) if pair[0] != [
            expected(field) for field in pair[1]])
        kinds = [cell[0] for row in rows for cell in row]
        assert ("string", "Maß") in rows[0] and rows[-1][1] == ("string", "'=1+1")
        print(f"{len(rows)} rows: {kinds.count('float')} numbers, {kinds.count('date')} dates, {kinds.count('string')} texts, no formula")


main()
