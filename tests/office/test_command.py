#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`pickupbox office` from outside: exit status, prompts, where secrets come from and where they do not go."""

import fcntl
import json
import os
import pathlib
import pty
import re
import signal
import subprocess
import sys
import tempfile
import termios

PICKUPBOX, ENROL, REKEY = sys.argv[1:4]
PASSPHRASE = "correct horse battery"


class Office:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.dir = self.folder / "city"
        self.file = self.folder / "passphrase"
        self.file.write_text(PASSPHRASE + "\nsecond line\n")
        self.secret = ["--passphrase-file", self.file]
        self.run("init", "--name", "Stadt Köln", "--domain", "koeln.example", *self.secret)
        enrolment = self.folder / "K017.enrol"
        subprocess.run([ENROL, "K017", enrolment], check=True)
        out = self.run("add-box", enrolment, "--address", "Rathaus", *self.secret)
        assert len(out.split("Fingerprint:")[1].split("\n")[0].split()) == 8, out

    def run(self, command, *arguments, status=0, stdin="", said=""):
        done = subprocess.run([PICKUPBOX, "office", command, self.dir, *arguments], input=stdin, text=True, capture_output=True)
        assert done.returncode == status, (command, arguments, done)
        assert said in done.stderr, (said, done.stderr)
        assert all(line.startswith("pickupbox: ") for line in done.stderr.splitlines()), done.stderr
        return done.stdout

    def issue(self, *arguments, **expected):
        return self.run("issue", "--box", "K017", "--item", "passport", "--born", "-", *self.secret, *arguments,
                        **{"stdin": "1980-12-24\n", **expected})


def exit_status_is_1_for_refusals_and_2_for_usage_and_faults(office):
    office.run("init", "--name", "X", "--domain", "x.example", *office.secret, status=1, said="exists already")
    for dir, status, said in ((f"{office.dir}//", 1, "exists already"), (f"{office.folder}/town/", 0, "")):
        done = subprocess.run([PICKUPBOX, "office", "init", dir, "--name", "X", "--domain", "x.example", *office.secret], text=True,
                              stdin=subprocess.DEVNULL, capture_output=True)
        assert done.returncode == status and said in done.stderr, done
    assert (office.folder / "town" / "root.pub").exists()
    office.run("init", "--name", "X", status=2)
    office.run("add-box", office.file, *office.secret, status=1, said="not an enrolment")
    office.run("add-box", office.folder / "missing", *office.secret, status=2, said="missing")
    office.run("add-staff", "--id", "a", "--role", "boss", *office.secret, status=2)
    office.run("bundle", *office.secret, status=2, said="-o FILE")
    office.run("revoke", "C01X00T478", status=2, said="32 hexadecimal digits")
    office.run("revoke", "00" * 16, *office.secret, status=1, said="never issued")
    office.issue("--days", "31", status=1, said="days")
    office.issue("--box", "K018", status=2, said="twice")
    office.issue(stdin="1980-13-24", status=1, said="born")
    office.issue(stdin="1980-12-24" * 20, status=1, said="longer")
    office.run("issue", "--batch", office.file, "--low", *office.secret, status=2, said="--batch")
    office.run("issue", status=2)


def a_new_passphrase_is_long_and_an_old_short_one_warns(office):
    short = office.folder / "short"
    short.write_text("a\n")
    done = subprocess.run([PICKUPBOX, "office", "init", office.folder / "weak", "--name", "X", "--domain", "x.example", "--passphrase-file", short],
                          text=True, stdin=subprocess.DEVNULL, capture_output=True)
    assert done.returncode == 1 and "at least 12 characters" in done.stderr, done
    assert not (office.folder / "weak").exists()
    subprocess.run([REKEY, PASSPHRASE, "a", *sorted((office.dir / "keys").iterdir())], check=True)
    office.secret = ["--passphrase-file", short]
    office.run("bundle", "-o", office.folder / "b", *office.secret, said="fewer than 12 characters")
    office.run("add-staff", "--id", "s.short", "--role", "loader", *office.secret, said="fewer than 12 characters")
    office.issue(said="fewer than 12 characters")
    wrong = office.folder / "wrong"
    wrong.write_text("b\n")
    office.run("bundle", "-o", office.folder / "b", "--passphrase-file", wrong, status=1, said="passphrase is wrong")
    subprocess.run([REKEY, "a", PASSPHRASE, *sorted((office.dir / "keys").iterdir())], check=True)
    office.secret = ["--passphrase-file", office.file]
    (office.folder / "b").unlink()


