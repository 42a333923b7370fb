/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/hal/lock/cabinet.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

static struct lines_config config;

static int set_up_outputs(void **state) {
        if (cabinet_set_up(state) != 0)
                return -1;
        cabinet_config(LINES_OUTPUT, &config);
        return 0;
}

static int set_up_inputs(void **state) {
        if (cabinet_set_up(state) != 0)
                return -1;
        cabinet_config(LINES_INPUT, &config);
        return 0;
}

static int tear_down(void **state) {
        lines_config_deinit(&config);
        return cabinet_tear_down(state);
}

static int request(struct lines **ret_lines) {
        return lines_request(cabinet.backend, cabinet.place, &config, ret_lines);
}

static void setting_one_output_leaves_the_others_alone(void **state) {
        struct lines *lines;

        assert_int_equal(request(&lines), 0);
        assert_int_equal(lines_set(lines, 1, true), 0);
        assert_int_equal(lines_set(lines, 4, true), 0);
        assert_true(cabinet.coil_on(1));
        assert_true(cabinet.coil_on(4));
        assert_int_equal(lines_set(lines, 4, false), 0);
        assert_true(cabinet.coil_on(1));
        assert_false(cabinet.coil_on(4));
        assert_false(cabinet.coil_on(0));
        lines_free(lines);
}

static void outputs_are_inactive_before_and_after(void **state) {
        struct lines *lines;

        assert_int_equal(request(&lines), 0);
        for (unsigned i = 0; i < CABINET_COUNT; i++)
                assert_false(cabinet.coil_on(i));
        assert_int_equal(lines_set(lines, 2, true), 0);
        lines_free(lines);
        assert_false(cabinet.coil_on(2));
}

static void an_active_low_output_is_the_other_way_round(void **state) {
        struct lines *lines;

        config.lines[0].active_low = true;
        assert_int_equal(request(&lines), 0);
        assert_true(cabinet.coil_on(0));
        assert_int_equal(lines_set(lines, 0, true), 0);
        assert_false(cabinet.coil_on(0));
        lines_free(lines);
}

static unsigned present(const struct lines *lines) {
        unsigned count = 0;

        for (unsigned i = 0; i < lines_count(lines); i++)
                count += lines_present(lines, i);
        return count;
}

static bool renewed(struct lines *lines) {
        bool changed;

        assert_int_equal(lines_renew(lines, &changed), 0);
        return changed;
}

static void lines_held_by_somebody_are_absent_until_they_are_freed(void **state) {
        struct lines *lines, *more;

        assert_int_equal(request(&lines), 0);
        assert_int_equal(request(&more), 0);
        assert_int_equal(present(more), 0);
        assert_int_equal(lines_set(more, 1, true), -ENODEV);
        assert_false(renewed(more));
        lines_free(lines);
        assert_true(renewed(more));
        assert_int_equal(present(more), CABINET_COUNT);
        assert_int_equal(lines_set(more, 1, true), 0);
        assert_true(cabinet.coil_on(1));
        lines_free(more);
}

static void one_line_that_is_held_keeps_no_other_from_being_had(void **state) {
        struct lines_config all = config;
        struct lines *one, *lines;
        bool closed;

        config.count = 1;
        config.lines = &all.lines[2];
        assert_int_equal(request(&one), 0);
        config = all;
        assert_int_equal(request(&lines), 0);
        assert_int_equal(present(lines), CABINET_COUNT - 1);
        assert_false(lines_present(lines, 2));
        if (config.direction == LINES_OUTPUT) {
                assert_int_equal(lines_set(lines, 3, true), 0);
                assert_true(cabinet.coil_on(3));
        }
        lines_free(one);
        assert_true(renewed(lines));
        assert_true(lines_present(lines, 2));
        if (config.direction == LINES_OUTPUT)
                assert_true(cabinet.coil_on(3)); /* what was held is left as it was */
        else
                assert_int_equal(lines_get(lines, 2, &closed), 0);
        assert_false(renewed(lines));
        lines_free(lines);
}

