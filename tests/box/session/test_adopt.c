/* SPDX-License-Identifier: EUPL-1.2 */
/* What the office sends: bundles that may not take a revocation back, statements of revocations, and whose session they end. */
#include <stdlib.h>
#include <string.h>

#include "crypto/revocations.h"
#include "tests/box/session/one_box.h"
#include "tests/support/cmocka.h"

enum { DAY_S = 86400 };

static uint32_t now_s(void) {
        return (uint32_t)(fixture.now.wall_ms / 1000);
}

/* A bundle issued now that revokes consignments 1 to count. */
static struct bundle *revoking(unsigned count, uint32_t t) {
        struct bundle *draft = fixture_draft(&fixture);

        draft->issued = now_s() - 10;
        draft->revocations = calloc(count + 1, sizeof(*draft->revocations));
        for (unsigned n = 1; n <= count; n++) {
                fixture_cti(n, draft->revocations[draft->revocation_count].cti);
                draft->revocations[draft->revocation_count++].t = t;
        }
        return draft;
}

static int adopt(struct bundle *draft, bool waited, struct lacking *ret_lacking) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        int r;

        assert_int_equal(bundle_sign(draft, fixture.root, &bytes), 0);
        r = box_adopt(fixture.box, fixture.now, bytes.data, bytes.len, waited, ret_lacking);
        if (r == 0) {
                bundle_free(fixture.bundle);
                fixture.bundle = NULL;
                assert_int_equal(bundle_open(bytes.data, bytes.len, secret_key_public(fixture.root), &fixture.bundle), 0);
        }
        bundle_free(draft);
        return r;
}

static int state_revoked(unsigned n, uint32_t t, uint32_t until, const struct secret_key *key, bool waited) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct revocation item = { .t = t, .until = until };
        struct revocations statement = { .aud = "K017", .issued = now_s(), .items = &item, .count = 1 };

        fixture_cti(n, item.cti);
        assert_int_equal(revocations_sign(&statement, key, &bytes), 0);
        return box_adopt(fixture.box, fixture.now, bytes.data, bytes.len, waited, NULL);
}

static void expect_revoked(unsigned n) {
        fixture_scan_code(&fixture, n);
        fixture_expect_refused(&fixture, REFUSAL_REVOKED);
        fixture_press(&fixture, TARGET_END);
}

static void expect_good(unsigned n) {
        fixture_scan_code(&fixture, n);
        fixture_expect(&fixture, SCREEN_BIRTH);
        fixture_press(&fixture, TARGET_END);
        fixture_pass(&fixture, 10000);
}

static void a_bundle_takes_no_revocation_back(void **state) {
        struct lacking lacking = { 0 };
        uint8_t cti[CTI_LEN];

        fixture_load(&fixture, 1, 2);
        assert_int_equal(adopt(revoking(1, UINT32_MAX), false, NULL), 0);
        expect_revoked(1);
        assert_int_equal(adopt(revoking(0, 0), false, &lacking), BOX_E_LACKS_REVOCATIONS);
        fixture_cti(1, cti);
        assert_int_equal(lacking.count, 1);
        assert_memory_equal(lacking.ctis[0], cti, CTI_LEN);
        assert_int_equal(adopt(revoking(1, now_s()), false, NULL), BOX_E_LACKS_REVOCATIONS);
        expect_revoked(1);
        fixture_restart(&fixture);
        assert_int_equal(adopt(revoking(0, 0), false, NULL), BOX_E_LACKS_REVOCATIONS);
        expect_revoked(1);
        assert_int_equal(adopt(revoking(2, UINT32_MAX), false, NULL), 0);
        expect_revoked(2);
}

static void seventy_days_after_it_was_first_listed_it_may_go(void **state) {
        struct bundle *draft;
        uint32_t first;

        fixture_load(&fixture, 1, 1);
        draft = revoking(1, UINT32_MAX);
        first = draft->issued;
        assert_int_equal(adopt(draft, false, NULL), 0);
        fixture_pass(&fixture, 1000);
        draft = revoking(1, UINT32_MAX); /* listed again: that does not begin anew */
        draft->issued = first + 30 * DAY_S;
        assert_int_equal(adopt(draft, false, NULL), 0);
        draft = revoking(0, 0);
        draft->issued = first + BUNDLE_REVOCATION_KEEP_S - 1;
        assert_int_equal(adopt(draft, false, NULL), BOX_E_LACKS_REVOCATIONS);
        draft = revoking(0, 0);
        draft->issued = first + BUNDLE_REVOCATION_KEEP_S;
        assert_int_equal(adopt(draft, false, NULL), 0);
}

