/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/failing_store.h"

#include <errno.h>

#include "tests/support/cmocka.h"

struct failing_store failing;

int __real_store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome);
int __wrap_store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome);
int __wrap_store_do(struct store *store, int64_t t_ms, const struct deed *deed, struct outcome *ret_outcome) {
        if (failing.failed)
                fail_msg("deed %d follows one whose fate is not known", (int)deed->type);
        if (failing.deed == 0 || failing.deed != deed->type)
                return __real_store_do(store, t_ms, deed, ret_outcome);
        failing.deed = 0;
        failing.failed = true;
        if (failing.done_all_the_same)
                (void)!__real_store_do(store, t_ms, deed, ret_outcome);
        return -EIO;
}

int __real_store_reopen(struct store *store);
int __wrap_store_reopen(struct store *store);
int __wrap_store_reopen(struct store *store) {
        failing.reopened++;
        if (failing.reopening != 0)
                return failing.reopening;
        failing.failed = false;
        return __real_store_reopen(store);
}

int __real_store_staff_pin(struct store *store, const char *sub, char ret_verifier[PIN_VERIFIER_SIZE], bool *ret_given, unsigned *ret_wrong);
int __wrap_store_staff_pin(struct store *store, const char *sub, char ret_verifier[PIN_VERIFIER_SIZE], bool *ret_given, unsigned *ret_wrong);
int __wrap_store_staff_pin(struct store *store, const char *sub, char ret_verifier[PIN_VERIFIER_SIZE], bool *ret_given, unsigned *ret_wrong) {
        return failing.unreadable ? -EIO : __real_store_staff_pin(store, sub, ret_verifier, ret_given, ret_wrong);
}

void failing_set_up(struct fixture *fixture, enum deed_type deed, bool done) {
        failing = (struct failing_store){ .deed = 0 };
        fixture_set_up(fixture, NULL);
        fixture_load(fixture, 1, 1);
        failing.deed = deed;
        failing.done_all_the_same = done;
}

void failing_expect_box_to_work(struct fixture *fixture) {
        fixture_expect(fixture, SCREEN_IDLE);
        fixture_check_pulses(fixture);
        fixture_sign_in(fixture, "lore");
        fixture_load_one(fixture, 3);
        fixture_sign_out(fixture);
        fixture_collect(fixture, 3);
        fixture_door(fixture, fixture_where(fixture, 3), DOOR_CLOSED);
        fixture_press(fixture, TARGET_END);
        fixture_expect(fixture, SCREEN_IDLE);
        assert_int_equal(fixture->faults, 0);
}
