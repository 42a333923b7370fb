/* SPDX-License-Identifier: EUPL-1.2 */
/* A client of the control socket, for controller/box/daemon/control.c: what it sent, what it is sent, and how long that may take. */
#pragma once

#include <systemd/sd-event.h>

#include "base/bytes.h"
#include "controller/box/daemon/control_answer.h"
#include "ui/screens/screen.h"

enum { CONTROL_SLOW_MS = 5000 };

struct control;
struct control_peer {
        struct control *control;   /* that it is of; not used here */
        struct control_peer *next;
        int fd;
        sd_event_source *io, *timer, *more;
        struct buffer in, out;
        size_t sent;            /* of out */
        int file;               /* goes with the first byte of out; -1: none */
        bool awaits;
        bool begun;             /* a line of which the end is not there yet; the timer runs */
        uint64_t quiet_us;      /* since when it has neither asked nor been answered */
        enum screen_id awaited;
        bool ends;              /* after what is to be sent */
        bool dead;              /* freed at the end of its event */
};

/* Closes it; it is in no list any more. */
void control_peer_free(struct control_peer *peer);
/* It is answered or waits: nothing more of it is worked on. */
bool control_peer_is_busy(const struct control_peer *peer);
void control_peer_start_timer(struct control_peer *peer, int64_t ms);
void control_peer_stop_timer(struct control_peer *peer);
uint64_t control_peer_now_us(const struct control_peer *peer);
/* What to listen for follows from the state. */
void control_peer_listen(struct control_peer *peer);
/* Sends what it takes of its answer; when it has all, its next line is looked at. */
void control_peer_send(struct control_peer *peer);
