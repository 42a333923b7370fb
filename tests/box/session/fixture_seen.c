/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What is seen of the box: its screen, its ledger and its store, and what must be true of them at any time.
 */
#include "tests/box/session/fixture.h"

#include <stdio.h>
#include <string.h>

#include "controller/box/session/incident.h"
#include "tests/support/cmocka.h"

enum screen_id fixture_screen(const struct fixture *fixture) {
        return box_screen(fixture->box)->id;
}

void fixture_expect(const struct fixture *fixture, enum screen_id id) {
        if (fixture_screen(fixture) != id)
                fail_msg("screen %s, expected %s (last log: %s)", screen_name(fixture_screen(fixture)), screen_name(id), fixture->last_log);
}

void fixture_expect_refused(const struct fixture *fixture, enum refusal refusal) {
        const struct screen *screen = box_screen(fixture->box);

        if (screen->id != SCREEN_REFUSED && screen->id != SCREEN_STAFF_REFUSED)
                fail_msg("screen %s, expected a refusal", screen_name(screen->id));
        assert_int_equal(screen->id == SCREEN_REFUSED ? screen->message.refusal : screen->refused.refusal, refusal);
}

static void entry_at(struct ledger_source *source, uint64_t index, struct entry *ret_entry) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;

        assert_int_equal(source->entry(source->context, index, &line), 0);
        assert_int_equal(entry_parse(buffer_text(&line), line.len, ret_entry), 0);
}

unsigned fixture_count(const struct fixture *fixture, enum entry_event event) {
        struct ledger_source source;
        struct entry entry;
        unsigned count = 0;

        store_source(fixture->store, &source);
        for (uint64_t i = 0; i < source.size; i++) {
                entry_at(&source, i, &entry);
                count += entry.event == event;
        }
        return count;
}

struct entry fixture_last(const struct fixture *fixture, enum entry_event event) {
        struct ledger_source source;
        struct entry entry = { 0 };

        store_source(fixture->store, &source);
        for (uint64_t i = source.size; i > 0; i--) {
                entry_at(&source, i - 1, &entry);
                if (entry.event == event)
                        return entry;
        }
        fail_msg("no entry %s", entry_event_name(event));
        return entry;
}

struct consignment fixture_consignment(const struct fixture *fixture, unsigned n) {
        struct consignment consignment;
        uint8_t cti[CTI_LEN];

        fixture_cti(n, cti);
        assert_int_equal(store_consignment(fixture->store, cti, &consignment), 0);
        return consignment;
}

struct store_compartment fixture_compartment(const struct fixture *fixture, unsigned c) {
        struct store_compartment compartment;

        assert_int_equal(store_compartment(fixture->store, c, &compartment), 0);
        return compartment;
}

unsigned fixture_where(const struct fixture *fixture, unsigned n) {
        return fixture_consignment(fixture, n).c;
}

static void check_kind(const struct screen *screen) {
        switch (screen_kind(screen->id)) {
        case SCREEN_KIND_ENTRY:
                assert_true(screen->entry.digit_count <= screen->entry.digit_max && screen->entry.digit_max <= SCREEN_ENTRY_MAX);
                assert_int_equal(strlen(screen->entry.digits), screen->entry.digit_count);
                assert_true(screen->entry.tries_left <= STORE_WRONG_LOCK);
                break;
        case SCREEN_KIND_MESSAGE:
                assert_true(screen->message.refusal < REFUSAL_COUNT);
                assert_true(screen->message.tries_left <= STORE_WRONG_LOCK);
                break;
        case SCREEN_KIND_REFUSED:
                assert_true(screen->refused.refusal < REFUSAL_COUNT);
                break;
        case SCREEN_KIND_LIST:
                assert_true(screen->list.row_count <= SCREEN_ROWS_MAX && (screen->list.row_count == 0 || screen->list.rows));
                break;
        case SCREEN_KIND_MAP:
                assert_non_null(screen->map.cells);
                break;
        default:
                break;
        }
}

void fixture_check_screen(const struct fixture *fixture) {
        const struct screen *screen = box_screen(fixture->box);

        assert_true(screen->id < SCREEN_COUNT);
        assert_true(screen->step <= screen->steps);
        check_kind(screen);
        assert_true(screen_compartment(screen) <= fixture->options.compartments);
        assert_true(screen->look.language < LANGUAGE_COUNT);
        assert_true(screen->id != SCREEN_DOOR || screen->door.compartment > 0);
        assert_true(screen->id != SCREEN_RECEIPT || screen->code.text);
        assert_non_null(screen->plan);
}

static bool allows_opening(enum entry_event event) {
        return event == ENTRY_RELEASE || event == ENTRY_REOPENED || event == ENTRY_LOAD_BEGIN || event == ENTRY_SERVICE_OPEN;
}

void fixture_check_pulses(const struct fixture *fixture) {
        bool allowed[STORE_COMPARTMENTS_MAX + 1] = { false };
        struct ledger_source source;
        struct entry entry;
        unsigned checked = 0;

        store_source(fixture->store, &source);
        for (uint64_t i = 0; i <= source.size; i++) {
                for (; checked < fixture->pulse_count && fixture->pulses[checked].size == i; checked++)
                        if (!allowed[fixture->pulses[checked].c])
                                fail_msg("pulse %u on compartment %u without a durable entry", checked, fixture->pulses[checked].c);
                if (i == source.size)
                        break;
                entry_at(&source, i, &entry);
                if (entry.c <= STORE_COMPARTMENTS_MAX)
                        allowed[entry.c] = allows_opening(entry.event);
        }
        assert_int_equal(checked, fixture->pulse_count);
}

bool fixture_state_says(const struct fixture *fixture, enum device device, enum condition condition) {
        const struct screen *screen = box_screen(fixture->box);

        for (size_t i = 0; i < screen->list.row_count; i++)
                if (screen->list.rows[i].device == device && screen->list.rows[i].condition == condition)
                        return true;
        return false;
}

void fixture_incident(const struct fixture *fixture, char ret_typed[INCIDENT_TEXT_SIZE]) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct ledger_source source;
        struct entry entry;

        snprintf(ret_typed, INCIDENT_TEXT_SIZE, "0000");
        store_source(fixture->store, &source);
        for (uint64_t n = source.size; n > source.first; n--) {
                assert_int_equal(incident_read(&source, n - 1, &line, &entry), 0);
                if (incident_is(&entry)) {
                        snprintf(ret_typed, INCIDENT_TEXT_SIZE, "%04u", tag_incident(fixture->tags, n - 1) % 10000);
                        return;
                }
        }
}
