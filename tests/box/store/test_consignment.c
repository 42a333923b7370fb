/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>

#include "controller/box/store/consignment.h"
#include "tests/support/cmocka.h"

/* docs/behaviour.md's drawing again, written the other way round: event, from, to. Everything else cannot happen. */
static const struct {
        enum consignment_event event;
        enum consignment_state from, to;
} drawn[] = {
        { CONSIGNMENT_IS_LOADED, CONSIGNMENT_LOADING, CONSIGNMENT_STORED },
        { CONSIGNMENT_IS_CANCELLED, CONSIGNMENT_LOADING, CONSIGNMENT_LOADING },
        { CONSIGNMENT_IS_REISSUED, CONSIGNMENT_STORED, CONSIGNMENT_STORED },
        { CONSIGNMENT_IS_REISSUED, CONSIGNMENT_EXPIRED, CONSIGNMENT_STORED },
        { CONSIGNMENT_IS_RELEASED, CONSIGNMENT_STORED, CONSIGNMENT_RELEASING },
        { CONSIGNMENT_IS_SEEN_OPEN, CONSIGNMENT_RELEASING, CONSIGNMENT_ISSUED },
        { CONSIGNMENT_IS_OPENED_LATE, CONSIGNMENT_RELEASING, CONSIGNMENT_ISSUED },
        { CONSIGNMENT_IS_OPENED_LATE, CONSIGNMENT_STORED, CONSIGNMENT_ISSUED },
        { CONSIGNMENT_IS_OPENED_LATE, CONSIGNMENT_EXPIRED, CONSIGNMENT_ISSUED },
        { CONSIGNMENT_IS_OPENED_LATE, CONSIGNMENT_QUARANTINED, CONSIGNMENT_ISSUED },
        { CONSIGNMENT_IS_UNSURE, CONSIGNMENT_RELEASING, CONSIGNMENT_STORED },
        { CONSIGNMENT_IS_OVERDUE, CONSIGNMENT_STORED, CONSIGNMENT_EXPIRED },
        { CONSIGNMENT_IS_DOUBTED, CONSIGNMENT_LOADING, CONSIGNMENT_QUARANTINED },
        { CONSIGNMENT_IS_DOUBTED, CONSIGNMENT_STORED, CONSIGNMENT_QUARANTINED },
        { CONSIGNMENT_IS_DOUBTED, CONSIGNMENT_RELEASING, CONSIGNMENT_QUARANTINED },
        { CONSIGNMENT_IS_DOUBTED, CONSIGNMENT_EXPIRED, CONSIGNMENT_QUARANTINED },
        { CONSIGNMENT_IS_DOUBTED, CONSIGNMENT_ISSUED, CONSIGNMENT_ISSUED },
        { CONSIGNMENT_IS_KEPT, CONSIGNMENT_STORED, CONSIGNMENT_STORED },
        { CONSIGNMENT_IS_KEPT, CONSIGNMENT_EXPIRED, CONSIGNMENT_EXPIRED },
        { CONSIGNMENT_IS_KEPT, CONSIGNMENT_QUARANTINED, CONSIGNMENT_STORED },
        { CONSIGNMENT_IS_TAKEN_OUT, CONSIGNMENT_STORED, CONSIGNMENT_REMOVED },
        { CONSIGNMENT_IS_TAKEN_OUT, CONSIGNMENT_EXPIRED, CONSIGNMENT_REMOVED },
        { CONSIGNMENT_IS_TAKEN_OUT, CONSIGNMENT_QUARANTINED, CONSIGNMENT_REMOVED },
        { CONSIGNMENT_IS_TAKEN_OUT, CONSIGNMENT_ISSUED, CONSIGNMENT_ISSUED },
        { CONSIGNMENT_IS_REOPENED, CONSIGNMENT_ISSUED, CONSIGNMENT_ISSUED },
        { CONSIGNMENT_IS_CLOSED, CONSIGNMENT_ISSUED, CONSIGNMENT_ISSUED },
};

static void exactly_what_is_drawn_can_happen(void **state) {
        for (unsigned from = CONSIGNMENT_LOADING; from <= CONSIGNMENT_REMOVED; from++)
                for (unsigned event = 0; event < CONSIGNMENT_EVENT_COUNT; event++) {
                        const struct consignment consignment = { .state = from, .loaded_ms = 1, .released = true };
                        enum consignment_state to = 0, wanted = 0;
                        int r;

                        for (size_t i = 0; i < ARRAY_LEN(drawn); i++)
                                if (drawn[i].event == event && drawn[i].from == from)
                                        wanted = drawn[i].to;
                        r = consignment_step(&consignment, event, &to);
                        assert_int_equal(r, wanted ? 0 : -EPROTO);
                        assert_int_equal(to, wanted);
                }
}

static void nothing_leaves_issued_or_removed(void **state) {
        for (unsigned event = 0; event < CONSIGNMENT_EVENT_COUNT; event++) {
                const struct consignment issued = { .state = CONSIGNMENT_ISSUED, .loaded_ms = 1, .released = true };
                const struct consignment removed = { .state = CONSIGNMENT_REMOVED, .loaded_ms = 1, .released = true };
                enum consignment_state to = CONSIGNMENT_ISSUED;

                if (consignment_step(&issued, event, &to) == 0)
                        assert_int_equal(to, CONSIGNMENT_ISSUED);
                assert_int_equal(consignment_step(&removed, event, &to), -EPROTO);
        }
}

static void an_opening_is_late_only_after_a_release(void **state) {
        const enum consignment_state from[] = { CONSIGNMENT_STORED, CONSIGNMENT_EXPIRED, CONSIGNMENT_QUARANTINED };

        for (size_t i = 0; i < ARRAY_LEN(from); i++) {
                const struct consignment consignment = { .state = from[i], .loaded_ms = 1 };
                enum consignment_state to;

                assert_int_equal(consignment_step(&consignment, CONSIGNMENT_IS_OPENED_LATE, &to), -EPROTO);
        }
}

static void what_was_never_loaded_is_not_kept(void **state) {
        const struct consignment consignment = { .state = CONSIGNMENT_QUARANTINED };
        enum consignment_state to;

        assert_int_equal(consignment_step(&consignment, CONSIGNMENT_IS_KEPT, &to), -EPROTO);
        assert_int_equal(consignment_step(&consignment, CONSIGNMENT_IS_TAKEN_OUT, &to), 0);
}

static void there_is_one_opening_more(void **state) {
        const struct consignment consignment = { .state = CONSIGNMENT_ISSUED, .loaded_ms = 1, .reopened = true };
        enum consignment_state to;

        assert_int_equal(consignment_step(&consignment, CONSIGNMENT_IS_REOPENED, &to), -EPROTO);
}

static void every_state_has_a_name(void **state) {
        assert_string_equal(consignment_state_name(CONSIGNMENT_LOADING), "loading");
        assert_string_equal(consignment_state_name(CONSIGNMENT_REMOVED), "removed");
        assert_null(consignment_state_name(0));
        assert_null(consignment_state_name(CONSIGNMENT_REMOVED + 1));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(exactly_what_is_drawn_can_happen),
                cmocka_unit_test(nothing_leaves_issued_or_removed),
                cmocka_unit_test(an_opening_is_late_only_after_a_release),
                cmocka_unit_test(what_was_never_loaded_is_not_kept),
                cmocka_unit_test(there_is_one_opening_more),
                cmocka_unit_test(every_state_has_a_name),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
