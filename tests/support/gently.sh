#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Runs a command with what all others leave of the cores: gently.sh COMMAND [ARGUMENT…]. Each test is a session of its own,
# and where the kernel shares the cores out among sessions, niceness inside one says nothing.
{ echo 19 >/proc/self/autogroup; } 2>/dev/null
exec nice -n 19 "$@"
