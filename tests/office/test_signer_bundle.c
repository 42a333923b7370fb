/* SPDX-License-Identifier: EUPL-1.2 */
/* What the signer takes for a bundle of the office as it is: staff, boxes, settings, the next version, and nothing else. */
#include <errno.h>
#include <string.h>

#include "tests/office/fixture.h"

/* A bundle that the office made, and a signer that is asked for the next. */
struct asking {
        struct office *office;
        struct secrets secrets;
        struct bundle *bundle;
};

static void add_staff(struct fixture *fixture, const char *sub, enum role role) {
        struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);
        struct secrets secrets = fixture_secrets(fixture, office, SECRETS_DAY);
        char pin[STAFF_PIN_LEN + 1];

        assert_int_equal(office_add_staff(office, &secrets, sub, "", role, FIXTURE_NOW, &fixture->problems, pin), 0);
        secrets_deinit(&secrets);
}

static struct asking begin(struct fixture *fixture) {
        struct asking asking = { .bundle = NULL };

        add_staff(fixture, "m.muster", ROLE_LOADER);
        add_staff(fixture, "n.neu", ROLE_MANAGER);
        asking.bundle = fixture_bundle(fixture, FIXTURE_NOW);
        asking.office = fixture_open(fixture);
        asking.secrets = fixture_secrets(fixture, asking.office, SECRETS_ROOT | SECRETS_DAY);
        asking.bundle->version++;
        return asking;
}

static void end(struct asking *asking) {
        bundle_free(asking->bundle);
        secrets_deinit(&asking->secrets);
        office_close(asking->office);
}

static int ask(struct asking *asking) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;

        return bundle_sign(asking->bundle, asking->secrets.root, &bytes);
}

static void refused(struct asking *asking) {
        assert_int_equal(ask(asking), -EKEYREJECTED);
}

static void staff_are_those_of_the_office_with_their_roles_and_badges(void **state) {
        struct asking asking = begin(*state);
        struct bundle_staff *staff = asking.bundle->staff;

        assert_int_equal(asking.bundle->staff_count, 2);
        staff[0].role = ROLE_MANAGER;
        refused(&asking);
        staff[0].role = ROLE_LOADER;
        staff[0].badge_cti[0] ^= 1;
        refused(&asking);
        staff[0].badge_cti[0] ^= 1;
        staff[0].sub[0]++;
        refused(&asking);
        staff[0].sub[0]--;
        asking.bundle->staff_count--;
        refused(&asking);
        asking.bundle->staff_count++;
        assert_int_equal(ask(&asking), 0);
        end(&asking);
}

static void who_left_is_in_no_bundle_after_that(void **state) {
        struct fixture *fixture = *state;
        struct asking asking = begin(fixture);
        struct bundle *before = asking.bundle;

        asking.bundle = NULL;
        end(&asking);
        {
                struct office *office CLEANUP(office_cleanup) = fixture_open(fixture);

                assert_int_equal(office_remove_staff(office, "m.muster", FIXTURE_NOW, &fixture->problems), 0);
        }
        asking = (struct asking){ .bundle = before, .office = fixture_open(fixture) };
        asking.secrets = fixture_secrets(fixture, asking.office, SECRETS_ROOT | SECRETS_DAY);
        refused(&asking);
        before->staff[0] = before->staff[1];
        before->staff_count--;
        assert_int_equal(ask(&asking), 0);
        end(&asking);
}

static void boxes_and_settings_are_those_of_the_office(void **state) {
        struct asking asking = begin(*state);
        struct bundle *bundle = asking.bundle;

        bundle->boxes[0].address[0]++;
        refused(&asking);
        bundle->boxes[0].address[0]--;
        bundle->pins_count--;
        refused(&asking);
        bundle->pins_count++;
        bundle->four_eyes = !bundle->four_eyes;
        refused(&asking);
        bundle->four_eyes = !bundle->four_eyes;
        bundle->deadline_days++;
        refused(&asking);
        bundle->deadline_days--;
        bundle->expires += 86400;
        refused(&asking);
        bundle->expires -= 86400;
        bundle->office[0]++;
        refused(&asking);
        bundle->office[0]--;
        bundle->opening[bundle->opening_count++] = (struct bundle_opening){ .weekday = 6, .from_min = 0, .to_min = 60 };
        refused(&asking);
        bundle->opening_count--;
        assert_int_equal(ask(&asking), 0);
        end(&asking);
}

static void the_version_is_the_next_and_no_other(void **state) {
        struct asking asking = begin(*state);
        uint32_t next = asking.bundle->version;

        asking.bundle->version = next + 1;
        refused(&asking);
        asking.bundle->version = UINT32_MAX;
        refused(&asking);
        asking.bundle->version = next - 1;
        refused(&asking);
        asking.bundle->version = next;
        assert_int_equal(ask(&asking), 0);
        refused(&asking);
        asking.bundle->version = next + 1;
        assert_int_equal(ask(&asking), 0);
        end(&asking);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(staff_are_those_of_the_office_with_their_roles_and_badges),
                CASE(who_left_is_in_no_bundle_after_that),
                CASE(boxes_and_settings_are_those_of_the_office),
                CASE(the_version_is_the_next_and_no_other),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
