/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the files themselves hold, read as bytes: after a handover and a scrub no
 * tag may be found anywhere in them, however much was moved about meanwhile.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "tests/box/store/box.h"
#include "tests/box/store/calls.h"
#include "tests/support/cmocka.h"

enum { LARGE = 200 };

/* How often the bytes occur in box.db and whatever lies beside it. */
static unsigned count_in_files(const struct box_files *files, const void *needle, size_t len) {
        static const char *const suffixes[] = { "", "-wal", "-shm", "-journal", "-lock" };
        unsigned count = 0;

        for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
                CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT_MAX(64 << 20);
                const uint8_t *at, *end;
                char name[100];
                int r;

                snprintf(name, sizeof(name), "%s%s", files->path, suffixes[i]);
                r = file_read(name, 64 << 20, &bytes);
                if (r == -ENOENT)
                        continue;
                assert_int_equal(r, 0);
                if (bytes.len == 0)
                        continue;
                end = bytes.data + bytes.len;
                for (at = bytes.data; (at = memmem(at, (size_t)(end - at), needle, len)); at++)
                        count++;
        }
        return count;
}

static unsigned count_tags(const struct box_files *files, unsigned n) {
        static const char *const whats[] = { "reference", "pin", "birth" };
        unsigned count = 0;
        uint8_t tag[TAG_LEN];

        for (size_t i = 0; i < ARRAY_LEN(whats); i++) {
                box_tag(whats[i], n, tag);
                count += count_in_files(files, tag, TAG_LEN);
        }
        return count;
}

static int set_up(void **state) {
        const struct store_config config = { .box_id = "K017", .compartments = LARGE };
        static struct box_fixture fixture;

        box_folder_make(&fixture.files);
        assert_int_equal(store_create(fixture.files.path, &config), 0);
        fixture.store = box_store_open(&fixture.files);
        assert_int_equal(box_adopt_version(fixture.store, 1, NULL, 0), 0);
        box_cti(1, fixture.cti);
        *state = &fixture;
        return 0;
}

static void hand_out(struct store *store, unsigned n) {
        uint8_t cti[CTI_LEN];
        uint64_t index;

        box_cti(n, cti);
        assert_int_equal(store_release(store, BOX_T, cti, WAY_CODE), 0);
        assert_int_equal(store_issued(store, BOX_T, cti, HOW_SEEN, &index), 0);
        assert_int_equal(store_closed(store, BOX_T, cti), 0);
}

static void after_an_issue_and_a_scrub_no_tag_is_left(void **state) {
        struct box_fixture *f = *state;

        box_store_one(f->store, 1, BOX_T);
        assert_true(count_tags(&f->files, 1) >= 3); /* the search does find them */
        hand_out(f->store, 1);
        assert_int_equal(store_scrub(f->store), 0);
        assert_int_equal(count_tags(&f->files, 1), 0);
}

static void falling_idle_is_enough(void **state) {
        struct box_fixture *f = *state;

        box_store_one(f->store, 1, BOX_T);
        hand_out(f->store, 1);
        assert_true(count_tags(&f->files, 1) >= 3);
        assert_int_equal(store_idle(f->store), 0);
        assert_int_equal(count_tags(&f->files, 1), 0);
}

static void removal_and_reissue_erase_as_well(void **state) {
        struct box_fixture *f = *state;
        struct store_load load = box_load(2), fresh = box_load(9);

        box_store_one(f->store, 1, BOX_T);
        box_store_one(f->store, 2, BOX_T);
        memcpy(load.reference_tag, fresh.reference_tag, TAG_LEN);
        memcpy(load.pin_tag, fresh.pin_tag, TAG_LEN);
        memcpy(load.birth_tag, fresh.birth_tag, TAG_LEN);
        load.nbf++;
        assert_int_equal(store_removed(f->store, BOX_T, f->cti, FOUND_THERE, "anna"), 0);
        assert_int_equal(store_reissue(f->store, BOX_T, &load), 0);
        assert_int_equal(store_idle(f->store), 0);
        assert_int_equal(count_tags(&f->files, 1), 0);
        assert_int_equal(count_tags(&f->files, 2), 0);
        assert_int_equal(count_tags(&f->files, 9), 3);
}

