/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A chip that is named by its label and goes away: another one of that label is not it, and it is had again at its place. Chips and index are
 * made up; test_gpio_chips has the kernel's own.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "hal/lock/gpio_index.h"
#include "hal/lock/lines.h"
#include "tests/support/cmocka.h"

enum { CHIPS = 2 };

struct gpio_hold {
        unsigned chip;
        int fd;
};

static struct {
        bool there;
        const char *place;
} chips[CHIPS];
static unsigned driven[CHIPS]; /* how often a line of it was set active */

/* ---- the chips ---- */

/* All have one label; a chip's number is found again in its device number. */
int gpio_index_init(struct gpio_index *index, const struct lines_config *config) {
        *index = (struct gpio_index){ .chips = calloc(CHIPS, sizeof(*index->chips)) };
        assert_non_null(index->chips);
        for (unsigned i = 0; i < CHIPS; i++) {
                struct gpio_index_chip *chip = &index->chips[index->count];

                if (!chips[i].there)
                        continue;
                chip->number = i;
                snprintf(chip->label, sizeof(chip->label), "twin");
                snprintf(chip->place, sizeof(chip->place), "%s", chips[i].place);
                snprintf(chip->device, sizeof(chip->device), "gpiochip%u", i);
                index->count++;
        }
        return 0;
}

void gpio_index_deinit(struct gpio_index *index) {
        free(index->chips);
        *index = (struct gpio_index){ 0 };
}

enum line_finding gpio_index_find(const struct gpio_index *index, const struct line_config *line, unsigned *ret_chip, unsigned *ret_offset) {
        unsigned found = 0;

        for (unsigned i = 0; i < index->count; i++)
                if (strcmp(index->chips[i].label, line->chip) == 0 || strcmp(index->chips[i].place, line->chip) == 0) {
                        *ret_chip = i;
                        found++;
                }
        *ret_offset = (unsigned)(line->name[strlen(line->name) - 1] - '0');
        return found == 1 ? LINE_FREE : found > 1 ? LINE_TWO_CHIPS : LINE_NO_CHIP;
}

void gpio_index_choices(const struct gpio_index *index, const char *label, char ret_choices[LINE_CHOICES_SIZE]) {
        ret_choices[0] = '\0';
}

int gpio_index_take(struct gpio_index *index, unsigned chip, struct gpio_chip **ret_chip) {
        *ret_chip = (struct gpio_chip *)&chips[index->chips[chip].number];
        return 0;
}

void gpio_chip_free(struct gpio_chip *chip) {
}

int gpio_hold_new(struct gpio_chip *chip, const char *consumer, enum lines_direction direction, unsigned debounce_ms, const struct gpio_want *wants,
                  unsigned count, struct gpio_hold **ret_hold) {
        struct gpio_hold *hold = calloc(1, sizeof(*hold));

        assert_non_null(hold);
        hold->chip = (void *)chip == &chips[1];
        hold->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        *ret_hold = hold;
        return 0;
}

void gpio_hold_free(struct gpio_hold *hold) {
        if (hold)
                close(hold->fd);
        free(hold);
}

static int there(const struct gpio_hold *hold) {
        return chips[hold->chip].there ? 0 : -ENODEV;
}

int gpio_hold_set(struct gpio_hold *hold, unsigned slot, bool active) {
        driven[hold->chip] += active;
        return there(hold);
}

int gpio_hold_get(struct gpio_hold *hold, unsigned slot, bool *ret_active) {
        *ret_active = false;
        return there(hold);
}

int gpio_hold_levels(struct gpio_hold *hold, uint64_t *ret_levels) {
        *ret_levels = 0;
        return there(hold);
}

bool gpio_hold_polled(const struct gpio_hold *hold) {
        return false;
}

int gpio_hold_fd(const struct gpio_hold *hold) {
        return hold->fd;
}

int gpio_hold_edges(struct gpio_hold *hold, uint64_t *ret_slots) {
        *ret_slots = 0;
        return there(hold);
}

bool gpio_debounces(void) {
        return true;
}

/* ---- coming and going ---- */

static void are_there(bool first, bool second) {
        chips[0].there = first;
        chips[1].there = second;
}

static bool renewed(struct lines *lines) {
        bool changed;

        assert_int_equal(lines_renew(lines, &changed), 0);
        return lines_present(lines, 0);
}

static struct lines *request(const char *chip, enum lines_direction direction) {
        struct lines_config config;
        struct lines *lines;

        assert_int_equal(lines_config_init_numbered("test", direction, chip, "line", 1, &config), 0);
        assert_int_equal(lines_request(&lines_backend_gpio, NULL, &config, &lines), 0);
        lines_config_deinit(&config);
        return lines;
}

static int set_up(void **state) {
        chips[0].place = "i2c-1/1-0020";
        chips[1].place = "i2c-1/1-0021";
        memset(driven, 0, sizeof(driven));
        are_there(true, false);
        return 0;
}

static void another_of_its_label_is_not_taken_for_a_chip_that_is_away(void **state) {
        for (unsigned direction = LINES_OUTPUT; direction <= LINES_INPUT; direction++) {
                struct lines *lines;

                are_there(true, false);
                lines = request("twin", (enum lines_direction)direction);
                assert_true(lines_present(lines, 0));
                are_there(false, true);
                assert_false(renewed(lines));
                if (direction == LINES_OUTPUT)
                        assert_int_equal(lines_set(lines, 0, true), -ENODEV);
                are_there(true, true);
                assert_false(renewed(lines)); /* nobody can say which it is */
                are_there(true, false);
                assert_true(renewed(lines));
                lines_free(lines);
        }
        assert_int_equal(driven[1], 0);
}

static void one_that_was_never_had_may_be_any_of_its_label(void **state) {
        struct lines *lines;

        are_there(false, false);
        lines = request("twin", LINES_OUTPUT);
        assert_false(lines_present(lines, 0));
        are_there(false, true);
        assert_true(renewed(lines));
        lines_free(lines);
}

static void by_its_place_it_is_always_itself(void **state) {
        struct lines *lines = request("i2c-1/1-0020", LINES_OUTPUT);

        assert_true(lines_present(lines, 0));
        are_there(false, true);
        assert_false(renewed(lines));
        are_there(true, true);
        assert_true(renewed(lines));
        lines_free(lines);
}

/* Without sysfs nobody knows where a chip sits, and such devices may be numbered anew: then the label is all there is. */
static void without_a_place_that_lasts_its_label_is_all_there_is(void **state) {
        static const char *const places[][CHIPS] = { { "", "" }, { "platform/gpio-sim.0", "platform/gpio-sim.1" } };

        for (unsigned i = 0; i < ARRAY_LEN(places); i++) {
                struct lines *lines;

                chips[0].place = places[i][0];
                chips[1].place = places[i][1];
                are_there(true, false);
                lines = request("twin", LINES_OUTPUT);
                are_there(false, true);
                assert_true(renewed(lines));
                lines_free(lines);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(another_of_its_label_is_not_taken_for_a_chip_that_is_away, set_up),
                cmocka_unit_test_setup(one_that_was_never_had_may_be_any_of_its_label, set_up),
                cmocka_unit_test_setup(by_its_place_it_is_always_itself, set_up),
                cmocka_unit_test_setup(without_a_place_that_lasts_its_label_is_all_there_is, set_up),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
