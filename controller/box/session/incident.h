/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Incidents: whoever is turned away, or before whom a door did not open, is told a number by which staff find the entry that says why
 * (crypto/tag.h). What was only counted has no entry, and no number.
 */
#pragma once

#include "controller/box/session/works.h"

enum {
        INCIDENT_HOURS = 48,            /* so long they are listed */
        INCIDENT_SOUGHT_MAX = 200000,   /* entries, the newest, among which a number is looked for at the screen: the loop waits for it */
};

/* Whether the entry has a number by which staff find it. */
bool incident_is(const struct entry *entry);
/* Reads entry n; `line` is room for it. 0, -EUCLEAN when it is none, or an error of the store. */
MUST_CHECK int incident_read(const struct ledger_source *source, uint64_t n, struct buffer *line, struct entry *ret_entry);
/* The newest incident among the entries from number `size` on becomes that of the session; when there is none, it has none. */
void incident_note(struct works *works, uint64_t size);
/* A row for each of the last INCIDENT_HOURS, the newest first. 0 or a common error of the store. */
MUST_CHECK int incident_list(struct works *works);
/* A row for each that has this number, the newest first, of what is not archived. 0 or a common error of the store. */
MUST_CHECK int incident_find(struct works *works, unsigned number);
