/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/audit/figures.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/moment.h"
#include "controller/audit/figures_tables.h"

enum { DAY_S = 24 * 60 * 60, DAY_MS = 24 * 60 * 60 * 1000, WAIT_MAX_S = INT32_MAX };

/* ---- dates ---- */

int32_t figures_day_from(int year, int month, int day) {
        struct tm tm = { .tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day };

        return (int32_t)(timegm(&tm) / DAY_S);
}

void figures_date_of(int32_t day, int *ret_year, int *ret_month, int *ret_day) {
        time_t seconds = (time_t)day * DAY_S;
        struct tm tm;

        gmtime_r(&seconds, &tm);
        *ret_year = tm.tm_year + 1900;
        *ret_month = tm.tm_mon + 1;
        *ret_day = tm.tm_mday;
}

int32_t figures_day_of(int64_t wall_ms) {
        struct local_time local;

        moment_local(wall_ms, &local);
        return figures_day_from(local.year, local.month, local.day);
}

/* ---- life ---- */

int figures_new(const struct figures_period *period, struct figures **ret_figures) {
        struct figures *figures = calloc(1, sizeof(*figures));

        if (!figures)
                return -ENOMEM;
        figures->period = *period;
        figures->held = calloc(FIGURES_BOXES_MAX, sizeof(*figures->held));
        if (!figures->held || usage_init(&figures->usage, FIGURES_BOXES_MAX) < 0) {
                figures_free(figures);
                return -ENOMEM;
        }
        *ret_figures = figures;
        return 0;
}

void figures_free(struct figures *figures) {
        if (!figures)
                return;
        for (size_t i = 0; figures->held && i < FIGURES_BOXES_MAX; i++)
                free(figures->held[i].consignments);
        usage_deinit(&figures->usage);
        free(figures->held);
        free(figures->days);
        free(figures->compartments);
        free(figures->waits_s);
        free(figures);
}

const char *figures_error_text(int outcome) {
        switch (outcome) {
        case FIGURES_E_DAYS:
                return "the entries are spread over more days than a box can live";
        case FIGURES_E_HELD:
                return "more consignments would lie in the box than a box has compartments";
        case FIGURES_E_COMPARTMENT:
                return "no box has such a compartment";
        case FIGURES_E_BOXES:
                return "too many boxes for one report";
        default:
                return "unknown";
        }
}

/* ---- counting ---- */

/* The counters that an entry of the period moves; at the end those of its compartment, NULL when it concerns none. */
enum { COUNTERS = 4 };
struct counters {
        struct figures_count *each[COUNTERS];
};

static int add_wait(struct figures *figures, int64_t wait_ms) {
        int64_t wait_s = wait_ms < 0 ? 0 : wait_ms / 1000, days = wait_s * 1000 / DAY_MS;
        int r = figures_grow((void **)&figures->waits_s, figures->wait_count, sizeof(*figures->waits_s));

        if (r < 0)
                return r;
        figures->waits_s[figures->wait_count++] = (uint32_t)(wait_s < WAIT_MAX_S ? wait_s : WAIT_MAX_S);
        figures->waiting.days[days < FIGURES_WAIT_DAYS ? days : FIGURES_WAIT_DAYS - 1]++;
        return 0;
}

/* A letter goes with a document and is none. */
static uint64_t documents(const uint8_t *items, unsigned count) {
        uint64_t number = 0;

        for (unsigned i = 0; i < count; i++)
                number += items[i] != ITEM_LETTER;
        return number;
}

static bool is_fault(enum entry_event event) {
        return event == ENTRY_OPEN_FAILED || event == ENTRY_LEFT_OPEN || event == ENTRY_FORCED_OPEN || event == ENTRY_SWITCH_FAULTY ||
               event == ENTRY_QUARANTINED;
}

/* What an entry adds to each sum. A consignment whose loading is not in the ledger counts as one document of unknown kind. */
static void add_to(struct figures_count *sum, const struct entry *entry, const struct figures_consignment *held) {
        switch (entry->event) {
        case ENTRY_LOADED:
                sum->loaded++;
                sum->loaded_documents += documents(entry->items, entry->item_count);
                break;
        case ENTRY_ISSUED:
                sum->issued++;
                sum->issued_documents += held ? documents(held->items, held->item_count) : 1;
                break;
        case ENTRY_EXPIRED:
                sum->expired++;
                break;
        case ENTRY_REMOVED:
                sum->removed++;
                break;
        case ENTRY_REFUSED:
                sum->refused++;
                break;
        case ENTRY_REFUSED_MANY:
                sum->refused += entry->count;
                break;
        default:
                sum->faults += is_fault(entry->event);
        }
}

static void count_loaded(struct figures *figures, const struct entry *entry) {
        for (unsigned i = 0; i < entry->item_count; i++)
                figures->items_loaded[entry->items[i]]++;
        figures_name_add(&figures->loaders, entry->by, 1);
}

static int count_issued(struct figures *figures, const struct entry *entry, const struct figures_consignment *held) {
        struct local_time local;

        moment_local(entry_time(entry), &local);
        figures->hours[local.hour]++;
        if (!held)
                return 0;
        for (unsigned i = 0; i < held->item_count; i++)
                figures->items_issued[held->items[i]]++;
        return add_wait(figures, entry_time(entry) - held->loaded_ms);
}

