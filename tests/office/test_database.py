#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""A database that is gone, full, held by somebody else, of a newer version, not writable or damaged: each act that meets it says what to do, and nothing is half done.
And the way on from an older copy, as an auditor sees it. On a file, or on the server of PICKUPBOX_TEST_DATABASE."""

import contextlib
import json
import os
import pathlib
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile

PICKUPBOX, ENROL, LOADED = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:4])
SERVER = os.environ.get("PICKUPBOX_TEST_DATABASE")


def sql(*statements):
    done = subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", SERVER], input="\n".join(statements), text=True, capture_output=True)
    assert done.returncode == 0, done


class Office:
    def __init__(self, folder, server=None):
        self.folder = pathlib.Path(folder)
        self.dir = self.folder / "city"
        self.file = self.dir / "office.db"
        (self.folder / "passphrase").write_text("correct horse battery\n")
        if server:
            sql("DROP SCHEMA public CASCADE;", "CREATE SCHEMA public;")
        self.run("init", "--name", "X", "--domain", "x.example", *(["--database", server] if server else []))
        subprocess.run([ENROL, "K017", self.folder / "K017.enrol", "known"], check=True)
        self.run("add-box", self.folder / "K017.enrol")
        self.cti = self.issue()

    def run(self, command, *arguments, status=0, said="", stdin="", file_limit=None):
        def limit():
            if file_limit is not None:
                resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))

        done = subprocess.run([PICKUPBOX, "office", command, self.dir, *map(str, arguments), "--passphrase-file", self.folder / "passphrase"],
                              input=stdin, text=True, capture_output=True, preexec_fn=limit, restore_signals=False)
        assert done.returncode == status and said in done.stderr, (command, arguments, done)
        return done.stdout

    def issue(self, **expected):
        out = self.run("issue", "--box", "K017", "--item", "passport", "--born", "-", "--json", stdin="1980-12-24\n", **expected)
        return json.loads(out)["cti"] if out else None

    def seen(self):
        return self.run("list", "--json"), sorted(os.listdir(self.dir / "out")), (self.folder / "city.anchor").read_bytes()

    @contextlib.contextmanager
    def unchanged(self):
        """Whatever is done meanwhile changes nothing; afterwards everything goes on."""
        before = self.seen()
        yield
        assert self.seen() == before
        self.issue()


def acts(office, status, said, **how):
    office.issue(status=status, said=said, **how)
    office.run("revoke", office.cti, status=status, said=said, **how)


# ---- a file ----

def a_file_that_is_gone(office):
    with office.unchanged():
        office.file.rename(office.folder / "away")
        acts(office, 2, "is missing")
        office.run("list", status=2, said="put it back from the newest backup")
        assert not office.file.exists()
        (office.folder / "away").rename(office.file)


def a_file_that_somebody_holds(office):
    with office.unchanged():
        held = sqlite3.connect(office.file, isolation_level=None)
        held.execute("BEGIN EXCLUSIVE")
        acts(office, 2, "somebody else holds")
        held.close()


def a_disk_that_is_full(office):
    with office.unchanged():
        office.run("revoke", office.cti, status=2, said="nothing was changed. Make room", file_limit=2 * 4096)


def a_file_of_a_newer_version(office):
    with office.unchanged():
        shutil.copy(office.file, office.folder / "kept")
        with contextlib.closing(sqlite3.connect(office.file)) as newer, newer:
            newer.execute("UPDATE schema_version SET version = 99")
        acts(office, 1, "a newer version (99)")
        office.run("list", status=1, said="update it here, too")
        shutil.copy(office.folder / "kept", office.file)


def a_file_that_is_no_database(office):
    with office.unchanged():
        office.file.rename(office.folder / "away")
        office.file.write_bytes(b"no database " * 1000)
        acts(office, 2, "is damaged, or is none")
        (office.folder / "away").replace(office.file)


# ---- a server ----

def a_server_that_is_gone(office):
    with office.unchanged():
        address = (office.dir / "database").read_text()
        (office.dir / "database").write_text("postgresql://127.0.0.1:1/nowhere\n")
        acts(office, 2, "does not answer")
        (office.dir / "database").write_text(address)


def a_server_whose_log_somebody_holds(office):
    with office.unchanged():
        with subprocess.Popen(["psql", "-qX", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as held:
            held.stdin.write("BEGIN; SELECT note FROM log FOR UPDATE;\n\\echo held\n")
            held.stdin.flush()
            while "held" not in held.stdout.readline():
                pass
            acts(office, 2, "somebody else holds")
            held.stdin.write("ROLLBACK;\n\\q\n")


@contextlib.contextmanager
def on_write(what):
    """A server that does this when the log is written to."""
    sql("CREATE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN", what, "RETURN NEW; END $$;",
        "CREATE TRIGGER planted BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION planted();")
    yield
    sql("DROP TRIGGER planted ON entries;", "DROP FUNCTION planted();")


def a_server_whose_disk_is_full(office):
    with office.unchanged(), on_write("RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100';"):
        acts(office, 2, "nothing was changed. Make room")


def a_server_that_goes_away(office):
    with office.unchanged(), on_write("PERFORM pg_terminate_backend(pg_backend_pid());"):
        acts(office, 2, "the connection to the database")


def a_server_of_a_newer_version(office):
    with office.unchanged():
        sql("CREATE TABLE kept AS SELECT version FROM schema_version;", "UPDATE schema_version SET version = 99;")
        acts(office, 1, "a newer version (99)")
        sql("UPDATE schema_version SET version = (SELECT version FROM kept);", "DROP TABLE kept;")


def a_server_that_cannot_be_written(office):
    with office.unchanged():
        sql("ALTER ROLE CURRENT_USER SET default_transaction_read_only = on;")
        acts(office, 2, "cannot be written")
        sql("SET default_transaction_read_only = off;", "ALTER ROLE CURRENT_USER RESET default_transaction_read_only;")


# ---- an older copy ----

def what_boxes_exported_goes_along_from_an_older_copy(office):
    def export(name, *ctis, domain="x.example"):
        subprocess.run([LOADED, "K017", domain, office.folder / name, *ctis], check=True)
        return office.folder / name

    def goes_on(*arguments, status=0, said=""):
        anchor = (office.folder / "city.anchor").read_bytes()
        out = office.run("continue", "--bundle", office.folder / "bundle", *arguments, status=status, said=said)
        assert ((office.folder / "city.anchor").read_bytes() == anchor) == (status != 0)
        return out

    (office.folder / "village").mkdir()
    office = Office(office.folder / "village")
    cti = office.issue()
    shutil.copy(office.file, office.folder / "older")
    late = office.issue()
    office.run("bundle", "-o", office.folder / "bundle")
    stick, away = export("stick", cti, late), export("away", cti, domain="y.example")
    shutil.copy(office.folder / "older", office.file)
    office.issue(status=1, said="pickupbox office continue")
    goes_on("--export", away, status=1, said="y.example/pickupbox/K017")
    goes_on("--export", office.folder / "missing", status=2, said="missing")
    goes_on("--export", stick, "--root", "no key", status=2)
    goes_on("--export", stick, "--export", away, status=1, said="y.example/pickupbox/K017")
    goes_on("--export", stick, "--root", office.dir / "root.pub", said="speaks of 1 consignments")
    rows = {row["cti"]: row for row in json.loads(office.run("list", "--json"))["consignments"]}
    assert {rows[one]["state"] for one in (cti, late)} <= {"waiting", "overdue"} and rows[late]["box"] == "K017", rows
    assert "all of it known" in office.run("sync", stick)
    office.run("revoke", late)
    office.run("continue", "--bundle", office.folder / "bundle", "--export", stick, status=1)
    office.issue()


def the_log_that_goes_on_is_verified_with_its_former_one(office):
    def verify(*arguments, status=0):
        done = subprocess.run([PICKUPBOX, "ledger", "verify", *map(str, arguments), "--vkey", office.dir / "log.vkey"], text=True, capture_output=True)
        assert done.returncode == status, done
        return done.stdout + done.stderr

    folder = office.folder
    shutil.copy(office.file, folder / "copy")
    office.issue()
    office.run("bundle", "-o", folder / "bundle")
    office.run("export", folder / "former")
    shutil.copy(office.file, folder / "longest")
    shutil.copy(folder / "copy", office.file)
    office.issue(status=1, said="pickupbox office continue")
    office.run("continue", "--bundle", folder / "bundle")
    office.run("export", folder / "new")
    said = verify(folder / "new", "--former", folder / "former")
    assert "goes on for" in said and "x.example/pickupbox/office, which are complete" in said, said
    assert "which are complete" not in verify(folder / "new")
    # A former log that is longer than what the new one went on for has entries that were left out.
    (folder / "town").mkdir()
    town = Office(folder / "town")
    shutil.copy(town.file, folder / "town" / "copy")
    town.issue()
    town.run("export", folder / "town" / "former")
    shutil.copy(folder / "town" / "copy", town.file)
    (folder / "town" / "city.anchor").unlink()
    town.run("continue")
    town.run("export", folder / "town" / "new")
    office.dir = town.dir
    verify(folder / "town" / "new", "--former", folder / "town" / "former", status=1)


def main():
    on_file = (a_file_that_is_gone, a_file_that_somebody_holds, a_disk_that_is_full, a_file_of_a_newer_version, a_file_that_is_no_database,
               what_boxes_exported_goes_along_from_an_older_copy, the_log_that_goes_on_is_verified_with_its_former_one)
    on_server = (a_server_that_is_gone, a_server_whose_log_somebody_holds, a_server_whose_disk_is_full, a_server_that_goes_away,
                 a_server_of_a_newer_version, a_server_that_cannot_be_written)
    with tempfile.TemporaryDirectory(prefix="pickupbox-database-") as folder:
        office = Office(folder, SERVER)
        for case in on_server if SERVER else on_file:
            case(office)
            print(f"[       OK ] {case.__name__}", flush=True)


if __name__ == "__main__":
    main()
