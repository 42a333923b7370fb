/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Kills and stops client, guard and supervisor in the middle of a pulse: each
 * alone, and each pair in either order.
 *
 * The client asks for far too long a pulse. Whoever is left must have switched the
 * coil off in LIMIT_MS from its beginning, and all processes must end once the client
 * has, leaving the lines free and off. When guard and supervisor are hit together
 * the client is the last to act, also when the supervisor is wedged: a process that is
 * traced and stopped goes on for its tracer only.
 *
 * All three stopped at once is what no program can see to: a machine that sleeps or is frozen. Then the coil stays on until they go on,
 * and off it goes at once; the hardware one-shot is for that.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/hal/lock/cabinet.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

enum { LINE = 2, FREEZE_TRIES = 20, LIMIT_MS = 1000 }; /* the rule itself, not our own constant */
enum process { CLIENT, GUARD, SUPERVISOR, PROCESSES };

enum { WEDGE = 0 };

static const char *const names[] = { "client", "guard", "supervisor" };
static const struct lock_timing timing = { .pulse_ms = 5000, .rest_ms = 0, .gap_ms = 0 };

struct blow {
        enum process process;
        int signal; /* or WEDGE */
};

static struct crew {
        pid_t pid[PROCESSES];
        int pidfd[PROCESSES]; /* -1: ended */
        pid_t tracer;         /* of the one that is wedged; 0: none is */
} crew = { .pidfd = { -1, -1, -1 } };

/* What the daemon does: serves its bank until that is lost, then ends. */
static void client_main(int report) {
        pid_t pids[PROCESSES] = { [CLIENT] = getpid() };
        struct guard *guard = cabinet_guard(&timing);
        struct lock_bank *bank;

        pids[GUARD] = guard_pid(guard);
        pids[SUPERVISOR] = guard_supervisor_pid(guard);
        if (lock_bank_new(guard, &timing, &bank) != 0 || lock_bank_pulse(bank, LINE) != 0 ||
            write(report, pids, sizeof(pids)) != sizeof(pids))
                _exit(1);
        while (wait_readable(lock_bank_fd(bank)) && lock_bank_dispatch(bank) == 0)
                ;
        lock_bank_free(bank);
        _exit(0);
}

static void begin(void) {
        int report[2];
        pid_t client;

        assert_int_equal(pipe(report), 0);
        client = fork();
        assert_true(client >= 0);
        if (client == 0)
                client_main(report[1]);
        assert_int_equal(read(report[0], crew.pid, sizeof(crew.pid)), sizeof(crew.pid));
        close(report[0]);
        close(report[1]);
        for (int i = 0; i < PROCESSES; i++) {
                crew.pidfd[i] = (int)syscall(SYS_pidfd_open, crew.pid[i], 0);
                assert_true(crew.pidfd[i] >= 0);
        }
        assert_true(wait_coil(LINE, true));
}

/* The tracer's own life: until its tracee is killed, or it is itself. */
static void tracer_main(pid_t tracee, int report) {
        int status;

        if (ptrace(PTRACE_SEIZE, tracee, NULL, NULL) != 0 || ptrace(PTRACE_INTERRUPT, tracee, NULL, NULL) != 0 ||
            waitpid(tracee, &status, __WALL) != tracee || write(report, "", 1) != 1)
                _exit(1);
        while (waitpid(tracee, &status, __WALL) == tracee && !WIFEXITED(status) && !WIFSIGNALED(status))
                ;
        _exit(0);
}

static void wedge(pid_t pid) {
        int report[2];
        char byte;

        assert_int_equal(pipe(report), 0);
        crew.tracer = fork();
        assert_true(crew.tracer >= 0);
        if (crew.tracer == 0)
                tracer_main(pid, report[1]);
        close(report[1]);
        assert_int_equal(read(report[0], &byte, 1), 1);
        close(report[0]);
}

static void strike(const struct blow *blow) {
        if (blow->signal == WEDGE) {
                wedge(crew.pid[blow->process]);
                return;
        }
        (void)syscall(SYS_pidfd_send_signal, crew.pidfd[blow->process], blow->signal, NULL, 0);
}

/* The client's end is everybody's. */
static void end(void) {
        struct lines_config config;
        struct lines *lines;

        strike(&(struct blow){ CLIENT, SIGKILL });
        assert_int_equal(waitpid(crew.pid[CLIENT], NULL, 0), crew.pid[CLIENT]);
        for (int i = 0; i < PROCESSES; i++) {
                bool ended = wait_readable(crew.pidfd[i]);

                /* A supervisor stopped only after the guard had told it to go on stays stopped: whoever did that lets it go on. */
                if (!ended) {
                        strike(&(struct blow){ (enum process)i, SIGCONT });
                        ended = wait_readable(crew.pidfd[i]);
                }
                assert_true(ended);
                close(crew.pidfd[i]);
                crew.pidfd[i] = -1;
        }
        assert_false(cabinet.coil_on(LINE));
        cabinet_config(LINES_OUTPUT, &config);
        assert_int_equal(lines_request(cabinet.backend, cabinet.place, &config, &lines), 0);
        lines_free(lines);
        lines_config_deinit(&config);
}

