/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is to be shown: plain data, filled by the controller, drawn by ui/.
 *
 * A struct screen says which screen it is and what stands in it, in terms of the
 * product and not of pixels. ui/view/view.h turns it into a view tree, from which the
 * picture is drawn, the speech is read and touches are answered. Strings are
 * borrowed and must live until the view made from them is freed.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/refusal.h"
#include "ui/view/plan.h"

enum language {
        LANGUAGE_DE, LANGUAGE_EN, LANGUAGE_DE_EASY, LANGUAGE_TR, LANGUAGE_AR, LANGUAGE_UK, LANGUAGE_RU,
        LANGUAGE_PL, LANGUAGE_FR, LANGUAGE_ES, LANGUAGE_RO, LANGUAGE_VI, LANGUAGE_COUNT,
};
/* "de", "en", "de-x-easy", "tr", … (BCP 47). Static. */
const char *language_tag(enum language language);
/* Its own name, "Deutsch". Static. */
const char *language_name(enum language language);
/* LANGUAGE_COUNT when there is none. */
enum language language_from_tag(const char *tag);
/* Whether a catalogue for it is built in. */
bool language_available(enum language language);

enum screen_id {
        SCREEN_IDLE,
        SCREEN_ACCESS,          /* large text, contrast, read aloud, easy language, language */
        SCREEN_LANGUAGE,
        SCREEN_HELP,
        SCREEN_CODE,            /* hold your code to the scanner */
        SCREEN_NUMBER,
        SCREEN_PIN,
        SCREEN_BIRTH,
        SCREEN_CHOOSE,
        SCREEN_WRONG,           /* tries_left, way */
        SCREEN_REFUSED,         /* refusal (and closed_now), other_box: why, and what to do */
        SCREEN_WAIT,
        SCREEN_OLD_READY,       /* have your old papers ready */
        SCREEN_OPENING,
        SCREEN_DOOR,
        SCREEN_OLD_PAPERS,      /* lay them in */
        SCREEN_CLOSE,
        SCREEN_JAM_ASK,
        SCREEN_JAM,
        SCREEN_MORE_TIME,
        SCREEN_DONE,
        SCREEN_RECEIPT,         /* receipt: QR text */
        SCREEN_OUT_OF_ORDER,
        SCREEN_STAFF_PIN,       /* sign in; sub */
        SCREEN_STAFF_SET_PIN,   /* choose a PIN, twice (entry_again) */
        SCREEN_STAFF_SECOND,    /* second person, please */
        SCREEN_STAFF_OVERVIEW,
        SCREEN_STAFF_SCAN,      /* loading: scan a ticket */
        SCREEN_STAFF_LOAD,      /* loading: door open, put in, close */
        SCREEN_STAFF_REFUSED,   /* a ticket or badge was refused: refusal */
        SCREEN_STAFF_OVERDUE,   /* rows: what to take out */
        SCREEN_STAFF_TAKE,      /* door open: take out, close */
        SCREEN_STAFF_FOUND,     /* there, empty or something else? */
        SCREEN_STAFF_PROBLEMS,  /* rows: quarantined and faulty compartments */
        SCREEN_STAFF_STATE,     /* rows: devices and box state */
        SCREEN_STAFF_CHECKPOINT,/* checkpoint as QR */
        SCREEN_COUNT,
};
/* "idle", "access", … as `pickupbox sim state` prints and `sim wait` takes it. Static. */
const char *screen_name(enum screen_id id);
enum screen_id screen_from_name(const char *name); /* SCREEN_COUNT when there is none */

/* What can be touched. Names as `sim press` takes them: "key_5", "next", "language_de", "cell_12", "choose_0". */
enum target_id {
        TARGET_NONE,
        TARGET_KEY,             /* number: 0 to 9 */
        TARGET_SHOW,            /* show what was typed */
        TARGET_DELETE,
        TARGET_NEXT,            /* the strong button */
        TARGET_BACK,
        TARGET_CANCEL,
        TARGET_HELP,
        TARGET_ACCESS,
        TARGET_LANGUAGE,        /* the bar's */
        TARGET_START,           /* idle: anywhere else */
        TARGET_PICK_LANGUAGE,   /* number: enum language */
        TARGET_TYPED,           /* I only have number and PIN */
        TARGET_CHOOSE,          /* number: row */
        TARGET_AGAIN,
        TARGET_COUNTER,         /* collect it at the service desk instead */
        TARGET_YES,
        TARGET_NO,
        TARGET_MORE_TIME,
        TARGET_END,
        TARGET_NOT_TAKEN,
        TARGET_RECEIPT,
        TARGET_CANNOT_FIND,     /* I cannot find the compartment */
        TARGET_TOGGLE_LARGE,
        TARGET_TOGGLE_CONTRAST,
        TARGET_TOGGLE_SPEECH,
        TARGET_TOGGLE_EASY,
        TARGET_QUIETER,
        TARGET_LOUDER,
        TARGET_SIGN_OUT,
        TARGET_STAFF_LOAD,
        TARGET_STAFF_OVERDUE,
        TARGET_STAFF_PROBLEMS,
        TARGET_STAFF_RECONCILE,
        TARGET_STAFF_STATE,
        TARGET_STAFF_EXPORT,
        TARGET_STAFF_CHECKPOINT,
        TARGET_LOAD_CANCEL,     /* do not load */
        TARGET_NOT_EMPTY,       /* the compartment is not empty */
        TARGET_FOUND_THERE,
        TARGET_FOUND_EMPTY,
        TARGET_FOUND_ELSE,
        TARGET_ROW,             /* number: index into rows */
        TARGET_CELL,            /* number: compartment */
        TARGET_ID_COUNT,
};

