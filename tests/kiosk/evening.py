#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""docs/evening.md, typed as it stands there by somebody who knows nothing else, on a machine with systemd: to the first door that opens, and on to
the first citizen. Prints how long each step took; where the newcomer stumbles, what was typed and said.

usage: evening.py BUILD

What a machine without an expander, a network and tools of its own cannot do is left out by name: LEFT_OUT. The expander's place is
the only thing that is typed otherwise. PINs are typed at a keypad, which needs no aim.
"""

import contextlib
import pathlib
import re
import sys
import tempfile
import time

import disk
import kiosk
import managed
import place

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/evening.md"
LEFT_OUT = ("[all]", "dtparam=", "dtoverlay=", "video=", "apt-get ", "git clone ", "deploy/install ", "meson setup ", "cd /usr/local/share/pickupbox/overlays", "for name in ", "reboot", "i2cdetect ", "gpioinfo")
PROMPT, PLACE = "desk# ", "i2c-1/1-0020"
PASSPHRASE, PIN, BORN = "three words of mine", "40718236", "1980-12-24"
PATIENCE_S = 120
SOCKET = "/run/pickupbox/control.sock"


class Stone(Exception):
    """Where the newcomer stumbled."""


def steps(text):
    """[(number and title, [lines of each block])], in the page's order."""
    found = []
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        title, _, rest = part.partition("\n")
        if title[0].isdigit():
            found.append((title, [block.splitlines() for block in re.findall(r"^```(?:sh)?\n(.*?)^```", rest, flags=re.MULTILINE | re.DOTALL)]))
    return found


class Newcomer:
    def __init__(self, box, place_):
        self.box, self.place, self.heard, self.said = box, place_, 0, ""
        # Their shell, as `sudo -i` gives one.
        box.must("mkfifo /tmp/keys; cd ~root; (PS1='desk# ' HOME=~root USER=root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin kiosk_on_terminal "
                 "/tmp/keys /tmp/said sh -i) >/dev/null 2>&1 &")
        self.hear(PROMPT)

    def badge(self):
        return self.box.must("cat ~root/city/badges/m.muster/badge.txt").strip()

    # ---- the terminal

    def listen(self):
        self.said = self.box.run("cat /tmp/said")[1].replace("\r", "")
        return self.said[self.heard:]

    def hear(self, *texts):
        """Until one of them is said; which one."""
        end = time.monotonic() + PATIENCE_S
        while True:
            new = self.listen()
            at = [(new.index(text), text) for text in texts if text in new]
            if at:
                where, text = min(at)
                self.heard += where + len(text)
                return text
            if time.monotonic() > end:
                raise Stone(f"nobody says {texts}:\n{new[-2000:]}")
            time.sleep(0.1)

    def type(self, text):
        self.box.put(f"{text}\n".encode(), "/tmp/typed")
        self.box.must("cat /tmp/typed >/tmp/keys")

    def line(self, line):
        """One line of the page, with what is asked meanwhile; what it said."""
        begin, questions = self.heard, answers(self, line)
        self.type(line)
        while (heard := self.hear(PROMPT, "> ", *questions)) not in (PROMPT, "> "):
            answer = questions[heard]
            self.type(answer() if callable(answer) else answer)
        said = self.said[begin:self.heard]
        if heard == PROMPT:
            self.type("echo status $?")
            self.hear("status $?")
            self.hear("status ")
            self.hear(PROMPT)
            status = self.said[:self.heard].rsplit("status ", 1)[1].split()[0]
            if status != "0":
                raise Stone(f"{line}: exit status {status}\n{said}")
        return said

    def block(self, lines):
        said = ""
        for line in lines:
            if not line.strip() and "<<" not in "\n".join(lines):
                continue
            if line.startswith(LEFT_OUT):
                print(f"      (left out: {line})", flush=True)
                continue
            said += self.line(line.replace(PLACE, self.place))
        return said


def answers(newcomer, line):
    """What this command asks, and what the newcomer says or does then."""
    box = newcomer.box
    if "pickupbox office" in line:
        return {"New passphrase of this office: ": PASSPHRASE, "Passphrase of the office: ": PASSPHRASE, "Again: ": PASSPHRASE, "Date of birth (YYYY-MM-DD): ": BORN}
    if "box wiring" in line and "--look" not in line:
        return {"Badge (scan it, or type its text): ": newcomer.badge, "PIN: ": lambda: re.findall(r"One-time PIN: *(\d+)", newcomer.said)[-1],
                "New PIN: ": PIN, "Again: ": PIN, "Enter opens it": "", "(yes or no): ": "yes"}
    if "box scanner" in line:
        return {"Scan any code of this system": lambda: (box.type(newcomer.badge() + "\n"), "")[1]}
    return {}


