/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A consignment is remembered from `loaded` to `issued` or `removed`, in a sorted
 * table a box: there are never more than compartments. Days come almost always in
 * order, so their table grows at its end.
 */
#include "controller/audit/figures.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/moment.h"

enum { DAY_S = 24 * 60 * 60, DAY_MS = 24 * 60 * 60 * 1000, WAIT_MAX_S = INT32_MAX };

struct held {
        uint8_t cti[CTI_LEN];
        int64_t loaded_ms;
        uint8_t items[ENTRY_ITEMS_MAX];
        uint8_t item_count;
};

struct figures_held {
        size_t count;
        struct held *consignments; /* owned; FIGURES_HELD_MAX places, sorted by cti */
};

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

/* ---- tables ---- */

/* Room for one more of `size` bytes. The capacity is the next power of two. */
static int grow(void **array, size_t count, size_t size) {
        void *grown;

        if (count != 0 && (count & (count - 1)) != 0)
                return 0;
        grown = reallocarray(*array, count == 0 ? 1 : 2 * count, size);
        if (!grown)
                return -ENOMEM;
        *array = grown;
        return 0;
}

static int day_at(struct figures *figures, int32_t day, struct figures_day **ret_day) {
        size_t at = figures->day_count;
        int r;

        while (at > 0 && figures->days[at - 1].day > day)
                at--;
        if (at > 0 && figures->days[at - 1].day == day) {
                *ret_day = &figures->days[at - 1];
                return 0;
        }
        if (figures->day_count == FIGURES_DAYS_MAX)
                return FIGURES_E_DAYS;
        r = grow((void **)&figures->days, figures->day_count, sizeof(*figures->days));
        if (r < 0)
                return r;
        memmove(figures->days + at + 1, figures->days + at, (figures->day_count - at) * sizeof(*figures->days));
        figures->days[at] = (struct figures_day){ .day = day };
        figures->day_count++;
        *ret_day = &figures->days[at];
        return 0;
}

static int box_at(struct figures *figures, const char *id, unsigned *ret_box) {
        struct figures_held *held;
        unsigned i = 0;

        while (i < figures->box_count && strcmp(figures->boxes[i].id, id) != 0)
                i++;
        if (i == FIGURES_BOXES_MAX)
                return FIGURES_E_BOXES;
        if (i == figures->box_count) {
                held = &figures->held[i];
                held->consignments = calloc(FIGURES_HELD_MAX, sizeof(*held->consignments));
                if (!held->consignments)
                        return -ENOMEM;
                memcpy(figures->boxes[i].id, id, strlen(id) + 1);
                figures->box_count++;
        }
        *ret_box = i;
        return 0;
}

static int compartment_at(struct figures *figures, unsigned box, uint32_t c, struct figures_compartment **ret_compartment) {
        size_t low = 0, high = figures->compartment_count;
        int r;

        if (c < 1 || c > FIGURES_COMPARTMENTS_MAX)
                return FIGURES_E_COMPARTMENT;
        while (low < high) {
                size_t middle = low + (high - low) / 2;
                const struct figures_compartment *there = &figures->compartments[middle];

                if (there->box < box || (there->box == box && there->c < c))
                        low = middle + 1;
                else
                        high = middle;
        }
        if (low == figures->compartment_count || figures->compartments[low].box != box || figures->compartments[low].c != c) {
                r = grow((void **)&figures->compartments, figures->compartment_count, sizeof(*figures->compartments));
                if (r < 0)
                        return r;
                memmove(figures->compartments + low + 1, figures->compartments + low,
                        (figures->compartment_count - low) * sizeof(*figures->compartments));
                figures->compartments[low] = (struct figures_compartment){ .box = box, .c = c };
                figures->compartment_count++;
        }
        *ret_compartment = &figures->compartments[low];
        return 0;
}

static void name_add(struct figures_names *names, const char *name, uint64_t count) {
        size_t i = 0;

        while (i < names->count && strcmp(names->names[i].name, name) != 0)
                i++;
        if (i == FIGURES_NAMES_MAX) {
                names->others += count;
                return;
        }
        if (i == names->count) {
                memcpy(names->names[i].name, name, strlen(name) + 1);
                names->count++;
        }
        names->names[i].count += count;
}

