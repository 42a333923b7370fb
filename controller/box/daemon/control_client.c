/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/control_client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "controller/box/daemon/control.h"
#include "controller/box/daemon/control_address.h"

int control_client_open(const char *path, struct control_client *ret_client) {
        int fd, r = control_connect(path, &fd);

        if (r < 0)
                return r;
        *ret_client = (struct control_client){ .fd = fd, .in = BUFFER_INIT_MAX(CONTROL_ANSWER_MAX), .file = -1 };
        return 0;
}

void control_client_close(struct control_client *client) {
        if (client->file >= 0)
                close(client->file);
        if (client->fd >= 0)
                close(client->fd);
        buffer_deinit(&client->in);
        *client = (struct control_client){ .fd = -1, .file = -1 };
}

static int send_all(int fd, const char *bytes, size_t len) {
        while (len > 0) {
                ssize_t sent = send(fd, bytes, len, MSG_NOSIGNAL);

                if (sent < 0 && errno == EINTR)
                        continue;
                if (sent < 0)
                        return -errno;
                bytes += sent;
                len -= (size_t)sent;
        }
        return 0;
}

static void keep_file(struct control_client *client, struct msghdr *message) {
        for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header; header = CMSG_NXTHDR(message, header))
                if (header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS && header->cmsg_len == CMSG_LEN(sizeof(int))) {
                        if (client->file >= 0)
                                close(client->file);
                        memcpy(&client->file, CMSG_DATA(header), sizeof(int));
                }
}

static int receive_some(struct control_client *client) {
        char chunk[16 << 10];
        struct iovec part = { .iov_base = chunk, .iov_len = sizeof(chunk) };
        union {
                char bytes[CMSG_SPACE(sizeof(int))];
                struct cmsghdr align;
        } ancillary;
        struct msghdr message = {
                .msg_iov = &part,
                .msg_iovlen = 1,
                .msg_control = ancillary.bytes,
                .msg_controllen = sizeof(ancillary.bytes),
        };
        ssize_t len = recvmsg(client->fd, &message, MSG_CMSG_CLOEXEC);

        if (len < 0)
                return errno == EINTR ? 0 : -errno;
        if (len == 0)
                return -ECONNRESET;
        keep_file(client, &message);
        return buffer_append(&client->in, chunk, (size_t)len);
}

int control_client_ask(struct control_client *client, json_t *request, json_t **ret_answer) {
        char *text = json_dumps(request, JSON_COMPACT);
        json_t *answer;
        uint8_t *end;
        int r;

        if (!text)
                return -ENOMEM;
        r = send_all(client->fd, text, strlen(text));
        free(text);
        if (r == 0)
                r = send_all(client->fd, "\n", 1);
        while (r == 0 && !(client->in.len && memchr(client->in.data, '\n', client->in.len)))
                r = receive_some(client);
        if (r < 0)
                return r == -EPIPE ? -ECONNRESET : r;
        end = memchr(client->in.data, '\n', client->in.len);
        answer = json_loadb((const char *)client->in.data, (size_t)(end - client->in.data), JSON_REJECT_DUPLICATES, NULL);
        buffer_clear(&client->in);
        if (!json_is_boolean(json_object_get(answer, "ok"))) {
                json_decref(answer);
                return -EPROTO;
        }
        *ret_answer = answer;
        return 0;
}

int control_client_take_file(struct control_client *client) {
        int file = client->file;

        client->file = -1;
        return file;
}
