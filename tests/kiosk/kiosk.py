# SPDX-License-Identifier: EUPL-1.2
"""The virtual kiosk: our programs on a real kernel with real devices, and everything that people do to it from outside.

    with kiosk.start(build, programs=[build / "tests/hal/test_lines"]) as box:
        status, text = box.run("test_lines")          # programs are in /usr/bin there
        box.pull("door3", False)                      # somebody opens door 3
        box.trace_start(); …; box.pulses()            # what the kernel saw, in its own time

A start takes half a second: the machine is restored from a snapshot, which is made when there is none for these libraries (half a
minute). Each machine is on its own; any number may run at a time.
"""

import contextlib
import json
import pathlib
import subprocess
import sys
import time

import cache as kiosk_cache
import disk as kiosk_disk
import image as kiosk_image
import machine as kiosk_machine
import trace
from cache import Missing  # for those that import only this
from machine import Fault

__all__ = ["Fault", "Kiosk", "Missing", "cabinet", "or_skipped", "start"]

EV_KEY, EV_ABS, EV_MSC, EV_SW = 1, 3, 4, 5
BTN_TOUCH = 330
ABS_X, ABS_Y, SLOT, MT_X, MT_Y, TRACKING_ID = 0, 1, 47, 53, 54, 57
DIRECT = 1
SHIFT = 42
# The US layout, as a scanner of the keyboard type sends it: character -> key code; the second half with shift.
PLAIN = {"\x1b": 1, **{c: 2 + i for i, c in enumerate("1234567890-=\b\tqwertyuiop[]\n")}, **{c: 30 + i for i, c in enumerate("asdfghjkl;'`")},
         **{c: 43 + i for i, c in enumerate("\\zxcvbnm,./")}, " ": 57}
SHIFTED = {**{c: 2 + i for i, c in enumerate("!@#$%^&*()_+")}, **{c: 16 + i for i, c in enumerate("QWERTYUIOP{}")},
           **{c: 30 + i for i, c in enumerate('ASDFGHJKL:"~')}, **{c: 43 + i for i, c in enumerate("|ZXCVBNM<>?")}}
# Keys of a keypad by the names that people use: the numeric block, arrows, and four more.
KEYPAD = {"0": 82, "1": 79, "2": 80, "3": 81, "4": 75, "5": 76, "6": 77, "7": 71, "8": 72, "9": 73, "enter": 96, "up": 103, "down": 108,
          "left": 105, "right": 106, "ok": 28, "esc": 1, "backspace": 14, "help": 138, "f1": 59, "f2": 60}
QMP_NAMES = {"\n": "ret", " ": "spc", "-": "minus", "=": "equal", "/": "slash", ".": "dot", ",": "comma", ";": "semicolon", "'": "apostrophe",
             "[": "bracket_left", "]": "bracket_right", "\\": "backslash", "`": "grave_accent", "\t": "tab", "\b": "backspace", "\x1b": "esc"}
UNSHIFTED = {shifted: plain for shifted, code in SHIFTED.items() for plain, other in PLAIN.items() if code == other}


# Of the build, as far as they are there: what a box has, and what asks it.
INSIDE = ("controller/box/daemon/pickupboxd", "controller/box/daemon/pickupboxd-sim", "controller/command/pickupbox",
          "controller/command/pickupbox-box", "controller/command/pickupbox-ledger")
LARGEST = "tests/kiosk/kiosk_moments"  # uses every library that a program of the tests does: with them one image serves them all


LARGE = (1080, 1920)
SMALL = (360, 640)  # a panel for what is tried by people and not by its pixels: each of them is drawn by an emulated machine
SMALL_PANEL = "width_px = {}\nheight_px = {}".format(*SMALL)  # of pickupboxd.conf


def cabinet(compartments=24):
    """The lines of a cabinet: two chips, kiosk-locks with lock0, lock1, … and kiosk-doors with door0, door1, …"""
    return {"kiosk-locks": [f"lock{n}" for n in range(compartments)], "kiosk-doors": [f"door{n}" for n in range(compartments)]}


