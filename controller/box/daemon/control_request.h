/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What may be asked of a running daemon: one JSON object a line.
 *
 *      {"request":"status"}
 *      {"request":"adopt","bundle":BASE64}
 *      {"request":"scan","text":BASE64}
 *      {"request":"touch","x":INT,"y":INT}
 *      {"request":"press","target":NAME}
 *      {"request":"key","key":NAME}
 *      {"request":"door","c":INT,"hand":"open"|"close"|"jam"|"free"|"bounce"}
 *      {"request":"doors","automatic":BOOL}
 *      {"request":"advance","ms":INT}
 *      {"request":"jump","time_ms":INT}
 *      {"request":"plug","device":"scanner"|"touch"|"screen","present":BOOL}
 *      {"request":"headset","plugged":BOOL}
 *      {"request":"screen"}
 *      {"request":"state"}
 *      {"request":"hear"}
 *      {"request":"wait","screen":NAME,"timeout_ms":INT}
 *
 * All but the first two are only for a daemon on simulated hardware. Members are
 * exactly these; anything else is malformed. An answer is one JSON object a line:
 * {"ok":true,…} or {"ok":false,"error":WORD,"message":TEXT}.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "controller/box/session/box.h"
#include "crypto/bundle.h"
#include "hal/input/input.h"
#include "hal/scanner/scanner.h"
#include "hal/sim/sim_world.h"

enum {
        CONTROL_LINE_MAX = BUNDLE_MAX_LEN / 3 * 4 + 256, /* a bundle in base64 is the longest */
        CONTROL_SCAN_MAX = 4 * SCANNER_TEXT_MAX,         /* more than a scanner gives on */
        CONTROL_ADVANCE_MAX_DAYS = 36525,
        CONTROL_WAIT_MAX_MS = 600 * 1000,
};

enum control_kind {
        CONTROL_STATUS = 1,
        CONTROL_ADOPT,          /* bytes, len */
        CONTROL_SCAN,           /* bytes, len */
        CONTROL_TOUCH,          /* x_px, y_px */
        CONTROL_PRESS,          /* target */
        CONTROL_KEY,            /* key */
        CONTROL_DOOR,           /* c, hand */
        CONTROL_DOORS,          /* on: automatic */
        CONTROL_ADVANCE,        /* ms */
        CONTROL_JUMP,           /* ms: wall clock */
        CONTROL_SYNCHRONISE,    /* on */
        CONTROL_PLUG,           /* device, on: present */
        CONTROL_HEADSET,        /* on: plugged in */
        CONTROL_SCREEN,
        CONTROL_STATE,
        CONTROL_HEAR,
        CONTROL_WAIT,           /* screen, ms: time-out of the real clock */
        CONTROL_KIND_COUNT,
};

struct control_request {
        enum control_kind kind;
        uint8_t *bytes;         /* owned */
        size_t len;
        int x_px, y_px;
        struct target target;
        enum input_key key;
        unsigned c;
        enum sim_hand hand;
        bool on;
        int64_t ms;
        enum device device;
        enum screen_id screen;
};

enum { CONTROL_E_MALFORMED = 1 };
/*
 * Reads one line without its newline. 0; CONTROL_E_MALFORMED, and *ret_why is a
 * sentence about it (static); -ENOMEM. The caller ends it with control_request_deinit().
 */
MUST_CHECK int control_request_parse(const char *line, size_t len, struct control_request *ret_request, const char **ret_why);
void control_request_deinit(struct control_request *request);

/* The hand or device of that name in requests; false when there is none. */
MUST_CHECK bool control_hand_from_name(const char *name, enum sim_hand *ret_hand);
MUST_CHECK bool control_device_from_name(const char *name, enum device *ret_device);
