#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The README's commands, pasted into a shell in their order as a stranger would, on a terminal that answers what they ask.

usage: test_readme.py README PICKUPBOX PICKUPBOXD
"""

import os
import pathlib
import pty
import signal
import sys
import tempfile

README, PICKUPBOX, PICKUPBOXD = (pathlib.Path(path).resolve() for path in sys.argv[1:4])
ANSWERS = (("New passphrase of this office: ", "correct horse"), ("Again: ", "correct horse"),
           ("Passphrase of the office: ", "correct horse"), ("Date of birth (YYYY-MM-DD): ", "1980-12-24"))
CONTROL_C = b"\x03"


def commands():
    """The lines of the block that begins with the search path."""
    lines = README.read_text().splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("    export PATH="))
    end = next(i for i in range(start, len(lines)) if not lines[i].startswith("    "))
    return [line.strip() for line in lines[start:end]]


def on_terminal(script, folder):
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.environ["TMPDIR"] = str(folder)
        os.execvp("sh", ["sh", "-e", str(script)])
    seen, asked = "", 0
    while True:
        try:
            chunk = os.read(terminal, 4096)
        except OSError:  # how Linux tells that the other end is closed
            break
        if not chunk:
            break
        seen += chunk.decode(errors="replace")
        for question, answer in ANSWERS:
            if seen[asked:].endswith(question):
                asked = len(seen)
                os.write(terminal, answer.encode() + b"\n")
        if ": ready, " in seen[asked:]:
            asked = len(seen)
            os.write(terminal, CONTROL_C)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), seen


def main():
    with tempfile.TemporaryDirectory(prefix="pickupbox-readme-") as made:
        folder = pathlib.Path(made)
        for name, program in (("command", PICKUPBOX), ("box/daemon", PICKUPBOXD)):
            place = folder / "build" / "controller" / name
            place.mkdir(parents=True)
            (place / program.name).symlink_to(program)
        script = folder / "pasted"
        script.write_text("\n".join(commands()) + "\n")
        status, seen = on_terminal(script, folder)
        print(seen)
        assert status in (0, -signal.SIGINT, 128 + signal.SIGINT), status
        assert ": ready, 24 compartments" in seen
        assert "signed by the given key" in seen
        assert any("letter.pdf" == path.name for path in folder.rglob("*.pdf"))


if __name__ == "__main__":
    main()
