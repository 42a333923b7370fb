/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Kills the box between any two steps of its work and looks at what the next
 * start makes of it.
 *
 * One whole session (tests/box/session/session.h) runs once. Every deed of the store is
 * wrapped by the linker, so that there is a step before and after it, and around every
 * deed of the session, action, pulse and movement of a door. At each of these steps a child
 * has nothing but what a process killed here would leave (tests/box/session/snapshot.h): the
 * files as they are, and the doors. It reads what is on the disk, starts a box on it
 * and checks the table "Power cut and crash". Steps that leave the same as the one before
 * are looked at once. kill_daemon (tests/box/daemon) kills whole processes.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "controller/box/session/box_inner.h"
#include "tests/box/session/aftermath.h"
#include "tests/box/session/session.h"
#include "tests/box/session/snapshot.h"
#include "tests/support/cmocka.h"

static struct fixture fixture;
static struct hash left; /* by the step before */
static unsigned steps, same;
static unsigned *hits;   /* CUT_COUNT, in memory shared with the children */

/* ---- what the next start must make of it ---- */

static void check_after_cut(void) {
        struct aftermath found[SESSION_NUMBERS];

        memset(fixture.jammed, 0, sizeof(fixture.jammed));
        aftermath_read(&fixture, SESSION_NUMBERS, found);
        fixture_start(&fixture);
        fixture_check_pulses(&fixture);
        for (unsigned i = 0; i < SESSION_NUMBERS; i++)
                hits[found[i].cut]++;
        aftermath_check(&fixture, SESSION_NUMBERS, found);
        aftermath_try(&fixture, SESSION_NUMBERS, found);
        fixture_stop(&fixture);
}

static void step(const char *what) {
        struct hash now_left;
        int status;
        pid_t child;

        steps++;
        snapshot_mark(&fixture, &now_left);
        if (hash_equal(&now_left, &left)) {
                same++;
                return;
        }
        left = now_left;
        fflush(NULL);
        child = fork();
        assert_true(child >= 0);
        if (child == 0) {
                snapshot_take(&fixture);
                check_after_cut();
                snapshot_remove(&fixture);
                _exit(0);
        }
        assert_int_equal(waitpid(child, &status, 0), child);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
                fail_msg("killed at step %u, %s", steps, what);
}

/* ---- the wrapped calls ---- */

