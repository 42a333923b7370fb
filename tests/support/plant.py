#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Plants a fault in a copy of the source and demands that a test catches it.

    plant.py FILE OLD NEW TEST [ARGUMENT...]

FILE is relative to the source; OLD must stand in it exactly once and is replaced by NEW. TEST is the name of a test
of meson's; it gets the ARGUMENTs besides its own. The copy is built and the test run twice: without the fault it must
pass, with it it must build and fail. Exit status 0 when the fault was caught, 1 when it was not, 2 when the planting
itself went wrong.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
TIMEOUT = 600


def stop(message):
    print(f"plant: {message}", file=sys.stderr)
    sys.exit(2)


def run(arguments, **options):
    return subprocess.run([str(a) for a in arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace", timeout=TIMEOUT, **options)


def must(arguments, what):
    done = run(arguments)
    if done.returncode != 0:
        print("\n".join(done.stdout.splitlines()[-40:]), file=sys.stderr)
        stop(f"{what} (exit status {done.returncode})")
    return done.stdout


def copy_source(target):
    def unneeded(folder, names):
        return [name for name in names if name in (".git", "__pycache__") or (pathlib.Path(folder, name) / "meson-private").is_dir()]

    shutil.copytree(SOURCE, target, ignore=unneeded, symlinks=True)


def find_test(build, name):
    tests = json.loads(must(["meson", "introspect", "--tests", build], "meson cannot list the tests"))
    found = [test for test in tests if test["name"] == name]
    if len(found) != 1:
        stop(f"{len(found)} tests are named {name}")
    return found[0]


def build_and_run(build, test, arguments, state):
    targets = [pathlib.Path(part).relative_to(build) for part in test["cmd"] if part.startswith(f"{build}/")]
    must(["ninja", "-C", build, *targets], f"the copy {state} does not build")
    return run([*test["cmd"], *arguments], env=dict(os.environ, **test["env"]), cwd=test["workdir"] or build)


def main():
    if len(sys.argv) < 5:
        print(__doc__, file=sys.stderr)
        sys.exit(2)
    file, old, new, name, *arguments = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="pickupbox-plant-") as folder:
        source, build = pathlib.Path(folder, "source"), pathlib.Path(folder, "build")
        copy_source(source)
        text = (source / file).read_text()
        if text.count(old) != 1:
            stop(f"{old!r} stands {text.count(old)} times in {file}, not once")
        must(["meson", "setup", build, source, "-Dbuildtype=debug"], "the copy cannot be configured")
        test = find_test(build, name)

        healthy = build_and_run(build, test, arguments, "without the fault")
        if healthy.returncode == 77:
            print(healthy.stdout.strip())
            print(f"plant: {name} is skipped here, so nothing can be planted for it")
            sys.exit(77)
        if healthy.returncode != 0:
            print("\n".join(healthy.stdout.splitlines()[-40:]), file=sys.stderr)
            stop(f"{name} fails without the fault already")

        (source / file).write_text(text.replace(old, new))
        planted = build_and_run(build, test, arguments, "with the fault")
        if planted.returncode in (0, 77):
            print(f"plant: NOT CAUGHT: {name} passes with {new!r} instead of {old!r} in {file}")
            sys.exit(1)
        says = [line for line in planted.stdout.splitlines() if line.strip()]
        print(f"plant: caught: with {new!r} instead of {old!r} in {file}, {name} fails (exit status {planted.returncode})")
        print("\n".join(says[:1]))


if __name__ == "__main__":
    main()
