#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Requests that other projects wrote for their own witnesses (FiloSottile/torchwood, cmd/litewitness/testdata: hurl scripts in text archives;
FiloSottile/sunlight, internal/witness/witness_test.go: a table in Go), replayed before ours. They are read from the folder of
`meson setup -Doutside=FOLDER`, where checkouts of them lie; none of it is ours. tests/ledger/test_witness_serve.py asks the like without them.

usage: witness_tables.py PICKUPBOX
"""

import base64
import hashlib
import http.client
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

PICKUPBOX = sys.argv[1]
NAME, HANG_S = "example.com/witness", 90
PLACES = ("*/cmd/litewitness/testdata/*.txt", "*/internal/witness/witness_test.go")
STATUSES = {"OK": 200, "BadRequest": 400, "Forbidden": 403, "NotFound": 404, "Conflict": 409, "UnprocessableEntity": 422}
REQUEST = re.compile(r"^(POST|GET) http://[^/\s]+(\S+)\n(?:```\n(.*?)```\n)?HTTP (\d+)\n(?:\[Asserts\]\n((?:[^\n]+\n)*))?", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"^func TestAddCheckpoint\(.*?\n\ttests := \[\]struct \{(.*?)\n\t\}\n\tfor ", re.MULTILINE | re.DOTALL)
ROW = re.compile(r'\bbody: +`([^`]*)`,\n\s*wantCode: +http\.Status(\w+),\n\s*wantBody: +"([^"]*)",')


def sigsum_key(hex_key):
    """The verifier key of a sigsum log, whose name is made of its key."""
    key = bytes.fromhex(hex_key)
    name = "sigsum.org/v1/tree/" + hashlib.sha256(key).hexdigest()
    return vkey(name, b"\x01" + key)


def vkey(name, typed):
    return f"{name}+{hashlib.sha256(name.encode() + bytes([10]) + typed).hexdigest()[:8]}+{base64.b64encode(typed).decode()}"


def keys_of(script):
    """What `witnessctl`, or the table's test, is told of the logs, as --log takes it."""
    if TABLE.search(script):
        return [sigsum_key(re.search(r'^const sigsumKey = "([0-9a-f]{64})"$', script, re.MULTILINE)[1])]
    keys = [sigsum_key(key) for key in re.findall(r"^exec witnessctl add-sigsum-log -key=([0-9a-f]{64})$", script, re.MULTILINE)]
    return keys + [f"{origin}={key}" for origin, key in
                   re.findall(r"^exec witnessctl add-key -origin '?([^'\n]+?)'? -key (\S+)$", script, re.MULTILINE)]


def requests_of(script):
    """Method, path, body, status and what is said of the answer, in hurl's words."""
    for rows in TABLE.findall(script):
        found = ROW.findall(rows)
        assert len(found) == rows.count("wantCode: "), "a row of the table is not read"
        for body, status, told in found:
            asserts = {"OK": f'body contains "{told}"\n', "Conflict": f'body == "{told}"\n'}.get(status, "")
            yield "POST", "/add-checkpoint", body, STATUSES[status], asserts
    for section in re.findall(r"^-- \S+\.hurl --\n(.*?)(?=^-- |\Z)", script, re.MULTILINE | re.DOTALL):
        for method, path, body, status, asserts in REQUEST.findall(section):
            if path == "/add-checkpoint" and not (asserts and not re.search(r"body", asserts)):
                yield method, path, body, int(status), asserts


def judge(answer, told, status, asserts, about):
    # An unknown log was 403 when they were written; C2SP tlog-witness says 404 today.
    wanted = 404 if "unknown log" in asserts else status
    assert answer.status == wanted, (about, answer.status, told)
    for part in re.findall(r'^body contains "(.*)"$', asserts, re.MULTILINE):
        assert status != 200 or part in told, (about, told)
    for whole in re.findall(r'^body == "(.*)"$', asserts, re.MULTILINE):
        assert told == whole.replace("\\n", "\n"), (about, told)


def replay(script, folder):
    files = ("--state", folder / "state", "--key", folder / "key")
    subprocess.run([PICKUPBOX, "ledger", "witness", *files, "--init", NAME], check=True, stdout=subprocess.DEVNULL)
    logs = [word for key in keys_of(script) for word in ("--log", key)]
    witness = subprocess.Popen([PICKUPBOX, "witness", "serve", *files, "--port", "0", *logs], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               text=True)
    count = 0
    try:
        port = int(re.search(r":(\d+)/add-checkpoint", witness.stdout.readline())[1])
        for method, path, body, status, asserts in requests_of(script):
            client = http.client.HTTPConnection("127.0.0.1", port, timeout=HANG_S)
            client.request(method, path, body.encode())
            answer = client.getresponse()
            judge(answer, answer.read().decode(), status, asserts, (count, body))
            client.close()
            count += 1
        witness.send_signal(signal.SIGTERM)
        assert witness.wait(HANG_S) == 0
    finally:
        if witness.poll() is None:
            witness.kill()
    return count


def main():
    outside = os.environ.get("PICKUPBOX_OUTSIDE", "")
    found = [path for pattern in PLACES for path in sorted(pathlib.Path(outside).glob(pattern))] if outside else []
    if not found:
        print("no checkout of FiloSottile/torchwood or sunlight in the folder of -Doutside=FOLDER" if outside else
              "witnesses' tables of other projects are not there (meson setup -Doutside=FOLDER)")
        sys.exit(77)
    for path in found:
        script = path.read_text()
        if keys_of(script) and list(requests_of(script)):
            with tempfile.TemporaryDirectory() as scratch:
                count = replay(script, pathlib.Path(scratch))
            print(f"{path.relative_to(outside)}: {count} requests answered as their witness answers them")
        else:
            print(f"{path.relative_to(outside)}: no requests")
            assert "TestAddCheckpoint(" not in script, path


main()
