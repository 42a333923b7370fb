/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The way on for an office whose database was put back from an older copy, or whose anchor is gone: a new generation of its log, over
 * what the copy has and what the newest bundle says besides (docs/office.md, "Put back from a backup").
 */
#pragma once

#include "controller/office/office.h"

struct continuation {
        uint64_t known, size;           /* entries that the anchor knew of, and that the copy has */
        int64_t since_s;                /* when the copy's newest entry was written */
        size_t carried;                 /* consignments of the copy */
        size_t unknown;                 /* more, of which the bundle alone knows */
        size_t told;                    /* more, of which boxes' exports alone know */
        unsigned revoked;               /* consignments that the bundle revokes and the copy did not */
        char origin[NOTE_NAME_MAX + 1]; /* of the log from now on */
};

/* Stands for the box of a consignment of which only its revocation is known. */
#define CONTINUATION_BOX_UNKNOWN "-"

struct continuation_sources {
        const char *bundle;             /* the newest bundle that was made, at least the one that the anchor names; NULL: there was none */
        const struct public_key *root;  /* that it was signed with, for one that neither the copy nor keys/root.key knows; NULL: not told */
        const char *const *exports;     /* of boxes' logs */
        size_t export_count;
};

/*
 * Begins the generation, all of it or nothing. Whom the bundle does not name any more is off the staff, what it revokes is revoked, keys that it names and the
 * key files have are the office's again, the root key that it was signed with among them; `notes` says so, and whom and which boxes it names that the copy does
 * not have. What the exports tell of consignments stands in their rows; those that the copy does not have are there from then on, without anything that could be
 * issued anew. 0; OFFICE_E_REFUSED (an export that the boxes of the copy have not signed or that is older than it, or of a box with a newer bundle; the database is not older, an older or no bundle, wrong passphrase); a negative errno with a problem.
 */
MUST_CHECK int office_continue(const char *dir, const char *passphrase, const struct continuation_sources *sources, int64_t now_s,
                               struct problems *problems, struct problems *notes, struct continuation *ret_continuation);
