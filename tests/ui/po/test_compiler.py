#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""What ui/po/catalogue.py takes and refuses: a language is one file, complete or marked as partial.

usage: test_compiler.py CATALOGUE.PY
"""

import pathlib
import subprocess
import sys
import tempfile

HEAD = 'msgid ""\nmsgstr "Language: {tag}\\nX-Name: {tag}\\n{more}"\n'
ENGLISH = 'msgid "a.b"\nmsgstr "One {n}."\n\nmsgid "c"\nmsgid_plural "c"\nmsgstr[0] "x"\nmsgstr[1] "y"\n'


def compiled(**catalogues):
    """(what it refuses with, the header)"""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for tag, text in catalogues.items():
            (folder / f"{tag}.po").write_text(text)
        done = subprocess.run([sys.executable, sys.argv[1], folder / "ids.h", folder / "table.c",
                               *(folder / f"{tag}.po" for tag in catalogues)], capture_output=True, text=True)
        return done.stderr, (folder / "ids.h").read_text() if done.returncode == 0 else ""


def file(tag, text, more=""):
    return HEAD.format(tag=tag, more=more) + "\n" + text


def main():
    english = file("en", ENGLISH)
    said, header = compiled(xx=file("xx", ENGLISH), en=english)
    assert not said and "LANGUAGE_XX,\n        LANGUAGE_EN,\n        LANGUAGE_COUNT" in header and "TEXT_A_B" in header, (said, header)
    for text, why in (
            (file("xx", 'msgid "a.b"\nmsgstr "One {n}."\n'), "c is missing"),
            (file("xx", ENGLISH + '\nmsgid "d"\nmsgstr "z"\n'), "d is unknown"),
            (file("xx", ENGLISH.replace("{n}", "{m}")), "other placeholders"),
            (file("xx", ENGLISH.replace('msgstr[1] "y"\n', "")), ""),
            (file("xx", ENGLISH + '\nmsgid "c"\nmsgstr "z"\n'), "twice"),
            (file("xx", ENGLISH.replace('"x"', '""')), "lacks a form"),
            (file("yy", ENGLISH), "Language"),
            (file("xx", ENGLISH, "Plural-Forms: nplurals=2; plural=system(n);\\n"), "plural forms")):
        said, _ = compiled(en=english, xx=text)
        assert why in said and (said or not why), (why, said)
    said, _ = compiled(en=english, xx=file("xx", 'msgid "a.b"\nmsgstr "Un {n}."\n', "X-Partial: yes\\n"))
    assert not said, said
    citizens = file("xx", 'msgid "a.b"\nmsgstr "Un {n}."\n', "X-For: citizens\\n")
    said, _ = compiled(en=english, xx=citizens)
    assert not said, said
    said, _ = compiled(en=english, xx=citizens, yy=file("yy", ENGLISH, "X-For: citizens\\n"))
    assert "c is missing: other languages of citizens have it" in said, said
    said, _ = compiled(en=english, xx=file("xx", 'msgid "d"\nmsgstr "z"\n', "X-Partial: yes\\n"))
    assert "unknown" in said, said


main()