/* Runs `act` on the lines in a child that shares them, which then dies without a word. */
static void in_child(struct lines *lines, void (*act)(struct lines *lines)) {
        pid_t child = fork();
        int status;

        assert_true(child >= 0);
        if (child == 0) {
                if (lines_share(lines) < 0)
                        _exit(EXIT_FAILURE);
                act(lines);
                _exit(EXIT_SUCCESS);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_int_equal(status, 0);
}

static void set_1_active(struct lines *lines) {
        if (lines_set(lines, 1, true) < 0)
                abort();
}

static void set_1_inactive(struct lines *lines) {
        if (lines_set(lines, 1, false) < 0)
                abort();
}

static void free_them(struct lines *lines) {
        lines_free(lines);
}

static void shared_lines_are_set_by_either_and_outlive_one_of_them(void **state) {
        struct lines *lines, *more;

        assert_int_equal(request(&lines), 0);
        in_child(lines, set_1_active);
        assert_true(cabinet.coil_on(1));
        assert_int_equal(lines_set(lines, 1, false), 0);
        assert_false(cabinet.coil_on(1));
        assert_int_equal(lines_set(lines, 1, true), 0);
        in_child(lines, set_1_inactive);
        assert_false(cabinet.coil_on(1));
        in_child(lines, free_them);
        assert_int_equal(lines_set(lines, 2, true), 0);
        assert_true(cabinet.coil_on(2));
        assert_int_equal(request(&more), 0);
        assert_int_equal(present(more), 0);
        lines_free(lines);
        assert_false(cabinet.coil_on(2));
        assert_true(renewed(more));
        assert_int_equal(present(more), CABINET_COUNT);
        lines_free(more);
}

static void a_line_named_twice_is_refused(void **state) {
        struct lines *lines;

        strcpy(config.lines[5].name, config.lines[2].name);
        assert_int_equal(request(&lines), -EINVAL);
}

static void a_line_without_chip_or_name_is_absent(void **state) {
        struct lines *lines;

        strcpy(config.lines[0].chip, "gone");
        strcpy(config.lines[1].name, "lock999");
        strcpy(config.lines[2].name, "nonsense");
        assert_int_equal(request(&lines), 0);
        for (unsigned i = 0; i < 3; i++) {
                assert_false(lines_present(lines, i));
                assert_int_equal(lines_set(lines, i, true), -ENODEV);
        }
        assert_true(lines_present(lines, 3));
        assert_int_equal(lines_set(lines, 3, true), 0);
        lines_free(lines);
}

static void sizes_out_of_range_are_refused(void **state) {
        struct lines_config bad;
        struct lines *lines;

        assert_int_equal(lines_config_init_numbered("test", LINES_INPUT, "chip", "door", 0, &bad), -EINVAL);
        assert_int_equal(lines_config_init_numbered("test", LINES_INPUT, "chip", "door", LINES_COUNT_MAX + 1, &bad), -EINVAL);
        assert_int_equal(lines_config_init_numbered("test", LINES_INPUT, "a label or place of a chip that has sixty-four characters: so many", "door", 1, &bad), -EINVAL);
        config.count = 0;
        assert_int_equal(request(&lines), -EINVAL);
        config.count = CABINET_COUNT;
        memset(config.lines[0].name, 'x', sizeof(config.lines[0].name));
        assert_int_equal(request(&lines), -EINVAL);
}

static void a_survey_tells_what_there_is_and_who_holds_it(void **state) {
        struct line_survey surveys[CABINET_COUNT];
        struct lines *lines;

        strcpy(config.lines[0].chip, "gone");
        strcpy(config.lines[1].name, "lock999");
        assert_int_equal(lines_survey(cabinet.backend, cabinet.place, &config, surveys), 0);
        assert_int_equal(surveys[0].finding, LINE_NO_CHIP);
        assert_int_equal(surveys[1].finding, LINE_NO_NAME);
        assert_int_equal(surveys[2].finding, LINE_FREE);
        assert_true(*surveys[2].device);
        assert_int_equal(request(&lines), 0);
        assert_int_equal(lines_survey(cabinet.backend, cabinet.place, &config, surveys), 0);
        assert_int_equal(surveys[0].finding, LINE_NO_CHIP);
        assert_int_equal(surveys[2].finding, LINE_BUSY);
        lines_free(lines);
        strcpy(config.lines[3].name, config.lines[2].name);
        assert_int_equal(lines_survey(cabinet.backend, cabinet.place, &config, surveys), -EINVAL);
}

struct edges {
        unsigned count[CABINET_COUNT];
};

static void tell(void *context, unsigned index) {
        ((struct edges *)context)->count[index]++;
}

static void a_changed_input_is_told_and_read(void **state) {
        struct edges edges = { 0 };
        struct lines *lines;
        bool closed;

        assert_int_equal(request(&lines), 0);
        lines_set_callback(lines, tell, &edges);
        assert_int_equal(lines_get(lines, 3, &closed), 0);
        assert_true(closed);
        cabinet.move_door(3, false);
        while (edges.count[3] == 0) {
                assert_true(wait_readable(lines_fd(lines)));
                assert_int_equal(lines_dispatch(lines), 0);
        }
        assert_int_equal(lines_get(lines, 3, &closed), 0);
        assert_false(closed);
        assert_int_equal(edges.count[2], 0);
        lines_free(lines);
}

static void an_absent_input_cannot_be_read(void **state) {
        struct lines *lines;
        bool closed;

        strcpy(config.lines[0].chip, "gone");
        assert_int_equal(request(&lines), 0);
        assert_int_equal(lines_get(lines, 0, &closed), -ENODEV);
        assert_int_equal(lines_get(lines, 1, &closed), 0);
        lines_free(lines);
}

static void the_chip_goes_and_comes_back(void **state) {
        struct edges edges = { 0 };
        struct lines *lines;
        bool closed;

        assert_int_equal(request(&lines), 0);
        lines_set_callback(lines, tell, &edges);
        assert_false(lines_stale(lines));
        cabinet.unplug();
        while (present(lines) > 0) {
                assert_true(wait_readable(lines_fd(lines)));
                assert_int_equal(lines_dispatch(lines), 0);
        }
        assert_int_equal(lines_get(lines, 4, &closed), -ENODEV);
        assert_true(edges.count[4] > 0);
        while (lines_stale(lines))
                (void)renewed(lines);
        cabinet.plug();
        while (!lines_stale(lines)) {
                assert_true(wait_readable(lines_fd(lines)));
                assert_int_equal(lines_dispatch(lines), 0);
        }
        edges = (struct edges){ 0 };
        assert_true(renewed(lines));
        assert_int_equal(present(lines), CABINET_COUNT);
        assert_int_equal(edges.count[4], 1);
        cabinet.move_door(4, false);
        while (edges.count[4] == 1) {
                assert_true(wait_readable(lines_fd(lines)));
                assert_int_equal(lines_dispatch(lines), 0);
        }
        assert_int_equal(lines_get(lines, 4, &closed), 0);
        assert_false(closed);
        lines_free(lines);
}

static void an_output_whose_chip_went_is_found_out_and_comes_back_inactive(void **state) {
        struct lines *lines;

        assert_int_equal(request(&lines), 0);
        assert_int_equal(lines_set(lines, 1, true), 0);
        cabinet.unplug();
        assert_true(renewed(lines));
        assert_int_equal(present(lines), 0);
        assert_int_equal(lines_set(lines, 1, false), -ENODEV);
        cabinet.plug();
        assert_true(renewed(lines));
        assert_int_equal(present(lines), CABINET_COUNT);
        assert_false(cabinet.coil_on(1));
        assert_int_equal(lines_set(lines, 1, true), 0);
        assert_true(cabinet.coil_on(1));
        lines_free(lines);
}

#define OUTPUT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up_outputs, tear_down)
#define INPUT_TEST(name) cmocka_unit_test_setup_teardown(name, set_up_inputs, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                OUTPUT_TEST(setting_one_output_leaves_the_others_alone),
                OUTPUT_TEST(outputs_are_inactive_before_and_after),
                OUTPUT_TEST(an_active_low_output_is_the_other_way_round),
                OUTPUT_TEST(lines_held_by_somebody_are_absent_until_they_are_freed),
                OUTPUT_TEST(one_line_that_is_held_keeps_no_other_from_being_had),
                OUTPUT_TEST(an_output_whose_chip_went_is_found_out_and_comes_back_inactive),
                OUTPUT_TEST(shared_lines_are_set_by_either_and_outlive_one_of_them),
                OUTPUT_TEST(a_line_named_twice_is_refused),
                OUTPUT_TEST(a_line_without_chip_or_name_is_absent),
                OUTPUT_TEST(a_survey_tells_what_there_is_and_who_holds_it),
                OUTPUT_TEST(sizes_out_of_range_are_refused),
                INPUT_TEST(a_changed_input_is_told_and_read),
                INPUT_TEST(an_absent_input_cannot_be_read),
                INPUT_TEST(one_line_that_is_held_keeps_no_other_from_being_had),
                INPUT_TEST(the_chip_goes_and_comes_back),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
