/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is going to happen is drawn first, as plans with a time, and then lived through in order, so that compartments are
 * given and freed as they would be.
 */
#include "tests/audit/town.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controller/ledger/entry.h"

enum { COMPARTMENTS = 120, LEVELS = 24, A_DAY_MS = 24 * 60 * 60 * 1000, AN_HOUR_MS = 60 * 60 * 1000, CONSIGNMENTS_MAX = 1 << 20 };

static const int64_t start_ms = INT64_C(1767567600000); /* 2026-01-05, midnight in Berlin */

enum step { STEP_LOAD, STEP_ISSUE, STEP_EXPIRE, STEP_REMOVE, STEP_REFUSE, STEP_FAULT, STEP_RECONCILE };

struct plan {
        int64_t t_ms;
        enum step step;
        unsigned consignment;
};

struct consignment {
        uint8_t cti[CTI_LEN];
        uint8_t items[2];
        uint8_t item_count;
        uint32_t c; /* 0: not in the box */
};

struct town {
        char box[BOX_ID_MAX + 1];
        char origin[64];
        uint64_t random;
        struct secret_key *key;
        struct plan *plans;
        size_t plan_count;
        struct consignment *consignments;
        unsigned consignment_count;
        bool taken[COMPARTMENTS + 1];
        struct buffer *lines;
        uint64_t size, room;
        unsigned walks;
        struct hash *nodes[LEVELS];
        uint64_t node_count[LEVELS];
        struct merkle_edge edge;
};

static void must(bool ok) {
        if (!ok) {
                fputs("town: failed\n", stderr);
                abort();
        }
}

/* xorshift64*: below `limit`. */
static unsigned draw(struct town *town, unsigned limit) {
        town->random ^= town->random >> 12;
        town->random ^= town->random << 25;
        town->random ^= town->random >> 27;
        return (unsigned)((town->random * UINT64_C(2685821657736338717)) >> 33) % limit;
}

/* ---- plans ---- */

static void plan(struct town *town, int64_t t_ms, enum step step, unsigned consignment) {
        if ((town->plan_count & (town->plan_count - 1)) == 0) {
                town->plans = reallocarray(town->plans, town->plan_count == 0 ? 1 : 2 * town->plan_count, sizeof(*town->plans));
                must(town->plans);
        }
        town->plans[town->plan_count++] = (struct plan){ t_ms, step, consignment };
}

static void choose_items(struct town *town, struct consignment *consignment) {
        unsigned lot = draw(town, 100);

        consignment->item_count = 1;
        if (lot < 44) {
                consignment->items[0] = ITEM_IDENTITY_CARD;
        } else if (lot < 84) {
                consignment->items[0] = ITEM_PASSPORT;
        } else if (lot < 96) {
                consignment->items[0] = ITEM_RESIDENCE_CARD;
                consignment->items[1] = ITEM_LETTER;
                consignment->item_count = 2;
        } else {
                consignment->items[0] = lot < 99 ? ITEM_TRAVEL_DOCUMENT : ITEM_OTHER;
        }
}

/* Nobody comes between 20 and 6 o'clock; most come after work. */
static int64_t pickup_time(struct town *town, int64_t loaded_ms) {
        static const unsigned char hours[] = { 6, 7, 7, 8, 8, 9, 10, 11, 12, 12, 13, 14, 15, 16, 16, 17, 17, 17, 18, 18, 18, 19 };
        unsigned days = draw(town, 3) + draw(town, 4) + draw(town, 3) * draw(town, 3);
        int64_t day_ms = loaded_ms - (loaded_ms - start_ms) % A_DAY_MS + days * (int64_t)A_DAY_MS;
        int64_t at_ms = day_ms + hours[draw(town, sizeof(hours))] * (int64_t)AN_HOUR_MS + draw(town, AN_HOUR_MS);

        return at_ms > loaded_ms ? at_ms : at_ms + A_DAY_MS;
}

static void plan_consignment(struct town *town, int64_t loaded_ms) {
        unsigned index = town->consignment_count++;
        struct consignment *consignment = &town->consignments[index];

        must(index < CONSIGNMENTS_MAX);
        for (size_t i = 0; i < CTI_LEN; i++)
                consignment->cti[i] = (uint8_t)draw(town, 256);
        choose_items(town, consignment);
        plan(town, loaded_ms, STEP_LOAD, index);
        if (draw(town, 100) < 95) {
                plan(town, pickup_time(town, loaded_ms), STEP_ISSUE, index);
                return;
        }
        plan(town, loaded_ms + 11 * (int64_t)A_DAY_MS, STEP_EXPIRE, index);
        plan(town, loaded_ms + 14 * (int64_t)A_DAY_MS, STEP_REMOVE, index);
}

