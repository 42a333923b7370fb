/* SPDX-License-Identifier: EUPL-1.2 */
/* An office to which its box K017 tells what it did: what the tests of office/sync begin with. On a file, or on the server of PICKUPBOX_TEST_DATABASE. */
#pragma once

#include "controller/office/find.h"
#include "controller/office/sync.h"
#include "tests/office/box_log.h"

enum { DAY_S = 86400 };
#define SYNC_DOMAIN "musterstadt.example"

/* For cmocka; what ends it is fixture_tear_down(). */
int sync_set_up(void **state);
/* The fixture's box K017, under a key that is known here. */
void sync_begin(struct fixture *fixture, struct box_log *log);
/* A day after FIXTURE_NOW. Answers what office_sync() does. */
int sync_take(struct fixture *fixture, const char *path, struct problems *notes, struct synced *ret_synced);
/* Which must be taken. */
struct synced sync_take_good(struct fixture *fixture, const char *path);
/* As one look at the row tells. */
enum standing sync_standing(struct fixture *fixture, const uint8_t cti[CTI_LEN], int64_t now_s);
