/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The works of a box: all that deeds are done with, and no machine, no screen and no queue. Deeds, judging, lists and scanning are
 * built on it and do not know the box that holds it.
 */
#pragma once

#include <string.h>

#include "controller/box/session/health.h"
#include "controller/box/session/lists.h"
#include "controller/box/session/recorder.h"
#include "controller/box/session/repeats.h"
#include "controller/box/session/slowdown.h"
#include "controller/box/session/trust.h"
#include "controller/box/session/upkeep.h"
#include "controller/box/session/watch.h"
#include "ui/screens/screen.h"
#include "ui/view/plan.h"

/* What a ticket says of its deadline. */
struct term {
        uint8_t days;
        uint32_t ticket_exp;
};

/* The ticket being loaded, and one that waits for that. */
struct loading {
        struct store_load load, next;   /* next: scanned while the last door was settling */
        struct term term, next_term;
};

/* PINs being computed. */
struct pins {
        unsigned pending, stale;        /* how many; of those, how many nobody waits for any more */
        bool one_time;
        char sub[SUB_MAX + 1];
        char by[SUB_MAX + 1], second[SUB_MAX + 1]; /* who gives it to them, and who else is there; by "": it is their own choice */
};

/* What staff opened last, as it was before: answers of theirs are told by it while the store does not answer. */
struct looked {
        struct store_compartment compartment;
        struct consignment consignment; /* where there is one */
};

struct works {
        const struct plan *plan;        /* borrowed */
        bool rolled_back;               /* the store was put back from an older copy, and is not there */
        struct recorder recorder;
        int64_t released_ms;            /* wall, of the last release of this run */
        struct looked looked;
        struct trust trust;
        struct upkeep upkeep;
        struct health health;
        struct watch watch;
        struct slowdown slowdown;
        struct repeats repeats;
        struct loading loading;
        struct pins pins;
        struct {
                bool is_there;
                uint8_t cti[CTI_LEN];
        } label;                        /* scanned since the last opening for service: what lies in the hand of staff */
        unsigned incident;              /* the number that who stands there is told; 0: none */
        struct audited audited;         /* as of the newest sign-in */
        struct store_witnessed countersigned, contradicted; /* the newest of each; t_ms 0: none */
        struct screen_stick stick;      /* as it was read last */
        bool reading_stick;             /* it is being read, */
        enum stick_part reading, wanted; /* for this, and for that is asked; in the name of: */
        char stick_by[SUB_MAX + 1];
        struct screen_export export, listing; /* the ledger, and the list of contents, to a stick; one at a time, */
        bool lists_to_stick;            /* the list was the last of them */
        char export_by[SUB_MAX + 1], list_by[SUB_MAX + 1]; /* in whose name the ledger goes, and the list */
        struct {
                bool under_way;
                struct moment asked;    /* when it was */
                char by[SUB_MAX + 1];
                struct screen_time told; /* what became of it last */
        } clock_set;
        struct box_lists lists;
        bool lists_made;                /* anew, since they were shown */
        bool lists_stale;               /* a compartment was quarantined since they were made */
        bool broken_into[STORE_COMPARTMENTS_MAX]; /* since staff opened it last: what they found then does not count */
};

/* Whether the box was restored since this was laid in, and its label not scanned since it was opened: that it is there does not count. */
static inline bool works_lack_label(const struct works *works, const struct consignment *consignment) {
        return consignment->restored && !(works->label.is_there && memcmp(works->label.cti, consignment->cti, CTI_LEN) == 0);
}

static inline void works_add_quarantine(struct works *works, struct together *together, unsigned c, enum reason why) {
        recorder_add_quarantine(&works->recorder, together, c, why);
        works->lists_stale = true;
}
