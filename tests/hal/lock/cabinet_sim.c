/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "hal/sim/sim_world.h"
#include "tests/hal/lock/cabinet.h"

static char folder[64], path[96];
static struct sim_world *world;

static void move_door(unsigned index, bool closed) {
        sim_world_hand(world, index, closed ? SIM_HAND_CLOSE : SIM_HAND_OPEN);
}

static void move_bouncing(unsigned index, bool closed) {
        sim_world_hand(world, index, SIM_HAND_BOUNCE);
        move_door(index, closed);
}

static bool at_rest(void) {
        return sim_world_look(world, NULL) == -1;
}

static struct sim_compartment look(unsigned index) {
        struct sim_compartment compartment;

        sim_world_read(world, index, &compartment);
        return compartment;
}

static bool coil_on(unsigned index) {
        return look(index).coil_on;
}

static unsigned pulses(unsigned index) {
        return look(index).pulses;
}

static unsigned longest_ms(void) {
        unsigned longest = 0;

        for (unsigned i = 0; i < CABINET_COUNT; i++)
                if (look(i).longest_ms > longest)
                        longest = look(i).longest_ms;
        return longest;
}

static void unplug(void) {
        for (unsigned i = 0; i < CABINET_COUNT; i++)
                sim_world_hand(world, i, SIM_HAND_UNPLUG);
}

static void plug(void) {
        for (unsigned i = 0; i < CABINET_COUNT; i++)
                sim_world_hand(world, i, SIM_HAND_PLUG);
}

struct cabinet cabinet = {
        .backend = &lines_backend_simulated,
        .place = path,
        .chip = SIM_WORLD_CHIP,
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
        snprintf(folder, sizeof(folder), "/tmp/pickupbox-hal-XXXXXX");
        if (!mkdtemp(folder))
                return -1;
        snprintf(path, sizeof(path), "%s/sim.world", folder);
        if (sim_world_open(path, CABINET_COUNT, &world) != 0)
                return -1;
#ifdef CABINET_KEEPING
        sim_world_set_keeping(world, true);
#endif
        return 0;
}

int cabinet_tear_down(void **state) {
        sim_world_free(world);
        world = NULL;
        unlink(path);
        return rmdir(folder);
}
