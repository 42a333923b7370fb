/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What one consignment's issue leaves for people: the folder out/<cti>/ with
 * ticket.txt, ticket.png, code.txt, code.png, message.txt and letter.pdf, and for
 * a batch a sheet of labels, out/labels-<time>-<cti>.pdf.
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

struct office;
struct order;

/* One consignment as issued. Holds secrets: wipe with issued_wipe(). */
struct issued {
        uint8_t cti[CTI_LEN];
        char cti_text[2 * CTI_LEN + 1];
        char box[BOX_ID_MAX + 1];
        char reference[REFERENCE_LEN + 1];
        char pin[PIN_LEN + 1];
        uint32_t nbf, ticket_exp, code_exp;
        bool return_old;           /* the citizen is to bring an old document */
        int64_t last_day_ms;       /* within the last day on which it can be collected for certain */
        char ticket[TICKET_TEXT_MAX + 1];
        char code[CODE_TEXT_MAX + 1];
};

void issued_wipe(struct issued *issued);

/* Writes the hidden folder, durably. 0 or a negative errno with a problem; then nothing of it is left. */
MUST_CHECK int parcel_write(const struct office *office, const struct issued *issued, struct problems *problems);
/* Gives the folder its name, in the place of an older parcel of the same consignment. 0 or a negative errno with a problem. */
MUST_CHECK int parcel_publish(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf, struct problems *problems);
/* Removes the hidden folder. */
void parcel_discard(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf);

enum { PARCEL_LABELS_NAME_SIZE = 64 };

/* The same for the sheet of labels of a batch that begins with issued[0]. */
MUST_CHECK int parcel_write_labels(const struct office *office, const struct issued *issued, const struct order *orders, size_t count,
                                   struct problems *problems);
/* *ret_name: the sheet's name inside out/. */
MUST_CHECK int parcel_publish_labels(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf,
                                     struct problems *problems, char ret_name[PARCEL_LABELS_NAME_SIZE]);
void parcel_discard_labels(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf);

/* Finishes or throws away what a cut command left in out/. 0 or a negative errno with a problem. */
MUST_CHECK int parcel_recover(struct office *office, struct problems *problems);
