/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The demonstration: an office, a box on simulated hardware and seven citizens.
 * Each file uses only those above it:
 *
 *      demo.c             what the others share: where it stands, and how success and failure are told
 *      demo_control.c     asking the box through its control socket, as `pickupbox sim` does
 *      demo_story.c       who comes and what happens, as data
 *      demo_office.c      the office: keys, staff, consignments, bundles
 *      demo_box.c         the box's folder, and the daemon as a child
 *      demo_act.c         performing the story's scripts: scan, touch, wait, look
 *      demo_play.c        the same box in a window, for a person to play with
 *      demo_ledger.c      the export, its verification, and whether it tells the same story
 *      pickupbox_demo.c   the program
 *
 * Codes are read back from their printed PNG by zbarimg. Nothing sleeps: every
 * act waits for what must be seen next. Functions return 0, or -1 after
 * demo_failed() has said what was expected.
 */
#pragma once

#include <limits.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/macro.h"
#include "controller/box/daemon/box_folder.h"
#include "controller/box/daemon/control_client.h"
#include "controller/command/demo/demo_story.h"
#include "controller/office/issue.h"
#include "controller/office/office.h"

enum { DEMO_BOX_COMPARTMENTS = 24, DEMO_PASSPHRASE_SIZE = 40 };
#define DEMO_BOX_ID "K017"

struct demo_consignment {
        struct issued issued;           /* the newest issue */
        char old_code_png[PATH_MAX];    /* revoked: the letter that no longer counts */
        char parcel[PATH_MAX];          /* folder of letter, code and ticket */
        unsigned compartment;           /* learnt by watching which door opens */
};

struct demo {
        char dir[PATH_MAX], office_dir[PATH_MAX], export_dir[PATH_MAX], screens[PATH_MAX], log[PATH_MAX];
        struct box_folder box;
        char passphrase[DEMO_PASSPHRASE_SIZE];
        char one_time_pin[STAFF_PIN_LEN + 1];
        struct office *office;
        struct secrets secrets;
        struct demo_consignment consignments[DEMO_CITIZEN_COUNT];
        struct control_client client;   /* fd -1: not connected */
        pid_t daemon;                   /* 0: not running */
        bool window;                    /* the box is seen in a window */
        int64_t ahead_s;                /* how far the box's clock was moved */
        int64_t began_ms, step_ms;
        unsigned pictures;
        char receipt[PATH_MAX];         /* the picture of the receipt that a citizen took along; empty: none */
        bool failed;
};

int64_t demo_mono_ms(void);
/* The box's time of day. */
int64_t demo_now_s(const struct demo *demo);
/* A path in the demonstration's folder. */
MUST_CHECK int demo_path(struct demo *demo, char ret_path[PATH_MAX], const char *name);
/* dir NULL: a new folder under the one for temporary files. Below 0 after saying why, -EEXIST when dir is there already. */
MUST_CHECK int demo_place(struct demo *demo, const char *dir);

/* One finished step: a tick, how long it took, what was done. */
void demo_done(struct demo *demo, const char *format, ...) PRINTF_LIKE(2, 3);
/* Says what was expected. Returns -1. Only the first failure speaks. */
int demo_failed(struct demo *demo, const char *format, ...) PRINTF_LIKE(2, 3);

/* The text of the one QR code in a PNG, as zbarimg, a program of others, reads it. */
MUST_CHECK int demo_read_code(struct demo *demo, const char *png, struct buffer *ret_text);