static void a_full_box_handed_out_in_any_order_leaves_nothing(void **state) {
        struct box_fixture *f = *state;

        for (unsigned n = 1; n <= LARGE; n++) {
                box_store_one(f->store, n, BOX_T);
                if (n % 50 == 0)
                        assert_int_equal(store_scrub(f->store), 0);
        }
        for (unsigned i = 0; i < LARGE; i++)
                hand_out(f->store, i * 77 % LARGE + 1); /* 77 and 200 have no common factor: each comes once */
        assert_int_equal(store_scrub(f->store), 0);
        for (unsigned n = 1; n <= LARGE; n++)
                assert_int_equal(count_tags(&f->files, n), 0);
        assert_int_equal(count_in_files(&f->files, "reference of", 12), 0);
}

static void a_log_left_by_a_cut_is_scrubbed_at_the_next_start(void **state) {
        CLEANUP(buffer_deinit) struct buffer database = BUFFER_INIT;
        CLEANUP(buffer_deinit) struct buffer log = BUFFER_INIT;
        struct box_fixture *f = *state;
        char name[100];

        box_store_one(f->store, 1, BOX_T);
        hand_out(f->store, 1);
        snprintf(name, sizeof(name), "%s-wal", f->files.path);
        assert_int_equal(file_read(f->files.path, 8 << 20, &database), 0);
        assert_int_equal(file_read(name, 8 << 20, &log), 0);
        store_close(f->store);
        assert_int_equal(file_replace(f->files.path, database.data, database.len, 0600), 0);
        assert_int_equal(file_replace(name, log.data, log.len, 0600), 0);
        assert_true(count_tags(&f->files, 1) >= 3);
        f->store = box_store_open(&f->files);
        assert_int_equal(box_state(f->store, 1), CONSIGNMENT_ISSUED);
        assert_int_equal(count_tags(&f->files, 1), 0);
}

static void a_reader_delays_the_scrub_and_no_more(void **state) {
        struct box_fixture *f = *state;
        struct store *reader = NULL;

        box_store_one(f->store, 1, BOX_T);
        assert_int_equal(store_open(f->files.path, 0, &reader), 0);
        hand_out(f->store, 1);
        assert_int_equal(store_idle(f->store), 0);
        store_close(reader);
        assert_int_equal(store_idle(f->store), 0);
        assert_int_equal(count_tags(&f->files, 1), 0);
}

/* ---- with the real secrets ---- */

static void what_the_ticket_holds_is_never_written(void **state) {
        static const char reference[] = "48151623", pin[] = "420815", birth[] = "19870401";
        const uint8_t secret[TAG_SECRET_LEN] = "a secret outside of the store..";
        struct box_fixture *f = *state;
        struct store_load load = box_load(1);
        struct consignment found;
        struct tag_key *key = NULL;

        assert_int_equal(crypto_init(), 0);
        assert_int_equal(tag_key_new(secret, &key), 0);
        tag_reference(key, reference, load.reference_tag);
        tag_pin(key, f->cti, pin, load.pin_tag);
        tag_birth(key, f->cti, birth, load.birth_tag);
        assert_int_equal(store_load_begin(f->store, BOX_T, f->cti, 1, "anna"), 0);
        assert_int_equal(store_loaded(f->store, BOX_T, &load, "anna"), 0);
        assert_int_equal(store_consignment_by_reference(f->store, load.reference_tag, &found), 0);
        assert_int_equal(count_in_files(&f->files, reference, 8), 0);
        assert_int_equal(count_in_files(&f->files, pin, 6), 0);
        assert_int_equal(count_in_files(&f->files, birth, 8), 0);
        assert_int_equal(count_in_files(&f->files, secret, TAG_SECRET_LEN), 0);
        tag_key_free(key);
}

#define ERASURE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, box_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                ERASURE_TEST(after_an_issue_and_a_scrub_no_tag_is_left),
                ERASURE_TEST(falling_idle_is_enough),
                ERASURE_TEST(removal_and_reissue_erase_as_well),
                ERASURE_TEST(a_full_box_handed_out_in_any_order_leaves_nothing),
                ERASURE_TEST(a_log_left_by_a_cut_is_scrubbed_at_the_next_start),
                ERASURE_TEST(a_reader_delays_the_scrub_and_no_more),
                ERASURE_TEST(what_the_ticket_holds_is_never_written),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
