/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/ui/sample.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macro.h"

const struct ui_panel sample_portrait = { 1080, 1920, 4.03 }, sample_landscape = { 1280, 800, 5.88 };

static const char *const contact[] = { "Rathausplatz 1, Erdgeschoss", "Mo bis Fr, 8 bis 16 Uhr", "115" };

#define ENTRY(screen_id, typed, max, at, of) \
        .id = screen_id, .digits = typed, .digit_count = sizeof(typed) - 1, .digit_max = max, .step = at, .steps = of

static const struct sample samples[] = {
        { "idle", { .id = SCREEN_IDLE } },
        { "number", { ENTRY(SCREEN_NUMBER, "40719", 8, 1, 5), .typed_way = true, .pressed = { TARGET_KEY, 9 } } },
        { "number_failed", { ENTRY(SCREEN_NUMBER, "40719288", 8, 1, 5), .typed_way = true, .check_failed = true } },
        { "pin", { ENTRY(SCREEN_PIN, "4071", 6, 2, 5), .typed_way = true } },
        { "birth", { ENTRY(SCREEN_BIRTH, "24121", 8, 2, 4) } },
        { "birth_shown", { ENTRY(SCREEN_BIRTH, "24121", 8, 2, 4), .show = true } },
        { "birth_full", { ENTRY(SCREEN_BIRTH, "24121971", 8, 2, 4), .focus = { .id = TARGET_NEXT } } },
        { "birth_failed", { ENTRY(SCREEN_BIRTH, "31021971", 8, 2, 4), .check_failed = true } },
};

size_t sample_count(void) {
        return ARRAY_LEN(samples);
}

void sample_get(size_t index, struct sample *ret_sample) {
        static struct plan plan;
        struct screen *screen = &ret_sample->screen;

        if (plan.cell_count == 0)
                plan_default(96, &plan);
        *ret_sample = samples[index];
        screen->office = "Stadt Musterstadt";
        screen->box_id = "K017";
        screen->wall_ms = 1795354327000; /* 2026-11-22T14:32:07+01:00 */
        screen->plan = &plan;
        screen->contact = contact;
        screen->contact_count = ARRAY_LEN(contact);
        screen->look.volume = 3;
}

void sample_named(const char *name, struct sample *ret_sample) {
        for (size_t i = 0; i < sample_count(); i++) {
                if (strcmp(samples[i].name, name) == 0) {
                        sample_get(i, ret_sample);
                        return;
                }
        }
        fprintf(stderr, "no sample %s\n", name);
        abort();
}

uint32_t *sample_draw(const struct view *view, const struct ui_panel *panel) {
        size_t stride = (size_t)panel->width_px * sizeof(uint32_t);
        uint32_t *pixels = calloc((size_t)panel->height_px, stride);

        if (!pixels || view_draw(view, pixels, stride, NULL) < 0)
                abort();
        return pixels;
}