static void count_rest(struct figures *figures, const struct entry *entry) {
        static const struct {
                enum entry_event event;
                size_t offset;
        } plain[] = {
                { ENTRY_REOPENED, offsetof(struct figures, reopened) },
                { ENTRY_OLD_RETURNED, offsetof(struct figures, old_returned) },
                { ENTRY_UNSURE, offsetof(struct figures, unsure) },
                { ENTRY_REISSUED, offsetof(struct figures, reissued) },
                { ENTRY_LISTED, offsetof(struct figures, listed) },
                { ENTRY_OPEN_FAILED, offsetof(struct figures, open_failed) },
                { ENTRY_LEFT_OPEN, offsetof(struct figures, left_open) },
                { ENTRY_FORCED_OPEN, offsetof(struct figures, forced_open) },
                { ENTRY_SWITCH_FAULTY, offsetof(struct figures, switch_faulty) },
                { ENTRY_QUARANTINED, offsetof(struct figures, quarantined) },
        };

        for (size_t i = 0; i < ARRAY_LEN(plain); i++)
                if (plain[i].event == entry->event)
                        *(uint64_t *)((char *)figures + plain[i].offset) += 1;
}

static int count(struct figures *figures, const struct entry *entry, const struct figures_consignment *held, const struct counters *counters) {
        for (size_t i = 0; i < COUNTERS; i++)
                if (counters->each[i])
                        add_to(counters->each[i], entry, held);
        switch (entry->event) {
        case ENTRY_LOADED:
                count_loaded(figures, entry);
                return 0;
        case ENTRY_ISSUED:
                return count_issued(figures, entry, held);
        case ENTRY_RELEASE:
                figures->ways_code += entry->way == WAY_CODE;
                figures->ways_typed += entry->way == WAY_TYPED;
                return 0;
        case ENTRY_REFUSED:
                figures_name_add(&figures->refusals, entry->why, 1);
                return 0;
        case ENTRY_REFUSED_MANY:
                figures_name_add(&figures->refusals, entry->why, entry->count);
                return 0;
        case ENTRY_GAVE_UP:
                figures_name_add(&figures->gave_up, entry->what, entry->count);
                return 0;
        case ENTRY_ALARM:
                figures_name_add(&figures->alarms, entry->what, 1);
                return 0;
        default:
                count_rest(figures, entry);
                return 0;
        }
}

static int find_counters(struct figures *figures, const struct entry *entry, unsigned box, struct counters *ret_counters) {
        struct figures_compartment *compartment = NULL;
        struct figures_day *day;
        int r;

        r = figures_day_at(figures, figures_day_of(entry_time(entry)), &day);
        if (r == 0 && entry->c != 0)
                r = figures_compartment_at(figures, box, entry->c, &compartment);
        if (r == 0)
                *ret_counters = (struct counters){ { &figures->total, &day->count, &figures->boxes[box].count,
                                                     compartment ? &compartment->count : NULL } };
        return r;
}

int figures_add(struct figures *figures, const struct entry *entry) {
        bool known = false;
        struct counters counters;
        struct figures_consignment consignment;
        unsigned box;
        int r;

        /* After the period nothing counts, not even what lies inside. */
        if (entry_time(entry) >= figures->period.to_ms)
                return 0;
        r = figures_box_at(figures, entry->box, &box);
        if (r == 0 && entry->event == ENTRY_LOADED)
                r = figures_held_put(&figures->held[box], entry);
        if (r != 0)
                return r;
        if (entry->event == ENTRY_ISSUED || entry->event == ENTRY_REMOVED)
                known = figures_held_take(&figures->held[box], entry->cti, &consignment);
        r = usage_add(&figures->usage, box, entry, entry_time(entry) >= figures->period.from_ms);
        if (r != 0)
                return r;
        figures->boxes[box].held = figures->held[box].count;
        if (entry_time(entry) < figures->period.from_ms) {
                if (figures->period.previous_ms != 0 && entry_time(entry) >= figures->period.previous_ms)
                        add_to(&figures->previous, entry, known ? &consignment : NULL);
                return 0;
        }
        r = find_counters(figures, entry, box, &counters);
        if (r != 0)
                return r;
        if (figures->entries++ == 0 || entry_time(entry) < figures->first_ms)
                figures->first_ms = entry_time(entry);
        if (entry_time(entry) > figures->last_ms)
                figures->last_ms = entry_time(entry);
        return count(figures, entry, known ? &consignment : NULL, &counters);
}

/* ---- the end ---- */

static int compare_waits(const void *a, const void *b) {
        const uint32_t *left = a, *right = b;

        return (*left > *right) - (*left < *right);
}

static int compare_names(const void *a, const void *b) {
        const struct figures_name *left = a, *right = b;

        if (left->count != right->count)
                return left->count < right->count ? 1 : -1;
        return strcmp(left->name, right->name);
}

static void sort_names(struct figures_names *names) {
        qsort(names->names, names->count, sizeof(names->names[0]), compare_names);
}

void figures_finish(struct figures *figures) {
        size_t n = figures->wait_count;

        usage_finish(&figures->usage);
        sort_names(&figures->refusals);
        sort_names(&figures->loaders);
        sort_names(&figures->alarms);
        sort_names(&figures->gave_up);
        figures->waiting.count = n;
        if (n == 0)
                return;
        qsort(figures->waits_s, n, sizeof(*figures->waits_s), compare_waits);
        figures->waiting.lower_quartile_s = figures->waits_s[(n + 3) / 4 - 1];
        figures->waiting.median_s = figures->waits_s[(n + 1) / 2 - 1];
        figures->waiting.upper_quartile_s = figures->waits_s[(3 * n + 3) / 4 - 1];
        figures->waiting.longest_s = figures->waits_s[n - 1];
}

void figures_forget_staff(struct figures *figures) {
        figures->loaders = (struct figures_names){ 0 };
        figures->staff_forgotten = true;
        for (size_t i = 0; i < figures->usage.reconciled_count; i++)
                explicit_bzero(figures->usage.reconciled[i].by, sizeof(figures->usage.reconciled[i].by));
}
