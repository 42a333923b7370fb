/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * GPIO chips that the kernel simulates (gpio-sim, through configfs), and what it
 * tells of their lines: where a test program runs as root on the virtual kiosk.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct gpio_sim;

/* Writes the name of the line at that offset; 32 bytes. */
typedef void gpio_sim_name_fn(unsigned offset, char ret_name[32]);

/*
 * Makes a chip of `count` lines, all pulled down; `device` tells chips apart where labels may be the same. One left by an
 * earlier program goes first. NULL after saying what failed.
 */
struct gpio_sim *gpio_sim_new(const char *device, const char *label, unsigned count, gpio_sim_name_fn *name_of);
/* The chip goes, whoever holds its lines. */
void gpio_sim_free(struct gpio_sim *sim);

/* "platform/gpio-sim.1": where it sits. 64 bytes. */
void gpio_sim_place(const struct gpio_sim *sim, char ret_place[64]);

/* What the world outside does to an input, and what it sees. Levels are the wire's. */
void gpio_sim_pull(struct gpio_sim *sim, unsigned offset, bool up);
bool gpio_sim_level(struct gpio_sim *sim, unsigned offset);

/* Begins to record what the kernel sets, on any chip, and when the whole machine stood still (tests/kiosk/beat.c). */
void gpio_sim_trace(void);
/*
 * What was set since, on one line: how often it went on, and the longest time until it was set off, in ms, rounded up, without
 * the time in which the machine stood still, which no program in it can help; a line that went off without being set does not count.
 */
struct gpio_sim_pulses {
        unsigned count;
        unsigned longest_ms;
        unsigned still_ms; /* of the time on, in all pulses */
        bool on; /* it has not been set off again */
};
struct gpio_sim_pulses gpio_sim_pulses(struct gpio_sim *sim, unsigned offset);
/* How often one of the first `count` lines was set on while another of them was. */
unsigned gpio_sim_overlaps(struct gpio_sim *sim, unsigned count);
