/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * render FOLDER [NAME]: writes every sample screen (or those whose name begins
 * with NAME) in both languages, on the two usual panels, in every appearance as PNG,
 * to be looked at.
 * render --sheets FOLDER [LANGUAGE] [contrast] [large] [panels] [NAME…]: the same as contact sheets that can be read, a few screens on
 * each; of the two usual panels, or of all; of every sample, or of those named.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/macro.h"
#include "tests/ui/sample.h"

static const struct {
        const char *name;
        bool contrast, large;
} appearances[] = { { "", false, false }, { "-contrast", true, false }, { "-large", false, true },
                    { "-contrast-large", true, true } };

static int write_picture(const uint32_t *pixels, int width_px, int height_px, const char *path) {
        return view_write_png(pixels, width_px, height_px, (size_t)width_px * sizeof(*pixels), path);
}

static int draw(struct ui *ui, const struct ui_panel *panel, const struct sample *sample, uint32_t **ret_pixels) {
        struct view *view CLEANUP(view_cleanup) = NULL;
        int r = screen_view(ui, &sample->screen, &view);

        if (r == 0)
                *ret_pixels = sample_draw(view, panel);
        return r;
}

static int render(struct ui *ui, const struct ui_panel *panel, const char *folder, const struct sample *sample,
                  const char *suffix) {
        char path[4096];
        uint32_t *pixels = NULL;
        int r = draw(ui, panel, sample, &pixels);

        if (r < 0)
                return r;
        snprintf(path, sizeof(path), "%s/%s-%s%s%s.png", folder, sample->name, language_tag(sample->screen.look.language),
                 panel->width_px > panel->height_px ? "-landscape" : "", suffix);
        r = write_picture(pixels, panel->width_px, panel->height_px, path);
        free(pixels);
        return r;
}

static int render_all(const struct ui_panel *panel, const char *folder, const char *prefix) {
        struct ui *ui CLEANUP(ui_cleanup) = NULL;
        int r = ui_new(panel, NULL, &ui);

        for (size_t i = 0; r == 0 && i < sample_count() * ARRAY_LEN(appearances) * 2; i++) {
                size_t appearance = i / 2 % ARRAY_LEN(appearances);
                struct sample sample;

                sample_get(i / 2 / ARRAY_LEN(appearances), &sample);
                if (strncmp(sample.name, prefix, strlen(prefix)) != 0)
                        continue;
                sample.screen.look.language = i % 2 ? LANGUAGE_EN : LANGUAGE_DE;
                sample.screen.look.contrast = appearances[appearance].contrast;
                sample.screen.look.large = appearances[appearance].large;
                r = render(ui, panel, folder, &sample, appearances[appearance].name);
        }
        return r;
}

/* ---- contact sheets ---- */

/* A sheet is about 1,600 pixels wide and high: more, and who looks at it sees it made smaller. */
enum { TILE_UPRIGHT_PX = 400, UPRIGHT_COLUMNS = 4, UPRIGHT_ROWS = 2, TILE_WIDE_PX = 528, WIDE_COLUMNS = 3, WIDE_ROWS = 4, GAP_PX = 8 };

struct sheet {
        uint32_t *pixels;
        int width_px, height_px, tile_w, tile_h, columns, rows;
};

static size_t sheet_pixels(const struct sheet *sheet) {
        return (size_t)sheet->width_px * (size_t)sheet->height_px;
}

static void sheet_clear(struct sheet *sheet) {
        for (size_t i = 0; i < sheet_pixels(sheet); i++)
                sheet->pixels[i] = 0x808080;
}

static int sheet_init(struct sheet *sheet, const struct ui_panel *panel) {
        bool wide = panel->width_px > panel->height_px;

        sheet->tile_w = wide ? TILE_WIDE_PX : TILE_UPRIGHT_PX;
        sheet->tile_h = sheet->tile_w * panel->height_px / panel->width_px;
        sheet->columns = wide ? WIDE_COLUMNS : UPRIGHT_COLUMNS;
        sheet->rows = wide ? WIDE_ROWS : UPRIGHT_ROWS;
        sheet->width_px = sheet->columns * (sheet->tile_w + GAP_PX);
        sheet->height_px = sheet->rows * (sheet->tile_h + GAP_PX);
        sheet->pixels = malloc(sheet_pixels(sheet) * sizeof(*sheet->pixels));
        return sheet->pixels ? 0 : -ENOMEM;
}

/* The mean of the pixels that fall into one of the tile. */
static uint32_t mean(const uint32_t *pixels, const struct ui_panel *panel, const struct sheet *sheet, int x, int y) {
        int left = x * panel->width_px / sheet->tile_w, right = (x + 1) * panel->width_px / sheet->tile_w;
        int top = y * panel->height_px / sheet->tile_h, bottom = (y + 1) * panel->height_px / sheet->tile_h;
        unsigned sums[3] = { 0 }, count = 0;

        for (int row = top; row < bottom; row++) {
                for (int column = left; column < right; column++, count++) {
                        uint32_t pixel = pixels[(size_t)row * (size_t)panel->width_px + (size_t)column];

                        for (unsigned i = 0; i < 3; i++)
                                sums[i] += pixel >> (8 * i) & 255;
                }
        }
        return count ? (sums[2] / count) << 16 | (sums[1] / count) << 8 | sums[0] / count : 0;
}

