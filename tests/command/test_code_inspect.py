#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`pickupbox code inspect` as it is called: its output, its exit status and what it says when called wrongly."""

import json
import pathlib
import subprocess
import sys
import tempfile

PICKUPBOX, MAKE_OFFICE = sys.argv[1:3]
KEY = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
KNOWN = ("PK1:RRQT 9P60GO0Y:G%DUM1DWFP8CK6Y4DJ0XM9:96FN0GMD4EM1T0/LDMN7R-0100KB0*M0DY0"
         "W016C1PN1:Y127BQEI%RJYKNFO7J83:JGC3M.PT1Z8PTFD.0KDIK0AQ8Q999Q-CJMIX7FF:B*2U2"
         "B3 :SUK8 ZS7W6I/ETH26FT3KA0VDVHN*PS")
THEN = "2026-09-25T12:00:00Z"


def call(*arguments, text=""):
    return subprocess.run([PICKUPBOX, "code", "inspect", *map(str, arguments)], input=text, capture_output=True, text=True)


def judged(verdict, reason, *arguments, text=""):
    done = call(*arguments, "--json", text=text)
    assert done.returncode == (0 if verdict == "valid" else 1), done
    found = json.loads(done.stdout)
    assert list(found) == ["kind", "kid", "key", "aud", "nbf", "exp", "cti", "verdict", "reason"], found
    assert (found["verdict"], found["reason"]) == (verdict, reason), found
    return found, done.stderr


def wrong(*arguments, status=2, says):
    done = call(*arguments)
    assert done.returncode == status and done.stdout == "", done
    assert done.stderr.startswith("pickupbox: ") and says in done.stderr, done.stderr


def the_known_answer():
    judged("valid", None, KNOWN, "--key", KEY, "--at", THEN)
    judged("valid", None, KNOWN, "--key", KEY, "--at", THEN, "--box", "K017")
    judged("refused", "wrong_box", KNOWN, "--key", KEY, "--at", THEN, "--box", "K018")
    judged("expired", "expired", KNOWN, "--key", KEY, "--at", "2026-10-05T14:13:20Z")
    judged("early", "not_yet", KNOWN, "--key", KEY, "--at", "2026-09-21T14:08:19Z")
    judged("unchecked", None, KNOWN)
    judged("refused", "unknown_key", KNOWN, "--key", "00" * 32)
    judged("refused", "malformed", "nothing of ours")
    done = call(KNOWN, "--key", KEY, "--at", THEN)
    assert done.returncode == 0 and "verdict      valid" in done.stdout and done.stderr == "", done


def standard_input():
    judged("valid", None, "-", "--key", KEY, "--at", THEN, text=KNOWN + "\n")
    judged("refused", "malformed", "-", text="")
    judged("refused", "too_long", "-", text="PK1:" + "0" * 200)
    judged("refused", "too_long", "-", text="x" * 100000)


def by_bundle(folder):
    bundle = folder / "bundle"
    for kind in ("code", "ticket", "badge"):
        text = (folder / kind).read_text()
        found, said = judged("valid", None, text, "--bundle", bundle, "--root", folder / "root.pub", "--at", THEN)
        assert found["kind"] == kind and found["key"] and said == "", (found, said)
    root = (folder / "root.pub").read_text().strip()
    judged("valid", None, text, "--bundle", bundle, "--root", root, "--at", THEN)
    _, said = judged("valid", None, text, "--bundle", bundle, "--at", THEN)
    assert "was not checked" in said, said
    judged("refused", "unknown_key", KNOWN, "--bundle", bundle, "--root", root, "--at", THEN)
    wrong(text, "--bundle", bundle, "--root", folder / "other.pub", status=1, says="another root")
    bundle.write_bytes(bundle.read_bytes()[:-1])
    wrong(text, "--bundle", bundle, status=1, says="malformed")


def called_wrongly(folder):
    wrong(says="")
    wrong(KNOWN, "more", says="")
    wrong(KNOWN, "--key", "12", says="64 hexadecimal digits")
    wrong(KNOWN, "--key", KEY, "--bundle", "x", says="exclude")
    wrong(KNOWN, "--root", KEY, says="--bundle")
    wrong(KNOWN, "--bundle", folder / "missing", says="cannot read the bundle")
    wrong(KNOWN, "--bundle", folder / "bundle", "--root", folder / "code", says="does not hold a root key")
    wrong(KNOWN, "--at", "yesterday", says="RFC 3339")
    wrong(KNOWN, "--box", "k017", says="1 to 5 characters")


with tempfile.TemporaryDirectory() as scratch:
    subprocess.run([MAKE_OFFICE, scratch], check=True)
    the_known_answer()
    standard_input()
    called_wrongly(pathlib.Path(scratch))
    by_bundle(pathlib.Path(scratch))
