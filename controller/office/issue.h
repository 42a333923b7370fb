/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Issuing: from orders to tickets, codes, letters and records.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "controller/office/office.h"
#include "controller/office/order.h"
#include "controller/office/parcel.h"

/*
 * How long ticket and code of a consignment are good (docs/formats.md section 4), so
 * that no deadline outlives its code: a ticket up to 14 days, and as much less as
 * a deadline of more than 19 days takes from the 35 days of a code; the code until
 * two days after the latest deadline that the ticket can still start.
 * days is 1 to TICKET_DAYS_MAX. 0, or -EINVAL when days or the times cannot be.
 */
MUST_CHECK int issue_terms(unsigned days, int64_t nbf, uint32_t *ret_ticket_exp, uint32_t *ret_code_exp);

struct issue_progress {
        void (*step)(void *context, size_t done, size_t total); /* NULL: none */
        bool (*stop)(void *context);    /* asked after each, and before what cannot be taken back: true ends it; NULL: never */
        void *context;
};

/*
 * Issues all orders (completed by order_complete()) or none. Needs SECRETS_DAY.
 * ret_issued has room for `count`; the caller wipes each. batch, when not
 * NULL, asks for labels and letters in one file each, and is given their names.
 * 0; OFFICE_E_REFUSED when the office's keys are not valid now, or it was stopped; a negative errno with a problem.
 */
MUST_CHECK int issue_orders(struct office *office, const struct secrets *secrets, const struct order *orders, size_t count,
                            int64_t now_s, const struct issue_progress *progress, struct problems *problems,
                            struct issued *ret_issued, struct parcel_batch *batch);

/*
 * Issues all of these anew, with the same contents and as issue_again() does, or none. The same; OFFICE_E_REFUSED also for one whose contents are
 * erased, or whose box is gone.
 */
MUST_CHECK int issue_all_again(struct office *office, const struct secrets *secrets, const struct issuance *former, size_t count, int64_t now_s,
                               const struct issue_progress *progress, struct problems *problems, struct issued *ret_issued,
                               struct parcel_batch *batch);

/* What a reissue changes: a birth date, or "" for the old one, and days, or 0. As order_set() makes them. */
struct reissue_changes {
        char birth[BIRTH_LEN + 1];
        uint8_t days;
};

/*
 * Issues a consignment anew: same contents but for `changes` (NULL: none), new reference and PIN, later nbf. The
 * old code and ticket are void once the box has read the new ticket, or has the
 * next bundle. Needs SECRETS_DAY. 0; OFFICE_E_REFUSED (never issued).
 */
MUST_CHECK int issue_again(struct office *office, const struct secrets *secrets, const uint8_t cti[CTI_LEN],
                           const struct reissue_changes *changes, int64_t now_s, struct problems *problems, struct issued *ret_issued);
