/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Kills the box between any two steps of its work and looks at what the next
 * start makes of it.
 *
 * A life of six consignments (loaded, cancelled, collected, opened again, jammed
 * with each answer, late, expired and taken out) runs in a child process. Every
 * changing call of the store is wrapped by the linker, so that there is a step
 * before and after it, and around every action, pulse and movement of a door.
 * For k = 1, 2, … the child is killed by SIGKILL at step k; the parent, which
 * shares only the doors with it, reads what is on the disk, starts a box on it
 * and checks the table "Power cut and crash". The run ends when a life ends by itself.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "controller/session/box_inner.h"
#include "tests/session/fixture.h"
#include "tests/support/cmocka.h"

enum { NUMBERS = 6, STEPS_LIMIT = 5000 };

static struct fixture *fixture; /* in memory shared with the child */
static unsigned steps_left;     /* the child's */

static void step(const char *what) {
        if (--steps_left == 0)
                kill(getpid(), SIGKILL);
}

/* ---- the wrapped calls ---- */

#define WRAP(name, parameters, arguments) \
        int __real_##name parameters; \
        int __wrap_##name parameters; \
        int __wrap_##name parameters { \
                int wrapped_result; \
                if (!fixture->step) \
                        return __real_##name arguments; \
                step("before " #name); \
                wrapped_result = __real_##name arguments; \
                step("after " #name); \
                return wrapped_result; \
        }

typedef const uint8_t cti_t[CTI_LEN];

WRAP(store_append, (struct store *s, int64_t t, const struct entry *e), (s, t, e))
WRAP(store_refused, (struct store *s, int64_t t, enum refusal w, const uint8_t *c), (s, t, w, c))
WRAP(store_quarantine, (struct store *s, int64_t t, unsigned c, const char *w), (s, t, c, w))
WRAP(store_load_begin, (struct store *s, int64_t t, cti_t i, unsigned c, const char *w), (s, t, i, c, w))
WRAP(store_loaded, (struct store *s, int64_t t, const struct store_load *l, const char *b), (s, t, l, b))
WRAP(store_load_cancelled, (struct store *s, int64_t t, cti_t i), (s, t, i))
WRAP(store_answer, (struct store *s, int64_t t, cti_t i, const uint8_t *p, cti_t b, unsigned *l, int64_t *u), (s, t, i, p, b, l, u))
WRAP(store_release, (struct store *s, int64_t t, cti_t i, const char *w), (s, t, i, w))
WRAP(store_issued, (struct store *s, int64_t t, cti_t i, const char *h, uint64_t *n), (s, t, i, h, n))
WRAP(store_reopened, (struct store *s, int64_t t, cti_t i), (s, t, i))
WRAP(store_closed, (struct store *s, int64_t t, cti_t i), (s, t, i))
WRAP(store_open_failed, (struct store *s, int64_t t, cti_t i, unsigned n), (s, t, i, n))
WRAP(store_unsure, (struct store *s, int64_t t, cti_t i), (s, t, i))
WRAP(store_expire, (struct store *s, int64_t t, unsigned *n), (s, t, n))
WRAP(store_service_open, (struct store *s, int64_t t, unsigned c, const char *b), (s, t, c, b))
WRAP(store_removed, (struct store *s, int64_t t, cti_t i, enum found f, const char *b), (s, t, i, f, b))
WRAP(store_set_checkpoint, (struct store *s, uint64_t z, const char *n, size_t l), (s, z, n, l))
WRAP(store_idle, (struct store *s), (s))
WRAP(store_staff_answer, (struct store *s, int64_t t, const char *w, bool r, unsigned *l), (s, t, w, r, l))

void __real_box_perform(struct box *box, const struct action *action);
void __wrap_box_perform(struct box *box, const struct action *action);
void __wrap_box_perform(struct box *box, const struct action *action) {
        if (fixture->step)
                step("before an action");
        __real_box_perform(box, action);
        if (fixture->step)
                step("after an action");
}

/* ---- one life ---- */

static void jam(unsigned n, enum target_id answer) {
        fixture->jammed[fixture_where(fixture, n) - 1] = true;
        fixture_collect(fixture, n);
        fixture_pass(fixture, 9500);
        fixture_press(fixture, answer);
        fixture_press(fixture, TARGET_END);
        fixture_expect(fixture, SCREEN_IDLE);
}

static void live(void) {
        unsigned c;

        fixture_sign_in(fixture, "lore");
        fixture_scan_ticket(fixture, 1);
        fixture_press(fixture, TARGET_LOAD_CANCEL);
        fixture_door(fixture, box_screen(fixture->box)->compartment, DOOR_CLOSED);
        for (unsigned n = 1; n <= NUMBERS; n++)
                fixture_load_one(fixture, n);
        fixture_sign_out(fixture);

        fixture_scan_code(fixture, 1);
        fixture_type(fixture, "01011901");
        fixture_press(fixture, TARGET_CANCEL);
        c = fixture_where(fixture, 1);
        fixture_collect(fixture, 1);
        fixture_door(fixture, c, DOOR_CLOSED);
        fixture_press(fixture, TARGET_NOT_TAKEN);
        fixture_door(fixture, c, DOOR_CLOSED);
        fixture_press(fixture, TARGET_END);
        fixture_scan_code(fixture, 1);
        fixture_press(fixture, TARGET_END);

        jam(2, TARGET_NO);
        fixture_door(fixture, fixture_where(fixture, 2), DOOR_OPEN);
        fixture_door(fixture, fixture_where(fixture, 2), DOOR_CLOSED);
        jam(3, TARGET_YES);
        jam(4, TARGET_NO);
        fixture_type_way(fixture, 5, true, true);
        fixture_pass(fixture, 301 * 1000);
        fixture_door(fixture, fixture_where(fixture, 5), DOOR_CLOSED);

        fixture_pass(fixture, INT64_C(12) * 86400 * 1000);
        fixture_sign_in(fixture, "lore");
        fixture_press(fixture, TARGET_STAFF_OVERDUE);
        c = fixture_where(fixture, 6);
        fixture_press_number(fixture, TARGET_ROW, 0);
        fixture_door(fixture, c, DOOR_CLOSED);
        fixture_press(fixture, TARGET_FOUND_THERE);
        fixture_sign_out(fixture);
}

/* True when the child was killed at step k, false when its life ended before. */
static bool live_until(unsigned k) {
        int status;
        pid_t child = fork();

        assert_true(child >= 0);
        if (child == 0) {
                steps_left = k;
                fixture->step = step;
                fixture_start(fixture);
                live();
                _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        fixture->step = NULL;
        fixture->box = NULL;
        fixture->store = NULL;
        memset(fixture->jammed, 0, sizeof(fixture->jammed));
        if (WIFSIGNALED(status)) {
                assert_int_equal(WTERMSIG(status), SIGKILL);
                return true;
        }
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        return false;
}

/* ---- what was cut ---- */

enum cut {
        CUT_NOT_THERE, CUT_LOADING_CLOSED, CUT_LOADING_OPEN, CUT_STORED, CUT_RELEASING_CLOSED, CUT_RELEASING_OPEN, CUT_ISSUED_OPEN,
        CUT_ISSUED_CLOSED, CUT_OVER, CUT_NOT_OPENED, CUT_EXPIRED, CUT_REMOVED, CUT_COUNT,
};

static const char *const cut_names[CUT_COUNT] = {
        "not there", "loading, door closed", "loading, door open", "stored", "releasing, door closed", "releasing, door open",
        "issued, door open", "issued, door closed, not yet noted", "issued and over", "quarantined after a jam", "expired", "removed",
};

static unsigned hits[CUT_COUNT];

struct as_cut {
        enum cut cut;
        struct consignment consignment;
};

static enum cut classify(struct store *store, const struct consignment *consignment) {
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

static void read_disk(struct as_cut found[NUMBERS + 1]) {
        struct store *store;

        assert_int_equal(store_open(fixture->path, 0, &store), 0);
        for (unsigned n = 1; n <= NUMBERS; n++) {
                uint8_t cti[CTI_LEN];
                int r;

                fixture_cti(n, cti);
                r = store_consignment(store, cti, &found[n].consignment);
                assert_true(r == 0 || r == -ENOENT);
                found[n].cut = r == 0 ? classify(store, &found[n].consignment) : CUT_NOT_THERE;
                hits[found[n].cut]++;
        }
        store_close(store);
}

/* ---- what the next start must make of it ---- */

static unsigned issues_of(unsigned n) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct ledger_source source;
        struct entry entry;
        uint8_t cti[CTI_LEN];
        unsigned count = 0;

        fixture_cti(n, cti);
        store_source(fixture->store, &source);
        for (uint64_t i = 0; i < source.size; i++) {
                buffer_clear(&line);
                assert_int_equal(source.entry(source.context, i, &line), 0);
                assert_int_equal(entry_parse(buffer_text(&line), line.len, &entry), 0);
                count += entry.event == ENTRY_ISSUED && memcmp(entry.cti, cti, CTI_LEN) == 0;
        }
        return count;
}

static void expect_used(unsigned n) {
        fixture_scan_code(fixture, n);
        fixture_expect_refused(fixture, REFUSAL_ALREADY_ISSUED);
        fixture_press(fixture, TARGET_END);
}

static void expect_good(unsigned n) {
        unsigned c = fixture_where(fixture, n);

        fixture_collect(fixture, n);
        fixture_expect(fixture, SCREEN_DOOR);
        assert_int_equal(fixture_consignment(fixture, n).state, CONSIGNMENT_ISSUED);
        fixture_door(fixture, c, DOOR_CLOSED);
        fixture_press(fixture, TARGET_END);
        expect_used(n);
}

static void expect_look_first(unsigned n) {
        assert_int_equal(fixture_compartment(fixture, fixture_where(fixture, n)).state, COMPARTMENT_QUARANTINED);
        assert_int_equal(fixture_consignment(fixture, n).state, CONSIGNMENT_QUARANTINED);
        fixture_scan_code(fixture, n);
        fixture_expect(fixture, SCREEN_JAM);
        fixture_press(fixture, TARGET_END);
}

static void check_one(unsigned n, const struct as_cut *found) {
        switch (found->cut) {
        case CUT_NOT_THERE:
                fixture_scan_code(fixture, n);
                fixture_expect_refused(fixture, REFUSAL_NOT_HERE);
                fixture_press(fixture, TARGET_END);
                break;
        case CUT_LOADING_CLOSED:
        case CUT_LOADING_OPEN:
                expect_look_first(n);
                break;
        case CUT_NOT_OPENED:
                assert_int_equal(fixture_consignment(fixture, n).state, CONSIGNMENT_QUARANTINED);
                assert_int_equal(issues_of(n), 0);
                break;
        case CUT_STORED:
                if (fixture->now.wall_ms < found->consignment.deadline_ms)
                        expect_good(n);
                break;
        case CUT_RELEASING_CLOSED:
                assert_int_equal(fixture_consignment(fixture, n).state, CONSIGNMENT_STORED);
                assert_true(fixture_consignment(fixture, n).unsure);
                expect_good(n);
                break;
        case CUT_RELEASING_OPEN:
                assert_int_equal(issues_of(n), 1);
                assert_string_equal(fixture_last(fixture, ENTRY_ISSUED).how, "found");
                expect_used(n);
                break;
        case CUT_ISSUED_OPEN:
                fixture_door(fixture, found->consignment.c, DOOR_CLOSED);
                assert_int_equal(fixture_compartment(fixture, found->consignment.c).state, COMPARTMENT_FREE);
                expect_used(n);
                break;
        case CUT_ISSUED_CLOSED:
                assert_int_equal(fixture_compartment(fixture, found->consignment.c).state, COMPARTMENT_FREE);
                expect_used(n);
                break;
        case CUT_OVER:
                expect_used(n);
                break;
        case CUT_EXPIRED:
        case CUT_REMOVED:
                fixture_scan_code(fixture, n);
                fixture_expect_refused(fixture, REFUSAL_EXPIRED);
                fixture_press(fixture, TARGET_END);
                break;
        case CUT_COUNT:
                fail();
        }
        assert_true(issues_of(n) <= 1);
        if (found->cut != CUT_NOT_THERE)
                assert_int_equal(issues_of(n), fixture_consignment(fixture, n).state == CONSIGNMENT_ISSUED);
}

static void check_after_cut(void) {
        struct as_cut found[NUMBERS + 1] = { 0 };

        read_disk(found);
        fixture_start(fixture);
        fixture_check_pulses(fixture);
        for (unsigned n = 1; n <= NUMBERS; n++)
                check_one(n, &found[n]);
}

static void whenever_it_is_killed_the_table_holds(void **state) {
        bool killed = true;
        unsigned k;

        fixture = mmap(NULL, sizeof(*fixture), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        assert_true(fixture != MAP_FAILED);
        for (k = 1; killed && k < STEPS_LIMIT; k++) {
                fixture_set_up(fixture, NULL);
                fixture_stop(fixture);
                killed = live_until(k);
                check_after_cut();
                fixture_tear_down(fixture);
        }
        assert_false(killed);
        print_message("%u steps, each the last one of a life; what was cut, over %u consignments:\n", k - 2, NUMBERS);
        for (unsigned i = 0; i < CUT_COUNT; i++)
                print_message("%8u  %s\n", hits[i], cut_names[i]);
        for (unsigned i = 0; i < CUT_COUNT; i++)
                if (hits[i] == 0)
                        fail_msg("never visited: %s", cut_names[i]);
        munmap(fixture, sizeof(*fixture));
}

int main(void) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(whenever_it_is_killed_the_table_holds) };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
