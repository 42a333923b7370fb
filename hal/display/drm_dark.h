/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Graphics cards without a screen, that are asked for one again and again: a driver may not tell of one that comes. What a card has
 * is found out once, so that asking takes three system calls and one a connector.
 *
 * Plain data; no card is open in between.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum { DRM_DARK_CARDS_MAX = 4, DRM_DARK_CONNECTORS_MAX = 16, DRM_DARK_PATH_SIZE = 64 };

struct drm_dark {
        unsigned count;
        struct {
                char path[DRM_DARK_PATH_SIZE];
                uint32_t connectors[DRM_DARK_CONNECTORS_MAX];
                unsigned count;
        } cards[DRM_DARK_CARDS_MAX];
};

void drm_dark_clear(struct drm_dark *dark);
/* Notes a card with its connectors. False: it cannot be opened, or is more than fits, and drm_dark_changed() says nothing of it. */
bool drm_dark_add(struct drm_dark *dark, const char *path);
/* Whether one of them has a screen that it could show something on, has other connectors, or cannot be opened. Reads their EDIDs. */
bool drm_dark_changed(const struct drm_dark *dark);
