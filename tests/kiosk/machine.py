# SPDX-License-Identifier: EUPL-1.2
"""One virtual machine under QEMU, started from its first instruction or from a snapshot, and the two ways to talk to it:
QMP, as whoever stands around it, and the agent inside.

A snapshot's memory is a file that each machine maps for itself alone: restoring reads nothing that is not used.
"""

import atexit
import contextlib
import ctypes
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

import packages
import tree

MEMORY_MB = 512
DATA_MB = 96
START_S = 180  # a limit for a hang, no expectation
# A guest that is told of AVX uses it everywhere, and emulated it costs half as much again as what else there is; so do page tables of
# five levels, and less so what else changes how memory is looked up or what a switch of processes keeps. With "erms" memory is copied and
# cleared byte by byte, each of them a turn of the emulation.
PROCESSOR = "max,-avx,-avx2,-la57,-smap,-smep,-pku,-umip,-xsave,-xsaveopt,-erms"
# norandmaps: translated code is kept by its address, so that a program that starts again elsewhere is translated again.
ARGUMENTS = ("console=ttyS0 quiet panic=-1 mitigations=off nokaslr norandmaps random.trust_cpu=on audit=0 i8042.noaux net.ifnames=0 "
             "systemd.show_status=0 printk.devkmsg=on trace_buf_size=4M")


class Fault(Exception):
    """The machine, or what is asked of it, failed."""


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def run_before_others():
    """For the machine itself: while it waits for its turn it stands still, and so does nothing in time. A test is a session of its
    own, and between sessions nice counts for nothing where the kernel groups them (sched(7), autogroup): the whole one goes first."""
    die_with_parent()
    if os.geteuid() == 0:
        os.setpriority(os.PRIO_PROCESS, 0, -10)
        with contextlib.suppress(OSError):
            pathlib.Path("/proc/self/autogroup").write_text("-10", encoding="ascii")


