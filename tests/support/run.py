#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Builds pickupbox and passes its tests.

Without options: a release build with every test, then a build with AddressSanitizer and
UndefinedBehaviorSanitizer with the unit tests. The last line is "N passed, N failed, N skipped";
every skip is listed with its reason. Exit status 0 only when nothing failed.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILDS = ROOT / "build-test"
FUZZ_SECONDS = 120
ON_DEBIAN13 = ("lines", "wiring", "people", "display", "flows", "unplug", "chips", "moments", "cuts")  # of tests/kiosk, with its libraries

CASE = re.compile(r"^\[ *(OK|FAILED|SKIPPED|ERROR) *\] (\w+)\s*$", re.MULTILINE)  # cmocka's lines


class Tally:
    def __init__(self):
        self.passed = 0
        self.failures = []
        self.skips = []

    def add(self, build, result):
        """One line of meson's testlog.json. A cmocka program counts by its cases, any other as one."""
        name = f"{build}: {result['name']}"
        output = (result.get("stdout") or "") + (result.get("stderr") or "")
        cases = {kind: {case for k, case in CASE.findall(output) if k == kind} for kind in ("OK", "FAILED", "SKIPPED", "ERROR")}
        if result["result"] == "SKIP":
            lines = [line for line in output.strip().splitlines() if line.strip()]
            self.skips.append(f"{name}: {lines[-1].strip() if lines else 'no reason given'}")
            return
        self.skips += [f"{name}: case {case}" for case in sorted(cases["SKIPPED"])]
        if result["result"] == "OK":
            self.passed += len(cases["OK"]) or (not cases["SKIPPED"])
            return
        failed = sorted(cases["FAILED"] | cases["ERROR"])
        self.passed += len(cases["OK"])
        self.failures += [f"{name}: {case}" for case in failed] or [f"{name} ({result['result']})"]


def run(arguments, **options):
    return subprocess.run([str(a) for a in arguments], cwd=ROOT, stdin=subprocess.DEVNULL, **options)


