#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""`pickupbox witness serve` as C2SP tlog-witness wants add-checkpoint and monitors answered, and among clients that mean no good."""

import base64
import hashlib
import http.client
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

PICKUPBOX, MAKE_EXPORT, MAKE_REQUEST = sys.argv[1:4]
NAME, PATH = "witness.example/w1", "/add-checkpoint"
ORIGIN_HASH = hashlib.sha256(b"example.org/pickupbox/K017").hexdigest()
HANG_S = 90
SIGNATURE_LINE = re.compile(rf"^— {re.escape(NAME)} [A-Za-z0-9+/]+=*$")


def body(old, size, *fork):
    return subprocess.run([MAKE_REQUEST, str(old), str(size), *map(str, fork)], check=True, stdout=subprocess.PIPE).stdout


class Witness:
    """The program under test with key and state of its own; started again it goes on where it was."""

    def __init__(self, folder):
        self.folder, self.state, self.key = folder, folder / "state", folder / "key"
        subprocess.run([MAKE_EXPORT, folder / "out", "300", folder / "log.vkey"], check=True)
        made = subprocess.run([PICKUPBOX, "ledger", "witness", "--state", self.state, "--key", self.key, "--init", NAME], check=True,
                              stdout=subprocess.PIPE, text=True)
        self.vkey = made.stdout.strip()
        self.start()

    def start(self):
        self.process = subprocess.Popen([PICKUPBOX, "witness", "serve", "--state", self.state, "--key", self.key, "--port", "0", "--log",
                                         self.folder / "log.vkey"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        text=True)
        told = self.process.stdout.readline()
        found = re.fullmatch(rf"{re.escape(NAME)} listens on http://127\.0\.0\.1:(\d+)/add-checkpoint\n", told)
        assert found, (told, self.process.poll() is not None and self.process.stderr.read())
        self.port = int(found[1])

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        _, errors = self.process.communicate(timeout=HANG_S)
        assert self.process.returncode == 0, (self.process.returncode, errors)
        return errors

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=HANG_S)

    def ask(self, data, method="POST", path=PATH, connection=None, headers=None):
        client = connection or self.connect()
        client.request(method, path, data, headers or {})
        answer = client.getresponse()
        told = answer.read()
        if connection is None:
            client.close()
        return answer, told.decode()

    def status(self, data, **more):
        return self.ask(data, **more)[0].status

    def socket(self):
        client = socket.create_connection(("127.0.0.1", self.port), timeout=HANG_S)
        return client


def signed(told):
    """One signature line of this witness: key id, time, signature. That it verifies is seen in the last case."""
    lines = told.split("\n")
    assert lines.pop() == "" and len(lines) == 1 and SIGNATURE_LINE.match(lines[0]), told
    blob = base64.b64decode(lines[0].split(" ")[2])
    assert len(blob) == 4 + 8 + 64 and int.from_bytes(blob[4:12], "big") > 1_700_000_000, blob


def every_answer_of_the_specification(witness):
    answer, told = witness.ask(body(1, 100))
    assert (answer.status, told) == (409, "0\n") and answer.getheader("Content-Type") == "text/x.tlog.size"
    assert witness.status(body(0, 100).replace(b"old 0\n", b"old 0\n" + base64.b64encode(bytes(32)) + b"\n")) == 422
    answer, told = witness.ask(body(0, 100))
    assert answer.status == 200
    signed(told)
    answer, told = witness.ask(body(100, 200))
    assert answer.status == 200
    signed(told)
    answer, told = witness.ask(body(200, 200))
    assert answer.status == 200
    signed(told)
    for old in (0, 100, 199):
        answer, told = witness.ask(body(old, 300))
        assert (answer.status, told) == (409, "200\n") and answer.getheader("Content-Type") == "text/x.tlog.size"
    assert witness.status(body(301, 300)) == 400
    assert witness.status(body(200, 300, 50)) == 422
    spoiled = body(200, 300).split(b"\n")
    spoiled[1] = base64.b64encode(bytes(32))
    assert witness.status(b"\n".join(spoiled)) == 422
    good = body(200, 300).decode()
    assert witness.status(good.replace("K017\n", "K018\n").encode()) == 404
    assert witness.status(re.sub("— .*\n", "— example.com/bar AAAAAAE=\n", good).encode()) == 403
    line = next(line for line in good.split("\n") if line.startswith("— "))
    blob = bytearray(base64.b64decode(line.split(" ")[2]))
    blob[20] ^= 1
    wrong = line.rsplit(" ", 1)[0] + " " + base64.b64encode(blob).decode()
    assert witness.status(good.replace(line, wrong).encode()) == 403
    assert witness.status((good + wrong + "\n").encode()) == 403
    answer, told = witness.ask((good + "— example.com/bar AAAAAAE=\n").encode())
    assert answer.status == 200
    signed(told)


