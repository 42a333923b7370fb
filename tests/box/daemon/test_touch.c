/* SPDX-License-Identifier: EUPL-1.2 */
/* What fingers and keys mean on a picture. The box is a stand-in that only writes down what it is told. */
#include "tests/support/cmocka.h"

#include <stdio.h>
#include <string.h>

#include "controller/box/daemon/touch.h"
#include "hal/display/display_sim.h"

static struct display *display;
static struct panel *panel;
static struct touch touch;
static struct screen screen;
static struct plan plan;
static char told[256];

static void tell(const char *what, struct target target) {
        char name[TARGET_NAME_SIZE];

        target_name(target, name);
        snprintf(told + strlen(told), sizeof(told) - strlen(told), "%s:%s ", what, name);
}

void box_pressed(struct box *box, struct moment now, struct target target) {
        tell("pressed", target);
}

void box_activated(struct box *box, struct moment now, struct target target) {
        tell("activated", target);
}

void box_focused(struct box *box, struct moment now, struct target target) {
        tell("focused", target);
        screen.focus = target;
}

void box_touched(struct box *box, struct moment now) {
        strcat(told, "touched ");
}

void box_headset(struct box *box, struct moment now, bool plugged) {
        strcat(told, plugged ? "headset " : "no-headset ");
}

void box_device(struct box *box, struct moment now, enum device device, bool present) {
        assert_int_equal(device, DEVICE_TOUCH);
        strcat(told, present ? "touch " : "no-touch ");
}

const struct screen *box_screen(const struct box *box) {
        return &screen;
}

static void show(enum screen_id id) {
        screen.id = id;
        if (screen_entered(&screen))
                screen.entry.digit_max = 8;
        assert_int_equal(panel_show(panel, &screen), 0);
        told[0] = 0;
}

static int set_up(void **state) {
        plan_default(24, &plan);
        screen = (struct screen){ .look = { .language = LANGUAGE_DE }, .office = "Stadt", .box_id = "K017", .wall_ms = 1000, .plan = &plan };
        if (display_new_simulated(1080, 1920, &display) < 0 || panel_new(display, 4.03, NULL, &panel) < 0)
                return -1;
        touch_init(&touch, NULL, panel, false);
        return 0;
}

static int tear_down(void **state) {
        panel_free(panel);
        display_free(display);
        return 0;
}

static void finger_at(enum input_type type, struct target target, int64_t mono_ms) {
        struct input_event event = { .type = type };

        assert_true(panel_point_of(panel, target, &event.x_px, &event.y_px));
        assert_false(touch_event(&touch, (struct moment){ .mono_ms = mono_ms }, &event));
}

static void finger(enum input_type type, struct target target) {
        finger_at(type, target, 0);
}

static void tick_at(int64_t mono_ms) {
        touch_tick(&touch, (struct moment){ .mono_ms = mono_ms });
}

static bool key(enum input_key key) {
        const struct input_event event = { .type = INPUT_KEY_PRESS, .key = key };

        return touch_event(&touch, (struct moment){ 0 }, &event);
}

static const struct target five = { TARGET_KEY, 5 }, six = { TARGET_KEY, 6 };

static void test_acts_on_release_inside(void **state) {
        show(SCREEN_NUMBER);
        finger(INPUT_TOUCH_DOWN, five);
        assert_string_equal(told, "pressed:key_5 ");
        finger(INPUT_TOUCH_UP, five);
        assert_string_equal(told, "pressed:key_5 pressed:none activated:key_5 ");
}

static void test_does_nothing_on_release_elsewhere(void **state) {
        show(SCREEN_NUMBER);
        finger(INPUT_TOUCH_DOWN, five);
        finger(INPUT_TOUCH_MOVE, six);
        finger(INPUT_TOUCH_UP, six);
        assert_null(strstr(told, "activated"));
        assert_string_equal(told, "pressed:key_5 pressed:none pressed:none ");
}

