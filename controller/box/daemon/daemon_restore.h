/* SPDX-License-Identifier: EUPL-1.2 */
/* The way on at the screen, for a daemon whose store was put back: what box_restore.h does, asked by the box (restoring.h). */
#pragma once

#include "controller/box/daemon/box_restore.h"
#include "controller/box/session/restoring.h"

struct daemon;

struct daemon_restore {
        struct box_folder folder;
        struct box_restore *restore;    /* under way; owned; or NULL */
        struct restoring_ports ports;
};

void daemon_restore_init(struct daemon *daemon);
void daemon_restore_deinit(struct daemon_restore *restore);