@contextlib.contextmanager
def or_skipped():
    """Around what needs a kiosk: where there is none, the test says why and is skipped."""
    try:
        yield
    except Missing as reason:
        print(f"no virtual kiosk here: {reason}")
        sys.exit(77)


def make(build, programs=(), **picture):
    """(image, snapshot) of a kiosk with the libraries of these programs and this `display` and `size`; made when there is none."""
    build = pathlib.Path(build).resolve()
    cache = kiosk_cache.Cache(build / "kiosk")
    largest = [build / LARGEST] if (build / LARGEST).exists() else []
    image = kiosk_image.get(cache, build / "tests/kiosk/kiosk_agent", [*inside(build), *largest, *programs])
    return image, kiosk_machine.snapshot(cache, image, **picture)


def inside(build):
    return [path for path in (build / name for name in INSIDE) if path.exists()]


def start(build, programs=(), chips=None, gpio="gpio-sim", data=None, bare=False, **options):
    """Restores a kiosk.

    build     the build folder: its programs INSIDE, kiosk_agent and kiosk_beat go in, and its folder kiosk/ is the cache
    programs  further executables to put into /usr/bin; their shared libraries are in the image
    chips     {label: [line names]}, default cabinet(); {} for none
    gpio      gpio-sim, or gpio-sim-keeping, whose outputs keep their value when they are released
    bare      without the programs INSIDE
    data      a disk for /data: None (none is mounted), a file, or a VolatileDisk
    options   display ("bochs", "virtio" or "none"), size (of the picture), watchdog ("none", "reset"), show (QEMU's -display and
              -vnc arguments)
    Raises Missing, with the reason, when a kiosk cannot be made here.
    """
    build = pathlib.Path(build).resolve()
    programs = [pathlib.Path(program) for program in programs]
    image, saved = make(build, programs, **{name: options[name] for name in ("display", "size") if name in options})
    box = Kiosk(image, saved, disk=data, **options)
    try:
        box.must(f"date -s @{time.time():.0f} >/dev/null")
        for program in (build / "tests/kiosk/kiosk_beat", *([] if bare else inside(build)), *programs):
            box.put(program, f"/usr/bin/{program.name}", 0o755)
        if data:
            box.mount()
        box.add_chips(cabinet() if chips is None else chips, gpio)
    except BaseException:
        box.close()
        raise
    return box


