#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Letters, labels, card and test sheet of `pickupbox office`, rendered and read back."""

import json
import pathlib
import re
import subprocess
import sys
import tempfile

import paper

PICKUPBOX, ENROL = sys.argv[1:3]
ITEMS = ("passport", "identity_card", "residence_card+letter", "travel_document")
LEFT, TOP, PITCH, WIDTH, HEIGHT = 7.25, 12.9, 66.0, 63.5, 33.9  # the sheet of labels


class Office:
    PICKUPBOX = PICKUPBOX

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.dir = self.folder / "city"
        (self.folder / "passphrase").write_text("correct horse battery\n")
        self.secret = ["--passphrase-file", self.folder / "passphrase"]
        self.run("init", "--name", "Stadt Köln", "--domain", "koeln.example", *self.secret)
        subprocess.run([ENROL, "K017", self.folder / "K017.enrol"], check=True)
        self.run("add-box", self.folder / "K017.enrol", "--address", "Rathaus", *self.secret)

    def run(self, command, *arguments, status=0, said="", stdin=""):
        done = subprocess.run([PICKUPBOX, "office", command, self.dir, *map(str, arguments)], text=True, input=stdin, capture_output=True)
        assert done.returncode == status and said in done.stderr, (command, arguments, done)
        return done.stdout

    def batch(self, count, *arguments, year=1950):
        path = self.folder / "batch.csv"
        path.write_text("box;item;born;low;return_old\n" + "".join(
            f"K017;{ITEMS[i % 4]};{year + i % 50}-{1 + i % 12:02}-{1 + i % 28:02};{'ja' if i % 5 == 0 else ''};{'ja' if i % 3 == 0 else ''}\n"
            for i in range(count)))
        return json.loads(self.run("issue", "--batch", path, "--again", "--json", *arguments, *self.secret))

    def text(self, one, name):
        return (pathlib.Path(one["folder"]) / name).read_text().rstrip("\n")


def label_of(pages, place, right=0, down=0):
    """What lies under one label of the sheets."""
    page, place = divmod(place, 24)
    x, y = LEFT + place % 3 * PITCH + right, TOP + place // 3 * HEIGHT + down
    return pages[page].part(x, y, x + WIDTH, y + HEIGHT)


def label_codes(office, one):
    return {"QR-Code": [office.text(one, "ticket.txt")], "CODE-128": [one["cti"][:8].upper()]}


def labels_stand_where_they_were_asked_for(office):
    made = office.batch(26, "--labels-from", 5, "--shift", "3,-1.5")
    pages = paper.render(made["labels"])
    assert len(pages) == 2
    for place in range(4):
        x, y = LEFT + place % 3 * PITCH, TOP + place // 3 * HEIGHT
        assert pages[0].ink(x + 3.2, y, x + WIDTH, y + HEIGHT - 2) == 0, place
    for i, one in enumerate(made["issued"]):
        page, place = divmod(4 + i, 24)
        x, y = LEFT + place % 3 * PITCH + 3, TOP + place // 3 * HEIGHT - 1.5
        code = pages[page].extent(x, y, x + 33, y + HEIGHT)
        assert abs(code[0] - (x + 2)) < 0.2 and abs((code[1] + code[3]) / 2 - (y + HEIGHT / 2)) < 0.2, (i, code)
        whole = label_of(pages, 4 + i, 3, -1.5)
        assert paper.read_all(whole, office.folder) == label_codes(office, one), i
    print(f"{len(made['issued'])} labels from the fifth on, moved by 3 and -1.5 mm: all read back, each in its place", flush=True)


def every_code_is_read_at_97_and_94_per_cent(office):
    made = office.batch(26)
    for scale in (1, 0.97, 0.94):
        labels = paper.render(made["labels"], round(paper.DPI * scale))
        for i, one in enumerate(made["issued"]):
            label = label_of(labels, i)
            assert paper.read_all(label, office.folder) == label_codes(office, one), (scale, i)
        letters = paper.render(made["letters"], round(paper.DPI * scale / 2), every=4)
        assert len(letters) == 7
        for one, page in zip(made["issued"][::4], letters):
            codes = paper.read_all(page.part(0, 0, 1000, 1000), office.folder)
            assert codes == {"QR-Code": [office.text(one, "code.txt")], "CODE-128": [one["cti"][:8].upper() + "P"]}, (scale, one["cti"])
        print(f"{scale:.0%}: {len(made['issued'])} labels, {len(letters)} letters read back", flush=True)


