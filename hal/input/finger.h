/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The one finger that counts, of all fingers on all panels: the first one down,
 * until it is up. For hal/input/input*.c.
 *
 *      NONE ──down──▶ DOWN ──up──▶ LIFTED ──flush──▶ reported as up, NONE
 *                      │              │
 *                      └── gone ──────┴──▶ reported as cancelled, NONE
 *
 * When a panel is unplugged the kernel and libinput lift its fingers before they
 * say that it is gone. So a lifted finger is held back until the events that came
 * with it are looked through: nobody presses what he touched by tearing out the
 * plug.
 */
#pragma once

#include <stdint.h>

#include "hal/input/input_backend.h"

struct finger {
        struct input *input;            /* borrowed; is told */
        const void *panel;              /* whose finger it is; NULL: none is down */
        int32_t slot;                   /* which finger on it */
        bool lifted;
        int x_px, y_px;
};

void finger_down(struct finger *finger, const void *panel, int32_t slot, int x_px, int y_px);
void finger_move(struct finger *finger, const void *panel, int32_t slot, int x_px, int y_px);
void finger_up(struct finger *finger, const void *panel, int32_t slot);
/* The kernel takes the finger back, as for a palm. */
void finger_cancel(struct finger *finger, const void *panel, int32_t slot);
void finger_gone(struct finger *finger, const void *panel);
/* Nothing more came with it: a lifted finger is up. */
void finger_flush(struct finger *finger);