static void paste(struct sheet *sheet, const uint32_t *pixels, const struct ui_panel *panel, size_t at) {
        int left = (int)at % sheet->columns * (sheet->tile_w + GAP_PX), top = (int)at / sheet->columns * (sheet->tile_h + GAP_PX);

        for (int y = 0; y < sheet->tile_h; y++)
                for (int x = 0; x < sheet->tile_w; x++)
                        sheet->pixels[(size_t)(top + y) * (size_t)sheet->width_px + (size_t)(left + x)] = mean(pixels, panel, sheet, x, y);
}

static int write_page(const struct sheet *sheet, const struct sample_panel *panel, const char *folder, const struct appearance *look, size_t page) {
        char path[4096];

        snprintf(path, sizeof(path), "%s/sheet-%s-%s%s%s-%02zu.png", folder, panel->name, language_tag(look->language),
                 look->contrast ? "-contrast" : "", look->large ? "-large" : "", page);
        return write_picture(sheet->pixels, sheet->width_px, sheet->height_px, path);
}

static int paste_sample(struct sheet *sheet, struct ui *ui, const struct ui_panel *panel, const struct appearance *look, size_t index, size_t at) {
        struct sample sample;
        uint32_t *pixels = NULL;
        int r;

        sample_get(index, &sample);
        sample.screen.look.language = look->language;
        sample.screen.look.contrast = look->contrast;
        sample.screen.look.large = look->large;
        r = draw(ui, panel, &sample, &pixels);
        if (r < 0)
                return r;
        paste(sheet, pixels, panel, at);
        free(pixels);
        return 0;
}

/* The samples that are asked for, in their order; all when none is named. Returns how many. */
static size_t wanted(char *const *names, size_t name_count, size_t *ret_indexes) {
        size_t count = 0;

        for (size_t i = 0; i < sample_count(); i++) {
                struct sample sample;
                bool is = name_count == 0;

                sample_get(i, &sample);
                for (size_t n = 0; n < name_count && !is; n++)
                        is = strcmp(names[n], sample.name) == 0;
                if (is)
                        ret_indexes[count++] = i;
        }
        return count;
}

static int write_sheets_of(const struct sample_panel *panel, const char *folder, const struct appearance *look, const size_t *indexes, size_t count) {
        struct ui *ui CLEANUP(ui_cleanup) = NULL;
        struct sheet sheet = { 0 };
        size_t a_page;
        int r = ui_new(&panel->panel, NULL, &ui);

        if (r == 0)
                r = sheet_init(&sheet, &panel->panel);
        a_page = (size_t)(sheet.columns * sheet.rows);
        for (size_t i = 0; r == 0 && i < count; i++) {
                if (i % a_page == 0)
                        sheet_clear(&sheet);
                r = paste_sample(&sheet, ui, &panel->panel, look, indexes[i], i % a_page);
                if (r == 0 && (i + 1 == count || (i + 1) % a_page == 0))
                        r = write_page(&sheet, panel, folder, look, i / a_page + 1);
        }
        free(sheet.pixels);
        return r;
}

static int write_sheets(const char *folder, char **words, int count) {
        struct appearance look = { .language = LANGUAGE_DE };
        size_t *indexes = calloc(sample_count(), sizeof(*indexes)), wanted_count, names = 0;
        bool panels = false;
        int r = indexes ? 0 : -ENOMEM;

        for (int i = 0; r == 0 && i < count; i++) {
                enum language language = language_from_tag(words[i]);

                if (strcmp(words[i], "contrast") == 0)
                        look.contrast = true;
                else if (strcmp(words[i], "large") == 0)
                        look.large = true;
                else if (strcmp(words[i], "panels") == 0)
                        panels = true;
                else if (language < LANGUAGE_COUNT)
                        look.language = language;
                else
                        words[names++] = words[i];
        }
        wanted_count = r == 0 ? wanted(words, names, indexes) : 0;
        if (r == 0 && (wanted_count == 0 || (names > 0 && wanted_count != names)))
                r = -EINVAL;
        for (size_t i = 0; r == 0 && i < SAMPLE_PANELS; i++)
                if (panels || sample_panels[i].usual)
                        r = write_sheets_of(&sample_panels[i], folder, &look, indexes, wanted_count);
        free(indexes);
        return r;
}

static bool make_folder(const char *path) {
        if (mkdir(path, 0777) == 0 || errno == EEXIST)
                return true;
        perror(path);
        return false;
}

int main(int argc, char **argv) {
        bool sheets = argc > 2 && strcmp(argv[1], "--sheets") == 0;
        int r;

        if (argc < 2 || (argv[1][0] == '-' && !sheets)) {
                fprintf(stderr, "usage: render FOLDER [NAME] | --sheets FOLDER [LANGUAGE] [contrast] [large] [panels] [NAME…]\n");
                return 2;
        }
        setenv("TZ", "Europe/Berlin", 1);
        if (!make_folder(argv[sheets ? 2 : 1]))
                return 2;
        if (sheets) {
                r = write_sheets(argv[2], argv + 3, argc - 3);
        } else {
                r = render_all(&sample_portrait, argv[1], argc > 2 ? argv[2] : "");
                if (r == 0)
                        r = render_all(&sample_landscape, argv[1], argc > 2 ? argv[2] : "");
        }
        if (r < 0)
                fprintf(stderr, "render: %s\n", strerror(-r));
        return r < 0 ? 2 : 0;
}
