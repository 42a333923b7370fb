/* SPDX-License-Identifier: EUPL-1.2 */
/* What only several real chips have: labels and names twice, holders with names, and chips that go away. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "hal/lock/guard.h"
#include "hal/lock/lines.h"
#include "hal/lock/lock.h"
#include "tests/hal/lock/gpio_sim.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

static void numbered(unsigned offset, char ret_name[32]) {
        snprintf(ret_name, 32, "door%u", offset);
}

static void all_alike(unsigned offset, char ret_name[32]) {
        snprintf(ret_name, 32, "%s", offset == 0 ? "door0" : "door1");
}

static struct gpio_sim *chip(const char *device, const char *label, unsigned count, gpio_sim_name_fn *name_of) {
        struct gpio_sim *sim = gpio_sim_new(device, label, count, name_of);

        assert_non_null(sim);
        return sim;
}

static struct lines_config doors_of(const char *label, unsigned count) {
        struct lines_config config;

        assert_int_equal(lines_config_init_numbered("test", LINES_INPUT, label, "door", count, &config), 0);
        return config;
}

static int request(const struct lines_config *config, struct lines **ret_lines) {
        return lines_request(&lines_backend_gpio, NULL, config, ret_lines);
}

static enum line_finding finding(const struct lines_config *config, unsigned index) {
        struct line_survey surveys[8];

        assert_int_equal(lines_survey(&lines_backend_gpio, NULL, config, surveys), 0);
        return surveys[index].finding;
}

static bool had(const struct lines_config *config, unsigned index) {
        struct lines *lines;
        bool present;

        assert_int_equal(request(config, &lines), 0);
        present = lines_present(lines, index);
        lines_free(lines);
        return present;
}

static void chips_of_one_label_are_told_apart_by_their_place_alone(void **state) {
        struct gpio_sim *one = chip("test-one", "twin", 2, numbered), *two = chip("test-two", "twin", 2, numbered);
        struct lines_config config = doors_of("twin", 2);
        char places[2][LINE_CHIP_SIZE], choices[LINE_CHOICES_SIZE];
        struct line_survey surveys[2];
        struct lines *lines;
        bool high;

        assert_false(had(&config, 0) || had(&config, 1));
        assert_int_equal(lines_survey(&lines_backend_gpio, NULL, &config, surveys), 0);
        assert_int_equal(surveys[1].finding, LINE_TWO_CHIPS);
        gpio_sim_place(one, places[0]);
        gpio_sim_place(two, places[1]);
        snprintf(choices, sizeof(choices), "%s, %s", places[0], places[1]);
        if (strcmp(surveys[1].choices, choices) != 0)
                snprintf(choices, sizeof(choices), "%s, %s", places[1], places[0]);
        assert_string_equal(surveys[1].choices, choices);
        for (unsigned i = 0; i < 2; i++)
                strcpy(config.lines[i].chip, places[i]);
        strcpy(config.lines[1].name, "door0");
        assert_int_equal(request(&config, &lines), 0);
        gpio_sim_pull(two, 0, true);
        assert_int_equal(lines_get(lines, 0, &high), 0);
        assert_false(high);
        assert_int_equal(lines_get(lines, 1, &high), 0);
        assert_true(high);
        lines_free(lines);
        gpio_sim_free(two);
        assert_true(had(&config, 0));
        assert_false(had(&config, 1));
        gpio_sim_free(one);
        lines_config_deinit(&config);
}

/* Raspberry Pi's system has a second name for its first chip. */
static void a_chip_with_two_names_in_dev_is_one_chip(void **state) {
        struct gpio_sim *sim = chip("test-one", "linked", 2, numbered);
        struct lines_config config = doors_of("linked", 2);
        struct line_survey surveys[2];

        assert_int_equal(lines_survey(&lines_backend_gpio, NULL, &config, surveys), 0);
        assert_int_equal(surveys[0].finding, LINE_FREE);
        assert_int_equal(symlink(surveys[0].device, "/dev/gpiochip000"), 0); /* sorts before it */
        assert_int_equal(symlink(surveys[0].device, "/dev/gpiochip999"), 0);
        assert_true(had(&config, 0) && had(&config, 1));
        unlink("/dev/gpiochip000");
        unlink("/dev/gpiochip999");
        gpio_sim_free(sim);
        lines_config_deinit(&config);
}

