#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A pickup code of ours, read from its PNG by zbarimg and verified by npm's @auth0/cose and cose-kit (tests/system/npm).

Also the other way: with a flipped bit in its payload or signature, both must refuse it.
"""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

MAKE_CODE = sys.argv[1]
NPM = pathlib.Path(__file__).parent / "npm"
LIBRARIES = ("@auth0/cose", "cose-kit")
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
NPM_SECONDS = 240


def skip(reason):
    print(reason)
    sys.exit(77)


def installed():
    """The folder with the locked libraries, made once per lock. A download that is not what the lock says is a failure."""
    for program in ("node", "npm"):
        if not shutil.which(program):
            skip(f"{program} is not installed")
    lock = (NPM / "package-lock.json").read_bytes()
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "pickupbox"
    folder = cache / f"npm-{hashlib.sha256(lock).hexdigest()[:16]}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            fresh = pathlib.Path(scratch) / "fresh"
            fresh.mkdir()
            for name in ("package.json", "package-lock.json"):
                shutil.copy(NPM / name, fresh)
            command = ["npm", "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--fetch-retries=1"]
            try:
                done = subprocess.run(command, cwd=fresh, capture_output=True, text=True, timeout=NPM_SECONDS)
            except subprocess.TimeoutExpired:
                skip("npm's registry does not answer")
            if done.returncode != 0:
                assert "EINTEGRITY" not in done.stderr, done.stderr
                reason = [line for line in done.stderr.splitlines() if "warn" not in line.lower()]
                skip("npm could not install the verifiers: " + (reason[0] if reason else "no reason given"))
            try:
                fresh.rename(folder)
            except OSError:
                assert folder.is_dir()  # another run was faster
    shutil.copy(NPM / "verify.mjs", folder)
    return folder


def base45(text):
    out = bytearray()
    for i in range(0, len(text), 3):
        group = text[i:i + 3]
        number = sum(ALPHABET.index(c) * 45 ** k for k, c in enumerate(group))
        out += number.to_bytes(len(group) - 1, "big")
    return bytes(out)


def flipped(message, at):
    return message[:at] + bytes([message[at] ^ 1]) + message[at + 1:]


def from_png(folder):
    """The code's bytes as an independent reader sees them, and its key."""
    png = folder / "code.png"
    text, key = subprocess.run([MAKE_CODE, png], capture_output=True, text=True, check=True).stdout.splitlines()
    if not shutil.which("zbarimg"):
        skip("zbarimg is not installed (package zbar-tools)")
    seen = subprocess.run(["zbarimg", "--quiet", "--raw", png], capture_output=True, text=True, check=True).stdout
    assert seen == text + "\n", f"zbarimg read {seen!r}"
    return base45(text.removeprefix("PK1:")), key


def main():
    npm = installed()
    with tempfile.TemporaryDirectory() as scratch:
        message, key = from_png(pathlib.Path(scratch))
    lines = [message, flipped(message, 25), flipped(message, 40), flipped(message, len(message) - 1)]
    for library in LIBRARIES:
        done = subprocess.run(["node", "verify.mjs", library, key], cwd=npm, capture_output=True, text=True,
                              input="".join(line.hex() + "\n" for line in lines))
        verdicts = done.stdout.split()
        assert done.returncode == 0 and verdicts == ["valid", "refused", "refused", "refused"], f"{library}: {verdicts}\n{done.stderr}"
        print(f"{library}: valid, and refused with a flipped bit")


main()
