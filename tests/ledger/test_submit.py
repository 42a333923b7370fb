#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`pickupbox ledger submit` before witnesses that answer well, and before what is none."""

import http.server
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import threading

PICKUPBOX, MAKE_EXPORT = sys.argv[1:3]
OTHER = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"


def ledger(*arguments, status=0):
    done = subprocess.run([PICKUPBOX, "ledger", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == status, (arguments, done.returncode, done.stdout, done.stderr)
    return done


class Server:
    """Answers each request with what was put into `answer`: status, type, body, or (None, …) to hang up."""

    def __init__(self):
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                owner.asked.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
                status, kind, told = owner.answer
                if status is None:
                    self.connection.close()
                    return
                self.send_response(status)
                self.send_header("Content-Type", kind)
                if status == 302:
                    self.send_header("Location", owner.url + "/elsewhere")
                self.send_header("Content-Length", str(len(told)))
                self.end_headers()
                try:
                    self.wfile.write(told)
                except OSError:
                    pass

            def log_message(self, *_):
                pass

        self.asked, self.answer = [], None
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def our_own_witness_is_asked_as_any_other(folder, out, vkey):
    files = ("--state", folder / "state", "--key", folder / "key")
    key = ledger("witness", *files, "--init", "witness.example/w1").stdout.strip()
    process = subprocess.Popen([PICKUPBOX, "witness", "serve", *map(str, files), "--port", "0", "--log", str(vkey)], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, text=True)
    try:
        url = re.search(r"http://\S+", process.stdout.readline())[0]
        for to in (url, url.removesuffix("/add-checkpoint"), url.removesuffix("add-checkpoint")):
            told = json.loads(ledger("submit", out, "--to", to, "--witness", key, "--json").stdout)
            assert told["countersigned"] is True and told["size"] == 300 and told["lines"] == 1 and told["witnessed"].endswith("Z"), told
        ledger("verify", out, "--vkey", vkey, "--witness", key)
        assert "no given key" in ledger("submit", out, "--to", url, "--vkey", OTHER, status=1).stderr
        text = (out / "checkpoint").read_text()
        (out / "checkpoint").write_text("".join(line + "\n" for line in text.splitlines() if "witness.example" not in line))
        unverified = ledger("submit", out, "--to", url)
        assert "1 line kept" in unverified.stdout and "not verified" in unverified.stderr
        ledger("verify", out, "--vkey", vkey, "--witness", key)
        return key
    finally:
        process.kill()
        process.communicate()


def what_is_no_answer_changes_nothing(out, vkey, key):
    server, checkpoint = Server(), out / "checkpoint"
    before = checkpoint.read_text()
    own = next(line for line in before.splitlines() if line.startswith("— example.org"))
    line = next(line for line in before.splitlines() if line.startswith("— witness.example"))
    wrong = line[:-8] + ("AAAAAAA=" if not line.endswith("AAAAAAA=") else "BBBBBBB=")
    plain, size = "text/plain; charset=utf-8", "text/x.tlog.size"
    for answer, says in [((403, plain, b""), "knows no key"), ((404, plain, b""), "does not know this ledger"), ((422, plain, b""), "does not continue"),
                         ((500, plain, b"tired\x1b[31m\n"), "answers 500: tired?[31m"), ((302, plain, b""), "answers 302"),
                         ((409, size, b"301\n"), "it is an older export"), ((409, plain, b"3\n"), "but not which"), ((409, size, b"03\n"), "but not which"),
                         ((409, size, b"3"), "but not which"), ((409, size, b"3\n"), "another size each time"), ((200, plain, b""), "no signature lines"),
                         ((200, plain, b"hello\n"), "no signature lines"), ((200, plain, own.encode() + b"\n"), "has not countersigned"),
                         ((200, plain, wrong.encode() + b"\n"), "is wrong"), ((200, plain, b"x" * 200000), "more than an answer can have"),
                         ((None, plain, b""), "does not answer")]:
        server.answer = answer
        told = ledger("submit", out, "--to", server.url, "--witness", key, status=1)
        assert says in told.stderr, (answer[0], says, told.stderr)
        assert checkpoint.read_text() == before, answer
    server.answer = (200, plain, own.encode() + b"\n")
    assert "but those that stand there already" in ledger("submit", out, "--to", server.url, status=1).stderr
    server.answer, server.asked = (200, plain, (line + "\n" + own.replace("K017", "K018") + "\n").encode()), []
    ledger("submit", out, "--to", server.url + "/a/prefix/", "--witness", key)
    assert checkpoint.read_text() == before  # of the two lines only the witness's is kept, in place of the same one
    assert [path for path, _ in server.asked] == ["/a/prefix/add-checkpoint"] and server.asked[0][1].startswith(b"old 0\n\nexample.org/")
    server.server.shutdown()
    server.server.server_close()
    assert "does not answer" in ledger("submit", out, "--to", server.url, status=1).stderr


def wrong_arguments_are_told(out, key):
    assert "--to URL is missing" in ledger("submit", out, status=2).stderr
    for url in ("witness.example", "ftp://witness.example", "file:///etc/passwd", "http://" + "x" * 3000):
        assert "is not the submission prefix" in ledger("submit", out, "--to", url, status=2).stderr
    assert "type 4" in ledger("submit", out, "--to", "http://127.0.0.1:1", "--witness", OTHER, status=2).stderr


def main():
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        out, vkey = folder / "out", folder / "vkey"
        subprocess.run([MAKE_EXPORT, out, "300", vkey], check=True)
        key = our_own_witness_is_asked_as_any_other(folder, out, vkey)
        what_is_no_answer_changes_nothing(out, vkey, key)
        wrong_arguments_are_told(out, key)


main()
