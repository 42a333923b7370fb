/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One session of staff and one of a citizen on a disk whose power may go at any write.
 *
 *      kiosk_cuts make             outside: prints the folder of a new place
 *      kiosk_cuts run PICKUPBOXD PLACE FOLDER
 *                                  inside: the box's folder lies in FOLDER, on the disk; what people do and have been
 *                                  shown is marked there, in the order of the disk's writes
 *      kiosk_cuts check PLACE MARK outside: the box's folder as a cut has left it, after that mark
 *      kiosk_cuts restart PICKUPBOXD PLACE FOLDER MARK
 *                                  inside: the machine has been started again on what a cut after that mark has left in
 *                                  FOLDER; doors stand as they stood. What the table of recover.c says must come of it.
 *
 * A mark is a write past the page cache, which flushes nothing: "PICKUPBOX-MARK n", n being an enum mark.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/box/daemon/cut.h"
#include "tests/kiosk/visitor.h"
#include "tests/support/cmocka.h"

enum { BLOCK = 4096, SESSION_OVER_S = 3 /* its code is no repeat any more */ };

/* What has been shown, or will be done next. */
enum mark {
        MARK_BEGUN,
        MARK_LOADING,  /* a coil is on; the door opens */
        MARK_PUT_IN,   /* staff close the door */
        MARK_LOADED,   /* the loader was let go, which is when the door has settled and the load is written */
        MARK_RELEASED, /* a coil is on; the door is still closed */
        MARK_SPRUNG,   /* it opens */
        MARK_ISSUED,   /* "take your documents" */
        MARK_SHUT,     /* the citizen closes it */
        MARK_CLOSED,   /* "done" */
        MARKS,
};

static const struct {
        enum entry_event promised; /* durable from then on; 0: nothing more */
        bool open;                 /* the consignment's door */
} marks_mean[MARKS] = {
        [MARK_LOADING] = { ENTRY_LOAD_BEGIN, true },
        [MARK_LOADED] = { ENTRY_LOADED, false },
        [MARK_RELEASED] = { ENTRY_RELEASE, false },
        [MARK_SPRUNG] = { .open = true },
        [MARK_ISSUED] = { ENTRY_ISSUED, true },
        [MARK_CLOSED] = { ENTRY_CLOSED, false },
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
        visitor_sign_in(&visitor, false);
        visitor_show(&visitor, place.issued.ticket);
        visitor_wait_coil(&visitor, true);
        mark(MARK_LOADING);
        visitor_put_in(&visitor);
        mark(MARK_PUT_IN);
        visitor_close_door(&visitor);
        visitor_wait(&visitor, "staff_scan");
        visitor_sign_out(&visitor);
        mark(MARK_LOADED);
        visitor_show(&visitor, place.issued.code);
        visitor_wait(&visitor, "birth");
        visitor_type(&visitor, PLACE_BORN);
        visitor_wait_coil(&visitor, true);
        mark(MARK_RELEASED);
        mark(MARK_SPRUNG);
        visitor_wait(&visitor, "door");
        mark(MARK_ISSUED);
        visitor_wait_coil(&visitor, false); /* a door that is closed meanwhile springs open again */
        mark(MARK_SHUT);
        visitor_close_door(&visitor);
        visitor_wait(&visitor, "done");
        mark(MARK_CLOSED);
        visitor_stop(&visitor);
}

/* ---- inside, after the cut ---- */

static void is_refused(const char *screen) {
        visitor_show(&visitor, place.issued.code);
        visitor_wait(&visitor, screen);
        visitor_leave(&visitor);
}

static void collects(void) {
        visitor_show(&visitor, place.issued.code);
        visitor_wait(&visitor, "birth");
        visitor_type(&visitor, PLACE_BORN);
        visitor_wait(&visitor, "door");
        visitor_wait_coil(&visitor, false);
        visitor_close_door(&visitor);
        visitor_wait(&visitor, "done");
        visitor_leave(&visitor);
        sleep(SESSION_OVER_S);
        is_refused("refused");
}

