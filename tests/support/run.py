#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Builds pickupbox and passes its tests.

Without options: a release build with every test, the virtual kiosk among them, then a build with AddressSanitizer and
UndefinedBehaviorSanitizer with the unit tests. At the end: where the time went, every skip with its reason, every failure, and as
the last line "N passed, N failed, N skipped". Exit status 0 only when nothing failed; a kiosk that cannot run is a failure.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import time

from tally import Tally

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILDS = ROOT / "build-test"
FUZZ_SECONDS = 120
# Of tests/kiosk, with that Debian's libraries.
ON_DEBIAN13 = ("lines", "edges", "wiring", "wiring_kinds", "people", "display", "flows", "unplug", "rest", "stick", "systemd", "chips", "chips_random",
               "moments", "cuts", "service", "staff")
CORES = os.cpu_count() or 1
KIOSKS = CORES  # one more, and an emulated machine stands still for longer than a coil may be on
WAITING = 2 * CORES  # tests of which most wait most of their time; what is calm runs beside them
# -O1 and lines alone for the debugger: half the time to compile, and what is compiled is no slower under these. The first finding ends a
# program anyway (UBSAN_OPTIONS below): without the way on from each, a sixth less again.
SANITIZERS = ("-Dbuildtype=debugoptimized", "-Doptimization=1", "-Ddebug=false", "-Dc_args=-g1 -fno-sanitize-recover=all", "-Db_sanitize=address,undefined",
              "-Db_lundef=false")
# The first that is here: linking hundreds of programs takes others three times as long. In the Debian 13 root the compiler takes its own.
LINKERS = ("mold", "lld", "gold")
# Under the sanitizers: not what is about the sources ("house"), about time, calls or other people's tools ("once"), and of long sweeps over bad input, cuts
# and the like every so manieth step (tests/support/share.h). The release build passes them whole, and so does --full here.
NOT_SANITIZED = ("system", "sweep", "kiosk", "house", "once")
LONG = "long"  # only with --full: proofs that a test would fail, of which the usual run has others (HACKING.md lists them)
SHARE = 8
# Tests that only compute: their time is moved, nobody in them waits for anybody. They take the cores that the others leave, from the
# kiosk's tests on until the end, however long that is. Single tests of other folders are of suite "calm".
CALM = ("session", "store", "ui", "crypto", "fuzz", "base", "calm")
PATIENCE, PATIENCE_CALM = 4, 40  # of limits for a hang; who only gets what others leave may be long about it
GENTLY = ROOT / "tests" / "support" / "gently.sh"


class Failed(Exception):
    """What ends the run at once, and why."""


class Steps:
    """Runs commands and remembers how long they took. With `gently` they get what others leave of the cores."""

    def __init__(self, tally):
        self.tally = tally

    def run(self, what, commands, gently=False, output=subprocess.PIPE, environment=None):
        """One after the other, until one fails: (its status, what it printed)."""
        print(f"== {what}", flush=True)
        begin, cpu, said, status = time.monotonic(), 0.0, "", 0
        for command in commands:
            words = [*(["nice", "-n", "19"] if gently else []), *(str(word) for word in command)]
            process = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT if output else None,
                                       text=True, errors="replace", env=dict(os.environ, **(environment or {})))
            said = process.stdout.read() if output else ""
            _, waited, usage = os.wait4(process.pid, 0)
            status = process.returncode = os.waitstatus_to_exitcode(waited)
            cpu += usage.ru_utime + usage.ru_stime
            if status != 0:
                break
        self.tally.step(what, time.monotonic() - begin, cpu)
        return status, said


def targets(folder, skipped):
    """What ninja must build for the tests outside the skipped suites: the product, and what these tests run."""
    def introspect(what):
        done = subprocess.run(["meson", "introspect", f"--{what}", folder], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True)
        return json.loads(done.stdout)

    wanted = {need for test in introspect("tests") if not set(skipped) & {suite.split(":")[-1] for suite in test["suite"]} for need in test["depends"]}
    chosen = [target for target in introspect("targets") if target["id"] in wanted or ROOT / "tests" not in pathlib.Path(target["defined_in"]).parents]
    return sorted({os.path.relpath(name, folder) for target in chosen if target["build_by_default"] or target["id"] in wanted
                   for name in target["filename"]})


def build(steps, name, *options, compiler=None, gently=False, skipped=()):
    """Configures (once) and compiles build-test/<name>, without what only the tests of the skipped suites need."""
    folder = BUILDS / name
    linker = next(({"CC_LD": linker} for linker in LINKERS if shutil.which(f"ld.{linker}")), {})
    known = (folder / "build.ninja").exists()
    setup = ["meson", *(["configure"] if known else ["setup"]), folder, *([] if known else [ROOT]), *options]
    setup = [setup, ["ninja", "-C", folder, "--quiet", "build.ninja"]]
    status, said = steps.run(f"{name}: configuring", setup, gently, environment={**linker, **({"CC": compiler} if compiler else {})})
    if status == 0:
        chosen = targets(folder, skipped) if skipped else []
        status, said = steps.run(f"{name}: building", [["ninja", "-C", folder, "--quiet", *chosen]], gently)
    if status != 0:
        print("\n".join(said.splitlines()[-60:]))
        raise Failed(f"{folder} does not build; the lines above say why")
    return folder


