/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What happened while the store could not take it, and the store that is opened again: legal times, entries that
 * are looked up, a file system that has become read only, a disk that is full, a disk that forgot.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "tests/box/store/box.h"
#include "tests/box/store/calls.h"
#include "tests/box/store/lossy_vfs.h"
#include "tests/support/cmocka.h"

#define T (BOX_T + 100000)

static bool read_only;
static uint64_t room;            /* that the file system is said to have; 0: what it has */
static bool frees_the_disk;      /* removing the reserve does */

/* With 64-bit file offsets this is what statvfs() is called. */
int __real_statvfs64(const char *path, struct statvfs *ret_space);
int __wrap_statvfs64(const char *path, struct statvfs *ret_space);
int __wrap_statvfs64(const char *path, struct statvfs *ret_space) {
        int r = __real_statvfs64(path, ret_space);

        ret_space->f_flag = read_only ? ST_RDONLY : 0;
        if (room)
                ret_space->f_bavail = room / ret_space->f_frsize;
        return r;
}

int __real_unlink(const char *path);
int __wrap_unlink(const char *path);
int __wrap_unlink(const char *path) {
        if (frees_the_disk && strstr(path, "-reserve"))
                lossy_make_room();
        return __real_unlink(path);
}

static bool has_reserve(const struct box_fixture *fixture) {
        char name[96];
        struct stat st;

        snprintf(name, sizeof(name), "%s-reserve", fixture->files.path);
        return stat(name, &st) == 0 && st.st_size == STORE_RESERVE_LEN;
}

/* ---- legal times ---- */

static void what_was_seen_earlier_is_written_with_its_moment(void **state) {
        struct box_fixture *fixture = *state;
        struct entry entry;

        box_bring(fixture->store, CONSIGNMENT_RELEASING);
        assert_int_equal(store_do(fixture->store, T, DEED(DEED_ISSUED, .cti = fixture->cti, .how = HOW_SEEN, .seen_ms = T - 9000), NULL), 0);
        entry = box_entry(fixture->store, 0);
        assert_int_equal(entry.t_ms, T);
        assert_int_equal(entry.seen_ms, T - 9000);
        assert_int_equal(box_consignment(fixture->store, 1).issued_ms, T - 9000);
        assert_int_equal(store_do(fixture->store, T, DEED(DEED_CLOSED, .cti = fixture->cti, .seen_ms = T - STORE_LATE_MS), NULL), 0);
        entry = box_entry(fixture->store, 0);
        assert_int_equal(entry.t_ms, T - STORE_LATE_MS);
        assert_int_equal(entry.seen_ms, 0);
}

static void nothing_is_seen_after_it_was_written(void **state) {
        struct box_fixture *fixture = *state;
        struct entry entry;

        assert_int_equal(store_do(fixture->store, T, DEED(DEED_QUARANTINED, .c = 1, .why = REASON_CONTENTS, .seen_ms = T + 60000), NULL), 0);
        entry = box_entry(fixture->store, 0);
        assert_int_equal(entry.t_ms, T);
        assert_int_equal(entry.seen_ms, 0);
}

static void an_entry_is_found_by_what_it_tells_and_when_that_was(void **state) {
        struct entry like = { .event = ENTRY_QUARANTINED, .t_ms = T - 5000, .c = 1, .why = "contents" };
        struct box_fixture *fixture = *state;
        uint64_t index = 0, size;

        assert_int_equal(store_do(fixture->store, T, DEED(DEED_QUARANTINED, .c = 1, .why = REASON_CONTENTS, .seen_ms = T - 5000), NULL), 0);
        size = store_size(fixture->store);
        assert_int_equal(store_append(fixture->store, T, &(struct entry){ .event = ENTRY_FORCED_OPEN, .c = 3 }), 0);
        assert_int_equal(store_find_entry(fixture->store, 0, &like, &index), 0);
        assert_int_equal(index, size - 1);
        like.c = 0;
        assert_int_equal(store_find_entry(fixture->store, size - 1, &like, &index), 0);
        assert_int_equal(store_find_entry(fixture->store, size, &like, &index), -ENOENT);
        like.c = 2;
        assert_int_equal(store_find_entry(fixture->store, 0, &like, &index), -ENOENT);
        like.c = 1;
        like.t_ms++;
        assert_int_equal(store_find_entry(fixture->store, 0, &like, &index), -ENOENT);
        like.t_ms--;
        strcpy(like.why, "late");
        assert_int_equal(store_find_entry(fixture->store, 0, &like, &index), -ENOENT);
}

/* ---- opened again ---- */

static void a_store_opened_again_is_the_same(void **state) {
        struct box_fixture *fixture = *state;
        uint64_t size;

        box_store_one(fixture->store, 1, BOX_T);
        size = store_size(fixture->store);
        assert_int_equal(store_reopen(fixture->store), 0);
        assert_int_equal(store_size(fixture->store), size);
        assert_int_equal(store_mode(fixture->store), STORE_MODE_SIMULATED);
        assert_int_equal(box_state(fixture->store, 1), CONSIGNMENT_STORED);
        assert_int_equal(store_release(fixture->store, T, fixture->cti, WAY_CODE), 0);
        assert_int_equal(store_size(fixture->store), size + 1);
}

