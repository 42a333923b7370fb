/* SPDX-License-Identifier: EUPL-1.2 */
/* Mouse and keys in the window, as SDL reports them; on an X server without a screen (tests/hal/with_xvfb.py). */
#include <SDL2/SDL.h>
#include <stdio.h>
#include <stdlib.h>

#include "hal/display/display_sim.h"
#include "hal/input/input_sim.h"
#include "hal/sim/sim_window.h"
#include "tests/support/cmocka.h"

enum { WIDTH = 200, HEIGHT = 300, EVENTS_MAX = 64 };

static struct display *display;
static struct input *input;
static struct sim_window *window;
static struct input_event events[EVENTS_MAX];
static size_t count;

static void take(void *context, const struct input_event *event) {
        assert_in_range(count, 0, EVENTS_MAX - 1);
        events[count++] = *event;
}

static int set_up(void **state) {
        char message[SIM_WINDOW_MESSAGE_SIZE];

        count = 0;
        if (display_new_simulated(WIDTH, HEIGHT, &display) != 0 || input_new_simulated(&input) != 0)
                return -1;
        input_set_callbacks(input, take, NULL, NULL);
        if (sim_window_new("test", display, input, &window, message) != 0) {
                fprintf(stderr, "%s\n", message);
                return -1;
        }
        return sim_window_dispatch(window);
}

static int tear_down(void **state) {
        sim_window_free(window);
        input_free(input);
        display_free(display);
        return 0;
}

static void dispatch(void) {
        assert_int_equal(sim_window_dispatch(window), 0);
        assert_int_equal(input_dispatch(input), 0);
}

static void push(SDL_Event event) {
        assert_int_equal(SDL_PushEvent(&event), 1);
}

static void button(Uint32 type, Uint8 which, int x, int y) {
        push((SDL_Event){ .button = { .type = type, .button = which, .x = x, .y = y } });
}

static void motion(int x, int y) {
        push((SDL_Event){ .motion = { .type = SDL_MOUSEMOTION, .x = x, .y = y } });
}

static void key(SDL_Keycode code, bool repeat) {
        push((SDL_Event){ .key = { .type = SDL_KEYDOWN, .repeat = repeat, .keysym.sym = code } });
}

static void the_left_button_is_a_finger(void **state) {
        motion(1, 1);
        button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, 10, 20);
        motion(30, 40);
        button(SDL_MOUSEBUTTONUP, SDL_BUTTON_LEFT, 50, 60);
        motion(70, 80);
        dispatch();
        assert_int_equal(count, 3);
        assert_int_equal(events[0].type, INPUT_TOUCH_DOWN);
        assert_int_equal(events[0].x_px, 10);
        assert_int_equal(events[0].y_px, 20);
        assert_int_equal(events[1].type, INPUT_TOUCH_MOVE);
        assert_int_equal(events[1].x_px, 30);
        assert_int_equal(events[2].type, INPUT_TOUCH_UP);
        assert_int_equal(events[2].y_px, 60);
}

static void other_buttons_are_none(void **state) {
        button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_RIGHT, 10, 20);
        button(SDL_MOUSEBUTTONUP, SDL_BUTTON_RIGHT, 10, 20);
        button(SDL_MOUSEBUTTONUP, SDL_BUTTON_LEFT, 10, 20);
        dispatch();
        assert_int_equal(count, 0);
}

static void a_window_left_with_the_button_down_cancels_the_finger(void **state) {
        button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, 10, 20);
        push((SDL_Event){ .window = { .type = SDL_WINDOWEVENT, .event = SDL_WINDOWEVENT_FOCUS_LOST } });
        button(SDL_MOUSEBUTTONUP, SDL_BUTTON_LEFT, 10, 20);
        dispatch();
        assert_int_equal(count, 2);
        assert_int_equal(events[1].type, INPUT_TOUCH_CANCEL);
}

static void keys_are_the_keypads_and_do_not_repeat(void **state) {
        static const struct { SDL_Keycode code; enum input_key key; } pairs[] = {
                { SDLK_0, INPUT_KEY_0 }, { SDLK_9, INPUT_KEY_9 }, { SDLK_KP_0, INPUT_KEY_0 }, { SDLK_KP_1, INPUT_KEY_1 },
                { SDLK_KP_9, INPUT_KEY_9 }, { SDLK_UP, INPUT_KEY_UP }, { SDLK_RETURN, INPUT_KEY_OK }, { SDLK_ESCAPE, INPUT_KEY_BACK },
                { SDLK_BACKSPACE, INPUT_KEY_BACK }, { SDLK_F1, INPUT_KEY_HELP }, { SDLK_s, INPUT_KEY_SPEECH },
        };

        for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
                key(pairs[i].code, false);
                key(pairs[i].code, true);
        }
        key(SDLK_q, false);
        dispatch();
        assert_int_equal(count, ARRAY_LEN(pairs));
        for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
                assert_int_equal(events[i].type, INPUT_KEY_PRESS);
                assert_int_equal(events[i].key, pairs[i].key);
        }
}

static void an_unplugged_touch_takes_no_mouse(void **state) {
        input_simulate_touch_present(input, false);
        button(SDL_MOUSEBUTTONDOWN, SDL_BUTTON_LEFT, 10, 20);
        button(SDL_MOUSEBUTTONUP, SDL_BUTTON_LEFT, 10, 20);
        key(SDLK_5, false);
        dispatch();
        assert_int_equal(count, 1);
        assert_int_equal(events[0].key, INPUT_KEY_5);
}

static void closing_is_told(void **state) {
        push((SDL_Event){ .type = SDL_QUIT });
        assert_int_equal(sim_window_dispatch(window), SIM_WINDOW_E_CLOSED);
}

static void without_a_desktop_the_reason_is_said(void **state) {
        char message[SIM_WINDOW_MESSAGE_SIZE] = "", driver[32];
        struct sim_window *other;

        tear_down(state);
        snprintf(driver, sizeof(driver), "%s", getenv("SDL_VIDEODRIVER"));
        setenv("SDL_VIDEODRIVER", "there_is_no_such_driver", 1);
        assert_int_equal(display_new_simulated(WIDTH, HEIGHT, &display), 0);
        assert_int_equal(input_new_simulated(&input), 0);
        assert_int_equal(sim_window_new("test", display, input, &other, message), SIM_WINDOW_E_NO_DESKTOP);
        assert_true(message[0] != '\0');
        setenv("SDL_VIDEODRIVER", driver, 1);
        window = NULL;
}

#define WINDOW_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                WINDOW_TEST(the_left_button_is_a_finger),
                WINDOW_TEST(other_buttons_are_none),
                WINDOW_TEST(a_window_left_with_the_button_down_cancels_the_finger),
                WINDOW_TEST(keys_are_the_keypads_and_do_not_repeat),
                WINDOW_TEST(an_unplugged_touch_takes_no_mouse),
                WINDOW_TEST(closing_is_told),
                WINDOW_TEST(without_a_desktop_the_reason_is_said),
        };

        if (!getenv("GLASS_XWD")) {
                fprintf(stderr, "skipped: this test is started by tests/hal/with_xvfb.py\n");
                return 77;
        }
        return cmocka_run_group_tests(tests, NULL, NULL);
}
