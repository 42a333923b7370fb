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
        drmModeConnection connection;   /* as it was found: DRM_MODE_CONNECTED, or DRM_MODE_UNKNOWNCONNECTION */
        drmModeModeInfo mode;
        bool silent;            /* the screen says nothing of itself (no EDID), and no mode of the sides asked for is known */
        bool forced;            /* the mode is not one that is known of it */
};

/*
 * The first connected screen that has a mode of these sides; else the first connected one, in the mode it prefers. `unsure`: of connectors
 * that cannot tell whether a screen is there.
 * Reads every connector's EDID. 0, DRM_CARD_E_UNFIT, DRM_CARD_E_DARK or a negative errno.
 */
MUST_CHECK int drm_screen_find(int fd, int width_px, int height_px, bool unsure, struct drm_screen *ret_screen);
/*
 * Of a silent screen: the mode that a flat panel of these sides would have, in place of that found. The driver may refuse it, and whether the
 * panel can show it only somebody before it knows.
 */
void drm_screen_force(struct drm_screen *screen, int width_px, int height_px);
/*
 * Whether it is still connected and still offers that mode, or still says nothing of itself. One that was not sure gives way to a
 * connected one of its card. Reads its EDID.
 */
bool drm_screen_connected(int fd, const struct drm_screen *screen);
