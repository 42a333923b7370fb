/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * One graphics card that lights one screen: two dumb buffers of the connector's
 * mode, shown in turns by page flips (drm-kms(7)).
 *
 *      back ──filled──▶ drm_card_show() ──page flip──▶ front     the old front is the next back
 *
 * Where the driver cannot flip, or its memory does not hold two buffers, one buffer
 * is both, and the driver is told what is dirty in it if it wants to know.
 *
 * The card is master of the device while it is open, and gives the CRTC back as it
 * found it. One thread. Opening reads the screen's EDID and sets its mode, which takes
 * up to a second; nothing else blocks.
 */
#pragma once

#include "hal/display/damage.h"
#include "hal/display/shadow.h"

struct drm_card;

enum {
        DRM_CARD_E_UNFIT = 1, /* no dumb buffers, no connectors, or no such device */
        DRM_CARD_E_DARK,      /* no screen is connected */
        DRM_CARD_E_BUSY,      /* somebody else shows something on it, or it may not be used (yet) */
};

/*
 * After the first a flip is late. It gets the second once, from when that is seen: the machine may have stood still, and the driver with it. Whoever
 * then looks later than by DRM_CARD_STILL_MS has stood still again, which counts DRM_CARD_STILLS_MAX times.
 */
enum { DRM_CARD_FLIP_MAX_MS = 2000, DRM_CARD_FLIP_MORE_MS = 1000, DRM_CARD_STILL_MS = 500, DRM_CARD_STILLS_MAX = 5 };

/* Whether it has dumb buffers and connectors. */
bool drm_card_fit(const char *path);
/*
 * Lights the first connected screen that has a mode of these sides, else the first connected one: in a mode made for these sides when the
 * screen says nothing of itself and the driver takes it, else in its preferred mode. Black. `one_buffer` does without page flips.
 * A connector that has no wire for it cannot tell whether a screen is there (VGA, some panels): with `unsure` such ones alone are looked at, and
 * count as connected, as for the kernel's console. 0, DRM_CARD_E_*, or a negative errno.
 */
MUST_CHECK int drm_card_open(const char *path, int width_px, int height_px, bool one_buffer, bool unsure, struct drm_card **ret_card);
/* Restores what was shown before. */
void drm_card_close(struct drm_card *card);

/* Readable when drm_card_dispatch() has something to do: a flip is over. */
int drm_card_fd(const struct drm_card *card);
MUST_CHECK int drm_card_dispatch(struct drm_card *card);
/* Whether the screen is still connected and still has its mode. Asks the connector. */
bool drm_card_connected(const struct drm_card *card);

/*
 * Switches the screen off, or on again (property DPMS, drm-kms(7)); off, nothing may be shown. 0; -ENOTSUP when the driver does not have it
 * so; -EACCES or -ENODEV when the card is lost; another negative errno. Waits for a flip that is under way.
 */
MUST_CHECK int drm_card_sleep(struct drm_card *card, bool asleep);

/* Whether it has two buffers to flip. */
bool drm_card_flips(const struct drm_card *card);
/* Whether nobody has told that the screen is there. */
bool drm_card_unsure(const struct drm_card *card);
/* Whether the mode is one that was made for it. */
bool drm_card_forced(const struct drm_card *card);
/* A page flip is under way: nothing may be written. */
bool drm_card_flipping(const struct drm_card *card);
/* One is for longer than it may be. Its end may have been told and not been read yet. */
bool drm_card_late(const struct drm_card *card);
/* The late one gets DRM_CARD_FLIP_MORE_MS. false: it had them, all in all, its end will not be told any more, and the screen shows what it showed before. */
bool drm_card_wait_longer(struct drm_card *card);
/* Which buffer is written next, 0 or 1, and its memory. */
unsigned drm_card_back(const struct drm_card *card);
const struct scanout *drm_card_memory(const struct drm_card *card);
/*
 * Shows the back buffer, in which these rectangles of the device's pixels are new. 0; -EAGAIN: the buffers changed over,
 * and the other one must be brought up to date and shown; -EACCES or -ENODEV when the card is lost; another negative errno.
 */
MUST_CHECK int drm_card_show(struct drm_card *card, const struct damage *damage);
