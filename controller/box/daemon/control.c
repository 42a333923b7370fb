/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/control.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "controller/box/daemon/control_address.h"
#include "controller/box/daemon/control_peer.h"
#include "controller/box/daemon/journal.h"

enum { READ_LEN = 64 << 10, TIMER_SLACK_US = 1000 };

struct control {
        sd_event *event;
        sd_event_source *io;
        int fd;
        char path[PATH_MAX];
        control_request_fn *request;
        void *context;
        enum screen_id shown;
        struct control_peer *peers;
};

/* ---- clients ---- */

static void control_drop(struct control_peer *peer) {
        struct control_peer **at = &peer->control->peers;

        while (*at && *at != peer)
                at = &(*at)->next;
        if (*at)
                *at = peer->next;
        control_peer_free(peer);
}

/* ---- requests ---- */

static void peer_request(struct control_peer *peer, const char *line, size_t len) {
        struct control_request request;
        const char *why = NULL;
        int r;

        r = control_request_parse(line, len, &request, &why);
        if (r < 0) {
                peer->dead = true;
                return;
        }
        if (r != 0) {
                control_answer_error(peer, "malformed", "%s", why);
                return;
        }
        peer->control->request(peer->control->context, peer, &request);
        control_request_deinit(&request);
}

/* One complete line, when nothing of an earlier one is unfinished. */
static void peer_work(struct control_peer *peer) {
        const char *text = (const char *)peer->in.data;
        const char *end = peer->in.len ? memchr(text, '\n', peer->in.len) : NULL;
        size_t len, rest;

        if (peer->dead || control_peer_is_busy(peer))
                return;
        len = end ? (size_t)(end - text) : peer->in.len;
        if (len > CONTROL_LINE_MAX) {
                peer->ends = true;
                control_answer_error(peer, "malformed", "a request is at most %d bytes", CONTROL_LINE_MAX);
                return;
        }
        if (!end) {
                if (len > 0 && !peer->begun)
                        control_peer_start_timer(peer, CONTROL_SLOW_MS);
                peer->begun = len > 0;
                return;
        }
        if (peer->begun)
                control_peer_stop_timer(peer);
        peer->begun = false;
        peer_request(peer, text, len);
        rest = peer->in.len - len - 1;
        explicit_bzero(peer->in.data, len + 1);
        memmove(peer->in.data, peer->in.data + len + 1, rest);
        peer->in.len = rest;
        control_peer_listen(peer);
}

static void peer_read(struct control_peer *peer) {
        uint8_t chunk[READ_LEN];
        ssize_t len = recv(peer->fd, chunk, sizeof(chunk), MSG_DONTWAIT);

        if (len < 0 && (errno == EAGAIN || errno == EINTR))
                return;
        if (len <= 0 || buffer_append(&peer->in, chunk, (size_t)len) < 0)
                peer->dead = true;
        explicit_bzero(chunk, sizeof(chunk));
        peer_work(peer);
}

/* ---- events ---- */

static int peer_ready(sd_event_source *source, int fd, uint32_t events, void *context) {
        struct control_peer *peer = context;

        if (events & EPOLLOUT)
                control_peer_send(peer);
        else if (events & EPOLLIN)
                peer_read(peer);
        else if (events & (EPOLLHUP | EPOLLERR))
                peer->dead = true;
        if (peer->dead)
                control_drop(peer);
        return 0;
}

static int peer_more(sd_event_source *source, void *context) {
        struct control_peer *peer = context;

        peer_work(peer);
        if (peer->dead)
                control_drop(peer);
        return 0;
}

static int peer_time_is_up(sd_event_source *source, uint64_t usec, void *context) {
        struct control_peer *peer = context;

        if (peer->awaits) {
                control_answer_error(peer, "timeout", "still at the screen %s", screen_name(peer->control->shown));
        } else if (peer->begun) {
                journal_log(LOG_NOTICE, "a client of the control socket does not end its request and is dropped");
                peer->dead = true;
        } else {
                journal_log(LOG_NOTICE, "a client of the control socket does not take its answer and is dropped");
                peer->dead = true;
        }
        if (peer->dead)
                control_drop(peer);
        return 0;
}

