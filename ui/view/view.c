/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/view/view.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "ui/view/build.h"

enum { REACH_PX = 8, PANEL_MIN_PX = 240 };

/* As large as both sides allow; the layout then fills the panel. */
static void find_layout(struct ui *ui) {
        int width = ui->portrait ? MEASURE_UPRIGHT_WIDTH : MEASURE_WIDE_WIDTH;
        int height = ui->portrait ? MEASURE_UPRIGHT_HEIGHT : MEASURE_WIDE_HEIGHT;

        ui->scale = (double)ui->panel.width_px / width;
        if (ui->scale * height > ui->panel.height_px)
                ui->scale = (double)ui->panel.height_px / height;
        ui->width = (int)ceil(ui->panel.width_px / ui->scale - 1e-6);
        ui->height = (int)ceil(ui->panel.height_px / ui->scale - 1e-6);
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
        find_layout(ui);
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

static int on_panel(double scale, int at, int end) {
        int px = (int)lround(at * scale);

        return px < end ? px : end;
}

/* To the nearest pixels, so that what touches still does; the last layout pixel may reach over the panel's edge. */
static struct view_rect rect_on_panel(const struct view *view, struct view_rect rect) {
        int left = on_panel(view->scale, rect.x, view->width_px), top = on_panel(view->scale, rect.y, view->height_px);

        return (struct view_rect){ left, top, on_panel(view->scale, rect.x + rect.w, view->width_px) - left,
                                   on_panel(view->scale, rect.y + rect.h, view->height_px) - top };
}

static void bring_to_panel(struct view *view) {
        for (size_t i = 0; i < view->text_count; i++)
                view->texts[i].rect = rect_on_panel(view, view->texts[i].rect);
        for (size_t i = 0; i < view->target_count; i++)
                view->targets[i].rect = rect_on_panel(view, view->targets[i].rect);
}

/* What was composed is still read aloud and answers keys; of the picture nothing is left but how to get it back. */
static void darken(struct build *build) {
        struct view *view = build->view;

        for (size_t i = 0; i < view->node_count; i++)
                text_unref(view->nodes[i].text);
        explicit_bzero(view->nodes, view->node_count * sizeof(*view->nodes));
        view->node_count = view->text_count = 0;
        view->dark = true;
        build->back = 0x000000;
        build_box(build, (struct view_rect){ 0, 0, build->width, build->height }, BUILD_RGB(build->back), NODE_CLEAR, 0, 0);
        build_write(build, &(struct writing){ .name = "dark", .text = build_say(build, TEXT_ACCESS_DARK, NULL), .type = TYPE_BODY, .lines = 4, .even = true,
                    .room = { build->size.margin, build->height / 2, build->width - 2 * build->size.margin, 0 }, .shrink = true,
                    .rgb = 0xFFFFFF });
}

/* Whether some of a kind came out smaller than others; then all of it begins where the smallest ended. */
static bool even_out(struct likes *likes) {
        bool uneven = false;

        for (unsigned i = LIKE_NONE + 1; i < LIKE_COUNT; i++)
                if (likes->written[i] && likes->least[i] < likes->most[i]) {
                        likes->from[i] = likes->most[i];
                        uneven = true;
                }
        return uneven;
}

static int compose(struct ui *ui, const struct view_order *order, struct likes *likes, struct view **ret_view) {
        const struct appearance *look = order->look;
        struct build build = {
                .ui = ui, .screen = order->screen, .look = look, .pressed = order->pressed, .focus = order->focus,
                .portrait = ui->portrait, .large = look->large, .width = ui->width, .height = ui->height,
                .rtl = language_right_to_left(look->language),
        };
        struct view *view = calloc(1, sizeof(*view));

        if (!view)
                return -ENOMEM;
        view->ui = ui;
        view->scale = ui->scale;
        view->width_px = ui->panel.width_px;
        view->height_px = ui->panel.height_px;
        build.view = view;
        memcpy(build.likes.from, likes->from, sizeof(likes->from));
        measure_init(&build.size, ui->width, ui->height, ui->portrait, look->large);
        theme_init(&build.theme, look->contrast, look->city_rgb);
        order->build(&build);
        if (view->personal)
                view->headset = build_say(&build, TEXT_SPEECH_HEADSET, NULL);
        draw_ring(&build);
        if (look->dark && build.error >= 0)
                darken(&build);
        if (build.error < 0) {
                view_free(view);
                return build.error;
        }
        *likes = build.likes;
        *ret_view = view;
        return 0;
}

int view_new(struct ui *ui, const struct view_order *order, struct view **ret_view) {
        struct likes likes = { .from = { 0 } };
        struct view *view = NULL;
        int r = compose(ui, order, &likes, &view);

        if (r == 0 && even_out(&likes)) {
                view_free(view);
                r = compose(ui, order, &likes, &view);
        }
        if (r < 0)
                return r;
        bring_to_panel(view);
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

size_t view_left_out(const struct view *view) {
        return view->left_out;
}

const struct view_text *view_texts(const struct view *view, size_t *ret_count) {
        *ret_count = view->text_count;
        return view->texts;
}

const char *view_text_line(const struct view_text *text, int line, size_t *ret_len) {
        return text->layout && line < text_line_count(text->layout) ? text_line(text->layout, line, ret_len) : NULL;
}

const struct view_target *view_targets(const struct view *view, size_t *ret_count) {
        *ret_count = view->target_count;
        return view->targets;
}

static bool within(struct view_rect rect, int x, int y) {
        return x >= rect.x && y >= rect.y && x < rect.x + rect.w && y < rect.y + rect.h;
}

struct target view_target_at(const struct view *view, int x_px, int y_px) {
        if (view->dark)
                return target_of(TARGET_TOGGLE_SCREEN, 0);
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
        cairo_scale(cr, view->scale, view->scale);
        for (size_t i = 0; i < view->node_count; i++) {
                if (rect_overlap(rect_scale(view->scale, view->nodes[i].ink), area))
                        node_draw(&view->nodes[i], view->ui->masks, cr);
        }
        status = cairo_status(cr);
        cairo_destroy(cr);
        cairo_surface_flush(surface);
        cairo_surface_destroy(surface);
        return status == CAIRO_STATUS_SUCCESS ? 0 : status == CAIRO_STATUS_NO_MEMORY ? -ENOMEM : -EINVAL;
}
