#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""How long the box takes on the virtual kiosk, in the kiosk's own time, from the kernel's trace: touch to pixels, scan to lock,
a client's death to all coils off, and how long the largest cabinet takes to start. The emulation is many times slower than a machine, and unevenly so: beside each stands the
shortest way that the same kernel offers.

usage: bench_latency.py BUILD [TIMES]

Each is measured so many times: 100, and 60 scans, where nothing else is said.
"""

import contextlib
import pathlib
import re
import shutil
import sys
import tempfile

import day
import kiosk
import place
import trace

TIMES = int(sys.argv[2]) if len(sys.argv) > 2 else 100
TOUCHES, ECHOES, DEATHS, SCANS, WALLS = TIMES, TIMES, TIMES, min(TIMES, 60), min(TIMES, 5)  # kiosk_spring knows 64 compartments
SETTLED_S = 3
# The flip is asked for; the planes of the new picture are set.
PROBES = ("p:kiosk/flip drm_mode_page_flip_ioctl", "r:kiosk/shown drm_atomic_helper_commit_planes")


def row(name, times_s, target_ms=None):
    ms = sorted(time * 1000 for time in times_s)
    p99 = ms[min(len(ms) - 1, int(len(ms) * 0.99))]
    target = f"   target p99 {target_ms} ms: {'met' if p99 <= target_ms else 'missed here'}" if target_ms else ""
    print(f"{name:<46} {len(ms):>4}   p50 {ms[len(ms) // 2]:7.2f}   p99 {p99:7.2f}   max {ms[-1]:7.2f} ms{target}", flush=True)


def first_after(starts_s, events_s):
    """For each start the first event after it."""
    return [min(event for event in events_s if event >= start) - start for start in starts_s]


def rises(box, line):
    return [change.time_s for change in box.changes() if change.line == line and change.high]


def bare_echo(box):
    event = box.must("grep -l 'Kiosk Scanner' /sys/class/input/event*/device/name").split("/")[4]
    box.must(f"kiosk_echo /dev/input/{event} kiosk-locks lock >/tmp/echo 2>&1 & echo $! >/tmp/echo.pid; sleep 0.5")
    box.trace_start()
    device = box.devices["Kiosk Scanner"]
    sent = box.hands(*(word for _ in range(ECHOES) for word in
                       (f"emit {device} 1 30 1", "sleep 5000", f"emit {device} 1 30 0", "sleep 25000")))
    box.must("sleep 0.2; kill $(cat /tmp/echo.pid)")
    row("bare: key to line", first_after([ns / 1e9 for ns in sent[::2]], rises(box, "lock0")))


def deaths(box, kind, name, target_ms=None):
    box.trace_start()
    killed = box.must(f"kiosk_death {kind} kiosk-locks lock {box.sysfs['lock0']}/value {DEATHS}", 600).split()
    off = [change.time_s for change in box.changes() if change.line == "lock0" and not change.high]
    row(name, first_after([int(ns) / 1e9 for ns in killed], off), target_ms)


def walls(box):
    """A cabinet of 608 compartments, from the first look for its lines to locks and doors that answer."""
    text = "".join(box.must("test_gpio_wall", 120) for _ in range(WALLS))
    found = re.findall(r"locks started in (\d+) ms, doors in (\d+) ms, a bare look at all lines (\d+) ms", text)
    row("608 compartments: locks and doors start", [(int(locks) + int(doors)) / 1000 for locks, doors, _ in found], 2000)
    row("bare: a look at all their lines", [int(bare) / 1000 for _, _, bare in found])


def touches(visit):
    box, device = visit.box, visit.box.devices["Kiosk Touch"]
    visit.sees("idle")
    visit.touches("start")
    visit.sees("code")
    key = visit.target("typed")
    x, y = key["x"] + key["w"] // 2, key["y"] + key["h"] // 2
    before = box.pixels()[2]
    box.hands(box.finger(x, y), "sleep 700000")
    assert box.pixels()[2] != before, "a touched key looks as before"
    away = f"emit {device} 3 53 2 3 54 2 3 0 2 3 1 2"
    box.hands(away, "sleep 700000", box.finger_up())
    box.must("\n".join([f"cd {trace.TRACING}", *(f"echo '{probe}' >>kprobe_events" for probe in PROBES), "echo 1 >events/kiosk/enable"]))
    box.trace_start()
    sent = box.hands(*(word for _ in range(TOUCHES) for word in
                       (box.finger(x, y), "sleep 400000", away, "sleep 100000", box.finger_up(), "sleep 400000")), timeout_s=600)
    events = [(time_s, name) for time_s, _, name, _ in trace.events(box.trace_text())]
    down = [ns / 1e9 for ns in sent[::3]]
    flips = [time_s for time_s, name in events if name == "flip"]
    shown = [time_s for time_s, name in events if name == "shown"]
    row("touch to pixels", first_after(down, shown), 50)
    row("  of it until the new picture is drawn", first_after(down, flips))
    box.must(f"echo 0 >{trace.TRACING}/events/kiosk/flip/enable; echo 0 >{trace.TRACING}/events/kiosk/shown/enable")


def scans(visit):
    """Tickets that open a compartment. The entry is durable before the lock: what that costs stands beside it."""
    box = visit.box
    visit.sees("idle")
    day.first_sign_in(visit)
    visit.touches("load")
    visit.sees("staff_scan")
    box.trace_start()
    times, type_ = [], box.type
    for consignment in visit.place.consignments:
        box.must(f"sleep {SETTLED_S}")  # the next door opens once the last has stayed shut: that is no part of this
        ends = []  # a ticket may be held there more than once (Visit.held)
        box.type = lambda text, ends=ends: (sent := type_(text), ends.append(sent[-2] / 1e9))[0]
        visit.shows(consignment.ticket, "keyboard")
        visit.sees("staff_load")
        visit.closes(visit.opened())
        visit.sees("staff_scan")
        start_s = min(pulse.start_s for pulse in box.pulses() if pulse.start_s > ends[0])
        times.append(start_s - max(end for end in ends if end < start_s))
    box.type = type_
    row("scan to lock line", times, 50)
    text = box.must(f"for n in $(seq {SCANS}); do read -r a b </proc/uptime; dd if=/dev/zero of=/data/sync bs=4096 count=1 conv=fsync 2>/dev/null; "
                    "read -r c d </proc/uptime; echo $a $c; done")
    pairs = [tuple(float(word) for word in line.split()) for line in text.splitlines()]
    row("bare: dd writes 4 KiB durably (10 ms steps)", [after - before for before, after in pairs])


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    ours = [build / "tests/kiosk" / name for name in ("kiosk_echo", "kiosk_death")] + [build / "tests/hal/test_gpio_wall"]
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pickupbox-bench-")))
        site = place.Place(place.Programs(build), folder, consignments=SCANS, compartments=SCANS + 4)
        with kiosk.start(build, programs=ours, chips=kiosk.cabinet(1)) as box:
            box.plug_keyboard()
            bare_echo(box)
            deaths(box, "bare", "bare: death to line")
            deaths(box, "guard", "client's death to all off", 20)
        with kiosk.start(build, programs=ours, chips={}, bare=True, display="none") as box:
            box.must("modprobe gpio-sim")
            walls(box)
        disk = place.data_disk(site, folder)
        shutil.copytree(site.box, folder / "twin")
        visit = place.Visit(site, folder / "twin", disk)
        stack.callback(visit.close)
        scans(visit)
        day.sign_out(visit)
        touches(visit)


if __name__ == "__main__":
    with kiosk.or_skipped():
        main()
