/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/box_report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "controller/ledger/entry.h"

void box_report_deinit(struct box_report *report) {
        free(report->facts);
        free(report->index);
        free(report->statements);
        *report = (struct box_report){ .from = 0 };
}

/* ---- facts by cti ---- */

/* A cti is random; its first bytes are the hash. Made-up ones collide at worst. */
static size_t slot_of(const struct box_report *report, const uint8_t cti[CTI_LEN]) {
        uint64_t hash;
        size_t slot;

        memcpy(&hash, cti, sizeof(hash));
        slot = (size_t)hash & (report->index_size - 1);
        while (report->index[slot] != 0 && memcmp(report->facts[report->index[slot] - 1].cti, cti, CTI_LEN) != 0)
                slot = (slot + 1) & (report->index_size - 1);
        return slot;
}

/* Room for one more; the table is at most half full. */
static int reserve(struct box_report *report) {
        size_t capacity = report->fact_capacity ? 2 * report->fact_capacity : 64;
        struct stage_fact *facts;
        uint32_t *index;

        if (report->fact_count < report->fact_capacity)
                return 0;
        if (report->fact_count >= BOX_REPORT_CONSIGNMENTS_MAX)
                return BOX_REPORT_E_MANY;
        facts = reallocarray(report->facts, capacity, sizeof(*facts));
        if (!facts)
                return -ENOMEM;
        report->facts = facts;
        index = calloc(2 * capacity, sizeof(*index));
        if (!index)
                return -ENOMEM;
        free(report->index);
        report->index = index;
        report->index_size = 2 * capacity;
        report->fact_capacity = capacity;
        for (size_t i = 0; i < report->fact_count; i++)
                index[slot_of(report, facts[i].cti)] = (uint32_t)(i + 1);
        return 0;
}

static int provide(struct box_report *report, const uint8_t cti[CTI_LEN], struct stage_fact **ret_fact) {
        int r = reserve(report);
        size_t slot;

        if (r != 0)
                return r;
        slot = slot_of(report, cti);
        if (report->index[slot] == 0) {
                report->facts[report->fact_count] = (struct stage_fact){ .stage = STAGE_NONE };
                memcpy(report->facts[report->fact_count].cti, cti, CTI_LEN);
                report->index[slot] = (uint32_t)++report->fact_count;
        }
        *ret_fact = &report->facts[report->index[slot] - 1];
        return 0;
}

/* ---- entries ---- */

static uint32_t seconds_of(int64_t t_ms) {
        int64_t s = t_ms / 1000;

        return s > UINT32_MAX ? UINT32_MAX : (uint32_t)s;
}

static int take_stage(struct box_report *report, const struct entry *entry, enum stage stage) {
        struct stage_fact *fact;
        int r = provide(report, entry->cti, &fact);

        if (r != 0)
                return r;
        fact->stage = stage;
        fact->at = seconds_of(entry_time(entry));
        fact->deadline = stage == STAGE_LOADED ? seconds_of(entry->deadline_ms) : 0;
        return 0;
}

/* The box took a later ticket for what lies there: from then on it has another deadline, which no entry tells. */
static int take_reissued(struct box_report *report, const struct entry *entry) {
        struct stage_fact *fact;
        int r = provide(report, entry->cti, &fact);

        if (r == 0)
                fact->deadline = 0;
        return r;
}

static int take_statement(struct box_report *report, const struct entry *entry) {
        struct hash *statements;

        if (report->statement_count == BOX_REPORT_STATEMENTS_MAX)
                return BOX_REPORT_E_MANY;
        statements = reallocarray(report->statements, report->statement_count + 1, sizeof(*statements));
        if (!statements)
                return -ENOMEM;
        report->statements = statements;
        statements[report->statement_count++] = entry->sha;
        return 0;
}

static int take_new(struct box_report *report, const struct entry *entry) {
        switch (entry->event) {
        case ENTRY_LOADED:
                return take_stage(report, entry, STAGE_LOADED);
        case ENTRY_ISSUED:
                return take_stage(report, entry, STAGE_COLLECTED);
        case ENTRY_REMOVED:
                return take_stage(report, entry, STAGE_TAKEN_OUT);
        case ENTRY_REISSUED:
                return take_reissued(report, entry);
        case ENTRY_REVOKED:
                return take_statement(report, entry);
        default:
                return 0;
        }
}

int box_report_take(struct box_report *report, const char *line, size_t len) {
        struct entry entry;
        struct hash leaf;
        uint64_t n = report->edge.size;

        if (n >= MERKLE_SIZE_MAX || entry_parse(line, len, &entry) != 0 || entry.n != n || strcmp(entry.box, report->box) != 0)
                return BOX_REPORT_E_MALFORMED;
        merkle_leaf(line, len, &leaf);
        merkle_edge_append(&report->edge, &leaf, NULL, NULL);
        if (entry.event == ENTRY_BUNDLE && entry.bundle_version > report->bundle_version)
                report->bundle_version = entry.bundle_version;
        return n >= report->from ? take_new(report, &entry) : 0;
}
