/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/kiosk/channel.h"

#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HEAD_SIZE = 64, AWAY_US = 5000 };

/* The port reads as ended, and does not take anything, while nobody is connected outside. */
static void read_whole(int fd, char *data, size_t len) {
        while (len > 0) {
                ssize_t n = read(fd, data, len);

                if (n < 0 && errno != EINTR && errno != EAGAIN)
                        err(EXIT_FAILURE, "read");
                if (n <= 0) {
                        usleep(AWAY_US);
                        continue;
                }
                data += n;
                len -= (size_t)n;
        }
}

static void write_whole(int fd, const char *data, size_t len) {
        while (len > 0) {
                ssize_t n = write(fd, data, len);

                if (n < 0 && errno != EINTR && errno != EAGAIN)
                        err(EXIT_FAILURE, "write");
                if (n <= 0) {
                        usleep(AWAY_US);
                        continue;
                }
                data += n;
                len -= (size_t)n;
        }
}

static void read_line(int fd, char line[HEAD_SIZE]) {
        size_t len = 0;

        do {
                if (len == HEAD_SIZE)
                        errx(EXIT_FAILURE, "the line's other end does not speak this language");
                read_whole(fd, line + len, 1);
        } while (line[len++] != '\n');
        line[len - 1] = '\0';
}

void channel_receive(int fd, struct request *ret_request) {
        char line[HEAD_SIZE];

        read_line(fd, line);
        if (sscanf(line, "%lu %15s %zu", &ret_request->id, ret_request->operation, &ret_request->len) != 3 ||
            ret_request->len > CHANNEL_PAYLOAD_MAX)
                errx(EXIT_FAILURE, "not a request: %s", line);
        ret_request->payload = malloc(ret_request->len + 1);
        if (!ret_request->payload)
                err(EXIT_FAILURE, "a request of %zu bytes", ret_request->len);
        read_whole(fd, ret_request->payload, ret_request->len);
        ret_request->payload[ret_request->len] = '\0';
}

void channel_answer(int fd, const struct request *request, int status, const void *data, size_t len) {
        char line[HEAD_SIZE];

        write_whole(fd, line, (size_t)snprintf(line, sizeof(line), "%lu %d %zu\n", request->id, status, len));
        write_whole(fd, data, len);
}

void request_deinit(struct request *request) {
        free(request->payload);
        request->payload = NULL;
}
