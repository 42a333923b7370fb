/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A registry with something in it, in a file, or on the server that PICKUPBOX_TEST_DATABASE names (server.py starts one);
 * and its tables as somebody sees them who may change them.
 */
#pragma once

#include "controller/office/registry/registry.h"
#include "controller/office/registry/tables.h"
#include "tests/support/cmocka.h"

#define PLACE_NOW ((int64_t)1795000000)
#define PLACE_MACHINE "{\"boxes\":[]}"

struct place {
        char folder[64], file[96], anchor[96];
        struct secret_key *key;
        struct registry_place at;
};

int place_set_up(void **state);
int place_tear_down(void **state);
/* An empty database: what is in it goes. Returns where it is. */
const char *place_empty(const char *file);

/* The schema whose program writes what follows: blinds, and own references that are kept, came with later ones. REGISTRY_SCHEMA. */
extern unsigned place_schema;

/* A change of one record, or of one act. */
struct record place_record(enum record_event event, uint8_t cti, uint32_t nbf, uint32_t version);
void place_write(struct registry *registry, const struct record *records, size_t count);
void place_act(struct registry *registry, enum act_event event, const char *machine);
/* Erases what had ended or was revoked at `before`, which are `count`; the own references of what had ended at `own_before`. */
void place_erase(struct registry *registry, uint32_t before, uint32_t own_before, uint32_t count);
/* What was kept of what had ended then. */
void place_forget_own(struct registry *registry, uint32_t before, uint32_t count);
/* Six consignments, one of them issued anew, one revoked, one both, one erased, one but for its own reference; a box, a person, a bundle. */
void place_fill(struct place *place);

/* What a box told after that: one consignment loaded, one collected, and how far its log went. */
void place_report(struct place *place);

/* The registry, open, whose caller closes it: a new one in which nothing is, or the one that is there. */
struct registry *place_begin(const struct place *place);
struct registry *place_enter(const struct place *place);

/* What opening and verifying everything says; 0 also means that it could be closed again. */
int place_open(const struct place *place, struct registry_fault *ret_fault);
/* Which must be 0. */
void place_expect_good(const struct place *place);

/* ---- tables ---- */

enum { CELLS_MAX = 20, ROWS_MAX = 64, CELL_SIZE = 1024 };

struct cell {
        int64_t number;
        uint8_t bytes[CELL_SIZE];
        size_t len;
};

struct table {
        const char *name;
        const char *columns[CELLS_MAX + 1];     /* the first is the key */
        const char *kinds;                      /* a letter each: i integer, t text, b bytes */
};

/* The last one is empty before place_report(). */
extern const struct table place_tables[];
enum { PLACE_TABLES = 7, PLACE_ALL_TABLES, PLACE_ENTRIES = 2, PLACE_OFFICE = 3, PLACE_CONSIGNMENTS = 4, PLACE_SUMMARY = 5 };

struct content {
        size_t count;
        struct cell cells[ROWS_MAX][CELLS_MAX];
};

/* A connection of somebody who has taken the guards away. */
struct tables *place_intrude(const struct place *place);
void place_read(struct tables *tables, const struct table *table, struct content *ret_content);
/* Puts that in the table's place. */
void place_put(struct tables *tables, const struct table *table, const struct content *content);
/* What stands in a cell for nothing where bytes do, and the other way round: zeros, or no bytes at all. */
void place_blank(struct cell *cell);
/* Sets one cell of the row with this key. 0, or -EPROTO when a constraint refuses. */
int place_set(struct tables *tables, const struct table *table, const struct cell *key, size_t column, const struct cell *cell);
