/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The packing check: a label and a letter, read by a scanner one after the other, belong together or they do not.
 *
 * Read are the QR codes (a label's ticket, a letter's code) and the Code 128 of both (paper_bars()). What is compared is
 * consignment, box and time of issue with what the office knows; a signature is the box's to judge. That the document in the
 * envelope is that person's no code can tell: the clerk looks.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macro.h"
#include "controller/office/office.h"

enum { PACKING_TEXT_MAX = 2048 };

enum packing_kind { PACKING_NONE, PACKING_LABEL, PACKING_LETTER };

/* What lies before the clerk: PACKING_NONE when nothing does. Zeroed to begin. */
struct packing {
        enum packing_kind first;
        uint8_t cti[CTI_LEN];
};

enum packing_answer {
        PACKING_HALF = 1,       /* the other one is wanted next */
        PACKING_SAME,           /* the one that lies there was read once more */
        PACKING_WHOLE,          /* they belong together; the next pair may begin */
};

/*
 * Takes one reading. 0 with an answer and whose it is; OFFICE_E_REFUSED with the problem that stops: a pair that is refused is to
 * be taken apart, and the next reading begins a new one. -ENOMEM.
 */
MUST_CHECK int packing_scanned(struct packing *packing, const struct office *office, const char *text, int64_t now_s,
                               struct problems *problems, enum packing_answer *ret_answer, struct issuance *ret_issuance);

/* Notes in the log that a pair was packed. Needs a lent key. As office_write(). */
MUST_CHECK int packing_note(struct office *office, const uint8_t cti[CTI_LEN], int64_t now_s, struct problems *problems);
