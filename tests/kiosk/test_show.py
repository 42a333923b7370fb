#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""deploy/kiosk's words, from a pipe: staff show a badge, a picture is taken, a lock's pulse is none.

usage: test_show.py BUILD
"""

import pathlib
import subprocess
import sys
import tempfile

SHOW = pathlib.Path(__file__).resolve().parent / "show.py"


def words(build, *lines, screen="none"):
    return subprocess.run([sys.executable, SHOW, "--screen", screen, "--small", build], input="\n".join(lines), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, check=False)


def main():
    build = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="pickupbox-test-") as folder:
        picture = pathlib.Path(folder) / "screen.png"
        done = words(build, "run for n in $(seq 300); do grep -q ready /data/log && break; usleep 100000; done", "scan badge", "wait 3",
                     f"screenshot {picture}", "door 2 open", "pulses", "log", "quit", screen="vnc")
        if "no virtual kiosk here" in done.stderr:
            print(done.stderr.strip())
            return 77
        assert done.returncode == 0, (done.stdout, done.stderr)
        assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
        assert "VNC 127.0.0.1:" in done.stdout and "one-time PIN" in done.stdout, done.stdout
        assert "on real hardware" in done.stdout and "staff: out" in done.stdout, done.stdout
        assert "ms from" not in done.stdout, done.stdout
    done = words(build, "dance", "door 99 open", "door 2", "panel x", "scan", "quit")
    assert done.returncode == 1 and done.stderr.count("pickupbox:") == 5 and done.stderr.count("it goes:") == 3 and "no such word" in done.stderr and "1 to 6" in done.stderr, (done.stdout, done.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
