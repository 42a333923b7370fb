/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The configuration of one box: DIR/pickupboxd.conf, an INI file.
 *
 * Reading is strict. An unknown section or key, a key given twice, a value out
 * of its range or an overlong line is an error that names the line and says what
 * would be right; there is nothing that is silently ignored. Relative paths are
 * relative to the file's folder. The rows of config_key.h are the documentation of
 * every key, with unit, range and default; config_example() and pickupboxd.conf(5) are made of them, and the example reads back as the
 * defaults.
 */
#pragma once

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "controller/box/daemon/config_lines.h"
#include "controller/box/daemon/config_witness.h"
#include "crypto/code.h"
#include "crypto/merkle.h"
#include "hal/display/display_real.h"
#include "hal/input/input_libinput.h"
#include "hal/lock/lock.h"
#include "hal/scanner/scanner_devices.h"
#include "hal/voice/voice_espeak.h"
#include "ui/view/plan.h"
#include "ui/screens/screen.h"

enum {
        CONFIG_MAX_LEN = 64 << 10,
        CONFIG_MESSAGE_SIZE = 512,
};

struct config {
        struct hash sha;                /* of the file's bytes */
        char box_id[BOX_ID_MAX + 1];
        unsigned compartments;
        char database[PATH_MAX];
        char anchor[PATH_MAX];          /* outside the folder; controller/box/daemon/box_folder.h */
        char keys[PATH_MAX];            /* a folder; controller/box/daemon/box_folder.h */
        char socket[PATH_MAX];
        char incoming[PATH_MAX];
        char stick[PATH_MAX];           /* where a stick is mounted */
        struct config_witnesses witnesses; /* whose countersignatures count */
        enum language language;         /* of the idle screen */
        bool filter_double;             /* double strikes within 500 ms */
        unsigned reread_ms;             /* how long a reader takes a code that does not move for one */
        char scanner_settings[PATH_MAX]; /* how readers were set up; controller/box/daemon/readers.h */
        bool switch_off;        /* the panel while the office is closed */
        unsigned dim_from, dim_to, dim_percent; /* hours in which the screen is darker while nobody is there; the same: never */
        uint32_t city_rgb;              /* 0: the look's own */
        struct plan plan;
        unsigned panel_width_px, panel_height_px, panel_width_mm;
        enum turn rotation;         /* from the picture to the panel */
        enum display_kind display;
        char card[PATH_MAX];            /* /dev/dri/card… or /dev/fb…; empty: any */
        unsigned console;               /* the virtual terminal behind the picture; 0: the one in front */
        char fonts[PATH_MAX];           /* a fonts.conf; empty: the one built in */
        struct lock_timing lock;
        unsigned debounce_ms;
        bool kernel_debounces;          /* asked to, where libgpiod can */
        struct config_lines locks, doors; /* real ones; none: only a simulated cabinet */
        struct config_lines feedback;   /* none, or one line: active while a coil carries current */
        bool feedback_active_low;
        struct scanner_config scanner;
        struct input_config input;
        struct voice_espeak_config voice;
        char world[PATH_MAX];           /* the simulated cabinet */
        bool automatic;                 /* its doors are closed by themselves */
};

enum { CONFIG_E_INVALID = 1 };

/*
 * Reads the file. 0; CONFIG_E_INVALID; a negative errno. Other than 0 comes with
 * ret_message: "pickupboxd.conf:12: …". *ret_config is filled only then.
 */
MUST_CHECK int config_read(const char *path, struct config *ret_config, char ret_message[CONFIG_MESSAGE_SIZE]);

/* The same for contents in memory; `name` stands in messages, `dir` before relative paths. 0 or CONFIG_E_INVALID. */
MUST_CHECK int config_parse(const char *text, size_t len, const char *name, const char *dir, struct config *ret_config,
                            char ret_message[CONFIG_MESSAGE_SIZE]);

/* Appends the commented file for a new box. 0, -ENOMEM or -EMSGSIZE. */
MUST_CHECK int config_example(const char *box_id, unsigned compartments, struct buffer *ret_text);
