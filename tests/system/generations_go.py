#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A box that was put back and goes on: the exports of both its ledgers, verified by `ledger verify` and by a program built on Go's
sumdb/note and sumdb/tlog (tests/system/verify_go), each under its own key; for every way in which it was put back
(tests/box/daemon/put_back.py, TABLE).

usage: generations_go.py PICKUPBOX PICKUPBOXD
"""

import pathlib
import subprocess
import sys
import tempfile

import go_program

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "box" / "daemon"))
import put_back  # noqa: E402


def held_against(program, out, vkey, note, former):
    done = subprocess.run([program, out, vkey, "--former", note, former], capture_output=True, text=True, check=False)
    print(f"{done.stdout.strip()}{done.stderr.strip()}")
    return done


def verified(program, out, vkey):
    done = subprocess.run([program, out, vkey], capture_output=True, text=True, check=False)
    print(f"{vkey.read_text().split('+')[0]}: {done.stdout.strip()}{done.stderr.strip()}")
    assert done.returncode == 0, done
    return int(done.stdout.split()[0])


def goes_on(program, place, folder, change):
    """What was done to the folder, and then the way on. The former ledger is as far as somebody has exported it."""
    shutil = put_back.shutil
    here = pathlib.Path(shutil.copytree(place.folder, folder / change.__name__))
    box = change(here)
    out, former, vkey, former_vkey = here / "new", here / "export", here / "vkey", here / "office" / "boxes" / "K017.vkey"
    status, said = put_back.restore(box, "--bundle", here / "bundle2", "--export", former)
    assert status == 0, said
    vkey.write_text(put_back.vkey_of(said))
    put_back.simulated.run(put_back.PICKUPBOX, "ledger", "export", box, out)
    both = put_back.run(put_back.PICKUPBOX, "ledger", "verify", out, "--vkey", vkey, "--vkey", former_vkey, "--former", former)
    print(f"{change.__name__}: {both.stdout.strip()} {both.stderr.strip()}")
    assert both.returncode == 0, both
    assert held_against(program, out, vkey, former / "checkpoint", former_vkey).returncode == 0
    verified(program, former, former_vkey)
    shutil.rmtree(here)


def main():
    with tempfile.TemporaryDirectory(prefix="pickupbox-test-") as scratch:
        folder = pathlib.Path(scratch)
        program = go_program.build("verify_go", folder)
        (folder / "place").mkdir()
        place = put_back.PLACE = put_back.Place(folder / "place")
        for change in put_back.TABLE:
            goes_on(program, place, folder, change)
        place.crashed = put_back.shutil.copytree(place.box, folder / "crashed")
        place.crashed_anchor = put_back.shutil.copy(place.folder / "box.anchor", folder / "crashed.anchor")
        box = put_back.old_folder(place.folder)
        status, said = put_back.restore(box, "--bundle", place.folder / "bundle2", "--export", place.folder / "export")
        assert status == 0, said
        vkey = folder / "vkey"
        vkey.write_text(put_back.vkey_of(said))
        put_back.simulated.run(put_back.PICKUPBOX, "ledger", "export", box, folder / "out")
        former = verified(program, place.folder / "export", place.office / "boxes" / "K017.vkey")
        assert verified(program, folder / "out", vkey) > 26
        first = (folder / "out" / "entries.jsonl").read_text().splitlines()[0]
        assert f'"e":"continued","origin":"musterstadt.example/pickupbox/K017","size":{former},' in first, first
        # Who holds a larger checkpoint of the former ledger finds out: the old copy went on, and was put back behind that.
        former_vkey = place.office / "boxes" / "K017.vkey"
        admitted = held_against(program, folder / "out", vkey, place.folder / "export" / "checkpoint", former_vkey)
        assert admitted.returncode == 0, admitted
        put_back.shutil.rmtree(box)
        put_back.shutil.copytree(place.crashed, box)
        put_back.shutil.copy(place.crashed_anchor, place.folder / "box.anchor")
        put_back.simulated.Box(put_back.PICKUPBOXD, box).end()
        put_back.simulated.run(put_back.PICKUPBOX, "ledger", "export", box, folder / "longer")
        left_out = held_against(program, folder / "out", vkey, folder / "longer" / "checkpoint", former_vkey)
        assert left_out.returncode == 1 and "were signed" in left_out.stderr, left_out


main()
