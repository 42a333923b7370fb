#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`pickupbox ledger` verify, prove, check-proof and compare on exports of made-up entries: exit status and what is said."""

import base64
import csv
import datetime
import json
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

PICKUPBOX, MAKE_EXPORT, MAKE_BOX, MAKE_FOREIGN = sys.argv[1:5]


def ledger(*arguments, status=0):
    done = subprocess.run([PICKUPBOX, "ledger", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == status, (arguments, done.returncode, done.stdout, done.stderr)
    for line in done.stderr.splitlines():
        assert line.startswith("pickupbox: "), line
    return done


def verify_says_what_it_knows(out, vkey):
    done = ledger("verify", out, "--vkey", vkey)
    assert "300 entries of example.org/pickupbox/K017" in done.stdout and "signed by the given key" in done.stdout
    assert done.stderr == ""
    done = ledger("verify", out)
    assert "consistent; key not pinned" in done.stdout and "unchanged" not in done.stdout and "key not pinned" in done.stderr
    told = json.loads(ledger("verify", out, "--vkey", vkey, "--json").stdout)
    assert told["valid"] is True and told["size"] == 300 and told["pinned"] is True and told["wrong"] is None


def verify_names_what_is_wrong(out, vkey):
    jsonl = out / "entries.jsonl"
    good = jsonl.read_bytes()
    jsonl.write_bytes(good.replace(b'"n":17,', b'"n":18,'))
    assert "line 18 is not entry 17" in ledger("verify", out, "--vkey", vkey, status=1).stderr
    told = json.loads(ledger("verify", out, "--json", status=1).stdout)
    assert told["valid"] is False and "line 18" in told["wrong"]
    jsonl.write_bytes(good)
    strange = out / "\x1b[31mred"
    strange.write_bytes(b"x")
    done = ledger("verify", out, "--vkey", vkey, status=1)
    assert "\x1b" not in done.stderr and "?[31mred" in done.stderr
    strange.unlink()
    ledger("verify", out, "--vkey", vkey)


# What has no column of its own, and the columns that are called otherwise.
CELLS = {"seen": "time", "origin": "what", "root": "sha", "witness": "what", "at": "now", "t": "time", "second": "sub", "e": "event", "c": "compartment"}
TIMES = ("time", "deadline", "was", "now")


def cell(column, value):
    if column not in TIMES:
        return str(value)
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=value)
    return moment.isoformat(timespec="milliseconds") + "Z"


def the_table_is_what_others_make_of_the_entries(out):
    """Every event is in it; Python's csv and json know nothing of how the table was written."""
    entries = [json.loads(line) for line in (out / "entries.jsonl").read_text().splitlines()]
    with open(out / "entries.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(entries) == 300 and len({entry["e"] for entry in entries}) >= 40
    for entry, row in zip(entries, rows):
        expected = dict.fromkeys(row, "")
        for key, value in entry.items():
            if key != "v":
                column = CELLS.get(key, key)
                expected[column] = cell(column, value)
        assert row == expected, (entry, row)


def verify_says_that_an_export_was_cut_off(out, vkey):
    (out / "unfinished").write_text("cut\n")
    done = ledger("verify", out, "--vkey", vkey)
    assert "was cut off" in done.stderr and "300 entries" in done.stdout
    assert json.loads(ledger("verify", out, "--json").stdout)["unfinished"] is True
    (out / "unfinished").unlink()
    assert json.loads(ledger("verify", out, "--json").stdout)["unfinished"] is False


def proofs_go_round(out, vkey, other_vkey):
    proof = out.parent / "proof.tlog-proof"
    ledger("prove", out, 123, "-o", proof)
    entry = (out / "entries.jsonl").read_text().splitlines()[123]
    assert entry in ledger("check-proof", proof, "--vkey", vkey).stdout
    assert json.loads(ledger("check-proof", proof, "--vkey", vkey, "--json").stdout)["entry"] == entry
    ledger("check-proof", proof, "--vkey", other_vkey, status=1)
    ledger("check-proof", proof, status=2)
    assert ledger("prove", out, 123).stdout == proof.read_text()
    proof.write_text(proof.read_text().replace("index 123", "index 124"))
    ledger("check-proof", proof, "--vkey", vkey, status=1)
    ledger("check-proof", out / "vkey", "--vkey", vkey, status=1)


def another_log_is_verified_and_proved_and_steers_no_terminal(folder):
    out, vkey, proof = folder / "foreign", folder / "foreign.vkey", folder / "foreign.tlog-proof"
    subprocess.run([MAKE_FOREIGN, out, "300", vkey], check=True)
    assert "300 entries of log.example.net/7, complete" in ledger("verify", out, "--vkey", vkey).stdout
    ledger("prove", out, 7, "-o", proof)
    entry = bytes((7 + k) % 256 for k in range(20000))
    told = json.loads(ledger("check-proof", proof, "--vkey", vkey, "--json").stdout)
    assert told["entry"] is None and base64.b64decode(told["entry_base64"]) == entry
    shown = ledger("check-proof", proof, "--vkey", vkey).stdout
    assert "\x1b" not in shown and "\\x1b\\x1c" in shown and shown.isascii()


def wrong_questions_are_refused(out, vkey):
    ledger("prove", out, 300, status=1)
    ledger("prove", out, "x", status=2)
    ledger("prove", out, status=2)
    ledger("prove", out, 1, "--receipt", "RC1:", status=2)
    ledger("prove", out, "--receipt", "RC1:ABC", status=1)
    ledger("verify", out / "nothing", status=2)
    # The folder of a box or an office is easily taken for its export.
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "box.db").write_bytes(b"")
        assert "`pickupbox ledger export DIR OUT`" in ledger("verify", folder, status=1).stderr
    ledger("verify", out, "--vkey", out / "nothing", status=2)
    ledger("verify", out, "--vkey", out / "checkpoint", status=2)
    ledger("verify", status=2)
    ledger("export", out, out.parent / "other", status=2)


def later_exports_continue_earlier_ones(old, new, vkey):
    done = ledger("compare", old, new, "--vkey", vkey)
    assert "100 entries as before, 200 new" in done.stdout
    assert "key not pinned" in ledger("compare", old, new).stderr
    assert "fewer entries" in ledger("compare", new, old, "--vkey", vkey, status=1).stderr
    nothing = old / "nothing"
    assert ledger("compare", nothing, new, status=2).stderr.startswith(f"pickupbox: {nothing}: ")
    assert ledger("compare", old, nothing, status=2).stderr.startswith(f"pickupbox: {nothing}: ")
    told = json.loads(ledger("compare", old, new, "--vkey", vkey, "--json").stdout)
    assert told["valid"] is True and told["old"]["size"] == 100 and told["new"]["size"] == 300


def box(folder, count, *arguments):
    """The command while the box's store is open and has `count` entries more."""
    return subprocess.run([MAKE_BOX, folder, str(count), PICKUPBOX, "ledger", *map(str, arguments)], stdin=subprocess.DEVNULL,
                          capture_output=True, text=True)


def a_box_is_exported_while_its_store_is_open(folder):
    dir, out = folder / "box", folder / "exports" / "K017"
    out.parent.mkdir()
    first = box(dir, 20, "export", dir, out, "--json")
    assert first.returncode == 0, first.stderr
    told = json.loads(first.stdout)
    assert told["origin"] == "example.org/pickupbox/K017" and told["size"] >= 21
    ledger("verify", out, "--vkey", out / "vkey")
    kept = folder / "kept"
    out.rename(kept)
    ledger("export", dir, out)
    second = box(dir, 300, "export", dir, out)
    assert second.returncode == 0, second.stderr
    assert f"{told['size'] + 300} entries" in second.stdout
    ledger("compare", kept, out, "--vkey", out / "vkey")
    assert sorted(path.name for path in out.parent.iterdir()) == ["K017"]
    return dir, out


def an_export_that_cannot_be_is_told(dir, out):
    (out / "mine.txt").write_text("mine")
    assert "mine.txt" in ledger("export", dir, out, status=1).stderr
    assert (out / "mine.txt").read_text() == "mine"
    key = dir / "keys" / "ledger.key"
    key.rename(key.with_suffix(".aside"))
    assert "ledger" in ledger("export", dir, out.parent / "other", status=2).stderr
    key.with_suffix(".aside").rename(key)
    database = dir / "box.db"
    contents = bytearray(database.read_bytes())
    database.write_bytes(b"not a database" + contents[14:])
    ledger("export", dir, out.parent / "other", status=2)
    assert database.read_bytes()[:14] == b"not a database"
    assert not (out.parent / "other").exists()


def entries_in(dir):
    database = sqlite3.connect(f"file:{dir / 'box.db'}?mode=ro", uri=True)
    count, first = database.execute("SELECT count(*), min(n) FROM entries").fetchone()
    database.close()
    return count, first


def a_year_is_archived_and_the_log_goes_on(folder):
    dir, old, cold, later = folder / "archived", folder / "before", folder / "cold", folder / "later"
    in_2023 = 1_700_000_000_000
    assert box(dir, f"300@{in_2023}", "export", dir, old).returncode == 0
    running = box(dir, 50, "archive", dir, 2023, cold)
    assert running.returncode == 2 and "stop pickupboxd first" in running.stderr and not cold.exists(), running
    assert "is not over" in ledger("archive", dir, 9000, cold, status=1).stderr
    assert "is not a year" in ledger("archive", dir, "two", cold, status=2).stderr
    assert "no entry of 2022 or before" in ledger("archive", dir, 2022, cold, status=1).stderr
    assert entries_in(dir) == (351, 0) and not cold.exists()
    told = json.loads(ledger("archive", dir, 2023, cold, "--json").stdout)
    assert told["archived"] == 301 and told["kept"] == 51
    assert entries_in(dir) == (51, 301)
    ledger("verify", cold, "--vkey", old / "vkey")
    assert len((cold / "entries.jsonl").read_text().splitlines()) == 301
    ledger("compare", old, cold, "--vkey", old / "vkey")
    return dir, old, cold, later


def what_is_archived_must_be_there_to_go_on(dir, old, cold, later):
    done = ledger("export", dir, later, status=1)
    assert "keeps those from 301 on only" in done.stderr and "newest archive" in done.stderr and not later.exists()
    shutil.copytree(cold, later)
    assert "352 entries" in ledger("export", dir, later).stdout
    ledger("verify", later, "--vkey", old / "vkey")
    assert "301 entries as before, 51 new" in ledger("compare", cold, later, "--vkey", old / "vkey").stdout
    last = json.loads((later / "entries.jsonl").read_text().splitlines()[-1])
    assert last["e"] == "archived" and last["size"] == 301
    proof = later.parent / "old.tlog-proof"
    ledger("prove", later, 5, "-o", proof)
    ledger("check-proof", proof, "--vkey", old / "vkey")
    assert "already" in ledger("archive", dir, 2023, cold).stdout


def an_archive_of_a_damaged_export_keeps_the_entries(folder):
    dir, cold = folder / "spoilt", folder / "damaged"
    assert box(dir, "600@1700000000000", "export", dir, cold).returncode == 0
    assert box(dir, "50@1700000001000", "export", dir, folder / "unused").returncode == 0
    tile = cold / "tile" / "0" / "000"
    good = tile.read_bytes()
    tile.write_bytes(good[:100] + bytes([good[100] ^ 1]) + good[101:])
    done = ledger("archive", dir, 2023, cold, status=1)
    assert "entry 3 does not have the hash" in done.stderr, done.stderr
    assert entries_in(dir) == (651, 0)
    tile.write_bytes(good)
    ledger("archive", dir, 2023, cold)
    assert entries_in(dir) == (1, 651)
    ledger("verify", cold, "--vkey", cold / "vkey")


def an_export_of_an_earlier_version_is_read():
    """Made by 0.1.0 before `service_open` said what for, for whom and who watched."""
    former = pathlib.Path(__file__).parent / "former"
    lines = (former / "entries.jsonl").read_text().splitlines()
    assert sum('"e":"service_open","c":' in line and line.endswith(',"by":"anna"}') for line in lines) == 2
    done = ledger("verify", former, "--vkey", former / "vkey")
    assert "8 entries of musterstadt.example/pickupbox/K017" in done.stdout and "signed by the given key" in done.stdout
    told = subprocess.run([PICKUPBOX, "report", former, "--vkey", former / "vkey", "--json"], capture_output=True, text=True)
    assert told.returncode == 0 and json.loads(told.stdout)["entries"] == 8, told


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        old, new, vkey, other = folder / "old", folder / "new", folder / "vkey", folder / "other.vkey"
        subprocess.run([MAKE_EXPORT, old, "100", vkey], check=True)
        subprocess.run([MAKE_EXPORT, new, "300", vkey], check=True)
        other.write_text("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n")
        verify_says_what_it_knows(new, vkey)
        the_table_is_what_others_make_of_the_entries(new)
        verify_names_what_is_wrong(new, vkey)
        verify_says_that_an_export_was_cut_off(new, vkey)
        proofs_go_round(new, vkey, other)
        another_log_is_verified_and_proved_and_steers_no_terminal(folder)
        wrong_questions_are_refused(new, vkey)
        later_exports_continue_earlier_ones(old, new, vkey)
        dir, before, cold, later = a_year_is_archived_and_the_log_goes_on(folder)
        what_is_archived_must_be_there_to_go_on(dir, before, cold, later)
        an_archive_of_a_damaged_export_keeps_the_entries(folder)
        an_export_of_an_earlier_version_is_read()
        an_export_that_cannot_be_is_told(*a_box_is_exported_while_its_store_is_open(folder))


main()
