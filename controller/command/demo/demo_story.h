/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The story that the demonstration tells: seven people, and scenes in their order.
 * A scene is a script, one act a line, for one consignment or none. Besides the
 * actions of `pickupbox sim` there are:
 *
 *      show badge|ticket|code|old_code     read the printed PNG and hold it to the scanner
 *      type one_time_pin|own_pin|number|pin|born|wrong
 *      opened                              the consignment's door springs open; the first time, learn which it is
 *      close                               close that door by hand
 *      jam                                 jam it
 *      days N                              so many days pass
 *      revoke                              the office voids what was issued; the running box gets the next bundle
 *      reissue                             new code, letter and ticket; the old code's PNG is kept aside
 *      picture NAME                        write what the screen shows
 *      receipt                             the same, of a receipt, to be checked when all is over
 *      say TEXT                            one finished step, told to whoever watches
 *      told                                the same, of the person: what happened
 */
#pragma once

enum demo_citizen {
        DEMO_BY_CODE,           /* collected by QR code */
        DEMO_BY_NUMBER,         /* by reference and PIN */
        DEMO_AFTER_WRONG,       /* after a wrong birth date */
        DEMO_NOT_TAKEN,         /* door closed without taking, opened again */
        DEMO_OVERDUE,           /* expired, taken out by staff */
        DEMO_REISSUED,          /* revoked, then reissued: old code refused, new one good */
        DEMO_JAMMED,            /* the door does not open */
        DEMO_CITIZEN_COUNT,
        DEMO_NOBODY = DEMO_CITIZEN_COUNT,
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

struct demo_scene {
        enum demo_citizen citizen;      /* or DEMO_NOBODY */
        const char *script;             /* NULL: the end */
};
/* The box begins, staff sign in and load every consignment; then what citizens and staff do. */
extern const struct demo_scene demo_loading[], demo_collecting[];

#define DEMO_STAFF "meier"
/* What that staff member chooses. */
#define DEMO_OWN_PIN "13572468"
/* As it is typed; nobody's. */
#define DEMO_WRONG_BIRTH "01011970"
