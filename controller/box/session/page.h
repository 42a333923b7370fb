/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A compartment's page: what is known of it, and what a role may do there. One rule for the machine that does it and for the
 * screen that offers it.
 */
#pragma once

#include <stdbool.h>

#include "base/words/purpose.h"
#include "base/words/role.h"
#include "ui/screens/screen.h"

/* What of a compartment decides on what can be done there. */
struct page {
        unsigned c;             /* 0: none */
        enum cell_state cell;
        bool doubt;             /* somebody has to look: quarantined, or the power went during a release */
        bool busy;              /* a load or a release of it is not ended: nothing can be done yet */
};

enum page_act {
        PAGE_TAKE = 1 << 0,     /* open it and take out what cannot be collected any more */
        PAGE_LOOK = 1 << 1,     /* open it and say what is there: the way back into service */
        PAGE_OPEN = 1 << 2,     /* open it for one of the purposes of page_purpose() */
        PAGE_SHUT = 1 << 3,     /* take it out of use */
};

/* enum page_act of everything that this role may do there now. limited: the box does not trust its clock. */
unsigned page_acts(const struct page *page, enum role role, bool limited);
/* Why a compartment may be opened by hand: the i-th, or PURPOSE_NONE. There are at most SCREEN_PURPOSES_MAX. */
enum purpose page_purpose(unsigned i);
