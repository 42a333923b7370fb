/* SPDX-License-Identifier: EUPL-1.2 */
/* Number and PIN are kept nowhere, and come back with the letter. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "controller/office/clean.h"
#include "controller/office/numbers.h"
#include "controller/office/office_store.h"
#include "controller/office/registry/tables.h"
#include "controller/office/reprint.h"
#include "crypto/reference.h"
#include "tests/office/fixture.h"

struct desk {
        struct fixture *fixture;
        struct office *office;
        struct secrets secrets;
};

static struct desk sit_down(struct fixture *fixture) {
        struct desk desk = { .fixture = fixture, .office = fixture_open(fixture) };

        desk.secrets = fixture_secrets(fixture, desk.office, SECRETS_DAY);
        return desk;
}

static void stand_up(struct desk *desk) {
        secrets_deinit(&desk->secrets);
        office_close(desk->office);
}

static int print(struct desk *desk, const uint8_t cti[CTI_LEN], int64_t now_s, struct issued *ret_issued) {
        return issue_reprint(desk->office, &desk->secrets, cti, now_s, &desk->fixture->problems, ret_issued);
}

static void is_refused(struct desk *desk, const uint8_t cti[CTI_LEN], int64_t now_s, const char *said) {
        struct issued issued;
        char before[4096], after[4096];
        uint64_t size = registry_size(desk->office->registry);

        fixture_run(before, sizeof(before), "cd %s/out && ls -A", desk->fixture->dir);
        assert_int_equal(print(desk, cti, now_s, &issued), OFFICE_E_REFUSED);
        if (!fixture_said(desk->fixture, said))
                fail_msg("it did not say: %s", said);
        fixture_run(after, sizeof(after), "cd %s/out && ls -A", desk->fixture->dir);
        assert_string_equal(before, after);
        assert_int_equal(registry_size(desk->office->registry), size);
}

static struct act newest_act(const struct office *office) {
        struct ledger_source source;
        struct buffer line = BUFFER_INIT;
        struct act act;

        registry_source(office->registry, &source);
        assert_int_equal(source.entry(source.context, source.size - 1, &line), 0);
        assert_int_equal(act_parse(buffer_text(&line), line.len, &act), 0);
        buffer_deinit(&line);
        return act;
}

/* The ticket is sealed anew: other bytes, the same contents. */
static void is_the_same(struct fixture *fixture, const struct issued *a, const struct issued *b) {
        struct bundle *bundle CLEANUP(bundle_cleanup) = fixture_bundle(fixture, FIXTURE_NOW);
        const struct issued *both[2] = { a, b };
        struct ticket tickets[2];
        bool was_signed;

        assert_string_equal(a->reference, b->reference);
        assert_string_equal(a->pin, b->pin);
        assert_string_equal(a->code, b->code);
        assert_true(a->nbf == b->nbf && a->ticket_exp == b->ticket_exp && a->code_exp == b->code_exp && a->version == b->version);
        assert_true(a->last_day_ms == b->last_day_ms && a->return_old == b->return_old);
        memset(tickets, 0, sizeof(tickets));
        for (size_t i = 0; i < 2; i++)
                assert_int_equal(ticket_judge(both[i]->ticket, strlen(both[i]->ticket), bundle, "K017", FIXTURE_NOW + 60, fixture->box_key, &tickets[i], &was_signed), 0);
        assert_memory_equal(&tickets[0], &tickets[1], sizeof(tickets[0]));
        ticket_wipe(&tickets[0]);
        ticket_wipe(&tickets[1]);
}