def build(name, *options, compiler=None):
    """Configures (once) and compiles build-test/<name>. Ends the program when that fails."""
    folder = BUILDS / name
    environment = dict(os.environ, **({"CC": compiler} if compiler else {}))
    known = (folder / "build.ninja").exists()
    setup = ["meson", "configure", folder] if known else ["meson", "setup", folder, ROOT]
    print(f"== {name}: building", flush=True)
    done = run([*setup, *options], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode == 0:
        done = run(["ninja", "-C", folder, "--quiet"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        print("\n".join(done.stdout.splitlines()[-60:]))
        sys.exit(f"pickupbox: {folder} does not build; the lines above say why")
    return folder


def test(folder, tally, *selection, environment=None):
    print(f"== {folder.name}: testing", flush=True)
    run(["meson", "test", "-C", folder, "--no-rebuild", "--print-errorlogs", *selection],
        env=dict(os.environ, **(environment or {})))
    log = folder / "meson-logs" / "testlog.json"
    results = [json.loads(line) for line in log.read_text().splitlines()]
    if not results:
        sys.exit(f"pickupbox: meson ran no test in {folder}")
    for result in results:
        tally.add(folder.name, result)


def fuzz(folder, tally, seconds):
    """Runs every libFuzzer target for `seconds`, two at a time, from its committed corpus."""
    targets = sorted(p for p in (folder / "tests" / "fuzz").iterdir() if p.name.startswith("fuzz_") and os.access(p, os.X_OK)
                     and p.is_file())
    if not targets:
        sys.exit("pickupbox: no fuzz targets were built")

    def one(target):
        name = target.name.removeprefix("fuzz_")
        work = folder / "found" / name
        work.mkdir(parents=True, exist_ok=True)
        corpus = ROOT / "tests" / "fuzz" / "corpus" / name
        done = run([target, f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1",
                    f"-artifact_prefix={work}/finding-", work, *([corpus] if corpus.is_dir() else [])],
                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        return target.name, done

    print(f"== fuzz: {len(targets)} targets, {seconds} s each", flush=True)
    with concurrent.futures.ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        for name, done in pool.map(one, targets):
            runs = re.search(r"stat::number_of_executed_units:\s*(\d+)", done.stdout)
            print(f"{name}: {'no finding' if done.returncode == 0 else 'FINDING'} in {runs.group(1) if runs else '?'} runs", flush=True)
            if done.returncode == 0:
                tally.passed += 1
            else:
                print("\n".join(done.stdout.splitlines()[-40:]))
                tally.failures.append(f"fuzz: {name}")


def on_debian13(tally):
    """Builds in a Debian 13 root, passes the unit tests there, and those of the virtual kiosk with that root's libraries."""
    sys.path.insert(0, str(ROOT / "tests" / "debian13"))
    import debian13

    folder = BUILDS / "debian13" / "build"
    try:
        root = debian13.root(folder.parent)
    except debian13.Missing as reason:
        tally.skips.append(f"debian13: {reason}")
        return
    print("== debian13: building and testing", flush=True)
    if not debian13.compiles(root, folder):
        tally.failures.append("debian13: does not build")
        return
    debian13.passes(root, folder)
    for line in (folder / "meson-logs" / "testlog.json").read_text().splitlines():
        tally.add("debian13", json.loads(line))
    environment = dict(os.environ, PICKUPBOX_KIOSK_ROOT=str(root))
    for name in ON_DEBIAN13:
        print(f"== debian13: kiosk/{name}", flush=True)
        done = run([sys.executable, ROOT / "tests" / "kiosk" / f"test_{name}.py", folder], env=environment, stdout=subprocess.PIPE,
                   stderr=subprocess.STDOUT, text=True)
        said = (done.stdout.strip() or "no reason given").splitlines()
        if done.returncode == 77:
            tally.skips.append(f"debian13: kiosk/{name}: {said[-1]}")
        elif done.returncode == 0:
            tally.passed += 1
        else:
            print("\n".join(said[-60:]))
            tally.failures.append(f"debian13: kiosk/{name}")


def main():
    parser = argparse.ArgumentParser(prog="deploy/test", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="the unit tests alone, release build")
    parser.add_argument("--fuzz", action="store_true", help=f"also every fuzz target for {FUZZ_SECONDS} s")
    parser.add_argument("--fuzz-seconds", type=int, default=FUZZ_SECONDS, metavar="N", help="that long instead")
    parser.add_argument("--debian13", action="store_true", help="also in a Debian 13 root: build, unit tests, the virtual kiosk with its libraries")
    parser.add_argument("--full", action="store_true", help="long sweeps, with more seeds; also --debian13")
    parser.add_argument("--strict", nargs="?", const="", metavar="VECTORS",
                        help="fail on any skip; VECTORS is the folder of published test vectors (default ../shared/vectors)")
    options = parser.parse_args()

    vectors = pathlib.Path(options.strict).resolve() if options.strict else ROOT.parent / "shared" / "vectors"
    if options.strict and not vectors.is_dir():
        parser.error(f"{vectors} is not a folder of test vectors")
    vector_option = f"-Dvectors={vectors}"
    environment = {"PICKUPBOX_FULL": "1"} if options.full else {}
    patience = ["--timeout-multiplier", "20" if options.full else "4"]
    tally = Tally()

    # Warnings are errors in CI, and of this build alone: sanitizers make compilers warn of paths that they added themselves.
    release = build("release", vector_option, f"-Dwerror={'true' if os.environ.get('CI') else 'false'}")
    if options.quick:
        test(release, tally, "--no-suite", "system", "--no-suite", "sweep", "--no-suite", "kiosk", *patience)
    else:
        test(release, tally, *patience, environment=environment)
        sanitized = build("sanitize", vector_option, "-Dbuildtype=debugoptimized", "-Db_sanitize=address,undefined", "-Db_lundef=false")
        test(sanitized, tally, "--no-suite", "system", "--no-suite", "sweep", "--no-suite", "kiosk", *patience,
             environment={"ASAN_OPTIONS": "detect_leaks=1", "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1"})
    if options.fuzz:
        fuzz(build("fuzz", vector_option, "-Dfuzz=true", "-Dbuildtype=debugoptimized",
                   "-Db_sanitize=address,undefined", "-Db_lundef=false", compiler="clang"), tally, options.fuzz_seconds)

    if options.debian13 or options.full:
        on_debian13(tally)

    print()
    for skip in tally.skips:
        print(f"skipped  {skip}")
    for failure in tally.failures:
        print(f"FAILED   {failure}")
    print(f"{tally.passed} passed, {len(tally.failures)} failed, {len(tally.skips)} skipped")
    if tally.failures or (options.strict is not None and tally.skips):
        sys.exit(1)


if __name__ == "__main__":
    main()
