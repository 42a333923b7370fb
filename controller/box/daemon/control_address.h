/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The two ends of the control socket. Its folder may have a path of any length:
 * it is addressed through a descriptor of the folder, because an address holds
 * 107 bytes only (unix(7)).
 */
#pragma once

#include "base/macro.h"

/*
 * Listens, non-blocking, mode 0600. A socket that is left there is replaced: the
 * caller knows that no other daemon runs. 0; -EADDRINUSE when something else than
 * a socket has the name; another negative errno.
 */
MUST_CHECK int control_listen(const char *path, int *ret_fd);
/* Connects, blocking. 0; -ENOENT or -ECONNREFUSED when no daemon runs; another negative errno. */
MUST_CHECK int control_connect(const char *path, int *ret_fd);
