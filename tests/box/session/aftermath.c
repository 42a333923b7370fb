/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/aftermath.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tests/box/session/fixture_inner.h"
#include "tests/box/session/session.h"
#include "tests/support/cmocka.h"

static const char *const names[CUT_COUNT] = {
        "not there", "loading, door closed", "loading, door open", "stored", "releasing, door closed", "releasing, door open",
        "issued, door open", "issued, door closed, not yet noted", "issued and over", "quarantined after a jam", "expired", "removed",
};

/* ---- what was cut ---- */

static enum cut classify(const struct fixture *fixture, struct store *store, const struct consignment *consignment) {
        bool open = fixture->doors[consignment->c - 1] == DOOR_OPEN;
        struct store_compartment compartment;

        assert_int_equal(store_compartment(store, consignment->c, &compartment), 0);
        switch (consignment->state) {
        case CONSIGNMENT_LOADING:
                return open ? CUT_LOADING_OPEN : CUT_LOADING_CLOSED;
        case CONSIGNMENT_STORED:
                return CUT_STORED;
        case CONSIGNMENT_RELEASING:
                return open ? CUT_RELEASING_OPEN : CUT_RELEASING_CLOSED;
        case CONSIGNMENT_ISSUED:
                if (!compartment.has_consignment || compartment.state != COMPARTMENT_OCCUPIED)
                        return CUT_OVER;
                return open ? CUT_ISSUED_OPEN : CUT_ISSUED_CLOSED;
        case CONSIGNMENT_EXPIRED:
                return CUT_EXPIRED;
        case CONSIGNMENT_QUARANTINED:
                return CUT_NOT_OPENED;
        case CONSIGNMENT_REMOVED:
                return CUT_REMOVED;
        }
        fail();
        return CUT_COUNT;
}

void aftermath_of(const struct fixture *fixture, struct store *store, unsigned count, struct aftermath ret_found[]) {
        for (unsigned n = 1; n <= count; n++) {
                struct aftermath *found = &ret_found[n - 1];
                uint8_t cti[CTI_LEN];
                int r;

                fixture_cti(n, cti);
                *found = (struct aftermath){ .cut = CUT_NOT_THERE };
                r = store_consignment(store, cti, &found->consignment);
                assert_true(r == 0 || r == -ENOENT);
                if (r == 0)
                        found->cut = classify(fixture, store, &found->consignment);
        }
}

void aftermath_read(const struct fixture *fixture, unsigned count, struct aftermath ret_found[]) {
        struct store *store;

        assert_int_equal(store_open(fixture->path, 0, &store), 0);
        aftermath_of(fixture, store, count, ret_found);
        store_close(store);
}

/* ---- what the box makes of it ---- */

/* Each is issued exactly once when its state says so, else never. */
static void check_issues(const struct fixture *fixture, unsigned count) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        unsigned issues[256] = { 0 };
        struct ledger_source source;
        struct entry entry;

        store_source(fixture->store, &source);
        for (uint64_t i = 0; i < source.size; i++) {
                buffer_clear(&line);
                assert_int_equal(source.entry(source.context, i, &line), 0);
                assert_int_equal(entry_parse(buffer_text(&line), line.len, &entry), 0);
                issues[entry.cti[0]] += entry.event == ENTRY_ISSUED;
        }
        for (unsigned n = 1; n <= count; n++) {
                struct consignment consignment;
                uint8_t cti[CTI_LEN];
                int r;

                fixture_cti(n, cti);
                r = store_consignment(fixture->store, cti, &consignment);
                assert_true(r == 0 || r == -ENOENT);
                assert_int_equal(issues[n], r == 0 && consignment.state == CONSIGNMENT_ISSUED);
        }
}

static void expect_state(const struct fixture *fixture, unsigned n, enum consignment_state consignment,
                         enum compartment_state compartment) {
        assert_int_equal(fixture_consignment(fixture, n).state, consignment);
        assert_int_equal(fixture_compartment(fixture, fixture_where(fixture, n)).state, compartment);
}

/* Staff had it opened and have not said what they found, or nobody knows why it is open. */
static bool is_suspect(const struct fixture *fixture, const struct consignment *consignment) {
        return (consignment->unsure && !consignment->released) || fixture->doors[consignment->c - 1] == DOOR_OPEN;
}

static void check_lying_there(const struct fixture *fixture, unsigned n, const struct consignment *consignment) {
        bool overdue = fixture->now.wall_ms >= consignment->deadline_ms;

        if (is_suspect(fixture, consignment))
                expect_state(fixture, n, CONSIGNMENT_QUARANTINED, COMPARTMENT_QUARANTINED);
        else
                expect_state(fixture, n, overdue ? CONSIGNMENT_EXPIRED : CONSIGNMENT_STORED, COMPARTMENT_OCCUPIED);
}

static void check_one(const struct fixture *fixture, unsigned n, const struct aftermath *found) {
        struct consignment consignment;
        uint8_t cti[CTI_LEN];

        switch (found->cut) {
        case CUT_NOT_THERE:
                fixture_cti(n, cti);
                assert_int_equal(store_consignment(fixture->store, cti, &consignment), -ENOENT);
                break;
        case CUT_LOADING_CLOSED:
        case CUT_LOADING_OPEN:
        case CUT_NOT_OPENED:
                expect_state(fixture, n, CONSIGNMENT_QUARANTINED, COMPARTMENT_QUARANTINED);
                break;
        case CUT_STORED:
        case CUT_EXPIRED:
                check_lying_there(fixture, n, &found->consignment);
                break;
        case CUT_RELEASING_CLOSED:
                expect_state(fixture, n, CONSIGNMENT_STORED, COMPARTMENT_OCCUPIED);
                assert_true(fixture_consignment(fixture, n).unsure);
                break;
        case CUT_RELEASING_OPEN:
                expect_state(fixture, n, CONSIGNMENT_ISSUED, COMPARTMENT_OCCUPIED);
                assert_int_equal(fixture_last(fixture, ENTRY_ISSUED).how, HOW_FOUND);
                break;
        case CUT_ISSUED_OPEN:
                expect_state(fixture, n, CONSIGNMENT_ISSUED, COMPARTMENT_OCCUPIED);
                break;
        case CUT_ISSUED_CLOSED:
                expect_state(fixture, n, CONSIGNMENT_ISSUED, COMPARTMENT_FREE);
                break;
        case CUT_OVER:
        case CUT_REMOVED:
                assert_int_equal(fixture_consignment(fixture, n).state, found->consignment.state);
                break;
        case CUT_COUNT:
                fail();
        }
}

