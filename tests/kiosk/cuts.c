/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One session of staff and one of a citizen on a disk whose power may go at any write.
 *
 *      kiosk_cuts make             outside: prints the folder of a new place
 *      kiosk_cuts run PICKUPBOXD PLACE FOLDER
 *                                  inside: the box's folder lies in FOLDER, on the disk; what people have been shown is
 *                                  marked there, in the order of the disk's writes
 *      kiosk_cuts check PLACE MARK outside: the box's folder as a cut has left it, after that mark
 *
 * A mark is a write past the page cache, which flushes nothing: "PICKUPBOX-MARK n", n being an enum mark.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "crypto/key.h"
#include "tests/daemon/durable.h"
#include "tests/kiosk/visitor.h"
#include "tests/support/cmocka.h"

enum { BLOCK = 4096 };

/* What was shown, so that its entry must be durable. */
enum mark { MARK_BEGUN, MARK_LOADED, MARK_RELEASED, MARK_ISSUED, MARK_CLOSED, MARKS };

static const enum entry_event promised[MARKS] = {
        [MARK_LOADED] = ENTRY_LOADED,
        [MARK_RELEASED] = ENTRY_RELEASE,
        [MARK_ISSUED] = ENTRY_ISSUED,
        [MARK_CLOSED] = ENTRY_CLOSED,
};

static char **words;
static struct place place;
static struct visitor visitor;
static int marks = -1;

/* ---- inside ---- */

static _Alignas(BLOCK) char block[BLOCK];

static void mark(enum mark mark) {
        snprintf(block, sizeof(block), "PICKUPBOX-MARK %d\n", mark);
        assert_int_equal(pwrite(marks, block, sizeof(block), 0), sizeof(block));
}

/* The box's folder moves onto the disk, all of it flushed, and a link takes its place. */
static void move_box(const char *folder) {
        char box[PATH_MAX], file[PATH_MAX];

        assert_true(snprintf(box, sizeof(box), "%s/box", folder) < (int)sizeof(box));
        assert_true(snprintf(file, sizeof(file), "%s/mark", folder) < (int)sizeof(file));
        place_run("cp", "-a", place.box.dir, box);
        place_run("rm", "-rf", place.box.dir, NULL);
        assert_int_equal(symlink(box, place.box.dir), 0);
        marks = open(file, O_RDWR | O_CREAT | O_DIRECT | O_CLOEXEC, 0600);
        assert_true(marks >= 0);
        assert_int_equal(posix_fallocate(marks, 0, BLOCK), 0);
        assert_int_equal(pwrite(marks, block, sizeof(block), 0), sizeof(block));
        sync();
        mark(MARK_BEGUN);
}

static void staff_load_and_a_citizen_collects(void **state) {
        visitor_place_read(words[1], &place);
        move_box(words[2]);
        visitor_init(&visitor, &place, words[0]);
        visitor_start(&visitor);
        visitor_load(&visitor);
        mark(MARK_LOADED);
        visitor_show(&visitor, place.issued.code);
        visitor_wait(&visitor, "birth");
        visitor_type(&visitor, PLACE_BORN);
        while (visitor_coil(&visitor) == PLACE_COMPARTMENTS)
                usleep(1000);
        mark(MARK_RELEASED);
        visitor_wait(&visitor, "door");
        mark(MARK_ISSUED);
        while (visitor_coil(&visitor) != PLACE_COMPARTMENTS)
                usleep(1000); /* a door that is closed meanwhile springs open again */
        visitor_close_door(&visitor);
        visitor_wait(&visitor, "done");
        mark(MARK_CLOSED);
        visitor_stop(&visitor);
}

/* ---- outside ---- */

static void what_was_shown_is_kept_and_nothing_is_half(void **state) {
        int reached = atoi(words[1]);
        struct durable durable;
        unsigned issued = 0, releases = 0;

        visitor_place_read(words[0], &place);
        durable_export(&place, &durable);
        for (size_t i = 0; i < durable.count; i++) {
                releases += durable.entries[i].event == ENTRY_RELEASE;
                if (durable.entries[i].event == ENTRY_ISSUED) {
                        assert_true(releases > 0);
                        issued++;
                }
        }
        assert_true(issued <= 1);
        for (int i = MARK_LOADED; i <= reached; i++)
                if (durable_count(&durable, 0, promised[i]) == 0)
                        fail_msg("%s was shown and is not in the ledger", entry_event_name(promised[i]));
        if (durable.there && durable.consignment.state == CONSIGNMENT_ISSUED)
                assert_int_equal(issued, 1);
        if (issued == 1)
                assert_int_equal(durable.consignment.state, CONSIGNMENT_ISSUED);
        printf("entries %zu, releases %u, issued %u\n", durable.count, releases, issued);
        durable_deinit(&durable);
}

int main(int argc, char **argv) {
        const struct CMUnitTest run[] = { cmocka_unit_test(staff_load_and_a_citizen_collects) };
        const struct CMUnitTest check[] = { cmocka_unit_test(what_was_shown_is_kept_and_nothing_is_half) };

        words = argv + 2;
        if (argc == 2 && strcmp(argv[1], "make") == 0)
                return visitor_place_make();
        if (argc == 5 && strcmp(argv[1], "run") == 0)
                return cmocka_run_group_tests(run, NULL, NULL);
        if (argc == 4 && strcmp(argv[1], "check") == 0)
                return cmocka_run_group_tests(check, NULL, NULL);
        fprintf(stderr, "usage: kiosk_cuts make | run PICKUPBOXD PLACE FOLDER | check PLACE MARK\n");
        return EXIT_FAILURE;
}
