/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Ledger entries: one line of ASCII JSON each (docs/ledger.md "Entry").
 * Formatting fixes the order of keys; parsing is strict and accepts
 * exactly what formatting writes.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/words/found.h"
#include "base/words/how.h"
#include "base/words/way.h"
#include "crypto/badge.h"
#include "crypto/merkle.h"
#include "crypto/ticket.h"

enum {
        ENTRY_MAX_LEN = 4096,
        ENTRY_TEXT_MAX = 64,
        ENTRY_ITEMS_MAX = TICKET_ITEMS_MAX,
        ENTRY_KEY_TEXT_LEN = 2 * KEY_PUBLIC_LEN,
        ENTRY_SIGNATURE_TEXT_LEN = 2 * KEY_SIGNATURE_LEN,
};

/* The largest integer that every JSON reader has exactly (RFC 8259 section 6): times, indexes and sizes end here. */
#define ENTRY_NUMBER_MAX ((UINT64_C(1) << 53) - 1)

enum entry_event {
        ENTRY_BOOT = 1,         /* text1 version, text2 mode "simulated" | "real" */
        ENTRY_SHUTDOWN,
        ENTRY_CONFIG,           /* sha */
        ENTRY_BUNDLE,           /* number version, sha */
        ENTRY_CLOCK,            /* was_ms, now_ms, by */
        ENTRY_LOGIN,            /* sub */
        ENTRY_LOGIN_REFUSED,    /* sub, why */
        ENTRY_LOGOUT,           /* sub */
        ENTRY_LOAD_BEGIN,       /* cti, c, sub */
        ENTRY_LOADED,           /* cti, c, items, deadline, by */
        ENTRY_LOAD_CANCELLED,   /* cti, c */
        ENTRY_REISSUED,         /* cti */
        ENTRY_RELEASE,          /* cti, c, way */
        ENTRY_ISSUED,           /* cti, c, how */
        ENTRY_REOPENED,         /* cti, c */
        ENTRY_CLOSED,           /* cti, c */
        ENTRY_UNSURE,           /* cti, c */
        ENTRY_OLD_RETURNED,     /* cti, c */
        ENTRY_OPEN_FAILED,      /* cti, c, tries */
        ENTRY_LEFT_OPEN,        /* c */
        ENTRY_FORCED_OPEN,      /* c */
        ENTRY_REFUSED,          /* why, cti? */
        ENTRY_REFUSED_MANY,     /* why, count */
        ENTRY_LOCKED_OUT,       /* cti */
        ENTRY_EXPIRED,          /* cti, c */
        ENTRY_REMOVED,          /* cti, c, found, by */
        ENTRY_QUARANTINED,      /* c, why */
        ENTRY_RETURNED_TO_SERVICE, /* c, by */
        ENTRY_SERVICE_OPEN,     /* c, by */
        ENTRY_RECONCILED,       /* there, empty, else, by */
        ENTRY_EXPORTED,         /* size, by */
        ENTRY_ALARM,            /* what */
        ENTRY_ALARM_CLEARED,    /* what, by */
        ENTRY_ARCHIVED,         /* size, sha: the entries before `size` are in the archive, and `sha` is the root of their tree */
        ENTRY_ROTATING,         /* old, new, why: "planned" | "lost"; controller/ledger/rotation.h */
        ENTRY_ROTATED,          /* by_old, by_new */
        ENTRY_EVENT_COUNT,
};
/* Its name in the ledger, such as "load_begin"; NULL out of range. Static. */
const char *entry_event_name(enum entry_event event);

/*
 * Only the members that the event names are written; the others are ignored, and
 * zero after parsing. Texts are printable ASCII without quotation mark and
 * backslash and may be empty: `by` is, where the box acted on its own. Times are
 * never negative.
 */
struct entry {
        char box[BOX_ID_MAX + 1];
        uint64_t n;                /* index */
        int64_t t_ms;
        enum entry_event event;

        bool has_cti;              /* refused: cti is optional. After parsing: whether there was one */
        uint8_t cti[CTI_LEN];
        uint32_t c;                /* compartment */
        char sub[SUB_MAX + 1];
        char by[SUB_MAX + 1];
        char version[ENTRY_TEXT_MAX + 1];
        char mode[ENTRY_TEXT_MAX + 1];  /* simulated | real */
        char why[ENTRY_TEXT_MAX + 1];
        enum way way;
        enum how how;
        enum found found;
        char what[ENTRY_TEXT_MAX + 1];
        uint8_t items[ENTRY_ITEMS_MAX]; /* enum item, 1 to ENTRY_ITEMS_MAX of them; written as "1,5" */
        uint8_t item_count;
        int64_t deadline_ms;
        uint32_t bundle_version;
        uint32_t tries, count;
        uint64_t size;
        uint32_t there, empty, other;   /* reconciled; other is written as "else" */
        int64_t was_ms, now_ms;
        struct hash sha;                /* 64 hex digits */
        char old_key[ENTRY_KEY_TEXT_LEN + 1], new_key[ENTRY_KEY_TEXT_LEN + 1];             /* hex; old_key may be empty */
        char by_old[ENTRY_SIGNATURE_TEXT_LEN + 1], by_new[ENTRY_SIGNATURE_TEXT_LEN + 1];   /* hex; by_old may be empty */
};

/* Appends the line without a newline. 0; -EINVAL when a member is not as above; -ENOMEM or -EMSGSIZE from the buffer. */
MUST_CHECK int entry_format(const struct entry *entry, struct buffer *ret_line);

enum { ENTRY_E_MALFORMED = 1 };
/* Strict: formatting the result gives the same bytes. 0, or ENTRY_E_MALFORMED and ret_entry untouched. Allocates nothing. */
MUST_CHECK int entry_parse(const char *line, size_t len, struct entry *ret_entry);