/* The PIN of who forgot it is the old one until the ledger says that another was given, then that one or the one that was chosen with it. */
static void check_pin(const struct fixture *fixture) {
        char verifier[PIN_VERIFIER_SIZE], old[PIN_VERIFIER_SIZE];
        bool given, is_old, is_new;
        unsigned wrong, entries = fixture_count(fixture, ENTRY_PIN_GIVEN);

        assert_int_equal(store_staff_pin(fixture->store, SESSION_FORGETFUL, verifier, &given, &wrong), 0);
        snprintf(old, sizeof(old), "plain:%s", fixture_own_pin(SESSION_FORGETFUL));
        is_old = strcmp(verifier, old) == 0;
        is_new = strcmp(verifier, "plain:" SESSION_NEW_PIN) == 0;
        assert_in_range(entries, 0, 1);
        assert_int_equal(is_old, entries == 0);
        assert_int_equal(given, entries == 1 && !is_new);
}

/* What a witness signed is known when the ledger says so, and not otherwise. */
static void check_witnessed(const struct fixture *fixture) {
        unsigned entries = fixture_count(fixture, ENTRY_COUNTERSIGNED);
        struct store_witnessed witnessed;

        assert_in_range(entries, 0, 1);
        assert_int_equal(store_witnessed(fixture->store, true, &witnessed), entries == 1 ? 0 : -ENOENT);
        if (entries == 1)
                assert_int_equal(witnessed.at_ms, INT64_C(1000) * FIXTURE_WITNESSED_S);
        assert_int_equal(fixture_count(fixture, ENTRY_CONTRADICTED), 0);
}

void aftermath_check(const struct fixture *fixture, unsigned count, const struct aftermath found[]) {
        for (unsigned n = 1; n <= count; n++)
                check_one(fixture, n, &found[n - 1]);
        check_issues(fixture, count);
        check_pin(fixture);
        check_witnessed(fixture);
}

/* ---- what it does with the code ---- */

static void expect_refused(struct fixture *fixture, unsigned n, enum refusal refusal) {
        fixture_scan_code(fixture, n);
        fixture_expect_refused(fixture, refusal);
        fixture_press(fixture, TARGET_END);
}

static void expect_look_first(struct fixture *fixture, unsigned n) {
        fixture_scan_code(fixture, n);
        fixture_expect(fixture, SCREEN_JAM);
        fixture_press(fixture, TARGET_END);
}

static void expect_good(struct fixture *fixture, unsigned n) {
        unsigned c = fixture_where(fixture, n);

        fixture_collect(fixture, n);
        fixture_expect(fixture, SCREEN_DOOR);
        assert_int_equal(fixture_consignment(fixture, n).state, CONSIGNMENT_ISSUED);
        fixture_door(fixture, c, DOOR_CLOSED);
        fixture_press(fixture, TARGET_END);
        expect_refused(fixture, n, REFUSAL_ALREADY_ISSUED);
}

static void try_one(struct fixture *fixture, unsigned n, const struct aftermath *found) {
        switch (found->cut) {
        case CUT_NOT_THERE:
                expect_refused(fixture, n, REFUSAL_NOT_HERE);
                break;
        case CUT_LOADING_CLOSED:
        case CUT_LOADING_OPEN:
                expect_look_first(fixture, n);
                break;
        case CUT_NOT_OPENED:
                break;
        case CUT_STORED:
                if (fixture->now.wall_ms < found->consignment.deadline_ms)
                        expect_good(fixture, n);
                break;
        case CUT_RELEASING_CLOSED:
                expect_good(fixture, n);
                break;
        case CUT_RELEASING_OPEN:
        case CUT_OVER:
        case CUT_ISSUED_CLOSED:
                expect_refused(fixture, n, REFUSAL_ALREADY_ISSUED);
                break;
        case CUT_ISSUED_OPEN:
                fixture_door(fixture, found->consignment.c, DOOR_CLOSED);
                expect_state(fixture, n, CONSIGNMENT_ISSUED, COMPARTMENT_FREE);
                expect_refused(fixture, n, REFUSAL_ALREADY_ISSUED);
                break;
        case CUT_EXPIRED:
        case CUT_REMOVED:
                expect_refused(fixture, n, REFUSAL_EXPIRED);
                break;
        case CUT_COUNT:
                fail();
        }
}

void aftermath_try(struct fixture *fixture, unsigned count, const struct aftermath found[]) {
        for (unsigned n = 1; n <= count; n++)
                try_one(fixture, n, &found[n - 1]);
        check_issues(fixture, count);
}

void aftermath_print(const unsigned hits[CUT_COUNT]) {
        for (unsigned i = 0; i < CUT_COUNT; i++)
                print_message("%8u  %s\n", hits[i], names[i]);
        for (unsigned i = 0; i < CUT_COUNT; i++)
                if (hits[i] == 0)
                        fail_msg("never met: %s", names[i]);
}
