/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The panel of a real box, over DRM/KMS or, where there is no such card, over a
 * framebuffer device.
 *
 * Nothing needs to be plugged in when it is opened: a card or a screen that comes
 * later is taken then, and one that goes is reported absent. The terminal behind
 * the picture is held meanwhile (hal/display/console.h); while another terminal is in front,
 * the panel is absent and the card free.
 *
 * Forks for the terminal. Opening lights the screen, which takes up to a second;
 * so does a screen that is plugged in later. Nothing else blocks.
 */
#pragma once

#include "hal/display/display.h"
#include "hal/display/turn.h"

enum display_kind { DISPLAY_AUTO, DISPLAY_DRM, DISPLAY_FBDEV };

struct display_config {
        int width_px, height_px;        /* of the upright picture, 1 to DISPLAY_SIDE_MAX_PX */
        enum turn rotation;         /* from the picture to the panel */
        enum display_kind kind;
        const char *card;               /* /dev/dri/card… or /dev/fb…; NULL or empty: the first that will do */
        unsigned console;               /* as console_new(); 0: the terminal in front */
        bool one_buffer;                /* DRM without page flips */
};

/*
 * Opens by `kind`; DISPLAY_AUTO takes DRM where a card has dumb buffers and connectors, else a framebuffer device where there
 * is one, else waits for a card. What `config` points to is copied. 0, -EINVAL, or another negative errno when not even
 * waiting is possible.
 */
MUST_CHECK int display_new_real(const struct display_config *config, struct display **ret_display);

/* The single kinds. A framebuffer device must be there by DISPLAY_AUTO without a name, else -ENOENT; -ENODEV for pixels that are none of ours, or another one. */
MUST_CHECK int display_new_drm(const struct display_config *config, struct display **ret_display);
MUST_CHECK int display_new_fbdev(const struct display_config *config, struct display **ret_display);

/* Whether there is a card that DRM could show something on, a screen connected or not. */
bool display_drm_possible(void);

/* About a real display that is present: what it is shown on, as "/dev/dri/card0, 1280x800, page flips"; "none" for an absent one. */
enum { DISPLAY_PLACE_SIZE = 128 };
void display_real_place(const struct display *display, char ret_place[DISPLAY_PLACE_SIZE]);
/* 0: the terminal is held; -ENOENT: there is none here; another negative errno: why it cannot be had. */
int display_real_console(const struct display *display);
