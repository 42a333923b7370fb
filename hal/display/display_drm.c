/* SPDX-License-Identifier: EUPL-1.2 */
/*
 *      absent ──a card with a connected screen, terminal in front──▶ lit, black
 *        ▲                                                            │ display_show()
 *        └──screen or card gone, other terminal, card lost────────────┤
 *                                                                     ▼
 *                                              idle ◀──flip over──── flipping
 *                                                └────new damage───────▲
 *
 * What is shown while a flip is under way is kept in the shadow picture and follows
 * when the flip is over. Each buffer has its own list of what it lacks.
 */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <libudev.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "hal/display/display_screen.h"
#include "hal/display/drm_card.h"
#include "hal/display/drm_dark.h"

/* Until a card is tried again that somebody else has, or that broke; and until it is looked whether a screen came without an event. */
enum { RETRY_MS = 2000, PROBE_MS = 10 * 1000 };

struct display_drm {
        struct display_screen screen;
        struct drm_card *card;          /* NULL: absent */
        struct damage lacks[2];         /* what each buffer lacks, in the shadow's pixels */
        char only[PATH_MAX];            /* this card alone; empty: any */
        bool one_buffer;
        bool lost;                      /* the card failed while it was shown on */
        bool off;                       /* the screen is, and takes no flips; asked for is base.asleep */
        bool in_front;                  /* its terminal was, when that was last looked at */
        bool dark_only;                 /* absent for no other reason than that the cards below have no screen */
        struct drm_dark dark;
        struct udev *udev;
        struct udev_monitor *monitor;
        int retry;                      /* a timerfd */
};

static const struct display_implementation drm_display;

static struct display_drm *drm_from_base(struct display *base) {
        assert(base->implementation == &drm_display);
        return (struct display_drm *)base;
}

static void disarm(struct display_drm *display) {
        (void)timerfd_settime(display->retry, 0, &(struct itimerspec){ 0 }, NULL);
}

/* In a while, or at once to be called by the next dispatch; then each time again_ms later, with 0 no more. */
static void arm_again(struct display_drm *display, int ms, int again_ms) {
        struct itimerspec in = { .it_value = { .tv_sec = ms / 1000, .tv_nsec = ms == 0 ? 1 : ms % 1000 * 1000000L },
                                 .it_interval = { .tv_sec = again_ms / 1000, .tv_nsec = again_ms % 1000 * 1000000L } };

        (void)timerfd_settime(display->retry, 0, &in, NULL);
}

static void arm(struct display_drm *display, int ms) {
        arm_again(display, ms, 0);
}

/* ---- the card ---- */

static void note_way(struct display_drm *display) {
        bool flips = drm_card_flips(display->card);

        if (drm_card_unsure(display->card)) /* which cannot tell either when it goes */
                display->screen.way = flips ? " on a connector that cannot tell whether a screen is there, page flips" :
                                              " on a connector that cannot tell whether a screen is there, one buffer";
        else if (drm_card_forced(display->card)) /* somebody before a dark panel has to know */
                display->screen.way = flips ? " by force (no EDID), page flips" : " by force (no EDID), one buffer";
        else
                display->screen.way = flips ? ", page flips" : ", one buffer";
}

static void leave_card(struct display_drm *display) {
        if (!display->card)
                return;
        display_screen_unwatch(&display->screen, drm_card_fd(display->card));
        drm_card_close(display->card);
        display->card = NULL;
        display->lost = display->off = false;
}

/* 0, DRM_CARD_E_* or a negative errno. */
static int try_card(struct display_drm *display, const char *path, bool unsure) {
        int r = drm_card_open(path, display->screen.shadow.width_px, display->screen.shadow.height_px, display->one_buffer,
                              unsure, &display->card);

        if (r != 0)
                return r;
        r = display_screen_watch(&display->screen, drm_card_fd(display->card));
        if (r < 0) {
                drm_card_close(display->card);
                display->card = NULL;
                return r;
        }
        display_screen_set_place(&display->screen, path, drm_card_memory(display->card));
        note_way(display);
        damage_clear(&display->lacks[0]);
        damage_clear(&display->lacks[1]);
        shadow_blacken(&display->screen.shadow);
        return 0;
}

static int is_card(const struct dirent *entry) {
        return strncmp(entry->d_name, "card", 4) == 0 && entry->d_name[4] >= '0' && entry->d_name[4] <= '9';
}

/* The names of all cards, to be freed one by one and together. */
static int list_cards(struct dirent ***ret_entries) {
        int count = scandir("/dev/dri", ret_entries, is_card, versionsort);

        return count < 0 ? 0 : count;
}

static void take_path(struct dirent *entry, char ret_path[PATH_MAX]) {
        snprintf(ret_path, PATH_MAX, "/dev/dri/%s", entry->d_name);
        free(entry);
}

