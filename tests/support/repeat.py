#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Runs tests many times, to find those that fail now and then.

    repeat.py [--busy] [--busy-half] BUILD N TEST...

TEST is a name of `meson test --list`. All are run once, then all again, N times. With --busy a loop takes a core's worth of time
meanwhile, one for every core; with --busy-half in every other round. What a failed round said is in the build folder's
meson-logs/repeat-N.txt. The last line counts for each test how often it passed. Exit status 0 when none failed.
"""

import argparse
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import time


@contextlib.contextmanager
def busy(wanted):
    """One loop a core that does nothing, as fast as it can."""
    loops = [subprocess.Popen(["sh", "-c", "while :; do :; done"], stdin=subprocess.DEVNULL) for _ in range(os.cpu_count() or 1)] if wanted else []
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()


def once(build, number, tests):
    """{test: result} of one round."""
    (build / "meson-logs" / f"repeat-{number}.json").unlink(missing_ok=True)
    subprocess.run(["meson", "test", "-C", build, "--no-rebuild", "--timeout-multiplier", "8", "--logbase", f"repeat-{number}", *tests],
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    log = build / "meson-logs" / f"repeat-{number}"
    results = [json.loads(line) for line in log.with_suffix(".json").read_text().splitlines()] if log.with_suffix(".json").exists() else []
    if all(result["result"] == "OK" for result in results):
        for path in log.parent.glob(f"{log.name}.*"):
            path.unlink()
    return {result["name"]: (result["result"], result["duration"]) for result in results}


def main():
    parser = argparse.ArgumentParser(prog="repeat.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--busy", action="store_true", help="beside busy loops")
    parser.add_argument("--busy-half", action="store_true", help="beside busy loops in every other round")
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("count", type=int)
    parser.add_argument("tests", nargs="+")
    options = parser.parse_args()
    passed, failed = {}, False
    for number in range(1, options.count + 1):
        loaded = options.busy or (options.busy_half and number % 2 == 0)
        begin = time.monotonic()
        with busy(loaded):
            results = once(options.build, number, options.tests)
        if not results:
            sys.exit("repeat.py: meson ran no test")
        print(f"round {number}{' (busy)' if loaded else ''}, {time.monotonic() - begin:.0f} s: "
              + ", ".join(f"{name} {result} {seconds:.0f} s" for name, (result, seconds) in results.items()), flush=True)
        for name, (result, _) in results.items():
            passed[name] = passed.get(name, 0) + (result == "OK")
            failed = failed or result != "OK"
    print(", ".join(f"{name}: {count} of {options.count}" for name, count in passed.items()))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
