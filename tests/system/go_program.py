# SPDX-License-Identifier: EUPL-1.2
"""Builds the Go programs beside this file, on Debian's packages alone. A test that misses them exits 77 and says so."""

import os
import pathlib
import shutil
import subprocess
import sys

GOPATH = pathlib.Path("/usr/share/gocode")


def skip(reason):
    print(reason)
    sys.exit(77)


def build(name, folder):
    """The program `name` of tests/system/NAME/main.go, in the folder. GOCACHE is of the build (meson.build): these tests compile Go's own
    packages once."""
    go = shutil.which("go")
    if not go:
        skip("go is not installed (package golang-go)")
    if not (GOPATH / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        skip("Go's sumdb is not installed (package golang-golang-x-mod-dev)")
    environment = dict(os.environ, GOPATH=str(GOPATH), GO111MODULE="off", GOFLAGS="", GOTOOLCHAIN="local", HOME=str(folder), CGO_ENABLED="0",
                       GOCACHE=os.environ.get("GOCACHE", str(folder / "cache")))
    program = folder / name
    source = pathlib.Path(__file__).parent / name / "main.go"
    subprocess.run([go, "build", "-o", program, source], check=True, env=environment, cwd=folder)
    return program
