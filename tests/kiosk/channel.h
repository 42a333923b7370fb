/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The agent's end of the line to the test outside: requests come in, each has one
 * answer. It runs inside the virtual kiosk alone and trusts its other end.
 *
 *      request  ID OPERATION LENGTH \n payload
 *      answer   ID STATUS LENGTH \n payload
 */
#pragma once

#include <stddef.h>

enum { CHANNEL_OPERATION_SIZE = 16, CHANNEL_PAYLOAD_MAX = 128 << 20 };

struct request {
        unsigned long id;
        char operation[CHANNEL_OPERATION_SIZE];
        char *payload; /* ends with a NUL that is not counted */
        size_t len;
};

/* Waits for a whole request; free it with request_deinit(). Ends the program when the line is gone. */
void channel_receive(int fd, struct request *ret_request);
void channel_answer(int fd, const struct request *request, int status, const void *data, size_t len);
void request_deinit(struct request *request);
