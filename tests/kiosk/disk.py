# SPDX-License-Identifier: EUPL-1.2
"""The kiosk's data disk, whose write cache is volatile: what was not flushed may be lost when the power goes.

It is served to QEMU over NBD. A cut keeps a random part of the units that were not flushed yet, the same for the same seed. A
smaller unit would tear ext4's own superblock, which it takes to be written whole.
"""

import contextlib
import itertools
import os
import pathlib
import random
import socket
import struct
import threading

import packages

BLOCK = 512    # the smallest request
UNIT = 4096    # what flash and disks of today write whole or not at all
READ, WRITE, DISCONNECT, FLUSH = 0, 1, 2, 3
HAS_FLAGS, SEND_FLUSH, SEND_FUA = 1, 4, 8
OPT_EXPORT_NAME, OPT_ABORT, OPT_GO = 1, 2, 7
REPLY_MAGIC, OPTION_REPLY_MAGIC = 0x67446698, 0x3E889045565A9
NUMBERS = itertools.count()
UNSUPPORTED = 0x80000001


def format_ext4(path, megabytes, content=None):
    """An empty file system, or one with a folder's content."""
    path = pathlib.Path(path)
    with open(path, "wb") as file:
        file.truncate(megabytes << 20)
    packages.command("/usr/sbin/mke2fs", "-q", "-F", "-t", "ext4", "-L", "data", "-b", "4096", "-E", "lazy_itable_init=0", *(["-d", content] if content else []), path)
    return path


class VolatileDisk:
    """`path` is the disk's file: only what was flushed, or kept at a cut, is in it. `cut_at`: the n-th write from then on is
    taken and never answered, and `silent` is set; the test then cuts the power."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        self.size = os.fstat(self.file).st_size
        self.socket_path = f"{path}.{next(NUMBERS)}.nbd"
        self.pending = {}
        self.lock = threading.Lock()
        self.count = {"read": 0, "write": 0, "flush": 0, "fua": 0}
        self.cut_at = 0
        self.silent = threading.Event()
        self.client = None  # whose requests count: what a machine that is gone had still asked for does not
        self.ended = threading.Event()
        pathlib.Path(self.socket_path).unlink(missing_ok=True)
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.socket_path)
        self.listener.listen(4)
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def drive(self):
        """QEMU's arguments for it."""
        return ["-blockdev", f"driver=nbd,node-name=data,server.type=unix,server.path={self.socket_path}"]

    def cut(self, seed, keep=0.5):
        """After the machine's power is gone: keeps part of what was not flushed. (units waiting, units kept)"""
        with self.lock:
            self.client = None
            return self._settle(keep, random.Random(seed))

    def close(self):
        self.ended.set()
        self.listener.shutdown(socket.SHUT_RDWR)  # closing alone would not end the wait for a client
        client = self.client
        with contextlib.suppress(OSError):  # it may have gone by itself
            if client:
                client.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listener.close()
        os.close(self.file)
        pathlib.Path(self.socket_path).unlink(missing_ok=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _settle(self, keep, chance):
        kept = 0
        waiting = len(self.pending)
        for unit, data in self.pending.items():
            if chance.random() < keep:
                os.pwrite(self.file, data, unit * UNIT)
                kept += 1
        self.pending.clear()
        return waiting, kept

    def _serve(self):
        while not self.ended.is_set():
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            with client:
                try:
                    if self._negotiate(client):
                        self.client = client
                        self._answer(client)
                except (EOFError, BrokenPipeError, ConnectionResetError):
                    pass
                self.client = None

    def _negotiate(self, client):
        flags = HAS_FLAGS | SEND_FLUSH | SEND_FUA
        client.sendall(b"NBDMAGIC" + b"IHAVEOPT" + struct.pack(">H", 3))
        receive(client, 4)
        while True:
            _, option, length = struct.unpack(">8sII", receive(client, 16))
            receive(client, length)

            def reply(kind, payload=b"", option=option):
                client.sendall(struct.pack(">QIII", OPTION_REPLY_MAGIC, option, kind, len(payload)) + payload)

            if option == OPT_GO:
                reply(3, struct.pack(">HQH", 0, self.size, flags))
                reply(3, struct.pack(">HIII", 3, BLOCK, UNIT, 1 << 25))
                reply(1)
                return True
            if option == OPT_EXPORT_NAME:
                client.sendall(struct.pack(">QH", self.size, flags))
                return True
            if option == OPT_ABORT:
                reply(1)
                return False
            reply(UNSUPPORTED)

    def _answer(self, client):
        while True:
            _, flags, kind, handle, offset, length = struct.unpack(">IHHQQI", receive(client, 28))
            data = receive(client, length) if kind == WRITE else b""
            if kind == DISCONNECT:
                return
            with self.lock:
                if self.ended.is_set() or self.client is not client:
                    return
                out = self._perform(kind, flags, offset, length, data)
                last = self.cut_at and kind == WRITE and self.count["write"] >= self.cut_at
            if last:
                self.silent.set()
                self.ended.wait()
                return
            client.sendall(struct.pack(">IIQ", REPLY_MAGIC, 0, handle) + out)

    def _perform(self, kind, flags, offset, length, data):
        if kind == READ:
            self.count["read"] += 1
            return b"".join(bytes(self._unit(unit)[at:at + size]) for unit, at, size in pieces(offset, length))
        if kind == WRITE:
            self.count["write"] += 1
            self.count["fua"] += flags & 1
            for unit, at, size in pieces(offset, length):
                whole = bytearray(self._unit(unit))
                whole[at:at + size], data = data[:size], data[size:]
                if flags & 1:
                    os.pwrite(self.file, whole, unit * UNIT)
                    self.pending.pop(unit, None)
                else:
                    self.pending[unit] = whole
        elif kind == FLUSH:
            self.count["flush"] += 1
            self._settle(1.0, random)
        return b""

    def _unit(self, unit):
        return self.pending.get(unit) or os.pread(self.file, UNIT, unit * UNIT)


def pieces(offset, length):
    """(unit, offset in it, length) of each unit that a request touches."""
    while length > 0:
        unit, at = divmod(offset, UNIT)
        size = min(length, UNIT - at)
        yield unit, at, size
        offset += size
        length -= size


def receive(client, length):
    data = bytearray()
    while len(data) < length:
        piece = client.recv(length - len(data))
        if not piece:
            raise EOFError
        data += piece
    return bytes(data)