static void plan_day(struct town *town, unsigned day) {
        int64_t at_ms = start_ms + day * (int64_t)A_DAY_MS + 7 * (int64_t)AN_HOUR_MS;
        unsigned count = day % 7 < 5 ? 12 + draw(town, 14) : 0;

        for (unsigned i = 0; i < count; i++) {
                at_ms += 20000 + draw(town, 60000);
                plan_consignment(town, at_ms);
        }
        for (unsigned i = draw(town, 5); i > 0; i--)
                plan(town, at_ms + draw(town, 10 * AN_HOUR_MS), STEP_REFUSE, 0);
        if (draw(town, 6) == 0)
                plan(town, at_ms + draw(town, 10 * AN_HOUR_MS), STEP_FAULT, 0);
        if (day % 7 == 1 || day % 7 == 4)
                plan(town, at_ms + AN_HOUR_MS, STEP_RECONCILE, 0);
}

static int compare_plans(const void *a, const void *b) {
        const struct plan *left = a, *right = b;

        if (left->t_ms != right->t_ms)
                return left->t_ms < right->t_ms ? -1 : 1;
        return (left->consignment > right->consignment) - (left->consignment < right->consignment);
}

/* ---- life ---- */

static void completed(void *context, unsigned level, uint64_t index, const struct hash *hash) {
        struct town *town = context;

        must(level < LEVELS && index == town->node_count[level]);
        if ((index & (index - 1)) == 0) {
                town->nodes[level] = reallocarray(town->nodes[level], index == 0 ? 1 : 2 * index, sizeof(*hash));
                must(town->nodes[level]);
        }
        town->nodes[level][index] = *hash;
        town->node_count[level]++;
}

static void append(struct town *town, int64_t t_ms, struct entry *entry) {
        struct buffer *line;
        struct hash leaf;

        if (town->size == town->room) {
                town->room = town->room == 0 ? 1024 : 2 * town->room;
                town->lines = reallocarray(town->lines, town->room, sizeof(*town->lines));
                must(town->lines);
        }
        line = &town->lines[town->size];
        *line = (struct buffer)BUFFER_INIT;
        memcpy(entry->box, town->box, sizeof(entry->box));
        entry->n = town->size++;
        entry->t_ms = t_ms;
        must(entry_format(entry, line) == 0);
        merkle_leaf(line->data, line->len, &leaf);
        merkle_edge_append(&town->edge, &leaf, completed, town);
}

static struct entry about(const struct consignment *consignment, enum entry_event event) {
        struct entry entry = { .event = event, .has_cti = true, .c = consignment->c, .way = WAY_CODE, .how = HOW_SEEN, .found = FOUND_THERE,
                               .by = "b.weber", .sub = "anna" };

        memcpy(entry.cti, consignment->cti, CTI_LEN);
        return entry;
}

static void load(struct town *town, int64_t t_ms, struct consignment *consignment) {
        struct entry entry;
        uint32_t c = 1;

        while (c <= COMPARTMENTS && town->taken[c])
                c++;
        if (c > COMPARTMENTS)
                return;
        town->taken[c] = true;
        consignment->c = c;
        entry = about(consignment, ENTRY_LOADED);
        entry.item_count = consignment->item_count;
        memcpy(entry.items, consignment->items, sizeof(consignment->items));
        entry.deadline_ms = t_ms + 10 * (int64_t)A_DAY_MS;
        snprintf(entry.by, sizeof(entry.by), "%s", draw(town, 3) == 0 ? "c.yilmaz" : "anna");
        append(town, t_ms, &entry);
}

static void issue(struct town *town, int64_t t_ms, struct consignment *consignment) {
        struct entry release = about(consignment, ENTRY_RELEASE), issued = about(consignment, ENTRY_ISSUED);
        struct entry closed = about(consignment, ENTRY_CLOSED);

        if (draw(town, 8) == 0)
                release.way = WAY_TYPED;
        append(town, t_ms, &release);
        append(town, t_ms + 400, &issued);
        append(town, t_ms + 6000 + consignment->cti[0] * 100, &closed);
        town->taken[consignment->c] = false;
        consignment->c = 0;
}

static void refuse(struct town *town, int64_t t_ms) {
        static const char *const whys[] = { "malformed", "expired", "wrong_box", "already_issued", "wrong_answer", "not_here", "wrong_answer" };
        struct entry entry = { .event = draw(town, 20) == 0 ? ENTRY_REFUSED_MANY : ENTRY_REFUSED, .count = 7 };

        snprintf(entry.why, sizeof(entry.why), "%s", whys[draw(town, ARRAY_LEN(whys))]);
        append(town, t_ms, &entry);
        if (entry.event == ENTRY_REFUSED_MANY) {
                struct entry gave_up = { .event = ENTRY_GAVE_UP, .what = "birth", .count = 2 }, alarm = { .event = ENTRY_ALARM, .what = "forced_open:12" };
                struct entry listed = { .event = ENTRY_LISTED, .count = 7, .by = "anna" };

                append(town, t_ms, &gave_up);
                append(town, t_ms, &alarm);
                snprintf(alarm.what, sizeof(alarm.what), "chips");
                append(town, t_ms, &alarm);
                append(town, t_ms, &listed);
                snprintf(gave_up.what, sizeof(gave_up.what), "refused");
                append(town, t_ms, &gave_up);
        }
}

