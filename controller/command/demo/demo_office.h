/* SPDX-License-Identifier: EUPL-1.2 */
/* What the demonstration's office does. 0, or -1 after saying what was expected. */
#pragma once

#include "controller/command/demo/demo.h"

/* Keys, and a badge for the staff. */
MUST_CHECK int demo_make_office(struct demo *demo);
/* Opens the office's secrets, anew where they are open: the signer knows the boxes that were there when it began. 0, or as the office's functions. */
MUST_CHECK int demo_unlock_office(struct demo *demo, struct problems *problems);
/* The bundle that it signs next. */
MUST_CHECK int demo_next_bundle(struct demo *demo, struct buffer *ret_bundle);
MUST_CHECK int demo_issue_all(struct demo *demo);
/* Voids what was issued of one: with this bundle. */
MUST_CHECK int demo_revoke(struct demo *demo, enum demo_citizen citizen, struct buffer *ret_bundle);
/* New code, letter and ticket for one; the old PNG is kept aside. */
MUST_CHECK int demo_reissue(struct demo *demo, enum demo_citizen citizen);

/* Says what the office found wrong, and ends the problems. -1. */
int demo_office_failed(struct demo *demo, struct problems *problems, const char *doing, int r);
