# SPDX-License-Identifier: EUPL-1.2
"""Paper as a scanner sees it: PDFs rendered, codes read by an independent reader, ink looked for in millimetres."""

import re
import shutil
import subprocess
import sys

DPI = 300
SYMBOLS = {"QR-Code": "qrcode", "CODE-128": "code128"}


def need():
    for program, package in (("pdftoppm", "poppler-utils"), ("zbarimg", "zbar-tools")):
        if not shutil.which(program):
            print(f"{program} is missing (package {package})")
            sys.exit(77)


class Page:
    """One page in grey. scale: as a printer prints that fits to the page."""

    def __init__(self, pgm, dpi):
        head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", pgm)
        self.width, self.height = int(head[1]), int(head[2])
        self.pixels, self.dpi = pgm[head.end():], dpi

    def px(self, mm):
        return round(mm * self.dpi / 25.4)

    def rows(self, left, top, right, bottom):
        x, end = self.px(left), min(self.px(right), self.width)
        for y in range(max(self.px(top), 0), min(self.px(bottom), self.height)):
            yield self.pixels[y * self.width + x:y * self.width + end]

    def ink(self, left, top, right, bottom):
        return sum(len(row) - row.count(255) for row in self.rows(left, top, right, bottom))

    def extent(self, left, top, right, bottom):
        """Where ink begins and ends in there: left, top, right, bottom in mm; None where there is none."""
        rows = list(self.rows(left, top, right, bottom))
        inked = [i for i, row in enumerate(rows) if row.count(255) != len(row)]
        if not inked:
            return None
        columns = [i for i in range(len(rows[0])) if any(row[i] != 255 for row in rows)]
        mm = 25.4 / self.dpi
        return left + columns[0] * mm, top + inked[0] * mm, left + (columns[-1] + 1) * mm, top + (inked[-1] + 1) * mm

    def part(self, left, top, right, bottom):
        rows = list(self.rows(left, top, right, bottom))
        return b"P5 %d %d 255\n" % (len(rows[0]), len(rows)) + b"".join(rows)


def render(pdf, dpi=DPI, every=1):
    """All pages, or every so manieth from the first on."""
    pages = int(re.search(r"Pages:\s+(\d+)", subprocess.run(["pdfinfo", pdf], check=True, text=True, capture_output=True).stdout)[1])
    return [Page(subprocess.run(["pdftoppm", "-gray", "-r", str(dpi), "-f", str(n), "-l", str(n), pdf], check=True, capture_output=True).stdout, dpi)
            for n in range(1, pages + 1, every)]


def read_all(pgm, folder):
    """What zbarimg reads, of each kind."""
    path = folder / "scan.pgm"
    path.write_bytes(pgm)
    enabled = [f"-S{symbol}.enable" for symbol in SYMBOLS.values()]
    done = subprocess.run(["zbarimg", "-q", "-Sdisable", *enabled, path], text=True, capture_output=True)
    lines = [line.split(":", 1) for line in done.stdout.splitlines()]
    return {kind: [text for other, text in lines if other == kind] for kind in SYMBOLS}


def read(pgm, kind, folder):
    """The same of one kind."""
    return read_all(pgm, folder)[kind]