def what_is_malformed_is_a_bad_request(witness):
    good = body(300, 300)
    for bad in (b"", b"\n", b"old\n\n", b"old x\n\n", good[:-1], good.replace(b"old 300", b"old 0300"), good.replace(b"old 300", b"old -1"),
                good.replace(b"old 300\n", b"old 300 \n"), good.replace(b"old 300\n", b"old 300\r\n"), good.replace(b"old 300\n\n", b"old 300\n"),
                good.replace(b"old 300\n", b"old 300\nAAAA\n"), good.replace(b"old 300\n", b"old 9223372036854775808\n"),
                good.replace(b"old 300\n", b"old 300\n" + (base64.b64encode(bytes(32)) + b"\n") * 64), b"old 300\n\nhello\n",
                good.replace(b"\n300\n", b"\n0300\n"), good.replace(b"K017\n300", b"K017\n\n300"), b"\xff" * 100):
        assert witness.status(bad) == 400, bad
    assert witness.status(good) == 200


def the_proof_may_have_63_lines(witness):
    longest = body(300, 300).replace(b"old 300\n", b"old 300\n" + (base64.b64encode(bytes(32)) + b"\n") * 63)
    assert witness.status(longest) == 422


def another_method_path_or_length_is_refused(witness):
    answer, _ = witness.ask(None, method="GET")
    assert answer.status == 405 and answer.getheader("Allow") == "POST"
    assert witness.status(b"x", path="/") == 404
    assert witness.status(b"x", path=PATH + "/") == 404
    assert witness.status(None, method="POST", path=PATH, headers={"Content-Length": "99999999"}) == 413
    try:
        status = witness.status((b"x" * 4096 for _ in range(1000)), headers={"Transfer-Encoding": "chunked"})
        assert status >= 400, status
    except (ConnectionError, http.client.HTTPException):
        pass  # cut, which is an answer too
    client = witness.socket()
    client.sendall(b"GET / HTTP/1.1\r\n" + b"A: " + b"x" * 100000)
    assert b" 200 " not in client.recv(4096)
    client.close()


def a_connection_is_used_again(witness):
    client = witness.connect()
    for _ in range(20):
        assert witness.ask(body(300, 300), connection=client)[0].status == 200
    client.close()


def of_two_at_once_one_is_first(witness):
    """From 300 to 301 … 320 at the same time: whoever is not first is told the size that was."""
    requests, statuses = [body(300, size) for size in range(301, 321)], []

    def run(data):
        statuses.append(witness.status(data))

    threads = [threading.Thread(target=run, args=(data,)) for data in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(HANG_S)
    assert sorted(statuses) == [200] + [409] * 19, statuses
    answer, told = witness.ask(body(0, 320))
    assert answer.status == 409 and 301 <= int(told) <= 320
    return int(told)


def cut_connections_do_no_harm(witness, size):
    good = body(size, size)
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(good)}\r\n\r\n".encode()
    whole = head + good
    for cut in range(0, len(whole), 7):
        client = witness.socket()
        client.sendall(whole[:cut])
        if cut % 2:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        client.close()
    for _ in range(200):
        witness.socket().close()
    assert witness.status(good) == 200


