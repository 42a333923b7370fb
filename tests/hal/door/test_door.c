/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <pthread.h>
#include <string.h>

#include "hal/lock/lines_backend.h"
#include "tests/hal/door/told.h"

static void states_are_known_from_the_beginning(void **state) {
        struct door_bank *bank;

        cabinet.move_door(1, false);
        bank = cabinet_doors(DOOR_DEBOUNCE_MS);
        assert_int_equal(door_bank_count(bank), CABINET_COUNT);
        assert_int_equal(door_bank_state(bank, 0), DOOR_CLOSED);
        assert_int_equal(door_bank_state(bank, 1), DOOR_OPEN);
        door_bank_free(bank);
}

static void a_moved_door_is_told_once(void **state) {
        struct told told = { .count = 0 };
        struct door_bank *bank = cabinet_doors(DOOR_DEBOUNCE_MS);

        door_bank_set_callback(bank, tell, &told);
        cabinet.move_door(4, false);
        run(bank, &told, 1);
        assert_int_equal(told.index[0], 4);
        assert_int_equal(told.state[0], DOOR_OPEN);
        assert_int_equal(door_bank_state(bank, 4), DOOR_OPEN);
        cabinet.move_door(4, true);
        cabinet.move_door(5, false);
        run(bank, &told, 3);
        assert_int_equal(door_bank_state(bank, 4), DOOR_CLOSED);
        assert_int_equal(door_bank_state(bank, 5), DOOR_OPEN);
        assert_int_equal(told.count, 3);
        door_bank_free(bank);
}

/* Reports every edge until the contacts rest. */
static void run_to_rest(struct door_bank *bank) {
        bool resting;

        do {
                resting = cabinet.at_rest();
                assert_int_equal(door_bank_dispatch(bank), 0);
        } while (!resting);
}

static void a_bouncing_contact_is_told_once(void **state) {
        struct told told = { .count = 0 };
        struct door_bank *bank = cabinet_doors(DOOR_DEBOUNCE_MS);

        door_bank_set_callback(bank, tell, &told);
        cabinet.move_bouncing(2, false);
        run_to_rest(bank);
        run(bank, &told, 1);
        assert_int_equal(told.state[0], DOOR_OPEN);
        cabinet.move_bouncing(2, true);
        run_to_rest(bank);
        run(bank, &told, 2);
        assert_int_equal(told.count, 2);
        assert_int_equal(told.state[1], DOOR_CLOSED);
        door_bank_free(bank);
}

static struct lines *request(void (*change)(struct lines_config *config)) {
        struct lines_config config;
        struct lines *lines;

        cabinet_config(LINES_INPUT, &config);
        change(&config);
        assert_int_equal(lines_request(cabinet.backend, cabinet.place, &config, &lines), 0);
        lines_config_deinit(&config);
        return lines;
}

static void turn_first(struct lines_config *config) {
        config->lines[0].active_low = true;
}

static void lose_first(struct lines_config *config) {
        strcpy(config->lines[0].chip, "gone");
}

static void polarity_is_each_doors_own(void **state) {
        struct told told = { .count = 0 };
        struct door_bank *bank;

        assert_int_equal(door_bank_new(request(turn_first), 20, &bank), 0);
        door_bank_set_callback(bank, tell, &told);
        assert_int_equal(door_bank_state(bank, 0), DOOR_OPEN);
        assert_int_equal(door_bank_state(bank, 1), DOOR_CLOSED);
        cabinet.move_door(0, false);
        run(bank, &told, 1);
        assert_int_equal(told.state[0], DOOR_CLOSED);
        door_bank_free(bank);
}

static void a_door_whose_line_is_not_there_is_unknown_and_the_others_work(void **state) {
        struct told told = { .count = 0 };
        struct door_bank *bank;

        assert_int_equal(door_bank_new(request(lose_first), 20, &bank), 0);
        door_bank_set_callback(bank, tell, &told);
        assert_int_equal(door_bank_state(bank, 0), DOOR_UNKNOWN);
        cabinet.move_door(0, false);
        cabinet.move_door(1, false);
        run(bank, &told, 1);
        assert_int_equal(told.index[0], 1);
        assert_int_equal(door_bank_state(bank, 0), DOOR_UNKNOWN);
        door_bank_free(bank);
}

static pthread_t tester;

/* The bank's first reading fails, as on a disturbed bus; all others are the cabinet's own, those of the reader's thread too. */
static int fail_once(struct lines *lines, unsigned index, bool *ret_active) {
        if (!pthread_equal(pthread_self(), tester))
                return cabinet.backend->get(lines, index, ret_active);
        lines->backend = cabinet.backend;
        return -EREMOTEIO;
}

static void change_nothing(struct lines_config *config) {
}

static void a_reading_that_fails_is_tried_again(void **state) {
        static const struct lines_backend disturbed = { .get = fail_once };
        struct told told = { .count = 0 };
        struct lines *lines = request(change_nothing);
        struct door_bank *bank;

        tester = pthread_self();
        lines->backend = &disturbed;
        assert_int_equal(door_bank_new(lines, DOOR_DEBOUNCE_MS, &bank), 0);
        door_bank_set_callback(bank, tell, &told);
        assert_ptr_equal(lines->backend, cabinet.backend);
        assert_int_equal(door_bank_state(bank, 1), DOOR_CLOSED);
        /* On a machine that is slow the second reading is made before the others' first ones have settled. */
        if (door_bank_state(bank, 0) == DOOR_UNKNOWN) {
                run(bank, &told, 1);
                assert_int_equal(told.index[0], 0);
                assert_int_equal(told.state[0], DOOR_CLOSED);
        }
        assert_int_equal(door_bank_state(bank, 0), DOOR_CLOSED);
        door_bank_free(bank);
}

static void an_endless_debounce_time_is_refused(void **state) {
        struct door_bank *bank;
        struct lines *lines = request(turn_first);

        assert_int_equal(door_bank_new(lines, DOOR_DEBOUNCE_MAX_MS + 1, &bank), -EINVAL);
        lines_free(lines);
}

static void states_have_names(void **state) {
        assert_string_equal(door_state_name(DOOR_UNKNOWN), "unknown");
        assert_string_equal(door_state_name(DOOR_CLOSED), "closed");
        assert_string_equal(door_state_name(DOOR_OPEN), "open");
        assert_string_equal(door_state_name(DOOR_UNSTEADY), "unsteady");
        assert_null(door_state_name((enum door_state)4));
}

#define DOOR_TEST(name) cmocka_unit_test_setup_teardown(name, cabinet_set_up, cabinet_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                DOOR_TEST(states_are_known_from_the_beginning),
                DOOR_TEST(a_moved_door_is_told_once),
                DOOR_TEST(a_bouncing_contact_is_told_once),
                DOOR_TEST(polarity_is_each_doors_own),
                DOOR_TEST(a_door_whose_line_is_not_there_is_unknown_and_the_others_work),
                DOOR_TEST(a_reading_that_fails_is_tried_again),
                DOOR_TEST(an_endless_debounce_time_is_refused),
                cmocka_unit_test(states_have_names),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
