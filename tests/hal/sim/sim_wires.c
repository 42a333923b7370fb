/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Wires a simulated cabinet wrongly, for tests that run programs on it.
 *
 * usage: sim_wires WORLD ACTION…
 *
 *   contact C good|open|closed|turned     what the switch of C says (sim_world.h)
 *   instead C OTHER | also C OTHER        whose latch the coil of C draws; 0: its own, no other
 *   supply ONE_SHOT_MS good|dead|stuck    the coils' one-shot and what senses their current
 *   polled yes|no                         whether the chip has no interrupt
 *   lost PER_THOUSAND                     edges that it does not tell
 *   drive MS                              holds a driver's input on for so long
 *   open C | shut C | unplug C            by hand
 *   hold C                                has the lock's line of C, until standard input ends
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "hal/sim/sim_world.h"

static int usage(void) {
        fputs("usage: sim_wires WORLD ACTION…\n", stderr);
        return EXIT_FAILURE;
}

static int find(const char *word, const char *const *words, int count) {
        for (int i = 0; i < count; i++)
                if (strcmp(word, words[i]) == 0)
                        return i;
        exit(usage());
}

static void sleep_ms(long ms) {
        struct timespec time = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

        nanosleep(&time, NULL);
}

/* Each wire is set on its own; the test knows what it wants of the others. */
static struct sim_wires wires_for(char **argv) {
        static const char *const contacts[] = { "good", "open", "closed", "turned" };

        if (strcmp(argv[2], "contact") == 0)
                return (struct sim_wires){ .contact = (enum sim_contact)find(argv[4], contacts, SIM_CONTACT_COUNT) };
        if (strcmp(argv[2], "instead") == 0)
                return (struct sim_wires){ .instead = (unsigned)atoi(argv[4]) };
        return (struct sim_wires){ .also = (unsigned)atoi(argv[4]) };
}

static int hold(const char *path, unsigned index) {
        int fd = open(path, O_RDWR | O_CLOEXEC);
        char byte;

        if (fd < 0 || sim_world_hold(fd, SIM_LINE_LOCK, index) < 0)
                return EXIT_FAILURE;
        puts("held");
        fflush(stdout);
        (void)!read(STDIN_FILENO, &byte, 1);
        return EXIT_SUCCESS;
}

static int act(struct sim_world *world, int argc, char **argv) {
        static const char *const senses[] = { "good", "dead", "stuck" }, *const hands[] = { "open", "shut", "unplug" };
        static const enum sim_hand moves[] = { SIM_HAND_OPEN, SIM_HAND_CLOSE, SIM_HAND_UNPLUG };
        unsigned index = (unsigned)atoi(argv[3]) - 1;

        if (argc == 5 && strcmp(argv[2], "supply") == 0) {
                sim_world_set_supply(world, (unsigned)atoi(argv[3]), (enum sim_sense)find(argv[4], senses, SIM_SENSE_COUNT));
        } else if (argc == 5) {
                struct sim_wires wires = wires_for(argv);

                sim_world_set_wires(world, index, &wires);
        } else if (strcmp(argv[2], "drive") == 0) {
                sim_world_drive(world, true);
                sleep_ms(atoi(argv[3]));
                sim_world_drive(world, false);
        } else if (strcmp(argv[2], "polled") == 0) {
                sim_world_set_polled(world, strcmp(argv[3], "yes") == 0);
        } else if (strcmp(argv[2], "lost") == 0) {
                sim_world_set_lost(world, (unsigned)atoi(argv[3]));
        } else if (strcmp(argv[2], "hold") == 0) {
                return hold(argv[1], index);
        } else {
                sim_world_hand(world, index, moves[find(argv[2], hands, 3)]);
        }
        return EXIT_SUCCESS;
}

int main(int argc, char **argv) {
        CLEANUP(sim_world_cleanup) struct sim_world *world = NULL;

        if (argc != 4 && argc != 5)
                return usage();
        if (sim_world_open(argv[1], 0, &world) != 0)
                return EXIT_FAILURE;
        return act(world, argc, argv);
}