def test(steps, folder, what, *selection, environment=None, patience=PATIENCE, processes=CORES + 1, quietly=False, gently=False):
    """Runs the selected tests; one more at a time than there are cores, because some only wait. What they said comes at once, or
    `quietly` in one piece at the end, when another run talks meanwhile."""
    log = folder / "meson-logs" / f"testlog-{what}{'-' + GENTLY.name if gently else ''}.json"  # meson adds the wrapper's name
    selection = [*selection, *(["--wrapper", shlex.quote(str(GENTLY))] if gently else [])]
    log.unlink(missing_ok=True)  # an earlier run's results are not this one's
    _, said = steps.run(f"{folder.name}: {what}", [["meson", "test", "-C", folder, "--no-rebuild", "--print-errorlogs", "--logbase", f"testlog-{what}",
                                                    "--num-processes", processes, "--timeout-multiplier", patience, *selection]],
                        output=subprocess.PIPE if quietly else None, environment=environment)
    print(said, end="", flush=True)
    results = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    if not results:
        raise Failed(f"meson ran no test in {folder}")
    for result in results:
        steps.tally.add(folder.name, result)


def without(*suites):
    return [word for suite in suites for word in ("--no-suite", suite)]


def only(*suites):
    return [word for suite in suites for word in ("--suite", suite)]


def both_builds(steps, options, vectors):
    """The release build with all tests, and the unit tests under the sanitizers. The kiosk's tests run one more at a time than
    there are cores; with what they leave, the second build is made, and both builds' calm tests begin. Then both builds' other tests run
    side by side, and what is calm still goes on."""
    full = {"PICKUPBOX_FULL": "1"} if options.full else {}
    patience = 20 if options.full else PATIENCE
    # Warnings are errors in CI, and of this build alone: sanitizers make compilers warn of paths that they added themselves.
    long = () if options.full else (LONG,)
    left_out = (*long, *(("system", "sweep", "kiosk") if options.quick else ("kiosk",) if options.without_kiosk else ()))
    release = build(steps, "release", vectors, f"-Dwerror={'true' if os.environ.get('CI') else 'false'}", skipped=left_out)
    if options.quick:
        test(steps, release, "tests", *without(*left_out), patience=patience)
        return
    skipped = [suite for suite in (*NOT_SANITIZED, *long) if suite != "once" or not options.full]
    sanitizers = {"ASAN_OPTIONS": "detect_leaks=1", "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
                  **({} if options.full else {"PICKUPBOX_SHARE": str(SHARE)})}
    calm = {"patience": PATIENCE_CALM, "processes": CORES, "quietly": True, "gently": True}
    with concurrent.futures.ThreadPoolExecutor(max_workers=3) as beside:
        second = beside.submit(build, steps, "sanitize", vectors, *SANITIZERS, gently=not options.without_kiosk, skipped=skipped)
        both = [beside.submit(test, steps, release, "calm", *only(*CALM), *without("kiosk", *long), environment=full, **calm),
                beside.submit(lambda: test(steps, second.result(), "calm", *only(*CALM), *without(*skipped), environment=sanitizers, **calm))]
        if not options.without_kiosk:
            test(steps, release, "kiosk", *only("kiosk"), *without(*long), environment=full, patience=patience, processes=KIOSKS)
        both.append(beside.submit(test, steps, second.result(), "tests", *without(*CALM, *skipped), environment=sanitizers, patience=patience,
                                  processes=WAITING, quietly=True))
        test(steps, release, "tests", *without(*CALM, "kiosk", *long), environment=full, patience=patience, processes=WAITING)
        for run in both:
            run.result()


def fuzz(folder, tally, seconds):
    """Runs every libFuzzer target for `seconds`, as many at a time as there are cores, from its committed corpus."""
    targets = sorted(p for p in (folder / "tests" / "fuzz").iterdir() if p.name.startswith("fuzz_") and os.access(p, os.X_OK)
                     and p.is_file())
    if not targets:
        raise Failed("no fuzz targets were built")

    def one(target):
        name = target.name.removeprefix("fuzz_")
        work = folder / "found" / name
        work.mkdir(parents=True, exist_ok=True)
        corpus = ROOT / "tests" / "fuzz" / "corpus" / name
        done = subprocess.run([target, f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1",
                               f"-artifact_prefix={work}/finding-", work, *([corpus] if corpus.is_dir() else [])], cwd=ROOT,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
        return target.name, done

    print(f"== fuzz: {len(targets)} targets, {seconds} s each", flush=True)
    begin = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(max_workers=CORES) as pool:
        for name, done in pool.map(one, targets):
            runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stdout)
            print(f"{name}: {'no finding' if done.returncode == 0 else 'FINDING'} in {runs.group(1) if runs else '?'} runs", flush=True)
            if done.returncode == 0:
                tally.passed += 1
            else:
                print("\n".join(done.stdout.splitlines()[-40:]))
                tally.fail(f"fuzz: {name}", done.returncode, done.stdout)
    tally.step("fuzz: fuzzing", time.monotonic() - begin, 0)