static void nobody_else_gets_in_while_it_is_opened_again(void **state) {
        struct box_fixture *fixture = *state;
        struct store *second;

        assert_int_equal(truncate(fixture->files.path, 100), 0);
        assert_int_equal(store_reopen(fixture->store), STORE_E_DAMAGED);
        assert_int_equal(store_open(fixture->files.path, STORE_MODE_SIMULATED, &second), -EBUSY);
        assert_true(store_release(fixture->store, T, fixture->cti, WAY_CODE) < 0);
        assert_int_equal(store_reopen(fixture->store), STORE_E_DAMAGED);
}

static void a_store_that_lost_what_was_written_is_damaged(void **state) {
        struct box_fixture *fixture = *state;
        char copy[96], name[96];
        const char *const suffixes[] = { "-wal", "-shm" };

        snprintf(copy, sizeof(copy), "%s/before.db", fixture->files.folder);
        assert_int_equal(store_scrub(fixture->store), 0);
        assert_int_equal(link(fixture->files.path, copy), 0);
        box_store_one(fixture->store, 1, BOX_T);
        /* The log goes: the database is as it was before. */
        for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
                snprintf(name, sizeof(name), "%s%s", fixture->files.path, suffixes[i]);
                assert_int_equal(unlink(name), 0);
        }
        assert_int_equal(store_reopen(fixture->store), STORE_E_DAMAGED);
        assert_string_equal(store_error(fixture->store), "what had been written is not there any more");
        unlink(copy);
}

/* ---- read only ---- */

static void a_permit_counts_only_on_a_file_system_that_is_still_written_to(void **state) {
        struct box_fixture *fixture = *state;

        box_store_one(fixture->store, 1, BOX_T);
        read_only = true;
        assert_int_equal(store_release(fixture->store, T, fixture->cti, WAY_CODE), -EROFS);
        assert_int_equal(store_append(fixture->store, T, &(struct entry){ .event = ENTRY_FORCED_OPEN, .c = 3 }), -EROFS);
        assert_int_equal(store_reopen(fixture->store), -EROFS);
        assert_int_equal(store_append(fixture->store, T, &(struct entry){ .event = ENTRY_FORCED_OPEN, .c = 3 }), -EROFS);
        read_only = false;
        assert_int_equal(store_reopen(fixture->store), 0);
        assert_int_equal(box_state(fixture->store, 1), CONSIGNMENT_RELEASING);
        assert_int_equal(store_append(fixture->store, T, &(struct entry){ .event = ENTRY_FORCED_OPEN, .c = 3 }), 0);
}

/* ---- full ---- */

static void the_reserve_is_taken_where_there_is_room_and_kept(void **state) {
        struct box_fixture *fixture = *state;
        char name[96];

        assert_true(has_reserve(fixture));
        snprintf(name, sizeof(name), "%s-reserve", fixture->files.path);
        store_close(fixture->store);
        assert_int_equal(unlink(name), 0);
        room = STORE_RESERVE_ROOM - 4096;
        fixture->store = box_store_open(&fixture->files);
        assert_false(has_reserve(fixture));
        room = STORE_RESERVE_ROOM;
        assert_int_equal(store_idle(fixture->store), 0);
        assert_true(has_reserve(fixture));
        room = 0;
}

static void the_reserve_is_given_up_for_a_deed_on_a_full_disk(void **state) {
        struct box_fixture *fixture = *state;
        struct lossy_counts counts;
        uint64_t index;

        box_store_one(fixture->store, 1, BOX_T);
        store_close(fixture->store);
        lossy_install(LOSSY_FULL, 0, LOSSY_ALL, 1);
        fixture->store = box_store_open(&fixture->files);
        assert_true(has_reserve(fixture));
        frees_the_disk = true;
        lossy_fill();
        assert_int_equal(store_release(fixture->store, T, fixture->cti, WAY_CODE), 0);
        assert_false(has_reserve(fixture));
        assert_int_equal(box_state(fixture->store, 1), CONSIGNMENT_RELEASING);
        frees_the_disk = false;
        lossy_fill();
        assert_int_equal(store_issued(fixture->store, T, fixture->cti, HOW_SEEN, &index), -ENOSPC);
        lossy_make_room();
        assert_int_equal(store_issued(fixture->store, T, fixture->cti, HOW_SEEN, &index), 0);
        store_close(fixture->store);
        fixture->store = NULL;
        lossy_remove(&counts);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                BOX_TEST(what_was_seen_earlier_is_written_with_its_moment),
                BOX_TEST(nothing_is_seen_after_it_was_written),
                BOX_TEST(an_entry_is_found_by_what_it_tells_and_when_that_was),
                BOX_TEST(a_store_opened_again_is_the_same),
                BOX_TEST(nobody_else_gets_in_while_it_is_opened_again),
                BOX_TEST(a_store_that_lost_what_was_written_is_damaged),
                BOX_TEST(a_permit_counts_only_on_a_file_system_that_is_still_written_to),
                BOX_TEST(the_reserve_is_taken_where_there_is_room_and_kept),
                BOX_TEST(the_reserve_is_given_up_for_a_deed_on_a_full_disk),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
