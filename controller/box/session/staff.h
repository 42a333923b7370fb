/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The session of the staff: signing in, the menu, and one task after the other.
 *
 *   OUT ─badge─▶ PIN ─▶ CHECKING ─▶ [NEW_PIN ─▶ NEW_PIN_AGAIN ─▶ HASHING] ─▶ OVERVIEW ◀─▶ TASK
 *                 ▲         │                                                              │ ▲
 *                 └─ wrong ─┘                                                              ▼ │ badge, PIN
 *   REFUSED (a ticket or badge; any answer leads back)                                   SECOND
 *
 * With four eyes a second person signs in, badge and PIN, before the first
 * occupied compartment opens (SECOND, then PIN again); both stay until the end.
 * What a task does stands in its own file (task.h).
 *
 * Timings: 3 minutes without a sign of life end the session, 45 s before
 * somebody is signed in; 20 s before, the screen asks. While a door is open
 * only the watch's five minutes count.
 */
#pragma once

#include "base/moment.h"
#include "controller/box/session/action.h"
#include "controller/box/session/deeds.h"
#include "controller/box/session/digits.h"
#include "controller/box/session/event.h"
#include "controller/box/session/visit.h"

enum staff_state {
        STAFF_OUT,
        STAFF_PIN,
        STAFF_CHECKING,
        STAFF_NEW_PIN,
        STAFF_NEW_PIN_AGAIN,
        STAFF_HASHING,
        STAFF_OVERVIEW,
        STAFF_SECOND,
        STAFF_REFUSED,
        STAFF_TASK,
        STAFF_STATE_COUNT,
};

enum {
        STAFF_IDLE_MS = 3 * 60 * 1000,
        STAFF_SIGN_IN_MS = 45 * 1000,
        STAFF_WARN_MS = 20 * 1000,
        STAFF_ANSWER_MS = 10 * 1000,
};

struct staff_person {
        char sub[SUB_MAX + 1];
        enum role role;
        uint8_t badge[CTI_LEN];
        bool signed_in;
};

/*
 * What somebody said of a compartment, and may still change: written down STAFF_ANSWER_MS later, before the next opening or when they
 * sign out. Until then it is unanswered, should the power go.
 */
struct staff_answer {
        unsigned c;             /* 0: none */
        bool keeps;
        enum answered answered;
        int64_t due_ms;
};

/* The compartment whose page is looked at. */
struct staff_page {
        struct page known;
        unsigned around;        /* the part of the cabinet that is enlarged: the one with this compartment */
        enum purpose purpose;   /* chosen for the opening that is asked for */
};

/* A compartment that was opened on a walk and is to be answered for at its end. */
struct staff_pending {
        unsigned c;
        bool keeps;
};

enum { WALK_PENDING_MAX = 64 };

/* A walk along the cabinet. */
struct staff_walk {
        bool takes;             /* what lies in the compartment of the visit is to be taken out */
        bool settled;           /* it has stayed shut for 2 s */
        bool ends;              /* somebody wants to end it: nothing more is opened */
        unsigned left;          /* compartments, with this one */
        unsigned visited;
        struct staff_pending pending[WALK_PENDING_MAX];
        unsigned pending_count;
};

/* The time that the clock is to be set to. */
struct staff_time {
        struct local_time date;
        struct moment wanted;   /* what it was when it was typed */
        struct screen_time told; /* SETTING: what became of it is the box's to say */
};

/* The colleague who is to get a one-time PIN. */
struct staff_giving {
        char sub[SUB_MAX + 1];
        enum role role;
        enum screen_giving_state said;
        char pin[SCREEN_ENTRY_MAX + 1]; /* until its screen is left; secret */
        bool show;              /* readable instead of dots */
};

/* What loading remembers. */
struct load {
        struct offer offer;
        unsigned tries;         /* compartments tried for this ticket */
        int64_t deadline_ms;
        unsigned count;         /* loaded in this session */
        struct {
                unsigned c;
                uint8_t cti[CTI_LEN];
        } latest[SCREEN_LAST_LOADS]; /* the newest first; c 0: none */
        unsigned last;          /* the compartment loaded last; 0 none */
        unsigned unlatched;     /* times that its door sprang open again */
        struct event next;      /* a ticket scanned while the door was settling */
        bool has_next, leaves;  /* there is one; somebody wants to sign out */
        bool reissued;          /* the last ticket replaced an older one */
};

struct staff {
        enum staff_state state;
        int64_t active_ms;
        bool warned;

        struct staff_person persons[2];
        unsigned signing;       /* which of them is signing in */
        bool one_time;          /* the PIN was the office's one-time PIN */
        struct digits entry;
        char one_time_pin[SCREEN_ENTRY_MAX + 1]; /* as typed, until another is chosen; secret */
        char new_pin[SCREEN_ENTRY_MAX + 1]; /* the first entry of a new PIN; secret */
        bool weak;              /* the PIN that was chosen cannot be one */
        unsigned tries_left;

        enum refusal refusal;
        bool refused_ticket, here, no_room, disk_full, bundle_over, pickup_code;

        const struct task *task; /* under way, waiting for the second person, or where REFUSED leads; NULL: the overview */
        const struct task *from; /* the one that led to it, and to which going back leads; NULL: the menu */
        unsigned stage;         /* of the task */
        bool waits;             /* for the second person */
        unsigned wanted;        /* compartment chosen from a list; 0 none */
        struct visit visit;     /* the compartment that is being opened or is open */
        struct staff_answer answer;
        struct staff_page page;
        struct staff_walk walk;
        unsigned first_row;     /* of the list: the page with it is shown */
        unsigned sought;        /* number of the incident that was found */
        struct staff_time time;
        struct staff_giving giving;
        struct load load;
};

void staff_step(struct staff *staff, const struct event *event, struct moment now, const struct deeds *deeds, struct actions *actions);

/* For the journal: "pin", "overview", or the stage of the task. Static. */
const char *staff_state_name(const struct staff *staff);
bool staff_signed_in(const struct staff *staff);
/* Somebody was turned away and nobody is signed in: it is over with the next code, badge or ticket. */
bool staff_yields(const struct staff *staff);
/* The door was shut on a load a moment ago, and has to stay so. */
bool task_load_is_settling(const struct staff *staff);
/* Whether a ticket scanned now is kept for after the load that is being closed. */
bool task_load_keeps_ticket(const struct staff *staff);
/* Whether a pickup code scanned now says which compartment is meant. */
bool staff_looks_up_codes(const struct staff *staff);
/* Whether a ticket scanned now may become the load; while a door is open it is only compared. */
bool staff_takes_ticket(const struct staff *staff);
/* Whether a ticket scanned now only says of what it is the label. */
bool staff_reads_labels(const struct staff *staff);
/* The compartment that this session works on; 0 none. */
unsigned staff_compartment(const struct staff *staff);
bool staff_warns(const struct staff *staff, struct moment now);
/* mono_ms at which the session ends by itself, or INT64_MAX. */
int64_t staff_ends(const struct staff *staff);
int64_t staff_deadline(const struct staff *staff);

struct task_sources;
/* staff_present.c: the screen of somebody's session, all but what is the same on every screen. */
void staff_present(const struct staff *staff, const struct task_sources *sources, struct moment now, struct screen *screen);
