/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/touch.h"

static const struct target nothing = { TARGET_NONE, 0 };

void touch_init(struct touch *touch, struct box *box, const struct panel *panel, bool filter_double) {
        *touch = (struct touch){ .box = box, .panel = panel, .filter_double = filter_double, .struck = INPUT_KEY_COUNT, .stuck_ms = INT64_MAX };
}

static void set_stuck(struct touch *touch, struct moment now, bool stuck) {
        touch->stuck_ms = INT64_MAX;
        if (touch->stuck == stuck)
                return;
        touch->stuck = stuck;
        box_device(touch->box, now, DEVICE_TOUCH, touch->plugged && !stuck);
}

void touch_plugged(struct touch *touch, struct moment now, bool plugged) {
        touch->plugged = plugged;
        touch->stuck = false;
        touch->stuck_ms = INT64_MAX;
        box_device(touch->box, now, DEVICE_TOUCH, plugged);
}

static void finger_down(struct touch *touch, struct moment now, int x_px, int y_px) {
        touch->stuck_ms = now.mono_ms + TOUCH_STUCK_MS;
        touch->down = panel_target_at(touch->panel, x_px, y_px);
        touch->screen = box_screen(touch->box)->id;
        touch->inside = touch->down.id != TARGET_NONE;
        box_pressed(touch->box, now, touch->down);
}

static void finger_moved(struct touch *touch, struct moment now, int x_px, int y_px) {
        bool inside = touch->down.id != TARGET_NONE && box_screen(touch->box)->id == touch->screen &&
                      target_equal(panel_target_at(touch->panel, x_px, y_px), touch->down);

        if (inside == touch->inside)
                return;
        touch->inside = inside;
        box_pressed(touch->box, now, inside ? touch->down : nothing);
}

static void finger_up(struct touch *touch, struct moment now, int x_px, int y_px) {
        struct target down = touch->down;

        set_stuck(touch, now, false);
        finger_moved(touch, now, x_px, y_px);
        touch->down = nothing;
        box_pressed(touch->box, now, nothing);
        if (touch->inside)
                box_activated(touch->box, now, down);
        touch->inside = false;
}

static void finger_lost(struct touch *touch, struct moment now) {
        touch->down = nothing;
        touch->inside = false;
        box_pressed(touch->box, now, nothing);
}

int64_t touch_deadline(const struct touch *touch) {
        return touch->stuck_ms;
}

void touch_tick(struct touch *touch, struct moment now) {
        if (now.mono_ms < touch->stuck_ms)
                return;
        finger_lost(touch, now);
        set_stuck(touch, now, true);
}

/* Activates the first of these that the picture offers. */
static void activate_first(struct touch *touch, struct moment now, const struct target *targets, size_t count) {
        for (size_t i = 0; i < count; i++)
                if (panel_has(touch->panel, targets[i])) {
                        box_activated(touch->box, now, targets[i]);
                        return;
                }
        box_touched(touch->box, now);
}

static void key_digit(struct touch *touch, struct moment now, unsigned digit) {
        const struct target targets[] = { { TARGET_KEY, digit }, { TARGET_START, 0 } };

        activate_first(touch, now, targets, ARRAY_LEN(targets));
}

static void key_arrow(struct touch *touch, struct moment now, int direction) {
        box_focused(touch->box, now, panel_focus_next(touch->panel, box_screen(touch->box)->focus, direction));
}

static void key_ok(struct touch *touch, struct moment now) {
        const struct target targets[] = {
                box_screen(touch->box)->focus, { TARGET_NEXT, 0 }, { TARGET_MORE_TIME, 0 }, { TARGET_AGAIN, 0 },
                { TARGET_END, 0 }, { TARGET_START, 0 },
        };

        activate_first(touch, now, targets, ARRAY_LEN(targets));
}

static void key_back(struct touch *touch, struct moment now) {
        const struct target targets[] = { { TARGET_DELETE, 0 }, { TARGET_BACK, 0 }, { TARGET_CANCEL, 0 } };
        const struct screen_entry *entry = screen_entered(box_screen(touch->box));
        size_t skip = entry && entry->digit_count > 0 ? 0 : 1;

        activate_first(touch, now, targets + skip, ARRAY_LEN(targets) - skip);
}

static bool key_speech(struct touch *touch, struct moment now) {
        if (box_screen(touch->box)->look.speech) {
                box_touched(touch->box, now);
                return true;
        }
        box_activated(touch->box, now, (struct target){ TARGET_TOGGLE_SPEECH, 0 });
        return false;
}

static bool is_double_strike(struct touch *touch, struct moment now, enum input_key key) {
        bool again = touch->struck == key && now.mono_ms - touch->struck_ms < BOX_DOUBLE_MS;

        touch->struck = key;
        touch->struck_ms = now.mono_ms;
        return touch->filter_double && again;
}

static bool key_press(struct touch *touch, struct moment now, enum input_key key) {
        const struct target help = { TARGET_HELP, 0 };

        switch (key) {
        case INPUT_KEY_0: case INPUT_KEY_1: case INPUT_KEY_2: case INPUT_KEY_3: case INPUT_KEY_4:
        case INPUT_KEY_5: case INPUT_KEY_6: case INPUT_KEY_7: case INPUT_KEY_8: case INPUT_KEY_9:
                key_digit(touch, now, (unsigned)(key - INPUT_KEY_0));
                return false;
        case INPUT_KEY_UP: case INPUT_KEY_LEFT:
                key_arrow(touch, now, -1);
                return false;
        case INPUT_KEY_DOWN: case INPUT_KEY_RIGHT:
                key_arrow(touch, now, 1);
                return false;
        case INPUT_KEY_OK:
                key_ok(touch, now);
                return false;
        case INPUT_KEY_BACK:
                key_back(touch, now);
                return false;
        case INPUT_KEY_HELP:
                activate_first(touch, now, &help, 1);
                return false;
        case INPUT_KEY_SPEECH:
                return key_speech(touch, now);
        case INPUT_KEY_COUNT:
                break;
        }
        return false;
}

bool touch_event(struct touch *touch, struct moment now, const struct input_event *event) {
        switch (event->type) {
        case INPUT_TOUCH_DOWN:
                finger_down(touch, now, event->x_px, event->y_px);
                return false;
        case INPUT_TOUCH_MOVE:
                finger_moved(touch, now, event->x_px, event->y_px);
                return false;
        case INPUT_TOUCH_UP:
                finger_up(touch, now, event->x_px, event->y_px);
                return false;
        case INPUT_TOUCH_CANCEL:
                finger_lost(touch, now);
                set_stuck(touch, now, false);
                return false;
        case INPUT_KEY_PRESS:
                if (is_double_strike(touch, now, event->key)) {
                        box_touched(touch->box, now);
                        return false;
                }
                return key_press(touch, now, event->key);
        case INPUT_HEADSET:
                box_headset(touch->box, now, event->plugged);
                return false;
        }
        return false;
}