class Kiosk(kiosk_machine.Machine):
    """A running kiosk; kiosk.start() makes one. Commands and files: run(), must(), put(), get() (machine.py)."""

    def __init__(self, *arguments, **options):
        self.lines = {}    # (chip, offset): (name, the kernel's global number)
        self.sysfs = {}    # line name: its folder of gpio-sim
        self.keeping = False
        self.devices = {}  # name: number of a uinput device
        self.sticks = 0
        super().__init__(*arguments, **options)

    def status(self, control_socket):
        """What `pickupbox status` would say, without a program for it each time; {} when no daemon answers."""
        code, data = self.agent.ask("ask", f'{control_socket}\n{{"request":"status"}}\n')
        return json.loads(data) if code == 0 else {}

    # ---- locks and doors

    def add_chips(self, chips, gpio="gpio-sim"):
        """Adds gpio-sim chips: {label: [line names]}. Line names are unique in a kiosk. Locks have a pull down; doors are closed."""
        if not chips:
            return
        self.keeping = gpio == "gpio-sim-keeping"
        self.must(f"modprobe {gpio}")
        top = "/sys/kernel/config/gpio-sim"
        self.must("\n".join(f"mkdir {top}/{label} {top}/{label}/bank0 && echo {len(names)} >{top}/{label}/bank0/num_lines && "
                            f"mkdir {' '.join(f'{top}/{label}/bank0/line{n}' for n in range(len(names)))} || exit 1"
                            for label, names in chips.items()))
        for label, names in chips.items():
            self.write((f"{top}/{label}/bank0/label", label), *((f"{top}/{label}/bank0/line{n}/name", name) for n, name in enumerate(names)),
                       (f"{top}/{label}/live", "1"))
        text = self.must("\n".join(f"cd {top}/{label} && read -r device <dev_name && read -r chip <bank0/chip_name && "
                                   f"echo {label} /sys/devices/platform/$device/$chip /sys/devices/platform/$device/gpio/*" for label in chips))
        for line in text.splitlines():
            label, folder, number = line.split()
            base = int(number.rsplit("gpiochip", 1)[1])
            for n, name in enumerate(chips[label]):
                self.lines[label, n] = (name, base + n)
                self.sysfs[name] = f"{folder}/sim_gpio{n}"
        doors = [name for names in chips.values() for name in names if name.startswith("door")]
        if doors:
            self.pull(doors, True)

    def remove_chip(self, label, when_on=()):
        """The chip is unplugged. Its lines are gone, whoever holds them. `when_on`: as soon as one of these is high, which inside is seen in time:
        a pulse may be over when somebody out here has read it and acts."""
        values = " ".join(f"{self.sysfs[line]}/value" for line in when_on)
        wait = f'while :; do for f in {values}; do read -r v <$f; [ "$v" = 1 ] && break 2; done; done; ' if values else ""
        self.must(f"{wait}cd /sys/kernel/config/gpio-sim/{label} && echo 0 >live && rmdir bank0/line* bank0 && cd .. && rmdir {label}")
        for key in [key for key in self.lines if key[0] == label]:
            del self.sysfs[self.lines.pop(key)[0]]

    def pull(self, line, up):
        """What is wired to an input pulls it up or down; a line's name, or several."""
        names = [line] if isinstance(line, str) else line
        self.write(*((f"{self.sysfs[name]}/pull", "pull-up" if up else "pull-down") for name in names))

    def level(self, line):
        """Whether a line is high."""
        return self.levels(line)[0]

    def levels(self, *lines):
        return [value == "1" for value in self.read(*(f"{self.sysfs[line]}/value" for line in lines))]

    def open_door(self, number):
        """Compartments count from 1, lines from 0. An active (high) switch is a closed door."""
        self.pull(f"door{number - 1}", False)

    def close_door(self, number):
        self.pull(f"door{number - 1}", True)

    # ---- what the kernel saw

    def trace_start(self):
        """Records all changes of lines from now on; what was recorded before is forgotten."""
        self.must(trace.start_commands())

    def trace_text(self):
        return trace.whole(self.get(f"{trace.TRACING}/trace").decode(errors="replace"))

    def changes(self, text=None):
        """[trace.Change] of now, or of a trace_text()"""
        return trace.changes(self.trace_text() if text is None else text, self.lines, self.keeping)

    def pulses(self, prefix="lock", active_low=()):
        """[trace.Pulse] of the lines whose name begins with prefix, since trace_start()"""
        text = self.trace_text()
        found = trace.pulses(self.changes(text), prefix, active_low)
        trace.mark_still(found, text)
        return found

    # ---- input devices, made inside by uinput

    def _plug(self, name, identity, *words):
        number = min(set(range(8)) - set(self.devices.values()))
        vendor, product = identity
        self.hands(f"new {number} 3 {vendor} {product} {name}", *words, "plug")
        self.devices[name] = number
        self.must("udevadm settle")

    def unplug(self, name):
        """One of the devices below, by its name."""
        self.hands(f"unplug {self.devices.pop(name)}")
        self.must("udevadm settle")

    def plug_touch(self, name="Kiosk Touch", identity=(0x1FF7, 0x0013), size=None):
        """A touch screen for ten fingers, with one unit a pixel of the panel (or of `size`), 4 units a mm."""
        width, height = size or self.size
        self._plug(name, identity, f"property {DIRECT}", f"bit {EV_KEY} {BTN_TOUCH}", f"axis {SLOT} 0 9 0", f"axis {TRACKING_ID} 0 65535 0",
                   *(f"axis {axis} 0 {limit - 1} 4" for axis, limit in ((ABS_X, width), (ABS_Y, height), (MT_X, width), (MT_Y, height))))

    def plug_keyboard(self, name="Kiosk Scanner", identity=(0x05E0, 0x1200)):
        """A keyboard with all its keys: as a scanner of the keyboard type is one."""
        self._plug(name, identity, "keys 1 255")

    def plug_keypad(self, name="Kiosk Keypad", identity=(0x062A, 0x0102)):
        """A numeric keypad."""
        self._plug(name, identity, *(f"bit {EV_KEY} {code}" for code in sorted(KEYPAD.values())))

    def finger(self, x, y, slot=0, name="Kiosk Touch"):
        """The words that put a finger down."""
        return (f"emit {self.devices[name]} {EV_ABS} {SLOT} {slot} {EV_ABS} {TRACKING_ID} {slot + 1} {EV_ABS} {MT_X} {x} {EV_ABS} {MT_Y} {y} "
                f"{EV_KEY} {BTN_TOUCH} 1 {EV_ABS} {ABS_X} {x} {EV_ABS} {ABS_Y} {y}")

    def finger_up(self, slot=0, name="Kiosk Touch"):
        return f"emit {self.devices[name]} {EV_ABS} {SLOT} {slot} {EV_ABS} {TRACKING_ID} -1 {EV_KEY} {BTN_TOUCH} 0"

    def tap(self, x, y, hold_ms=60, name="Kiosk Touch"):
        """A finger at a pixel of the panel. [time down, time up] in ns of CLOCK_MONOTONIC there."""
        return self.hands(self.finger(x, y, name=name), f"sleep {hold_ms * 1000}", self.finger_up(name=name))

    def key(self, key, name="Kiosk Keypad", hold_ms=20):
        """One key of the keypad: a name of KEYPAD, or a code."""
        code = KEYPAD[key] if isinstance(key, str) else key
        device = self.devices[name]
        return self.hands(f"emit {device} {EV_KEY} {code} 1", f"sleep {hold_ms * 1000}", f"emit {device} {EV_KEY} {code} 0")

    def type(self, text, name="Kiosk Scanner", gap_us=1000):
        """Types as a scanner does, one report after another: Shift and its key are one. Its end ("\\n") is the caller's to give. Without
        a gap the kernel's buffer for a reader overflows. The moments of its reports, in ns of CLOCK_MONOTONIC there."""
        device, words = self.devices[name], []
        for character in text:
            code = PLAIN.get(character) or SHIFTED[character]
            keys = [code] if character in PLAIN else [SHIFT, code]
            for down in (1, 0):
                words += [f"emit {device} " + " ".join(f"{EV_KEY} {key} {down}" for key in keys), *([f"sleep {gap_us}"] if gap_us else [])]
        return self.hands(*words)

    # ---- serial lines

    def serial_write(self, data):
        """Bytes into /dev/ttyS1."""
        if not self.serial:
            self.serial = self.connect("serial")
        self.serial.sendall(data.encode() if isinstance(data, str) else data)

    def plug_cdc(self):
        """A scanner that is a USB serial line (CDC ACM): /dev/ttyACM0, whose other end is /dev/ttyGS0."""
        self.must("modprobe dummy_hcd && modprobe g_serial use_acm=1 idVendor=0x05f9 idProduct=0x4204 iManufacturer=Kiosk iProduct=CDC\n"
                  "for n in $(seq 600); do [ -c /dev/ttyACM0 ] && break; usleep 50000; done; [ -c /dev/ttyACM0 ] && udevadm settle && "
                  "stty -F /dev/ttyGS0 raw -echo")

    def unplug_cdc(self):
        self.must("modprobe -r g_serial; udevadm settle")

    def cdc_write(self, data):
        data = data.encode() if isinstance(data, str) else data
        self.put(data, "/tmp/cdc")
        self.must("timeout 10 cat /tmp/cdc >/dev/ttyGS0")

    # ---- USB devices of the machine

    def plug_usb(self, driver, name, **properties):
        """usb-kbd, usb-tablet, … ; `name` is for unplug_usb()."""
        self.qmp.do("device_add", driver=driver, id=name, bus="usb.0", **properties)

    def plug_stick(self, path):
        """A USB stick, /dev/sda, whose bytes are those of a file. `unplug_usb("stick")` pulls it."""
        self.sticks += 1
        node = f"stick{self.sticks}"
        file = {"driver": "file", "filename": str(path), "locking": "off"}  # one that was pulled may still be open
        self.qmp.do("blockdev-add", **{"node-name": node, "driver": "raw", "file": file})
        self.plug_usb("usb-storage", "stick", drive=node, removable=True)
        self.must("for n in $(seq 600); do [ -b /dev/sda ] && exit 0; usleep 50000; done; exit 1")

    def unplug_usb(self, name):
        self.qmp.do("device_del", id=name)
        if not self.qmp.wait("DEVICE_DELETED", 20):
            raise Fault(f"{name} does not go")

    def type_usb(self, text, gap_s=0.02):  # it reports what is down every 8 ms or so
        """Types on the usb-kbd that is plugged. The moments of its keys, in ns of CLOCK_MONOTONIC here."""
        def key(name, down):
            return {"type": "key", "data": {"down": down, "key": {"type": "qcode", "data": name}}}

        times = []
        for character in text:
            shift = character not in PLAIN
            plain = UNSHIFTED[character] if shift else character
            name = QMP_NAMES.get(plain, plain)
            events = [key(name, True), key(name, False)]
            self.qmp.do("input-send-event", events=[key("shift", True), *events, key("shift", False)] if shift else events)
            times.append(time.monotonic_ns())
            time.sleep(gap_s)
        return times

    # ---- picture

    def screenshot(self, path):
        """What the panel shows, as a PNG file here."""
        self.qmp.do("screendump", filename=str(path), format="png", device="screen")
        return path

    def pixels(self):
        """(width, height, bytes of red, green and blue)"""
        path = self.folder / "screen.ppm"
        self.qmp.do("screendump", filename=str(path), device="screen")
        return ppm(path.read_bytes())

    def codes(self):
        """The texts of all QR codes on the panel, read by zbar."""
        path = self.screenshot(self.folder / "codes.png")
        done = subprocess.run(["zbarimg", "-q", "--raw", "-S*.disable", "-Sqrcode.enable", str(path)], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode not in (0, 4):
            raise Fault(f"zbarimg: {done.stderr}")
        return done.stdout.splitlines()

    def connect_panel(self, plugged, told=True):
        """Plugs or unplugs the panel at its connector, as the kernel sees it; it tells by a uevent, or nobody does."""
        self.must(f"for c in /sys/class/drm/card*-*/status; do echo {'on' if plugged else 'off'} >$c || exit 1; done")
        if told:
            self.must("for c in /sys/class/drm/card*/card*-*; do echo change >/sys/class/drm/card0/uevent; break; done; udevadm settle")

    # ---- data disk and power

    def mount(self):
        """/data, from the disk. What the snapshot knew of another disk is forgotten first."""
        self.must("blockdev --flushbufs /dev/vda && mkdir -p /data && mount -t ext4 /dev/vda /data || { dmesg | tail -n 8; false; }")

    def watchdog_bit(self, timeout_s):
        """Whether the hardware watchdog runs out within that time; past bites count."""
        return self.qmp.wait("WATCHDOG", timeout_s) is not None


def ppm(data):
    """Takes a PPM file (P6) apart: (width, height, pixels)."""
    head = data.split(b"\n", 3)
    width, height = head[1].split()
    assert head[0] == b"P6" and head[2] == b"255", "not the PPM that QEMU writes"
    return int(width), int(height), head[3]


def new_disk(path, content=None):
    """A file with an ext4 file system as large as the kiosk's disk is: empty, or with a folder's content."""
    return kiosk_disk.format_ext4(path, kiosk_machine.DATA_MB, content)
