#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`pickupbox office pack` and `reissue --born --days`, with what a scanner makes of the printed pages."""

import json
import pathlib
import shutil
import subprocess
import tempfile

import paper
from test_paper import Office

FOREIGN = "LT1:" + "0" * 40


def scanned(office, made):
    """What the reader says of label and letter: QR code and bars of each."""
    codes = {}
    for name, dpi in (("label", paper.DPI), ("letter", paper.DPI // 2)):
        page, = paper.render(pathlib.Path(made["folder"]) / f"{name}.pdf", dpi)
        for kind, texts in paper.read_all(page.part(0, 0, 1000, 1000), office.folder).items():
            codes[name, kind], = texts
    return codes


def issue(office, born="1980-12-24"):
    return json.loads(office.run("issue", "--box", "K017", "--item", "identity_card", "--born", "-", "--json", *office.secret, stdin=born + "\n"))


def issue_with_a_letter(office):
    """One in whose case number is a letter: one of digits alone, one in forty, is written alike in small and in capitals."""
    while (made := issue(office))["cti"][:8].isdigit():
        pass
    return made


def pack(office, *lines, status=0, end="\n"):
    done = subprocess.run([office.PICKUPBOX, "office", "pack", office.dir, *office.secret], input="".join(line + end for line in lines), text=True,
                          capture_output=True)
    assert done.returncode == status, (lines, done)
    return done.stdout, done.stderr


def log_entries(office, event):
    out = office.folder / "packed-log"
    office.run("export", out, *office.secret)
    return [json.loads(line) for line in (out / "entries.jsonl").read_text().splitlines() if f'"e":"{event}"' in line]


def packed_entries(office):
    return log_entries(office, "packed")


def what_belongs_together_is_packed_whichever_comes_first(office):
    made = issue(office)
    codes = scanned(office, made)
    pairs = [(codes["label", a], codes["letter", b]) for a in paper.SYMBOLS for b in paper.SYMBOLS]
    for first, second in pairs + [(second, first) for first, second in pairs]:
        out, err = pack(office, first, second)
        assert "belong together" in out and made["cti"][:8] in out and "K017" in out and err == "", (out, err)
    entries = packed_entries(office)
    assert len(entries) == 8 and all(entry["cti"] == made["cti"] for entry in entries), entries
    # Read twice, empty lines, the line ends of other readers.
    out, err = pack(office, pairs[0][0], pairs[0][0], "", pairs[0][1], end="\r\n")
    assert "1 packed, stopped 0 times" in out, out
    print("8 of 8 ways of reading one pair are packed, each with its entry", flush=True)


def what_does_not_is_stopped_and_the_next_pair_goes_on(office):
    a, b = issue_with_a_letter(office), issue(office, "1981-01-02")
    one, two = scanned(office, a), scanned(office, b)
    before = len(packed_entries(office))
    stops = 0
    for kind in paper.SYMBOLS:
        for other in paper.SYMBOLS:
            for lines, said in (((one["label", kind], two["letter", other]), "do not belong together"),
                                ((two["letter", kind], one["label", other]), "do not belong together"),
                                ((one["label", kind], two["label", other]), "two of a kind"),
                                ((one["letter", kind], two["letter", other]), "two of a kind")):
                out, err = pack(office, *lines, two["label", kind], two["letter", kind], status=1)
                assert said in err and a["cti"][:8] in err and b["cti"][:8] in err and "STOP" in out and "1 packed, stopped 1 times" in out, (out, err)
                stops += 1
    assert len(packed_entries(office)) == before + stops
    for alien in (FOREIGN, "hello", a["cti"], a["cti"][:8], "0" * 8 + "P", "X" * 5000, one["label", "QR-Code"][:-1], "ä\x01\x7f"):
        out, err = pack(office, one["label", "QR-Code"], alien, one["letter", "QR-Code"], status=1)
        assert "STOP" in out and "0 packed, stopped 1 times" in out and "other half" in err, (alien, out, err)
    out, err = pack(office, one["label", "QR-Code"], status=1)
    assert "other half" in err
    assert len(packed_entries(office)) == before + stops
    print(f"{stops} wrong pairs and 8 foreign readings stopped, nothing of them in the log, the next pair packed", flush=True)


def papers_of_an_earlier_issue_are_thrown_away(office):
    made = issue(office)
    old = scanned(office, made)
    new = scanned(office, json.loads(office.run("reissue", made["cti"][:8], "--json", *office.secret)))
    for lines, said in (((old["label", "QR-Code"], new["letter", "QR-Code"]), "this label is of an earlier issue"),
                        ((new["label", "QR-Code"], old["letter", "QR-Code"]), "this letter is of an earlier issue"),
                        ((new["label", "CODE-128"], new["letter", "QR-Code"]), "scan the QR code"),
                        ((new["label", "QR-Code"], old["letter", "CODE-128"]), "scan the QR code")):
        _, err = pack(office, *lines, status=1)
        assert said in err, err
    pack(office, new["letter", "QR-Code"], new["label", "QR-Code"])
    office.run("revoke", made["cti"], *office.secret)
    _, err = pack(office, new["label", "QR-Code"], status=1)
    assert "is revoked" in err, err


def what_was_issued_is_printed_once_more(office):
    made = [issue(office), issue(office, "1981-01-02")]
    cases = [one["cti"][:8] for one in made]
    before = [scanned(office, one) for one in made]
    for one in made:
        shutil.rmtree(one["folder"])
    said = office.run("print", *cases, *office.secret)
    assert all(f"out/{one['cti']}" in said for one in made), said
    letters, labels = office.folder / "letters.pdf", office.folder / "labels.pdf"
    assert "2 letters" in office.run("print", *reversed(cases), "-o", letters, *office.secret)
    assert "2 labels" in office.run("print", *cases, "--labels-from", 23, "-o", labels, *office.secret)
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in (letters, labels))
    # The same number, code and bars; a ticket is sealed anew and goes with the letter as before.
    for codes, one in zip(before, made):
        again = scanned(office, one)
        assert all(again[key] == codes[key] for key in codes if key != ("label", "QR-Code")), one["cti"]
        assert "belong together" in pack(office, again["label", "QR-Code"], codes["letter", "QR-Code"])[0]
    pages = [paper.read(page.part(0, 0, 1000, 1000), "QR-Code", office.folder) for page in paper.render(letters, paper.DPI // 2)]
    assert pages == [[codes["letter", "QR-Code"]] for codes in reversed(before)]
    page, = paper.render(labels)
    bars = paper.read(page.part(0, 0, 1000, 1000), "CODE-128", office.folder)
    assert sorted(bars) == sorted(codes["label", "CODE-128"] for codes in before), bars
    office.run("revoke", cases[1], *office.secret)
    none = office.folder / "none.pdf"
    entries = len(log_entries(office, "printed"))
    office.run("print", *cases, "-o", none, *office.secret, status=1, said=f"{made[1]['cti']}: it was revoked")
    assert not none.exists() and len(log_entries(office, "printed")) == entries == 6
    office.run("print", "--labels-from", 2, cases[0], *office.secret, status=2, said="-o FILE.pdf")
    office.run("print", *office.secret, status=2, said="CASE")
    print("2 folders, 2 letters and 2 labels once more, each read back; a revoked one is named and nothing is printed", flush=True)


def a_wrong_passphrase_packs_nothing(office):
    codes = scanned(office, issue(office))
    wrong = office.folder / "wrong"
    wrong.write_text("not the passphrase\n")
    before = len(packed_entries(office))
    done = subprocess.run([office.PICKUPBOX, "office", "pack", office.dir, "--passphrase-file", wrong], text=True, capture_output=True,
                          input=codes["label", "QR-Code"] + "\n" + codes["letter", "QR-Code"] + "\n")
    assert done.returncode == 1 and "belong together" not in done.stdout and "passphrase is wrong" in done.stderr, done
    assert len(packed_entries(office)) == before


def a_reissue_corrects_birth_date_and_days(office):
    made = issue(office)
    again = json.loads(office.run("reissue", made["cti"], "--born", "-", "--days", "20", "--json", *office.secret, stdin="24.12.1981\n"))
    assert again["cti"] == made["cti"] and again["collect_by"][:10] > made["collect_by"][:10], (made, again)
    for arguments, said, status in ((("--born", "-"), "born", 1), (("--days", "31"), "days", 1), (("--days", "x"), "days", 1)):
        office.run("reissue", made["cti"], *arguments, *office.secret, status=status, said=said, stdin="1981-13-40\n")
    # What was corrected is what is known from now on: the same order comes again as that of the new date.
    batch = office.folder / "same.csv"
    batch.write_text("box;item;born\nK017;identity_card;1981-12-24\n")
    office.run("issue", "--batch", batch, "--dry-run", *office.secret, status=1, said="1 of 1 rows are the same")
    third = json.loads(office.run("reissue", made["cti"], "--json", *office.secret))
    assert third["collect_by"][:10] == again["collect_by"][:10]
    office.run("issue", "--batch", batch, "--dry-run", *office.secret, status=1, said="1 of 1 rows are the same")


def main():
    paper.need()
    with tempfile.TemporaryDirectory(prefix="pickupbox-pack-") as folder:
        office = Office(folder)
        for case in (what_belongs_together_is_packed_whichever_comes_first, what_does_not_is_stopped_and_the_next_pair_goes_on,
                     papers_of_an_earlier_issue_are_thrown_away, what_was_issued_is_printed_once_more, a_wrong_passphrase_packs_nothing,
                     a_reissue_corrects_birth_date_and_days):
            case(office)
            print(f"[       OK ] {case.__name__}", flush=True)


if __name__ == "__main__":
    main()
