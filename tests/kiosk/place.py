# SPDX-License-Identifier: EUPL-1.2
"""An office, a box that trusts it, the box in the virtual kiosk, and its twin: the same box on simulated hardware here.

The twin gets everything the kiosk gets. It knows where on the screen a key is, and its picture is what the panel must show.
"""

import array
import base64
import itertools
import json
import os
import pathlib
import shutil
import socket
import subprocess
import time

import kiosk
import machine
import packages

COMPARTMENTS = 6
BORN, BORN_KEYS = "1985-03-07", "07031985"
OWN_PIN = "13572468"
OWN_TEXTS = ("header", "incident", "desk")  # with a box's own clock and number
PATIENCE_S = 120  # a limit for a hang; the emulated machine is slow and the host may be busy
TWIN_ENDS_S = 10
HELD_MAX = 8
LOOK_S, LOOK_MAX_S, ALL_THE_SAME = 0.08, 0.3, 8  # between two looks at the panel, the longer the later; this often it is compared though it has not changed
STANDS_OPEN_MS = 250  # a door, at least: DOOR_DEBOUNCE_MS is 50
AWAY_S = 5.5  # from 5 s on a reading is no repeat of the one before
OVER_S = 2.5  # and a code no repeat of that whose session has been over for 2 s
PAUSE_NS = 100_000_000  # SCANNER_PAUSE_MS: what a reader takes for the end of a code that came without one
BOX = "/data/box"


