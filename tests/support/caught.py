#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Runs a test of a program in which a fault was planted, and demands that it fails, and for the right reason.

    caught.py REASON COMMAND [ARGUMENT...]

REASON is a regular expression that the output must match somewhere: what the test says when it finds that fault. A crash, a
hang, or whatever else the test may stumble over is no catch. That the same test passes without the fault is not tried
here: it is a test of its own, of the same suite.

Exit status 0 when the fault was caught, 1 when it was not, 77 when the test is skipped, with its reason.
"""

import re
import subprocess
import sys

TIMEOUT = 1200  # a limit for a hang


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    reason, *command = sys.argv[1:]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        sys.exit(f"NOT CAUGHT: the test hangs, with a fault that it should find ({reason})")
    if done.returncode == 77:
        print(done.stdout.strip())
        sys.exit(77)
    found = re.search(reason, done.stdout)
    if done.returncode > 0 and found:
        print(f"caught: {found.group(0)}")
        return
    print("\n".join(done.stdout.splitlines()[-60:]))
    how = "passes" if done.returncode == 0 else f"ends with {done.returncode}"
    print(f"NOT CAUGHT: the test {how}, and {'says' if found else 'does not say'} {reason!r}")
    sys.exit(1)


if __name__ == "__main__":
    main()
