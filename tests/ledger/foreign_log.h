/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A tlog-tiles log that is nobody's box, written into a folder the plain way: all
 * hashes of all levels in memory, then file by file. Shares nothing with
 * controller/ledger/export.c.
 */
#pragma once

#include "base/bytes.h"
#include "crypto/note.h"

/* Entry i, at most 65,535 bytes. */
typedef void foreign_entry_fn(uint64_t i, struct buffer *ret_entry);

struct foreign_log {
        const char *origin, *key_name;
        uint64_t size;                   /* at most 1,000,000 */
        foreign_entry_fn *entry;
        bool keep_partials;              /* leave a partial tile of a former size beside each full one */
};

/* Writes tiles and checkpoint, no vkey. Aborts when it cannot. */
void foreign_log_write(const struct foreign_log *log, const char *out);
struct vkey foreign_log_vkey(const struct foreign_log *log);
