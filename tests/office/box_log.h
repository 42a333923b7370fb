/* SPDX-License-Identifier: EUPL-1.2 */
/* The log of a box that exists nowhere else, in memory, and exports of it. */
#pragma once

#include "controller/ledger/entry.h"
#include "tests/office/fixture.h"

enum { BOX_LOG_MAX = 12000 };

struct box_log {
        char box[BOX_ID_MAX + 1], origin[NOTE_NAME_MAX + 1];
        struct secret_key *key;
        struct entry *entries;          /* BOX_LOG_MAX */
        uint64_t size;
};

/* The box and its key: from the seed. Its first entry is `boot`. */
void box_log_begin(struct box_log *log, const char *box, const char *domain, uint8_t seed);
/* Goes on, under a key from the seed, for what the former one comes to. */
void box_log_continue(struct box_log *log, struct box_log *former, uint8_t seed);
/* A log that begins with the first `size` entries of another one, and has its key. */
void box_log_copy(struct box_log *log, const struct box_log *of, uint64_t size);
void box_log_end(struct box_log *log);

/* One more entry. Times in seconds; loaded has a deadline ten days later. */
struct entry *box_log_add(struct box_log *log, enum entry_event event, const uint8_t cti[CTI_LEN], int64_t t_s);

/* Exports it into the folder `name` of the fixture, made or brought up to date. */
void box_log_export(const struct fixture *fixture, struct box_log *log, const char *name, char ret_path[128]);
/* Makes the box known to the office, or gives it this key. */
void box_log_enrol(struct fixture *fixture, const struct box_log *log, bool replace);
