#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The week of docs/office.md: its commands, read from the text and run in their order, and what is there after each."""

import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

PICKUPBOX, ENROL = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:3])
DOCUMENT = pathlib.Path(os.environ["PICKUPBOX_SOURCE"]) / "docs/office.md"
ROWS = 40
CHANGES = {
    "bundle-2": ["- m.muster, no longer on the staff", "+ n.neu on the staff", "- 1 consignment revoked"],
    "bundle-3": ["~ box K017 has new keys"],
    "bundle-4": ["~ the office’s keys"],
}


def commands():
    """Those of the section "A week", with the redirection that a shell would make."""
    section = re.search(r"^## A week\n(.*?)^## ", DOCUMENT.read_text(), re.S | re.M)[1]
    lines = [line for block in re.findall(r"^```\n(.*?)^```", section, re.S | re.M) for line in block.splitlines()]
    assert all(line.startswith("pickupbox ") for line in lines), lines
    return lines


class Week:
    def __init__(self, folder):
        self.folder = folder
        (folder / "passphrase").write_text("correct horse battery\n")
        (folder / "new").mkdir()
        for place in (folder, folder / "new"):
            subprocess.run([ENROL, "K017", place / "K017.enrol"], check=True)
        self.run('pickupbox office init city --name "Stadt Musterstadt" --domain musterstadt.example')
        self.run("pickupbox office add-box city K017.enrol")
        self.run("pickupbox office add-staff city --id m.muster --role loader")
        assert "+ box K017" in self.run("pickupbox office bundle city -o bundle-1")
        assert "Nothing was changed" in self.run("pickupbox office bundle city -o bundle-1")
        (folder / "monday.csv").write_text("Box;Dokument;Geburtsdatum;Name\n" + "".join(
            f"K017;{('Reisepass', 'Personalausweis')[i % 2]};{1 + i % 28}.{1 + i % 12}.{1950 + i};Muster\n" for i in range(ROWS)))

    def run(self, line, stdin=""):
        words = shlex.split(line)
        if "<" in words:
            at = words.index("<")
            stdin = (self.folder / words[at + 1]).read_text()
            del words[at:]
        secret = ["--passphrase-file", "passphrase"] if words[1] == "office" else []
        done = subprocess.run([PICKUPBOX, *words[1:], *secret], cwd=self.folder, input=stdin, text=True, capture_output=True)
        assert done.returncode == 0, (line, done)
        return done.stdout

    def consignments(self):
        return {one["cti"]: one for one in json.loads(self.run("pickupbox office list city --json"))["consignments"]}

    def parcel(self, cti, name):
        return (self.folder / "city" / "out" / cti / name).read_text()


def issued(week, out, before):
    """40 more, one file of letters and one of labels; the envelopes are scanned next."""
    new = [cti for cti in week.consignments() if cti not in before]
    assert len(new) == ROWS and len(list((week.folder / "city" / "out").glob("*.pdf"))) == 2, out
    (week.folder / "scanned.txt").write_text("".join(week.parcel(cti, "ticket.txt") + week.parcel(cti, "code.txt") for cti in new))


def main():
    with tempfile.TemporaryDirectory(prefix="pickupbox-week-") as folder:
        week = Week(pathlib.Path(folder))
        ran = []
        case, cti = iter(()), None
        for line in commands():
            before = week.consignments()
            if "CASE" in line and " find " not in line:
                cti = cti if ran and " find " in ran[-1] else next(case)
            elif "CASE" in line:
                case = iter(sorted(before))
                cti = next(case)
            out = week.run(line.replace("CASE", cti[:8] if cti else ""), stdin="24.12.1981\n" if "--born -" in line else "")
            after = week.consignments()
            ran.append(line)
            if "--batch" in line and "--dry-run" in line:
                assert "40" in out and after == before, out
            elif "--batch" in line:
                issued(week, out, before)
            elif " pack " in line:
                assert out.count("✓") == ROWS and "40 packed, stopped 0 times" in out, out
            elif " list " in line:
                assert sum(one["state"] == "running" for one in after.values()) == out.count("K017") - out.count("--"), out
            elif " find " in line:
                assert cti in out
            elif " --box K017 --dry-run" in line:
                assert str(ROWS - 1) in out and after == before, out
            elif " reissue " in line and "--box" in line:
                assert all(after[one]["times_issued"] == before[one]["times_issued"] + (before[one]["state"] == "running") for one in after), out
            elif " reissue " in line:
                changed = [one for one in after if after[one] != before[one]]
                assert changed == [cti] and after[cti]["times_issued"] == before[cti]["times_issued"] + 1, (line, changed)
                assert ("--days" in line) == (after[cti]["code_exp"][:10] > before[cti]["code_exp"][:10]), (line, before[cti], after[cti])
            elif " revoke " in line:
                assert after[cti]["state"] == "withdrawn" and bytes.fromhex(cti) in (week.folder / "statement-1").read_bytes()
            elif " remove-staff " in line:
                assert "m.muster" not in (week.folder / "city" / "office.json").read_text()
            elif " add-staff " in line:
                assert (week.folder / "city" / "badges" / "n.neu" / "badge.pdf").exists() and "Nora" not in (week.folder / "city" / "office.json").read_text()
            elif " bundle " in line:
                bundle = (week.folder / line.split()[-1]).read_bytes()
                assert b"n.neu" in bundle and b"m.muster" not in bundle
                said = re.findall(r"^  ([-+~] .*)", out, re.M)
                assert said == CHANGES[line.split()[-1]] and out.index("changes:") < out.index("Bundle "), (line, out)
            elif " renew-keys " in line:
                keys = json.loads((week.folder / "city" / "office.json").read_text())["keys"]
                assert [key["use"] for key in keys["former"]] == ["code", "ticket", "badge", "revoke", "log"] and keys["code"]["from"][:10] in out, (keys, out)
            elif " verify " in line:
                acts = [json.loads(entry)["e"] for entry in (week.folder / "log-2026" / "entries.jsonl").read_text().splitlines()]
                assert acts.count("issued") == acts.count("packed") == ROWS and acts.count("reissued") == 3 + ROWS - 1 and acts.count("bundle") == 5 and acts.count("keys_changed") == 2, acts
                assert acts.count("person_removed") == acts.count("revoked") == acts.count("statement") == 1 and acts.count("box_added") == 2
            else:
                assert " add-box " in line or " export " in line, line
        assert len(ran) == 20, ran
        print(f"{len(ran)} commands of the week of docs/office.md, each with what it should have done")


if __name__ == "__main__":
    main()