bool display_drm_possible(void) {
        struct dirent **entries = NULL;
        int count = list_cards(&entries);
        bool possible = false;

        for (int i = 0; i < count; i++) {
                char path[PATH_MAX];

                take_path(entries[i], path);
                possible = possible || drm_card_fit(path);
        }
        free(entries);
        return possible;
}

/* Whether it is to be tried again soon: it is only busy, or failed. One without a screen is kept to be asked for one. */
static bool try_card_again(struct display_drm *display, const char *path, bool unsure) {
        int r = try_card(display, path, unsure);

        if (r == DRM_CARD_E_DARK && !unsure)
                display->dark_only &= drm_dark_add(&display->dark, path);
        return r < 0 || r == DRM_CARD_E_BUSY;
}

/* The first card that lights a screen. Whether one is to be tried again. */
static bool try_cards(struct display_drm *display, bool unsure) {
        struct dirent **entries = NULL;
        bool again = false;
        int count;

        if (*display->only)
                return try_card_again(display, display->only, unsure);
        count = list_cards(&entries);
        for (int i = 0; i < count; i++) {
                char path[PATH_MAX];

                take_path(entries[i], path);
                if (!display->card)
                        again |= try_card_again(display, path, unsure);
        }
        free(entries);
        return again;
}

/* A screen that is connected; where there is none, one that may be. Tried again later where a card is only busy or fails. */
static void find_card(struct display_drm *display) {
        bool again;

        drm_dark_clear(&display->dark);
        display->dark_only = true;
        again = try_cards(display, false);
        if (!display->card && !again)
                again = try_cards(display, true);
        display->dark_only &= !display->card && !again && display->dark.count > 0;
        if (display->card)
                disarm(display);
        else if (again)
                arm(display, RETRY_MS);
        else
                arm_again(display, PROBE_MS, PROBE_MS);
}

/* Makes what is lit agree with what is plugged in and in front. */
static void look_again(struct display_drm *display) {
        bool in_front = display->in_front = display_screen_in_front(&display->screen);

        if (display->card && (!in_front || display->lost || !drm_card_connected(display->card))) {
                leave_card(display);
                display_report_present(&display->screen.base, false);
        }
        if (!in_front)
                console_left(display->screen.console);
        else if (!display->card)
                find_card(display);
}

/* ---- showing ---- */

static int bring_up_to_date(struct display_drm *display) {
        struct damage copied = { .count = 0 };
        struct damage *lacks = &display->lacks[drm_card_back(display->card)];

        for (size_t i = 0; i < lacks->count; i++) {
                struct display_rectangle rectangle;

                if (shadow_copy(&display->screen.shadow, &lacks->rectangles[i], drm_card_memory(display->card), &rectangle))
                        damage_add(&copied, &rectangle);
        }
        damage_clear(lacks);
        return copied.count > 0 ? drm_card_show(display->card, &copied) : 0;
}

static int drm_copy(struct display *base, const uint32_t *pixels, size_t stride, const struct display_rectangle *damage) {
        struct display_drm *display = drm_from_base(base);
        struct display_rectangle drawn;

        if (!display->card || display->lost)
                return -ENODEV;
        shadow_draw(&display->screen.shadow, pixels, stride, damage, &drawn);
        damage_add(&display->lacks[0], &drawn);
        damage_add(&display->lacks[1], &drawn);
        return 0;
}

/* Of a driver that does not tell that a flip is over nothing newer would ever be seen: it is lit anew, without flips. */
static int give_up_flips(struct display_drm *display) {
        display->one_buffer = display->lost = true;
        arm(display, 0);
        return -ENODEV;
}

/* 0, or -ENODEV: nothing can be shown. Of a late flip what was told meanwhile is read first: this program may have stood still itself. */
static int ready(struct display_drm *display) {
        if (!display->card || display->lost)
                return -ENODEV;
        if (!drm_card_late(display->card))
                return 0;
        (void)!drm_card_dispatch(display->card);
        if (!drm_card_flipping(display->card))
                return 0;
        if (!drm_card_wait_longer(display->card))
                return give_up_flips(display);
        arm(display, DRM_CARD_FLIP_MORE_MS);
        return 0;
}

static int drm_flip(struct display *base) {
        struct display_drm *display = drm_from_base(base);
        int r = ready(display);

        if (r < 0)
                return r;
        if (display->off || drm_card_flipping(display->card))
                return 0; /* follows when that flip is over, or when it is awake */
        r = bring_up_to_date(display);
        if (r == -EAGAIN) {
                note_way(display);
                r = bring_up_to_date(display);
        }
        if (r < 0) {
                display->lost = true;
                arm(display, 0);
        }
        return r == -EACCES ? -ENODEV : r;
}

