/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The people before a box on real devices, inside the virtual kiosk: they start
 * pickupboxd, show codes to a serial scanner, press keys of a keypad made through
 * uinput, and move the doors of a cabinet on gpio-sim. What the screen shows they
 * are told by the control socket. Everything asserts.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "controller/box/daemon/control_client.h"
#include "controller/box/session/repeats.h"
#include "tests/box/daemon/place.h"
#include "tests/hal/lock/gpio_sim.h"
#include "tests/hal/scanner/serial_port.h"
#include "tests/kiosk/hands.h"

#define VISITOR_CHIP "kiosk-moments"
/* For place_make(): the locks of the cabinet, then its doors. */
#define VISITOR_SETTINGS \
        "\n[lock]\nlines = " VISITOR_CHIP ":lock0..3\n\n[door]\nlines = " VISITOR_CHIP ":door0..3\ndebounce_ms = 10\n" VISITOR_PANEL
#define VISITOR_PANEL "\n[panel]\nwidth_px = 320\nheight_px = 568\ncard = /dev/dri/card9\n"

enum visitor_process { VISITOR_DAEMON, VISITOR_GUARD, VISITOR_SUPERVISOR, VISITOR_PROCESSES };
extern const char *const visitor_process_names[VISITOR_PROCESSES];

enum { VISITOR_SHOWN_MAX = REPEATS_MAX /* the box remembers no more */ };

struct visitor {
        const struct place *place;
        const char *program;
        struct gpio_sim *cabinet;       /* NULL: unplugged */
        struct serial_port scanner;
        struct hands hands;
        struct control_client client;
        pid_t daemon;                   /* 0: none */
        int pidfds[VISITOR_PROCESSES];
        char screen[32];                /* as last seen */
        struct {
                char text[4096];        /* "": nothing */
                int64_t away_s;         /* from when on it counts as a reading of its own again */
        } shown[VISITOR_SHOWN_MAX];     /* to the scanner of this daemon */
        unsigned shown_next;
        unsigned open;                  /* compartment that stands open, from 0; PLACE_COMPARTMENTS: none */
};

/*
 * A place for such a box, with these settings and so many further consignments. Made outside, where it costs no minute: prints its folder, which is
 * copied inside to the same path, and returns an exit status. It is in TMPDIR, or /tmp.
 */
int visitor_place_make(const char *settings, unsigned further);
void visitor_place_read(const char *dir, struct place *ret_place);

/* Makes the devices; the cabinet's doors are closed. */
void visitor_init(struct visitor *visitor, const struct place *place, const char *program);

/* The chip of the cabinet goes, and comes back with its doors as they stand: nobody looks at it before they do. */
void visitor_unplug(struct visitor *visitor);
void visitor_plug(struct visitor *visitor);

/* Names of a chip's lines, for gpio_sim_new(): the locks, then the doors. */
void visitor_line_name(unsigned offset, char ret_name[32]);

/* Starts the daemon and waits until it answers. */
void visitor_start(struct visitor *visitor);
void visitor_signal(struct visitor *visitor, enum visitor_process process, int signal);
/* Waits until daemon, guard and supervisor are no more. */
void visitor_bury(struct visitor *visitor);
/* Asks the daemon to end, which it must do well. */
void visitor_stop(struct visitor *visitor);

/* A door springs open when its coil is on. */
void visitor_spring(struct visitor *visitor);
/* Looks at the screen, and does that. False: the daemon has gone. */
bool visitor_look(struct visitor *visitor);
/* Looks until that screen is there. */
void visitor_wait(struct visitor *visitor, const char *screen);
bool visitor_sees(const struct visitor *visitor, const char *screen);
/* From 0; PLACE_COMPARTMENTS: no coil is on. */
unsigned visitor_coil(const struct visitor *visitor);
/* Until a coil is on, or all are off. No door is looked at meanwhile. */
void visitor_wait_coil(struct visitor *visitor, bool on);
void visitor_show(struct visitor *visitor, const char *text);
/* Digits, then OK. */
void visitor_type(struct visitor *visitor, const char *digits);
/* The key that leads back. */
void visitor_back(struct visitor *visitor);
void visitor_open_door(struct visitor *visitor, unsigned compartment);
void visitor_close_door(struct visitor *visitor);

/* The key that ends a session on the screen that is there, which was looked at. */
void visitor_leave(struct visitor *visitor);

/* The manager, with the one-time PIN, then choosing one, or with that. */
void visitor_sign_in(struct visitor *visitor, bool own_pin);
/* The ticket has been shown: until the envelope is in and the door can be closed. */
void visitor_put_in(struct visitor *visitor);
/* After a load. */
void visitor_sign_out(struct visitor *visitor);
/* After visitor_sign_in(), or the one before: loads that one. */
void visitor_load_one(struct visitor *visitor, const char *ticket);
/* Signs in, loads the consignment and signs out. */
void visitor_load(struct visitor *visitor, bool own_pin);