/* ---- what lies in a box ---- */

/* Where it is, or where it belongs. */
static size_t held_find(const struct figures_held *held, const uint8_t *cti, bool *ret_there) {
        size_t low = 0, high = held->count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                int order = memcmp(held->consignments[middle].cti, cti, CTI_LEN);

                if (order == 0) {
                        *ret_there = true;
                        return middle;
                }
                if (order < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        *ret_there = false;
        return low;
}

static int held_put(struct figures_held *held, const struct entry *entry) {
        bool there;
        size_t at = held_find(held, entry->cti, &there);
        struct held *consignment = &held->consignments[at];

        if (!there) {
                if (held->count == FIGURES_HELD_MAX)
                        return FIGURES_E_HELD;
                memmove(consignment + 1, consignment, (held->count - at) * sizeof(*consignment));
                held->count++;
        }
        *consignment = (struct held){ .loaded_ms = entry_time(entry), .item_count = entry->item_count };
        memcpy(consignment->cti, entry->cti, CTI_LEN);
        memcpy(consignment->items, entry->items, sizeof(consignment->items));
        return 0;
}

/* False: it is not known to lie there. */
static bool held_take(struct figures_held *held, const uint8_t *cti, struct held *ret_consignment) {
        bool there;
        size_t at = held_find(held, cti, &there);

        if (!there)
                return false;
        *ret_consignment = held->consignments[at];
        held->count--;
        memmove(held->consignments + at, held->consignments + at + 1, (held->count - at) * sizeof(*held->consignments));
        return true;
}

/* ---- counting ---- */

/* The counters that an entry of the period moves; at the end those of its compartment, NULL when it concerns none. */
enum { COUNTERS = 4 };
struct counters {
        struct figures_count *each[COUNTERS];
};

static int add_wait(struct figures *figures, int64_t wait_ms) {
        int64_t wait_s = wait_ms < 0 ? 0 : wait_ms / 1000, days = wait_s * 1000 / DAY_MS;
        int r = grow((void **)&figures->waits_s, figures->wait_count, sizeof(*figures->waits_s));

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
static void add_to(struct figures_count *sum, const struct entry *entry, const struct held *held) {
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
        name_add(&figures->loaders, entry->by, 1);
}

static int count_issued(struct figures *figures, const struct entry *entry, const struct held *held) {
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

static int count(struct figures *figures, const struct entry *entry, const struct held *held, const struct counters *counters) {
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
                name_add(&figures->refusals, entry->why, 1);
                return 0;
        case ENTRY_REFUSED_MANY:
                name_add(&figures->refusals, entry->why, entry->count);
                return 0;
        case ENTRY_GAVE_UP:
                name_add(&figures->gave_up, entry->what, entry->count);
                return 0;
        case ENTRY_ALARM:
                name_add(&figures->alarms, entry->what, 1);
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

        r = day_at(figures, figures_day_of(entry_time(entry)), &day);
        if (r == 0 && entry->c != 0)
                r = compartment_at(figures, box, entry->c, &compartment);
        if (r == 0)
                *ret_counters = (struct counters){ { &figures->total, &day->count, &figures->boxes[box].count,
                                                     compartment ? &compartment->count : NULL } };
        return r;
}

int figures_add(struct figures *figures, const struct entry *entry) {
        bool known = false;
        struct counters counters;
        struct held consignment;
        unsigned box;
        int r;

        /* After the period nothing counts, not even what lies inside. */
        if (entry_time(entry) >= figures->period.to_ms)
                return 0;
        r = box_at(figures, entry->box, &box);
        if (r == 0 && entry->event == ENTRY_LOADED)
                r = held_put(&figures->held[box], entry);
        if (r != 0)
                return r;
        if (entry->event == ENTRY_ISSUED || entry->event == ENTRY_REMOVED)
                known = held_take(&figures->held[box], entry->cti, &consignment);
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
        for (size_t i = 0; i < figures->usage.reconciled_count; i++)
                explicit_bzero(figures->usage.reconciled[i].by, sizeof(figures->usage.reconciled[i].by));
}
