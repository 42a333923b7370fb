/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Runs inside the virtual kiosk and does what the test outside asks for, one thing after another:
 *
 *      run    a command of the shell
 *      put    "MODE PATH\n" and a file's bytes
 *      get    a file's path
 *      write  lines "PATH TEXT": the text goes into that file of the kernel's
 *      read   lines "PATH": the first character of each
 *      hands  what people do (tests/kiosk/hands.h)
 *      ask    "SOCKET\n" and a line, which goes to that socket; the line that comes back
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/macro.h"
#include "tests/kiosk/channel.h"
#include "tests/kiosk/command.h"
#include "tests/kiosk/hands.h"

enum { PATH_SIZE = 512, ANSWER_S = 30 };

/* What one request ends in. */
struct answer {
        char *data;
        size_t len;
};

static int write_file(const char *path, int flags, mode_t mode, const char *data, size_t len) {
        int fd = open(path, flags | O_WRONLY | O_CLOEXEC, mode), r = 0;

        if (fd < 0)
                return -errno;
        while (r == 0 && len > 0) {
                ssize_t n = write(fd, data, len);

                if (n < 0) {
                        r = -errno;
                        break;
                }
                data += n;
                len -= (size_t)n;
        }
        if (close(fd) < 0 && r == 0)
                r = -errno;
        return r;
}

/* The new file is complete before it takes the old one's name: what runs from the old one goes on. */
static int put(const char *payload, size_t len) {
        char path[PATH_SIZE], fresh[PATH_SIZE + 8];
        const char *data = memchr(payload, '\n', len);
        unsigned mode;
        int r;

        if (!data || sscanf(payload, "%o %511[^\n]", &mode, path) != 2)
                return -EINVAL;
        data++;
        snprintf(fresh, sizeof(fresh), "%s.fresh", path);
        r = write_file(fresh, O_CREAT | O_TRUNC, mode, data, len - (size_t)(data - payload));
        if (r < 0)
                return r;
        return chmod(fresh, mode) < 0 || rename(fresh, path) < 0 ? -errno : 0;
}

static int get(const char *path, FILE *answer) {
        FILE *file = fopen(path, "re");
        char piece[65536];
        size_t n;

        if (!file)
                return -errno;
        while ((n = fread(piece, 1, sizeof(piece), file)) > 0)
                fwrite(piece, 1, n, answer);
        fclose(file);
        return 0;
}

static int write_lines(char *payload) {
        char *place = NULL;

        for (char *line = strtok_r(payload, "\n", &place); line; line = strtok_r(NULL, "\n", &place)) {
                char *text = strchr(line, ' ');
                int r;

                if (!text)
                        return -EINVAL;
                *text++ = '\0';
                r = write_file(line, 0, 0, text, strlen(text));
                if (r < 0)
                        return r;
        }
        return 0;
}

static int read_lines(char *payload, FILE *answer) {
        char *place = NULL;

        for (char *line = strtok_r(payload, "\n", &place); line; line = strtok_r(NULL, "\n", &place)) {
                int fd = open(line, O_RDONLY | O_CLOEXEC);
                char c = '?';

                if (fd < 0)
                        return -errno;
                if (read(fd, &c, 1) != 1)
                        c = '?';
                close(fd);
                fputc(c, answer);
        }
        return 0;
}

static int ask_at(int fd, const struct sockaddr_un *address, const char *question, FILE *answer) {
        const struct timeval patience = { .tv_sec = ANSWER_S };
        char piece[4096];
        ssize_t n;

        if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) < 0 ||
            connect(fd, (const struct sockaddr *)address, sizeof(*address)) < 0 || send(fd, question, strlen(question), MSG_NOSIGNAL) < 0)
                return -errno;
        do {
                n = recv(fd, piece, sizeof(piece), 0);
                if (n <= 0)
                        return n < 0 ? -errno : -EPIPE;
                fwrite(piece, 1, (size_t)n, answer);
        } while (piece[n - 1] != '\n');
        return 0;
}

static int ask(const char *payload, FILE *answer) {
        struct sockaddr_un address = { .sun_family = AF_UNIX };
        const char *end = strchr(payload, '\n');
        int fd, r;

        if (!end || (size_t)(end - payload) >= sizeof(address.sun_path))
                return -EINVAL;
        memcpy(address.sun_path, payload, (size_t)(end - payload));
        fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (fd < 0)
                return -errno;
        r = ask_at(fd, &address, end + 1, answer);
        close(fd);
        return r;
}

static int perform(struct hands *hands, struct request *request, FILE *answer) {
        const char *operation = request->operation;

        if (!strcmp(operation, "put"))
                return put(request->payload, request->len);
        if (!strcmp(operation, "get"))
                return get(request->payload, answer);
        if (!strcmp(operation, "write"))
                return write_lines(request->payload);
        if (!strcmp(operation, "read"))
                return read_lines(request->payload, answer);
        if (!strcmp(operation, "hands"))
                return hands_do(hands, request->payload, answer);
        if (!strcmp(operation, "ask"))
                return ask(request->payload, answer);
        return -ENOSYS;
}

static int serve(struct hands *hands, struct request *request, struct answer *answer) {
        FILE *stream;
        int status;

        if (!strcmp(request->operation, "run"))
                return command_run(request->payload, &answer->data, &answer->len);
        stream = open_memstream(&answer->data, &answer->len);
        if (!stream)
                err(EXIT_FAILURE, "an answer");
        status = perform(hands, request, stream);
        if (status < 0)
                fprintf(stream, "%s: %s", request->operation, strerror(-status));
        fclose(stream);
        return status == 0 ? 0 : EXIT_FAILURE;
}

int main(int argc, char **argv) {
        struct hands hands;
        int port;

        if (argc != 2)
                errx(EXIT_FAILURE, "usage: kiosk_agent PORT");
        port = open(argv[1], O_RDWR | O_CLOEXEC);
        if (port < 0)
                err(EXIT_FAILURE, "%s", argv[1]);
        hands_init(&hands);
        for (;;) {
                struct request request;
                struct answer answer = { 0 };
                int status;

                channel_receive(port, &request);
                status = serve(&hands, &request, &answer);
                channel_answer(port, &request, status, answer.data, answer.len);
                free(answer.data);
                request_deinit(&request);
        }
}