def letters_come_in_the_order_of_the_list_and_as_large_as_meant(office):
    made = office.batch(3)
    text = subprocess.run(["pdftotext", "-layout", made["letters"], "-"], check=True, text=True, capture_output=True).stdout.split("\f")
    for one, page, pixels in zip(made["issued"], text, paper.render(made["letters"])):
        assert f"{one['reference'][:4]} {one['reference'][4:]}" in page and f"{one['pin'][:3]} {one['pin'][3:]}" in page, page
        assert one["collect_by"][:4] in page and one["cti"][:8] in page
        left, top, right, bottom = pixels.extent(24, 117.5, 90, 182.5)
        assert abs(right - left - 58) < 0.3 and abs(bottom - top - 58) < 0.3, (left, top, right, bottom)
        # Nothing within four modules of it.
        assert pixels.ink(left - 4.3, top - 4.3, left, bottom + 4.3) == pixels.ink(right, top - 4.3, right + 4.3, bottom + 4.3) == 0
        # DIN 5008 form B: the window is empty, and so is the fold through the page but for its mark.
        assert pixels.ink(20, 45, 105, 90) == 0 and pixels.ink(125, 50, 190, 60) > 100
        assert pixels.ink(10, 104.5, 200, 105.5) == 0 or pixels.ink(24, 104.9, 200, 105.1) == 0
        mark = pixels.extent(0, 100, 20, 110)
        assert abs(mark[1] - 105) < 0.2 and abs(mark[3] - 105.15) < 0.2, mark
    print("letters: 58 mm of code with white around it, window and margin of DIN 5008 empty", flush=True)


def a_letter_says_in_each_language_where_to_go_and_above_the_address_where_it_goes_back(office):
    path = office.dir / "office.json"
    before = path.read_text()
    settings = json.loads(before)
    settings["policy"]["wordings"] = {"en": {"addresses": {"K017": "South Gate 1"}}}
    settings["policy"]["return_line"] = "Stadt Köln, Rathausplatz 1, 50667 Köln"
    path.write_text(json.dumps(settings))
    made = json.loads(office.run("issue", "--box", "K017", "--item", "letter", "--born", "-", "--json", *office.secret, stdin="1970-01-01\n"))
    path.write_text(before)
    letter = pathlib.Path(made["folder"]) / "letter.pdf"
    said = subprocess.run(["pdftotext", "-layout", letter, "-"], check=True, text=True, capture_output=True).stdout
    assert "Gehen Sie zur Box K017, Rathaus." in said and "Go to box K017, South Gate 1." in said, said
    assert "Stadt Köln, Rathausplatz 1, 50667 Köln" in said, said
    page = paper.render(letter)[0]
    left, top, right, bottom = page.extent(20, 40, 105, 90)
    assert left >= 24.5 and top >= 45 and right <= 104 and bottom <= 50, (left, top, right, bottom)


def what_no_font_has_is_named_before_anything_is_printed(office):
    office.run("add-staff", "--id", "nora", "--role", "loader", "--name", "Nora 新", *office.secret, status=1, said="no font has \"新\"")
    assert not (office.dir / "badges" / "nora").exists()
    path = office.dir / "office.json"
    before = path.read_text()
    settings = json.loads(before)
    settings["policy"]["contact"] = ["Bürgerbüro", "Tel. 新 1"]
    path.write_text(json.dumps(settings))
    done = subprocess.run([PICKUPBOX, "office", "issue", office.dir, "--box", "K017", "--item", "letter", "--born", "-", *office.secret], input="1970-01-01\n",
                          text=True, capture_output=True)
    path.write_text(before)
    assert done.returncode == 0 and done.stderr.count("no font has") == 1 and "policy.contact: no font has \"新\"" in done.stderr, done
    assert "no font has" not in subprocess.run([PICKUPBOX, "office", "issue", office.dir, "--box", "K017", "--item", "letter", "--born", "-", *office.secret],
                                               input="1970-01-02\n", text=True, capture_output=True, check=True).stderr


def printers_are_asked_not_to_scale(office):
    made = office.batch(2)
    test = office.folder / "test.pdf"
    office.run("print", "--test-sheet", "-o", test)
    for path in (made["labels"], made["letters"], test):
        pdf = pathlib.Path(path).read_bytes()
        assert b"/PrintScaling /None" in pdf[pdf.rindex(b" 0 obj"):], path
        done = subprocess.run(["pdfinfo", path], text=True, capture_output=True)
        assert done.returncode == 0 and "Error" not in done.stderr and "yes" in re.search("Tagged:.*", done.stdout)[0], done


