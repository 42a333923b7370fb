/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The demonstration: an office, a box on simulated hardware and seven citizens.
 *
 *      demo_place.c    the office's and the box's folders, the daemon as a child
 *      demo_script.c   acting on the box from outside: scan, touch, wait, look
 *      demo_story.c    what staff and citizens do, as tables of such acts
 *      demo_play.c     the same box in a window, for a person to play with
 *      demo_ledger.c   the export, its verification, and whether it tells the same story
 *
 * The box is reached through its control socket alone, as `pickupbox sim` does.
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
#include "controller/office/issue.h"
#include "controller/office/office.h"

enum { DEMO_BOX_COMPARTMENTS = 24, DEMO_PASSPHRASE_SIZE = 40 };
#define DEMO_BOX_ID "K017"
#define DEMO_STAFF "meier"

enum demo_citizen {
        DEMO_BY_CODE,           /* collected by QR code */
        DEMO_BY_NUMBER,         /* by reference and PIN */
        DEMO_AFTER_WRONG,       /* after a wrong birth date */
        DEMO_NOT_TAKEN,         /* door closed without taking, opened again */
        DEMO_OVERDUE,           /* expired, taken out by staff */
        DEMO_REISSUED,          /* revoked, then reissued: old code refused, new one good */
        DEMO_JAMMED,            /* the door does not open */
        DEMO_CITIZEN_COUNT,
};

struct demo_consignment {
        struct issued issued;           /* the newest issue */
        char old_code_png[PATH_MAX];    /* reissued: the letter that no longer counts */
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

/* What the citizen of each consignment is and does. */
struct demo_person {
        const char *label;              /* "A" */
        const char *item;
        const char *born;               /* YYYY-MM-DD */
        const char *days;
        const char *what;               /* what happens, for the table */
        const char *entries;            /* what the ledger must say of it, in order */
};
extern const struct demo_person demo_persons[DEMO_CITIZEN_COUNT];

/* ---- demo.c ---- */

int64_t demo_now_s(const struct demo *demo);
/* One finished step: a tick, how long it took, what was done. */
void demo_done(struct demo *demo, const char *format, ...) PRINTF_LIKE(2, 3);
/* Says what was expected and keeps a picture of the screen. Returns -1. Only the first failure speaks. */
int demo_failed(struct demo *demo, const char *format, ...) PRINTF_LIKE(2, 3);

/* ---- demo_place.c ---- */

/* dir NULL: a new folder under the one for temporary files. Below 0 after saying why, -EEXIST when dir is there already. */
MUST_CHECK int demo_place(struct demo *demo, const char *dir);
MUST_CHECK int demo_make_office(struct demo *demo);
MUST_CHECK int demo_make_box(struct demo *demo);
MUST_CHECK int demo_issue_all(struct demo *demo);
/* Voids what was issued of one; the running box gets the next bundle. */
MUST_CHECK int demo_revoke(struct demo *demo, enum demo_citizen citizen);
/* New code, letter and ticket for one; the old PNG is kept aside. */
MUST_CHECK int demo_reissue(struct demo *demo, enum demo_citizen citizen);
MUST_CHECK int demo_start_box(struct demo *demo);
/* Asks it to end and waits for that. */
MUST_CHECK int demo_stop_box(struct demo *demo);
void demo_deinit(struct demo *demo);

/* ---- demo_script.c ---- */

/*
 * Performs a script, one act a line, for a consignment (NULL: none). Besides the
 * actions of `pickupbox sim`:
 *
 *      show badge|ticket|code|old_code     read the printed PNG and hold it to the scanner
 *      type one_time_pin|own_pin|number|pin|born|wrong
 *      opened                              the consignment's door springs open; the first time, learn which it is
 *      close                               close that door by hand
 *      jam                                 jam it
 *      picture NAME                        write what the screen shows
 *      receipt                             the same, of a receipt, to be checked when all is over
 */
MUST_CHECK int demo_act(struct demo *demo, struct demo_consignment *consignment, const struct demo_person *person,
                        const char *script);
/* The screen's name, or "?" when it cannot be asked. */
void demo_screen_name(struct demo *demo, char *ret_name, size_t size);
/* Writes what the screen shows as NN-name.png; *ret_path when not NULL. 0 or a negative errno. */
MUST_CHECK int demo_picture(struct demo *demo, const char *name, char ret_path[PATH_MAX]);
/* One request to the daemon; the answer may be NULL. 0 or -1. */
MUST_CHECK int demo_ask(struct demo *demo, json_t *request, json_t **ret_answer);
/* The text of the one QR code in a PNG, appended, as zbarimg, a program of others, reads it. */
MUST_CHECK int demo_read_code(struct demo *demo, const char *png, struct buffer *ret_text);

/* What a staff member of the demonstration chooses. */
#define DEMO_OWN_PIN "13572468"
enum { DEMO_DIGITS_SIZE = 16 };
/* "1985-03-07" as it is typed: "07031985". */
void demo_birth_digits(const char *born, char ret_digits[DEMO_DIGITS_SIZE]);

/* ---- demo_story.c, demo_play.c, demo_ledger.c ---- */

/* Staff sign in and load every consignment. */
MUST_CHECK int demo_load_all(struct demo *demo);
/* Says how to play, and waits until the window is closed. */
MUST_CHECK int demo_play(struct demo *demo);
MUST_CHECK int demo_story(struct demo *demo);
MUST_CHECK int demo_export(struct demo *demo);
MUST_CHECK int demo_compare(struct demo *demo);