def on_debian13(steps, kiosk):
    """Builds in a Debian 13 root, passes the unit tests there, and those of the virtual kiosk with that root's libraries."""
    sys.path.insert(0, str(ROOT / "tests" / "debian13"))
    import debian13

    tally, folder, begin = steps.tally, BUILDS / "debian13" / "build", time.monotonic()
    try:
        root = debian13.root(folder.parent)
    except debian13.Missing as reason:
        tally.failures.append(f"debian13: cannot run: {reason}")
        return
    print("== debian13: building and testing", flush=True)
    if not debian13.compiles(root, folder):
        tally.failures.append("debian13: does not build")
        return
    log = folder / "meson-logs" / "testlog.json"
    log.unlink(missing_ok=True)
    debian13.passes(root, folder)
    tally.step("debian13: root, build and unit tests", time.monotonic() - begin, 0)
    if not log.exists():
        tally.failures.append("debian13: meson ran no test")
    for line in log.read_text().splitlines() if log.exists() else ():
        tally.add("debian13", json.loads(line))
    guide_in_bare_root(steps, debian13, folder.parent)
    for name in ON_DEBIAN13 if kiosk else ():
        status, said = steps.run(f"debian13: kiosk/{name}", [[sys.executable, ROOT / "tests" / "kiosk" / f"test_{name}.py", folder]],
                                 environment={"PICKUPBOX_KIOSK_ROOT": str(root)})
        count(tally, f"debian13: kiosk/{name}", status, said, kiosk=True)


def count(tally, name, status, said, kiosk=False):
    lines = (said.strip() or "no reason given").splitlines()
    if status == 77:
        tally.skip(name, lines[-1], kiosk=kiosk)
    elif status == 0:
        tally.passed += 1
    else:
        print("\n".join(lines[-60:]))
        tally.fail(name, status, said)


def guide_in_bare_root(steps, debian13, folder):
    """The auditor's guide, followed where nothing of ours is; the proof is made by the release build."""
    try:
        bare = debian13.bare(folder)
    except debian13.Missing as reason:
        steps.tally.failures.append(f"debian13: auditor: cannot run: {reason}")
        return
    release = BUILDS / "release"
    status, said = steps.run("debian13: auditor", [[sys.executable, ROOT / "tests" / "system" / "auditor.py", release / "controller/command/pickupbox",
                                                    release / "tests/ledger/make_export", ROOT / "docs/ledger.md", bare]])
    count(steps.tally, "debian13: auditor", status, said)


def arguments():
    parser = argparse.ArgumentParser(prog="deploy/test", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="the unit tests alone, release build")
    parser.add_argument("--without-kiosk", action="store_true", help="leave the tests of the virtual kiosk out")
    parser.add_argument("--fuzz", action="store_true", help=f"also every fuzz target for {FUZZ_SECONDS} s")
    parser.add_argument("--fuzz-seconds", type=int, default=FUZZ_SECONDS, metavar="N", help="that long instead")
    parser.add_argument("--debian13", action="store_true", help="also in a Debian 13 root: build, unit tests, the auditor's guide, the virtual kiosk with its libraries")
    parser.add_argument("--full", action="store_true", help="long sweeps, with more seeds, and whole under the sanitizers; also --debian13")
    parser.add_argument("--strict", nargs="?", const="", metavar="VECTORS",
                        help="fail on any skip; VECTORS is the folder of published test vectors (default ../shared/vectors)")
    options = parser.parse_args()
    options.vectors = pathlib.Path(options.strict).resolve() if options.strict else ROOT.parent / "shared" / "vectors"
    if options.strict and not options.vectors.is_dir():
        parser.error(f"{options.vectors} is not a folder of test vectors")
    return options


def main():
    options, begin = arguments(), time.monotonic()
    tally = Tally(kiosk=not options.without_kiosk)
    steps, vectors = Steps(tally), f"-Dvectors={options.vectors}"
    try:
        both_builds(steps, options, vectors)
        if options.fuzz:
            fuzz(build(steps, "fuzz", vectors, "-Dfuzz=true", *SANITIZERS, compiler="clang"), tally, options.fuzz_seconds)
        if options.debian13 or options.full:
            on_debian13(steps, not options.without_kiosk)
    except Failed as reason:
        sys.exit(f"pickupbox: {reason}")
    print()
    print("\n".join(tally.table(time.monotonic() - begin)))
    print()
    sys.exit(tally.ends(options.strict is not None))


if __name__ == "__main__":
    main()
