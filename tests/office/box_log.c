/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/office/box_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controller/ledger/export.h"
#include "controller/ledger/origin.h"
#include "crypto/enrolment.h"
#include "tests/office/entry_tree.h"

enum { DEADLINE_S = 10 * 86400 };

static int read_entry(void *context, uint64_t index, struct buffer *ret_line) {
        const struct box_log *log = context;

        return entry_format(&log->entries[index], ret_line);
}

static int read_node(void *context, unsigned level, uint64_t index, struct hash *ret_hash) {
        return entry_tree_node(read_entry, context, level, index, ret_hash);
}

static struct ledger_source source_of(struct box_log *log) {
        return (struct ledger_source){ .context = log, .size = log->size, .entry = read_entry, .node = read_node };
}

static void make(struct box_log *log, const char *box, const char *origin, uint8_t seed) {
        const uint8_t bytes[KEY_SEED_LEN] = { seed };

        *log = (struct box_log){ .size = 0 };
        snprintf(log->box, sizeof(log->box), "%s", box);
        snprintf(log->origin, sizeof(log->origin), "%s", origin);
        log->entries = calloc(BOX_LOG_MAX, sizeof(*log->entries));
        assert_non_null(log->entries);
        assert_int_equal(secret_key_from_seed(bytes, &log->key), 0);
}

struct entry *box_log_add(struct box_log *log, enum entry_event event, const uint8_t cti[CTI_LEN], int64_t t_s) {
        struct entry *entry = &log->entries[log->size];

        assert_true(log->size < BOX_LOG_MAX);
        *entry = (struct entry){
                .n = log->size++, .t_ms = t_s * 1000, .event = event, .version = "0.1.0", .mode = HARDWARE_SIMULATED, .c = 1, .by = "m.muster",
                .items = { 1 }, .item_count = 1, .deadline_ms = (t_s + DEADLINE_S) * 1000, .how = HOW_SEEN, .found = FOUND_THERE, .has_cti = cti != NULL,
        };
        snprintf(entry->box, sizeof(entry->box), "%s", log->box);
        if (cti)
                memcpy(entry->cti, cti, CTI_LEN);
        return entry;
}

void box_log_begin(struct box_log *log, const char *box, const char *domain, uint8_t seed) {
        char origin[NOTE_NAME_MAX + 1];

        snprintf(origin, sizeof(origin), "%.100s/pickupbox/%s", domain, box);
        make(log, box, origin, seed);
        (void)box_log_add(log, ENTRY_BOOT, NULL, FIXTURE_NOW - 86400);
}

void box_log_continue(struct box_log *log, struct box_log *former, uint8_t seed) {
        const struct ledger_source source = source_of(former);
        char generation[ORIGIN_GENERATION_LEN + 1], origin[NOTE_NAME_MAX + 1], first[NOTE_NAME_MAX + 1];
        struct entry *entry;

        snprintf(generation, sizeof(generation), "%016x", seed);
        snprintf(first, sizeof(first), "%s", former->origin);
        assert_int_equal(origin_continue(first, generation, origin), 0);
        make(log, former->box, origin, seed);
        entry = box_log_add(log, ENTRY_CONTINUED, NULL, FIXTURE_NOW);
        memcpy(entry->origin, former->origin, sizeof(entry->origin));
        entry->size = former->size;
        assert_int_equal(merkle_root(former->size, read_node, source.context, &entry->root), 0);
}

void box_log_copy(struct box_log *log, const struct box_log *of, uint64_t size) {
        uint8_t seed[KEY_SEED_LEN];

        secret_key_seed(of->key, seed);
        make(log, of->box, of->origin, seed[0]);
        memcpy(log->entries, of->entries, size * sizeof(*log->entries));
        log->size = size;
}

void box_log_end(struct box_log *log) {
        secret_key_free(log->key);
        free(log->entries);
}

void box_log_export(const struct fixture *fixture, struct box_log *log, const char *name, char ret_path[128]) {
        const struct ledger_source source = source_of(log);
        struct finding finding = { "" };
        struct checkpoint checkpoint;

        snprintf(ret_path, 128, "%s/%s", fixture->folder, name);
        assert_int_equal(ledger_export(&source, log->origin, log->key, ret_path, NULL, NULL, &checkpoint, &finding), 0);
}

void box_log_enrol(struct fixture *fixture, const struct box_log *log, bool replace) {
        struct secret_key *enrol CLEANUP(secret_key_cleanup) = NULL;
        struct sealing_key *sealing CLEANUP(sealing_key_cleanup) = NULL;
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct enrolment enrolment = { .ledger = *secret_key_public(log->key) };
        const struct state_box *box;

        assert_int_equal(secret_key_generate(&enrol), 0);
        assert_int_equal(sealing_key_generate(&sealing), 0);
        snprintf(enrolment.box_id, sizeof(enrolment.box_id), "%s", log->box);
        enrolment.enrol = *secret_key_public(enrol);
        enrolment.sealing = *sealing_key_public(sealing);
        assert_int_equal(enrolment_sign(&enrolment, enrol, &bytes), 0);
        assert_int_equal(office_add_box(office, bytes.data, bytes.len, NULL, replace, FIXTURE_NOW, &fixture->problems, &box), 0);
}