static void of_two_lines_with_one_name_neither_is_had_and_the_others_are(void **state) {
        struct gpio_sim *sim = chip("test-one", "alike", 3, all_alike);
        struct lines_config config = doors_of("alike", 2);

        assert_true(had(&config, 0));
        assert_false(had(&config, 1));
        assert_int_equal(finding(&config, 0), LINE_FREE);
        assert_int_equal(finding(&config, 1), LINE_TWO_NAMES);
        gpio_sim_free(sim);
        lines_config_deinit(&config);
}

/* A label that is the only one and the place of the same chip: two compartments, one coil. */
static void a_line_that_is_named_by_its_chips_label_and_place_is_had_by_neither(void **state) {
        struct gpio_sim *sim = chip("test-one", "doubled", 3, numbered);
        struct lines_config config = doors_of("doubled", 3);
        struct line_survey surveys[3];

        gpio_sim_place(sim, config.lines[2].chip);
        strcpy(config.lines[2].name, "door0");
        for (config.direction = LINES_OUTPUT; config.direction <= LINES_INPUT; config.direction++) {
                assert_int_equal(lines_survey(&lines_backend_gpio, NULL, &config, surveys), 0);
                assert_int_equal(surveys[0].finding, LINE_TWICE);
                assert_int_equal(surveys[0].other, 2);
                assert_int_equal(surveys[1].finding, LINE_FREE);
                assert_int_equal(surveys[2].finding, LINE_TWICE);
                assert_int_equal(surveys[2].other, 0);
                assert_false(had(&config, 0) || had(&config, 2));
                assert_true(had(&config, 1));
        }
        gpio_sim_free(sim);
        lines_config_deinit(&config);
}

static void unnamed_but_one(unsigned offset, char ret_name[32]) {
        snprintf(ret_name, 32, "%s", offset == 1 ? "door1" : "");
}

static void a_line_without_a_name_is_called_by_its_offset_and_no_other_is(void **state) {
        struct gpio_sim *sim = chip("test-one", "bridge", 3, unnamed_but_one);
        struct lines_config config;
        struct lines *lines;
        bool high;

        assert_int_equal(lines_config_init_numbered("test", LINES_INPUT, "bridge", "@", 4, &config), 0);
        assert_int_equal(finding(&config, 0), LINE_FREE);
        assert_int_equal(finding(&config, 1), LINE_NO_NAME);
        assert_int_equal(finding(&config, 2), LINE_FREE);
        assert_int_equal(finding(&config, 3), LINE_NO_NAME);
        assert_int_equal(request(&config, &lines), 0);
        assert_false(lines_present(lines, 1));
        gpio_sim_pull(sim, 2, true);
        assert_int_equal(lines_get(lines, 0, &high), 0);
        assert_false(high);
        assert_int_equal(lines_get(lines, 2, &high), 0);
        assert_true(high);
        lines_free(lines);
        gpio_sim_free(sim);
        lines_config_deinit(&config);
}

static void a_busy_line_has_its_holders_name(void **state) {
        struct gpio_sim *sim = chip("test-one", "held", 2, numbered);
        struct lines_config config = doors_of("held", 2);
        struct line_survey surveys[2];
        struct lines *lines;

        config.consumer = "somebody else";
        assert_int_equal(request(&config, &lines), 0);
        assert_int_equal(lines_survey(&lines_backend_gpio, NULL, &config, surveys), 0);
        assert_int_equal(surveys[1].finding, LINE_BUSY);
        assert_string_equal(surveys[1].consumer, "somebody else");
        assert_false(surveys[1].output);
        lines_free(lines);
        gpio_sim_free(sim);
        lines_config_deinit(&config);
}

static void a_bias_is_asked_of_the_chip(void **state) {
        struct gpio_sim *sim = chip("test-one", "biased", 2, numbered);
        struct lines_config config = doors_of("biased", 2);
        struct lines *lines;
        bool high;

        config.lines[1].bias = LINE_BIAS_PULL_UP;
        assert_int_equal(request(&config, &lines), 0);
        assert_int_equal(lines_get(lines, 0, &high), 0);
        assert_false(high);
        assert_int_equal(lines_get(lines, 1, &high), 0);
        assert_true(high);
        lines_free(lines);
        gpio_sim_free(sim);
        lines_config_deinit(&config);
}