static void act_after(enum cut cut, const struct durable *before) {
        visitor_close_door(&visitor);
        visitor_wait(&visitor, "idle");
        switch (cut) {
        case CUT_NOT_THERE:
                is_refused("refused");
                visitor_load(&visitor, before->own_pin);
                collects();
                return;
        case CUT_LOADING_CLOSED:
        case CUT_LOADING_OPEN:
                is_refused("jam");
                return;
        case CUT_STORED:
        case CUT_RELEASING_CLOSED:
                collects();
                return;
        case CUT_RELEASING_OPEN:
        case CUT_ISSUED_OPEN:
        case CUT_ISSUED_CLOSED:
        case CUT_OVER:
                is_refused("refused");
                return;
        case CUT_RELEASING_SHUT:
        case CUT_NOT_OPENED:
        case CUT_COUNT:
                break;
        }
        fail_msg("%s: nobody does that here", cut_names[cut]);
}

static void what_a_cut_leaves_becomes_what_the_table_says(void **state) {
        bool open = marks_mean[atoi(words[3])].open;
        struct durable before, after;
        char box[PATH_MAX];
        enum cut cut;

        visitor_place_read(words[1], &place);
        assert_true(snprintf(box, sizeof(box), "%s/box", words[2]) < (int)sizeof(box));
        place_run("rm", "-rf", place.box.dir, NULL);
        assert_int_equal(symlink(box, place.box.dir), 0);
        durable_read(&place, &before);
        assert_true(before.there || !open); /* no lock opens without an entry */
        cut = cut_of(&before, open);
        visitor_init(&visitor, &place, words[0]);
        if (open)
                visitor_open_door(&visitor, before.consignment.c - 1);
        gpio_sim_trace();
        visitor_start(&visitor);
        act_after(cut, &before);
        visitor_stop(&visitor);
        durable_export(&place, &after);
        assert_int_equal(durable_count(&after, 0, ENTRY_FORCED_OPEN), 0);
        assert_int_equal(after.entries[before.count].mode, HARDWARE_REAL);
        cut_check_after(cut, &place, &before, &after);
        printf("%s: %zu entries, then %zu\n", cut_names[cut], before.count, after.count);
        durable_deinit(&before);
        durable_deinit(&after);
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
        for (int i = 0; i <= reached; i++)
                if (marks_mean[i].promised && durable_count(&durable, 0, marks_mean[i].promised) == 0)
                        fail_msg("%s was shown and is not in the ledger", entry_event_name(marks_mean[i].promised));
        if (durable.there && durable.consignment.state == CONSIGNMENT_ISSUED)
                assert_int_equal(issued, 1);
        if (issued == 1)
                assert_int_equal(durable.consignment.state, CONSIGNMENT_ISSUED);
        printf("entries %zu, releases %u, issued %u\n", durable.count, releases, issued);
        durable_deinit(&durable);
}

int main(int argc, char **argv) {
        const struct CMUnitTest run[] = { cmocka_unit_test(staff_load_and_a_citizen_collects) };
        const struct CMUnitTest restart[] = { cmocka_unit_test(what_a_cut_leaves_becomes_what_the_table_says) };
        const struct CMUnitTest check[] = { cmocka_unit_test(what_was_shown_is_kept_and_nothing_is_half) };

        words = argv + 2;
        if (argc == 2 && strcmp(argv[1], "make") == 0)
                return visitor_place_make(VISITOR_SETTINGS, 0);
        if (argc == 5 && strcmp(argv[1], "run") == 0)
                return cmocka_run_group_tests(run, NULL, NULL);
        if (argc == 4 && strcmp(argv[1], "check") == 0)
                return cmocka_run_group_tests(check, NULL, NULL);
        if (argc == 6 && strcmp(argv[1], "restart") == 0 && (unsigned)atoi(argv[5]) < MARKS)
                return cmocka_run_group_tests(restart, NULL, NULL);
        fprintf(stderr, "usage: kiosk_cuts make | run PICKUPBOXD PLACE FOLDER | check PLACE MARK | restart PICKUPBOXD PLACE FOLDER MARK\n");
        return EXIT_FAILURE;
}
