/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Fills the lists and counts of the staff's screens from the store.
 */
#pragma once

#include "controller/box/session/works.h"

struct task;

/* Makes the counts and the list of a task anew; NULL: the overview. */
void lists_make(struct works *works, const struct task *task);
/* And lists.page, of this compartment. False when there is none, or it cannot be read. */
bool lists_make_page(struct works *works, unsigned c);
