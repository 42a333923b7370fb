/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One program that makes or plays sound: started with a descriptor to read from
 * and one to write to, and ended at once when it is not wanted any more.
 *
 * It is executed with nothing but those two and a standard error that goes
 * nowhere, has its own process group, and the kernel kills it when the thread that
 * started it ends. What it is to say comes in over the descriptor, never in an
 * argument, which everybody on the machine could read.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "base/macro.h"

struct sound_process {
        pid_t pid;      /* 0: none */
        int pidfd;      /* readable when it has ended; -1: none */
        bool killed;    /* by sound_process_kill() */
};

#define SOUND_PROCESS_INIT { .pidfd = -1 }

enum sound_end {
        SOUND_END_WELL,         /* exit status 0 */
        SOUND_END_KILLED,       /* by us, or because nobody read on */
        SOUND_END_BADLY,        /* anything else; also when there is no such program */
};

/*
 * Starts arguments[0], a path, with these arguments (NULL at the end). input and output stay the caller's; output -1:
 * nowhere. 0 or a negative errno, then there is no process.
 */
MUST_CHECK int sound_process_start(const char *const arguments[], int input, int output, struct sound_process *ret_process);
bool sound_process_runs(const struct sound_process *process);
/* Ends it; that it has ended is still told by its pidfd. */
void sound_process_kill(struct sound_process *process);
/* Whether it has ended, and how; then there is none any more. Does not wait. */
MUST_CHECK bool sound_process_ended(struct sound_process *process, enum sound_end *ret_end);
/* Kills it and waits for that. Accepts none. */
void sound_process_deinit(struct sound_process *process);
