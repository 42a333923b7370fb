/* SPDX-License-Identifier: EUPL-1.2 */
/* A cabinet on the kernel's simulated GPIO chips: inside the virtual kiosk, as root. */
#include <stdio.h>
#include <unistd.h>

#include "tests/hal/lock/cabinet.h"
#include "tests/hal/lock/gpio_sim.h"
#include "tests/support/cmocka.h"

#define CHIP "pickupbox-test"

enum { BOUNCES = 8, BOUNCE_US = 2500 };

static struct gpio_sim *sim;

static void name_of(unsigned offset, char ret_name[32]) {
        snprintf(ret_name, 32, "%s%u", offset < CABINET_COUNT ? "lock" : "door", offset % CABINET_COUNT);
}

static void move_door(unsigned index, bool closed) {
        gpio_sim_pull(sim, CABINET_COUNT + index, closed);
}

static void move_bouncing(unsigned index, bool closed) {
        for (unsigned i = 0; i < BOUNCES; i++) {
                move_door(index, i % 2 == 0 ? closed : !closed);
                usleep(BOUNCE_US);
        }
        move_door(index, closed);
}

static bool at_rest(void) {
        return true;
}

static bool coil_on(unsigned index) {
        return gpio_sim_level(sim, index);
}

static unsigned pulses(unsigned index) {
        return gpio_sim_pulses(sim, index).count;
}

static unsigned longest_ms(void) {
        unsigned longest = 0;

        for (unsigned i = 0; i < CABINET_COUNT; i++) {
                struct gpio_sim_pulses had = gpio_sim_pulses(sim, i);

                if (had.longest_ms > longest)
                        longest = had.longest_ms;
        }
        return longest;
}

static void unplug(void) {
        gpio_sim_free(sim);
        sim = NULL;
}

static void plug(void) {
        sim = gpio_sim_new(CHIP, CHIP, 2 * CABINET_COUNT, name_of);
        assert_non_null(sim);
        for (unsigned i = 0; i < CABINET_COUNT; i++)
                move_door(i, true);
}

struct cabinet cabinet = {
        .backend = &lines_backend_gpio,
        .place = NULL,
        .chip = CHIP,
        .move_door = move_door,
        .move_bouncing = move_bouncing,
        .at_rest = at_rest,
        .coil_on = coil_on,
        .longest_ms = longest_ms,
        .pulses = pulses,
        .unplug = unplug,
        .plug = plug,
};

int cabinet_set_up(void **state) {
        plug();
        gpio_sim_trace();
        return 0;
}

int cabinet_tear_down(void **state) {
        gpio_sim_free(sim);
        sim = NULL;
        return 0;
}
