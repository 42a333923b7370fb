/* SPDX-License-Identifier: EUPL-1.2 */
/* What a client of the control socket is told. Exactly once a request; nothing here blocks. */
#pragma once

#include "base/macro.h"

struct control_peer;

/* One line, without its newline. A file descriptor other than -1 goes with it and is the peer's from then on. */
void control_answer(struct control_peer *peer, const char *json, int fd);
/* {"ok":true} */
void control_answer_ok(struct control_peer *peer);
/* {"ok":false,"error":error,"message":…} */
void control_answer_error(struct control_peer *peer, const char *error, const char *format, ...) PRINTF_LIKE(3, 4);
