/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The ledger of a box as it grows: one entry appended, durable, and the new root
 * signed, beside one signature and one line appended and fdatasync'ed on the same
 * disk; what is written of doors beside an fdatasync; and the export of one new day, beside the same of a short ledger.
 *
 * Arguments: sizes of the ledger to measure at (100 and 1,000,000 without any).
 * The first is the yardstick of the exports. What lies in the ledger before is
 * written many entries to a transaction.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "controller/ledger/export.h"
#include "controller/ledger/folder.h"
#include "controller/box/store/store_internal.h"
#include "tests/bench/bench.h"
#include "tests/bench/grow.h"
#include "tests/box/store/box.h"
#include "tests/box/store/calls.h"
#include "tests/support/cmocka.h"

enum { APPENDS = 200, DAYS = 9, DAY = 300, SIZES_MAX = 4 };

struct place {
        struct box_files files;
        char export[96];
        struct store *store;
};

static struct secret_key *key;
static uint64_t sizes[SIZES_MAX] = { 100, 1000000 };
static size_t size_count = 2;

static const struct entry sample = { .event = ENTRY_LEFT_OPEN, .c = 3 };

static void open_place(struct place *place, uint64_t size) {
        snprintf(place->files.folder, sizeof(place->files.folder), "/var/tmp/pickupbox-bench-XXXXXX");
        assert_non_null(mkdtemp(place->files.folder));
        snprintf(place->files.path, sizeof(place->files.path), "%s/box.db", place->files.folder);
        snprintf(place->export, sizeof(place->export), "%s/export", place->files.folder);
        place->store = box_store(&place->files);
        grow(place->store, BOX_T, size);
        assert_int_equal(store_scrub(place->store), 0);
}

static void close_place(struct place *place) {
        store_close(place->store);
        assert_int_equal(folder_remove(AT_FDCWD, place->files.folder), 0);
}

static void sign_root(struct store *store, struct buffer *note) {
        struct checkpoint checkpoint = { .size = store_size(store) };

        snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s", store_origin(store));
        store_root(store, &checkpoint.root);
        buffer_clear(note);
        assert_int_equal(checkpoint_sign(&checkpoint, key, note), 0);
}

static void measure_appends(const struct place *place, uint64_t size) {
        static double times[APPENDS], least_times[APPENDS];
        uint8_t line[200] = "a line of the length of an entry", signature[KEY_SIGNATURE_LEN];
        struct buffer note = BUFFER_INIT;
        char path[128], name[64];
        int fd;

        snprintf(path, sizeof(path), "%s/append", place->files.folder);
        fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        assert_true(fd >= 0);
        for (unsigned i = 0; i < APPENDS; i++) {
                double start;

                /* As a box does whenever it falls idle. */
                assert_int_equal(store_idle(place->store), 0);
                start = bench_now_us();
                assert_int_equal(store_append(place->store, BOX_T, &sample), 0);
                sign_root(place->store, &note);
                times[i] = bench_now_us() - start;
                start = bench_now_us();
                secret_key_sign(key, line, sizeof(line), signature);
                assert_int_equal(write(fd, line, sizeof(line)), sizeof(line));
                assert_int_equal(fdatasync(fd), 0);
                least_times[i] = bench_now_us() - start;
        }
        close(fd);
        unlink(path);
        buffer_deinit(&note);
        snprintf(name, sizeof(name), "one append, durable and signed, at %llu", (unsigned long long)size);
        bench_print(&(struct bench){ .name = name, .yardstick_name = "one signature, one fdatasync", .rounds = APPENDS, .target = 1.3 }, times,
                    least_times);
}

static const struct entry forced = { .event = ENTRY_FORCED_OPEN, .c = 2 }, alarmed = { .event = ENTRY_ALARM, .what = "forced_open:2" };
static const struct deed break_in[] = {
        { .type = DEED_ENTRY, .entry = &forced },
        { .type = DEED_QUARANTINED, .c = 2, .why = REASON_FORCED_OPEN },
        { .type = DEED_ENTRY, .entry = &alarmed },
};