static void test_a_finger_that_comes_back_counts(void **state) {
        show(SCREEN_NUMBER);
        finger(INPUT_TOUCH_DOWN, five);
        finger(INPUT_TOUCH_MOVE, six);
        finger(INPUT_TOUCH_MOVE, five);
        finger(INPUT_TOUCH_UP, five);
        assert_string_equal(told, "pressed:key_5 pressed:none pressed:key_5 pressed:none activated:key_5 ");
}

static void test_a_finger_that_outlasts_its_screen_does_nothing(void **state) {
        show(SCREEN_PIN);
        finger(INPUT_TOUCH_DOWN, five);
        show(SCREEN_BIRTH);
        finger(INPUT_TOUCH_UP, five);
        assert_null(strstr(told, "activated"));
}

static void test_a_finger_that_never_lifts_is_none_and_its_panel_gone_until_it_does(void **state) {
        show(SCREEN_NUMBER);
        touch_plugged(&touch, (struct moment){ 0 }, true);
        assert_true(touch_deadline(&touch) == INT64_MAX);
        told[0] = 0;
        finger_at(INPUT_TOUCH_DOWN, five, 1000);
        assert_int_equal(touch_deadline(&touch), 1000 + TOUCH_STUCK_MS);
        finger_at(INPUT_TOUCH_MOVE, six, 20000);
        finger_at(INPUT_TOUCH_MOVE, five, 20001);
        tick_at(1000 + TOUCH_STUCK_MS - 1);
        assert_string_equal(told, "pressed:key_5 pressed:none pressed:key_5 ");
        told[0] = 0;
        tick_at(1000 + TOUCH_STUCK_MS);
        assert_string_equal(told, "pressed:none no-touch ");
        assert_true(touch_deadline(&touch) == INT64_MAX);
        tick_at(1000000);
        key(INPUT_KEY_6);
        assert_string_equal(told, "pressed:none no-touch activated:key_6 ");
        told[0] = 0;
        finger_at(INPUT_TOUCH_UP, five, 2000000);
        assert_string_equal(told, "touch pressed:none ");
        finger_at(INPUT_TOUCH_DOWN, five, 2000100);
        finger_at(INPUT_TOUCH_UP, five, 2000200);
        assert_non_null(strstr(told, "activated:key_5"));
        assert_true(touch_deadline(&touch) == INT64_MAX);
}

static void test_a_panel_that_is_pulled_out_from_under_a_stuck_finger_begins_anew(void **state) {
        show(SCREEN_NUMBER);
        touch_plugged(&touch, (struct moment){ 0 }, true);
        finger_at(INPUT_TOUCH_DOWN, five, 0);
        tick_at(TOUCH_STUCK_MS);
        assert_false(touch_event(&touch, (struct moment){ 0 }, &(struct input_event){ .type = INPUT_TOUCH_CANCEL }));
        touch_plugged(&touch, (struct moment){ 0 }, false);
        told[0] = 0;
        tick_at(1000000);
        assert_string_equal(told, "");
        touch_plugged(&touch, (struct moment){ 0 }, true);
        assert_string_equal(told, "touch ");
}

static void test_a_cancelled_touch_does_nothing(void **state) {
        const struct input_event cancel = { .type = INPUT_TOUCH_CANCEL };

        show(SCREEN_NUMBER);
        finger(INPUT_TOUCH_DOWN, five);
        assert_false(touch_event(&touch, (struct moment){ 0 }, &cancel));
        finger(INPUT_TOUCH_UP, five);
        assert_null(strstr(told, "activated"));
}

static void test_digits_press_their_key_or_start(void **state) {
        show(SCREEN_NUMBER);
        key(INPUT_KEY_7);
        assert_string_equal(told, "activated:key_7 ");
        show(SCREEN_IDLE);
        key(INPUT_KEY_7);
        assert_string_equal(told, "activated:start ");
}

static void test_arrows_move_the_focus_and_ok_presses_it(void **state) {
        show(SCREEN_NUMBER);
        key(INPUT_KEY_DOWN);
        assert_int_not_equal(screen.focus.id, TARGET_NONE);
        told[0] = 0;
        key(INPUT_KEY_OK);
        assert_non_null(strstr(told, "activated:"));
        assert_null(strstr(told, "activated:none"));
}