def bundles_come_in_two_forms(office):
    office.run("bundle", "--form", "3", "-o", office.folder / "b", *office.secret, status=2, said="--form 1")
    office.run("bundle", "--form", "1", "-o", office.folder / "b1", *office.secret)
    office.run("bundle", "-o", office.folder / "b2", *office.secret)
    named = json.loads((office.dir / "office.json").read_text())["keys"]["backup"]
    assert bytes.fromhex(named) in (office.folder / "b2").read_bytes()
    assert bytes.fromhex(named) not in (office.folder / "b1").read_bytes()


def without_a_terminal_nothing_asks(office):
    office.run("bundle", "-o", office.folder / "b", status=2, said="--passphrase-file")
    for command, *arguments in (("add-box", office.folder / "K017.enrol"), ("remove-staff", "nobody"), ("revoke", "00" * 16), ("export", office.folder / "out")):
        office.run(command, *arguments, status=2, said="--passphrase-file")
    office.run("bundle", "-o", office.folder / "b", "--passphrase-file", office.folder / "missing", status=2)
    assert not (office.folder / "b").exists()


def a_wrong_passphrase_is_refused(office):
    wrong = office.folder / "wrong"
    wrong.write_text("guess\n")
    office.run("bundle", "-o", office.folder / "b", "--passphrase-file", wrong, status=1, said="passphrase is wrong")
    assert not (office.folder / "b").exists()


