/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/panel.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { DAMAGE_MAX = 64, SEARCH_PX = 16 }; /* no target is smaller than the latter */

struct panel {
        struct display *display;
        struct ui *ui;
        struct view *view;
        int width_px, height_px;
        uint32_t *pixels;  /* the display's own picture, else the shadow */
        uint32_t *shadow;  /* NULL where the display has its own */
        unsigned draws;
        struct rest rest;
        uint32_t *rested;  /* what is seen while it rests; NULL before it first does */
};

int panel_new(struct display *display, double px_per_mm, const char *fonts_conf, struct panel **ret_panel) {
        struct panel *panel = calloc(1, sizeof(*panel));
        struct ui_panel geometry;
        int r = -ENOMEM;

        if (!panel)
                return -ENOMEM;
        panel->display = display;
        panel->rest = REST_NONE;
        panel->width_px = display_width_px(display);
        panel->height_px = display_height_px(display);
        geometry = (struct ui_panel){ .width_px = panel->width_px, .height_px = panel->height_px, .px_per_mm = px_per_mm };
        panel->pixels = display_picture(display);
        if (!panel->pixels)
                panel->pixels = panel->shadow = calloc((size_t)panel->width_px * (size_t)panel->height_px, sizeof(*panel->pixels));
        if (panel->pixels)
                r = ui_new(&geometry, fonts_conf, &panel->ui);
        if (r != 0) {
                panel_free(panel);
                return r;
        }
        *ret_panel = panel;
        return 0;
}

void panel_free(struct panel *panel) {
        if (!panel)
                return;
        view_free(panel->view);
        ui_free(panel->ui);
        free(panel->shadow);
        free(panel->rested);
        free(panel);
}

static size_t stride_of(const struct panel *panel) {
        return (size_t)panel->width_px * sizeof(*panel->pixels);
}

static size_t size_of(const struct panel *panel) {
        return stride_of(panel) * (size_t)panel->height_px;
}

/* From the first rest on the picture is the panel's own: a display that lends its own shows what is in it. */
static int keep_picture(struct panel *panel) {
        if (!panel->rested)
                panel->rested = malloc(size_of(panel));
        if (!panel->shadow) {
                panel->shadow = malloc(size_of(panel));
                if (panel->shadow)
                        panel->pixels = memcpy(panel->shadow, panel->pixels, size_of(panel));
        }
        return panel->rested && panel->shadow ? 0 : -ENOMEM;
}

static int clamp(int at, int end) {
        return at < 0 ? 0 : at >= end ? end - 1 : at;
}

static uint32_t darken(uint32_t pixel, unsigned percent) {
        uint32_t red = (pixel >> 16 & 0xFF) * percent / 100, green = (pixel >> 8 & 0xFF) * percent / 100, blue = (pixel & 0xFF) * percent / 100;

        return red << 16 | green << 8 | blue;
}

static void draw_rested(struct panel *panel) {
        for (int y = 0; y < panel->height_px; y++) {
                const uint32_t *from = panel->pixels + (size_t)clamp(y - panel->rest.dy_px, panel->height_px) * (size_t)panel->width_px;
                uint32_t *to = panel->rested + (size_t)y * (size_t)panel->width_px;

                for (int x = 0; x < panel->width_px; x++)
                        to[x] = darken(from[clamp(x - panel->rest.dx_px, panel->width_px)], panel->rest.percent);
        }
}

static bool rests(const struct panel *panel) {
        return !rest_equal(&panel->rest, &REST_NONE);
}

/* Moved or darker, all of it is another picture. */
static int give_rested(struct panel *panel) {
        const struct display_rectangle all = { 0, 0, panel->width_px, panel->height_px };
        int r;

        draw_rested(panel);
        r = display_show(panel->display, panel->rested, stride_of(panel), &all, 1);
        return r == -ENODEV ? 0 : r;
}

static int give_as_drawn(struct panel *panel, const struct view_rect *rects, size_t count) {
        struct display_rectangle damage[DAMAGE_MAX];
        int r;

        for (size_t i = 0; i < count; i++)
                damage[i] = (struct display_rectangle){ rects[i].x, rects[i].y, rects[i].w, rects[i].h };
        r = display_show(panel->display, panel->pixels, stride_of(panel), damage, count);
        return r == -ENODEV ? 0 : r;
}

