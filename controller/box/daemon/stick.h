/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Reading what the office sent on a stick that somebody plugged in, or what a witness signed, made by nobody knows whom.
 *
 * Only regular files at its top are looked at, whose name begins with "bundle", "statement" or "revocations", or else with "checkpoint", in
 * capitals or not, and holds letters, digits, '.', '-' and '_' alone: such a name can be shown. Of checkpoints also the one in the folder of
 * this box's export, where a witness signs it. No link is followed, nothing is waited for, nothing is
 * written. At most STICK_NAMES_MAX names are read, SCREEN_STICK_FILES files taken, the first by their names, none longer than a bundle, or a note.
 * Whether there is a stick shows by its owner: where it is mounted (media-pickupbox.mount) it belongs to the daemon's user, and
 * without one to root.
 */
#pragma once

#include "base/bytes.h"
#include "controller/box/session/ports.h"
#include "ui/screens/screen.h"

enum { STICK_NAMES_MAX = 4096 };

struct stick_file {
        char name[SCREEN_STICK_NAME_SIZE];
        bool too_long;
        struct buffer bytes;
};

struct stick {
        enum screen_stick_state state;
        struct stick_file files[SCREEN_STICK_FILES];
        unsigned count;
        unsigned unread;        /* of such a name, beyond those files */
        bool crowded;           /* there are more than STICK_NAMES_MAX names */
};

/* Whether a file of this name is looked at for this. */
bool stick_takes_name(enum stick_part part, const char *name);
/* Whether a stick is mounted at `folder`. */
bool stick_is_there(const char *folder);
/*
 * Reads it: the files are there with SCREEN_STICK_READ. export: the name of this box's export there, for STICK_WITNESSED. Blocks for as long
 * as the stick takes. To be freed with stick_deinit().
 */
void stick_read(const char *folder, enum stick_part part, const char *export, struct stick *ret_stick);
void stick_deinit(struct stick *stick);
