/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Any bytes as the simulated cabinet's file: refused and untouched, or a cabinet
 * that everything can be done to.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hal/sim/sim_world.h"
#include "tests/fuzz/fuzz.h"

static void use(struct sim_world *world) {
        static bool closed[SIM_WORLD_COUNT_MAX];
        struct sim_compartment compartment;
        unsigned count = sim_world_count(world);

        MUST_HOLD(count >= 1 && count <= SIM_WORLD_COUNT_MAX);
        MUST_HOLD(sim_world_look(world, closed) >= -1);
        /* Nobody holds a line: no coil is on where chips do not keep it on. */
        sim_world_set_keeping(world, false);
        for (unsigned i = 0; i < count; i++) {
                sim_world_read(world, i, &compartment);
                MUST_HOLD(!compartment.coil_on);
        }
        for (int hand = SIM_HAND_OPEN; hand <= SIM_HAND_PLUG; hand++)
                sim_world_hand(world, count - 1, (enum sim_hand)hand);
        sim_world_set_automatic(world, true);
        sim_world_hand(world, 0, SIM_HAND_CLOSE);
        sim_world_read(world, 0, &compartment);
        MUST_HOLD(!compartment.open);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        struct sim_world *world;
        static uint8_t after[1 << 17];
        char path[64];
        int fd, r;

        fd = memfd_create("world", MFD_CLOEXEC);
        MUST_HOLD(fd >= 0);
        MUST_HOLD(write(fd, data, size) == (ssize_t)size);
        snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
        r = sim_world_open(path, 0, &world);
        if (r == 0) {
                use(world);
                sim_world_free(world);
        } else if (size <= sizeof(after)) {
                MUST_HOLD(r > 0);
                MUST_HOLD(pread(fd, after, sizeof(after), 0) == (ssize_t)size);
                MUST_HOLD(memcmp(after, data, size) == 0);
        }
        close(fd);
        return 0;
}