static void test_back_deletes_a_digit_first(void **state) {
        show(SCREEN_NUMBER);
        key(INPUT_KEY_BACK);
        assert_null(strstr(told, "delete"));
        strcpy(screen.entry.digits, "1");
        screen.entry.digit_count = 1;
        show(SCREEN_NUMBER);
        key(INPUT_KEY_BACK);
        assert_string_equal(told, "activated:delete ");
}

static void test_a_key_for_what_is_not_there_only_keeps_the_session(void **state) {
        show(SCREEN_OUT_OF_ORDER);
        key(INPUT_KEY_OK);
        key(INPUT_KEY_3);
        assert_string_equal(told, "touched touched ");
}

static void test_speech_is_switched_on_and_then_repeats(void **state) {
        show(SCREEN_IDLE);
        assert_false(key(INPUT_KEY_SPEECH));
        assert_string_equal(told, "activated:toggle_speech ");
        screen.look.speech = true;
        assert_true(key(INPUT_KEY_SPEECH));
}

static void strike(enum input_key which, int64_t mono_ms) {
        const struct input_event event = { .type = INPUT_KEY_PRESS, .key = which };

        told[0] = 0;
        assert_false(touch_event(&touch, (struct moment){ .mono_ms = mono_ms }, &event));
}

/* EN 301 549, 5.8; EN 301 549, 5.7 is the input's promise that no key repeats. */
static void test_double_strikes_within_500_ms_are_filtered_where_configured(void **state) {
        touch_init(&touch, NULL, panel, true);
        show(SCREEN_NUMBER);
        strike(INPUT_KEY_7, 1000);
        assert_string_equal(told, "activated:key_7 ");
        strike(INPUT_KEY_7, 1499);
        assert_string_equal(told, "touched ");
        strike(INPUT_KEY_7, 1999);
        assert_string_equal(told, "activated:key_7 ");
        strike(INPUT_KEY_8, 2000);
        assert_string_equal(told, "activated:key_8 ");
        strike(INPUT_KEY_DOWN, 3000);
        assert_non_null(strstr(told, "focused:"));
        strike(INPUT_KEY_DOWN, 3100);
        assert_string_equal(told, "touched ");
        strike(INPUT_KEY_DOWN, 3600);
        assert_non_null(strstr(told, "focused:"));
}

static void test_without_that_every_strike_counts(void **state) {
        show(SCREEN_NUMBER);
        strike(INPUT_KEY_7, 1000);
        strike(INPUT_KEY_7, 1001);
        assert_string_equal(told, "activated:key_7 ");
}

static void test_ok_presses_the_strong_button_but_never_yes(void **state) {
        screen.contact_count = 0;
        show(SCREEN_WRONG);
        key(INPUT_KEY_OK);
        assert_string_equal(told, "activated:again ");
        show(SCREEN_DONE);
        key(INPUT_KEY_OK);
        assert_string_equal(told, "activated:end ");
        screen.door.compartment = 3;
        show(SCREEN_JAM_ASK);
        key(INPUT_KEY_OK);
        assert_string_equal(told, "touched ");
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(test_acts_on_release_inside, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_does_nothing_on_release_elsewhere, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_a_finger_that_comes_back_counts, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_a_finger_that_outlasts_its_screen_does_nothing, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_a_finger_that_never_lifts_is_none_and_its_panel_gone_until_it_does, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_a_panel_that_is_pulled_out_from_under_a_stuck_finger_begins_anew, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_a_cancelled_touch_does_nothing, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_digits_press_their_key_or_start, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_arrows_move_the_focus_and_ok_presses_it, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_back_deletes_a_digit_first, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_a_key_for_what_is_not_there_only_keeps_the_session, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_double_strikes_within_500_ms_are_filtered_where_configured, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_without_that_every_strike_counts, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_ok_presses_the_strong_button_but_never_yes, set_up, tear_down),
                cmocka_unit_test_setup_teardown(test_speech_is_switched_on_and_then_repeats, set_up, tear_down),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