static void what_is_printed_again_is_what_was_issued(void **state) {
        struct fixture *fixture = *state;
        struct issued first = fixture_issue(fixture), again, anew;
        struct desk desk = sit_down(fixture);
        char output[1024], expected[1024];
        struct act act;

        fixture_run(output, sizeof(output), "rm -r %s/out/%s", fixture->dir, first.cti_text);
        assert_int_equal(print(&desk, first.cti, FIXTURE_NOW + 86400, &again), 0);
        act = newest_act(desk.office);
        assert_int_equal(act.event, ACT_PRINTED);
        assert_memory_equal(act.cti, first.cti, CTI_LEN);
        fixture_run(output, sizeof(output), "cd %s/out && ls -A . && cd %s && ls && cat code.txt", fixture->dir, first.cti_text);
        snprintf(expected, sizeof(expected), "%s\ncode.png\ncode.txt\nlabel.pdf\nletter.pdf\nmessage.txt\nticket.png\nticket.txt\n%s", first.cti_text, first.code);
        assert_string_equal(output, expected);
        /* In the place of one that is there. */
        assert_int_equal(print(&desk, first.cti, FIXTURE_NOW + 86400, &again), 0);
        stand_up(&desk);
        is_the_same(fixture, &first, &again);
        desk = sit_down(fixture);
        /* A reissue has other numbers, which come back in their turn. */
        assert_int_equal(issue_again(desk.office, &desk.secrets, first.cti, NULL, FIXTURE_NOW + 90000, &fixture->problems, &anew), 0);
        assert_string_not_equal(anew.reference, first.reference);
        assert_string_not_equal(anew.pin, first.pin);
        assert_int_equal(print(&desk, first.cti, FIXTURE_NOW + 90001, &again), 0);
        stand_up(&desk);
        assert_string_equal(again.reference, anew.reference);
        assert_string_equal(again.pin, anew.pin);
        assert_string_equal(again.code, anew.code);
}

static void what_is_not_good_any_more_is_not_printed(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture), other;
        struct desk desk = sit_down(fixture);
        const struct order order = fixture_order(desk.office);
        const int64_t keys_end = (int64_t)desk.office->state->keys[STATE_KEY_CODE].until;
        struct cleaning cleaning;

        is_refused(&desk, (uint8_t[CTI_LEN]){ 1 }, FIXTURE_NOW, "never issued");
        is_refused(&desk, issued.cti, issued.code_exp, "its code has ended");
        desk.office->state->keys[STATE_KEY_CODE].until = (uint32_t)FIXTURE_NOW + 100;
        is_refused(&desk, issued.cti, FIXTURE_NOW + 100, "the key that signed it has ended");
        desk.office->state->keys[STATE_KEY_CODE].until = (uint32_t)keys_end;
        assert_int_equal(issue_orders(desk.office, &desk.secrets, &order, 1, FIXTURE_NOW, NULL, &fixture->problems, &other, NULL), 0);
        assert_int_equal(office_revoke(desk.office, issued.cti, FIXTURE_NOW, &fixture->problems), 0);
        is_refused(&desk, issued.cti, FIXTURE_NOW, "it was revoked");
        assert_int_equal(office_clean(desk.office, (int64_t)other.code_exp + (POLICY_ERASE_DAYS + 1) * 86400, &fixture->problems, &cleaning), 0);
        is_refused(&desk, other.cti, FIXTURE_NOW, "erased");
        stand_up(&desk);
}

/* One of a version that drew its number. */
static void a_number_that_was_drawn_is_not_derived(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture);
        struct desk desk = sit_down(fixture);
        const struct order order = fixture_order(desk.office);
        struct record record = { .event = RECORD_REISSUE, .t = (uint32_t)FIXTURE_NOW, .version = 2, .nbf = issued.nbf + 1, .ticket_exp = issued.ticket_exp,
                                 .code_exp = issued.code_exp, .reference_tag = { 7 } };
        struct registry_change change = { .records = &record, .record_count = 1 };

        memcpy(record.cti, issued.cti, CTI_LEN);
        memcpy(record.box, issued.box, sizeof(record.box));
        order_seal(&order, issued.cti, 2, desk.secrets.values, record.sealed);
        assert_int_equal(office_write(desk.office, &change, false, FIXTURE_NOW, &fixture->problems), 0);
        is_refused(&desk, issued.cti, FIXTURE_NOW + 60, "an earlier version");
        stand_up(&desk);
}