def is_open(client):
    client.setblocking(False)
    try:
        return client.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def those_that_keep_it_waiting_keep_nobody_waiting(witness, size):
    """70 idle connections and 70 that send a body byte by byte: somebody honest is answered while more than 50 of them still wait."""
    head = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 400\r\n\r\nold".encode()
    slow = [witness.socket() for _ in range(140)]
    for client in slow[::2]:
        client.sendall(head)
    began = time.monotonic()
    for round in range(5):
        assert witness.status(body(size, size)) == 200
    print(f"five answers in {time.monotonic() - began:.2f} s among {len(slow)} that wait")
    waiting = sum(map(is_open, slow))
    for client in slow:
        client.close()
    assert 50 < waiting < 140, waiting
    assert witness.status(body(size, size)) == 200


def those_that_keep_it_waiting_are_cut_off(witness, size):
    """More connections than there is room for, half of them sending a byte now and then; in the end somebody honest is answered."""
    stop, slow = threading.Event(), [witness.socket() for _ in range(80)]

    def drip():
        while not stop.wait(1):
            for client in slow[::2]:
                try:
                    client.send(b"P")
                except OSError:
                    pass

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        assert witness.status(body(size, size)) == 200
    finally:
        stop.set()
        thread.join()
        for client in slow:
            client.close()


