/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which screen of a card is used, and how: its connector, its mode and the CRTC
 * that feeds it. Plain data; the caller keeps the device open.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <xf86drmMode.h>

#include "base/macro.h"

struct drm_screen {
        uint32_t connector, crtc;
        drmModeModeInfo mode;
};

/*
 * The first connected screen that has a mode of these sides; else the first connected one, in the mode it prefers.
 * Reads every connector's EDID. 0, DRM_CARD_E_UNFIT, DRM_CARD_E_DARK or a negative errno.
 */
MUST_CHECK int drm_screen_find(int fd, int width_px, int height_px, struct drm_screen *ret_screen);
/* Whether it is still connected and still offers that mode. Reads its EDID. */
bool drm_screen_connected(int fd, const struct drm_screen *screen);
