# SPDX-License-Identifier: EUPL-1.2
"""What a run of all tests comes to: what passed, failed and was skipped, and where its time went."""

import re

ERROR = re.compile(r"^\[ *ERROR *\] --- .*$", re.MULTILINE)  # what an assertion found, and where it stands
CASE = re.compile(r"^\[ *(OK|FAILED|SKIPPED|ERROR) *\] (\w+)\s*$", re.MULTILINE)  # cmocka's lines
SLOWEST = 10
LAST_WORDS = 12  # lines: how many are told of a program that fails in no case that it names


def last_words(result):
    """What a program said last, to stderr or, where it said nothing there, to stdout; and how it ended."""
    said = (result.get("stderr") or "").strip() or (result.get("stdout") or "").strip()
    lines = [f"    {line.rstrip()}" for line in said.splitlines() if line.strip()][-LAST_WORDS:]
    return "\n".join((f"status {result.get('returncode', 'unknown')}; {'it said last:' if lines else 'it said nothing'}", *lines))


def minutes(seconds):
    return f"{int(seconds + 0.5) // 60:3}:{int(seconds + 0.5) % 60:02}"


class Tally:
    """`kiosk`: whether the virtual kiosk is wanted. Where it is, a test of it that cannot run is a failure and no skip: nobody reads
    a list of skips, and most of what is said about real devices is shown there alone."""

    def __init__(self, kiosk=True):
        self.kiosk = kiosk
        self.passed = 0
        self.failures = []
        self.skips = []
        self.steps = []      # (what, seconds, seconds of CPU), one after the other or side by side
        self.programs = []   # (seconds, build, suite, name)

    def add(self, build, result):
        """One line of meson's testlog.json; its name is "pickupbox:SUITE+SUITE / TEST". A cmocka program counts by its cases, any other as one."""
        name = f"{build}: {result['name']}"
        suites = result["name"].rpartition(" / ")[0].rpartition(":")[2].split("+")
        output = (result.get("stdout") or "") + (result.get("stderr") or "")
        cases = {kind: {case for k, case in CASE.findall(output) if k == kind} for kind in ("OK", "FAILED", "SKIPPED", "ERROR")}
        self.programs.append((result.get("duration", 0), build, suites[0], result["name"]))
        if result["result"] == "SKIP":
            lines = [line for line in output.strip().splitlines() if line.strip()]
            self.skip(name, lines[-1].strip() if lines else "no reason given", "kiosk" in suites)
            return
        self.skips += [f"{name}: case {case}" for case in sorted(cases["SKIPPED"])]
        if result["result"] == "OK":
            self.passed += len(cases["OK"]) or (not cases["SKIPPED"])
            return
        failed = sorted(cases["FAILED"] | cases["ERROR"])
        self.passed += len(cases["OK"])
        failures = [f"{name}: {case}" for case in failed] or [f"{name} ({result['result']}), {last_words(result)}"]
        if failed:
            failures[-1] = "\n".join((failures[-1], *(f"    {error}" for error in ERROR.findall(output)[:LAST_WORDS])))
        self.failures += failures

    def skip(self, name, reason, kiosk=False):
        if kiosk and self.kiosk:
            self.failures.append(f"{name}: cannot run: {reason} (--without-kiosk: it is not wanted)")
        else:
            self.skips.append(f"{name}: {reason}")

    def fail(self, name, status, said):
        """A program that meson did not run, and all that it said."""
        self.failures.append(f"{name}: {last_words({'returncode': status, 'stdout': said})}")

    def step(self, what, seconds, cpu):
        self.steps.append((what, seconds, cpu))

    def table(self, seconds):
        """Where the time went, in all so many seconds; its lines."""
        lines = [f"where the time went ({minutes(seconds).strip()} in all)", "    time     CPU  step"]
        lines += [f"  {minutes(wall)}  {minutes(cpu)}  {what}" for what, wall, cpu in self.steps]
        suites = {}
        for spent, build, suite, _ in self.programs:
            of = suites.setdefault((build, suite), [0, 0])
            of[0] += spent
            of[1] += 1
        lines.append("    time          suite, its programs' times added up")
        lines += [f"  {minutes(spent)}          {build}: {suite} ({count})"
                  for (build, suite), (spent, count) in sorted(suites.items(), key=lambda item: -item[1][0])]
        lines.append("    time          slowest programs")
        lines += [f"  {minutes(spent)}          {build}: {name}" for spent, build, _, name in sorted(self.programs, reverse=True)[:SLOWEST]]
        return lines

    def ends(self, strict):
        """Prints what was skipped and what failed, and the last line. The exit status."""
        for skip in self.skips:
            print(f"skipped  {skip}")
        for failure in self.failures:
            print(f"FAILED   {failure}")
        print(f"{self.passed} passed, {len(self.failures)} failed, {len(self.skips)} skipped")
        return 1 if self.failures or (strict and self.skips) else 0
