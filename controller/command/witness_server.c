/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * libmicrohttpd reads and writes; this loop waits for it and for signals. The
 * library's own time-out counts from the last byte, so a connection also gets a
 * deadline here: past it the socket is shut down, which the library sees as its end.
 */
#include "controller/command/witness_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "controller/command/command.h"

enum { BACKLOG = 64, IDLE_MAX_S = 10, HEADERS_MAX_LEN = 16384, ROUND_MS = 500, LAST_REQUESTS_MS = 2000 };

struct connection {
        int fd;
        int64_t deadline_ms;       /* 0: the slot is free */
        bool busy;                 /* a request has begun and is not answered */
        bool cut;                  /* shut down already, and not yet closed */
};

struct server {
        const struct witness_server_options *options;
        struct MHD_Daemon *daemon;
        struct connection connections[WITNESS_SERVER_CONNECTIONS_MAX];
};

struct request {
        struct buffer body;
};

static int64_t now_ms(void) {
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- listening ---- */

static int parse_address(const char *address, uint16_t port, struct sockaddr_storage *ret_name, socklen_t *ret_len) {
        struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(port) };
        struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(port) };

        if (inet_pton(AF_INET, address, &four.sin_addr) == 1) {
                memcpy(ret_name, &four, sizeof(four));
                *ret_len = sizeof(four);
                return 0;
        }
        if (inet_pton(AF_INET6, address, &six.sin6_addr) == 1) {
                memcpy(ret_name, &six, sizeof(six));
                *ret_len = sizeof(six);
                return 0;
        }
        return -EINVAL;
}

int witness_server_listen(const char *address, uint16_t port, int *ret_listener, uint16_t *ret_port) {
        struct sockaddr_storage name = { 0 };
        socklen_t len;
        int fd, r;

        r = parse_address(address, port, &name, &len);
        if (r < 0)
                return r;
        fd = socket(name.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd < 0)
                return -errno;
        if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){ 1 }, sizeof(int)) < 0 || bind(fd, (struct sockaddr *)&name, len) < 0 ||
            listen(fd, BACKLOG) < 0 || getsockname(fd, (struct sockaddr *)&name, &len) < 0) {
                r = -errno;
                close(fd);
                return r;
        }
        *ret_listener = fd;
        *ret_port = ntohs(name.ss_family == AF_INET ? ((struct sockaddr_in *)&name)->sin_port : ((struct sockaddr_in6 *)&name)->sin6_port);
        return 0;
}

/* ---- connections ---- */

static struct connection *connection_of(struct MHD_Connection *native) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(native, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

        return info ? info->socket_context : NULL;
}

/* Who has just come sends its request now; who has been here longest without one is least likely to. */
static void make_room(struct server *server) {
        struct connection *oldest = NULL;
        unsigned count = 0;

        for (size_t i = 0; i < ARRAY_LEN(server->connections); i++) {
                struct connection *connection = &server->connections[i];

                if (connection->deadline_ms == 0 || connection->cut)
                        continue;
                count++;
                if (!oldest || connection->deadline_ms < oldest->deadline_ms)
                        oldest = connection;
        }
        if (count <= WITNESS_SERVER_WAITING_MAX)
                return;
        oldest->cut = true;
        shutdown(oldest->fd, SHUT_RDWR);
}

static void connection_changed(void *context, struct MHD_Connection *native, void **slot, enum MHD_ConnectionNotificationCode code) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(native, MHD_CONNECTION_INFO_CONNECTION_FD);
        struct server *server = context;
        struct connection *connection = *slot;

        if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
                if (connection)
                        *connection = (struct connection){ 0 };
                return;
        }
        for (size_t i = 0; info && i < ARRAY_LEN(server->connections); i++)
                if (server->connections[i].deadline_ms == 0) {
                        server->connections[i] = (struct connection){ .fd = info->connect_fd,
                                                                      .deadline_ms = now_ms() + WITNESS_SERVER_REQUEST_MAX_MS };
                        *slot = &server->connections[i];
                        make_room(server);
                        return;
                }
}

static void end_late_connections(struct server *server) {
        for (size_t i = 0; i < ARRAY_LEN(server->connections); i++) {
                struct connection *connection = &server->connections[i];

                if (connection->deadline_ms == 0 || connection->cut || connection->deadline_ms >= now_ms())
                        continue;
                connection->cut = true;
                shutdown(connection->fd, SHUT_RDWR);
        }
}

static bool any_busy(const struct server *server) {
        for (size_t i = 0; i < ARRAY_LEN(server->connections); i++)
                if (server->connections[i].busy)
                        return true;
        return false;
}

/* ---- requests ---- */

