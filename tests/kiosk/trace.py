# SPDX-License-Identifier: EUPL-1.2
"""What happened to GPIO lines, as the kernel itself recorded it (ftrace), in the kiosk's own time.

A line changes when somebody sets it, and, on a chip that does not keep outputs, when it is released.
"""

import re

EVENT = re.compile(r"^\s*(?P<task>.+)-(?P<pid>\d+)\s+\[\d+\]\s+\S+\s+(?P<time>\d+\.\d+): (?P<name>\w+): (?P<rest>.*)$")
STILL = re.compile(r"^still (\d+\.\d+) (\d+)$")
SET = re.compile(r"^(\d+) set (\d)$")
FREED = re.compile(r'label="([^"]*)" offset=(\d+)$')
TRACING = "/sys/kernel/tracing"
ENTRIES = re.compile(r"^# entries-in-buffer/entries-written: (\d+)/(\d+) ", re.M)
# Where gpio_sim_free() gets its chip (whose first member is the label) and the line's offset.
FREE_PROBE = "p:kiosk/line_freed gpio_sim_free label=+0(+0(%di)):string offset=%si:u32"


class Change:
    """One change: `time_s` since the kiosk's start, `chip`, `line`, `high`, `by` (whoever did it), `released`."""

    def __init__(self, time_s, chip, line, high, by, released=False):
        self.time_s, self.chip, self.line, self.high, self.by, self.released = time_s, chip, line, high, by, released

    def __repr__(self):
        return f"{self.time_s:.6f} {self.chip}:{self.line} {'high' if self.high else 'low'}{' released' if self.released else ''} ({self.by})"


class Pulse:
    """A time in which a line was active. `end_s` is None when it still is. `still_ms` of it the whole machine stood still."""

    def __init__(self, line, start_s):
        self.line, self.start_s, self.end_s, self.released, self.still_ms = line, start_s, None, False, 0

    @property
    def ms(self):
        return None if self.end_s is None else (self.end_s - self.start_s) * 1000

    @property
    def ruled_ms(self):
        """Of its length what whoever rules it could help (beat.c)."""
        return None if self.end_s is None else self.ms - self.still_ms

    def __repr__(self):
        still = f", {self.still_ms:.1f} of them still," if self.still_ms else ""
        return f"{self.line}: {'never ended' if self.ms is None else f'{self.ms:.1f} ms'}{still} from {self.start_s:.6f} s"


def start_commands():
    """For the shell inside: records from now on. Not what is read: switches are, many times a second, and the kernel keeps the newest megabyte."""
    return f"""cd {TRACING}
echo 0 >tracing_on
echo mono >trace_clock
grep -q kiosk/line_freed kprobe_events || echo '{FREE_PROBE}' >>kprobe_events
echo 'get == 0' >events/gpio/gpio_value/filter
echo 1 >events/gpio/gpio_value/enable
echo 1 >events/kiosk/line_freed/enable
echo >trace
echo 1 >tracing_on
pidof kiosk_beat >/dev/null || kiosk_beat >/tmp/beat.log 2>&1 &"""


def whole(text):
    """A trace of which nothing is missing; what the kernel had no room for would be a pulse that nobody knows of."""
    kept, written = map(int, ENTRIES.search(text).groups())
    assert kept == written, f"the kernel has dropped {written - kept} of {written} records"
    return text


def events(text):
    """(time in s, task, name, rest) of each line of a trace."""
    for line in text.splitlines():
        found = EVENT.match(line)
        if found:
            yield float(found["time"]), found["task"].strip(), found["name"], found["rest"]


def changes(text, lines, keeping):
    """All changes in a trace. `lines`: {(chip, offset): (name, global number)}; a released line of a keeping chip does not change."""
    by_number = {number: (chip, name) for (chip, _), (name, number) in lines.items()}
    found = []
    for time_s, task, name, rest in events(text):
        value = SET.match(rest) if name == "gpio_value" else None
        freed = FREED.search(rest) if name == "line_freed" else None
        if value and int(value.group(1)) in by_number:
            found.append(Change(time_s, *by_number[int(value.group(1))], value.group(2) == "1", task))
        elif freed and not keeping and (freed.group(1), int(freed.group(2))) in lines:
            chip = freed.group(1)
            found.append(Change(time_s, chip, lines[chip, int(freed.group(2))][0], None, task, released=True))
    return found


def pulses(changes_found, prefix="lock", active_low=()):
    """The pulses of all lines whose name begins with `prefix`, in order of their beginning. A released line is inactive: outputs
    have a pull to the inactive side."""
    running, found = {}, []
    for change in changes_found:
        if not change.line.startswith(prefix):
            continue
        key = (change.chip, change.line)
        active = not change.released and change.high != (change.line in active_low)
        if active and key not in running:
            running[key] = Pulse(change.line, change.time_s)
            found.append(running[key])
        elif not active and key in running:
            pulse = running.pop(key)
            pulse.end_s, pulse.released = change.time_s, change.released
    return found


def mark_still(found, text):
    """Fills still_ms of pulses from the trace."""
    for _, _, name, rest in events(text):
        still = STILL.match(rest) if name == "tracing_mark_write" else None
        if still:
            start_s, end_s = float(still[1]), float(still[1]) + int(still[2]) / 1000
            for pulse in found:
                if pulse.end_s is not None:
                    pulse.still_ms += max(0, min(end_s, pulse.end_s) - max(start_s, pulse.start_s)) * 1000


def overlapping(found):
    """Pairs of pulses that were on at a time."""
    return [(a, b) for number, a in enumerate(found) for b in found[number + 1:]
            if (a.end_s is None or b.start_s < a.end_s) and (b.end_s is None or a.start_s < b.end_s)]
