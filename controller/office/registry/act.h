/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Entries of an office's own log: one line of ASCII JSON each (docs/formats.md "The office's log"), in the form of a
 * box's entry (controller/ledger/entry.h) with `by` in place of `box`. No personal data. Formatting fixes the order of keys;
 * parsing is strict and accepts exactly what formatting writes.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/words/act.h"
#include "crypto/badge.h"
#include "crypto/code.h"
#include "crypto/key.h"
#include "crypto/merkle.h"
#include "crypto/note.h"

enum { ACT_LINE_MAX = 1024, ACT_BY_MAX = 32 };

/* Only the members that the event names are written; the others are ignored, and zero after parsing. Times in seconds but t_ms. */
struct act {
        uint64_t n;
        int64_t t_ms;
        enum act_event event;
        char by[ACT_BY_MAX + 1];        /* who: "uid-1000" is an account of the computer */
        uint8_t cti[CTI_LEN];
        char box[BOX_ID_MAX + 1];
        char sub[SUB_MAX + 1];
        uint32_t nbf, ticket_exp, code_exp, last_exp, void_before;
        uint32_t revoked;               /* 0 or 1 */
        uint32_t before;
        uint32_t count, version;
        uint32_t at, deadline;
        uint8_t key[KEY_ID_LEN];        /* id of the key that the box was enrolled with */
        struct hash sha, office;
        char origin[NOTE_NAME_MAX + 1];
        uint64_t size;
        struct hash root;
        struct public_key old_key, new_key;     /* that sign the log */
        uint8_t by_old[KEY_SIGNATURE_LEN], by_new[KEY_SIGNATURE_LEN]; /* the former zeros: the old key had ended */
};

/* Appends the line without a newline. 0; -EINVAL when a member cannot be; -ENOMEM or -EMSGSIZE from the buffer. */
MUST_CHECK int act_format(const struct act *act, struct buffer *ret_line);

enum { ACT_E_MALFORMED = 1 };
/* Formatting the result gives the same bytes. 0, or ACT_E_MALFORMED and ret_act untouched. */
MUST_CHECK int act_parse(const char *line, size_t len, struct act *ret_act);