/* allow: with 405, the methods that there are; else NULL. */
static enum MHD_Result respond_allowing(struct MHD_Connection *native, unsigned status, const char *type, const char *allow, const void *body,
                                        size_t len) {
        struct MHD_Response *response = MHD_create_response_from_buffer(len, (void *)(uintptr_t)body, MHD_RESPMEM_MUST_COPY);
        enum MHD_Result result = MHD_NO;

        if (!response)
                return MHD_NO;
        if (MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type) == MHD_YES &&
            (!allow || MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, allow) == MHD_YES))
                result = MHD_queue_response(native, status, response);
        MHD_destroy_response(response);
        return result;
}

static enum MHD_Result respond(struct MHD_Connection *native, unsigned status, const char *type, const void *body, size_t len) {
        return respond_allowing(native, status, type, NULL, body, len);
}

static enum MHD_Result respond_text(struct MHD_Connection *native, unsigned status, const char *text) {
        return respond(native, status, "text/plain; charset=utf-8", text, strlen(text));
}

static void tell_fork(const struct witness_news *news) {
        switch (news->fork) {
        case WITNESS_FORK_NONE:
        case WITNESS_FORK_KNOWN:
                return;
        case WITNESS_FORK_SUSPECTED:
                command_error("a log has signed a checkpoint for which no proof was shown that it continues the one before; both are kept in %s",
                              news->path);
                return;
        case WITNESS_FORK_PROVEN:
                command_error("a log has signed two trees; the evidence is in %s, and `pickupbox ledger check-fork` checks it", news->path);
                return;
        case WITNESS_FORK_UNKEPT:
                command_error("a log has signed two trees, or shows no proof; %s cannot be written", news->path);
                return;
        }
}

/* What a monitor compares with what the log shows itself. */
static enum MHD_Result show_checkpoint(const struct server *server, struct MHD_Connection *native, const char *hex) {
        const struct witness_log *log = witness_find_hash(server->options->witness, hex);

        if (!log || log->note.len == 0)
                return respond_text(native, MHD_HTTP_NOT_FOUND, "this witness has countersigned no checkpoint of such a log\n");
        return respond(native, MHD_HTTP_OK, "text/plain; charset=utf-8", buffer_text(&log->note), log->note.len);
}

static enum MHD_Result answer(struct server *server, struct MHD_Connection *native, const struct request *request) {
        const struct witness_server_options *options = server->options;
        struct witness_answer answer;
        enum MHD_Result result;
        int r = witness_request_answer(options->witness, options->logs, options->log_count, buffer_text(&request->body), request->body.len,
                                       (uint64_t)time(NULL), &answer);

        if (r < 0) {
                command_error("a checkpoint cannot be remembered, and was not countersigned: %s", strerror(-r));
                return respond_text(native, MHD_HTTP_INTERNAL_SERVER_ERROR, "the witness cannot remember anything now\n");
        }
        tell_fork(&answer.news);
        result = respond(native, answer.status, answer.type, buffer_text(&answer.body), answer.body.len);
        buffer_deinit(&answer.body);
        return result;
}

/* "GET <monitoring prefix>/<origin hash>/checkpoint": the hash, where it is that. */
static bool is_checkpoint(const char *url, char ret_hex[2 * HASH_LEN + 1]) {
        if (url[0] != '/' || strlen(url) < 1 + 2 * HASH_LEN || strcmp(url + 1 + 2 * HASH_LEN, "/checkpoint") != 0 ||
            strspn(url + 1, "0123456789abcdef") != 2 * HASH_LEN)
                return false;
        if (ret_hex) {
                memcpy(ret_hex, url + 1, 2 * HASH_LEN);
                ret_hex[2 * HASH_LEN] = 0;
        }
        return true;
}

/* What can be told before the body is read. 0: go on. */
static unsigned judge_head(struct MHD_Connection *native, const char *url, const char *method) {
        const char *length = MHD_lookup_connection_value(native, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);

        if (is_checkpoint(url, NULL))
                return strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0 ? 0 : MHD_HTTP_METHOD_NOT_ALLOWED;
        if (strcmp(url, "/add-checkpoint") != 0)
                return MHD_HTTP_NOT_FOUND;
        if (strcmp(method, MHD_HTTP_METHOD_POST) != 0)
                return MHD_HTTP_METHOD_NOT_ALLOWED;
        return length && strtoull(length, NULL, 10) > WITNESS_REQUEST_MAX_LEN ? MHD_HTTP_CONTENT_TOO_LARGE : 0;
}

static enum MHD_Result refuse_method(struct MHD_Connection *native, const char *url) {
        const char *allow = is_checkpoint(url, NULL) ? "GET, HEAD" : "POST", *text = is_checkpoint(url, NULL) ? "GET is needed\n" : "POST is needed\n";

