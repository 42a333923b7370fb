/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/control_peer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

void control_peer_free(struct control_peer *peer) {
        sd_event_source_disable_unref(peer->io);
        sd_event_source_disable_unref(peer->timer);
        sd_event_source_disable_unref(peer->more);
        buffer_wipe(&peer->in);
        buffer_deinit(&peer->out);
        if (peer->file >= 0)
                close(peer->file);
        close(peer->fd);
        free(peer);
}

bool control_peer_is_busy(const struct control_peer *peer) {
        return peer->awaits || peer->sent < peer->out.len;
}

void control_peer_stop_timer(struct control_peer *peer) {
        (void)sd_event_source_set_enabled(peer->timer, SD_EVENT_OFF);
}

void control_peer_start_timer(struct control_peer *peer, int64_t ms) {
        if (sd_event_source_set_time_relative(peer->timer, (uint64_t)ms * 1000) < 0 ||
            sd_event_source_set_enabled(peer->timer, SD_EVENT_ONESHOT) < 0)
                peer->dead = true;
}

uint64_t control_peer_now_us(const struct control_peer *peer) {
        uint64_t us = 0;

        (void)sd_event_now(sd_event_source_get_event(peer->io), CLOCK_MONOTONIC, &us);
        return us;
}

void control_peer_listen(struct control_peer *peer) {
        uint32_t events = 0;

        if (peer->sent < peer->out.len)
                events = EPOLLOUT;
        else if (!peer->awaits)
                events = EPOLLIN;
        if (sd_event_source_set_io_events(peer->io, events) < 0)
                peer->dead = true;
}

static ssize_t peer_send_some(struct control_peer *peer) {
        struct iovec part = { .iov_base = peer->out.data + peer->sent, .iov_len = peer->out.len - peer->sent };
        union {
                char bytes[CMSG_SPACE(sizeof(int))];
                struct cmsghdr align;
        } ancillary = { 0 };
        struct msghdr message = { .msg_iov = &part, .msg_iovlen = 1 };

        if (peer->file >= 0) {
                struct cmsghdr *header;

                message.msg_control = ancillary.bytes;
                message.msg_controllen = sizeof(ancillary.bytes);
                header = CMSG_FIRSTHDR(&message);
                header->cmsg_level = SOL_SOCKET;
                header->cmsg_type = SCM_RIGHTS;
                header->cmsg_len = CMSG_LEN(sizeof(int));
                memcpy(CMSG_DATA(header), &peer->file, sizeof(int));
        }
        return sendmsg(peer->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

void control_peer_send(struct control_peer *peer) {
        while (!peer->dead && peer->sent < peer->out.len) {
                ssize_t sent = peer_send_some(peer);

                if (sent < 0 && errno == EINTR)
                        continue;
                if (sent < 0 && errno == EAGAIN) {
                        control_peer_start_timer(peer, CONTROL_SLOW_MS);
                        break;
                }
                if (sent < 0) {
                        peer->dead = true;
                        return;
                }
                if (peer->file >= 0) {
                        close(peer->file);
                        peer->file = -1;
                }
                peer->sent += (size_t)sent;
        }
        if (peer->sent == peer->out.len) {
                buffer_clear(&peer->out);
                peer->sent = 0;
                peer->quiet_us = control_peer_now_us(peer);
                control_peer_stop_timer(peer);
                if (peer->ends)
                        peer->dead = true;
                else if (sd_event_source_set_enabled(peer->more, SD_EVENT_ONESHOT) < 0)
                        peer->dead = true;
        }
        control_peer_listen(peer);
}