/* Asleep only after it was given black, for it may refuse; awake only after it was given what to wake up with. */
static int give_to_display(struct panel *panel, const struct view_rect *rects, size_t count) {
        int r;

        if (!display_present(panel->display))
                return 0;
        r = rests(panel) ? give_rested(panel) : give_as_drawn(panel, rects, count);
        if (r == 0)
                r = display_sleep(panel->display, panel->rest.off);
        return r == -ENODEV || r == -ENOTSUP ? 0 : r;
}

int panel_show(struct panel *panel, const struct screen *screen) {
        struct view_rect damage[DAMAGE_MAX];
        struct view *view;
        size_t count;
        int r;

        r = screen_view(panel->ui, screen, &view);
        if (r != 0)
                return r;
        count = view_damage(panel->view, view, damage, DAMAGE_MAX);
        for (size_t i = 0; i < count && r == 0; i++)
                r = view_draw(view, panel->pixels, stride_of(panel), &damage[i]);
        view_free(panel->view);
        panel->view = NULL;
        if (r != 0) {
                view_free(view);
                return r; /* half drawn: the next picture is drawn whole */
        }
        panel->view = view;
        panel->draws += count > 0;
        return count > 0 ? give_to_display(panel, damage, count) : 0;
}

int panel_refresh(struct panel *panel) {
        struct view_rect all = { 0, 0, panel->width_px, panel->height_px };

        return give_to_display(panel, &all, 1);
}

int panel_rest(struct panel *panel, struct rest rest) {
        int r;

        if (rest_equal(&panel->rest, &rest))
                return 0;
        r = keep_picture(panel);
        if (r < 0)
                return r;
        panel->rest = rest;
        return panel_refresh(panel);
}

int panel_view(struct panel *panel, const struct screen *screen, struct view **ret_view) {
        return screen_view(panel->ui, screen, ret_view);
}

struct target panel_target_at(const struct panel *panel, int x_px, int y_px) {
        return panel->view ? view_target_at(panel->view, x_px, y_px) : (struct target){ TARGET_NONE, 0 };
}

bool panel_has(const struct panel *panel, struct target target) {
        const struct view_target *targets;
        size_t count;

        if (!panel->view)
                return false;
        targets = view_targets(panel->view, &count);
        for (size_t i = 0; i < count; i++)
                if (target_equal(targets[i].target, target))
                        return true;
        return false;
}

static bool is_at(const struct panel *panel, struct target target, int x_px, int y_px) {
        return target_equal(panel_target_at(panel, x_px, y_px), target);
}

bool panel_point_of(const struct panel *panel, struct target target, int *ret_x_px, int *ret_y_px) {
        const struct view_target *targets = NULL;
        size_t count = 0;

        if (panel->view)
                targets = view_targets(panel->view, &count);
        for (size_t i = 0; i < count; i++) {
                int x_px = targets[i].rect.x + targets[i].rect.w / 2, y_px = targets[i].rect.y + targets[i].rect.h / 2;

                if (target_equal(targets[i].target, target) && is_at(panel, target, x_px, y_px)) {
                        *ret_x_px = x_px;
                        *ret_y_px = y_px;
                        return true;
                }
        }
        for (int y_px = SEARCH_PX / 2; y_px < panel->height_px; y_px += SEARCH_PX)
                for (int x_px = SEARCH_PX / 2; x_px < panel->width_px; x_px += SEARCH_PX)
                        if (is_at(panel, target, x_px, y_px)) {
                                *ret_x_px = x_px;
                                *ret_y_px = y_px;
                                return true;
                        }
        return false;
}

struct target panel_focus_next(const struct panel *panel, struct target from, int direction) {
        return panel->view ? view_focus_next(panel->view, from, direction) : (struct target){ TARGET_NONE, 0 };
}

const uint32_t *panel_pixels(const struct panel *panel, int *ret_width_px, int *ret_height_px) {
        *ret_width_px = panel->width_px;
        *ret_height_px = panel->height_px;
        return panel->pixels;
}

unsigned panel_draws(const struct panel *panel) {
        return panel->draws;
}
