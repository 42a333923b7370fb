/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is to be shown: plain data, filled by the controller, drawn by ui/.
 *
 * A struct screen says which screen it is and what stands in it, in terms of the
 * product and not of pixels. screen_view() turns it into a view tree, from which the
 * picture is drawn, the speech is read and touches are answered. Strings are
 * borrowed and must live until the view made from them is freed.
 *
 * A screen is one row of SCREEN_LIST (screen_list.h), its builder, and whoever fills it.
 */
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/words/device.h"
#include "base/words/purpose.h"
#include "base/words/reason.h"
#include "base/words/refusal.h"
#include "base/words/role.h"
#include "base/words/task.h"
#include "ui/screens/screen_list.h"
#include "ui/view/appearance.h"
#include "ui/view/plan.h"
#include "ui/view/target.h"
#include "ui/view/view.h"

enum { SCREEN_ENTRY_MAX = 8, SCREEN_ROWS_MAX = 1024, SCREEN_CONTACT_MAX = 6, SCREEN_BALLOT = 10 };

enum cell_state { CELL_FREE, CELL_OCCUPIED, CELL_OVERDUE, CELL_FAULT, CELL_ABSENT };

enum { SCREEN_CASE_SIZE = 9, SCREEN_LAST_LOADS = 5 };

/* What help is asked for. */
struct screen_help {
        enum screen_id about;     /* the screen that it lies over */
};

/* Digits that somebody types. */
struct screen_entry {
        char digits[SCREEN_ENTRY_MAX + 1];
        unsigned digit_count, digit_max;
        bool show;                /* digits readable instead of dots */
        bool check_failed;        /* the typed number has a wrong check digit, the date cannot be, the PIN was wrong or different */
        bool again;               /* second entry of a new PIN, or first was different (check_failed) */
        bool weak;                /* … because the new PIN is easily guessed, or the one-time PIN (check_failed) */
        unsigned tries_left;      /* staff's PIN after a wrong one; 0: not said */
        bool second;              /* staff's PIN of the second person, */
        unsigned compartment;     /* … who is asked for this one to be opened; 0: for none */
};

/* One thing that is said, and what to do. */
struct screen_message {
        unsigned seconds_left;    /* wait, more time, done; between: until the proof is asked for again */
        unsigned tries, tries_left; /* wrong: how many there are in all (5), and of them still */
        bool ends_soon;           /* done: within 20 s */
        bool keeps_code;          /* more time: nothing was handed out or refused, so that the code is good still */
        bool door_open;           /* somebody first: theirs */
        unsigned more;            /* between: deliveries that are still to come */
        bool typed_way;           /* number and PIN: wrong answers name the set */
        enum refusal refusal;
        bool closed_now;          /* refused because of opening hours */
        bool is_last;             /* wrong: after the next wrong answer the code is void */
        int64_t decided_ms;       /* refused: the first moment that was too late, or that from which the code is good; wall, 0: none */
        int64_t locked_until_ms;
        unsigned incident;        /* refused: the number by which staff find it; 0: none */
        const char *other_box;    /* address of the box where it is */
        bool may_reopen;          /* done, between: "I have not taken anything" is offered */
        const char *receipt;      /* done, between: RC1: text that can be shown, or NULL */
};

/* Why a ticket or a badge was refused. */
struct screen_refused {
        enum refusal refusal;
        bool ticket;              /* the refused thing was a ticket (else a badge); with sub NULL nobody is signed in: please do */
        bool pickup_code;         /* staff scanned a pickup code: say so */
        bool no_room;             /* nothing free that fits; */
        unsigned overdue_count, fault_count; /* … what would make room, */
        unsigned unfit_count;     /* … and how many are free that it does not fit in */
        bool disk_full;           /* no space left to write it down */
        bool here;                /* what it is for is inside already */
        bool bundle_over;         /* the office's bundle has expired, nothing is loaded */
};

/* A compartment that is opening, open or to be closed. */
struct screen_door {
        unsigned compartment;     /* 0: not known yet */
        unsigned incident;        /* jam: the number by which staff find it; 0: none */
        bool lost;                /* help for who cannot find the compartment */
        bool left_open;           /* reminder: door open for 20 s */
        bool wants_old;           /* old papers come back in */
        bool keeps;               /* what is inside may stay there */
        bool walks;               /* on a walk along the cabinet: */
        bool ends;                /* … it ends with this one */
        unsigned left;            /* … compartments left, with this one */
        bool looking;             /* staff look into the compartment, they do not take out */
        const uint8_t *items;     /* staff: what is being loaded, taken out or expected; ITEM_* of crypto/ticket.h */
        size_t item_count;
        int64_t deadline_ms;      /* of a load: the first moment at which it is too late */
        char case_number[SCREEN_CASE_SIZE]; /* of a load: as on letter and label */
};

