/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a death or a power cut leaves of the place's one consignment, and what
 * the table "Power cut and crash" makes of it (controller/box/session/recover.c).
 */
#pragma once

#include <stdbool.h>

#include "tests/box/daemon/durable.h"
#include "tests/box/daemon/place.h"

enum cut {
        CUT_NOT_THERE, CUT_LOADING_CLOSED, CUT_LOADING_OPEN, CUT_STORED, CUT_RELEASING_CLOSED, CUT_RELEASING_OPEN,
        CUT_RELEASING_SHUT, CUT_ISSUED_OPEN, CUT_ISSUED_CLOSED, CUT_OVER, CUT_NOT_OPENED, CUT_COUNT,
};
extern const char *const cut_names[CUT_COUNT];

/* Of a store as it was found, and of the consignment's door as it stands; RELEASING_SHUT is for the caller to tell. */
enum cut cut_of(const struct durable *found, bool open);

/* No entry is lost or changed. */
void cut_expect_prefix(const struct durable *old, const struct durable *new);

/*
 * After the next start and, where the table leaves the code good, after the citizen has collected with it; then the code
 * was shown once more and refused. Of a consignment that was not there the same, when it was loaded again before.
 */
void cut_check_after(enum cut cut, const struct place *place, const struct durable *before, const struct durable *after);
