#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Runs a test on a PostgreSQL server of its own, which goes with it: server.py [--network] PROGRAM [ARGUMENT…].

It is reached over a socket in a folder of its own, so that any number may run at a time; with --network as an office reaches it, over TCP
and with a password, and with PostgreSQL's own settings. PostgreSQL runs for anybody but root, so root lends itself to the user postgres. The disk is not waited for: what dies
in these tests is the office, never the server.
"""

import os
import pathlib
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PROGRAMS = "/usr/lib/postgresql"   # Debian's, a folder for each version
START_S = 60                        # a limit for a hang
UNSYNCED = ("fsync=off",)
SMALL = (*UNSYNCED, "full_page_writes=off", "autovacuum=off", "jit=off", "max_connections=30", "shared_buffers=16MB")
USER = "postgres"


def newest():
    """The folder of the programs of the newest version here."""
    found = [path for path in pathlib.Path(PROGRAMS).glob("*/bin") if (path / "initdb").exists()]
    if not found:
        sys.exit("no PostgreSQL server is installed here (deploy/install test)")
    return max(found, key=lambda path: [int(word) for word in re.findall(r"\d+", path.parent.name)])


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def make(programs, folder, password, as_user):
    """The data of an empty server."""
    (folder / "password").write_text(password + "\n")
    done = subprocess.run([programs / "initdb", "--no-sync", "--no-instructions", "-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "--auth-local=trust", "--auth-host=scram-sha-256",
                           f"--pwfile={folder / 'password'}", "-D", folder / "data"],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **as_user)
    if done.returncode != 0:
        sys.exit(f"initdb: {done.returncode}\n{done.stdout}")


class Taken(Exception):
    """Somebody else has that port by now."""


def start(programs, folder, settings, as_user):
    """The server, once it answers."""
    words = [word for setting in settings for word in ("-c", setting)]
    with open(folder / "log", "wb") as log:
        server = subprocess.Popen([programs / "postgres", "-D", folder / "data", *words], stdin=subprocess.DEVNULL, stdout=log, stderr=log, **as_user)
    end, state = time.monotonic() + START_S, folder / "data/postmaster.pid"
    while not (state.exists() and "ready" in state.read_text(errors="replace")):
        ended = server.poll() is not None
        if ended and "Address already in use" in (folder / "log").read_text(errors="replace"):
            raise Taken
        if ended or time.monotonic() > end:
            sys.exit(f"the server does not start:\n{(folder / 'log').read_text(errors='replace')}")
        time.sleep(0.02)
    return server


def start_anywhere(programs, folder, network, as_user):
    """(server, its port). Between looking for one that is free and taking it another program may have taken it."""
    settings = (*(UNSYNCED if network else SMALL), f"unix_socket_directories={folder}", f"listen_addresses={'127.0.0.1' if network else ''}")
    while True:
        port = free_port() if network else 5432
        try:
            return start(programs, folder, (*settings, f"port={port}"), as_user), port
        except Taken:
            assert network, "who listens on no address has none that is taken"


def run(folder, network, command):
    """The status of the command, run beside its server."""
    folder = pathlib.Path(folder)
    root = os.getuid() == 0
    as_user = {"user": USER, "group": USER, "extra_groups": []} if root else {}
    password = secrets.token_hex(16)
    if root:
        shutil.chown(folder, USER, pwd.getpwnam(USER).pw_gid)
    programs = newest()
    make(programs, folder, password, as_user)
    server, port = start_anywhere(programs, folder, network, as_user)
    reached = {"PGHOST": "127.0.0.1", "PGPASSWORD": password} if network else {"PGHOST": str(folder)}
    environment = dict(os.environ, **reached, PGPORT=str(port), PGUSER=USER, PGDATABASE=USER, PICKUPBOX_TEST_DATABASE="postgresql:///")
    try:
        return subprocess.run(command, env=environment, cwd="/tmp", check=False, **as_user).returncode  # a folder which that user may read
    finally:
        server.send_signal(signal.SIGQUIT)  # at once, and its memory is given back
        server.wait()


def main():
    words = sys.argv[1:]
    network = words[:1] == ["--network"]
    command = [os.path.abspath(word) if os.path.exists(word) else word for word in words[network:]]
    with tempfile.TemporaryDirectory(prefix="pickupbox-server-", ignore_cleanup_errors=True) as folder:
        sys.exit(run(folder, network, command))


if __name__ == "__main__":
    main()
