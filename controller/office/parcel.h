/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What one consignment's issue leaves for people: the folder out/<cti>/ with
 * ticket.txt, ticket.png, code.txt, code.png, message.txt and letter.pdf, and for
 * a batch labels and letters in one file each, out/labels-<time>-<cti>.pdf and
 * out/letters-….pdf, in the order of the list. One alone has its label.pdf.
 *
 * A parcel is written under a hidden name, gets its name after its record is in
 * the journal, and is thrown away when it never gets there: nothing that a box
 * would accept is left without a record, also when power goes in between
 * (parcel_recover() finishes the one and throws away the other).
 * The files hold a citizen's secrets and are readable by their owner only.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "controller/office/problems.h"
#include "crypto/code.h"
#include "crypto/ticket.h"
#include "ui/paper/labels.h"

struct issuance;
struct office;
struct order;
struct paper_batch;

/* One consignment as issued. Holds secrets: wipe with issued_wipe(). */
struct issued {
        uint8_t cti[CTI_LEN];
        char cti_text[2 * CTI_LEN + 1];
        char box[BOX_ID_MAX + 1];
        char reference[REFERENCE_LEN + 1];
        char pin[PIN_LEN + 1];
        uint32_t version;          /* 1, one more of each reissue */
        uint32_t nbf, ticket_exp, code_exp;
        bool return_old;           /* the citizen is to bring an old document */
        int64_t last_day_ms;       /* within the last day on which it can be collected for certain */
        char ticket[TICKET_TEXT_MAX + 1];
        char code[CODE_TEXT_MAX + 1];
};

void issued_wipe(struct issued *issued);

/*
 * Writes the hidden folder, which is on the disk after parcels_settle(). `batch`: its label and letter are drawn there, and the letter comes with
 * parcel_write_batch(); NULL: it is one alone. 0 or a negative errno with a problem; then nothing of the folder is left.
 */
MUST_CHECK int parcel_write(const struct office *office, const struct issued *issued, const struct order *order, struct paper_batch *batch,
                            struct problems *problems);
/* Blocks until everything written below out/ is on the disk. 0 or a negative errno with a problem. */
MUST_CHECK int parcels_settle(const struct office *office, struct problems *problems);
/*
 * Gives the folder its name, in the place of an older parcel of the same consignment. That name, too, is on the disk after parcels_settle();
 * where power goes before, parcel_recover() does it again. 0 or a negative errno with a problem.
 */
MUST_CHECK int parcel_publish(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf, struct problems *problems);
/* Removes the hidden folder. */
void parcel_discard(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf);

/*
 * The same for one that has its record already: what is there of it before parcel_publish_again() is thrown away by parcel_discard() and parcel_recover(). Each 0 or
 * a negative errno with a problem; when writing failed nothing is left.
 */
MUST_CHECK int parcel_write_again(const struct office *office, const struct issued *issued, const struct order *order, struct problems *problems);
MUST_CHECK int parcel_publish_again(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf, struct problems *problems);

enum { PARCEL_NAME_SIZE = 64 };

/* The files of a batch: where its labels begin, and the names inside out/ that it gets. */
struct parcel_batch {
        struct labels_place place;
        char labels[PARCEL_NAME_SIZE], letters[PARCEL_NAME_SIZE];
};

/*
 * Hidden ones for a batch that begins with issued[0], and each one's letter into its hidden folder. 0 or a negative errno with a problem; parcel_discard() and
 * parcel_discard_batch() remove what is left.
 */
MUST_CHECK int parcel_write_batch(const struct office *office, const struct issued *issued, size_t count, struct paper_batch *batch, struct problems *problems);
/* Sets their names. */
MUST_CHECK int parcel_publish_batch(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf, struct problems *problems,
                                    struct parcel_batch *batch);
/* Whether these letters or labels in one file, whose first has that cti, were made until then, in seconds: the first may have been issued anew since. */
bool parcel_is_made_by(const char *name, const uint8_t cti[CTI_LEN], uint32_t t);
void parcel_discard_batch(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf);

/*
 * What out/ has of consignments that become void. Where they are a whole list, also its letters and labels in one file each, which bear the id of the first
 * and when the list was issued: what was issued anew since stands in files with others.
 */
struct parcels {
        const struct issuance *consignments;
        size_t count;
        const uint8_t *becomes_void;    /* of a list, the cti of one that was not void before; else NULL */
        uint32_t list_nbf;              /* of a list, the nbf of its first as it was issued */
};

/*
 * Hides them before it is recorded that they are void, shows them again when that failed, and else overwrites and removes them. A cut between is settled by
 * parcel_recover(), and where power goes at that moment, at the latest by office_clean(). 0 or a negative errno with a problem; then nothing is hidden, or not all is gone.
 */
MUST_CHECK int parcels_hide(const struct office *office, const struct parcels *parcels, struct problems *problems);
void parcels_show(const struct office *office, const struct parcels *parcels);
MUST_CHECK int parcels_shred(const struct office *office, const struct parcels *parcels, struct problems *problems);

/* Finishes or throws away what a cut command left in out/. 0 or a negative errno with a problem. */
MUST_CHECK int parcel_recover(struct office *office, struct problems *problems);
