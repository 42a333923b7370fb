/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/sim/sim_window.h"

#include <SDL2/SDL.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "hal/display/damage.h"
#include "hal/display/display_sim.h"
#include "hal/input/input_sim.h"

enum { PERIOD_NS = 1000000000 / 60, DESKTOP_PERCENT = 92 };

struct sim_window {
        struct display *display;
        struct input *input;
        SDL_Window *window;
        SDL_Renderer *renderer;
        SDL_Texture *texture;
        int timer;
        struct damage lacks;    /* what the texture lacks */
        bool stale;             /* the window must be drawn, if only anew */
        bool down;              /* the mouse button */
};

/* ---- the picture ---- */

static void see(void *context, const struct display_rectangle *damage) {
        struct sim_window *window = context;

        damage_add(&window->lacks, damage);
        window->stale = true;
}

static void draw(struct sim_window *window) {
        const int width_px = display_width_px(window->display);
        const uint32_t *pixels = display_simulated_pixels(window->display);

        if (!window->stale)
                return;
        for (size_t i = 0; i < window->lacks.count; i++) {
                const struct display_rectangle *lack = &window->lacks.rectangles[i];
                const SDL_Rect rectangle = { lack->x_px, lack->y_px, lack->width_px, lack->height_px };

                SDL_UpdateTexture(window->texture, &rectangle, pixels + (size_t)lack->y_px * (size_t)width_px + lack->x_px,
                                  width_px * (int)sizeof(*pixels));
        }
        damage_clear(&window->lacks);
        window->stale = false;
        SDL_RenderClear(window->renderer);
        SDL_RenderCopy(window->renderer, window->texture, NULL, NULL);
        SDL_RenderPresent(window->renderer);
}

/* ---- mouse and keys ---- */

/* What does not get through (unplugged, or far too much at once) did not happen. */
static void tell(struct sim_window *window, const struct input_event *event) {
        (void)!input_simulate(window->input, event);
}

static void tell_finger(struct sim_window *window, enum input_type type, int x_px, int y_px) {
        tell(window, &(struct input_event){ .type = type, .x_px = x_px, .y_px = y_px });
}

static enum input_key key_of(SDL_Keycode code) {
        static const struct {
                SDL_Keycode code;
                enum input_key key;
        } keys[] = {
                { SDLK_UP, INPUT_KEY_UP },         { SDLK_DOWN, INPUT_KEY_DOWN },     { SDLK_LEFT, INPUT_KEY_LEFT },
                { SDLK_RIGHT, INPUT_KEY_RIGHT },   { SDLK_RETURN, INPUT_KEY_OK },     { SDLK_KP_ENTER, INPUT_KEY_OK },
                { SDLK_SPACE, INPUT_KEY_OK },      { SDLK_BACKSPACE, INPUT_KEY_BACK },{ SDLK_ESCAPE, INPUT_KEY_BACK },
                { SDLK_F1, INPUT_KEY_HELP },       { SDLK_h, INPUT_KEY_HELP },        { SDLK_F2, INPUT_KEY_SPEECH },
                { SDLK_s, INPUT_KEY_SPEECH },      { SDLK_KP_0, INPUT_KEY_0 },
        };

        if (code >= SDLK_0 && code <= SDLK_9)
                return (enum input_key)(INPUT_KEY_0 + (code - SDLK_0));
        if (code >= SDLK_KP_1 && code <= SDLK_KP_9)
                return (enum input_key)(INPUT_KEY_1 + (code - SDLK_KP_1));
        for (size_t i = 0; i < ARRAY_LEN(keys); i++)
                if (keys[i].code == code)
                        return keys[i].key;
        return INPUT_KEY_COUNT;
}

static void take_key(struct sim_window *window, const SDL_KeyboardEvent *key) {
        const struct input_event event = { .type = INPUT_KEY_PRESS, .key = key_of(key->keysym.sym) };

        if (!key->repeat && event.key != INPUT_KEY_COUNT)
                tell(window, &event);
}

static void take_button(struct sim_window *window, const SDL_MouseButtonEvent *button, bool down) {
        if (button->button != SDL_BUTTON_LEFT || window->down == down)
                return;
        window->down = down;
        tell_finger(window, down ? INPUT_TOUCH_DOWN : INPUT_TOUCH_UP, button->x, button->y);
}

static void take_window(struct sim_window *window, const SDL_WindowEvent *event) {
        window->stale = true; /* exposed, resized: drawing once too often does no harm */
        if (event->event == SDL_WINDOWEVENT_FOCUS_LOST && window->down) {
                window->down = false;
                tell_finger(window, INPUT_TOUCH_CANCEL, 0, 0);
        }
}

