/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/page.h"

#include <assert.h>

#include "base/macro.h"

static const enum purpose purposes[] = { PURPOSE_LOOK, PURPOSE_FORGOTTEN, PURPOSE_CLEAN, PURPOSE_REPAIR };
static_assert(ARRAY_LEN(purposes) <= SCREEN_PURPOSES_MAX, "the screen has room for every purpose");

enum purpose page_purpose(unsigned i) {
        return i < ARRAY_LEN(purposes) ? purposes[i] : PURPOSE_NONE;
}

unsigned page_acts(const struct page *page, enum role role, bool limited) {
        unsigned acts = 0;

        if (limited || page->c == 0 || page->busy || page->cell == CELL_ABSENT || (role != ROLE_LOADER && role != ROLE_MANAGER))
                return 0;
        if (page->cell == CELL_OVERDUE)
                acts |= PAGE_TAKE;
        if (role == ROLE_MANAGER)
                acts |= PAGE_OPEN | (page->doubt ? PAGE_LOOK : 0) | (page->cell == CELL_FAULT ? 0 : PAGE_SHUT);
        return acts;
}
