/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A store in a folder of its own for tests, adopted, with made-up consignments:
 * number n lies in compartment n unless said otherwise. Every helper fails the
 * test when the store refuses.
 */
#pragma once

#include "controller/box/store/store.h"

enum { BOX_COMPARTMENTS = 8, BOX_DEADLINE_MS = 10 * 86400 * 1000 };
#define BOX_T INT64_C(1790000000000) /* a day in September 2026 */

struct box_files {
        char folder[64];
        char path[80];  /* of box.db */
};

/* What most tests start from: an adopted store and the cti of number 1. */
struct box_fixture {
        struct box_files files;
        struct store *store;   /* a test that closes it opens it again, or sets NULL */
        uint8_t cti[CTI_LEN];
};
int box_set_up(void **state);
int box_tear_down(void **state);
#define BOX_TEST(name) cmocka_unit_test_setup_teardown(name, box_set_up, box_tear_down)

/* A folder under /tmp. */
void box_folder_make(struct box_files *ret_files);
/* In memory where there is /dev/shm: for many small stores, which need not wait for a disk. */
void box_folder_make_in_memory(struct box_files *ret_files);
void box_folder_remove(const struct box_files *files);

/* store_create, store_open as a simulated box, bundle 1 adopted, clock trusted. */
struct store *box_store(const struct box_files *files);
struct store *box_store_open(const struct box_files *files);
/* Adopts bundle `version` with these members of staff (NULL: none). */
int box_adopt_version(struct store *store, uint32_t version, const struct bundle_staff *staff, size_t staff_count);

/* cti: every byte is n. Tags: "reference", "pin" or "birth" and n, so that a raw search finds them. */
void box_cti(unsigned n, uint8_t ret_cti[CTI_LEN]);
void box_tag(const char *what, unsigned n, uint8_t ret_tag[TAG_LEN]);
struct store_load box_load(unsigned n);

/* Loads number n into compartment n: load_begin and loaded at t. */
void box_store_one(struct store *store, unsigned n, int64_t t_ms);
/* Answers with the right or a wrong birth date; what store_answer gives. */
int box_answer(struct store *store, unsigned n, int64_t t_ms, bool right);
enum consignment_state box_state(struct store *store, unsigned n);
enum compartment_state box_compartment(struct store *store, unsigned c);
struct consignment box_consignment(struct store *store, unsigned n);
/* Brings number 1 from nothing into this state, in compartment 1. */
void box_bring(struct store *store, enum consignment_state state);
/* The entry `back` places before the newest (0: the newest itself). */
struct entry box_entry(struct store *store, uint64_t back);