static void a_statement_revokes_at_once_and_for_as_long_as_it_says(void **state) {
        uint32_t t = now_s() + 3600, until = now_s() + 3 * DAY_S;
        unsigned size;

        fixture_load(&fixture, 1, 2);
        expect_good(1);
        assert_int_equal(state_revoked(1, t, until, fixture.revoke, false), 0);
        assert_int_equal(fixture_last(&fixture, ENTRY_REVOKED).count, 1);
        expect_revoked(1);
        expect_good(2);
        size = fixture_count(&fixture, ENTRY_REVOKED);
        assert_int_equal(state_revoked(1, t, until, fixture.revoke, false), BOX_E_NOTHING_NEW);
        assert_int_equal(state_revoked(1, t - 60, until - 1, fixture.revoke, false), BOX_E_NOTHING_NEW);
        assert_int_equal(fixture_count(&fixture, ENTRY_REVOKED), size);
        assert_int_equal(state_revoked(1, t - 60, until + DAY_S, fixture.revoke, false), 0); /* t stays, until grows */
        expect_revoked(1);
        fixture_restart(&fixture);
        expect_revoked(1);
        /* A bundle without it takes nothing back either. */
        assert_int_equal(adopt(revoking(0, 0), false, NULL), 0);
        expect_revoked(1);
}

static void only_the_office_revokes(void **state) {
        fixture_load(&fixture, 1, 1);
        assert_int_equal(state_revoked(1, UINT32_MAX, UINT32_MAX, fixture.stranger, false), BOX_E_REFUSED);
        assert_int_equal(state_revoked(1, UINT32_MAX, UINT32_MAX, fixture.code, false), BOX_E_REFUSED);
        assert_int_equal(state_revoked(1, UINT32_MAX, now_s(), fixture.revoke, false), BOX_E_NOTHING_NEW); /* over already */
        expect_good(1);
}

static void what_has_waited_is_taken_between_two_steps(void **state) {
        uint32_t version = fixture.bundle->version;

        fixture_load(&fixture, 1, 2);
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_BIRTH);
        assert_int_equal(adopt(revoking(0, 0), false, NULL), BOX_E_BUSY);
        assert_int_equal(adopt(revoking(0, 0), true, NULL), 0);
        assert_int_equal(fixture_last(&fixture, ENTRY_BUNDLE).bundle_version, version + 1);
        fixture_expect(&fixture, SCREEN_BIRTH);
        /* Somebody else's code is revoked: this session goes on to its end. */
        assert_int_equal(state_revoked(2, UINT32_MAX, UINT32_MAX, fixture.revoke, true), 0);
        fixture_type(&fixture, "12081965");
        assert_int_not_equal(fixture_screen(&fixture), SCREEN_IDLE);
}

static void a_revocation_ends_the_session_of_its_consignment(void **state) {
        fixture_load(&fixture, 1, 2);
        fixture_scan_code(&fixture, 1);
        fixture_expect(&fixture, SCREEN_BIRTH);
        assert_int_equal(state_revoked(1, UINT32_MAX, UINT32_MAX, fixture.revoke, true), 0);
        fixture_expect(&fixture, SCREEN_IDLE);
        expect_revoked(1);
        fixture_scan_code(&fixture, 2);
        fixture_expect(&fixture, SCREEN_BIRTH);
        assert_int_equal(adopt(revoking(2, UINT32_MAX), true, NULL), 0);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_int_equal(fixture_count(&fixture, ENTRY_RELEASE), 0);
}

static void at_an_open_door_nobody_is_sent_away(void **state) {
        fixture_load(&fixture, 1, 1);
        fixture_collect(&fixture, 1);
        fixture_expect(&fixture, SCREEN_DOOR);
        assert_int_equal(state_revoked(1, UINT32_MAX, UINT32_MAX, fixture.revoke, true), 0); /* it is issued: nothing to take back */
        fixture_expect(&fixture, SCREEN_DOOR);
        fixture_door(&fixture, fixture_where(&fixture, 1), DOOR_CLOSED);
        assert_int_equal(fixture_count(&fixture, ENTRY_ISSUED), 1);
}

static void who_is_no_longer_staff_is_signed_out(void **state) {
        struct bundle *draft;

        fixture_sign_in(&fixture, "mara");
        assert_int_equal(adopt(revoking(0, 0), true, NULL), 0);
        fixture_expect(&fixture, SCREEN_STAFF_OVERVIEW);
        draft = revoking(0, 0);
        for (size_t i = 0; i < draft->staff_count; i++)
                if (strcmp(draft->staff[i].sub, "mara") == 0)
                        draft->staff[i].badge_cti[0] ^= 1;
        assert_int_equal(adopt(draft, true, NULL), 0);
        fixture_expect(&fixture, SCREEN_IDLE);
        assert_string_equal(fixture_last(&fixture, ENTRY_LOGOUT).sub, "mara");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, one_box_set_up, one_box_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(a_bundle_takes_no_revocation_back),
                CASE(seventy_days_after_it_was_first_listed_it_may_go),
                CASE(a_statement_revokes_at_once_and_for_as_long_as_it_says),
                CASE(only_the_office_revokes),
                CASE(what_has_waited_is_taken_between_two_steps),
                CASE(a_revocation_ends_the_session_of_its_consignment),
                CASE(at_an_open_door_nobody_is_sent_away),
                CASE(who_is_no_longer_staff_is_signed_out),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