def on_terminal(arguments, answers):
    """Answers each question when it has been asked; everything that was to be seen."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(PICKUPBOX, [PICKUPBOX, "office", *map(str, arguments)])
    seen = b""
    for question, answer in answers:
        while question not in seen:
            seen += os.read(terminal, 1024)
        os.write(terminal, answer.encode() + b"\n")
    try:
        while chunk := os.read(terminal, 1024):
            seen += chunk
    except OSError:  # how Linux tells that the other end is closed
        pass
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, seen
    return seen


def on_a_terminal_a_birth_date_is_one_line(office):
    seen = on_terminal(["issue", office.dir, "--box", "K017", "--item", "passport", "--born", "-"],
                       [(b"Passphrase of the office: ", PASSPHRASE), (b"Date of birth (YYYY-MM-DD): ", "1980-12-24")])
    assert b"Reference:" in seen, seen


def on_a_terminal_the_passphrase_is_asked_for_without_echo(office):
    seen = on_terminal(["bundle", office.dir, "-o", office.folder / "b"], [(b"Passphrase of the office: ", PASSPHRASE)])
    assert PASSPHRASE.encode() not in seen
    assert (office.folder / "b").exists()


def json_names_what_was_issued(office):
    made = json.loads(office.issue("--json"))
    assert set(made) == {"cti", "box", "reference", "pin", "nbf", "ticket_exp", "code_exp", "collect_by", "folder"}, made
    files = sorted(path.name for path in pathlib.Path(made["folder"]).iterdir())
    assert files == ["code.png", "code.txt", "label.pdf", "letter.pdf", "message.txt", "ticket.png", "ticket.txt"], files
    again = json.loads(office.run("reissue", made["cti"], "--json", *office.secret))
    assert again["cti"] == made["cti"] and again["reference"] != made["reference"] and again["nbf"] > made["nbf"]
    office.run("revoke", made["cti"], *office.secret)
    office.run("revoke", made["cti"], *office.secret, status=1, said="already")
    office.run("reissue", made["cti"], *office.secret)


def what_was_issued_is_listed_and_found(office):
    made = json.loads(office.issue("--json"))
    rows = json.loads(office.run("list", "--json", "--box", "K017"))["consignments"]
    assert [row["state"] for row in rows if row["cti"] == made["cti"]] == ["running"], rows
    office.run("list", "--json", "--box", "K018", status=1, said="has no box K018")
    for words, secret in ((made["cti"], []), (made["cti"][:8].upper(), []), (f"{made['reference'][:4]} {made['reference'][4:]}", office.secret)):
        assert made["cti"] in office.run("find", words, *secret), words
    office.run("find", "no case", status=1, said="8 digits")
    office.run("find", "00000000", status=1, said="no such consignment")
    # Every state that there is, in the refusal and in the help.
    states = re.findall(r'STANDING_\w+, +"(\w+)"', (pathlib.Path(os.environ["PICKUPBOX_SOURCE"]) / "base/words/standing.h").read_text())
    assert len(states) == 7
    shown = subprocess.run([PICKUPBOX, "office", "list", "--help"], text=True, capture_output=True, check=True).stdout
    for state in states:
        office.run("list", "--state", "lost", status=2, said=state)
        office.run("list", "--state", state)
    assert f"--state {'|'.join(states)}" in shown, shown
    office.run("bundle", "-o", office.folder / "statements", *office.secret)
    statement = office.folder / "statement"
    for _ in range(2):
        office.run("revoke", made["cti"][:8], "-o", statement, *office.secret)
        assert bytes.fromhex(made["cti"]) in statement.read_bytes()
        statement.unlink()
    office.run("revoke", made["cti"], "-o", statement, status=2, said="--passphrase-file")
    assert made["cti"] in office.run("list", "--state", "withdrawn")


def what_clerks_know_finds_it(office):
    made = json.loads(office.issue("--json", "--reference", "AZ 2026/417"))
    other = json.loads(office.issue("--json"))
    assert json.loads(office.run("find", "AZ 2026/417", "--json", *office.secret))["consignments"][0]["cti"] == made["cti"]
    office.run("find", "AZ 2026/418", *office.secret, status=1, said="no such consignment")
    office.run("find", "AZ 2026/417", status=1, said="--passphrase-file")
    again = json.loads(office.run("reissue", made["cti"], "--json", *office.secret))
    born = [row["cti"] for row in json.loads(office.run("find", "--born", "-", "--json", *office.secret, stdin="1980-12-24\n"))["consignments"]]
    assert made["cti"] in born and other["cti"] in born, born
    office.run("find", "--born", "-", *office.secret, stdin="1980-12-25\n", status=1, said="no such consignment")
    office.run("find", "AZ 1", "--born", "-", *office.secret, status=2, said="--born")
    assert again["cti"] in office.run("find", "AZ 2026/417", *office.secret)
    told = json.loads(office.run("accesses", "--json"))["accesses"]
    assert {row["what"] for row in told} == {"by_words", "by_birth_date"} and all(row["by"].startswith("uid-") for row in told), told
    assert told[-1]["what"] == "by_words" and told[-1]["found"] == [made["cti"]], told
    assert sum(made["cti"] in row["found"] for row in told if row["what"] == "by_birth_date") == 1, told
    office.run("find", made["cti"][:8])
    assert len(json.loads(office.run("accesses", "--json"))["accesses"]) == len(told)
    assert made["cti"] in office.run("accesses")
    office.issue("--reference", "C01X0006H", status=1, said="passport or identity card")
    database = (office.dir / "office.db").read_bytes()
    assert b"2026/417" not in database and b"2026/417" not in b"".join(path.read_bytes() for path in office.dir.rglob("*") if path.is_file())


def the_log_is_exported_and_verified(office):
    office.run("add-staff", "--id", "l.log", "--role", "loader", *office.secret)
    office.run("remove-staff", "l.log", *office.secret)
    office.run("remove-staff", "l.log", *office.secret, status=1, said="nobody")
    out = office.folder / "log"
    for _ in range(2):
        office.run("export", out, *office.secret)
        done = subprocess.run([PICKUPBOX, "ledger", "verify", out, "--vkey", office.dir / "log.vkey"], text=True, capture_output=True)
        assert done.returncode == 0 and "koeln.example/pickupbox/office" in done.stdout, done
        office.run("add-box", "--replace", office.folder / "K017.enrol", *office.secret)
    events = [json.loads(line)["e"] for line in (out / "entries.jsonl").read_text().splitlines()]
    assert events[0] == "begun" and {"issued", "person_added", "person_removed", "box_added"} <= set(events), events
    assert "Rathaus" not in (out / "entries.jsonl").read_text()


def a_new_badge_is_made_in_the_way_that_the_refusal_names(office):
    badge = office.dir / "badges" / "l.anew" / "badge.pdf"
    add = ("add-staff", "--id", "l.anew", "--role", "loader", *office.secret)
    office.run(*add)
    lost = badge.read_bytes()
    office.run(*add, status=1, said="`pickupbox office remove-staff` first")
    assert badge.read_bytes() == lost
    office.run("remove-staff", "l.anew", *office.secret)
    assert "One-time PIN" in office.run(*add)
    assert badge.read_bytes() != lost


def what_was_edited_is_named_and_nothing_is_signed(office):
    path = office.dir / "office.json"
    good = path.read_text()
    for part, edited in (("bundle_version", {"bundle_version": 4711}), ("domain", {"domain": "other.example"}), ("staff", {"staff": []})):
        path.write_text(json.dumps({**json.loads(good), **edited}))
        if part == "domain":
            office.issue(status=1, said="anchor")
            continue
        office.issue(status=1, said=f'"{part}"')
        office.run("bundle", "-o", office.folder / "edited", *office.secret, status=1, said=f'"{part}"')
        assert not (office.folder / "edited").exists()
    path.write_text(json.dumps({**json.loads(good), "name": "Stadt Bonn"}))
    office.issue(said="edited since")
    path.write_text(good)
    database, anchor = office.dir / "office.db", office.dir.with_name("city.anchor")
    older, kept = database.read_bytes(), path.read_bytes()
    office.run("add-staff", "--id", "n.new", "--role", "loader", *office.secret)
    newest, newest_state = database.read_bytes(), path.read_bytes()
    database.write_bytes(older)
    path.write_bytes(kept)
    office.issue(status=1, said="older copy")
    office.run("revoke", "00" * 16, *office.secret, status=1, said="older copy")
    database.write_bytes(newest)
    # As a command leaves it that was cut off behind the commit.
    office.issue(said="behind the database")
    assert json.loads(path.read_text()) == json.loads(newest_state)
    moved = anchor.rename(office.folder / "elsewhere")
    office.issue(status=1, said="is missing")
    moved.rename(anchor)
    office.issue()


def a_birth_date_as_argument_works_and_warns(office):
    office.run("issue", "--box", "K017", "--item", "letter", "--born", "1980-12-24", *office.secret, said="--born -")


def a_batch_is_not_issued_twice_unasked(office):
    batch = office.folder / "again.csv"
    batch.write_bytes("sep=;\r\nBox;Dokument;Geburtsdatum;Name\r\nk017;Reisepass;3.2.1951;Müller\r\nK017;Personalausweis;4.2.1952;Maier\r\n".encode("utf-16"))
    office.run("issue", "--batch", batch, *office.secret, said="column \"Name\" is not ours")
    before = len(list((office.dir / "out").iterdir()))
    office.run("issue", "--batch", batch, *office.secret, status=1, said="2 of 2 rows are the same as what was issued on 20")
    office.run("issue", "--batch", batch, "--dry-run", *office.secret, status=1, said="--again")
    assert len(list((office.dir / "out").iterdir())) == before
    office.run("issue", "--batch", batch, "--again", *office.secret)
    assert len(list((office.dir / "out").iterdir())) > before
    office.run("issue", "--box", "K017", "--item", "letter", "--born", "-", "--again", *office.secret, status=2, said="belong to --batch")


def a_batch_is_issued_whole_or_not_at_all(office):
    batch = office.folder / "batch.csv"
    batch.write_text("box,item,born\nK017,passport,1980-12-24\nK017,passport,1980-12-32\nK099,passport,1980-12-24\n")
    before = len(list((office.dir / "out").iterdir()))
    office.run("issue", "--batch", batch, *office.secret, status=1, said="line 3, column C: born")
    office.run("issue", "--batch", batch, *office.secret, status=1, said="line 4, column A: box")
    batch.write_text("box,item,born\n" + "K099,passport,1980-12-24\n" * 60)
    for line in (2, 61):  # all of them: who mends a long list wants it whole
        office.run("issue", "--batch", batch, *office.secret, status=1, said=f"line {line}, column A: box")
    assert len(list((office.dir / "out").iterdir())) == before
    for text, encoding, says in (("box;item;born\nK017;pässe;1980-12-24\n", "latin-1", "line 2, column B: item: \"pässe\""),
                                 ("box;item;born\nK017;passport;1980-12-24\n", "utf-16-le", "UTF-8")):
        batch.write_bytes(text.encode(encoding))
        office.run("issue", "--batch", batch, *office.secret, status=1, said=says)
    assert len(list((office.dir / "out").iterdir())) == before
    batch.write_text("box,item,born\n" + "K017,passport,1980-12-24\n" * 3)
    office.run("issue", "--batch", batch, *office.secret, status=1, said="line 3 equals line 2")
    assert len(list((office.dir / "out").iterdir())) == before
    said = office.run("issue", "--batch", batch, "--dry-run", "--again", *office.secret)
    assert "3 consignments would be issued" in said and len(list((office.dir / "out").iterdir())) == before
    made = json.loads(office.run("issue", "--batch", batch, "--again", "--json", *office.secret))
    assert len({one["reference"] for one in made["issued"]}) == 3
    assert [one["line"] for one in made["issued"]] == [2, 3, 4]
    assert pathlib.Path(made["labels"]).stat().st_size > 1000
    assert len(list((office.dir / "out").iterdir())) == before + 5
    case, statement = made["issued"][1]["cti"], office.folder / "statement"
    office.run("revoke", case, "--batch", *office.secret)
    assert len(list((office.dir / "out").iterdir())) == before
    office.run("revoke", case, "--batch", *office.secret, status=1, said="already")
    # The file for the box may be wanted afterwards.
    office.run("revoke", case, "--batch", "-o", statement, *office.secret)
    assert all(bytes.fromhex(one["cti"]) in statement.read_bytes() for one in made["issued"])


def heed_the_keys():
    """Whoever started this test in the background may have it ignore what a terminal sends, and so each process of it."""
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


def until_seen(arguments, text, then):
    """Runs it on a terminal until this is seen, then does that to (process, terminal); what was seen after it, and the exit status."""
    pid, terminal = pty.fork()
    if pid == 0:
        heed_the_keys()
        os.execv(PICKUPBOX, [PICKUPBOX, "office", *map(str, arguments)])
    seen = b""
    while text not in seen:
        seen += os.read(terminal, 1024)
    then(pid, terminal)
    seen = b""
    try:
        while chunk := os.read(terminal, 1024):
            seen += chunk
    except OSError:  # the other end is closed
        pass
    return seen, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def a_batch_that_is_broken_off_leaves_nothing(office):
    batch = office.folder / "long.csv"
    batch.write_text("box,item,born,reference\n" + "".join(f"K017,passport,1980-12-24,BREAK {n}\n" for n in range(60)))
    arguments = ["issue", office.dir, "--batch", batch, "--again", *office.secret]
    before, there = office.run("list", "--json"), sorted((office.dir / "out").iterdir())
    seen, status = until_seen(arguments, b"5 of 60", lambda pid, terminal: os.write(terminal, b"\x03"))
    assert status == -signal.SIGINT and b"broken off; nothing was issued" in seen, (status, seen)
    assert sorted((office.dir / "out").iterdir()) == there
    # Whoever has no time to take back is gathered up by the next command, which says so once.
    _, status = until_seen(arguments, b"5 of 60", lambda pid, terminal: os.kill(pid, signal.SIGKILL))
    assert status == -signal.SIGKILL and len(list((office.dir / "out").iterdir())) >= len(there) + 5
    done = subprocess.run([PICKUPBOX, "office", "list", office.dir, "--json"], text=True, capture_output=True)
    assert done.returncode == 0 and done.stderr.count("threw away") == 1 and "none of it is valid" in done.stderr, done
    assert done.stdout == before and sorted((office.dir / "out").iterdir()) == there


def a_question_that_is_broken_off_leaves_the_terminal_as_it_was(office):
    for number, key in ((signal.SIGINT, b"\x03"), (signal.SIGQUIT, b"\x1c")):
        ours, theirs = pty.openpty()

        def own_terminal():
            heed_the_keys()
            os.setsid()
            fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

        asking = subprocess.Popen([PICKUPBOX, "office", "clean", office.dir], stdin=theirs, stdout=theirs, stderr=theirs, preexec_fn=own_terminal)
        seen = b""
        while b"Passphrase of the office: " not in seen:
            seen += os.read(ours, 1024)
        assert not termios.tcgetattr(theirs)[3] & termios.ECHO
        os.write(ours, key)
        assert asking.wait() == -number
        assert termios.tcgetattr(theirs)[3] & termios.ECHO
        os.close(ours)
        os.close(theirs)


def the_passphrase_is_changed(office):
    other = office.folder / "other"
    other.write_text("quite another passphrase\n")
    office.run("passphrase", "--key", "all", *office.secret, "--new-passphrase-file", other, status=2, said="root, day or backup")
    office.run("passphrase", *office.secret, status=2, said="passphrase")
    said = office.run("passphrase", *office.secret, "--new-passphrase-file", other)
    assert "still open under the old one" in said, said
    office.issue(status=1, said="passphrase is wrong")
    office.secret = ["--passphrase-file", other]
    office.issue()
    safe = (office.dir / "keys" / "root.key").rename(office.folder / "root.key")
    office.run("passphrase", *office.secret, "--new-passphrase-file", office.file, said="root.key is not there")
    safe.rename(office.dir / "keys" / "root.key")
    office.run("passphrase", "--key", "root", *office.secret, "--new-passphrase-file", office.file)
    office.secret = ["--passphrase-file", office.file]
    office.run("bundle", "-o", office.folder / "changed", *office.secret)
    assert "Erased: 0 consignments, 0 own references" in office.run("clean", *office.secret)


def a_german_locale_speaks_german_and_scripts_read_the_same(office):
    def german(*arguments, **locale):
        return subprocess.run([PICKUPBOX, "office", *arguments], stdin=subprocess.DEVNULL, text=True, capture_output=True,
                              env={**{name: value for name, value in os.environ.items() if name not in ("LC_ALL", "LC_MESSAGES", "LANG")}, **locale})

    issue = ("issue", office.dir, "--box", "K017", "--item", "letter", "--born", "1980-12-24", *office.secret)
    refusal = ("revoke", office.dir, "00" * 16, *office.secret)
    done = german(*issue, LC_ALL="de_DE.UTF-8")
    assert done.returncode == 0 and "Nummer:" in done.stdout and "Hinweis:" in done.stderr, done
    assert set(json.loads(german(*issue, "--json", LC_ALL="de_DE.UTF-8").stdout)) == set(json.loads(office.issue("--json")))
    for locale in ({"LC_ALL": "de"}, {"LC_MESSAGES": "de_AT.UTF-8"}, {"LC_ALL": "", "LANG": "de_DE"}):
        done = german(*refusal, **locale)
        assert done.returncode == 1 and done.stderr == "pickupbox: dieses Amt hat nie eine Sendung mit dieser Kennung ausgestellt\n", done
    for locale in ({"LC_ALL": "C", "LANG": "de_DE.UTF-8"}, {"LANG": "fr_FR.UTF-8"}, {"LC_ALL": "en_GB.UTF-8"}):
        done = german(*refusal, **locale)
        assert done.returncode == 1 and done.stderr == "pickupbox: this office never issued a consignment of that id\n", done
    assert "braucht einen Wert" in german("init", "x", "--name", LANG="de_DE.UTF-8").stderr
    assert "legt ein Amt an" in german("--help", LANG="de_DE.UTF-8").stdout and "makes an office" in german("--help", LANG="C").stdout
    assert "keinen Befehl" in german("bogus", LANG="de_DE.UTF-8").stderr


def a_damaged_office_json_is_named(office):
    path = office.dir / "office.json"
    good = path.read_text()
    path.write_text(good.replace('"deadline_days": 10', '"deadline_days": 99'))
    office.issue(status=1, said="policy.deadline_days")
    for damage in ("", "{", good[:-3]):
        path.write_text(damage)
        office.issue(status=1, said="from a backup")
    path.write_text(good)
    office.issue()


def main():
    cases = [
        exit_status_is_1_for_refusals_and_2_for_usage_and_faults,
        a_new_passphrase_is_long_and_an_old_short_one_warns,
        without_a_terminal_nothing_asks,
        bundles_come_in_two_forms,
        a_wrong_passphrase_is_refused,
        on_a_terminal_the_passphrase_is_asked_for_without_echo,
        on_a_terminal_a_birth_date_is_one_line,
        json_names_what_was_issued,
        what_was_issued_is_listed_and_found,
        what_clerks_know_finds_it,
        the_log_is_exported_and_verified,
        a_new_badge_is_made_in_the_way_that_the_refusal_names,
        what_was_edited_is_named_and_nothing_is_signed,
        a_birth_date_as_argument_works_and_warns,
        a_batch_is_issued_whole_or_not_at_all,
        a_batch_is_not_issued_twice_unasked,
        a_batch_that_is_broken_off_leaves_nothing,
        a_question_that_is_broken_off_leaves_the_terminal_as_it_was,
        the_passphrase_is_changed,
        a_german_locale_speaks_german_and_scripts_read_the_same,
        a_damaged_office_json_is_named,
    ]
    with tempfile.TemporaryDirectory(prefix="pickupbox-office-") as folder:
        office = Office(folder)
        for case in cases:
            case(office)
            print(f"[       OK ] {case.__name__}", flush=True)


if __name__ == "__main__":
    main()