class Qmp:
    def __init__(self, stream):
        self.stream = stream
        self.file = stream.makefile("rw", encoding="utf-8")
        self.events = []
        json.loads(self.file.readline())
        self.do("qmp_capabilities")

    def do(self, name, /, **arguments):
        self.file.write(json.dumps({"execute": name, **({"arguments": arguments} if arguments else {})}) + "\n")
        self.file.flush()
        while True:
            answer = self._read()
            if "error" in answer:
                raise Fault(f"{name}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]
            self.events.append(answer)

    def _read(self):
        line = self.file.readline()
        if not line:
            raise Fault("the machine is gone")
        return json.loads(line)

    def wait(self, event, timeout_s):
        """The first event of that name, past ones included, with its data; None when none comes in time."""
        end = time.monotonic() + timeout_s
        while True:
            for found in self.events:
                if found["event"] == event:
                    self.events.remove(found)
                    return found
            self.stream.settimeout(max(0.01, end - time.monotonic()))
            try:
                self.events.append(self._read())
            except TimeoutError:
                # a buffered file that has timed out reads no more
                self.stream.settimeout(None)
                self.file = self.stream.makefile("rw", encoding="utf-8")
                return None
            finally:
                self.stream.settimeout(None)


class Agent:
    def __init__(self, stream):
        self.stream = stream
        self.buffer = bytearray()
        self.number = 0

    def ask(self, operation, payload=b"", timeout_s=60):
        """(status, bytes)"""
        payload = payload.encode() if isinstance(payload, str) else payload
        self.number += 1
        end = time.monotonic() + timeout_s
        self.stream.settimeout(timeout_s)
        self.stream.sendall(f"{self.number} {operation} {len(payload)}\n".encode() + payload)
        while b"\n" not in self.buffer:
            self._more(end, operation)
        line, _, rest = bytes(self.buffer).partition(b"\n")
        number, status, length = (int(word) for word in line.split())
        assert number == self.number, f"answer {number} to request {self.number}"
        self.buffer = bytearray(rest)
        while len(self.buffer) < length:
            self._more(end, operation)
        data = bytes(self.buffer[:length])
        del self.buffer[:length]
        return status, data

    def _more(self, end, operation):
        self.stream.settimeout(max(0.01, end - time.monotonic()))
        try:
            piece = self.stream.recv(1 << 20)
        except TimeoutError:
            raise Fault(f"{operation}: no answer in time") from None
        if not piece:
            raise Fault(f"{operation}: the machine is gone")
        self.buffer += piece


class Machine:
    """`display`: bochs, virtio or none; `size`: of its picture; `disk`: a file, or an object with `drive()` (disk.py);
    `watchdog`: what its bite does (none, reset, poweroff); `show`: further arguments that open a window, for a person."""

    def __init__(self, image, snapshot=None, display="bochs", size=(1080, 1920), disk=None, watchdog="none", show=None, keep_memory=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pickupbox-kiosk-"))
        atexit.register(self.close)
        self.size = size
        self.serial = None
        self.process = None
        arguments = self._arguments(image, display, size, disk, watchdog, show, keep_memory or (snapshot and snapshot / "memory"), snapshot)
        (self.folder / "arguments").write_text(" \\\n  ".join(arguments) + "\n")
        with open(self.folder / "qemu.log", "wb") as log:
            self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=run_before_others)
        self.qmp = Qmp(self.connect("qmp"))
        if snapshot:
            self._restore(snapshot)
        self.agent = Agent(self.connect("agent"))

    def _arguments(self, image, display, size, disk, watchdog, show, memory, snapshot):
        def unix(name):
            return f"socket,id={name},path={self.folder}/{name},server=on,wait=off"

        screens = {"bochs": f"bochs-display,id=screen,xres={size[0]},yres={size[1]}",
                   "virtio": f"virtio-gpu-pci,id=screen,xres={size[0]},yres={size[1]},max_outputs=1,edid=off"}
        share = "off" if snapshot else "on"
        if disk is None:
            disk = self.folder / "data.img"
            with open(disk, "wb") as file:
                file.truncate(DATA_MB << 20)
        return ["qemu-system-x86_64", "-name", "pickupbox-kiosk", "-nodefaults", "-no-user-config", "-no-reboot",
                *(show or ["-display", "none"]),
                "-M", "q35,i8042=off,vmport=off,hpet=off,memory-backend=ram", "-accel", "tcg,thread=multi", "-cpu", PROCESSOR, "-smp", "1",
                "-m", str(MEMORY_MB),
                "-object", f"memory-backend-file,id=ram,size={MEMORY_MB}M,mem-path={memory or self.folder / 'memory'},share={share}",
                "-kernel", str(image.kernel), "-initrd", str(image.archive), "-append", ARGUMENTS,
                "-chardev", unix("qmp"), "-mon", "chardev=qmp,mode=control",
                "-chardev", unix("console") + f",logfile={self.folder}/console.log", "-serial", "chardev:console",
                "-chardev", unix("serial"), "-serial", "chardev:serial",
                "-device", "virtio-serial-pci,id=ports", "-chardev", unix("agent"),
                "-device", "virtserialport,chardev=agent,name=agent",
                *(["-device", screens[display]] if display != "none" else []),
                "-device", "qemu-xhci,id=usb",
                *(["-drive", f"file={disk},if=none,id=data,format=raw,cache=writeback"] if isinstance(disk, (str, os.PathLike)) else disk.drive()),
                "-device", "virtio-blk-pci,drive=data,write-cache=on",
                "-netdev", "user,id=net,restrict=on", "-device", "virtio-net-pci,netdev=net,id=network",
                "-device", "i6300esb", "-action", f"watchdog={watchdog}",
                *(["-incoming", "defer"] if snapshot else [])]

    def connect(self, name):
        """A connection to one of the machine's sockets."""
        end = time.monotonic() + 30
        while True:
            stream = socket.socket(socket.AF_UNIX)
            try:
                stream.connect(str(self.folder / name))
                return stream
            except OSError:
                stream.close()
                if self.process.poll() is not None or time.monotonic() > end:
                    raise Fault(f"QEMU did not start: {(self.folder / 'qemu.log').read_text()}") from None
                time.sleep(0.01)

    def _restore(self, snapshot):
        self.qmp.do("migrate-set-capabilities", capabilities=[{"capability": "x-ignore-shared", "state": True}])
        self.qmp.do("migrate-incoming", uri=f"exec:cat {snapshot / 'devices'}")
        end = time.monotonic() + START_S
        while self.qmp.do("query-status")["status"] == "inmigrate":
            if time.monotonic() > end:
                raise Fault("the snapshot is not restored in time")
            time.sleep(0.01)
        self.qmp.do("cont")

    def save(self, folder):
        """Everything but the memory, which `keep_memory` has put in its file."""
        self.qmp.do("stop")
        self.qmp.do("migrate-set-capabilities", capabilities=[{"capability": "x-ignore-shared", "state": True}])
        self.qmp.do("migrate-set-parameters", **{"max-bandwidth": 1 << 40})
        self.qmp.do("migrate", uri=f"exec:cat > {folder / 'devices'}")
        while (state := self.qmp.do("query-migrate"))["status"] != "completed":
            if state["status"] in ("failed", "cancelled"):
                raise Fault(f"no snapshot: {state}")
            time.sleep(0.02)

    def console(self):
        path = self.folder / "console.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def run(self, command, timeout_s=60):
        """Runs a command of the shell inside; (status, output)."""
        status, data = self.agent.ask("run", command, timeout_s)
        return status, data.decode(errors="replace")

    def must(self, command, timeout_s=60):
        """The output of a command that must end with 0."""
        status, text = self.run(command, timeout_s)
        if status != 0:
            raise Fault(f"{command}: {status}\n{text[-4000:]}")
        return text

    def _do(self, operation, payload, timeout_s=60):
        status, data = self.agent.ask(operation, payload, timeout_s)
        if status != 0:
            raise Fault(data.decode(errors="replace"))
        return data

    def put(self, data, path, mode=0o644):
        """Puts bytes, or a file of this machine, at a path inside."""
        if isinstance(data, (str, pathlib.Path)):
            data = pathlib.Path(data).read_bytes()
        self._do("put", f"{mode:o} {path}\n".encode() + data)

    def get(self, path):
        """The bytes of a file inside."""
        return self._do("get", path)

    def write(self, *pairs):
        """Writes texts into the kernel's files: (path, text) each."""
        self._do("write", "\n".join(f"{path} {text}" for path, text in pairs))

    def read(self, *paths):
        """The first character of each of the kernel's files."""
        return self._do("read", "\n".join(paths)).decode()

    def hands(self, *lines, timeout_s=60):
        """What people do with input devices (hands.h); times in ns, CLOCK_MONOTONIC."""
        return [int(word) for word in self._do("hands", "\n".join(lines), timeout_s).split()]

    def power_cut(self):
        """The machine is gone at once. What its disk had not flushed is the disk's to keep or lose (disk.py)."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def close(self):
        self.power_cut()
        for stream in (getattr(self, "qmp", None) and self.qmp.stream, getattr(self, "agent", None) and self.agent.stream, self.serial):
            if stream:
                stream.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.close)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def snapshot(cache, image, display="bochs", size=(1080, 1920)):
    """The folder of a machine that has started and waits, made once."""
    version = packages.command("qemu-system-x86_64", "--version").splitlines()[0]
    text = "\n".join([image.key, version, display, str(size), pathlib.Path(__file__).read_text(encoding="utf-8")])

    def make(folder):
        with Machine(image, display=display, size=size, keep_memory=folder / "memory") as machine:
            try:
                machine.must("sync; echo 3 >/proc/sys/vm/drop_caches", START_S)
            except Fault as fault:
                raise Fault(f"the kiosk does not start: {fault}\n{machine.console()[-4000:]}") from None
            machine.save(folder)

    return cache.get("snapshot", tree.digest(text.encode()), make)
