/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/photograph.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

extern char **environ;

enum { READER_MAX_MS = 30000, MAGIC_LEN = 4 };

static int64_t now_ms(void) {
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Its bytes, and nothing of what it finds wrong, come through *ret_fd. The path is absolute, so that it can be taken for nothing else. */
static int start_reader(const char *path, pid_t *ret_pid, int *ret_fd) {
        char *arguments[] = { (char[]){ "zbarimg" }, (char[]){ "--quiet" }, (char[]){ "--raw" }, (char[]){ "--oneshot" },
                              (char[]){ "-Sbinary" }, (char[]){ "-Sdisable" }, (char[]){ "-Sqrcode.enable" }, NULL, NULL };
        char real[PATH_MAX];
        posix_spawn_file_actions_t actions;
        int ends[2], r;

        if (!realpath(path, real))
                return -errno;
        arguments[ARRAY_LEN(arguments) - 2] = real;
        if (pipe2(ends, O_CLOEXEC) < 0)
                return -errno;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        r = posix_spawnp(ret_pid, "zbarimg", &actions, NULL, arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
        close(ends[1]);
        if (r != 0) {
                close(ends[0]);
                return r == ENOENT ? PHOTOGRAPH_E_NO_READER : -r;
        }
        *ret_fd = ends[0];
        return 0;
}

/* Until it has said all. 0, PHOTOGRAPH_E_*, or a negative errno. */
static int collect(int fd, struct buffer *text) {
        int64_t end_ms = now_ms() + READER_MAX_MS;
        char chunk[4096];

        for (;;) {
                struct pollfd ready = { .fd = fd, .events = POLLIN };
                int64_t left_ms = end_ms - now_ms();
                ssize_t n;
                int r;

                if (left_ms <= 0)
                        return PHOTOGRAPH_E_NO_READER;
                if (poll(&ready, 1, (int)left_ms) < 1)
                        continue;
                n = read(fd, chunk, sizeof(chunk));
                if (n < 0 && errno == EINTR)
                        continue;
                if (n <= 0)
                        return n < 0 ? -errno : 0;
                r = buffer_append(text, chunk, (size_t)n);
                if (r < 0)
                        return r == -EMSGSIZE ? PHOTOGRAPH_E_TOO_LARGE : r;
        }
}

static int read_picture(const char *path, struct buffer *text) {
        int fd, status, r;
        pid_t pid;

        r = start_reader(path, &pid, &fd);
        if (r != 0)
                return r;
        r = collect(fd, text);
        close(fd);
        if (r != 0)
                kill(pid, SIGKILL);
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
                ;
        if (r != 0)
                return r;
        /* 127: found when started, but not to be run. */
        if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
                return PHOTOGRAPH_E_NO_READER;
        return WIFEXITED(status) && WEXITSTATUS(status) == 0 && text->len > 0 ? 0 : PHOTOGRAPH_E_NO_CODE;
}

static bool is_picture(int fd) {
        uint8_t magic[MAGIC_LEN];

        return pread(fd, magic, sizeof(magic), 0) == sizeof(magic) &&
               (memcmp(magic, "\x89PNG", 4) == 0 || memcmp(magic, "\xff\xd8\xff", 3) == 0);
}

static int read_file(int fd, const char *path, struct buffer *text) {
        struct stat status;
        int r;

        if (fstat(fd, &status) < 0)
                return -errno;
        if (is_picture(fd))
                return status.st_size > PHOTOGRAPH_MAX_LEN ? PHOTOGRAPH_E_TOO_LARGE : read_picture(path, text);
        r = file_read(path, PHOTOGRAPH_TEXT_MAX, text);
        return r == -EFBIG ? PHOTOGRAPH_E_TOO_LARGE : r;
}

/* Readers of QR codes and shells add and take away line ends. */
static int end_in_one_newline(struct buffer *text) {
        while (text->len > 0 && (text->data[text->len - 1] == '\n' || text->data[text->len - 1] == '\r'))
                text->len--;
        return buffer_append_text(text, "\n");
}

int photograph_text(const char *given, struct buffer *ret_text) {
        struct buffer text = BUFFER_INIT_MAX(PHOTOGRAPH_TEXT_MAX + 1);
        int fd = strchr(given, '\n') ? -1 : open(given, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC), r;

        if (fd >= 0)
                r = read_file(fd, given, &text);
        else
                r = buffer_append_text(&text, given);
        if (fd >= 0)
                close(fd);
        if (r == 0)
                r = end_in_one_newline(&text);
        if (r == 0)
                *ret_text = text;
        else
                buffer_deinit(&text);
        return r == -EMSGSIZE ? PHOTOGRAPH_E_TOO_LARGE : r;
}