static void the_kernel_debounces_where_libgpiod_can_ask_it_to(void **state) {
        struct gpio_sim *sim = chip("test-one", "bouncy", 2, numbered);
        struct lines_config config = doors_of("bouncy", 2);
        struct lines *lines;
        bool high;

        assert_int_equal(request(&config, &lines), 0);
        assert_false(lines_debounced(lines));
        lines_free(lines);
        config.debounce_ms = 30;
        assert_int_equal(request(&config, &lines), 0);
        if (lines_debounced(lines)) {
                gpio_sim_pull(sim, 1, true);
                /* What becomes of the new chip's device is told as well, and may be before it. */
                for (high = false; !high;) {
                        assert_true(wait_readable(lines_fd(lines)));
                        assert_int_equal(lines_dispatch(lines), 0);
                        assert_int_equal(lines_get(lines, 1, &high), 0);
                }
        }
        lines_free(lines);
        gpio_sim_free(sim);
        lines_config_deinit(&config);
}

struct told {
        unsigned count[4];
};

static void tell(void *context, unsigned index) {
        ((struct told *)context)->count[index]++;
}

static void a_chip_that_goes_takes_its_lines_and_no_others(void **state) {
        struct gpio_sim *gone = chip("test-one", "gone", 2, numbered), *stays = chip("test-two", "stays", 2, numbered);
        struct lines_config config = doors_of("gone", 4);
        struct told told = { { 0 } };
        struct lines *lines;
        bool high;

        for (unsigned i = 2; i < 4; i++) {
                strcpy(config.lines[i].chip, "stays");
                numbered(i - 2, config.lines[i].name);
        }
        assert_int_equal(request(&config, &lines), 0);
        lines_set_callback(lines, tell, &told);
        gpio_sim_free(gone);
        while (lines_present(lines, 0) || lines_present(lines, 1)) {
                assert_true(wait_readable(lines_fd(lines)));
                assert_int_equal(lines_dispatch(lines), 0);
        }
        assert_true(told.count[0] > 0 && told.count[1] > 0 && told.count[2] == 0);
        assert_int_equal(lines_get(lines, 1, &high), -ENODEV);
        assert_true(lines_present(lines, 2) && lines_present(lines, 3));
        gpio_sim_pull(stays, 1, true);
        while (told.count[3] == 0) {
                assert_true(wait_readable(lines_fd(lines)));
                assert_int_equal(lines_dispatch(lines), 0);
        }
        assert_int_equal(lines_get(lines, 3, &high), 0);
        assert_true(high);
        lines_free(lines);
        gpio_sim_free(stays);
        lines_config_deinit(&config);
}

/* A kernel that keeps few events for us drops what comes of /dev while nobody listens. */
static void keep_events(const char *number) {
        FILE *limit = fopen("/proc/sys/fs/inotify/max_queued_events", "w");

        assert_non_null(limit);
        assert_true(fputs(number, limit) >= 0);
        assert_int_equal(fclose(limit), 0);
}

static void change_dev(void) {
        for (unsigned i = 0; i < 8; i++) {
                char path[32];
                FILE *file;

                snprintf(path, sizeof(path), "/dev/other%u", i);
                file = fopen(path, "w");
                assert_non_null(file);
                fclose(file);
                assert_int_equal(unlink(path), 0);
        }
}

static void a_chip_that_goes_or_comes_unheard_is_looked_for(void **state) {
        struct lines_config config = doors_of("test-unheard", 2);
        struct gpio_sim *sim = chip("test-unheard", "test-unheard", 2, numbered);
        struct lines *lines;
        bool active, changed = false;

        keep_events("2");
        assert_int_equal(request(&config, &lines), 0);
        keep_events("16384");
        assert_true(lines_present(lines, 0));
        change_dev();
        gpio_sim_free(sim);
        assert_int_equal(lines_dispatch(lines), 0);
        assert_true(lines_stale(lines));
        assert_int_equal(lines_renew(lines, &changed), 0);
        assert_false(lines_present(lines, 0));
        assert_false(lines_stale(lines));
        change_dev();
        sim = chip("test-unheard", "test-unheard", 2, numbered);
        assert_int_equal(lines_dispatch(lines), 0);
        assert_true(lines_stale(lines));
        assert_int_equal(lines_renew(lines, &changed), 0);
        assert_true(changed);
        assert_int_equal(lines_get(lines, 0, &active), 0);
        /* Nor does it need an event when it is asked for its level. */
        assert_int_equal(lines_dispatch(lines), 0);
        assert_int_equal(lines_renew(lines, &changed), 0);
        change_dev();
        gpio_sim_free(sim);
        assert_int_equal(lines_get(lines, 0, &active), -ENODEV);
        assert_true(lines_stale(lines));
        lines_free(lines);
        lines_config_deinit(&config);
}

