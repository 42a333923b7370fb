/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Facts that are one thing that was seen or said, gathered while it is made out what they are, then written by recorder_together() in one
 * transaction (DEED_TOGETHER). A value of the caller; what the deeds point to is borrowed until then, but for the entries of DEED_ENTRY, which
 * are copied.
 */
#pragma once

#include "controller/box/store/deed.h"

struct together {
        struct deed parts[DEED_PARTS_MAX];
        struct entry entries[DEED_PARTS_MAX];
        unsigned count;
};

/* At most DEED_PARTS_MAX. */
void together_add(struct together *together, const struct deed *deed);
void together_add_entry(struct together *together, const struct entry *entry);