struct target {
        enum target_id id;
        unsigned number;
};

static inline bool target_equal(struct target a, struct target b) {
        return a.id == b.id && a.number == b.number;
}

enum { TARGET_NAME_SIZE = 32 };
void target_name(struct target target, char ret_name[TARGET_NAME_SIZE]);
/* False when no target has that name. */
bool target_from_name(const char *name, struct target *ret_target);

enum { SCREEN_ENTRY_MAX = 8, SCREEN_ROWS_MAX = 64, SCREEN_CONTACT_MAX = 6, SCREEN_BALLOT = 10 };

enum cell_state { CELL_FREE, CELL_OCCUPIED, CELL_OVERDUE, CELL_FAULT, CELL_ABSENT };

struct screen_row {
        unsigned compartment;     /* 0: none */
        const uint8_t *items;     /* ITEM_* of crypto/ticket.h: 1 passport, 2 identity card, 3 residence card, 4 travel document, 5 letter, 6 other */
        size_t item_count;
        int64_t since_ms;         /* wall clock: overdue since, else inside since; 0: not shown */
        const char *why;          /* quarantine reason as in the ledger, or NULL */
        const char *text;         /* free text (device name and state), or NULL */
        bool fault;
};

struct appearance {
        enum language language;
        bool large, contrast, speech, easy;
        unsigned volume;          /* 0 to 5 */
        bool headset;
        uint32_t city_rgb;        /* 0xRRGGBB from the configuration; 0: the look's own */
};

struct screen {
        enum screen_id id;
        struct appearance look;
        bool staff;               /* staff session: the header shows badge and time */
        const char *office;       /* "Stadt Musterstadt" */
        const char *box_id;
        int64_t wall_ms;          /* for the clock in the header; local time is the process's zone */
        bool no_scanner;          /* codes cannot be read: nobody is asked to show one */
        bool no_touch;            /* the keypad is the only way */
        unsigned step, steps;     /* 0: no step line */

        /* entry: number, PIN, birth date, staff PIN */
        char digits[SCREEN_ENTRY_MAX + 1];
        unsigned digit_count, digit_max;
        bool show;                /* digits readable instead of dots */
        bool check_failed;        /* the typed number has a wrong check digit, or the date cannot be */
        bool entry_again;         /* second entry of a new PIN, or first was different (check_failed) */

        struct target pressed;    /* highlighted: a finger is on it */
        struct target focus;      /* keyboard focus; TARGET_NONE: no ring */

        bool typed_way;           /* number and PIN: 5 steps, and wrong answers name the set */
        unsigned tries, tries_left; /* tries: how many there are in all (5), tries_left: of them */
        enum refusal refusal;
        bool closed_now;          /* refused because of opening hours */
        int64_t locked_until_ms;
        const char *other_box;    /* address of the box where it is */

        unsigned compartment;     /* door, close, jam, load, take */
        const struct plan *plan;
        unsigned seconds_left;    /* more time, done */
        bool lost;                /* help for who cannot find the compartment */
        bool left_open;           /* reminder: door open for 20 s */
        bool wants_old;           /* old papers come back in */
        bool may_reopen;          /* "I have not taken anything" is offered */
        const char *receipt;      /* RC1: text, or NULL */
        const char *checkpoint;   /* checkpoint text, or NULL */
        const char *const *contact; /* service desk lines */
        size_t contact_count;
        const char *opening_hours; /* one line in the screen's language, or NULL */

        /* staff */
        const char *sub;
        const char *second;       /* second person's sub, or NULL */
        unsigned role;            /* enum role */
        const uint8_t *cells;     /* enum cell_state per compartment of plan */
        unsigned free_count, occupied_count, overdue_count, fault_count;
        unsigned alarm_compartment; /* newest fault; 0 none */
        const char *alarm_why;
        const struct screen_row *rows;
        size_t row_count;
        const uint8_t *items;     /* of the ticket being loaded */
        size_t item_count;
        int64_t deadline_ms;      /* the first moment at which it is too late */
        unsigned loaded_count;    /* in this session */
        bool no_room;             /* ticket refused: nothing free that fits */
        bool here;                /* ticket refused: what it is for is inside already */
        bool bundle_over;         /* ticket refused: the office's bundle has expired, nothing is loaded */
        bool reissued;            /* the last ticket replaced an older one: nothing opens */
        bool ticket;              /* the refused thing was a ticket (else a badge); with sub NULL nobody is signed in: please do */
        bool pickup_code;         /* staff scanned a pickup code: say so */
        bool clock_doubt;         /* the box does not trust its clock */
        bool looking;             /* take, found: to look into the compartment, not to take out */
};