static void an_output_whose_chip_has_gone_is_no_device(void **state) {
        struct gpio_sim *sim = chip("test-one", "gone", 2, numbered);
        struct lines_config config = doors_of("gone", 2);
        struct lines *lines;

        config.direction = LINES_OUTPUT;
        assert_int_equal(request(&config, &lines), 0);
        assert_int_equal(lines_set(lines, 0, true), 0);
        gpio_sim_free(sim);
        assert_int_equal(lines_set(lines, 0, false), -ENODEV);
        assert_int_equal(lines_set(lines, 1, true), -ENODEV);
        assert_false(lines_present(lines, 0));
        lines_free(lines);
        lines_config_deinit(&config);
}

struct pulses {
        unsigned given, faults;
};

static void count_pulse(void *context, unsigned index, enum lock_event event, unsigned on_ms) {
        struct pulses *pulses = context;

        *(event == LOCK_EVENT_PULSED ? &pulses->given : &pulses->faults) += 1;
}

static void a_lock_whose_chip_has_gone_is_absent_from_its_next_pulse_on(void **state) {
        static const struct lock_timing timing = { .pulse_ms = 50, .rest_ms = 0, .gap_ms = 0 };
        struct gpio_sim *gone = chip("test-one", "gone", 1, numbered), *stays = chip("test-two", "stays", 1, numbered);
        struct lines_config config = doors_of("gone", 2);
        struct pulses pulses = { 0 };
        struct lock_bank *bank;
        struct guard *guard;

        config.direction = LINES_OUTPUT;
        strcpy(config.lines[1].chip, "stays");
        numbered(0, config.lines[1].name);
        assert_int_equal(guard_start(&lines_backend_gpio, NULL, &config, &timing, &guard), 0);
        assert_int_equal(lock_bank_new(guard, &timing, &bank), 0);
        lock_bank_set_callback(bank, count_pulse, &pulses);
        gpio_sim_free(gone);
        assert_int_equal(lock_bank_pulse(bank, 0), 0);
        assert_int_equal(lock_bank_pulse(bank, 1), 0);
        while (pulses.given + pulses.faults < 2) {
                assert_true(wait_readable(lock_bank_fd(bank)));
                assert_int_equal(lock_bank_dispatch(bank), 0);
        }
        assert_int_equal(pulses.faults, 1);
        assert_false(lock_bank_present(bank, 0));
        assert_true(lock_bank_present(bank, 1));
        assert_int_equal(lock_bank_pulse(bank, 0), LOCK_E_ABSENT);
        lock_bank_free(bank);
        gpio_sim_free(stays);
        lines_config_deinit(&config);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(chips_of_one_label_are_told_apart_by_their_place_alone),
                cmocka_unit_test(a_chip_with_two_names_in_dev_is_one_chip),
                cmocka_unit_test(a_line_that_is_named_by_its_chips_label_and_place_is_had_by_neither),
                cmocka_unit_test(of_two_lines_with_one_name_neither_is_had_and_the_others_are),
                cmocka_unit_test(a_line_without_a_name_is_called_by_its_offset_and_no_other_is),
                cmocka_unit_test(a_busy_line_has_its_holders_name),
                cmocka_unit_test(a_bias_is_asked_of_the_chip),
                cmocka_unit_test(the_kernel_debounces_where_libgpiod_can_ask_it_to),
                cmocka_unit_test(a_chip_that_goes_takes_its_lines_and_no_others),
                cmocka_unit_test(a_chip_that_goes_or_comes_unheard_is_looked_for),
                cmocka_unit_test(an_output_whose_chip_has_gone_is_no_device),
                cmocka_unit_test(a_lock_whose_chip_has_gone_is_absent_from_its_next_pulse_on),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
