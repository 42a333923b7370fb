/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/kiosk/command.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECE = 65536, STATUS_SIGNAL = 128 };

static void become_shell(const char *text, int output) {
        int nothing = open("/dev/null", O_RDONLY);

        dup2(nothing, STDIN_FILENO);
        dup2(output, STDOUT_FILENO);
        dup2(output, STDERR_FILENO);
        setsid();
        execl("/bin/sh", "sh", "-c", text, (char *)NULL);
        _exit(STATUS_SIGNAL - 1);
}

/* Takes what is there. False: nothing more can come. */
static bool take(int fd, char **output, size_t *len) {
        for (;;) {
                ssize_t n;

                *output = realloc(*output, *len + PIECE);
                if (!*output)
                        err(EXIT_FAILURE, "an output of %zu bytes", *len);
                n = read(fd, *output + *len, PIECE);
                if (n <= 0)
                        return n < 0 && errno == EAGAIN;
                *len += (size_t)n;
        }
}

int command_run(const char *text, char **ret_output, size_t *ret_len) {
        bool open_end = true;
        int ends[2], status = 0, process;
        pid_t pid;

        *ret_output = NULL;
        *ret_len = 0;
        if (pipe2(ends, O_CLOEXEC) < 0)
                err(EXIT_FAILURE, "pipe");
        pid = fork();
        if (pid < 0)
                err(EXIT_FAILURE, "fork");
        if (pid == 0)
                become_shell(text, ends[1]);
        close(ends[1]);
        fcntl(ends[0], F_SETFL, O_NONBLOCK);
        process = (int)syscall(SYS_pidfd_open, pid, 0);
        for (bool ended = false; !ended;) {
                struct pollfd fds[] = { { .fd = process, .events = POLLIN }, { .fd = open_end ? ends[0] : -1, .events = POLLIN } };

                if (poll(fds, 2, -1) < 0 && errno != EINTR)
                        err(EXIT_FAILURE, "poll");
                ended = fds[0].revents != 0;
                open_end = take(ends[0], ret_output, ret_len) && open_end;
        }
        close(process);
        close(ends[0]);
        if (waitpid(pid, &status, 0) < 0)
                err(EXIT_FAILURE, "waitpid");
        return WIFSIGNALED(status) ? STATUS_SIGNAL + WTERMSIG(status) : WEXITSTATUS(status);
}