        return respond_allowing(native, MHD_HTTP_METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", allow, text, strlen(text));
}

static enum MHD_Result begin(struct MHD_Connection *native, const char *url, const char *method, void **slot) {
        unsigned status = judge_head(native, url, method);
        struct connection *connection = connection_of(native);
        struct request *request;

        if (status == MHD_HTTP_NOT_FOUND)
                return respond_text(native, status, "POST /add-checkpoint and GET /<SHA-256 of the origin>/checkpoint are all there is here\n");
        if (status == MHD_HTTP_METHOD_NOT_ALLOWED)
                return refuse_method(native, url);
        if (status != 0)
                return respond_text(native, status, "longer than a request can be\n");
        request = calloc(1, sizeof(*request));
        if (!request)
                return MHD_NO;
        request->body.max_len = WITNESS_REQUEST_MAX_LEN;
        if (connection)
                connection->busy = true;
        *slot = request;
        return MHD_YES;
}

/* MHD_NO cuts the connection. */
static enum MHD_Result handle(void *context, struct MHD_Connection *native, const char *url, const char *method, const char *version,
                              const char *data, size_t *data_len, void **slot) {
        struct request *request = *slot;
        char hex[2 * HASH_LEN + 1];
        int r;

        if (!request)
                return begin(native, url, method, slot);
        if (*data_len == 0 && is_checkpoint(url, hex))
                return show_checkpoint(context, native, hex);
        if (*data_len == 0)
                return answer(context, native, request);
        r = buffer_append(&request->body, data, *data_len);
        *data_len = 0;
        return r == 0 ? MHD_YES : MHD_NO;
}

static void completed(void *context, struct MHD_Connection *native, void **slot, enum MHD_RequestTerminationCode code) {
        struct connection *connection = connection_of(native);
        struct request *request = *slot;

        if (connection) {
                connection->busy = false;
                connection->deadline_ms = now_ms() + WITNESS_SERVER_REQUEST_MAX_MS;
        }
        if (request)
                buffer_deinit(&request->body);
        free(request);
        *slot = NULL;
}

/* ---- life ---- */

static int wait_ms(const struct server *server) {
        MHD_UNSIGNED_LONG_LONG timeout_ms;

        return MHD_get_timeout(server->daemon, &timeout_ms) == MHD_YES && timeout_ms < ROUND_MS ? (int)timeout_ms : ROUND_MS;
}

static int serve(struct server *server, int signals) {
        const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_EPOLL_FD);
        struct pollfd ready[] = { { .events = POLLIN }, { .fd = signals, .events = POLLIN } };
        int64_t end_ms = INT64_MAX;
        int listener;

        if (!info)
                return -EIO;
        ready[0].fd = info->epoll_fd;
        while (now_ms() < end_ms && (end_ms == INT64_MAX || any_busy(server))) {
                if (poll(ready, ARRAY_LEN(ready), wait_ms(server)) < 0 && errno != EINTR)
                        return -errno;
                if ((ready[1].revents & POLLIN) && end_ms == INT64_MAX) {
                        listener = MHD_quiesce_daemon(server->daemon);
                        if (listener >= 0)
                                close(listener);
                        ready[1].fd = -1;
                        end_ms = now_ms() + LAST_REQUESTS_MS;
                }
                if (MHD_run(server->daemon) != MHD_YES)
                        return -EIO;
                end_late_connections(server);
        }
        return 0;
}

static int open_signals(int *ret_fd) {
        sigset_t set;
        int fd;

        sigemptyset(&set);
        sigaddset(&set, SIGTERM);
        sigaddset(&set, SIGINT);
        if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
                return -errno;
        signal(SIGPIPE, SIG_IGN);
        fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
        if (fd < 0)
                return -errno;
        *ret_fd = fd;
        return 0;
}

int witness_server_run(const struct witness_server_options *options) {
        struct server server = { .options = options };
        int signals = -1, r;

        r = open_signals(&signals);
        if (r < 0) {
                close(options->listener);
                return r;
        }
        server.daemon = MHD_start_daemon(MHD_USE_EPOLL, 0, NULL, NULL, handle, &server, MHD_OPTION_LISTEN_SOCKET, options->listener,
                                         MHD_OPTION_CONNECTION_LIMIT, (unsigned)WITNESS_SERVER_CONNECTIONS_MAX,
                                         MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_MAX_S,
                                         MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADERS_MAX_LEN,
                                         MHD_OPTION_NOTIFY_CONNECTION, connection_changed, &server,
                                         MHD_OPTION_NOTIFY_COMPLETED, completed, NULL, MHD_OPTION_END);
        if (server.daemon) {
                r = serve(&server, signals);
                MHD_stop_daemon(server.daemon);
        } else {
                close(options->listener);
                r = -EIO;
        }
        close(signals);
        return r;
}
