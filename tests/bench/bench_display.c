/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What showing a picture costs beside a memcpy of the frame (1080×1920, 32 bit): a whole frame and one key, in each rotation,
 * from the drawn picture into the shadow and on into the memory that a device shows; and for a device of 16 bits a pixel.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hal/display/shadow.h"
#include "tests/bench/bench.h"

enum { WIDTH = 1080, HEIGHT = 1920, KEY_PX = 160 };

struct context {
        struct shadow shadow;
        struct scanout scanout;
        struct display_rectangle damage;
        uint32_t *picture, *copy;
};

static void show(void *data) {
        struct context *context = data;
        struct display_rectangle drawn, copied;

        shadow_draw(&context->shadow, context->picture, sizeof(uint32_t) * WIDTH, &context->damage, &drawn);
        if (!shadow_copy(&context->shadow, &drawn, &context->scanout, &copied))
                abort();
        __asm__ volatile("" : : "r"(context->scanout.memory) : "memory");
}

static void copy_frame(void *data) {
        struct context *context = data;

        memcpy(context->copy, context->picture, sizeof(uint32_t) * WIDTH * HEIGHT);
        __asm__ volatile("" : : "r"(context->copy) : "memory");
}

static void must(bool condition) {
        if (condition)
                return;
        fprintf(stderr, "there is no memory for the benchmark\n");
        exit(1);
}

static void measure(struct context *context, enum turn rotation, enum scanout_format format, bool key) {
        char name[64];

        must(shadow_init(&context->shadow, WIDTH, HEIGHT, rotation) == 0);
        context->scanout.width_px = context->shadow.width_px;
        context->scanout.height_px = context->shadow.height_px;
        context->scanout.stride = (size_t)context->shadow.width_px * sizeof(uint32_t);
        context->scanout.format = format;
        context->damage = key ? (struct display_rectangle){ 301, 703, KEY_PX, KEY_PX } : (struct display_rectangle){ 0, 0, WIDTH, HEIGHT };
        snprintf(name, sizeof(name), "%s, rotation %u%s", key ? "one key" : "whole frame", turn_degrees(rotation),
                 format == SCANOUT_XRGB8888 ? "" : ", 16 bits");
        bench_run(&(struct bench){ .name = name, .run = show, .yardstick_name = "memcpy of the frame", .yardstick = copy_frame,
                                   .context = context, .rounds = 101, .repeat = 1, .yardstick_repeat = 1 });
        shadow_deinit(&context->shadow);
}

int main(void) {
        struct context context = {
                .picture = calloc((size_t)WIDTH * HEIGHT, sizeof(uint32_t)),
                .copy = calloc((size_t)WIDTH * HEIGHT, sizeof(uint32_t)),
                .scanout.memory = calloc((size_t)WIDTH * HEIGHT, sizeof(uint32_t)),
        };

        must(context.picture && context.copy && context.scanout.memory);
        for (size_t i = 0; i < (size_t)WIDTH * HEIGHT; i++)
                context.picture[i] = (uint32_t)i * 2654435761U;
        bench_head();
        for (enum turn rotation = 0; rotation < TURN_COUNT; rotation++)
                measure(&context, rotation, SCANOUT_XRGB8888, false);
        measure(&context, TURN_0, SCANOUT_RGB565, false);
        measure(&context, TURN_0, SCANOUT_XRGB8888, true);
        measure(&context, TURN_90, SCANOUT_XRGB8888, true);
        free(context.picture);
        free(context.copy);
        free(context.scanout.memory);
        return 0;
}