class Programs:
    """`quick`: the office's key files open at once (tests/support/quick_argon2.c), and by these programs alone. `patient`: box and twin
    ask nobody for more time (tests/support/meson.build): beside load a session stands for longer than people's do."""

    def __init__(self, build, quick=True, patient=False):
        self.build = pathlib.Path(build)
        self.patient = self.build / "tests/kiosk/pickupboxd_patient" if patient else None
        self.twin = self.build / ("tests/kiosk/pickupboxd-sim_patient" if patient else "controller/box/daemon/pickupboxd-sim")
        module = self.build / "tests/support/libquick_argon2.so"
        self.environment = dict(os.environ, LD_PRELOAD=str(module)) if quick and module.exists() and not packages.ROOT else None

    def __call__(self, *words):
        done = subprocess.run(packages.pickupbox(self.build, *words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, check=False, env=self.environment)
        assert done.returncode == 0, f"pickupbox {words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout


class Consignment:
    def __init__(self, folder, reference, pin):
        self.cti = folder.name
        self.ticket = (folder / "ticket.txt").read_text().strip()
        self.code = (folder / "code.txt").read_text().strip()
        self.reference, self.pin = reference, pin


class Person:
    """Of the staff."""

    def __init__(self, badge, one_time_pin):
        self.badge, self.one_time_pin = badge, one_time_pin


class Place:
    """A folder with an office, its staff, a box and some consignments, the last of which is overdue in three days. `issues`: the options
    of each instead; `staff`: {id: role} besides the manager; `policy`: the office's settings; `locks`: the runs of their lines, where not
    all are of one chip."""

    def __init__(self, programs, folder, consignments=1, compartments=COMPARTMENTS, issues=None, staff=None, policy=None,
                 locks=None):
        self.programs, self.folder, self.compartments = programs, folder, compartments
        self.box, self.office = folder / "box", folder / "office"
        self.secret = ("--passphrase-file", folder / "passphrase")
        (folder / "passphrase").write_text("correct horse\n")
        programs("box", "init", self.box, "--id", "K017", "--compartments", compartments)
        programs("office", "init", self.office, "--name", "Stadt Musterstadt", "--domain", "musterstadt.example", *self.secret)
        programs("office", "add-box", self.office, self.box / "K017.enrol", *self.secret)
        self._set(policy or {})
        self.people = {sub: self._add(sub, role) for sub, role in {"meier": "manager", **(staff or {})}.items()}
        self.badge, self.one_time_pin = self.people["meier"].badge, self.people["meier"].one_time_pin
        programs("office", "bundle", self.office, "-o", folder / "bundle", *self.secret)
        programs("box", "adopt", self.box, folder / "bundle", "--root", self.office / "root.pub")
        self.consignments = [self._issue(*options) for options in issues or [()] * (consignments - 1) + [("--days", "2")]]
        add_to_sections(self.box / "pickupboxd.conf", {"[lock]": "\n".join(f"lines = {run}" for run in locks or [f"kiosk-locks:lock0..{compartments - 1}"]),
                                                       "[door]": f"lines = kiosk-doors:door0..{compartments - 1}"})

    def _set(self, policy):
        settings = json.loads((self.office / "office.json").read_text())
        settings["policy"].update(policy)
        (self.office / "office.json").write_text(json.dumps(settings))

    def _add(self, sub, role):
        said = self.programs("office", "add-staff", self.office, "--id", sub, "--role", role, *self.secret)
        return Person((self.office / f"badges/{sub}/badge.txt").read_text().strip(), said.split("One-time PIN:")[1].split()[0])

    def _issue(self, *options):
        said = self.programs("office", "issue", self.office, "--box", "K017", "--item", "passport", "--born", BORN, *options, *self.secret)
        told = {key: value.strip() for key, _, value in (line.partition(":") for line in said.splitlines())}
        return Consignment(self.office / "out" / told["cti"], told["Reference"].replace(" ", ""), told["PIN"].replace(" ", ""))


def add_to_sections(path, added):
    """Adds a line to sections of a configuration file, which has them already."""
    lines = path.read_text().splitlines()
    for section, line in added.items():
        lines.insert(lines.index(section) + 1, line)
    path.write_text("\n".join(lines) + "\n")


class Twin:
    """The same box on a simulated cabinet, asked through its control socket."""

    def __init__(self, programs, folder):
        self.log = open(folder.parent / "twin.log", "ab")
        self.process = subprocess.Popen([*packages.ours(programs.twin), "--config", folder / "pickupboxd.conf"], stdin=subprocess.DEVNULL,
                                        stdout=self.log, stderr=self.log, preexec_fn=machine.die_with_parent)
        end = time.monotonic() + PATIENCE_S
        while True:
            self.socket = socket.socket(socket.AF_UNIX)
            try:
                self.socket.connect(str(folder / "control.sock"))
                break
            except OSError:
                self.socket.close()
                assert self.process.poll() is None and time.monotonic() < end, "the twin does not start"
                time.sleep(0.02)
        self.buffer = b""

    def ask(self, **request):
        self.socket.sendall(json.dumps(request).encode() + b"\n")
        files = []
        while b"\n" not in self.buffer:
            data, more, _, _ = socket.recv_fds(self.socket, 1 << 20, 1)
            assert data, self._gone()
            self.buffer += data
            files += more
        line, _, self.buffer = self.buffer.partition(b"\n")
        answer = json.loads(line)
        assert answer["ok"], f"{request}: {answer}"
        return answer, files

    def _gone(self):
        """Whether it died or only let go of us, and what it said last."""
        try:
            status = self.process.wait(TWIN_ENDS_S)
        except subprocess.TimeoutExpired:
            status = "none: it runs"
        return f"the twin is gone (status {status}):\n{pathlib.Path(self.log.name).read_text(errors='replace')[-3000:]}"

    def state(self):
        return self.ask(request="state")[0]["state"]

    def pixels(self):
        """(width, height, bytes of red, green and blue), as Kiosk.pixels()"""
        answer, files = self.ask(request="screen")
        with open(files[0], "rb") as file:
            file.seek(0)
            raw = file.read()
        picture = bytearray(len(raw) // 4 * 3)
        for channel in range(3):
            picture[channel::3] = raw[2 - channel::4]
        return answer["width"], answer["height"], bytes(picture)

    def close(self):
        self.process.kill()
        self.process.wait()
        self.socket.close()
        self.log.close()


def spring(box, compartments):
    """From now on these doors spring open: all as long as all are there. Numbers as those of lines."""
    pairs = " ".join(f"{box.sysfs[f'lock{n}']}/value {box.sysfs[f'door{n}']}/pull" for n in compartments)
    box.must(f"kiosk_spring {pairs} >/tmp/spring.log 2>&1 &")


def start_daemon(box):
    """As its unit does: its own user, its terminal, no --simulate. What it says is in /data/log."""
    box.must(f"chown -R pickupbox:pickupbox {BOX} && chown pickupbox:pickupbox /data && chmod 711 /data && chown pickupbox /dev/tty1 && touch /data/log && chown pickupbox /data/log\n"
             f"(su -s /bin/sh pickupbox -c 'exec setsid -c pickupboxd --config {BOX}/pickupboxd.conf' </dev/tty1 >>/data/log 2>&1 & )\n"
             "for n in $(seq 300); do pidof pickupboxd >/dev/null && break; usleep 100000; done")


def stop_daemon(box):
    """Its helpers end with it."""
    box.must("kill -TERM $(pidof pickupboxd | tr ' ' '\\n' | sort -n | head -n 1); for n in $(seq 300); do pidof pickupboxd >/dev/null || exit 0; "
             "usleep 100000; done; exit 1")


def export(site, box, folder):
    """The ledger of the stopped box, exported there, verified there and here. The entries."""
    box.must(f"su -s /bin/sh pickupbox -c 'pickupbox ledger export {BOX} /tmp/export && pickupbox ledger verify /tmp/export' && "
             "tar -C /tmp -cf /tmp/export.tar export")
    (folder / "export.tar").write_bytes(box.get("/tmp/export.tar"))
    subprocess.run(["tar", "-m", "-C", folder, "-xf", folder / "export.tar"], check=True)
    return read_export(site, folder / "export")


def read_export(site, out):
    """The entries of an export, which verifies."""
    site.programs("ledger", "verify", out, "--vkey", site.office / "boxes/K017.vkey")
    return [json.loads(line) for line in (out / "entries.jsonl").read_text().splitlines()]


def without(picture, rects):
    """The bytes of a picture with these rectangles blank."""
    width, _, data = picture
    data = bytearray(data)
    for rect in rects:
        for y in range(rect["y"], rect["y"] + rect["h"]):
            at = (y * width + rect["x"]) * 3
            data[at:at + rect["w"] * 3] = bytes(rect["w"] * 3)
    return data


class Shown:
    """What was held to a scanner, and since when it has been away for certain: since the box did something about it."""

    def __init__(self):
        self.away = {}      # text: since when, in s of this machine, which are those of the kiosk
        self.there = set()  # nobody knows yet whether these have been read
        self.last = 0       # when the box did something

    def read(self):
        """The box has done something about all that was held to it."""
        self.last = time.monotonic()
        self.away.update(dict.fromkeys(self.there, self.last))
        self.there.clear()

    def again(self, text):
        """This is held to a scanner next: what was there before was away for long enough not to be a repeat."""
        now = time.monotonic()
        if text in self.there:
            time.sleep(AWAY_S)
        elif text in self.away:
            time.sleep(max(0, self.away[text] + AWAY_S - now, self.last + OVER_S - now))
        self.there.add(text)


def held_to(box, text, read):
    """Holds a code to the keyboard of a box without a twin (Visit.held says why more than once). `read`: whether the box has read it."""
    for _ in range(HELD_MAX):
        times = box.type(text + "\n")
        if max(later - sooner for sooner, later in zip(times, times[1:-3])) < PAUSE_NS * 19 // 20:
            return
        time.sleep(OVER_S)
        if read():
            return
        time.sleep(AWAY_S)
    raise AssertionError(f"the emulated scanner cannot read a code in one go, in {HELD_MAX} tries")


class People:
    """Who is at a kiosk. Every word goes to the machine's devices; the twin is told the same and answers where and what."""

    def __init__(self, site, twin, box):
        self.place, self.twin, self.box = site, twin, box
        self.shown = Shown()

    def said(self):
        """Of the box, where something went wrong."""
        return ""

    # ---- what people see

    def sees(self, screen, own_texts=OWN_TEXTS):
        """Waits for this screen: the panel shows what the twin draws, to the pixel. Only the clock may differ, and the number of an
        incident, which comes from each box's own ledger. A panel that shows what it showed before is not compared each time."""
        self.twin.ask(request="wait", screen=screen, timeout_ms=PATIENCE_S * 1000)
        end, before = time.monotonic() + PATIENCE_S, None
        for turn in itertools.count():
            picture, state = self.box.pixels(), self.twin.state()
            if turn % ALL_THE_SAME == 0 or picture != before or state["screen"] != screen:
                own = [text if text["name"] == "header" else {**text, "w": picture[0] - text["x"]}
                       for text in state["texts"] if text["name"] in own_texts]
                wanted, seen = without(self.twin.pixels(), own), without(picture, own)
                if state["screen"] != screen or time.monotonic() > end:
                    self._differs(screen, wanted, seen)
                if wanted == seen:
                    break
            before = picture
            time.sleep(min(LOOK_S * (1 + turn / 4), LOOK_MAX_S))
        self.shown.read()

    def _differs(self, screen, wanted, shown):
        different = sum(a != b for a, b in zip(array.array("B", wanted), array.array("B", shown))) if len(wanted) == len(shown) else -1
        keep = pathlib.Path("/tmp") / f"pickupbox-kiosk-{screen}.png"
        self.box.screenshot(keep)
        raise AssertionError(f"the panel does not show {screen} ({different} bytes differ; {keep}, the twin is at "
                             f"{self.twin.state()['screen']})\n{self.said()[-2000:]}")

    def reads_code(self):
        """The text of the QR code on the panel. It is this box's own, so that the twin's is another."""
        end = time.monotonic() + PATIENCE_S
        while not (found := self.box.codes()):
            assert time.monotonic() < end, "no QR code on the panel"
        return found[0]

    def target(self, name):
        state = self.twin.state()
        found = [target for target in state["targets"] if target["name"] == name]
        assert found, f"{state['screen']} has nothing called {name}, but {', '.join(target['name'] for target in state['targets'])}"
        return found[0]

    def finds(self, name):
        """Waits for something that can be touched."""
        end = time.monotonic() + PATIENCE_S
        while not any(target["name"] == name for target in self.twin.state()["targets"]):
            assert time.monotonic() < end, f"{self.twin.state()['screen']} never has {name}"
            time.sleep(LOOK_S)

    # ---- what people do

    def touches(self, *names):
        for name in names:
            target = self.target(name)
            self.box.tap(target["x"] + target["w"] // 2, target["y"] + target["h"] // 2)
            self.twin.ask(request="press", target=name)

    def types(self, digits, then="next"):
        """On the keys of the screen."""
        self.touches(*(f"key_{digit}" for digit in digits), then)

    def keys(self, *names):
        """On the keypad."""
        for name in names:
            self.box.key({"ok": "enter", "back": "backspace"}.get(name, name))
            self.twin.ask(request="key", key=name)

    def focuses(self, name):
        """Moves the keypad's focus there."""
        for _ in range(40):
            if self.target(name)["focus"]:
                return
            self.keys("down")
        raise AssertionError(f"the focus does not reach {name}")

    def rests(self):
        """For longer than a reader's rest of a half or lost reading may take to come."""
        self.box.must("usleep 1500000")

    def cut_off(self):
        """How often the box has told of half a reading."""
        said = self.said()
        return sum(said.count(words) for words in ("half of one", "did not end", "came faster"))

    def held(self, give, pause_ns=PAUSE_NS):
        """Holds a code to a keyboard. On a busy host an emulated one may stand still between two keys for as long as no scanner does,
        and a reading ends there; then the code is held there once more. `give` says when its keys were struck, and how many of these
        moments came after its last character, when a pause does no harm. Near the limit the box is asked. A whole code that is held
        there once more is a repeat, which the box ignores."""
        for _ in range(HELD_MAX):
            before = self.cut_off()
            times, after = give()
            still = max(later - sooner for sooner, later in zip(times, times[1:len(times) - after]))
            if still < pause_ns * 19 // 20:
                return times
            self.rests()
            if still < pause_ns * 21 // 20 and self.cut_off() == before:
                return times
            print(f"(the emulated scanner stood still for {still // 1_000_000} ms: once more)", end=" ", flush=True)
        raise AssertionError(f"the emulated scanner cannot read a code in one go, in {HELD_MAX} tries")

    def shows(self, text, way):
        """Holds a code to a scanner: serial, cdc or keyboard. For a keyboard the times of its keys, in ns."""
        times = []
        self.shown.again(text)
        if way == "serial":
            self.box.serial_write(text + "\r\n")
        elif way == "cdc":
            self.box.cdc_write(text + "\r\n")
        else:
            times = self.held(lambda: (self.box.type(text + "\n"), 3))  # that key let go, and Enter
        self.twin.ask(request="scan", text=base64.b64encode(text.encode()).decode())
        return times

    def open_doors(self):
        """Those that stand open here, and those of the twin."""
        here = [n + 1 for n, level in enumerate(self.box.levels(*(f"door{n}" for n in range(self.place.compartments)))) if not level]
        return here, [n + 1 for n, door in enumerate(self.twin.state()["doors"]) if door == "open"]

    def opened(self):
        """Waits for the door that springs open; its number. Nobody is as fast as the doors here and there are not: it stands open for
        ten times what a box needs to believe it, in the machine's own time, before anybody can close it."""
        locks = [f"lock{n}" for n in range(self.place.compartments)]
        end = time.monotonic() + PATIENCE_S
        while True:
            here, there = self.open_doors()
            if here == there and len(here) == 1 and not any(self.box.levels(*locks)):
                break
            assert time.monotonic() < end, f"doors open here {here}, there {there}\n{self.said()[-2000:]}"
            time.sleep(LOOK_S)
        self.box.must(f"usleep {STANDS_OPEN_MS * 1000}")
        assert self.open_doors() == (here, here), self.said()[-2000:]
        return here[0]

    def closes(self, number):
        self.box.close_door(number)
        self.twin.ask(request="door", c=number, hand="close")


class Visit(People):
    """People at a kiosk of their own, whose daemon is started here."""

    def __init__(self, place, twin_folder, data, also=(), **options):
        programs = place.programs
        inside = [programs.build / "tests/kiosk/kiosk_spring", *also]
        twin = Twin(programs, twin_folder)
        try:
            box = kiosk.start(programs.build, programs=inside, chips=kiosk.cabinet(place.compartments), data=data, **options)
        except BaseException:
            twin.close()
            raise
        super().__init__(place, twin, box)
        try:
            if programs.patient:
                self.box.put(programs.patient, "/usr/bin/pickupboxd", 0o755)
            self.box.plug_touch()
            self.box.plug_keyboard()
            self.box.plug_keypad()
            self.box.trace_start()
            spring(self.box, range(place.compartments))
            self.start_daemon()
        except BaseException:
            self.close()
            raise

    def start_daemon(self):
        start_daemon(self.box)

    def stop_daemon(self):
        stop_daemon(self.box)

    def days_pass(self, days):
        """While the daemon is stopped. The twin lives through them, and is woken by a touch on nothing: the other starts with its picture as drawn.
        Whoever touched it leaves again."""
        self.box.must(f"date -s @$(($(date +%s) + {days * 86400})) >/dev/null")
        self.twin.ask(request="advance", ms=days * 86400 * 1000)
        self.twin.ask(request="touch", x=1, y=1)
        self.twin.ask(request="wait", screen="code", timeout_ms=PATIENCE_S * 1000)
        self.twin.ask(request="press", target="cancel")

    def said(self):
        return self.box.get("/data/log").decode(errors="replace")

    def export(self, folder):
        return export(self.place, self.box, folder)

    def close(self):
        self.twin.close()
        self.box.close()


def data_disk(place, folder):
    """A data disk with the box's folder on it."""
    content = folder / "content"
    content.mkdir()
    shutil.copytree(place.box, content / "box")
    return kiosk.new_disk(folder / "data.img", content)
