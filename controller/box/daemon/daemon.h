/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The running box: loop, devices, store, box, picture and control socket, wired
 * together.
 *
 *      devices ──fd──▶ daemon ──what happened, and when──▶ box
 *                        │◀──what to show, when to call again──┘
 *                        ├── picture: only when what is shown changed
 *                        ├── speech: when another screen came or what is on it changed
 *                        └── timer: set to the box's deadline after every event
 *
 * After each event the daemon settles: it calls the box for what is due by the
 * box's own clock, draws, speaks, sets the timer and tells who waits for a
 * screen. One thread (the worker's apart); nothing blocks but the store.
 */
#pragma once

#include <systemd/sd-event.h>

#include "base/macro.h"
#include "controller/box/daemon/box_folder.h"
#include "controller/box/daemon/config.h"
#include "controller/box/daemon/control.h"
#include "controller/box/daemon/daemon_chips.h"
#include "controller/box/daemon/daemon_clock.h"
#include "controller/box/daemon/daemon_restore.h"
#include "controller/box/daemon/daemon_stick.h"
#include "controller/box/daemon/devices.h"
#include "controller/box/daemon/panel.h"
#include "controller/box/daemon/readers.h"
#include "controller/box/daemon/speech.h"
#include "controller/box/daemon/time_service.h"
#include "controller/box/daemon/touch.h"
#include "controller/box/daemon/worker.h"
#include "controller/box/session/box.h"
#include "controller/box/store/store.h"

/* The trouble of a store that was put back from an older copy. */
#define DAEMON_ROLLED_BACK "rolled_back"

struct daemon {
        const struct config *config;    /* borrowed */
        enum store_mode mode;
        sd_event *event;
        sd_event_source *timer, *minute, *post;
        sd_event_source *sources[8];    /* of the devices, the worker and signals */
        size_t source_count;
        struct devices devices;         /* owned */
        struct store *store;            /* NULL: it cannot be used, the box is out of order */
        struct box_keys keys;
        struct box *box;
        struct panel *panel;
        struct worker *worker;
        struct time_service *time_service;
        struct daemon_clock clock;
        struct control *control;
        struct daemon_restore restore;  /* of a store that was put back */
        struct incoming *incoming;      /* NULL: there is no drop folder */
        struct daemon_stick stick;
        struct readers readers;
        struct touch touch;
        struct daemon_chips chips;
        const char *trouble;            /* why the box is out of order since its start, or NULL; static */
        int64_t leave_ms;               /* mono, when it ends, out of order for what a new start may cure; INT64_MAX: never */
        bool leaving;
        bool told_ready;                /* to the service manager */
        uint64_t drawn_serial;
        bool drawn;                     /* drawn_serial counts */
        struct speech speech;
        bool settling;
        int64_t attended_ms;            /* mono, until which somebody counts as there */
        int64_t odd_ms;                 /* until then no further line about odd readings */
};

enum { DAEMON_E_REFUSED = 1 };
/*
 * Opens store, keys, picture and socket over devices that are open already, and
 * starts the box. Where the store or a key cannot be used the box comes up out
 * of order: it says so on its screen, in the log and to `pickupbox status`, and
 * opens nothing. `control` answers its socket's requests (daemon_control.h), with
 * the daemon as its context. 0; DAEMON_E_REFUSED after logging why; -ENOMEM. The
 * daemon owns the devices in either case.
 */
MUST_CHECK int daemon_init(struct daemon *daemon, const struct config *config, enum store_mode mode, struct devices *devices,
                           control_request_fn *control);
enum { DAEMON_LINGER_MS = 10 * 1000 };
/*
 * Runs until SIGTERM or SIGINT, or until a fault that a new start may cure: then once doors are shut, no lock moves and what was
 * seen is on a disk, and after DAEMON_LINGER_MS when it was there at the start. 0, DAEMON_E_RESTART, or a negative errno.
 */
enum { DAEMON_E_RESTART = 1 };
MUST_CHECK int daemon_run(struct daemon *daemon);
/* Frees all; coils off. Accepts a half-built one. */
void daemon_deinit(struct daemon *daemon);

/*
 * Opens store and keys as the daemon would and says in the log what is wrong.
 * True: the box could work. *ret_trouble is a word for it, or NULL; *ret_curable: a new start may find it gone. For mode 0 the store
 * is opened read only.
 */
MUST_CHECK bool daemon_open_box(const struct config *config, enum store_mode mode, struct store **ret_store,
                                struct box_keys *ret_keys, const char **ret_trouble, bool *ret_curable, bool *ret_refused);