int sim_window_dispatch(struct sim_window *window) {
        uint64_t times;
        SDL_Event event;

        (void)!read(window->timer, &times, sizeof(times));
        while (SDL_PollEvent(&event)) {
                switch (event.type) {
                case SDL_QUIT:
                        return SIM_WINDOW_E_CLOSED;
                case SDL_KEYDOWN:
                        take_key(window, &event.key);
                        break;
                case SDL_MOUSEBUTTONDOWN:
                case SDL_MOUSEBUTTONUP:
                        take_button(window, &event.button, event.type == SDL_MOUSEBUTTONDOWN);
                        break;
                case SDL_MOUSEMOTION:
                        if (window->down)
                                tell_finger(window, INPUT_TOUCH_MOVE, event.motion.x, event.motion.y);
                        break;
                case SDL_WINDOWEVENT:
                        take_window(window, &event.window);
                        break;
                case SDL_RENDER_TARGETS_RESET:
                case SDL_RENDER_DEVICE_RESET:
                        see(window, &(struct display_rectangle){ 0, 0, display_width_px(window->display), display_height_px(window->display) });
                        break;
                default:
                        break;
                }
        }
        draw(window);
        return 0;
}

int sim_window_fd(const struct sim_window *window) {
        return window->timer;
}

/* ---- opening ---- */

/* The picture's own size where the desktop has room for it, else as large as fits. */
static void size_of(const struct sim_window *window, int *ret_width, int *ret_height) {
        int width = display_width_px(window->display), height = display_height_px(window->display);
        SDL_Rect room;

        if (SDL_GetDisplayUsableBounds(0, &room) == 0 && (width > room.w || height > room.h)) {
                double scale = (double)room.w / width < (double)room.h / height ? (double)room.w / width : (double)room.h / height;

                width = (int)(width * scale * DESKTOP_PERCENT / 100);
                height = (int)(height * scale * DESKTOP_PERCENT / 100);
        }
        *ret_width = width > 0 ? width : 1;
        *ret_height = height > 0 ? height : 1;
}

static bool open_window(struct sim_window *window, const char *title) {
        const int width_px = display_width_px(window->display), height_px = display_height_px(window->display);
        int width, height;

        /* Signals stay the process's own. A picture made smaller stays legible. */
        SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
        SDL_SetHint(SDL_HINT_RENDER_SCALE_QUALITY, "linear");
        if (SDL_InitSubSystem(SDL_INIT_VIDEO) < 0)
                return false;
        SDL_EnableScreenSaver();
        size_of(window, &width, &height);
        window->window = SDL_CreateWindow(title, SDL_WINDOWPOS_CENTERED, SDL_WINDOWPOS_CENTERED, width, height, SDL_WINDOW_RESIZABLE);
        if (window->window)
                window->renderer = SDL_CreateRenderer(window->window, -1, SDL_RENDERER_SOFTWARE);
        if (window->renderer && SDL_RenderSetLogicalSize(window->renderer, width_px, height_px) == 0)
                window->texture = SDL_CreateTexture(window->renderer, SDL_PIXELFORMAT_RGB888, SDL_TEXTUREACCESS_STREAMING, width_px,
                                                    height_px);
        return window->texture;
}

static int start_timer(struct sim_window *window) {
        const struct itimerspec period = { .it_interval.tv_nsec = PERIOD_NS, .it_value.tv_nsec = 1 };

        window->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
        if (window->timer < 0 || timerfd_settime(window->timer, 0, &period, NULL) < 0)
                return -errno;
        return 0;
}

int sim_window_new(const char *title, struct display *display, struct input *input, struct sim_window **ret_window,
                   char ret_message[SIM_WINDOW_MESSAGE_SIZE]) {
        struct sim_window *window = calloc(1, sizeof(*window));
        int r;

        if (!window) {
                snprintf(ret_message, SIM_WINDOW_MESSAGE_SIZE, "%s", strerror(ENOMEM));
                return -ENOMEM;
        }
        *window = (struct sim_window){ .display = display, .input = input, .timer = -1 };
        r = open_window(window, title) ? 0 : SIM_WINDOW_E_NO_DESKTOP;
        snprintf(ret_message, SIM_WINDOW_MESSAGE_SIZE, "%s", SDL_GetError());
        if (r == 0 && (r = start_timer(window)) < 0)
                snprintf(ret_message, SIM_WINDOW_MESSAGE_SIZE, "%s", strerror(-r));
        if (r != 0) {
                sim_window_free(window);
                return r;
        }
        display_simulated_set_watcher(display, see, window);
        see(window, &(struct display_rectangle){ 0, 0, display_width_px(display), display_height_px(display) });
        *ret_window = window;
        return 0;
}

void sim_window_free(struct sim_window *window) {
        if (!window)
                return;
        display_simulated_set_watcher(window->display, NULL, NULL);
        if (window->texture)
                SDL_DestroyTexture(window->texture);
        if (window->renderer)
                SDL_DestroyRenderer(window->renderer);
        if (window->window)
                SDL_DestroyWindow(window->window);
        SDL_Quit();
        if (window->timer >= 0)
                close(window->timer);
        free(window);
}