struct screen_scan {
        unsigned loaded_count;    /* in this session */
        unsigned free_count;
        bool reissued;            /* the last ticket replaced an older one: nothing opens */
        struct {
                unsigned compartment; /* 0: none */
                char case_number[SCREEN_CASE_SIZE];
        } last[SCREEN_LAST_LOADS]; /* loaded last, the newest first */
};

struct screen_row {
        unsigned compartment;     /* 0: none */
        const uint8_t *items;     /* ITEM_* of crypto/ticket.h: 1 passport, 2 identity card, 3 residence card, 4 travel document, 5 letter, 6 other */
        size_t item_count;
        int64_t since_ms;         /* wall clock: overdue since, else inside since; 0: not shown */
        int64_t deadline_ms;      /* the first moment at which it is too late; 0: not shown */
        char case_number[SCREEN_CASE_SIZE]; /* as on letter and label, or "" */
        enum reason reason;       /* why it is looked into, or REASON_NONE */
        unsigned incident;        /* its number; 0: it is none */
        enum refusal refusal;     /* … why somebody was turned away, or REFUSAL_NONE */
        enum device device;       /* state of the box: what it is of, */
        enum condition condition; /* and how that is */
        uint32_t version;         /* DEVICE_BUNDLE */
        const char *sub;          /* DEVICE_BADGE: whose, */
        enum role role;           /* and what they are */
        bool fault;
};

/* What was said of a compartment; NO_LABEL: that it stays, but after a restore only its label counts, and that was not scanned. */
enum screen_answer { SCREEN_ANSWER_NONE, SCREEN_ANSWER_TAKEN, SCREEN_ANSWER_KEPT, SCREEN_ANSWER_EMPTY, SCREEN_ANSWER_ELSE, SCREEN_ANSWER_NO_LABEL, SCREEN_ANSWER_COUNT };

struct screen_list {
        const struct screen_row *rows;
        size_t row_count;
        unsigned answered_compartment; /* its row says what was answered, which can be changed still; 0: none */
        enum screen_answer answer;
        unsigned first;           /* the page with this row is shown */
        unsigned visited;         /* round: in the walk that has ended */
        unsigned sought;          /* incidents: those of this number; 0: those of the last days */
        bool may_reconcile;       /* round: the way to it is offered */
        int64_t reconciled_ms;    /* reconciliation: when the last one ended; 0: not known */
};

/* Numbers of the day so far, and of what there is now. */
struct screen_day {
        unsigned loaded, issued, removed, refused; /* today */
        unsigned inside, free, tomorrow; /* tomorrow: falls due by its end */
};

/* The whole cabinet. */
struct screen_map {
        const uint8_t *cells;     /* enum cell_state per compartment of plan */
        unsigned free_count, occupied_count, overdue_count, fault_count;
        unsigned alarm_compartment; /* newest fault; 0 none */
        enum reason alarm_reason;
        unsigned around;          /* enlarged: the part with this compartment */
        uint8_t menu[TASK_COUNT]; /* enum word_task: what this person may do now, the strong one first */
        unsigned menu_count;
};

enum { SCREEN_PURPOSES_MAX = 4 };

/* A compartment as it is known, and what whoever is signed in may do there. */
struct screen_page {
        unsigned compartment;
        enum cell_state cell;
        enum reason reason;       /* why it is to be looked at, or nobody can collect what is there; REASON_NONE: nothing of that kind */
        char case_number[SCREEN_CASE_SIZE]; /* as on letter and label; "": nothing of anybody's is there */
        const uint8_t *items;     /* ITEM_* of crypto/ticket.h */
        size_t item_count;
        int64_t since_ms;         /* inside since; wall, 0: not known */
        int64_t deadline_ms;      /* the first moment at which it is too late; 0: none */
        int64_t doubted_ms;       /* out of use since; 0: not known */
        enum screen_answer answer; /* what was said of it a moment ago, which can be changed still */
        bool may_take, may_look, may_open, may_shut;
        uint8_t purposes[SCREEN_PURPOSES_MAX]; /* enum purpose: why it may be opened; choice i is TARGET_CHOOSE i */
        unsigned purpose_count;
};

struct screen_code {
        const char *text;         /* what the QR code says (RC1: text, checkpoint), or NULL */
        int64_t signed_ms;        /* checkpoint: when; wall */
        bool audited;             /* checkpoint: an auditor was here before this sign-in, */
        uint64_t audited_size;    /* when there were so many entries; */
        int64_t audited_ms;       /* wall */
        const char *witness;      /* checkpoint: who countersigned last, or NULL, */
        uint64_t witnessed_size;  /* so many entries, */
        int64_t witnessed_ms;     /* and when; wall */
        bool contradicted;        /* … another ledger was signed than this is, */
        uint64_t contradicted_size; /* of so many entries */
};