# ---- the desk

def wire(box):
    """S1 is closed while the door is shut, and draws its line low. The expander's place."""
    box.add_chips({"desk": [f"lock{n}" for n in range(8)] + [f"door{n}" for n in range(8)]})
    box.pull("door0", False)
    box.must(f"(while :; do read -r v <{box.sysfs['lock0']}/value; [ $v = 1 ] && echo pull-up >{box.sysfs['door0']}/pull; usleep 10000; done) >/dev/null 2>&1 &")
    return "platform/" + box.must("cat /sys/kernel/config/gpio-sim/desk/dev_name").strip()


def evening(box):
    """The steps of the page, in its order; that with the reader alone comes last, as it says itself."""
    def uptime():
        return float(box.must("cut -d' ' -f1 /proc/uptime"))

    newcomer = Newcomer(box, wire(box))
    for plug in (box.plug_touch, box.plug_keyboard, box.plug_keypad):
        plug()
    begun, page = uptime(), steps(PAGE.read_text(encoding="utf-8"))
    for title, blocks in sorted(page, key=lambda step: step[0].startswith("8.")):
        since, said = uptime(), ""
        if title.startswith("8."):
            newcomer.line("systemctl stop pickupboxd")
        for lines in blocks:
            said += newcomer.block(lines)
        if title.startswith("7.") and "Opened, and its switch says so." not in said:
            raise Stone(f"no door opened\n{said}")
        if title.startswith("7."):
            box.pull("door0", False)
        if title.startswith("8.") and "1 readings, 0 wrong" not in said:
            raise Stone(f"the reader is not as it should be\n{said}")
        if title.startswith("9."):
            people(box, newcomer)
        print(f"{uptime() - since:6.0f} s  {title}", flush=True)
        if title.startswith("7."):
            print(f"          the first door opened within {uptime() - begun:.0f} s of typing", flush=True)


def people(box, newcomer):
    """Step 9, with what the page says of the panel."""
    def until(screen):
        end = time.monotonic() + PATIENCE_S
        while (status := box.status(SOCKET)).get("screen") != screen:
            if time.monotonic() > end:
                raise Stone(f"not {screen}: {status}\n{box.run('journalctl -b --no-pager -o cat -u pickupboxd')[1][-2000:]}")
            time.sleep(0.1)

    def opened():
        end = time.monotonic() + PATIENCE_S
        while not box.level("door0") or box.level("lock0"):
            if time.monotonic() > end:
                raise Stone("the door does not open")
            time.sleep(0.1)
        time.sleep(1)
        box.pull("door0", False)

    def held(text, screen):
        time.sleep(place.AWAY_S)
        place.held_to(box, text, lambda: box.status(SOCKET).get("screen") == screen)
        until(screen)

    def keys(digits):
        for key in [*digits, "enter"]:
            box.key(key)

    out = box.must("echo ~root/city/out/*").strip()
    ticket, code = (box.must(f"cat {out}/{name}.txt").strip() for name in ("ticket", "code"))
    until("idle")
    held(newcomer.badge(), "staff_pin")
    keys(PIN)
    until("staff_overview")
    held(ticket, "staff_load")
    opened()
    until("staff_scan")
    held(newcomer.badge(), "idle")
    held(code, "birth")
    keys("24121980")
    opened()
    until("done")
    print("          loaded, and handed out", flush=True)


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    managed.BOX_PROGRAMS += ("pickupbox-office",)
    managed.COMMANDS += ("install",)
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pickupbox-evening-")))
        box = managed.start(build, folder, disk.format_ext4(folder / "data.img", 96))
        stack.callback(box.close)
        print("switched on:", managed.ready(box), flush=True)
        box.put(build / "tests/kiosk/kiosk_on_terminal", "/usr/bin/kiosk_on_terminal", 0o755)
        try:
            evening(box)
        except Stone as stone:
            print(f"STONE: {stone}", flush=True)
            return 1
    return 0


if __name__ == "__main__":
    with kiosk.or_skipped():
        sys.exit(main())
