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
#include "base/words/event.h"
#include "base/words/found.h"
#include "base/words/hardware.h"
#include "base/words/how.h"
#include "base/words/key_change.h"
#include "base/words/purpose.h"
#include "base/words/way.h"
#include "crypto/badge.h"
#include "crypto/merkle.h"
#include "crypto/note.h"
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

/*
 * Only the members that the event names are written; the others are ignored, and
 * zero after parsing. Texts are printable ASCII without quotation mark and
 * backslash and may be empty: `by` is, where the box acted on its own. Times are
 * never negative.
 */
struct entry {
        char box[BOX_ID_MAX + 1];
        uint64_t n;                /* index */
        int64_t t_ms;              /* when it was written */
        int64_t seen_ms;           /* of one written late: when it happened, not after t_ms; 0: at t_ms. Of every event, as the last member */
        enum entry_event event;

        bool has_cti;              /* refused, service_open: cti is optional. After parsing: whether there was one */
        uint8_t cti[CTI_LEN];
        uint32_t c;                /* compartment */
        char sub[SUB_MAX + 1];
        char by[SUB_MAX + 1];
        char version[ENTRY_TEXT_MAX + 1];
        enum hardware mode;
        char why[ENTRY_TEXT_MAX + 1];   /* a word of reason.h or refusal.h, but any text is read */
        enum key_change key_change;     /* rotating; written as "why" */
        enum purpose purpose;           /* service_open; written as "why". PURPOSE_NONE: as earlier versions wrote it, without cti and second */
        char second[SUB_MAX + 1];       /* service_open; empty: nobody else was there */
        enum way way;
        enum how how;
        enum found found;
        char what[ENTRY_TEXT_MAX + 1];  /* as alarm_text() writes it, gave_up: a screen; but any text is read */
        uint8_t items[ENTRY_ITEMS_MAX]; /* enum item, 1 to ENTRY_ITEMS_MAX of them; written as "1,5" */
        uint8_t item_count;
        int64_t deadline_ms;
        uint32_t bundle_version;
        uint32_t tries, count;
        uint64_t size;
        uint32_t there, empty, other;   /* reconciled; other is written as "else" */
        int64_t was_ms, now_ms;         /* countersigned: now_ms is the signature's own time, written as "at" */
        struct hash sha;                /* 64 hex digits */
        char origin[NOTE_NAME_MAX + 1]; /* continued; countersigned and contradicted: the witness's name, written as "witness" */
        struct hash root;               /* continued, contradicted; 64 hex digits */
        char old_key[ENTRY_KEY_TEXT_LEN + 1], new_key[ENTRY_KEY_TEXT_LEN + 1];             /* hex; old_key may be empty */
        char by_old[ENTRY_SIGNATURE_TEXT_LEN + 1], by_new[ENTRY_SIGNATURE_TEXT_LEN + 1];   /* hex; by_old may be empty */
};

/* The legal time of what it tells. */
static inline int64_t entry_time(const struct entry *entry) {
        return entry->seen_ms ? entry->seen_ms : entry->t_ms;
}

/* Whether both would be the same line. Two that cannot be written are not. */
bool entry_equal(const struct entry *a, const struct entry *b);

/* Appends the line without a newline. 0; -EINVAL when a member is not as above; -ENOMEM or -EMSGSIZE from the buffer. */
MUST_CHECK int entry_format(const struct entry *entry, struct buffer *ret_line);

enum { ENTRY_E_MALFORMED = 1 };
/* Strict: formatting the result gives the same bytes. 0, or ENTRY_E_MALFORMED and ret_entry untouched. Allocates nothing. */
MUST_CHECK int entry_parse(const char *line, size_t len, struct entry *ret_entry);
