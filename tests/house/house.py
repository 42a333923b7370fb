# SPDX-License-Identifier: EUPL-1.2
"""How a rule of the house is tried: first the checker itself, then the tree."""

import os
import pathlib


def main(check_the_checker, faults, counted):
    """The exit status. `faults(root)`: what breaks the rule; `counted(root, found)`: the last line."""
    root = pathlib.Path(os.environ.get("PICKUPBOX_SOURCE") or pathlib.Path(__file__).resolve().parents[2])
    check_the_checker()
    found = list(faults(root))
    print("\n".join([*found, counted(root, found)]))
    return 1 if found else 0
