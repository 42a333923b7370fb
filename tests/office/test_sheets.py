#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Every sheet of tests/office/sheets given to `issue --batch`: taken, asked about or refused, in which words, and nothing half done."""

import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

PICKUPBOX, ENROL = sys.argv[1:3]
SHEETS = pathlib.Path(os.environ["PICKUPBOX_SOURCE"]) / "tests/office/sheets"
UNKNOWN = ": the column \"{}\" is not ours"
DATE = "line 2, column C: born: write the date as"
NO_DAY = "line 2, column C: born: there is no such day of birth"
ENCODING = "the batch is neither UTF-8 nor Unicode text"
AGAIN = "Then give it again with --again"

# How many consignments a sheet is, with --again where it is to be asked about (then `AGAIN` is among the words); 0: refused. And what has to
# be said, in this order.
OUTCOMES = {
    "03_utf16le_bom": (1, []),
    "06_sep_line": (1, []),
    "07_trailing_rows": (1, []),
    "08_trailing_sep": (1, []),
    "10_german_date": (1, []),
    "11_two_digit": (0, ["line 2, column C: born: four digits for the year"]),
    "13_00day": (0, ["note: line 4: born: the day is known and the month is not", "line 5, column C: born", "at the counter"]),
    "16_extra_name_col": (1, [UNKNOWN.format("Nachname"), UNKNOWN.format("Vorname")]),
    "17_header_case": (1, []),
    "18_header_space": (1, []),
    "19_header_german": (1, []),
    "23_nbsp": (1, []),
    "25_lower_box": (1, []),
    "26_ja_nein": (1, []),
    "27_Passport_caps": (1, []),
    "28_item_spaces": (1, []),
    "30_dup_rows": (2, ["line 3 equals line 2", AGAIN]),
    "32_ctrlZ": (1, []),
    "39_dupitem": (0, ["line 2, column B: item: passport more than 2 times for one person"]),
    "40_utf16be_bom": (1, []),
    "41_utf8_bom_and_sep": (1, []),
    "42_tabs": (1, []),
    "43_comma_in_a_name": (1, [UNKNOWN.format("Name")]),
    "44_windows_1252": (1, ["taken for Windows-1252: does “Müller” look right?", AGAIN]),
    "45_date_and_midnight": (1, []),
    "46_american_date": (0, [DATE]),
    "47_number_for_a_date": (0, [DATE]),
    "48_no_such_day": (0, [NO_DAY]),
    "49_not_born_yet": (0, [NO_DAY]),
    "50_open_quote": (0, ["line 2, column B: a field in quotes does not end"]),
    "51_field_missing": (0, ["line 3: has fewer fields"]),
    "52_field_too_many": (0, ["line 2, column D: has more fields"]),
    "53_no_header": (0, ["line 1: the column \"box\" is missing"]),
    "54_column_twice": (0, ["line 1: the column \"Abholbox\" is there twice"]),
    "55_empty": (0, ["line 1: the batch is empty"]),
    "56_header_only": (0, ["no consignment follows the header"]),
    "57_o_for_zero": (0, ["line 2, column A: box: this office has no box KO17"]),
    "58_lines_in_a_field": (0, ["line 4, column D: born: four digits for the year"]),
    "59_alike_apart": (3, ["line 4 equals line 2", AGAIN]),
    "60_zero_byte": (0, [ENCODING]),
    "61_old_mac": (1, []),
    "62_blanks_in_a_date": (1, []),
    "63_many_at_once": (0, ["line 2, column A: box: this office has no box K099", "line 3, column C: born: four digits"]),
    "64_utf16_without_bom": (0, [ENCODING]),
    "65_no_letter_with_a_card": (4, ["line 3: residence_card without a letter, and line 2 has one", AGAIN]),
    "66_a_name_in_front": (0, ["line 2, column D: born: four digits for the year"]),
    "67_not_a_sheet": (0, [ENCODING]),
    "68_yes_and_no": (1, []),
    "69_thirty_one_days": (0, ["line 2, column D: days: \"31\" is not a number from 1 to 30"]),
    "same_batch_twice": (3, []),
}


class Office:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.dir = self.folder / "city"
        (self.folder / "passphrase").write_text("correct horse battery\n")
        assert self.run("init", "--name", "X", "--domain", "x.example")[0] == 0
        subprocess.run([ENROL, "K017", self.folder / "K017.enrol"], check=True)
        assert self.run("add-box", self.folder / "K017.enrol")[0] == 0

    def run(self, command, *arguments):
        done = subprocess.run([PICKUPBOX, "office", command, self.dir, *map(str, arguments), "--passphrase-file", self.folder / "passphrase"],
                              stdin=subprocess.DEVNULL, text=True, capture_output=True)
        assert done.returncode in (0, 1), done
        return done.returncode, done.stdout, done.stderr

    def seen(self):
        """What there is: entries of the log, consignments, everything in out/, hidden names too."""
        database = sqlite3.connect(f"file:{self.dir}/office.db?mode=ro", uri=True)
        counts = [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("entries", "consignments")]
        database.close()
        return counts + [sorted(os.listdir(self.dir / "out"))]

    def issue(self, name, *arguments):
        return self.run("issue", "--batch", SHEETS / f"{name}.csv", *arguments)


def said_in_order(words, text):
    at = 0
    for word in words:
        at = text.find(word, at)
        if at < 0:
            return False
        at += len(word)
    return True


def check(office, name, count, words):
    """Without --dry-run where nothing may be issued."""
    before = office.seen()
    asked = AGAIN in words
    status, out, err = office.issue(name, *(["--dry-run"] if count > 0 and not asked else []))
    assert status == (0 if count > 0 and not asked else 1) and said_in_order(words, err), (name, status, out, err)
    assert status == 0 or "nothing was issued" in err, (name, err)
    # A birth date is never repeated, whatever place it stood in.
    assert not any(part in out + err for part in ("1980-12-24", "24.12.80", "24.12.1980", "12/24/1980", "29579", "31.11.1980")), (name, err)
    if asked:
        status, out, err = office.issue(name, "--dry-run", "--again")
    if count > 0:
        plural = "consignment would" if count == 1 else "consignments would"
        assert status == 0 and f"{count} {plural} be issued; nothing was" in out, (name, out, err)
    assert office.seen() == before, name


def twice(office):
    """A day's sheet given again."""
    before = office.seen()
    status, out, _ = office.issue("same_batch_twice")
    once = office.seen()
    assert status == 0 and once[:2] == [before[0] + 4, before[1] + 3] and len(once[2]) == len(before[2]) + 5, (out, before, once)
    status, _, err = office.issue("same_batch_twice")
    assert status == 1 and said_in_order(["3 of 3 rows are the same as what was issued on 20", "nothing was issued", AGAIN], err), err
    assert office.seen() == once
    assert office.issue("same_batch_twice", "--again")[0] == 0 and office.seen()[1] == once[1] + 3


def main():
    sheets = sorted(path.stem for path in SHEETS.glob("*.csv"))
    assert sheets == sorted(OUTCOMES), set(sheets) ^ set(OUTCOMES)
    with tempfile.TemporaryDirectory(prefix="pickupbox-sheets-") as folder:
        office = Office(folder)
        for name in sheets:
            check(office, name, *OUTCOMES[name])
        twice(office)
    taken = sum(count > 0 for count, _ in OUTCOMES.values())
    asked = sum(AGAIN in words for _, words in OUTCOMES.values())
    print(f"{len(sheets)} sheets: {taken} taken, {asked} of them only after a question, {len(sheets) - taken} refused; nothing half done")


if __name__ == "__main__":
    main()
