/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the commands for auditors share: their keys, and how a verdict is told.
 */
#pragma once

#include <jansson.h>

#include "controller/command/command.h"
#include "controller/ledger/exported.h"

enum { AUDITING_VKEYS_MAX = 16 };

/*
 * Reads each --vkey: a file that holds a verifier key, or the key itself; ORIGIN= before either, where a log's origin is not
 * its key's name. COMMAND_DONE, or COMMAND_FAULT after saying why.
 */
MUST_CHECK int auditing_vkeys(const char *const *given, size_t count, struct vkey *ret_vkeys);

/* The same for another option: "witness", of type NOTE_TYPE_COSIGNATURE, whose keys are for no origin. */
struct auditing_keys {
        const char *option;
        uint8_t type;
};
MUST_CHECK int auditing_given_keys(const struct auditing_keys *keys, const char *const *given, size_t count, struct vkey *ret_vkeys);

/* ledger_progress_fn: shown on a terminal alone; context is what is being done, such as "verifying". */
void auditing_progress(void *context, uint64_t done, uint64_t size);

/* The exit status of a library result (0, LEDGER_E_INVALID, -errno), told with what it is about. */
MUST_CHECK int auditing_report(int r, const char *about, const struct finding *finding);
/* Prints one object and frees it; NULL is memory that was short. COMMAND_DONE or COMMAND_FAULT. */
MUST_CHECK int auditing_print_json(json_t *object);
/* The root in base64, in `text`, or "" when memory is short. */
const char *auditing_root(const struct hash *root, struct buffer *text);