/* In two walks, at the second of which it ends. */
static void reconcile(struct town *town, int64_t t_ms) {
        bool ends = town->walks++ % 2 != 0;
        struct entry end = { .event = ENTRY_RECONCILED, .by = "b.weber" };

        for (uint32_t c = 1; c <= 5; c++) {
                struct entry open = { .event = ENTRY_SERVICE_OPEN, .c = c, .purpose = PURPOSE_RECONCILE, .by = "b.weber", .second = "anna" };
                struct entry back = { .event = ENTRY_RETURNED_TO_SERVICE, .c = c, .by = "b.weber" };

                append(town, t_ms + c * 20000, &open);
                append(town, t_ms + c * 20000 + 8000, &back);
                end.there += town->taken[c];
                end.empty += !town->taken[c];
        }
        if (ends)
                append(town, t_ms + 120000, &end);
}

static void fail(struct town *town, int64_t t_ms) {
        static const enum entry_event events[] = { ENTRY_OPEN_FAILED, ENTRY_LEFT_OPEN, ENTRY_LEFT_OPEN, ENTRY_FORCED_OPEN, ENTRY_SWITCH_FAULTY,
                                                     ENTRY_SWITCH_CHANGES };
        struct consignment nobody = { .c = 1 + draw(town, 40) };
        struct entry entry = about(&nobody, events[draw(town, ARRAY_LEN(events))]);

        entry.tries = 3;
        entry.count = 40;
        append(town, t_ms, &entry);
}

static void remove_expired(struct town *town, int64_t t_ms, struct consignment *consignment) {
        struct entry entry = about(consignment, ENTRY_REMOVED);

        append(town, t_ms, &entry);
        town->taken[consignment->c] = false;
        consignment->c = 0;
}

static void live(struct town *town, const struct plan *plan) {
        struct consignment *consignment = &town->consignments[plan->consignment];
        struct entry expired;

        switch (plan->step) {
        case STEP_REFUSE:
                refuse(town, plan->t_ms);
                return;
        case STEP_FAULT:
                fail(town, plan->t_ms);
                return;
        case STEP_RECONCILE:
                reconcile(town, plan->t_ms);
                return;
        case STEP_LOAD:
                load(town, plan->t_ms, consignment);
                return;
        default:
                break;
        }
        if (consignment->c == 0)
                return;
        if (plan->step == STEP_ISSUE)
                issue(town, plan->t_ms, consignment);
        else if (plan->step == STEP_REMOVE)
                remove_expired(town, plan->t_ms, consignment);
        else {
                expired = about(consignment, ENTRY_EXPIRED);
                append(town, plan->t_ms, &expired);
        }
}

struct town *town_new(const char *box, unsigned days, unsigned seed) {
        struct town *town = calloc(1, sizeof(*town));
        struct entry boot = { .event = ENTRY_BOOT, .version = "0.1.0", .mode = HARDWARE_REAL };
        uint8_t key[KEY_SEED_LEN];

        must(town && crypto_init() == 0);
        snprintf(town->box, sizeof(town->box), "%s", box);
        snprintf(town->origin, sizeof(town->origin), "example.org/pickupbox/%s", box);
        town->random = UINT64_C(0x9e3779b97f4a7c15) + seed;
        memset(key, (int)(seed % 251) + 1, sizeof(key));
        must(secret_key_from_seed(key, &town->key) == 0);
        town->consignments = calloc(CONSIGNMENTS_MAX, sizeof(*town->consignments));
        must(town->consignments);
        for (unsigned day = 0; day < days; day++)
                plan_day(town, day);
        if (town->plan_count > 0)
                qsort(town->plans, town->plan_count, sizeof(*town->plans), compare_plans);
        append(town, start_ms, &boot);
        for (size_t i = 0; i < town->plan_count && town->plans[i].t_ms < start_ms + days * (int64_t)A_DAY_MS; i++)
                live(town, &town->plans[i]);
        return town;
}

void town_free(struct town *town) {
        for (uint64_t i = 0; i < town->size; i++)
                buffer_deinit(&town->lines[i]);
        for (unsigned level = 0; level < LEVELS; level++)
                free(town->nodes[level]);
        secret_key_free(town->key);
        free(town->consignments);
        free(town->plans);
        free(town->lines);
        free(town);
}

/* ---- source ---- */

static int read_entry(void *context, uint64_t index, struct buffer *ret_line) {
        struct town *town = context;

        return index < town->size ? buffer_append(ret_line, town->lines[index].data, town->lines[index].len) : -ENOENT;
}

static int read_node(void *context, unsigned level, uint64_t index, struct hash *ret_hash) {
        struct town *town = context;

        if (level >= LEVELS || index >= town->node_count[level])
                return -ENOENT;
        *ret_hash = town->nodes[level][index];
        return 0;
}

struct ledger_source town_source(struct town *town) {
        return (struct ledger_source){ .context = town, .size = town->size, .entry = read_entry, .node = read_node };
}

const char *town_origin(const struct town *town) {
        return town->origin;
}

const struct secret_key *town_key(const struct town *town) {
        return town->key;
}