/* `deed`, with `before` done beforehand and not measured, beside a line of that length and one fdatasync. */
static void measure_deed(const struct place *place, const char *name, const struct deed *before, const struct deed *deed) {
        static double times[APPENDS], least_times[APPENDS];
        uint8_t line[200] = "a line of the length of an entry";
        char path[128];
        int fd;

        snprintf(path, sizeof(path), "%s/append", place->files.folder);
        fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        assert_true(fd >= 0);
        for (unsigned i = 0; i < APPENDS; i++) {
                double start;

                assert_int_equal(store_do(place->store, BOX_T, before, NULL), 0);
                assert_int_equal(store_idle(place->store), 0);
                start = bench_now_us();
                assert_int_equal(store_do(place->store, BOX_T, deed, NULL), 0);
                times[i] = bench_now_us() - start;
                start = bench_now_us();
                assert_int_equal(write(fd, line, sizeof(line)), sizeof(line));
                assert_int_equal(fdatasync(fd), 0);
                least_times[i] = bench_now_us() - start;
        }
        close(fd);
        unlink(path);
        bench_print(&(struct bench){ .name = name, .yardstick_name = "one line, one fdatasync", .rounds = APPENDS, .target = 1.5 }, times, least_times);
}

/* What a door that is shut, and one that is forced, cost whatever waits behind it. */
static void measure_doors(const struct place *place) {
        measure_deed(place, "a door is seen shut, no `closed`", DEED(DEED_STANDS_OPEN, .c = 1), DEED(DEED_STANDS_SHUT, .c = 1));
        measure_deed(place, "a break-in, its quarantine and alarm", DEED(DEED_RETURNED_TO_SERVICE, .c = 2, .by = "anna"),
                     DEED(DEED_TOGETHER, .parts = break_in, .part_count = ARRAY_LEN(break_in)));
}

static double export_day(struct place *place) {
        struct checkpoint checkpoint;
        struct ledger_source source;
        struct finding finding;
        double start;

        assert_int_equal(transaction_begin(place->store), 0);
        for (unsigned i = 0; i < DAY; i++)
                assert_int_equal(ledger_append(place->store, BOX_T, &sample), 0);
        assert_int_equal(transaction_end(place->store, 0), 0);
        store_source(place->store, &source);
        start = bench_now_us();
        assert_int_equal(ledger_export(&source, store_origin(place->store), key, place->export, NULL, NULL, &checkpoint, &finding), 0);
        return bench_now_us() - start;
}

/* Both in turns; the first export of each, which is of everything, is not measured. */
static void measure_days(struct place *place, struct place *yardstick, uint64_t size) {
        static double times[DAYS], least_times[DAYS];
        char name[64], yardstick_name[64];

        (void)export_day(place);
        (void)export_day(yardstick);
        for (unsigned i = 0; i < DAYS; i++) {
                times[i] = export_day(place);
                least_times[i] = export_day(yardstick);
        }
        snprintf(name, sizeof(name), "export of %d new entries at %llu", DAY, (unsigned long long)size);
        snprintf(yardstick_name, sizeof(yardstick_name), "the same at %llu", (unsigned long long)sizes[0]);
        bench_print(&(struct bench){ .name = name, .yardstick_name = yardstick_name, .rounds = DAYS, .target = 2 }, times, least_times);
}

static void measure(void **state) {
        static struct place first, other;

        bench_head();
        open_place(&first, sizes[0]);
        measure_appends(&first, sizes[0]);
        measure_doors(&first);
        for (size_t i = 1; i < size_count; i++) {
                open_place(&other, sizes[i]);
                measure_appends(&other, sizes[i]);
                measure_days(&other, &first, sizes[i]);
                close_place(&other);
        }
        close_place(&first);
}

int main(int argc, char **argv) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(measure) };
        int r;

        size_count = argc > 1 ? 0 : size_count;
        for (int i = 1; i < argc && size_count < SIZES_MAX; i++)
                sizes[size_count++] = strtoull(argv[i], NULL, 10);
        if (crypto_init() < 0 || secret_key_generate(&key) < 0)
                return 1;
        r = cmocka_run_group_tests(tests, NULL, NULL);
        secret_key_free(key);
        return r;
}
