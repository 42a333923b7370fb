#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""usage: with_xvfb.py WIDTHxHEIGHT PROGRAM [ARGUMENT…]

Runs a program on an X server without a screen. DISPLAY names the server, GLASS_XWD the file in which it keeps what would be on
its screen. Exit status is the program's, or 77 where there is no Xvfb.
"""

import os
import shutil
import subprocess
import sys
import tempfile


def main():
    size, command = sys.argv[1], sys.argv[2:]
    if not shutil.which("Xvfb"):
        print("skipped: there is no Xvfb to open a window on; install the Debian package xvfb")
        return 77
    with tempfile.TemporaryDirectory(prefix="pickupbox-xvfb-") as folder:
        told, tells = os.pipe()
        server = subprocess.Popen(["Xvfb", "-displayfd", str(tells),
                                   "-screen", "0", f"{size}x24", "-fbdir", folder, "-nolisten", "tcp", "-noreset"],
                                  pass_fds=[tells], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(tells)
        try:
            number = os.fdopen(told).readline().strip()
            if not number:
                print("Xvfb does not start")
                return 1
            # SDL unloads the X libraries, which keep what they allocated once: no leak of ours, and no name to suppress it by.
            sanitizer = ":".join(filter(None, (os.environ.get("ASAN_OPTIONS"), "detect_leaks=0")))
            environment = dict(os.environ, DISPLAY=f":{number}", SDL_VIDEODRIVER="x11", GLASS_XWD=f"{folder}/Xvfb_screen0",
                               ASAN_OPTIONS=sanitizer)
            return subprocess.run(command, env=environment).returncode
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    sys.exit(main())
