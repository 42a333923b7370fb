#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""The installed unit under systemd as the first process of a machine with real devices: one life of a box, from the switch on.

usage: test_systemd.py BUILD

Started before its chips are there; confined, and everything works all the same; a stick; its clock set; wedged with a coil on; its chip gone with a
coil on; put to sleep, in vain; broken for good, and somebody is told. Each part begins where the one before has ended.
"""

import base64
import contextlib
import datetime
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
import zoneinfo

import disk
import kiosk
import managed
import place

HANG_S = 120
LOOK_S, ASK_S = 0.1, 0.5  # between two looks; and where each starts a program inside, which there takes what the box wants for itself
SECURITY = 1.2
STICK_MB, STICK = 48, "/media/pickupbox"
CAP_MS = 1000
SOCKET = "/run/pickupbox/control.sock"
# Who installs a box: its folder, on a file system of its own, belongs to its user.
OWNER = """\
[Unit]
RequiresMountsFor=/var/lib/pickupbox
Before=pickupboxd.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'cp -r /usr/share/kiosk/box /var/lib/pickupbox/ && chown -R pickupbox:pickupbox /var/lib/pickupbox/box'
"""
TOLD = """\
[Service]
Type=oneshot
ExecStart=/bin/sh -c 'echo $MONITOR_UNIT $MONITOR_SERVICE_RESULT >>/run/told'
"""
IMPATIENT = "[Service]\\nWatchdogSec=3s\\nRestartSec=1s\\n"
UNHURRIED = "[Service]\\nRestartSec=60s\\n"  # and the watchdog as it is installed: what comes after is about other things
LIMITED = IMPATIENT + "[Unit]\\nOnFailure=kiosk-told.service\\nStartLimitBurst=3\\n"
UNIT = "pickupboxd.service"


class Life(unittest.TestCase):
    """Its parts, in order; the first that fails ends it."""

    @classmethod
    def setUpClass(cls):
        cls.cleanup = contextlib.ExitStack()
        folder = pathlib.Path(cls.cleanup.enter_context(tempfile.TemporaryDirectory(prefix="pickupbox-test-")))
        cls.folder = folder
        cls.place = place.Place(place.Programs(BUILD), folder, consignments=3)
        place.add_to_sections(cls.place.box / "pickupboxd.conf", {"[box]": f"socket = {SOCKET}", "[panel]": kiosk.SMALL_PANEL})
        data = disk.format_ext4(folder / "data.img", 96)
        also = {"etc/systemd/system/kiosk-owner.service": OWNER, "etc/systemd/system/kiosk-told.service": TOLD}
        begun = time.monotonic()
        cls.box = managed.start(BUILD, folder, data, size=kiosk.SMALL, also=also, content={"usr/share/kiosk/box": cls.place.box},
                                enabled={"kiosk-owner.service": "/etc/systemd/system/kiosk-owner.service",
                                         UNIT: f"/usr/local/lib/systemd/system/{UNIT}"})
        cls.cleanup.callback(cls.box.close)
        cls.state = managed.ready(cls.box)
        print(f"\nswitched on {time.monotonic() - begun:.0f} s ago, by its own clock {cls.box.must('cut -d. -f1 /proc/uptime').strip()} s: {cls.state}",
              flush=True)

    @classmethod
    def tearDownClass(cls):
        cls.cleanup.close()

    def setUp(self):
        self.begun = time.monotonic()

    def over(self, said):
        print(f"({time.monotonic() - self.begun:.0f} s) {said}", flush=True)

    # ---- what is asked of the manager and of the box

    def property(self, name, unit=UNIT):
        return self.box.must(f"systemctl show -P {name} {unit}").strip()

    def began_us(self, unit, name="ActiveEnterTimestampMonotonic"):
        return int(self.property(name, unit))

    def journal(self, unit=UNIT):
        return self.box.must(f"journalctl -b --no-pager -o cat -u {unit}")

    def status(self):
        return self.box.status(SOCKET)

    def until(self, condition, what, pause_s=LOOK_S):
        end = time.monotonic() + HANG_S
        while not (found := condition()):
            if time.monotonic() > end:
                self.fail(f"{what}: {self.status()}\n{self.box.run(f'systemctl status {UNIT} --no-pager')[1]}\n{self.journal()[-3000:]}")
            time.sleep(pause_s)
        return found

    def wait(self, **wanted):
        return self.until(lambda: (status := self.status()) and all(status.get(name) == value for name, value in wanted.items()) and status, wanted)

    def restarted(self, before, **wanted):
        """Until another main process works; how long after the end of the last one it was started, by the manager's clock."""
        self.wait(**wanted)
        self.assertNotIn(self.property("MainPID"), (before, "0"), "it is not started again")
        self.assertIn(f"Failed with result '{self.ended_by}'", self.journal())
        return (self.began_us(UNIT, "ExecMainStartTimestampMonotonic") - self.began_us(UNIT, "ActiveExitTimestampMonotonic")) / 1e6

    def awaits_end(self, main, how):
        """Of that main process. The kernel is asked: a program that asks the manager is dear on an emulated processor."""
        self.until(lambda: self.box.run(f"test -d /proc/{main}")[0] != 0, f"it does not end with {how}")
        self.ended_by = how

    def processes(self):
        numbers = self.box.must(f"cat /sys/fs/cgroup/system.slice/{UNIT}/cgroup.procs").split()
        return {number: self.box.run(f"cat /proc/{number}/comm")[1].strip() for number in numbers}

    def drop_in(self, text):
        """For this start of the machine."""
        self.box.must(f"mkdir -p /run/systemd/system/{UNIT}.d && printf '{text}' >/run/systemd/system/{UNIT}.d/kiosk.conf && systemctl daemon-reload")

    def inside(self, command):
        """A command as the box's user where the box sees files; (status, output)."""
        return self.box.run(f"nsenter -t {self.property('MainPID')} -m /usr/bin/setpriv --reuid=pickupbox --regid=pickupbox --clear-groups sh -c '{command}' 2>&1")

    def must_inside(self, command):
        status, text = self.inside(command)
        self.assertEqual(status, 0, f"{command}: {text}")
        return text

    def mounted(self):
        return self.box.run(f"grep -q ' {STICK} ' /proc/mounts")[0] == 0

    # ---- people

    def shows(self, text, then):
        self.box.serial_write(text + "\r\n")
        self.wait(screen=then)

    def keys(self, digits, then):
        for key in [*digits, "enter"]:
            self.box.key(key)
        self.wait(screen=then)

    def coil_on(self, line):
        end = time.monotonic() + HANG_S
        while not self.box.level(line):
            self.assertLess(time.monotonic(), end, "no coil goes on")

    def text_shows(self):
        """Whether terminal 1 shows what is written there. The box's own picture changes with its clock's minutes: ask until it does not."""
        before = self.box.pixels()
        self.box.must("echo some text on the terminal >/dev/tty1")
        end = time.monotonic() + 5
        while self.box.pixels() == before and time.monotonic() < end:
            time.sleep(0.05)
        return self.box.pixels() != before

    # ---- the life

    def test_01_starts_in_order_and_waits_for_its_chips(self):
        self.assertEqual(self.state, "running", self.box.run("systemctl --failed --no-pager; journalctl -b -p warning --no-pager | tail -n 30")[1])
        self.wait(trouble="locks")
        started = self.began_us(UNIT, "ExecMainStartTimestampMonotonic")
        before = {unit: self.began_us(unit) for unit in ("var-lib-pickupbox.mount", "systemd-udevd.service", "systemd-sysusers.service",
                                                          "systemd-tmpfiles-setup.service", "kiosk-owner.service")}
        self.assertTrue(all(0 < moment < started for moment in before.values()), (before, started))
        self.assertEqual(self.property("ActiveState", "getty@tty1.service"), "inactive")
        main = self.property("MainPID")
        self.box.add_chips(kiosk.cabinet(place.COMPARTMENTS))
        self.awaits_end(main, "exit-code")
        pause = self.restarted(main, trouble=None, screen="idle")
        self.assertEqual(self.status()["compartments"]["absent"], 0)
        self.over(f"started {started / 1e6:.1f} s after the kernel, after its mount, udev, users and folders; no login on terminal 1; out of order "
                  f"until the chips came, then started again by itself {pause:.1f} s after it had ended")

    def test_02_confined_and_everything_works(self):
        box = self.box
        box.plug_touch()
        box.plug_keypad()
        box.plug_keyboard()
        status = self.until(lambda: (status := self.status()) and all(status["devices"].values()) and status, "devices")
        self.assertEqual(status["mode"], "real")
        self.assertIsNone(status["trouble"])
        text = box.must(f"systemd-analyze security --no-pager {UNIT}")
        exposure = float(re.search(r"Overall exposure level for \S+: ([\d.]+)", text)[1])
        self.assertLessEqual(exposure, SECURITY, text)
        main = self.property("MainPID")
        lines = dict(line.split(":", 1) for line in box.must(f"cat /proc/{main}/status").splitlines() if ":" in line)
        self.assertEqual({lines[name].strip() for name in ("CapEff", "CapPrm", "CapBnd", "CapAmb")}, {"0" * 16})
        self.assertEqual((lines["NoNewPrivs"].strip(), lines["Seccomp"].strip()), ("1", "2"))
        guard = next(number for number, name in self.processes().items() if name == "pickupbox-guard")
        self.assertEqual(box.must(f"cut -d' ' -f19 /proc/{guard}/stat").strip(), "-20")
        # The devices of its control group, tried by root: what is not on the list is refused to anybody in there.
        group = f"echo $$ >/sys/fs/cgroup/system.slice/{UNIT}/cgroup.procs"
        for path in ("/dev/gpiochip0", "/dev/dri/card0", "/dev/tty0", "/dev/ttyS1", "/dev/input/event0", "/dev/snd/controlC0", "/dev/null"):
            box.must(f"({group}; exec 3<{path})")
        refused = [path for path in ("/dev/vda", "/dev/mem", "/dev/kmsg", "/dev/rtc0", "/dev/hpet", "/dev/uinput", "/dev/watchdog")
                   if box.run(f"test -c {path} -o -b {path}")[0] == 0 and box.run(f"({group}; exec 3<{path}) 2>/dev/null")[0] != 0]
        self.assertLessEqual({"/dev/vda", "/dev/kmsg", "/dev/uinput"}, set(refused))
        seen = self.must_inside("ls /proc").split()
        self.assertEqual([name for name in seen if not name.isdigit()], ["self", "thread-self"])
        self.assertNotIn("1", seen, "the processes of others are nobody's business")
        # People: badge at the serial reader, PIN at the keypad, a load with its door.
        self.shows(self.place.badge, "staff_pin")
        self.keys(self.place.one_time_pin, "staff_set_pin")
        self.keys(place.OWN_PIN, "staff_set_pin")
        self.keys(place.OWN_PIN, "staff_overview")
        place_spring(box)
        self.shows(self.place.consignments[0].ticket, "staff_load")
        self.until(lambda: not box.level("door0") and not box.level("lock0"), "door 1 does not open")
        box.close_door(1)
        self.wait(screen="staff_scan")
        self.assertIn("ready", self.journal())
        self.over(f"security {exposure}; {sorted(name for name, there in status['devices'].items() if there)} work, a door sprang open; "
                  f"refused in its group: {refused}; of /proc it sees its own processes; memory {int(self.property('MemoryCurrent')) >> 20} MiB, "
                  f"tasks {self.property('TasksCurrent')}")

    def test_03_a_stick_is_mounted_where_it_can_be_seen_and_nothing_run(self):
        box, file = self.box, self.folder / "stick.img"
        with open(file, "wb") as image:
            image.truncate(STICK_MB << 20)
        self.assertNotEqual(self.inside(f"touch {STICK}/none")[0], 0, "without a stick nobody can write there")
        box.must("modprobe -a usb-storage sd_mod vfat nls_cp437 nls_ascii")
        box.plug_stick(file)
        box.must("mkdosfs /dev/sda >/dev/null && sync")
        for turn in (1, 2):
            box.unplug_usb("stick")
            self.until(lambda: not self.mounted() and box.run("test -b /dev/sda")[0] != 0, "it is still mounted")
            self.assertNotEqual(self.inside(f"touch {STICK}/none")[0], 0)
            box.plug_stick(file)
            self.until(self.mounted, "it is not mounted")
            options = self.must_inside(f"grep {STICK} /proc/self/mounts").splitlines()[-1].split()[3].split(",")
            self.assertLessEqual({"rw", "nosuid", "nodev", "noexec"}, set(options))
            self.must_inside(f"echo {turn} >>{STICK}/seen && sync")
        self.assertEqual(self.must_inside(f"cat {STICK}/seen"), "1\n2\n")
        self.must_inside(f"echo \\#!/bin/sh >{STICK}/run.sh")
        self.assertIn("denied", box.run(f"{STICK}/run.sh 2>&1")[1])
        self.assertEqual(box.must(f"stat -c '%U %a' {STICK}/seen"), "pickupbox 700\n")
        # One that is there before the box starts is seen as well; from here on with a watchdog that does not take 20 s.
        self.drop_in(IMPATIENT)
        box.must(f"systemctl restart {UNIT}")
        self.wait(screen="idle")
        self.must_inside(f"echo 3 >>{STICK}/seen && cat {STICK}/seen")
        box.unplug_usb("stick")
        self.until(lambda: not self.mounted(), "it is still mounted")
        self.assertEqual(self.property("ActiveState"), "active")
        self.over(f"a stick pulled and plugged twice, mounted at {STICK} with {','.join(options[:4])}, written inside the sandbox, also when it was there first")

    def sign_in(self):
        self.shows(self.place.badge, "staff_pin")
        self.keys(place.OWN_PIN, "staff_overview")

    def twin(self):
        """Of this box, whose manager has chosen a PIN already: it knows where on the screen a key is."""
        folder = self.folder / "twin"
        shutil.copytree(self.place.box, folder)
        settings = folder / "pickupboxd.conf"
        settings.write_text(settings.read_text().replace(f"socket = {SOCKET}\n", ""))
        twin = place.Twin(self.place.programs, folder)
        self.cleanup.callback(twin.close)
        twin.ask(request="scan", text=base64.b64encode(self.place.badge.encode()).decode())
        for digits, then in ((self.place.one_time_pin, "staff_set_pin"), (place.OWN_PIN, "staff_set_pin"), (place.OWN_PIN, "staff_overview")):
            for key in (*digits, "ok"):
                twin.ask(request="key", key=key)
            twin.ask(request="wait", screen=then, timeout_ms=HANG_S * 1000)
        twin.ask(request="press", target="sign_out")
        twin.ask(request="advance", ms=10_000)
        return twin

    def types_clock(self, people, days):
        """A manager types a time so many days from now, on the keypad. That time, in s."""
        wanted = datetime.datetime.fromtimestamp(self.now() + days * 86400, zoneinfo.ZoneInfo("Europe/Berlin")).replace(second=0)
        people.touches("set_clock")
        self.wait(screen="staff_time")
        people.keys(*wanted.strftime("%d%m%Y"), "ok", *wanted.strftime("%H%M"), "ok")
        self.wait(screen="staff_time_set")
        return wanted.timestamp()

    def now(self):
        return float(self.box.must("date +%s"))

    def entries(self):
        """Of the running box, exported from a copy of its folder."""
        self.box.must("tar -C /var/lib/pickupbox -cf /run/box.tar box box.anchor")
        (self.folder / "box.tar").write_bytes(self.box.get("/run/box.tar"))
        copy = self.folder / "copy"
        copy.mkdir()
        subprocess.run(["tar", "-m", "--no-same-owner", "-C", copy, "-xf", self.folder / "box.tar"], check=True)
        self.place.programs("ledger", "export", copy / "box", copy / "export")
        return place.read_export(self.place, copy / "export")

    def test_04_a_manager_sets_the_clock(self):
        """By systemd-timedated, as polkit says: not before its rule lies where polkit reads it, and for nobody else."""
        box, people = self.box, place.People(self.place, self.twin(), self.box)
        before = self.now()
        box.must("mv /usr/local/share/polkit-1/rules.d/50-pickupbox.rules /tmp")  # Debian 13's polkit reads it there
        people.shows(self.place.badge, "serial")
        self.wait(screen="staff_pin")
        people.keys(*place.OWN_PIN, "ok")
        self.wait(screen="staff_overview")
        people.touches("state")
        self.wait(screen="staff_state")
        people.twin.ask(request="synchronise", synchronised=True)
        self.types_clock(people, 2)
        self.until(lambda: "polkit does not allow it" in self.journal(), "it is not refused", ASK_S)
        self.assertLess(self.now() - before, 3600)
        self.assertEqual(self.property("ActiveState", "polkit.service"), "active", "it was not asked")
        people.twin.ask(request="synchronise", synchronised=False)
        box.must("install -m 644 /tmp/50-pickupbox.rules /etc/polkit-1/rules.d/")
        people.touches("back")
        self.wait(screen="staff_state")
        wanted = self.types_clock(people, 2)
        self.until(lambda: "the clock was set by a manager" in self.journal(), "it is not set", ASK_S)
        self.assertLess(abs(self.now() - wanted), 3600)
        self.assertLess(abs(float(box.get("/sys/class/rtc/rtc0/since_epoch")) - wanted), 3600, "the hardware's clock")
        call = "busctl call org.freedesktop.timedate1 /org/freedesktop/timedate1 org.freedesktop.timedate1 SetTime xbb 1700000000000000 0 0"
        status, text = box.run(f"/usr/bin/setpriv --reuid=nobody --regid=nogroup --clear-groups {call} 2>&1")
        self.assertNotEqual(status, 0, text)
        self.assertRegex(text.lower(), "authentication required|access denied")
        self.assertLess(abs(self.now() - wanted), 3600)
        people.touches("sign_out")
        self.wait(screen="idle")
        clocks = [entry for entry in self.entries() if entry["e"] in ("clock", "alarm") and entry.get("what") in (None, "clock")]
        self.assertEqual([(entry["e"], entry["by"]) for entry in clocks], [("clock", "meier")])
        self.over(f"refused without polkit's rule ('polkit does not allow it'), set with it from {clocks[0]['was'] // 1000} to {clocks[0]['now'] // 1000}, the hardware's "
                  f"clock too, one entry by {clocks[0]['by']}, no doubt; to another user: {text.strip()!r}")

    def test_05_wedged_with_a_coil_on(self):
        box = self.box
        box.must("kill $(pidof kiosk_spring)")
        self.sign_in()
        box.trace_start()
        main, before = self.property("MainPID"), self.processes()
        box.serial_write(self.place.consignments[1].ticket + "\r\n")
        self.coil_on("lock1")
        box.must(f"kill -STOP {main}")
        self.awaits_end(main, "watchdog")
        pause = self.restarted(main, screen="idle")
        pulses = box.pulses()
        self.assertTrue(pulses and all(pulse.ms is not None and pulse.ruled_ms <= CAP_MS for pulse in pulses), pulses)
        self.assertFalse(set(before) & set(self.processes()), "left over")
        self.assertIn("watchdog", box.must(f"journalctl -b --no-pager -o cat -u {UNIT} | grep -i watchdog | tail -n 1").lower())
        self.over(f"stopped with a coil on: the guard switched it off after {pulses[0].ms:.0f} ms, the watchdog killed the daemon, a new one worked; started {pause:.1f} s later")

    def test_06_a_chip_goes_with_its_coil_on(self):
        box = self.box
        self.sign_in()
        main = self.property("MainPID")
        box.serial_write(self.place.consignments[2].ticket + "\r\n")
        locks = [f"lock{n}" for n in range(place.COMPARTMENTS)]
        box.remove_chip("kiosk-locks", when_on=locks)
        self.awaits_end(main, "exit-code")
        pause = self.restarted(main, trouble="locks")
        main = self.property("MainPID")
        box.add_chips({"kiosk-locks": locks})
        self.awaits_end(main, "exit-code")
        again = self.restarted(main, trouble=None, screen="idle")
        self.over(f"ended and started again after {pause:.1f} s, without locks; when the chip was back, again after {again:.1f} s, and worked: "
                  f"{self.property('NRestarts')} restarts so far, nobody did anything")

    def test_07_the_terminal_is_put_back(self):
        box = self.box
        self.until(lambda: not self.text_shows(), "the panel shows the box and no text")
        self.drop_in(UNHURRIED)
        box.run(f"kill -KILL {' '.join(self.processes())}")  # one may end with another
        self.until(lambda: self.property("SubState") == "auto-restart", "it has not ended", ASK_S)
        self.assertTrue(self.text_shows(), "the terminal still shows nothing")
        box.must(f"systemctl restart {UNIT}")
        self.wait(screen="idle")
        self.until(lambda: not self.text_shows(), "the panel shows the box again")
        self.over("all its processes killed at once: the terminal showed text, and the box again after the next start")

    def test_08_the_machine_does_not_sleep(self):
        box = self.box
        kinds = box.must("cat /sys/power/state").split()
        self.assertIn("mem", kinds)
        status, text = box.run("systemctl suspend 2>&1; systemctl start systemd-suspend.service 2>&1", 30)
        self.assertNotEqual(status, 0, text)
        told = box.must("journalctl -b --no-pager -o cat -u systemd-suspend.service | tail -n 4")
        self.assertIn("disabled", told.lower())
        self.assertIsNone(box.qmp.wait("SUSPEND", 0.1))
        self.wait(screen="idle")
        self.over(f"the kernel offers {kinds}; refused: {told.strip().splitlines()[0]!r}")

    def until_journal(self, text):
        self.until(lambda: (self.box.key("enter"), text in self.journal())[1], f"the journal does not say: {text}", ASK_S)

    def test_09_a_doubt_of_the_clock_hears_of_the_kernel_through_the_sandbox(self):
        """Confined it may not ask the kernel; what ends the doubt after an hour of it is tested where time can be advanced."""
        box = self.box
        main = self.property("MainPID")
        self.assertEqual(self.property("ProtectClock"), "yes")
        box.put(BUILD / "tests/kiosk/kiosk_steer", "/usr/bin/kiosk_steer", 0o755)
        box.must("date -s \"@$(($(date +%s) + 3600))\" && kiosk_steer synchronised")
        self.until_journal("the clock in doubt is synchronised")
        self.wait(screen="out_of_order")
        self.assertEqual(self.property("MainPID"), main)
        self.assertNotIn("cannot be asked", self.journal())
        self.over("the clock stepped by an hour: in doubt, and by systemd-timedated it knows within a second that the kernel calls it synchronised")

    def test_10_broken_for_good_somebody_is_told(self):
        box = self.box
        self.drop_in(LIMITED)
        box.must("printf '[panel]\\nwidth_px = wide\\n' >>/var/lib/pickupbox/box/pickupboxd.conf")
        main = self.property("MainPID")
        box.must(f"systemctl reset-failed {UNIT}; kill {main}")
        self.until(lambda: box.run("test -s /run/told")[0] == 0, "it goes on being started, or nobody was told")
        self.assertEqual(self.property("ActiveState"), "failed")
        told = box.must("cat /run/told").strip()
        self.assertRegex(told, f"^{UNIT} \\S+$", "not once, when it was given up")
        self.over(f"a configuration that cannot be read: given up after {self.property('NRestarts')} restarts, OnFailure= told {told!r}")


    def test_11_without_the_installed_file_it_would_have_slept(self):
        """The last part: an emulated machine does not wake up."""
        self.box.must("rm /usr/local/lib/systemd/sleep.conf.d/pickupbox.conf && systemctl --no-block start systemd-suspend.service")
        self.assertIsNotNone(self.box.qmp.wait("SUSPEND", HANG_S), "it could not sleep anyway: part 7 has shown nothing")
        self.over("it slept")


def place_spring(box):
    """Doors spring open by their coils."""
    box.put(BUILD / "tests/kiosk/kiosk_spring", "/usr/bin/kiosk_spring", 0o755)
    place.spring(box, range(place.COMPARTMENTS))


if __name__ == "__main__":
    BUILD = pathlib.Path(sys.argv[1]).resolve()
    with kiosk.or_skipped():
        unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2, failfast=True)
