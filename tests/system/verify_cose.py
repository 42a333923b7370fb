#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A pickup code of ours, read from its PNG by zbarimg and verified by npm's @auth0/cose and cose-kit (tests/system/npm).

Also the other way: with a flipped bit in its payload or signature, both must refuse it.
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile

import npm_program

MAKE_CODE = sys.argv[1]
LIBRARIES = ("@auth0/cose", "cose-kit")
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


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
        npm_program.skip("zbarimg is not installed (package zbar-tools)")
    seen = subprocess.run(["zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", png], capture_output=True, text=True, check=True).stdout
    assert seen == text + "\n", f"zbarimg read {seen!r}"
    return base45(text.removeprefix("PK1:")), key


def main():
    npm = npm_program.installed("npm")
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