static void edit(const struct fixture *fixture, const char *what) {
        struct tables *tables CLEANUP(tables_cleanup) = NULL;
        char path[160], sql[256], error[TABLES_ERROR_SIZE];

        snprintf(path, sizeof(path), "%s/office.db", fixture->dir);
        snprintf(sql, sizeof(sql), "UPDATE consignments SET %s", what);
        assert_int_equal(tables_open(path, false, error, &tables), 0);
        assert_int_equal(tables_define(tables, sql), 0);
}

static void what_was_edited_is_not_printed(void **state) {
        static const char *const edits[] = { "nbf = nbf + 1", "code_exp = code_exp + 1", "revoked = 1", "version = 2", "reference = zeroblob(length(reference))",
                                             "sealed = zeroblob(length(sealed))", "born = zeroblob(16)", "box = 'K018'" };
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture);
        char output[64];

        fixture_run(output, sizeof(output), "cp %s/office.db %s/whole.db", fixture->dir, fixture->folder);
        for (size_t i = 0; i < ARRAY_LEN(edits); i++) {
                struct desk desk;

                fixture_run(output, sizeof(output), "cp %s/whole.db %s/office.db", fixture->folder, fixture->dir);
                edit(fixture, edits[i]);
                desk = sit_down(fixture);
                is_refused(&desk, issued.cti, FIXTURE_NOW + 60, "Nothing is issued");
                stand_up(&desk);
        }
}

static void what_was_cut_off_is_thrown_away(void **state) {
        struct fixture *fixture = *state;
        struct issued issued = fixture_issue(fixture), again;
        struct desk desk = sit_down(fixture);
        struct order order;
        char output[256];

        fixture_run(output, sizeof(output), "rm -r %s/out/%s", fixture->dir, issued.cti_text);
        assert_int_equal(issue_restore(desk.office, &desk.secrets, issued.cti, FIXTURE_NOW, &fixture->problems, &again, &order), 0);
        assert_int_equal(parcel_write_again(desk.office, &again, &order, &fixture->problems), 0);
        assert_int_equal(parcel_recover(desk.office, &fixture->problems), 0);
        fixture_run(output, sizeof(output), "ls -A %s/out", fixture->dir);
        assert_string_equal(output, "");
        stand_up(&desk);
}

static void derived_numbers_are_spread_and_bound_to_their_consignment(void **state) {
        struct value_key *key CLEANUP(value_key_cleanup) = NULL;
        char reference[REFERENCE_LEN + 1], other[REFERENCE_LEN + 1], pin[PIN_LEN + 1];
        unsigned firsts[10] = { 0 };
        const uint8_t cti[CTI_LEN] = { 1 };

        assert_true(crypto_init() >= 0 && value_key_new((uint8_t[VALUE_SECRET_LEN]){ 1 }, &key) == 0);
        for (unsigned i = 0; i < 2000; i++) {
                numbers_reference(key, cti, 100, i, reference);
                numbers_pin(key, cti, i, pin);
                assert_true(reference_valid(reference) && strspn(pin, "0123456789") == PIN_LEN && strlen(pin) == PIN_LEN);
                firsts[reference[0] - '0']++;
                firsts[pin[0] - '0']++;
        }
        for (size_t i = 0; i < 10; i++)
                assert_in_range(firsts[i], 300, 500);
        numbers_reference(key, cti, 100, 0, reference);
        numbers_reference(key, (uint8_t[CTI_LEN]){ 2 }, 100, 0, other);
        assert_string_not_equal(reference, other);
        numbers_reference(key, cti, 101, 0, other);
        assert_string_not_equal(reference, other);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(what_is_printed_again_is_what_was_issued),
                CASE(what_is_not_good_any_more_is_not_printed),
                CASE(a_number_that_was_drawn_is_not_derived),
                CASE(what_was_edited_is_not_printed),
                CASE(what_was_cut_off_is_thrown_away),
                cmocka_unit_test(derived_numbers_are_spread_and_bound_to_their_consignment),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