#define WRAP(name, parameters, arguments) \
        int __real_##name parameters; \
        int __wrap_##name parameters; \
        int __wrap_##name parameters { \
                int wrapped_result; \
                if (!fixture.step) \
                        return __real_##name arguments; \
                step("before " #name); \
                wrapped_result = __real_##name arguments; \
                step("after " #name); \
                return wrapped_result; \
        }

WRAP(store_do, (struct store *s, int64_t t, const struct deed *d, struct outcome *o), (s, t, d, o))
WRAP(store_idle, (struct store *s), (s))

void __real_box_perform(struct box *box, const struct action *action);
void __wrap_box_perform(struct box *box, const struct action *action);
void __wrap_box_perform(struct box *box, const struct action *action) {
        if (fixture.step)
                step("before an action");
        __real_box_perform(box, action);
        if (fixture.step)
                step("after an action");
}

/* ---- the deeds, with a step before and after each ---- */

static struct deeds done; /* as the box does them */

#define PERMIT(name, parameters, arguments) \
        static bool around_##name parameters { \
                bool answer; \
                if (!fixture.step) \
                        return done.name arguments; \
                step("before the deed " #name); \
                answer = done.name arguments; \
                step("after the deed " #name); \
                return answer; \
        }
#define FACT(name, parameters, arguments) \
        static void around_##name parameters { \
                if (fixture.step) \
                        step("before the deed " #name); \
                done.name arguments; \
                if (fixture.step) \
                        step("after the deed " #name); \
        }

PERMIT(judge, (void *x, const struct answer *a, struct verdict *v), (x, a, v))
PERMIT(release, (void *x, const struct offer *o, enum way w, bool *s), (x, o, w, s))
PERMIT(reopen, (void *x, const struct offer *o, bool *s), (x, o, s))
FACT(issued, (void *x, const struct offer *o, enum how h, struct moment t), (x, o, h, t))
FACT(closed, (void *x, const struct offer *o, struct moment t), (x, o, t))
FACT(old_missing, (void *x, const struct offer *o, struct moment t), (x, o, t))
FACT(old_none, (void *x, const struct offer *o, struct moment t), (x, o, t))
FACT(old_returned, (void *x, const struct offer *o, struct moment t), (x, o, t))
FACT(open_failed, (void *x, const struct offer *o, unsigned n, struct moment t), (x, o, n, t))
FACT(quarantine, (void *x, unsigned c, enum reason w, struct moment t), (x, c, w, t))

PERMIT(answer_pin, (void *x, const char *w, bool r, struct signing *g), (x, w, r, g))
PERMIT(load_begin, (void *x, const uint8_t i[CTI_LEN], const char *b, struct begun *g), (x, i, b, g))
PERMIT(reissue, (void *x), (x))
PERMIT(service_open, (void *x, unsigned c, enum purpose p, const char *b, const char *s, bool *k), (x, c, p, b, s, k))
FACT(badge_refused, (void *x, const char *w, enum refusal r, struct moment t), (x, w, r, t))
FACT(logged_out, (void *x, const char *w, struct moment t), (x, w, t))
FACT(loaded, (void *x, const uint8_t i[CTI_LEN], unsigned c, const char *b, struct moment t), (x, i, c, b, t))
FACT(load_cancelled, (void *x, const uint8_t i[CTI_LEN], struct moment t), (x, i, t))
FACT(load_given_up, (void *x, const uint8_t i[CTI_LEN], unsigned c, enum reason w, struct moment t), (x, i, c, w, t))
FACT(answered, (void *x, unsigned c, enum answered a, const char *b, struct moment t), (x, c, a, b, t))
FACT(clock_confirmed, (void *x, const char *b, struct moment t), (x, b, t))
FACT(badge_unlocked, (void *x, unsigned n, const char *b, struct moment t), (x, n, b, t))
PERMIT(colleague, (void *x, unsigned n, char s[SUB_MAX + 1], enum role *r), (x, n, s, r))
PERMIT(page, (void *x, unsigned c, struct page *p), (x, c, p))
PERMIT(next_stop, (void *x, const struct task *k, enum role r, unsigned c, struct stop *s), (x, k, r, c, s))
FACT(reconcile, (void *x, const char *b), (x, b))
PERMIT(find_incidents, (void *x, unsigned n), (x, n))
FACT(list, (void *x, const struct task *k), (x, k))

void __real_deeds_init(struct deeds *ret_deeds, struct works *works);
void __wrap_deeds_init(struct deeds *ret_deeds, struct works *works);
void __wrap_deeds_init(struct deeds *ret_deeds, struct works *works) {
        __real_deeds_init(ret_deeds, works);
        done = *ret_deeds;
        ret_deeds->judge = around_judge;
        ret_deeds->release = around_release;
        ret_deeds->reopen = around_reopen;
        ret_deeds->issued = around_issued;
        ret_deeds->closed = around_closed;
        ret_deeds->old_missing = around_old_missing;
        ret_deeds->old_none = around_old_none;
        ret_deeds->old_returned = around_old_returned;
        ret_deeds->open_failed = around_open_failed;
        ret_deeds->quarantine = around_quarantine;
        ret_deeds->answer_pin = around_answer_pin;
        ret_deeds->load_begin = around_load_begin;
        ret_deeds->reissue = around_reissue;
        ret_deeds->service_open = around_service_open;
        ret_deeds->badge_refused = around_badge_refused;
        ret_deeds->logged_out = around_logged_out;
        ret_deeds->loaded = around_loaded;
        ret_deeds->load_cancelled = around_load_cancelled;
        ret_deeds->load_given_up = around_load_given_up;
        ret_deeds->answered = around_answered;
        ret_deeds->clock_confirmed = around_clock_confirmed;
        ret_deeds->badge_unlocked = around_badge_unlocked;
        ret_deeds->colleague = around_colleague;
        ret_deeds->page = around_page;
        ret_deeds->next_stop = around_next_stop;
        ret_deeds->reconcile = around_reconcile;
        ret_deeds->find_incidents = around_find_incidents;
        ret_deeds->list = around_list;
}

/* ---- one session ---- */

static void whenever_it_is_killed_the_table_holds(void **state) {
        hits = mmap(NULL, CUT_COUNT * sizeof(*hits), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        assert_true(hits != MAP_FAILED);
        fixture_set_up(&fixture, NULL);
        fixture_stop(&fixture);
        fixture.step = step;
        fixture_start(&fixture);
        session_run(&fixture);
        step("at the end");
        fixture.step = NULL;
        print_message("%u steps, each the last one of a session, %u of them like the one before; what was cut, over %u consignments:\n",
                      steps, same, SESSION_NUMBERS);
        aftermath_print(hits);
        fixture_tear_down(&fixture);
        munmap(hits, CUT_COUNT * sizeof(*hits));
}

int main(void) {
        const struct CMUnitTest tests[] = { cmocka_unit_test(whenever_it_is_killed_the_table_holds) };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