/* 0, -ENOTSUP, or a negative errno after which the card counts as lost. */
static int switch_screen(struct display_drm *display, bool off) {
        int r = drm_card_sleep(display->card, off);

        if (r == 0)
                display->off = off;
        if (r == 0 || r == -ENOTSUP)
                return r;
        display->lost = true;
        arm(display, 0);
        return r == -EACCES ? -ENODEV : r;
}

/* Not before the newest picture is on it: there are screens that stay lit when they are off. */
static int drm_sleep(struct display *base, bool asleep) {
        struct display_drm *display = drm_from_base(base);
        int r = ready(display);

        if (r < 0)
                return r;
        if (asleep && drm_card_flipping(display->card))
                return 0; /* follows when that flip is over */
        if (asleep == display->off)
                return 0;
        r = switch_screen(display, asleep);
        return r == 0 && !asleep ? drm_flip(base) : r;
}

static void flip_is_over(struct display_drm *display) {
        struct display *base = &display->screen.base;

        (void)!drm_flip(base);
        if (base->asleep && !display->off && !display->lost && !drm_card_flipping(display->card) && switch_screen(display, true) == -ENOTSUP)
                base->asleep = false;
}

/* ---- events ---- */

static bool heard_of_change(struct display_drm *display) {
        struct udev_device *device;
        bool heard = false;

        while ((device = udev_monitor_receive_device(display->monitor))) {
                heard = true;
                udev_device_unref(device);
        }
        return heard;
}

static bool timer_fired(struct display_drm *display) {
        uint64_t times;

        return read(display->retry, &times, sizeof(times)) == (ssize_t)sizeof(times);
}

/* Something may be otherwise than it was. What else there is to hear than the first thing is heard by the next dispatch. */
static bool shall_look(struct display_drm *display) {
        bool before = display->in_front;

        if (display_screen_in_front(&display->screen) != before)
                return true;
        if (timer_fired(display))
                return before && (!display->dark_only || drm_dark_changed(&display->dark));
        return heard_of_change(display);
}

static void hear_card(struct display_drm *display) {
        bool flipping = drm_card_flipping(display->card);

        if (drm_card_dispatch(display->card) < 0) {
                display->lost = true;
                arm(display, 0);
        } else if (ready(display) == 0 && flipping && !drm_card_flipping(display->card)) {
                flip_is_over(display);
        }
}

static int drm_dispatch(struct display *base) {
        struct display_drm *display = drm_from_base(base);

        if (display->card)
                hear_card(display);
        if (shall_look(display))
                look_again(display);
        display_report_present(base, display->card);
        return 0;
}

static void drm_free(struct display *base) {
        struct display_drm *display = drm_from_base(base);

        leave_card(display);
        display_screen_deinit(&display->screen);
        udev_monitor_unref(display->monitor);
        udev_unref(display->udev);
        if (display->retry >= 0)
                close(display->retry);
        free(display);
}

static const struct display_implementation drm_display = {
        .copy = drm_copy,
        .flip = drm_flip,
        .sleep = drm_sleep,
        .dispatch = drm_dispatch,
        .free = drm_free,
};

/* ---- opening ---- */

/* Where udevd runs, a device is ready to be opened only after it said so. */
static int listen_for_cards(struct display_drm *display) {
        const char *source = access("/run/udev/control", F_OK) == 0 ? "udev" : "kernel";

        display->udev = udev_new();
        display->monitor = display->udev ? udev_monitor_new_from_netlink(display->udev, source) : NULL;
        if (!display->monitor)
                return -ENOMEM;
        if (udev_monitor_filter_add_match_subsystem_devtype(display->monitor, "drm", NULL) < 0 ||
            udev_monitor_enable_receiving(display->monitor) < 0)
                return -EIO;
        return display_screen_watch(&display->screen, udev_monitor_get_fd(display->monitor));
}

int display_new_drm(const struct display_config *config, struct display **ret_display) {
        struct display_drm *display = calloc(1, sizeof(*display));
        int r;

        if (!display)
                return -ENOMEM;
        display->retry = -1;
        r = display_screen_init(&display->screen, &drm_display, config);
        if (r == 0 && config->card && snprintf(display->only, sizeof(display->only), "%s", config->card) >= PATH_MAX)
                r = -ENAMETOOLONG;
        if (r == 0) {
                display->one_buffer = config->one_buffer;
                display->retry = timerfd_create(CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);
                r = display->retry < 0 ? -errno : display_screen_watch(&display->screen, display->retry);
        }
        if (r == 0)
                r = listen_for_cards(display);
        if (r == 0)
                r = display_screen_take_console(&display->screen, config->console);
        if (r < 0) {
                drm_free(&display->screen.base);
                return r;
        }
        look_again(display);
        display->screen.base.present = display->card;
        *ret_display = &display->screen.base;
        return 0;
}
