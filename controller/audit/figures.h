/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What ledgers say in numbers: handovers by day, item, box and compartment,
 * waiting times, refusals, faults, who loaded.
 *
 * Entries are added one after another, those of each box in the ledger's order;
 * what is kept is counters, the consignments that lie in the boxes and one number
 * a handover, so a million entries need a few megabytes. Days and hours are those
 * of the process's time zone (base/moment.h). Everything here may have been written
 * by a hostile box: each table has a limit. One thread, nothing blocks, no I/O.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "controller/audit/usage.h"
#include "controller/ledger/entry.h"

enum {
        FIGURES_BOXES_MAX = 64,
        FIGURES_COMPARTMENTS_MAX = 1024, /* a box's */
        FIGURES_HELD_MAX = 2048,         /* consignments that lie in one box at a time; a box has 1,024 compartments */
        FIGURES_DAYS_MAX = 40000,        /* different days with entries: 109 years */
        FIGURES_NAMES_MAX = 256,         /* different words of one kind; what comes later is counted as "others" */
        FIGURES_WAIT_DAYS = 15,          /* under one day, one, two, … , 14 days and more */
};

/* Entries with from_ms <= t < to_ms count, milliseconds since 1970. Earlier ones are still read: what lay in the box is known from them. */
struct figures_period {
        int64_t from_ms, to_ms;
        int64_t previous_ms;    /* the period before it, which is counted as a whole, begins then and ends at from_ms; 0: none is */
};

struct figures_count {
        uint64_t loaded, loaded_documents; /* consignments, and the documents in them; a letter is none */
        uint64_t issued, issued_documents;
        uint64_t expired, removed;
        uint64_t refused;
        uint64_t faults;        /* open_failed, left_open, forced_open, switch_faulty, quarantined */
};

struct figures_day {
        int32_t day;            /* days since 1970-01-01, of the local calendar */
        struct figures_count count;
};

struct figures_box {
        char id[BOX_ID_MAX + 1];
        struct figures_count count;
        uint64_t held;          /* consignments inside at the end of the period */
};

struct figures_compartment {
        unsigned box;           /* index into boxes */
        uint32_t c;
        struct figures_count count;
};

struct figures_name {
        char name[ENTRY_TEXT_MAX + 1];
        uint64_t count;
};

struct figures_names {
        size_t count;
        uint64_t others;        /* counted after FIGURES_NAMES_MAX were known */
        struct figures_name names[FIGURES_NAMES_MAX]; /* after figures_finish(): the most frequent first */
};

/* Seconds. All zero when nothing was handed out whose loading is known. */
struct figures_waiting {
        uint64_t count;
        uint32_t lower_quartile_s, median_s, upper_quartile_s, longest_s; /* of a sorted list of n: number ceil(n/4), ceil(n/2), ceil(3n/4), n */
        uint64_t days[FIGURES_WAIT_DAYS];
};

struct figures_held;

struct figures {
        struct figures_period period;
        uint64_t entries;               /* in the period */
        int64_t first_ms, last_ms;      /* of those entries; 0 when there is none */
        struct figures_count total;
        struct figures_count previous;  /* of the period before */
        uint64_t items_loaded[ITEM_COUNT], items_issued[ITEM_COUNT]; /* by enum item; issued ones of unknown content are not in */
        uint64_t hours[24];             /* handovers by hour of the local day */
        uint64_t ways_code, ways_typed; /* releases */
        uint64_t reopened, old_returned, unsure, reissued, listed;
        uint64_t open_failed, left_open, forced_open, switch_faulty, quarantined;

        size_t day_count;
        struct figures_day *days;       /* owned; ascending */
        size_t box_count;
        struct figures_box boxes[FIGURES_BOXES_MAX];
        size_t compartment_count;
        struct figures_compartment *compartments; /* owned; by box, then number */
        struct figures_names refusals;  /* by reason */
        struct figures_names loaders;   /* consignments by member of staff */
        bool staff_forgotten;           /* loaders is empty because nobody asked who they were */
        struct figures_names alarms;    /* by what */
        struct figures_names gave_up;   /* sessions that ended with nothing handed out, by screen */
        struct figures_waiting waiting; /* from `loaded` to `issued` */
        struct usage usage;             /* how people fared, and reconciliation */

        struct figures_held *held;      /* owned; one a box */
        size_t wait_count;
        uint32_t *waits_s;              /* owned */
};

/* 0 or -ENOMEM. The caller frees it. */
MUST_CHECK int figures_new(const struct figures_period *period, struct figures **ret_figures);
void figures_free(struct figures *figures);
DEFINE_CLEANUP(struct figures, figures_free, figures_cleanup)

enum {
        FIGURES_E_DAYS = 1,     /* entries of more than FIGURES_DAYS_MAX days */
        FIGURES_E_HELD,         /* more lies in a box than a box can hold */
        FIGURES_E_COMPARTMENT,  /* a compartment that no box has */
        FIGURES_E_BOXES,        /* more than FIGURES_BOXES_MAX boxes */
};
/* What such an outcome says of the entry, for people. Static. */
const char *figures_error_text(int outcome);

/* Counts one entry. 0; FIGURES_E_*, after which the figures are of no use; -ENOMEM. */
MUST_CHECK int figures_add(struct figures *figures, const struct entry *entry);
/* After the last entry: sorts, and fills `waiting`. */
void figures_finish(struct figures *figures);

/* Who did how much is nobody's business who has not asked for it: no name of staff is left. */
void figures_forget_staff(struct figures *figures);

/* The local day of a moment, as days since 1970-01-01. */
int32_t figures_day_of(int64_t wall_ms);
/* The calendar date of such a day. */
void figures_date_of(int32_t day, int *ret_year, int *ret_month, int *ret_day);
/* The day of a calendar date; months beyond 1 to 12 carry over. */
int32_t figures_day_from(int year, int month, int day);