enum { SCREEN_STICK_FILES = 12, SCREEN_STICK_NAME_SIZE = 33 };

/* How far a stick is read. */
enum screen_stick_state {
        SCREEN_STICK_READING,
        SCREEN_STICK_NONE,        /* there is none */
        SCREEN_STICK_UNREADABLE,  /* pulled, or broken */
        SCREEN_STICK_EMPTY,       /* nothing of the office's is on it */
        SCREEN_STICK_READ,
        SCREEN_STICK_STATE_COUNT,
};

/* What became of a file of the office's. */
enum screen_sent {
        SCREEN_SENT_TAKEN,
        SCREEN_SENT_OLD,          /* a bundle not newer than the one in force */
        SCREEN_SENT_KNOWN,        /* a statement that says nothing new */
        SCREEN_SENT_OTHER_BOX,
        SCREEN_SENT_ENROLMENT,    /* for this box's id, but sealed to another enrolment of it */
        SCREEN_SENT_FOREIGN,      /* of an office that this box does not trust */
        SCREEN_SENT_DAMAGED,
        SCREEN_SENT_TOO_LONG,
        SCREEN_SENT_LACKS,        /* it takes revocations back */
        SCREEN_SENT_BUSY,         /* not now */
        SCREEN_SENT_FAULT,        /* it could not be stored */
        SCREEN_SENT_NO_WITNESS,   /* signed by no witness that the box trusts */
        SCREEN_SENT_CONTRADICTS,  /* signed, and not of the ledger as it is here */
        SCREEN_SENT_COUNT,
};

/* What was found on a stick. */
struct screen_stick {
        enum screen_stick_state state;
        struct {
                char name[SCREEN_STICK_NAME_SIZE]; /* letters, digits, '.', '-' and '_' */
                enum screen_sent sent;
        } files[SCREEN_STICK_FILES];
        unsigned count;
        unsigned unread;          /* others that the office or a witness may have sent; more than SCREEN_STICK_FILES are not read at a time */
        bool crowded;             /* nor was all looked at that lies there: there is too much */
        uint32_t version;         /* of the bundle in force now */
        unsigned first;           /* the page with this file is shown */
};

/* How far an export to a stick has come. */
enum screen_export_state {
        SCREEN_EXPORT_ASK,
        SCREEN_EXPORT_WRITING,
        SCREEN_EXPORT_READING,    /* again, from the stick itself */
        SCREEN_EXPORT_DONE,       /* it is on the stick as it was written */
        SCREEN_EXPORT_NO_STICK,
        SCREEN_EXPORT_READ_ONLY,
        SCREEN_EXPORT_FULL,
        SCREEN_EXPORT_PULLED,     /* or broken */
        SCREEN_EXPORT_OTHER,      /* something else lies under its name */
        SCREEN_EXPORT_DIFFERS,    /* read again it is not what was written */
        SCREEN_EXPORT_FAULT,      /* the ledger cannot be read: the journal says why */
        SCREEN_EXPORT_STATE_COUNT,
};

static inline bool screen_export_is_under_way(enum screen_export_state state) {
        return state == SCREEN_EXPORT_WRITING || state == SCREEN_EXPORT_READING;
}

enum { SCREEN_EXPORT_NAME_SIZE = 48 };

struct screen_export {
        enum screen_export_state state;
        unsigned percent;         /* of what is under way */
        uint64_t size;            /* entries on the stick; compartments of the list there */
        char name[SCREEN_EXPORT_NAME_SIZE]; /* of the folder there, or of the list */
};

/* What becomes of the clock that is to be set. */
enum screen_time_state {
        SCREEN_TIME_EARLY,        /* before the earliest that can be */
        SCREEN_TIME_LATE,         /* after the latest */
        SCREEN_TIME_SETTING,
        SCREEN_TIME_SET,
        SCREEN_TIME_SYNCHRONISED, /* the system's own time service sets it, and nobody else */
        SCREEN_TIME_DENIED,       /* the system does not let the box do it */
        SCREEN_TIME_NOBODY,       /* the service that would set it does not answer */
        SCREEN_TIME_FAULT,        /* the journal says what it is */
        SCREEN_TIME_STATE_COUNT,
};

struct screen_time {
        enum screen_time_state state;
        int64_t limit_ms;         /* too early, too late: the earliest or latest; wall */
};

