/* SPDX-License-Identifier: EUPL-1.2 */
/* What the daemon does with a stick, for somebody at the screen. */
#pragma once

#include "controller/box/daemon/errand.h"
#include "controller/box/daemon/stick.h"
#include "controller/box/daemon/stick_export.h"
#include "crypto/note.h"

struct daemon_stick {
        struct errand *errand;          /* NULL: there was no memory for it */
        struct stick found;             /* the errand's while one is under way; so are: */
        enum stick_part part;           /* what it is read for */
        char export_name[SCREEN_EXPORT_NAME_SIZE]; /* of this box */
        bool lists;                     /* what is under way is about a list of contents */
        struct stick_export export;
        char origin[NOTE_NAME_MAX + 1];
        enum screen_export_state ended;
};

/* The port read_stick of controller/box/session/ports.h; context: the struct daemon. What is found is taken as what lies in the drop folder. */
MUST_CHECK int daemon_read_stick(void *context, enum stick_part part);
/* The port export_stick. */
MUST_CHECK int daemon_export_stick(void *context, uint64_t size);
/* The port list_stick. */
MUST_CHECK int daemon_list_stick(void *context, const struct buffer *list, const struct buffer *proof, unsigned count);
/* The port look_stick. */
MUST_CHECK int daemon_look_stick(void *context);
