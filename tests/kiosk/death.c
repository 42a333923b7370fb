/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Kills a client of the guard while its coil is on, again and again; or, with "bare", a process whose end another one waits
 * for that then sets the line: the shortest way there is. Prints CLOCK_MONOTONIC in ns before each kill.
 *
 *      kiosk_death guard|bare CHIP LINE VALUE TIMES        VALUE: the file with the value of LINE0
 */
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "hal/lock/guard.h"
#include "hal/lock/lines.h"
#include "hal/lock/lock.h"

enum { LOOK_US = 500, LATER_US = 23000, LATER_STEPS = 7 };

static const char *chip, *line;

static void configure(struct lines_config *ret_config) {
        if (lines_config_init_numbered("death", LINES_OUTPUT, chip, line, 1, ret_config) != 0)
                errx(EXIT_FAILURE, "no configuration");
}

/* Drives the coil for as long as it lives, which is not for long. */
static void be_client(void) {
        const struct lock_timing timing = LOCK_TIMING_DEFAULT;
        struct lines_config config;
        struct lock_bank *bank;
        struct guard *guard;

        configure(&config);
        if (guard_start(&lines_backend_gpio, NULL, &config, &timing, &guard) != 0 || lock_bank_new(guard, &timing, &bank) != 0 ||
            lock_bank_pulse(bank, 0) != 0)
                errx(EXIT_FAILURE, "no pulse");
        for (;;) {
                struct pollfd fd = { .fd = lock_bank_fd(bank), .events = POLLIN };

                if (poll(&fd, 1, -1) < 0 || lock_bank_dispatch(bank) != 0)
                        errx(EXIT_FAILURE, "no guard");
        }
}

/* Holds the line until its own child's end of a socket is gone. */
static void be_bare(pid_t *ret_victim) {
        struct lines_config config;
        struct lines *lines;
        int ends[2];
        char byte;

        configure(&config);
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
                err(EXIT_FAILURE, "socketpair");
        *ret_victim = fork();
        if (*ret_victim == 0) {
                close(ends[0]);
                for (;;)
                        pause();
        }
        close(ends[1]);
        if (fork() != 0) {
                close(ends[0]);
                return;
        }
        if (lines_request(&lines_backend_gpio, NULL, &config, &lines) != 0 || lines_set(lines, 0, true) != 0)
                errx(EXIT_FAILURE, "no line");
        if (read(ends[0], &byte, 1) != 0 || lines_set(lines, 0, false) != 0)
                errx(EXIT_FAILURE, "no end");
        exit(EXIT_SUCCESS);
}

static void await(const char *path, char wanted) {
        char value = 0;
        int fd = open(path, O_RDONLY | O_CLOEXEC);

        while (pread(fd, &value, 1, 0) == 1 && value != wanted)
                usleep(LOOK_US);
        close(fd);
        if (value != wanted)
                errx(EXIT_FAILURE, "%s cannot be read", path);
}

int main(int argc, char **argv) {
        const bool bare = argc > 1 && strcmp(argv[1], "bare") == 0;

        if (argc != 6)
                errx(EXIT_FAILURE, "usage: kiosk_death guard|bare CHIP LINE VALUE TIMES");
        chip = argv[2];
        line = argv[3];
        for (int i = 0; i < atoi(argv[5]); i++) {
                struct timespec now;
                pid_t victim;

                if (bare)
                        be_bare(&victim);
                else if ((victim = fork()) == 0)
                        be_client();
                await(argv[4], '1');
                usleep((useconds_t)(LATER_US * (1 + i % LATER_STEPS)));
                clock_gettime(CLOCK_MONOTONIC, &now);
                kill(victim, SIGKILL);
                printf("%lld\n", now.tv_sec * 1000000000LL + now.tv_nsec);
                fflush(stdout); /* who is forked next must not say it again */
                await(argv[4], '0');
                while (wait(NULL) > 0)
                        ;
        }
        return 0;
}
