/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/view/view.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ui/view/build.h"

enum { REACH_PX = 8, PANEL_MIN_PX = 240 };

static struct fit fit_of(const struct ui_panel *panel, bool portrait) {
        double width = portrait ? 1080 : 1280, height = portrait ? 1920 : 800;
        struct fit fit = { .scale = panel->width_px / width };

        if (fit.scale * height > panel->height_px)
                fit.scale = panel->height_px / height;
        fit.x = (int)(panel->width_px - fit.scale * width) / 2;
        fit.y = (int)(panel->height_px - fit.scale * height) / 2;
        return fit;
}

int ui_new(const struct ui_panel *panel, const char *fonts_conf, struct ui **ret_ui) {
        struct ui *ui;
        int r;

        if (panel->width_px < PANEL_MIN_PX || panel->height_px < PANEL_MIN_PX || panel->px_per_mm <= 0)
                return -EINVAL;
        ui = calloc(1, sizeof(*ui));
        if (!ui)
                return -ENOMEM;
        ui->panel = *panel;
        ui->portrait = panel->height_px > panel->width_px;
        ui->fit = fit_of(panel, ui->portrait);
        ui->masks = mask_cache_new();
        r = ui->masks ? text_cache_new(fonts_conf, &ui->texts) : -ENOMEM;
        if (r < 0) {
                ui_free(ui);
                return r;
        }
        *ret_ui = ui;
        return 0;
}

void ui_free(struct ui *ui) {
        if (!ui)
                return;
        text_cache_free(ui->texts);
        mask_cache_free(ui->masks);
        free(ui);
}

/* The keyboard focus is drawn last, outside its control. */
static void draw_ring(struct build *build) {
        struct view_rect ring = build->ring;
        const struct theme *theme = &build->theme;

        if (ring.w == 0)
                return;
        build->fixed = true;
        build_box(build, ring, NODE_CLEAR, BUILD_RGB(theme->contrast ? theme->mist : theme->ink), 14, 26);
        if (theme->contrast)
                build_box(build, ring, NODE_CLEAR, BUILD_RGB(theme->here), 10, 26);
        else
                build_box(build, rect_inset(ring, 3), NODE_CLEAR, BUILD_RGB(theme->here), 8, 23);
}

static void fit_to_panel(struct view *view) {
        for (size_t i = 0; i < view->text_count; i++)
                view->texts[i].rect = fit_rect(&view->fit, view->texts[i].rect);
        for (size_t i = 0; i < view->target_count; i++)
                view->targets[i].rect = fit_rect(&view->fit, view->targets[i].rect);
}

int view_new(struct ui *ui, const struct view_order *order, struct view **ret_view) {
        const struct appearance *look = order->look;
        struct build build = {
                .ui = ui, .screen = order->screen, .look = look, .pressed = order->pressed, .focus = order->focus,
                .portrait = ui->portrait, .large = look->large, .width = ui->portrait ? 1080 : 1280, .height = ui->portrait ? 1920 : 800,
                .rtl = language_right_to_left(look->language),
        };
        struct view *view = calloc(1, sizeof(*view));

        if (!view)
                return -ENOMEM;
        view->ui = ui;
        view->fit = ui->fit;
        view->width_px = ui->panel.width_px;
        view->height_px = ui->panel.height_px;
        build.view = view;
        theme_init(&build.theme, look->contrast, look->city_rgb);
        order->build(&build);
        if (view->personal)
                view->headset = build_say(&build, TEXT_SPEECH_HEADSET, NULL);
        draw_ring(&build);
        if (build.error < 0) {
                view_free(view);
                return build.error;
        }
        fit_to_panel(view);
        *ret_view = view;
        return 0;
}

void view_free(struct view *view) {
        if (!view)
                return;
        for (size_t i = 0; i < view->node_count; i++)
                text_unref(view->nodes[i].text);
        for (size_t i = 0; i < view->qr_count; i++)
                qr_deinit(&view->qrs[i]);
        while (view->strings) {
                struct view_string *string = view->strings;

                /* It may hold digits that somebody typed and had shown. */
                view->strings = string->next;
                explicit_bzero(string->text, strlen(string->text));
                free(string);
        }
        if (view->nodes)
                explicit_bzero(view->nodes, view->node_count * sizeof(*view->nodes));
        free(view->nodes);
        free(view->texts);
        free(view->targets);
        free(view);
}

const struct view_text *view_texts(const struct view *view, size_t *ret_count) {
        *ret_count = view->text_count;
        return view->texts;
}

const struct view_target *view_targets(const struct view *view, size_t *ret_count) {
        *ret_count = view->target_count;
        return view->targets;
}

static bool within(struct view_rect rect, int x, int y) {
        return x >= rect.x && y >= rect.y && x < rect.x + rect.w && y < rect.y + rect.h;
}

struct target view_target_at(const struct view *view, int x_px, int y_px) {
        for (int reach = 0; reach <= REACH_PX; reach += REACH_PX) {
                for (size_t i = 0; i < view->target_count; i++) {
                        if (within(rect_inset(view->targets[i].rect, -reach), x_px, y_px))
                                return view->targets[i].target;
                }
        }
        return view->anywhere;
}

struct target view_focus_next(const struct view *view, struct target from, int direction) {
        size_t count = view->target_count, at = 0;

        if (count == 0)
                return target_of(TARGET_NONE, 0);
        while (at < count && !target_equal(view->targets[at].target, from))
                at++;
        if (at == count)
                at = direction > 0 ? 0 : count - 1;
        else
                at = (at + (direction > 0 ? 1 : count - 1)) % count;
        return view->targets[at].target;
}

const char *const *view_speech(const struct view *view, size_t *ret_count, bool *ret_personal) {
        *ret_count = view->speech_count;
        *ret_personal = view->personal;
        return view->speech;
}

const char *view_speech_public(const struct view *view) {
        return view->headset ? view->headset : "";
}

int view_draw(const struct view *view, uint32_t *pixels, size_t stride, const struct view_rect *clip) {
        struct view_rect all = { 0, 0, view->width_px, view->height_px };
        struct view_rect area = clip ? *clip : all;
        cairo_surface_t *surface;
        cairo_status_t status;
        cairo_t *cr;

        surface = cairo_image_surface_create_for_data((unsigned char *)pixels, CAIRO_FORMAT_RGB24, view->width_px, view->height_px,
                                                      (int)stride);
        cr = cairo_create(surface);
        cairo_rectangle(cr, area.x, area.y, area.w, area.h);
        cairo_clip(cr);
        if (view->fit.scale != 1 || view->fit.x > 0 || view->fit.y > 0) {
                cairo_set_source_rgb(cr, 0, 0, 0);
                cairo_paint(cr);
                cairo_translate(cr, view->fit.x, view->fit.y);
                cairo_scale(cr, view->fit.scale, view->fit.scale);
        }
        for (size_t i = 0; i < view->node_count; i++) {
                if (rect_overlap(fit_rect(&view->fit, view->nodes[i].ink), area))
                        node_draw(&view->nodes[i], view->ui->masks, cr);
        }
        status = cairo_status(cr);
        cairo_destroy(cr);
        cairo_surface_flush(surface);
        cairo_surface_destroy(surface);
        return status == CAIRO_STATUS_SUCCESS ? 0 : status == CAIRO_STATUS_NO_MEMORY ? -ENOMEM : -EINVAL;
}
