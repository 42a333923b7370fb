/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * usage: show_display drm|fbdev DEGREES WIDTH HEIGHT SEED PICTURES FILE.ppm
 *
 * Shows that many pictures of these sides that differ in random rectangles, writes the last one to the file as the panel
 * must show it, says "shown" and keeps it up until SIGTERM: for looking at the panel from outside. Says "gone" and "back". SIGUSR1 switches
 * the panel off, SIGUSR2 on again.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "hal/display/display_real.h"

enum { QUIET_MS = 200 };

static struct display_config config;
static struct display *display;
static uint32_t *picture;

static void must(bool condition, const char *what) {
        if (condition)
                return;
        fprintf(stderr, "show_display: %s\n", what);
        exit(EXIT_FAILURE);
}

static void show(const struct display_rectangle *damage, size_t count) {
        must(display_show(display, picture, (size_t)config.width_px * sizeof(*picture), damage, count) == 0, "cannot be shown");
}

static void told(void *context, bool present) {
        const struct display_rectangle all = { 0, 0, config.width_px, config.height_px };

        if (present)
                show(&all, 1);
        puts(present ? "back" : "gone");
        fflush(stdout);
}

static void draw(const struct display_rectangle *rectangle) {
        uint32_t colour = (uint32_t)rand();

        for (int y = rectangle->y_px; y < rectangle->y_px + rectangle->height_px; y++)
                for (int x = rectangle->x_px; x < rectangle->x_px + rectangle->width_px; x++)
                        picture[y * config.width_px + x] = colour ^ (uint32_t)(x * 65537 + y * 257);
}

static void show_random(unsigned pictures) {
        struct display_rectangle damage[5] = { { 0, 0, config.width_px, config.height_px } };

        draw(&damage[0]);
        show(damage, 1);
        for (unsigned n = 1; n < pictures; n++) {
                for (size_t i = 0; i < ARRAY_LEN(damage); i++) {
                        int x = rand() % config.width_px, y = rand() % config.height_px;

                        damage[i] = (struct display_rectangle){ x, y, 1 + rand() % (config.width_px - x),
                                                                1 + rand() % (config.height_px - y) };
                        draw(&damage[i]);
                }
                show(damage, ARRAY_LEN(damage));
                if (rand() % 3 != 0)
                        must(display_dispatch(display) == 0, "dispatch");
        }
}

/* Pixel by pixel, in another way than the display does it. */
static void write_expected(const char *path) {
        int width_px, height_px;
        FILE *file = fopen(path, "we");
        uint8_t *row;

        must(file, path);
        turn_sides(config.rotation, config.width_px, config.height_px, &width_px, &height_px);
        row = malloc((size_t)width_px * 3);
        must(row, "memory");
        fprintf(file, "P6\n%d %d\n255\n", width_px, height_px);
        for (int y = 0; y < height_px; y++) {
                for (int x = 0; x < width_px; x++) {
                        int from_x, from_y;
                        uint32_t pixel;

                        turn_to_picture(config.rotation, config.width_px, config.height_px, x, y, &from_x, &from_y);
                        pixel = picture[from_y * config.width_px + from_x];
                        row[3 * x] = (uint8_t)(pixel >> 16);
                        row[3 * x + 1] = (uint8_t)(pixel >> 8);
                        row[3 * x + 2] = (uint8_t)pixel;
                }
                must(fwrite(row, 3, (size_t)width_px, file) == (size_t)width_px, path);
        }
        free(row);
        must(fclose(file) == 0, path);
}

/* False: it is to end. */
static bool sleeps(int signals) {
        struct signalfd_siginfo signal;

        must(read(signals, &signal, sizeof(signal)) == sizeof(signal), "a signal");
        if (signal.ssi_signo == SIGTERM)
                return false;
        must(display_sleep(display, signal.ssi_signo == SIGUSR1) == 0, "cannot be switched");
        return true;
}

static void keep_up(int signals, bool until_quiet) {
        struct pollfd fds[] = { { .fd = display_fd(display), .events = POLLIN }, { .fd = signals, .events = POLLIN } };

        for (;;) {
                int count = poll(fds, 2, until_quiet ? QUIET_MS : -1);

                if (count == 0 || (fds[1].revents && !sleeps(signals)))
                        return;
                must(display_dispatch(display) == 0, "dispatch");
        }
}

int main(int argc, char **argv) {
        char place[DISPLAY_PLACE_SIZE];
        sigset_t ends;
        int signals;

        must(argc == 8, "usage: show_display drm|fbdev DEGREES WIDTH HEIGHT SEED PICTURES FILE.ppm");
        config = (struct display_config){
                .kind = strcmp(argv[1], "drm") == 0 ? DISPLAY_DRM : DISPLAY_FBDEV,
                .rotation = turn_from_degrees((unsigned)atoi(argv[2])),
                .width_px = atoi(argv[3]),
                .height_px = atoi(argv[4]),
                .one_buffer = getenv("SHOW_ONE_BUFFER"),
        };
        srand((unsigned)atoi(argv[5]));
        sigemptyset(&ends);
        sigaddset(&ends, SIGTERM);
        sigaddset(&ends, SIGUSR1);
        sigaddset(&ends, SIGUSR2);
        sigprocmask(SIG_BLOCK, &ends, NULL);
        signals = signalfd(-1, &ends, SFD_CLOEXEC);
        must(display_new_real(&config, &display) == 0, "cannot be opened");
        display_set_callback(display, told, NULL);
        picture = calloc((size_t)config.width_px * (size_t)config.height_px, sizeof(*picture));
        must(picture && signals >= 0, "memory");
        if (display_present(display))
                show_random((unsigned)atoi(argv[6]));
        write_expected(argv[7]);
        keep_up(signals, true);
        display_real_place(display, place);
        printf("shown on %s, terminal %s\n", place, display_real_console(display) == 0 ? "held" : "not held");
        fflush(stdout);
        keep_up(signals, false);
        display_free(display);
        free(picture);
        return 0;
}
