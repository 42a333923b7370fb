/* SPDX-License-Identifier: EUPL-1.2 */
/* What is to be done on each screen, from its row: screen_help.c says it, so it stands apart from screen.c, which builds them all. */
#include "ui/screens/screen.h"

int screen_guide(enum screen_id id) {
#define GUIDE(member, name, kind, staff, guide) [SCREEN_##member] = guide,
        static const int guides[SCREEN_COUNT] = { SCREEN_LIST(GUIDE) };
#undef GUIDE

        return (unsigned)id < SCREEN_COUNT ? guides[id] : NO_GUIDE;
}
