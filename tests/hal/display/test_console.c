/* SPDX-License-Identifier: EUPL-1.2 */
/* On the virtual kiosk: what the kernel says of the terminal, from outside, whatever becomes of its holder. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kd.h>
#include <linux/vt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hal/display/console.h"
#include "tests/hal/wait.h"
#include "tests/support/cmocka.h"

enum { FIRST = 1, OTHER = 3, STEP_MS = 10 };

static int keyboard_before;

/* ---- what the kernel says ---- */

static int terminal(unsigned number) {
        char path[32];
        int fd;

        snprintf(path, sizeof(path), "/dev/tty%u", number);
        fd = open(path, O_RDWR | O_CLOEXEC | O_NOCTTY);
        assert_true(fd >= 0);
        return fd;
}

static unsigned front(void) {
        struct vt_stat state;
        int fd = terminal(FIRST);

        assert_int_equal(ioctl(fd, VT_GETSTATE, &state), 0);
        close(fd);
        return state.v_active;
}

struct how {
        int mode, keyboard;
        char switching;
};

static struct how how_is(unsigned number) {
        int fd = terminal(number);
        struct vt_mode switching;
        struct how how;

        assert_int_equal(ioctl(fd, KDGETMODE, &how.mode), 0);
        assert_int_equal(ioctl(fd, KDGKBMODE, &how.keyboard), 0);
        assert_int_equal(ioctl(fd, VT_GETMODE, &switching), 0);
        how.switching = switching.mode;
        close(fd);
        return how;
}

static bool is_held(unsigned number) {
        struct how how = how_is(number);

        return how.mode == KD_GRAPHICS && how.keyboard == K_OFF && how.switching == VT_PROCESS;
}

static bool is_free(unsigned number) {
        struct how how = how_is(number);

        return how.mode == KD_TEXT && how.keyboard == keyboard_before && how.switching == VT_AUTO;
}

static bool wait_until(bool (*is)(unsigned number), unsigned number) {
        for (int left_ms = PATIENCE_MS; left_ms > 0; left_ms -= STEP_MS) {
                if (is(number))
                        return true;
                poll(NULL, 0, STEP_MS);
        }
        return false;
}

static bool is_front(unsigned number) {
        return front() == number;
}

static void bring_to_front(unsigned number) {
        int fd = terminal(number);

        assert_int_equal(ioctl(fd, VT_ACTIVATE, number), 0);
        close(fd);
}

/* ---- tests ---- */

static void is_held_while_it_lives_and_put_back_at_its_end(void **state) {
        struct console *console;

        assert_true(is_free(FIRST));
        assert_int_equal(console_new(0, &console), 0);
        assert_true(is_held(FIRST));
        assert_true(console_in_front(console));
        console_free(console);
        assert_true(is_free(FIRST));
}

/* A child holds the terminal, and says so by closing the pipe. */
static pid_t holder(bool crash) {
        int ready[2];
        pid_t pid;
        char byte;

        assert_int_equal(pipe(ready), 0);
        pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
                struct console *console;

                prctl(PR_SET_PDEATHSIG, SIGKILL);
                signal(SIGABRT, SIG_DFL);
                if (console_new(0, &console) != 0)
                        _exit(1);
                if (crash)
                        abort();
                close(ready[0]);
                close(ready[1]);
                pause();
                _exit(0);
        }
        close(ready[1]);
        assert_int_equal(read(ready[0], &byte, 1), 0);
        close(ready[0]);
        return pid;
}

static void is_put_back_when_its_holder_is_killed(void **state) {
        pid_t pid = holder(false);

        assert_true(is_held(FIRST));
        kill(pid, SIGKILL);
        assert_int_equal(waitpid(pid, NULL, 0), pid);
        assert_true(wait_until(is_free, FIRST));
}

static void is_put_back_when_its_holder_crashes(void **state) {
        pid_t pid = holder(true);
        int status;

        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), SIGABRT);
        assert_true(wait_until(is_free, FIRST));
}

static pid_t watcher(void) {
        DIR *processes = opendir("/proc");
        struct dirent *entry;
        pid_t found = 0;

        assert_non_null(processes);
        while ((entry = readdir(processes)) && found == 0) {
                char path[300], name[32] = "";
                FILE *file;

                snprintf(path, sizeof(path), "/proc/%.250s/comm", entry->d_name);
                file = fopen(path, "re");
                if (file && fgets(name, sizeof(name), file) && strcmp(name, "pickupbox-vt\n") == 0)
                        found = (pid_t)atoi(entry->d_name);
                if (file)
                        fclose(file);
        }
        closedir(processes);
        return found;
}