static void live(const struct blow *blows, unsigned count) {
        assert_int_equal(cabinet_set_up(NULL), 0);
        begin();
        for (unsigned i = 0; i < count; i++) {
                printf("%s%s %s", i ? ", then " : "", blows[i].signal == SIGKILL ? "kill" : blows[i].signal == SIGSTOP ? "stop" : "wedge", names[blows[i].process]);
                strike(&blows[i]);
        }
        fflush(stdout);
        if (!wait_coil(LINE, false))
                fail_msg("the coil is left on");
        end();
        printf(": %u ms\n", cabinet.longest_ms());
        assert_int_equal(cabinet.pulses(LINE), 1);
        if (cabinet.longest_ms() > LIMIT_MS)
                fail_msg("the coil was on for %u ms", cabinet.longest_ms());
        assert_int_equal(cabinet_tear_down(NULL), 0);
}

/* After a failed case nobody may be left who holds its output. */
static int bury(void **state) {
        for (int i = 0; i < PROCESSES; i++)
                if (crew.pidfd[i] >= 0)
                        strike(&(struct blow){ (enum process)i, SIGKILL });
        if (crew.tracer > 0) {
                kill(crew.tracer, SIGKILL);
                (void)waitpid(crew.tracer, NULL, 0);
                crew.tracer = 0;
        }
        return 0;
}

static const int signals[] = { SIGKILL, SIGSTOP };

static void the_client_comes_in_time_where_guard_and_supervisor_fail(void **state) {
        for (unsigned i = 0; i < ARRAY_LEN(signals); i++) {
                live((const struct blow[]){ { SUPERVISOR, WEDGE }, { GUARD, signals[i] } }, 2);
                assert_int_equal(waitpid(crew.tracer, NULL, 0), crew.tracer);
                crew.tracer = 0;
        }
}

static void one_that_dies_or_stops_leaves_no_coil_on(void **state) {
        for (unsigned i = 0; i < PROCESSES * ARRAY_LEN(signals); i++)
                live(&(struct blow){ (enum process)(i / 2), signals[i % 2] }, 1);
}

static void two_that_die_or_stop_leave_no_coil_on(void **state) {
        for (unsigned i = 0; i < PROCESSES * PROCESSES * 4; i++) {
                const struct blow blows[] = {
                        { (enum process)(i / 4 / PROCESSES), signals[i % 2] },
                        { (enum process)(i / 4 % PROCESSES), signals[i / 2 % 2] },
                };

                if (blows[0].process != blows[1].process)
                        live(blows, ARRAY_LEN(blows));
        }
}

/* Whether all three were stopped before one of them had noticed that another was. */
static bool freeze(void) {
        static const enum process order[] = { SUPERVISOR, GUARD, CLIENT };

        for (size_t i = 0; i < ARRAY_LEN(order); i++)
                strike(&(struct blow){ order[i], SIGSTOP });
        (void)poll(NULL, 0, 3 * LIMIT_MS);
        return cabinet.coil_on(LINE);
}

static void three_that_stop_at_once_leave_it_to_the_one_shot(void **state) {
        bool frozen = false;

        for (unsigned tries = 0; tries < FREEZE_TRIES && !frozen; tries++) {
                assert_int_equal(cabinet_set_up(NULL), 0);
                begin();
                frozen = freeze();
                for (unsigned i = 0; i < PROCESSES; i++)
                        strike(&(struct blow){ (enum process)i, SIGCONT });
                if (!wait_coil(LINE, false))
                        fail_msg("the coil is left on by processes that go on");
                end();
                printf("stop all three, then continue: %u ms\n", cabinet.longest_ms());
                assert_int_equal(cabinet_tear_down(NULL), 0);
        }
        assert_true(frozen);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_teardown(one_that_dies_or_stops_leaves_no_coil_on, bury),
                cmocka_unit_test_teardown(the_client_comes_in_time_where_guard_and_supervisor_fail, bury),
                cmocka_unit_test_teardown(two_that_die_or_stop_leave_no_coil_on, bury),
                cmocka_unit_test_teardown(three_that_stop_at_once_leave_it_to_the_one_shot, bury),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
