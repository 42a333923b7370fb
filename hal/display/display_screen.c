/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/display/display_screen.h"

#include <errno.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <unistd.h>

int display_screen_watch(struct display_screen *screen, int fd) {
        struct epoll_event event = { .events = EPOLLIN };

        return epoll_ctl(screen->base.fd, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

void display_screen_unwatch(struct display_screen *screen, int fd) {
        (void)epoll_ctl(screen->base.fd, EPOLL_CTL_DEL, fd, NULL);
}

int display_screen_init(struct display_screen *screen, const struct display_implementation *implementation,
                        const struct display_config *config) {
        *screen = (struct display_screen){
                .base = { .implementation = implementation, .fd = -1, .width_px = config->width_px, .height_px = config->height_px },
                .way = "",
        };
        if (config->width_px < 1 || config->width_px > DISPLAY_SIDE_MAX_PX || config->height_px < 1 ||
            config->height_px > DISPLAY_SIDE_MAX_PX || config->rotation >= TURN_COUNT)
                return -EINVAL;
        screen->base.fd = epoll_create1(EPOLL_CLOEXEC);
        if (screen->base.fd < 0)
                return -errno;
        return shadow_init(&screen->shadow, config->width_px, config->height_px, config->rotation);
}

int display_screen_take_console(struct display_screen *screen, unsigned number) {
        screen->console_error = console_new(number, &screen->console);
        return screen->console ? display_screen_watch(screen, console_fd(screen->console)) : 0;
}

void display_screen_deinit(struct display_screen *screen) {
        console_free(screen->console);
        shadow_deinit(&screen->shadow);
        if (screen->base.fd >= 0)
                close(screen->base.fd);
}

void display_screen_set_place(struct display_screen *screen, const char *path, const struct scanout *scanout) {
        snprintf(screen->place, sizeof(screen->place), "%.80s, %dx%d", path, scanout->width_px, scanout->height_px);
        screen->base.other_mode = scanout->width_px != screen->shadow.width_px || scanout->height_px != screen->shadow.height_px;
}

bool display_screen_in_front(struct display_screen *screen) {
        if (!screen->console)
                return true;
        /* Without its watcher the terminal stays where it is; it is put back when the display is freed. */
        (void)!console_dispatch(screen->console);
        return console_in_front(screen->console);
}

void display_real_place(const struct display *display, char ret_place[DISPLAY_PLACE_SIZE]) {
        const struct display_screen *screen = (const struct display_screen *)display;

        if (display->present)
                snprintf(ret_place, DISPLAY_PLACE_SIZE, "%.100s%s", screen->place, screen->way);
        else
                snprintf(ret_place, DISPLAY_PLACE_SIZE, "none");
}

int display_real_console(const struct display *display) {
        const struct display_screen *screen = (const struct display_screen *)display;

        return screen->console_error;
}
