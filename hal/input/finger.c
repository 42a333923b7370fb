/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/input/finger.h"

static void tell(const struct finger *finger, enum input_type type) {
        input_report(finger->input, &(struct input_event){ .type = type, .x_px = finger->x_px, .y_px = finger->y_px });
}

static void end(struct finger *finger, enum input_type type) {
        tell(finger, type);
        *finger = (struct finger){ .input = finger->input };
}

static bool is_this(const struct finger *finger, const void *panel, int32_t slot) {
        return finger->panel == panel && finger->slot == slot && !finger->lifted;
}

void finger_down(struct finger *finger, const void *panel, int32_t slot, int x_px, int y_px) {
        finger_flush(finger);
        if (finger->panel)
                return;
        *finger = (struct finger){ .input = finger->input, .panel = panel, .slot = slot, .x_px = x_px, .y_px = y_px };
        tell(finger, INPUT_TOUCH_DOWN);
}

void finger_move(struct finger *finger, const void *panel, int32_t slot, int x_px, int y_px) {
        if (!is_this(finger, panel, slot) || (x_px == finger->x_px && y_px == finger->y_px))
                return;
        finger->x_px = x_px;
        finger->y_px = y_px;
        tell(finger, INPUT_TOUCH_MOVE);
}

void finger_up(struct finger *finger, const void *panel, int32_t slot) {
        if (is_this(finger, panel, slot))
                finger->lifted = true;
}

void finger_cancel(struct finger *finger, const void *panel, int32_t slot) {
        if (is_this(finger, panel, slot))
                end(finger, INPUT_TOUCH_CANCEL);
}

void finger_gone(struct finger *finger, const void *panel) {
        if (finger->panel == panel && panel)
                end(finger, INPUT_TOUCH_CANCEL);
}

void finger_flush(struct finger *finger) {
        if (finger->lifted)
                end(finger, INPUT_TOUCH_UP);
}
