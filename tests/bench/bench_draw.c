/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Drawing beside a memcpy of the frame (1080×1920, 32 bit): a whole frame with
 * cached layouts, with a new view each time, one key, and the first frame of a
 * process with its fonts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/bench/bench.h"
#include "ui/screens/screen.h"

enum { WIDTH = 1080, HEIGHT = 1920, DAMAGE_MAX = 16 };

struct context {
        struct ui_panel panel;
        struct ui *ui;
        struct screen screen, pressed;
        struct view *view;
        uint32_t *pixels, *copy;
};

static void must(int r) {
        if (r != 0) {
                fprintf(stderr, "the benchmark could not draw (%d)\n", r);
                exit(1);
        }
}

static void copy_frame(void *data) {
        struct context *context = data;

        memcpy(context->copy, context->pixels, sizeof(uint32_t) * WIDTH * HEIGHT);
        __asm__ volatile("" : : "r"(context->copy) : "memory");
}

static void draw_frame(void *data) {
        struct context *context = data;

        must(view_draw(context->view, context->pixels, sizeof(uint32_t) * WIDTH, NULL));
}

static void draw_new_frame(void *data) {
        struct context *context = data;
        struct view *view;

        must(screen_view(context->ui, &context->screen, &view));
        must(view_draw(view, context->pixels, sizeof(uint32_t) * WIDTH, NULL));
        view_free(view);
}

/* What a touch costs: the view with the key pressed, the difference, the redraw of that. */
static void press_key(void *data) {
        struct context *context = data;
        struct view_rect damage[DAMAGE_MAX];
        struct view *view;
        size_t count;

        must(screen_view(context->ui, &context->pressed, &view));
        count = view_damage(context->view, view, damage, DAMAGE_MAX);
        for (size_t i = 0; i < count; i++)
                must(view_draw(view, context->pixels, sizeof(uint32_t) * WIDTH, &damage[i]));
        view_free(view);
}

static void draw_key(void *data) {
        struct context *context = data;
        size_t count;
        const struct view_target *targets = view_targets(context->view, &count);

        for (size_t i = 0; i < count; i++)
                if (targets[i].target.id == TARGET_KEY && targets[i].target.number == 5)
                        must(view_draw(context->view, context->pixels, sizeof(uint32_t) * WIDTH, &targets[i].rect));
}

static void first_frame(void *data) {
        struct context *context = data;
        struct ui *ui;
        struct view *view;

        must(ui_new(&context->panel, NULL, &ui));
        must(screen_view(ui, &context->screen, &view));
        must(view_draw(view, context->pixels, sizeof(uint32_t) * WIDTH, NULL));
        view_free(view);
        ui_free(ui);
}

int main(void) {
        struct context context = {
                .panel = { WIDTH, HEIGHT, 4.03 },
                .screen = { .id = SCREEN_BIRTH, .office = "Stadt Musterstadt", .box_id = "K017", .wall_ms = 1790337600000,
                            .step = 2, .steps = 4, .entry = { .digits = "0102", .digit_count = 4, .digit_max = 8 } },
                .pixels = malloc(sizeof(uint32_t) * WIDTH * HEIGHT),
                .copy = malloc(sizeof(uint32_t) * WIDTH * HEIGHT),
        };
        static const struct {
                const char *name;
                bench_fn *run;
                unsigned rounds;
        } rows[] = {
                { "first frame, fonts loaded anew", first_frame, 11 },
                { "full frame, same view", draw_frame, 101 },
                { "full frame, new view", draw_new_frame, 101 },
                { "one key, drawing alone", draw_key, 101 },
                { "one key pressed: view, difference, redraw", press_key, 101 },
        };

        if (!context.pixels || !context.copy)
                must(-1);
        memset(context.pixels, 0, sizeof(uint32_t) * WIDTH * HEIGHT);
        context.pressed = context.screen;
        context.pressed.pressed = (struct target){ .id = TARGET_KEY, .number = 5 };
        must(ui_new(&context.panel, NULL, &context.ui));
        must(screen_view(context.ui, &context.screen, &context.view));
        bench_head();
        for (size_t i = 0; i < ARRAY_LEN(rows); i++)
                bench_run(&(struct bench){ .name = rows[i].name, .run = rows[i].run, .yardstick_name = "memcpy of the frame",
                                           .yardstick = copy_frame, .context = &context, .rounds = rows[i].rounds, .repeat = 1,
                                           .yardstick_repeat = 1 });
        view_free(context.view);
        ui_free(context.ui);
        free(context.pixels);
        free(context.copy);
        return 0;
}
