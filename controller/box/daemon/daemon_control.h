/* SPDX-License-Identifier: EUPL-1.2 */
/* Answers to requests of the control socket. */
#pragma once

#include <jansson.h>

#include "controller/box/daemon/daemon.h"

/* What every box answers: status, and the next bundle; all else is "not_simulated". A control_request_fn; context: the struct daemon. */
void daemon_control(void *context, struct control_peer *peer, const struct control_request *request);
/*
 * The same on simulated hardware, where hands, people and time are asked for as well (daemon_sim.c). Not linked with the daemon of
 * a real box.
 */
void daemon_sim_control(void *context, struct control_peer *peer, const struct control_request *request);

/* Sends the object and releases it; NULL is memory that was short. */
void daemon_answer(struct control_peer *peer, json_t *object);
