#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`pickupbox ledger verify` of 1,000,000 entries beside a Go program that does the same with sumdb/tlog.

usage: bench_verify.py PICKUPBOX MAKE_EXPORT

The Go program (tests/system/verify_go) checks signature, entries, tiles, root and entries.jsonl; ours the form of each
entry and entries.csv besides. Both run in turns on the same export, read before, so that the disk counts for neither, and
both on all processors: ours judges bundles on each, Go's collects its garbage beside the one thread that hashes. The time
of all processors together is told too: it is what counts where one program does not have the machine to itself.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "system"))
import go_program  # noqa: E402

PICKUPBOX, MAKE_EXPORT = (os.path.abspath(path) for path in sys.argv[1:3])
SIZE, ROUNDS, TARGET, TARGET_MIB = 1_000_000, 7, 0.2, 64


def measure(*arguments):
    """Seconds, those of all processors, and the peak of memory in MiB."""
    begun = time.monotonic()
    process = subprocess.Popen([str(a) for a in arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, arguments
    process.returncode = 0
    return time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    with tempfile.TemporaryDirectory(dir="/var/tmp") as scratch:
        folder = pathlib.Path(scratch)
        program = go_program.build("verify_go", folder)
        out, vkey = folder / "out", folder / "vkey"
        subprocess.run([MAKE_EXPORT, out, str(SIZE), vkey], check=True)
        runs = {"ours": (PICKUPBOX, "ledger", "verify", out, "--vkey", vkey), "go": (program, out, vkey, "--without-proofs")}
        times, loads, peaks = {name: [] for name in runs}, {name: [] for name in runs}, dict.fromkeys(runs, 0)
        for i in range(ROUNDS + 1):
            for name, arguments in runs.items():
                seconds, load, peak = measure(*arguments)
                peaks[name] = max(peaks[name], peak)
                if i > 0:
                    times[name].append(seconds)
                    loads[name].append(load)
        ours, go = (statistics.median(times[name]) for name in ("ours", "go"))
        print(f"{SIZE} entries, {os.cpu_count()} processors: pickupbox {ours:.2f} s, Go {go:.2f} s; ratio {ours / go:.2f}, "
              f"target {TARGET} {'✓' if ours / go <= TARGET else '✗'}")
        ours, go = (statistics.median(loads[name]) for name in ("ours", "go"))
        print(f"time of all processors: pickupbox {ours:.2f} s, Go {go:.2f} s; ratio {ours / go:.2f}")
        print(f"peak memory: pickupbox {peaks['ours']:.0f} MiB, Go {peaks['go']:.0f} MiB; target {TARGET_MIB} MiB "
              f"{'✓' if peaks['ours'] <= TARGET_MIB else '✗'}")


main()
