#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Runs a test on a PostgreSQL server of its own, which goes with it: server.py PROGRAM [ARGUMENT…].

Debian's pg_virtualenv makes the server. It does so for anybody but root, so root lends itself to the user postgres. Two that begin
at the same moment would take the same port: one test at a time.
"""

import fcntl
import os
import subprocess
import sys

if __name__ == "__main__":
    arguments = [os.path.abspath(one) if os.path.exists(one) else one for one in sys.argv[1:]]
    command = ["pg_virtualenv", "-o", "fsync=off", *arguments]
    if os.getuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    os.chdir("/tmp")  # which that user may read
    os.environ["PICKUPBOX_TEST_DATABASE"] = "postgresql:///"
    with open(f"/tmp/pickupbox-server-{os.getuid()}.lock", "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sys.exit(subprocess.run(command).returncode)