static void a_stopping_service_does_not_end_the_watcher_first(void **state) {
        struct console *console;

        assert_int_equal(console_new(0, &console), 0);
        assert_true(watcher() > 0);
        kill(watcher(), SIGTERM);
        kill(watcher(), SIGINT);
        kill(watcher(), SIGHUP);
        assert_int_equal(poll(&(struct pollfd){ .fd = console_fd(console), .events = POLLIN }, 1, 200), 0);
        assert_true(is_held(FIRST));
        console_free(console);
        assert_true(is_free(FIRST));
}

static void without_its_watcher_it_is_put_back_at_the_end(void **state) {
        struct console *console;

        assert_int_equal(console_new(0, &console), 0);
        kill(watcher(), SIGKILL);
        assert_true(wait_readable(console_fd(console)));
        assert_int_equal(console_dispatch(console), -EPIPE);
        assert_true(console_in_front(console));
        assert_int_equal(console_dispatch(console), -EPIPE);
        console_free(console);
        assert_true(is_free(FIRST));
}

static void another_terminal_comes_to_the_front_when_the_card_was_left_and_goes_again(void **state) {
        struct console *console;

        assert_int_equal(console_new(0, &console), 0);
        bring_to_front(OTHER);
        assert_true(wait_readable(console_fd(console)));
        assert_int_equal(console_dispatch(console), 0);
        assert_false(console_in_front(console));
        assert_int_equal(front(), FIRST);
        console_left(console);
        assert_true(wait_until(is_front, OTHER));
        bring_to_front(FIRST);
        assert_true(wait_readable(console_fd(console)));
        assert_int_equal(console_dispatch(console), 0);
        assert_true(console_in_front(console));
        assert_true(is_held(FIRST));
        console_free(console);
        assert_true(is_free(FIRST));
}

static void a_client_that_does_not_leave_is_not_waited_for_for_ever(void **state) {
        struct console *console;

        assert_int_equal(console_new(0, &console), 0);
        bring_to_front(OTHER);
        assert_true(wait_until(is_front, OTHER));
        console_free(console);
        assert_true(is_free(FIRST));
        assert_int_equal(front(), OTHER);
        bring_to_front(FIRST);
        assert_true(wait_until(is_front, FIRST));
}

static void a_chosen_terminal_is_brought_to_the_front_and_the_former_one_back(void **state) {
        struct console *console;

        assert_int_equal(console_new(OTHER, &console), 0);
        assert_int_equal(front(), OTHER);
        assert_true(is_held(OTHER));
        assert_true(is_free(FIRST));
        console_free(console);
        assert_true(wait_until(is_front, FIRST));
        assert_true(is_free(OTHER));
}

static void a_terminal_left_by_a_killed_pair_is_put_right_by_the_next(void **state) {
        struct console *console;
        pid_t pid = holder(false);
        pid_t other = watcher();

        assert_true(other > 0);
        kill(other, SIGKILL);
        kill(pid, SIGKILL);
        assert_int_equal(waitpid(pid, NULL, 0), pid);
        assert_false(is_free(FIRST));
        assert_int_equal(console_new(0, &console), 0);
        assert_true(is_held(FIRST));
        console_free(console);
        assert_true(is_free(FIRST));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(is_held_while_it_lives_and_put_back_at_its_end),
                cmocka_unit_test(is_put_back_when_its_holder_is_killed),
                cmocka_unit_test(is_put_back_when_its_holder_crashes),
                cmocka_unit_test(a_stopping_service_does_not_end_the_watcher_first),
                cmocka_unit_test(without_its_watcher_it_is_put_back_at_the_end),
                cmocka_unit_test(another_terminal_comes_to_the_front_when_the_card_was_left_and_goes_again),
                cmocka_unit_test(a_client_that_does_not_leave_is_not_waited_for_for_ever),
                cmocka_unit_test(a_chosen_terminal_is_brought_to_the_front_and_the_former_one_back),
                cmocka_unit_test(a_terminal_left_by_a_killed_pair_is_put_right_by_the_next),
        };

        if (access("/dev/tty0", R_OK | W_OK) < 0) {
                fprintf(stderr, "skipped: /dev/tty0: %s; this test runs on the virtual kiosk\n", strerror(errno));
                return 77;
        }
        keyboard_before = how_is(FIRST).keyboard;
        return cmocka_run_group_tests(tests, NULL, NULL);
}