def it_remembers_over_a_restart_and_keeps_a_fork(witness, size):
    witness.stop()
    evidence = pathlib.Path(f"{witness.state}-fork-{ORIGIN_HASH}")
    evidence.unlink()  # of the wrong proofs before
    witness.start()
    answer, told = witness.ask(body(0, 320))
    assert (answer.status, told) == (409, f"{size}\n")
    busy = subprocess.run([PICKUPBOX, "witness", "serve", "--state", witness.state, "--key", witness.key, "--port", "0", "--log",
                           witness.folder / "log.vkey"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert busy.returncode == 2 and "another witness" in busy.stderr
    fork = body(size, size, 50)
    assert witness.status(fork) == 422 and witness.status(fork) == 422
    assert witness.stop().count("has signed two trees") == 1
    told = subprocess.run([PICKUPBOX, "ledger", "check-fork", evidence, "--vkey", witness.folder / "log.vkey"], check=True, capture_output=True,
                          text=True)
    assert f"two of {size} entries" in told.stdout, told


def a_monitor_gets_the_newest_checkpoint(witness):
    """Before anything was countersigned there is none; then it is the log's line and ours, and verifies as such."""
    fresh = witness.folder / "monitored"
    fresh.mkdir()
    other, path = Witness(fresh), f"/{ORIGIN_HASH}/checkpoint"
    assert other.ask(None, method="GET", path=path)[0].status == 404
    for size in (100, 300):
        checkpoint = body(0 if size == 100 else 100, size)
        answer, line = other.ask(checkpoint + "— example.com/bar AAAAAAE=\n".encode())
        assert answer.status == 200
        answer, told = other.ask(None, method="GET", path=path)
        assert answer.status == 200 and answer.getheader("Content-Type").startswith("text/plain")
        assert told == checkpoint.decode().split("\n\n", 1)[1] + line
    answer, told = other.ask(None, method="POST", path=path)
    assert answer.status == 405 and answer.getheader("Allow") == "GET, HEAD"
    answer, nothing = other.ask(None, method="HEAD", path=path)
    assert answer.status == 200 and nothing == ""
    for wrong in (path[:-1], path + "/", path.upper(), f"/{'0' * 64}/checkpoint", f"/{ORIGIN_HASH}", "/" + path):
        assert other.ask(None, method="GET", path=wrong)[0].status == 404, wrong
    other.stop()


def of_a_ledger_without_entries_there_is_one_tree(witness):
    """Of size zero, the root is the hash of nothing or nothing is signed; from there any tree follows, and without a proof."""
    fresh = witness.folder / "empty"
    fresh.mkdir()
    other = Witness(fresh)
    bogus, none = body(0, 0, 0), base64.b64encode(bytes(32)) + b"\n"
    assert other.status(bogus) == 422
    assert other.ask(None, method="GET", path=f"/{ORIGIN_HASH}/checkpoint")[0].status == 404
    for _ in range(2):
        answer, told = other.ask(body(0, 0))
        assert answer.status == 200
        signed(told)
    assert other.status(bogus) == 422
    assert other.status(body(0, 5).replace(b"old 0\n", b"old 0\n" + none)) == 422
    assert other.status(body(0, 0).replace(b"old 0\n", b"old 0\n" + none)) == 422
    assert other.status(body(0, 5)) == 200
    assert (other.status(body(0, 0)), other.status(body(5, 0))) == (409, 400)
    other.stop()


def a_line_in_its_own_name_is_not_kept(witness):
    """Whoever appends a forged line of the witness to a good checkpoint neither stops it nor gets that line back from it."""
    fresh = witness.folder / "forged"
    fresh.mkdir()
    other = Witness(fresh)
    key_id = bytes.fromhex(other.vkey.split("+")[1])
    forged = f"— {NAME} {base64.b64encode(key_id + bytes(72)).decode()}\n"
    for old, size in ((0, 100), (100, 300)):
        answer, told = other.ask(body(old, size) + forged.encode())
        assert answer.status == 200
        signed(told)
        _, kept = other.ask(None, method="GET", path=f"/{ORIGIN_HASH}/checkpoint")
        assert forged not in kept and kept.count("— ") == 2 and kept.endswith(told), kept
    other.stop()
    other.start()
    assert other.status(body(300, 300)) == 200
    other.stop()


def what_it_gives_is_what_verify_demands(witness):
    """A log's own way: ask, append the answer to the checkpoint, hand both out."""
    fresh = witness.folder / "fresh"
    fresh.mkdir()
    other = Witness(fresh)
    checkpoint = fresh / "out" / "checkpoint"
    answer, told = other.ask(b"old 0\n\n" + checkpoint.read_bytes())
    assert answer.status == 200
    checkpoint.write_text(checkpoint.read_text() + told)
    subprocess.run([PICKUPBOX, "ledger", "verify", fresh / "out", "--vkey", fresh / "log.vkey", "--witness", other.vkey], check=True,
                   stdout=subprocess.DEVNULL)
    other.stop()


def wrong_arguments_are_told(witness):
    def wrong(*arguments, says):
        done = subprocess.run([PICKUPBOX, "witness", "serve", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=HANG_S)
        assert done.returncode == 2 and says in done.stderr and done.stderr.count("\n") == 1, done

    files = ("--state", witness.state, "--key", witness.key)
    wrong(*files, says="--log VKEY is missing")
    wrong(*files, "--log", witness.vkey, says="type 1")
    wrong("--log", witness.folder / "log.vkey", says="both needed")
    wrong(*files, "--log", witness.folder / "log.vkey", "--port", "65536", says="--port")
    wrong(*files, "--log", witness.folder / "log.vkey", "--listen", "localhost", says="--listen")


def main():
    with tempfile.TemporaryDirectory() as scratch:
        witness = Witness(pathlib.Path(scratch))
        try:
            every_answer_of_the_specification(witness)
            what_is_malformed_is_a_bad_request(witness)
            the_proof_may_have_63_lines(witness)
            another_method_path_or_length_is_refused(witness)
            a_connection_is_used_again(witness)
            size = of_two_at_once_one_is_first(witness)
            cut_connections_do_no_harm(witness, size)
            those_that_keep_it_waiting_keep_nobody_waiting(witness, size)
            those_that_keep_it_waiting_are_cut_off(witness, size)
            it_remembers_over_a_restart_and_keeps_a_fork(witness, size)
            a_monitor_gets_the_newest_checkpoint(witness)
            of_a_ledger_without_entries_there_is_one_tree(witness)
            a_line_in_its_own_name_is_not_kept(witness)
            wrong_arguments_are_told(witness)
            what_it_gives_is_what_verify_demands(witness)
        finally:
            if witness.process.poll() is None:
                witness.process.kill()


main()