/* What becomes of a one-time PIN for a colleague. */
enum screen_giving_state {
        SCREEN_GIVING_ASK,
        SCREEN_GIVING_OWN,        /* nobody gives themselves one, */
        SCREEN_GIVING_PRESENT,    /* nor the second person, who is signed in with theirs, */
        SCREEN_GIVING_AUDITOR,    /* nor an auditor, whose PIN the office gives */
        SCREEN_GIVING_GIVEN,
        SCREEN_GIVING_FAILED,     /* nothing changed */
        SCREEN_GIVING_STATE_COUNT,
};

struct screen_giving {
        enum screen_giving_state state;
        const char *sub;          /* the colleague's badge */
        enum role role;
        const char *digits;       /* the PIN while it is to be read, else ""; personal */
};

/* What is said on the way on of a box whose store was put back. */
enum screen_restore {
        SCREEN_RESTORE_NONE,
        SCREEN_RESTORE_CONFIRM,   /* two people are there: begin again? */
        SCREEN_RESTORE_DONE,
        SCREEN_RESTORE_BUNDLE,    /* the office's newest bundle has to be brought first */
        SCREEN_RESTORE_CLOCK,     /* the clock is behind what is known */
        SCREEN_RESTORE_MANAGER,   /* the first person must be a manager */
        SCREEN_RESTORE_OTHER,     /* the second must be another one, and no auditor */
        SCREEN_RESTORE_LOCKED,    /* too many wrong PINs */
        SCREEN_RESTORE_FAULT,     /* the journal says what it is */
        SCREEN_RESTORE_BADGE,     /* SCREEN_STAFF_REFUSED says why */
        SCREEN_RESTORE_COUNT,
};

struct screen_restoring {
        enum screen_restore said;
};

struct screen {
        enum screen_id id;
        struct appearance look;
        uint32_t languages;       /* that people can choose, one bit each (1 << enum language); 0: all there are */
        struct target pressed;    /* highlighted: a finger is on it */
        struct target focus;      /* keyboard focus; TARGET_NONE: no ring */
        unsigned step, steps;     /* 0: no step line */
        const char *office;       /* "Stadt Musterstadt" */
        const char *box_id;
        const struct plan *plan;
        int64_t wall_ms;          /* for the clock in the header; local time is the process's zone */
        const char *const *contact; /* service desk lines */
        size_t contact_count;
        const char *opening_hours; /* one line in the screen's language, or NULL */
        bool no_scanner;          /* codes cannot be read: nobody is asked to show one */
        bool no_touch;            /* the keypad is the only way */
        bool clock_doubt;         /* the box does not trust its clock */
        bool rolled_back;         /* out of order, for the store was put back from an older copy */
        bool staff;               /* staff session: the header shows badge and time */
        enum role role;           /* of who signed in */
        const char *sub;          /* whose badge, or NULL */
        const char *second;       /* second person's, or NULL */
        union {                   /* by screen_kind(id); zero for SCREEN_KIND_PLAIN */
                struct screen_help help;
                struct screen_entry entry;
                struct screen_message message;
                struct screen_refused refused;
                struct screen_door door;
                struct screen_scan scan;
                struct screen_list list;
                struct screen_map map;
                struct screen_code code;
                struct screen_restoring restore;
                struct screen_page page;
                struct screen_day day;
                struct screen_stick stick;
                struct screen_export export;
                struct screen_time time;
                struct screen_giving giving;
        };
};

/* Whether staff alone see it, signed in or about to. */
static inline bool screen_is_of_staff(const struct screen *screen) {
        return screen->staff || screen->id >= SCREEN_STAFF_PIN;
}

static_assert(LANGUAGE_COUNT <= 32, "each language has its bit");

/* Whether people can choose the language on this screen. */
static inline bool screen_offers(const struct screen *screen, enum language language) {
        if (screen->languages && !(screen->languages & UINT32_C(1) << language))
                return false;
        return screen_is_of_staff(screen) ? language_whole(language) : language_available(language);
}

/* The compartment that a screen of a door is about; 0 on any other. */
static inline unsigned screen_compartment(const struct screen *screen) {
        return screen_kind(screen->id) == SCREEN_KIND_DOOR ? screen->door.compartment : 0;
}

/* What is typed on a screen of entry; NULL on any other. */
static inline const struct screen_entry *screen_entered(const struct screen *screen) {
        return screen_kind(screen->id) == SCREEN_KIND_ENTRY ? &screen->entry : NULL;
}

/* The view of a screen. 0, -ENOSYS for an id that is none, or -ENOMEM. The caller owns the view. */
MUST_CHECK int screen_view(struct ui *ui, const struct screen *screen, struct view **ret_view);
