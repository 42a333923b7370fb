#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Real tokens, held against the CDDL of docs/formats.md; and tokens with one thing wrong, which must be refused.

usage: test_cddl.py MAKE_TOKENS FORMATS.md
"""

import copy
import pathlib
import re
import subprocess
import sys
import tempfile

from cddl import Malformed, Schema, Tag, decode, encode

MAKE_TOKENS, FORMATS = sys.argv[1], pathlib.Path(sys.argv[2])
ENVELOPES = ("pickup-code", "load-ticket", "staff-badge", "enrolment", "bundle", "bundle-1", "revocations")
BARE = ("ticket-contents", "pins", "backup")


def definitions():
    blocks = re.findall(r"^```cddl\n(.*?)^```$", FORMATS.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 4, "docs/formats.md has no definitions"
    return Schema("\n".join(blocks))


def check_the_checker():
    """Examples of RFC 8610 and what they refuse."""
    schema = Schema("""
        person = { ? 1 => tstr, 2 => int, name: tstr }     ; a map
        pair<a, b> = [ a, b ]
        few = [2*3 uint]
        some = [ tstr, * int, bool ]
        inside = bstr .cbor pair<int, tstr>
        text = tstr .size (2..3)
        word = "yes" / "no" / null
        number = &( one: 1, two: 2 )
        tagged = #6.18(bool)
    """)
    good = [("person", {2: 5, "name": "x"}), ("person", {1: "a", 2: -5, "name": "x"}), ("few", [1, 2]), ("few", [1, 2, 3]),
            ("some", ["a", True]), ("some", ["a", 1, 2, False]), ("inside", encode([1, "a"])), ("text", "üx"), ("word", None),
            ("word", "no"), ("number", 2), ("tagged", Tag(18, True))]
    bad = [("person", {2: 5}), ("person", {2: True, "name": "x"}), ("person", {2: 5, "name": "x", 7: 1}), ("person", {1: 1, 2: 5, "name": "x"}),
           ("few", [1]), ("few", [1, 2, 3, 4]), ("few", [1, -2]), ("some", ["a", 1]), ("some", [True]), ("inside", encode([1, 1])),
           ("inside", encode([1, "a"]) + b"\0"), ("inside", b"\x82\x18\x01\x61a"), ("text", "üxy"), ("word", "maybe"), ("number", 3),
           ("tagged", Tag(17, True)), ("tagged", True)]
    for name, value in good:
        assert schema.faults(name, value) == [], (name, value, schema.faults(name, value))
    for name, value in bad:
        assert schema.faults(name, value), (name, value, "is not refused")
    for raw in (b"\x18\x01", b"\xa2\x02\x00\x01\x00", b"\x9f\xff", b"\x01\x01", b"\x61", b"\xf9\x00\x00"):
        try:
            decode(raw)
        except Malformed:
            continue
        raise AssertionError(f"{raw.hex()} is taken")


def changes(value):
    """Copies of a decoded item with one thing wrong each: something missing, foreign, or of another type."""
    if isinstance(value, dict):
        for key in value:
            without = copy.deepcopy(value)
            del without[key]
            yield f"without key {key}", without
            for what, changed in changes(value[key]):
                yield f"{key}: {what}", {**value, key: changed}
        yield "a foreign key", {**value, 99: 1}
    elif isinstance(value, list):
        for i, member in enumerate(value):
            for what, changed in changes(member):
                yield f"[{i}]: {what}", value[:i] + [changed] + value[i + 1:]
    else:
        yield "another type", {"str": b"x", "bytes": "x", "int": "1", "bool": 1, "NoneType": 0}[type(value).__name__]


def check(schema, name, raw):
    value = decode(raw)
    assert encode(value) == raw, f"{name} is not in its deterministic form"
    faults = schema.faults(name, value)
    assert not faults, f"{name}: {faults}"
    refused = 0
    if name in ENVELOPES:
        protected, unprotected, payload, signature = value.value
        variants = [(f"payload: {what}", Tag(18, [protected, unprotected, encode(changed), signature])) for what, changed in changes(decode(payload))]
        variants += [(f"protected: {what}", Tag(18, [encode(changed), unprotected, payload, signature])) for what, changed in changes(decode(protected))]
        variants += [("an unprotected header", Tag(18, [protected, {4: b"x"}, payload, signature])), ("another tag", Tag(17, value.value)),
                     ("a short signature", Tag(18, [protected, unprotected, payload, signature[1:]])), ("no signature", Tag(18, value.value[:3])),
                     ("a fifth part", Tag(18, value.value + [b""]))]
    else:
        variants = list(changes(value))
    for what, changed in variants:
        if name == "pins" and what.startswith("without"):
            continue  # one person fewer is a list of PINs as well
        assert schema.faults(name, changed), f"{name}, {what}: is not refused"
        refused += 1
    print(f"{name}: {len(raw)} bytes as defined, {refused} changed ones refused")


def main():
    check_the_checker()
    schema = definitions()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([MAKE_TOKENS, folder], check=True)
        for name in ENVELOPES + BARE:
            check(schema, name, (pathlib.Path(folder) / name).read_bytes())
        assert {p.name for p in pathlib.Path(folder).iterdir()} == set(ENVELOPES + BARE)


if __name__ == "__main__":
    main()
