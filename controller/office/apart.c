/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/apart.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { APART_FD = 3 };

/* ---- the process ---- */

/* Nothing that was open stays so: no lock outlives its owner here, no reader of our output waits for this process. */
static int keep_only(int fd) {
        int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

        if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(nothing, STDOUT_FILENO) < 0 || dup2(fd, APART_FD) < 0 || close_range(APART_FD + 1, ~0U, 0) < 0)
                return -errno;
        return 0;
}

/* No core, no debugger, no life of its own: what a terminal sends to all that a command started is the command's to heed, which may still need this one to end well. */
static int withdraw(pid_t parent) {
        const struct rlimit none = { 0, 0 };

        if (signal(SIGINT, SIG_IGN) == SIG_ERR || signal(SIGQUIT, SIG_IGN) == SIG_ERR || signal(SIGHUP, SIG_IGN) == SIG_ERR)
                return -errno;
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || prctl(PR_SET_DUMPABLE, 0) < 0 || setrlimit(RLIMIT_CORE, &none) < 0)
                return -errno;
        return getppid() == parent ? 0 : -EOWNERDEAD;
}

__attribute__((__noreturn__)) static void live_apart(apart_main_fn *run, void *context, int fd, pid_t parent) {
        if (withdraw(parent) < 0 || keep_only(fd) < 0)
                _exit(EXIT_FAILURE);
        run(context, APART_FD);
        _exit(EXIT_SUCCESS);
}

/* Both ends of a stream. None takes the place of a standard one that whoever started us had closed: what is said there is for people. */
static int make_stream(int ret_fds[2]) {
        int fds[2], r = 0;

        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0)
                return -errno;
        for (int i = 0; i < 2; i++) {
                ret_fds[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
                if (ret_fds[i] < 0)
                        r = -errno;
        }
        for (int i = 0; i < 2; i++) {
                close(fds[i]);
                if (r < 0 && ret_fds[i] >= 0)
                        close(ret_fds[i]);
        }
        return r;
}

int apart_start(apart_main_fn *run, void *context, struct apart *ret_apart) {
        pid_t parent = getpid(), pid;
        int fds[2] = { -1, -1 }, r = make_stream(fds);

        if (r < 0)
                return r;
        pid = fork();
        if (pid == 0)
                live_apart(run, context, fds[1], parent);
        close(fds[1]);
        if (pid < 0) {
                close(fds[0]);
                return -EAGAIN;
        }
        *ret_apart = (struct apart){ .pid = pid, .fd = fds[0] };
        return 0;
}

void apart_end(struct apart *apart) {
        if (apart->fd >= 0) {
                close(apart->fd);
                while (waitpid(apart->pid, NULL, 0) < 0 && errno == EINTR)
                        ;
        }
        *apart = (struct apart)APART_NONE;
}

/* ---- the stream ---- */

static int fault_of(ssize_t moved) {
        return moved == 0 || errno == EPIPE || errno == ECONNRESET ? -EOWNERDEAD : -errno;
}

int apart_send(int fd, const void *bytes, size_t len) {
        const uint8_t *at = bytes;

        while (len > 0) {
                ssize_t sent = send(fd, at, len, MSG_NOSIGNAL);

                if (sent < 0 && errno == EINTR)
                        continue;
                if (sent <= 0)
                        return fault_of(sent);
                at += sent;
                len -= (size_t)sent;
        }
        return 0;
}

int apart_receive(int fd, void *ret_bytes, size_t len) {
        uint8_t *at = ret_bytes;

        while (len > 0) {
                ssize_t received = recv(fd, at, len, 0);

                if (received < 0 && errno == EINTR)
                        continue;
                if (received <= 0)
                        return fault_of(received);
                at += received;
                len -= (size_t)received;
        }
        return 0;
}

/* ---- how it came out ---- */

/* Between two halves of one program, so it travels as it lies in memory. */
struct outcome {
        int outcome;
        unsigned count, kept;
        size_t words_len;
};

int apart_tell(int fd, int outcome, const struct problems *problems, const void *bytes, size_t len) {
        struct outcome told = { .outcome = outcome, .count = problems->count, .kept = problems->kept, .words_len = problems->words.len };
        int r = apart_send(fd, &told, sizeof(told));

        if (r == 0)
                r = apart_send(fd, problems->list, told.kept * sizeof(*problems->list));
        if (r == 0)
                r = apart_send(fd, problems->words.data, told.words_len);
        return r == 0 ? apart_send(fd, bytes, len) : r;
}

static int hear_words(int fd, size_t len, struct problems *problems) {
        uint8_t *words = malloc(len + 1);
        int r = words ? apart_receive(fd, words, len) : -ENOMEM;

        buffer_clear(&problems->words);
        if (r == 0)
                r = buffer_append(&problems->words, words, len);
        free(words);
        return r;
}

static int hear_list(int fd, unsigned kept, struct problems *problems) {
        struct problem *list = calloc(kept + 1, sizeof(*list));
        int r = list ? apart_receive(fd, list, kept * sizeof(*list)) : -ENOMEM;

        if (r < 0) {
                free(list);
                return r;
        }
        free(problems->list);
        problems->list = list;
        problems->kept = kept;
        problems->room = kept + 1;
        return 0;
}

int apart_hear(int fd, struct problems *problems, void *ret_bytes, size_t len, int *ret_outcome) {
        struct outcome told;
        int r = apart_receive(fd, &told, sizeof(told));

        if (r < 0)
                return r;
        if (told.words_len > problems->words.max_len || told.kept > PROBLEMS_MAX)
                return -EPROTO;
        r = hear_list(fd, told.kept, problems);
        if (r == 0)
                r = hear_words(fd, told.words_len, problems);
        if (r < 0)
                problems->kept = 0; /* the words of what was said before have gone with those of this */
        if (r == 0)
                r = apart_receive(fd, ret_bytes, len);
        if (r < 0)
                return r;
        problems->count = told.count;
        *ret_outcome = told.outcome;
        return 0;
}

struct deed {
        apart_work_fn *work;
        void *context;
        struct problems *problems;
        void *result;
        size_t len;
};

static void do_it(void *context, int fd) {
        struct deed *deed = context;
        int r = deed->work(deed->context, deed->problems, deed->result);

        (void)!apart_tell(fd, r, deed->problems, deed->result, deed->len);
}

int apart_do(apart_work_fn *work, void *context, struct problems *problems, void *ret_result, size_t len) {
        struct deed deed = { .work = work, .context = context, .problems = problems, .result = ret_result, .len = len };
        struct apart apart = APART_NONE;
        int r = apart_start(do_it, &deed, &apart), outcome = 0;

        if (r == 0)
                r = apart_hear(apart.fd, problems, ret_result, len, &outcome);
        apart_end(&apart);
        return r == 0 ? outcome : r;
}
