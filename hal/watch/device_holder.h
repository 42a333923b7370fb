/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Who has a device open, by what proc(5) shows. Of the processes of others only root is shown; nobody else is told that
 * there are none.
 */
#pragma once

#include <sys/types.h>

#include "base/macro.h"

enum { DEVICE_HOLDER_NAME_SIZE = 64 };

/* Another process that has it open; name: as in /proc/PID/comm, valid during the call. */
typedef void device_holder_fn(void *context, pid_t pid, const char *name);

/* Calls for each process but this one. How many; -ENODEV when the path is no character device, or another negative errno. */
MUST_CHECK int device_holders(const char *path, device_holder_fn *holder, void *context);
