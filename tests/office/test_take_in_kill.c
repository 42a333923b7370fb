/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A folder of the first version taken in, killed before and behind every statement, commit, file and step of the anchor: afterwards it is as it
 * was, and taken in by the same command, or it is taken in, with everything. Into a file, or the server of PICKUPBOX_TEST_DATABASE.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "controller/ledger/anchor.h"
#include "controller/office/office_store.h"
#include "controller/office/registry/tables.h"
#include "controller/office/take_in.h"
#include "tests/office/dying_writes.h"
#include "tests/office/first.h"
#include "tests/office/registry/place.h"

enum { COUNT = 3, STEPS_MAX = 400 };

static const char *server;      /* NULL: a file */

/* ---- dying ---- */

DYING(int, rename, (const char *from, const char *to), (from, to))
DYING(int, unlink, (const char *path), (path))

/* ---- a folder of the first version ---- */

static void make_first(struct fixture *fixture) {
        struct office *office = fixture_open(fixture);
        struct order order = fixture_order(office);
        struct buffer text = BUFFER_INIT;

        for (uint8_t i = 1; i <= COUNT; i++) {
                struct first_record record = {
                        .record = { .event = RECORD_ISSUE, .t = FIXTURE_NOW, .cti = { i }, .box = "K017", .nbf = FIXTURE_NOW,
                                    .ticket_exp = FIXTURE_NOW + 14 * 86400, .code_exp = FIXTURE_NOW + 26 * 86400, .reference_tag = { i } },
                };

                first_seal(&order, record.record.cti, &office->state->sealing, record.sealed);
                first_append(&record, &text);
        }
        order_wipe(&order);
        office_close(office);
        first_make(fixture, &text);
        buffer_deinit(&text);
}

/* The office itself is made in a file, and forgotten; what it is taken into is empty. */
static int set_up(void **state) {
        char output[512];
        struct fixture *fixture;

        server = getenv("PICKUPBOX_TEST_DATABASE");
        if (server)
                (void)place_empty("");
        server = server ? strdup(server) : NULL;
        unsetenv("PICKUPBOX_TEST_DATABASE");
        if (fixture_set_up(state) < 0)
                return -1;
        fixture = *state;
        make_first(fixture);
        fixture_run(output, sizeof(output), "cp -a %s %s.kept", fixture->dir, fixture->dir);
        return 0;
}

static int tear_down(void **state) {
        if (server)
                setenv("PICKUPBOX_TEST_DATABASE", server, 1);
        return fixture_tear_down(state);
}

static void put_back(const struct fixture *fixture) {
        char output[512];

        fixture_run(output, sizeof(output), "rm -rf %s %s.anchor* && cp -a %s.kept %s", fixture->dir, fixture->dir, fixture->dir, fixture->dir);
        if (!server)
                return;
        setenv("PICKUPBOX_TEST_DATABASE", server, 1);
        (void)place_empty("");
        unsetenv("PICKUPBOX_TEST_DATABASE");
}

static int take_in(struct fixture *fixture) {
        struct taking_in counts;

        return office_take_in(fixture->dir, server, FIXTURE_PASSPHRASE, COUNT, FIXTURE_NOW, &fixture->problems, &counts);
}

/* Whether it ended before its n-th step came. */
static bool attempt(struct fixture *fixture, int n) {
        pid_t pid = fork();

        if (pid == 0) {
                die_at(n);
                _exit(take_in(fixture) == 0 ? 0 : 98);
        }
        return came_to_its_end(pid);
}

static void holds_everything(struct fixture *fixture) {
        struct office *office = fixture_open(fixture);
        struct issued issued;

        assert_int_equal(fixture_issuances(fixture, office)->count, COUNT);
        office_close(office);
        issued = fixture_issue(fixture);
        issued_wipe(&issued);
        secrets_deinit(&fixture->day);
}

static void taken_in_whole_or_not_at_all(void **state) {
        struct fixture *fixture = *state;
        unsigned before = 0, after = 0;
        bool ended = false;

        for (int n = 0; !ended; n++) {
                assert_true(n < STEPS_MAX);
                ended = attempt(fixture, n);
                if (office_is_first(fixture->dir)) {
                        before++;
                        if (take_in(fixture) != 0) {
                                char sentence[PROBLEM_SENTENCE_SIZE] = "";

                                if (problems_shown(&fixture->problems) > 0)
                                        problems_say(&fixture->problems, 0, LANGUAGE_EN, sentence);
                                fail_msg("killed at step %d, and not taken in after it: %s", n, sentence);
                        }
                } else {
                        after += !ended;
                }
                holds_everything(fixture);
                put_back(fixture);
        }
        assert_true(before > 10 && after > 0);
        print_message("taken in: killed at %u places, it is as it was and taken in after; at %u more, all of it is there\n", before, after);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(taken_in_whole_or_not_at_all, set_up, tear_down),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
