/* SPDX-License-Identifier: EUPL-1.2 */
/* Runs a command on a terminal of its own: what is written into FIFO is typed, what it says goes to LOG. Ends with its status. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static int copy(int from, int to) {
        char bytes[4096];
        ssize_t len = read(from, bytes, sizeof(bytes));

        return len > 0 && write(to, bytes, (size_t)len) == len ? 0 : -1;
}

int main(int argc, char **argv) {
        int keys, said, terminal, status;
        pid_t child;

        if (argc < 4) {
                fputs("usage: kiosk_on_terminal FIFO LOG COMMAND…\n", stderr);
                return 2;
        }
        keys = open(argv[1], O_RDWR | O_CLOEXEC); /* for writing too: it never ends */
        said = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        child = keys < 0 || said < 0 ? -1 : forkpty(&terminal, NULL, NULL, NULL);
        if (child < 0) {
                perror("kiosk_on_terminal");
                return 2;
        }
        if (child == 0) {
                execvp(argv[3], argv + 3);
                _exit(127);
        }
        for (;;) {
                struct pollfd fds[] = { { .fd = keys, .events = POLLIN }, { .fd = terminal, .events = POLLIN } };

                if (poll(fds, 2, -1) < 0 && errno != EINTR)
                        break;
                if (fds[0].revents && copy(keys, terminal) < 0)
                        break;
                if (fds[1].revents && copy(terminal, said) < 0)
                        break;
        }
        if (waitpid(child, &status, 0) != child)
                return 2;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
