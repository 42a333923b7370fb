/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What an office has issued: DIR/consignments.jsonl.
 *
 * One JSON object a line, appended and never changed: an `issue`, a `reissue` or
 * a `revoke` of one consignment. A line counts when its line feed is there. What
 * follows the last line feed is the rest of a write that power or a full disk cut
 * short; it was never confirmed to anybody. Reading steps over it and says so, the
 * next append keeps a copy beside the file (.torn) and takes its place.
 *
 * No personal data stands there in the clear: what a reissue needs is sealed to
 * the office's own key, the reference is a keyed tag.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "controller/office/problems.h"
#include "crypto/code.h"
#include "crypto/sealing.h"
#include "crypto/tag.h"
#include "crypto/ticket.h"

enum {
        JOURNAL_MAX_LEN = 256 << 20,   /* about 400,000 consignments */
        JOURNAL_LINE_MAX = 1024,
        /* version, cti, box, item count and items, birth date, days, wishes, has_group, group: a fixed length tells nothing */
        ORDER_PLAIN_LEN = 1 + CTI_LEN + BOX_ID_MAX + 1 + TICKET_ITEMS_MAX + BIRTH_LEN + 1 + 1 + 1 + GROUP_LEN,
        ORDER_SEALED_LEN = ORDER_PLAIN_LEN + SEALING_OVERHEAD,
};

enum record_event { RECORD_ISSUE = 1, RECORD_REISSUE, RECORD_REVOKE };

struct record {
        enum record_event event;
        uint32_t t;                  /* when, seconds since 1970 */
        uint8_t cti[CTI_LEN];
        /* the rest only of issue and reissue */
        char box[BOX_ID_MAX + 1];
        uint32_t nbf, ticket_exp, code_exp;
        uint8_t reference_tag[TAG_LEN];
        uint8_t sealed[ORDER_SEALED_LEN];
};

/* What the lines of one consignment come to. */
struct issuance {
        uint8_t cti[CTI_LEN];
        char box[BOX_ID_MAX + 1];
        uint32_t nbf, ticket_exp, code_exp; /* of the newest ticket and code */
        uint32_t last_exp;                  /* when the last of all its codes and tickets ends */
        uint32_t void_before;               /* codes and tickets with an earlier nbf are void; 0: none is */
        bool revoked;                       /* and none has been issued again since */
        uint8_t reference_tag[TAG_LEN];
        uint8_t sealed[ORDER_SEALED_LEN];
};

struct journal {
        struct issuance *consignments;   /* owned, in the order of issue */
        size_t count, capacity;
        uint32_t *index;                    /* owned; hash table over cti: position + 1, or 0 */
        size_t index_size;                  /* a power of two, or 0 */
        size_t good_len;                    /* bytes up to the last line feed */
        size_t torn_len;                    /* bytes after it */
};

/*
 * Reads the bytes of the file. 0; OFFICE_E_REFUSED with the number of the first
 * line that cannot be; -ENOMEM. The caller owns the journal.
 */
MUST_CHECK int journal_parse(const uint8_t *bytes, size_t len, struct problems *problems, struct journal **ret_journal);
/* The same from a file; a missing one is an empty journal. Also -EFBIG and what reading answers. */
MUST_CHECK int journal_read(const char *path, struct problems *problems, struct journal **ret_journal);
void journal_free(struct journal *journal);
DEFINE_CLEANUP(struct journal, journal_free, journal_cleanup)

/* NULL when it was never issued. Valid until the next append. */
const struct issuance *journal_find(const struct journal *journal, const uint8_t cti[CTI_LEN]);
/* Whether a consignment that can still be collected at now_s has this reference. */
bool journal_reference_used(const struct journal *journal, const uint8_t tag[TAG_LEN], uint32_t now_s);

/*
 * Appends all records or none, durably. 0 or a negative errno; on error the file
 * has its old good lines again. Blocks until it is on the disk. The records must
 * follow from the journal (a reissue of something issued, with a later nbf).
 */
MUST_CHECK int journal_append(struct journal *journal, const char *path, const struct record *records, size_t count);