def the_test_sheet_shows_the_labels_of_the_sheet(office):
    for shift, right, down in (("0,0", 0, 0), ("3,0", 3, 0), ("-1.25,2.5", -1.25, 2.5)):
        path = office.folder / "test.pdf"
        office.run("print", "--test-sheet", "--shift", shift, "-o", path)
        page, = paper.render(path)
        for place in (1, 2, 11, 23):
            x, y = LEFT + place % 3 * PITCH + right, TOP + place // 3 * HEIGHT + down
            # The frame: ink on all four edges, in a corner of it free of numbers and rulers.
            assert page.ink(x, y + 20, x + 0.2, y + 24) > 0 and page.ink(x + 40, y, x + 44, y + 0.2) > 0, (shift, place)
            assert page.ink(x + 0.5, y + 20, x + 3, y + 24) == 0, (shift, place)
        line = page.extent(LEFT + 85 + right - 0.5, TOP + 6 * HEIGHT + 14 + down - 3.8, LEFT + 185.6 + right, TOP + 6 * HEIGHT + 14 + down - 3.2)
        assert abs(line[2] - line[0] - 100.2) < 0.2, line
    said = subprocess.run(["pdftotext", "-raw", path, "-"], check=True, text=True, capture_output=True).stdout
    assert re.search("--(labels-from|shift)", said) and not re.search("-\n", said), said  # no option is parted at a line's end
    for bad in ("3", "a,b", "3;4", "21,0", "1e1,0", ",", "1.,2.555", "0x1,1"):
        office.run("print", "--test-sheet", "--shift", bad, "-o", path, status=2, said="--shift")
    for bad in ("0", "25", "-1", "x", ""):
        office.run("print", "--test-sheet", "--labels-from", bad, "-o", path, status=2, said="--labels-from")
    print("test sheet: frames on the labels, a line of 100 mm, moved as asked", flush=True)


def one_alone_has_its_label_and_a_letter(office):
    for item in ("passport", "identity_card"):
        made = json.loads(office.run("issue", "--box", "K017", "--item", item, "--born", "-", "--json", *office.secret, stdin="1980-12-24\n"))
        for again in (False, True):
            if again:
                made = json.loads(office.run("reissue", made["cti"], "--json", *office.secret))
            page, = paper.render(pathlib.Path(made["folder"]) / "label.pdf")
            assert abs(page.width / paper.DPI * 25.4 - WIDTH) < 0.2 and abs(page.height / paper.DPI * 25.4 - HEIGHT) < 0.2
            whole = page.part(0, 0, 1000, 1000)
            assert paper.read_all(whole, office.folder) == label_codes(office, made)
            said = subprocess.run(["pdftotext", pathlib.Path(made["folder"]) / "label.pdf", "-"], check=True, text=True, capture_output=True).stdout.split()
            assert said == ["K017", made["cti"][:4], made["cti"][4:8], "Reisepass" if item == "passport" else "Personalausweis"], said


def the_card_has_name_role_and_city(office):
    office.run("add-staff", "--id", "m.muster", "--role", "manager", "--name", "Maria Öztürk", *office.secret)
    office.run("add-staff", "--id", "n.name", "--role", "loader", *office.secret)
    office.run("add-staff", "--id", "x", "--role", "loader", "--name", "a\nb", *office.secret, status=1, said="--name")
    office.run("add-staff", "--id", "x", "--role", "loader", "--name", "ä" * 41, *office.secret, status=1, said="--name")
    for sub, words in (("m.muster", ("Stadt Köln", "Maria Öztürk", "Teamleitung", "m.muster")), ("n.name", ("n.name", "Beladen"))):
        folder = office.dir / "badges" / sub
        page, = paper.render(folder / "badge.pdf")
        assert abs(page.width / paper.DPI * 25.4 - 85.6) < 0.2 and abs(page.height / paper.DPI * 25.4 - 53.98) < 0.2
        assert paper.read(page.part(0, 0, 1000, 1000), "QR-Code", office.folder) == [(folder / "badge.txt").read_text().rstrip("\n")]
        said = " ".join(subprocess.run(["pdftotext", folder / "badge.pdf", "-"], check=True, text=True, capture_output=True).stdout.split())
        assert all(word in said for word in words), said
    # The name is on the card and nowhere else.
    hits = [path.name for path in office.dir.rglob("*") if path.is_file() and "Öztürk".encode() in path.read_bytes()]
    assert hits == [], hits
    office.run("export", office.folder / "log", *office.secret)
    assert "Maria" not in (office.folder / "log" / "entries.jsonl").read_text()


def main():
    paper.need()
    with tempfile.TemporaryDirectory(prefix="pickupbox-paper-") as folder:
        office = Office(folder)
        for case in (labels_stand_where_they_were_asked_for, every_code_is_read_at_97_and_94_per_cent,
                     letters_come_in_the_order_of_the_list_and_as_large_as_meant, printers_are_asked_not_to_scale, what_no_font_has_is_named_before_anything_is_printed,
                     a_letter_says_in_each_language_where_to_go_and_above_the_address_where_it_goes_back,
                     the_test_sheet_shows_the_labels_of_the_sheet, one_alone_has_its_label_and_a_letter, the_card_has_name_role_and_city):
            case(office)
            print(f"[       OK ] {case.__name__}", flush=True)


if __name__ == "__main__":
    main()