void control_await(struct control_peer *peer, enum screen_id screen, int64_t timeout_ms) {
        if (peer->control->shown == screen) {
                control_answer_ok(peer);
                return;
        }
        peer->awaits = true;
        peer->awaited = screen;
        control_peer_start_timer(peer, timeout_ms);
        control_peer_listen(peer);
}

void control_shown(struct control *control, enum screen_id screen) {
        control->shown = screen;
        for (struct control_peer *peer = control->peers, *next; peer; peer = next) {
                next = peer->next;
                if (!peer->awaits || peer->awaited != screen)
                        continue;
                control_peer_stop_timer(peer);
                control_answer_ok(peer);
                /* One that died of it is freed by its own next event: its socket is at its end. */
        }
}

/* ---- listening ---- */

static int peer_watch(struct control_peer *peer) {
        sd_event *event = peer->control->event;
        int r;

        r = sd_event_add_io(event, &peer->io, peer->fd, EPOLLIN, peer_ready, peer);
        if (r >= 0)
                r = sd_event_add_time_relative(event, &peer->timer, CLOCK_MONOTONIC, 0, TIMER_SLACK_US, peer_time_is_up, peer);
        if (r >= 0)
                r = sd_event_source_set_enabled(peer->timer, SD_EVENT_OFF);
        if (r >= 0)
                r = sd_event_add_defer(event, &peer->more, peer_more, peer);
        if (r >= 0)
                r = sd_event_source_set_enabled(peer->more, SD_EVENT_OFF);
        return r;
}

static void control_admit(struct control *control, int fd) {
        struct control_peer *peer = calloc(1, sizeof(*peer));

        if (!peer) {
                close(fd);
                return;
        }
        *peer = (struct control_peer){
                .control = control,
                .next = control->peers,
                .fd = fd,
                .file = -1,
                .in = BUFFER_INIT_MAX(CONTROL_LINE_MAX + READ_LEN + 1),
                .out = BUFFER_INIT_MAX(CONTROL_ANSWER_MAX),
        };
        control->peers = peer;
        if (peer_watch(peer) < 0)
                control_drop(peer);
        else
                peer->quiet_us = control_peer_now_us(peer);
}

/* When all places are taken, the client that has been silent longest gives up its own: one that waits or is answered keeps it. */
static bool control_make_room(struct control *control) {
        struct control_peer *longest = NULL;
        size_t count = 0;

        for (struct control_peer *peer = control->peers; peer; peer = peer->next) {
                count++;
                if (!control_peer_is_busy(peer) && (!longest || peer->quiet_us < longest->quiet_us))
                        longest = peer;
        }
        if (count < CONTROL_PEERS_MAX)
                return true;
        if (!longest)
                return false;
        control_drop(longest);
        return true;
}

static int control_ready(sd_event_source *source, int listening, uint32_t events, void *context) {
        static const char full[] = "{\"ok\":false,\"error\":\"busy\",\"message\":\"too many clients; try again\"}\n";
        struct control *control = context;
        int fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

        if (fd < 0)
                return 0;
        if (control_make_room(control)) {
                control_admit(control, fd);
        } else {
                (void)!send(fd, full, sizeof(full) - 1, MSG_NOSIGNAL | MSG_DONTWAIT);
                close(fd);
        }
        return 0;
}

int control_new(sd_event *event, const char *path, control_request_fn *request, void *context, struct control **ret_control) {
        struct control *control = calloc(1, sizeof(*control));
        int r;

        if (!control)
                return -ENOMEM;
        *control = (struct control){ .event = event, .fd = -1, .request = request, .context = context, .shown = SCREEN_COUNT };
        if (snprintf(control->path, sizeof(control->path), "%s", path) >= PATH_MAX) {
                free(control);
                return -ENAMETOOLONG;
        }
        r = control_listen(path, &control->fd);
        if (r == 0)
                r = sd_event_add_io(event, &control->io, control->fd, EPOLLIN, control_ready, control);
        if (r < 0) {
                control_free(control);
                return r;
        }
        *ret_control = control;
        return 0;
}

void control_free(struct control *control) {
        if (!control)
                return;
        while (control->peers)
                control_drop(control->peers);
        sd_event_source_disable_unref(control->io);
        if (control->fd >= 0) {
                close(control->fd);
                unlink(control->path);
        }
        free(control);
}
