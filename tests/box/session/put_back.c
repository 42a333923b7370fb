/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/put_back.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "tests/support/cmocka.h"

enum { COPY_MAX = 64 << 20, SPENT_MAX = 200 };

void put_back_forget(struct put_back *put_back) {
        buffer_deinit(&put_back->copy);
        put_back->stored_count = 0;
        put_back->copy = (struct buffer)BUFFER_INIT;
}

bool put_back_find_stored(struct put_back *put_back) {
        const struct fixture *fixture = put_back->fixture;

        if (put_back->copy.len > 0)
                return false;
        put_back->stored_count = 0;
        for (unsigned c = 1; c <= fixture->options.compartments; c++) {
                struct store_compartment compartment = fixture_compartment(fixture, c);
                struct consignment consignment;

                if (compartment.has_consignment && store_consignment(fixture->store, compartment.cti, &consignment) == 0 &&
                    consignment.state == CONSIGNMENT_STORED)
                        memcpy(put_back->stored[put_back->stored_count++], compartment.cti, CTI_LEN);
        }
        return put_back->stored_count > 0;
}

bool put_back_is_worse(const struct put_back *put_back) {
        for (unsigned i = 0; i < put_back->stored_count; i++) {
                struct consignment consignment;

                if (store_consignment(put_back->fixture->store, put_back->stored[i], &consignment) == 0 &&
                    (consignment.state == CONSIGNMENT_ISSUED || consignment.state == CONSIGNMENT_REMOVED))
                        return true;
        }
        return false;
}

void put_back_copy(struct put_back *put_back, enum put_back_kind kind) {
        put_back->kind = kind;
        if (kind == PUT_BACK_BACKUP) {
                put_back->copy = (struct buffer)BUFFER_INIT_MAX(COPY_MAX);
                assert_int_equal(store_snapshot(put_back->fixture->store, COPY_MAX, &put_back->copy), 0);
        } else {
                assert_int_equal(file_read(put_back->fixture->path, COPY_MAX, &put_back->copy), 0);
        }
}

/* ---- what is gone ---- */

struct spent_list {
        struct store_spent list[SPENT_MAX];
        size_t count;
};

static bool is_end(const struct entry *entry) {
        return entry->event == ENTRY_ISSUED || entry->event == ENTRY_REMOVED;
}

static void for_all(struct store *store, void (*tell)(void *context, const struct entry *entry), void *context) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct ledger_source source;
        struct entry entry;

        store_source(store, &source);
        for (uint64_t n = 0; n < source.size; n++) {
                buffer_clear(&line);
                assert_int_equal(source.entry(source.context, n, &line), 0);
                assert_int_equal(entry_parse(buffer_text(&line), line.len, &entry), 0);
                tell(context, &entry);
        }
}

static void note_spent(void *context, const struct entry *entry) {
        struct spent_list *spent = context;

        if (!is_end(entry))
                return;
        assert_true(spent->count < SPENT_MAX);
        spent->list[spent->count] = (struct store_spent){
                .state = entry->event == ENTRY_ISSUED ? CONSIGNMENT_ISSUED : CONSIGNMENT_REMOVED,
                .c = entry->c, .t_ms = entry->t_ms, .forget_after = UINT32_MAX,
        };
        memcpy(spent->list[spent->count++].cti, entry->cti, CTI_LEN);
}

struct judged {
        const bool *gone;
        unsigned number;        /* of one that was opened though it was gone; 0: none */
};

static void judge_opened(void *context, const struct entry *entry) {
        struct judged *judged = context;

        if ((entry->event == ENTRY_RELEASE || entry->event == ENTRY_ISSUED) && judged->gone[entry->cti[0]])
                judged->number = entry->cti[0];
}

void put_back_check(const struct put_back *put_back, const bool gone[100], unsigned seed) {
        struct judged judged = { .gone = gone };

        for_all(put_back->fixture->store, judge_opened, &judged);
        if (judged.number != 0)
                fail_msg("seed %u: the store was put back, and %u, which was gone, is released again", seed, judged.number);
}

/* ---- the way on ---- */

static void write_copy(const struct fixture *fixture, const struct buffer *copy) {
        static const char *const logs[] = { "-wal", "-shm" };
        char path[100];

        for (size_t i = 0; i < ARRAY_LEN(logs); i++) {
                snprintf(path, sizeof(path), "%s%s", fixture->path, logs[i]);
                unlink(path);
        }
        assert_int_equal(file_replace(fixture->path, copy->data, copy->len, 0600), 0);
}

static unsigned thought_inside(struct store *store, const bool gone[100]) {
        unsigned count = 0;

        for (unsigned c = 1; c <= store_config(store)->compartments; c++) {
                struct store_compartment compartment;

                assert_int_equal(store_compartment(store, c, &compartment), 0);
                count += compartment.has_consignment && gone[compartment.cti[0]];
        }
        return count;
}

void put_back_go_on(struct fixture *fixture, const struct buffer *copy, const struct checkpoint *known, const struct store_spent *spent,
                    size_t spent_count) {
        static unsigned generation;
        char name[17];
        const struct store_continuation continuation = {
                .generation = name, .known = known, .key = fixture->ledger, .spent = spent, .spent_count = spent_count,
        };
        struct store *store;

        write_copy(fixture, copy);
        snprintf(name, sizeof(name), "%016x", ++generation);
        assert_int_equal(store_open(fixture->path, STORE_MODE_SIMULATED, &store), 0);
        assert_int_equal(store_do(store, fixture->now.wall_ms, DEED(DEED_CONTINUE, .by = "mara", .continuation = &continuation), NULL), 0);
        store_close(store);
}

static void expect_all_quarantined(const struct fixture *fixture) {
        for (unsigned c = 1; c <= fixture->options.compartments; c++)
                assert_int_equal(fixture_compartment(fixture, c).state, COMPARTMENT_QUARANTINED);
}

void put_back_restore(struct put_back *put_back, bool gone[100], bool told) {
        struct fixture *fixture = put_back->fixture;
        struct checkpoint known = { .size = store_size(fixture->store) };
        struct spent_list spent = { .count = 0 };

        for_all(fixture->store, note_spent, &spent);
        for (size_t i = 0; i < spent.count; i++)
                gone[spent.list[i].cti[0]] = true;
        snprintf(known.origin, sizeof(known.origin), "%s", store_origin(fixture->store));
        store_root(fixture->store, &known.root);
        fixture_stop(fixture);
        put_back_go_on(fixture, &put_back->copy, &known, told ? spent.list : NULL, told ? spent.count : 0);
        fixture->pulse_count = 0; /* they were for entries of the former ledger */
        fixture_start(fixture);
        put_back->count[put_back->kind]++;
        put_back->gone_since += thought_inside(fixture->store, gone);
        expect_all_quarantined(fixture);
        put_back_forget(put_back);
}
