#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`pickupbox` itself from outside: help on every level, commands that there are not, and where their words go.

usage: test_usage.py PICKUPBOX
"""

import subprocess
import sys
import tempfile

PICKUPBOX = sys.argv[1]
GROUPS = {"office": ("init", "add-box", "add-staff", "bundle", "issue", "reissue", "revoke"), "box": ("init", "adopt", "rotate", "scanner", "wiring"),
          "code": ("inspect",), "ledger": ("export", "verify", "prove", "check-proof", "compare", "archive", "witness"), "witness": ("serve",)}
ALONE = ("report", "status", "sim", "demo")


def call(*arguments, **options):
    return subprocess.run([PICKUPBOX, *arguments], stdin=subprocess.DEVNULL, text=True, check=False,
                          **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options})


def wrong(*arguments, says):
    """Exit status 2, nothing on standard output, and one line on standard error that says what to do."""
    done = call(*arguments)
    assert done.returncode == 2 and done.stdout == "", (arguments, done)
    assert done.stderr.startswith("pickupbox: ") and done.stderr.count("\n") == 1, (arguments, done.stderr)
    assert says in done.stderr, (arguments, done.stderr)


def helped(*arguments, holds):
    done = call(*arguments)
    assert done.returncode == 0 and done.stderr == "", (arguments, done)
    assert all(f"pickupbox {one}" in done.stdout for one in holds), (arguments, done.stdout)
    return done.stdout


def help_is_there_on_every_level():
    names = [f"{group} {name}" for group, list_of in GROUPS.items() for name in list_of] + list(ALONE)
    for word in ("--help", "-h"):
        helped(word, holds=names)
        for group, list_of in GROUPS.items():
            helped(group, word, holds=[f"{group} {name}" for name in list_of])
        for name in names:
            text = helped(*name.split(), word, holds=[name])
            assert len(text.splitlines()) >= 2, text


def help_may_stand_behind_other_arguments():
    helped("office", "issue", "office", "--box", "K017", "--help", holds=["office issue"])
    helped("ledger", "verify", "--json", "--help", holds=["ledger verify"])
    wrong("code", "inspect", "--", "--help", "x", says="too many")
    wrong("sim", "--socket", "nothing-here", "scan", "--help", says="no pickupboxd listens")


def commands_that_there_are_not_do_not_pretend():
    for words in ("ledger burn", "office burn", "box frob"):
        group = words.split()[0]
        wrong(*words.split(), says=f"there is no command {words}; `pickupbox {group} --help`")
        wrong(*words.split(), "--help", says=f"there is no command {words}")
    for words in ("reports", "frob", "help", "-x", ""):
        wrong(*words.split(" "), says="`pickupbox --help` lists them")
    for group in GROUPS:
        wrong(group, says=f"{group}: a command is missing; `pickupbox {group} --help`")
    wrong(says="a command is missing")


def wrong_options_are_named():
    wrong("office", "init", "x", "--frob", says="there is no option --frob")
    wrong("office", "init", "x", "--name", says="--name needs a value")
    wrong("office", "init", "x", "--name", "a", "--name", "b", says="--name is given twice")
    wrong("status", "x", says="too many arguments")
    wrong("status", "--socket", "", says="name the daemon's with --socket")
    wrong("office", "bundle", "x", "-o", "", says="the name of a file")
    wrong("office", "bundle", "x", "-o", "-", says="the name of a file")


def simulated_actions_say_how_many_words_they_want():
    wrong("sim", says="an action is missing")
    wrong("sim", "scan", says="scan wants 1 word;")
    wrong("sim", "touch", "1", says="touch wants 2 words;")
    wrong("sim", "wait", says="wait wants 1 to 2 words;")
    wrong("sim", "state", "x", says="state stands alone;")


def a_demonstration_wants_a_new_folder():
    with tempfile.TemporaryDirectory() as folder:
        done = call("demo", folder)
        assert done.returncode == 1 and "give the name of a new folder" in done.stderr, done
        wrong("demo", folder + "/none/new", says="give the name of a new folder")


def a_full_disk_is_no_success():
    with open("/dev/full", "w") as full:
        for arguments in (("--help",), ("--version",), ("office", "--help"), ("office", "issue", "--help")):
            done = call(*arguments, stdout=full)
            assert done.returncode == 2 and "cannot write to standard output" in done.stderr, (arguments, done)


def main():
    cases = [
        help_is_there_on_every_level,
        help_may_stand_behind_other_arguments,
        commands_that_there_are_not_do_not_pretend,
        wrong_options_are_named,
        simulated_actions_say_how_many_words_they_want,
        a_demonstration_wants_a_new_folder,
        a_full_disk_is_no_success,
    ]
    for case in cases:
        case()
        print(f"[       OK ] {case.__name__}", flush=True)


if __name__ == "__main__":
    main()
