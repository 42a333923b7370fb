/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The export of a box's log, as an office takes it in: whose it is, whether the box has signed it, and whether it goes on for what this office has seen of that
 * box. Everything in the folder may be hostile until the signature is known to be good; it is read from the first entry to the last, once, and what
 * it says counts when the tree of exactly those lines is the one that is signed.
 */
#pragma once

#include "controller/ledger/exported.h"
#include "controller/office/box_report.h"
#include "controller/office/office.h"

struct box_export {
        struct registry_box seen;       /* what is seen of the box with it; its box is "" as long as nobody knows of which it is */
        struct buffer note;             /* the signed checkpoint */
        bool anew;                      /* the box was given new keys since, and its log does not go on for the former one */
        struct box_report report;
        struct registry_box former;     /* what was seen of it before; its box is "" when nothing was */
        const struct box_export *before; /* that is this one; NULL: the office's own */
        bool forked;                    /* it begins otherwise than what was seen */
        struct buffer proof;            /* that a larger one does: the root of as many of its entries as were seen, and the hashes that lead from there to its own */
        uint64_t continued;             /* BOX_EXPORT_E_LOST: as many of the former log's entries are left */
        struct finding finding;         /* of what is no export, or not the box's */
        int store;                      /* BOX_EXPORT_E_STORE: the outcome, of which the problems say what it is */
};

/* What it is instead of news. */
enum {
        BOX_EXPORT_E_UNREADABLE = 1,    /* no export at all: finding */
        BOX_EXPORT_E_FOREIGN,           /* of no box of this office */
        BOX_EXPORT_E_INVALID,           /* not what that box has signed: finding */
        BOX_EXPORT_E_SAME,              /* all of it was seen */
        BOX_EXPORT_E_OLDER,             /* fewer entries than were seen */
        BOX_EXPORT_E_FORKED,            /* other entries than were seen */
        BOX_EXPORT_E_OTHER_LOG,         /* of another log that does not go on for the one that was seen */
        BOX_EXPORT_E_LOST,              /* goes on for fewer entries of the former log than were seen */
        BOX_EXPORT_E_STORE,             /* what the office has seen cannot be told: store */
};

struct box_export_reading {
        ledger_progress_fn *progress;   /* NULL: told to nobody */
        /* Another export of this box that counts as seen, in the place of what the office has seen; NULL: none does, or there is none such. */
        const struct box_export *(*before)(const void *context, const char *box);
        void *context;
};

/*
 * Reads it. 0; BOX_EXPORT_E_…; a negative errno. Blocks; memory grows with the consignments that are new in it, not with its
 * length. The caller ends ret_export, whatever the outcome; what was seen before lives as long.
 */
MUST_CHECK int box_export_read(const struct office *office, const char *path, const struct box_export_reading *reading, struct problems *problems,
                               struct box_export *ret_export);
void box_export_deinit(struct box_export *export);
