/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How this person wants the screen: language, size, contrast, speech, volume;
 * and which of the screens for it lies over the session. Everything goes back
 * with settings_reset() when the session is over.
 */
#pragma once

#include <stdbool.h>

#include "ui/screens/screen.h"

enum overlay { OVERLAY_NONE, OVERLAY_ACCESS, OVERLAY_LANGUAGE, OVERLAY_HELP };

enum {
        SETTINGS_VOLUME = 3, SETTINGS_VOLUME_MAX = 5,
        SETTINGS_RATE_WPM = 150, SETTINGS_RATE_MIN_WPM = 100, SETTINGS_RATE_MAX_WPM = 300, SETTINGS_RATE_STEP_WPM = 25,
};

struct settings {
        struct appearance look;
        enum overlay overlay;
        enum language home;     /* of the idle screen */
        unsigned home_wpm;      /* as configured */
        bool screen_gone;       /* nothing can be seen: everything is read aloud */
};

/* rate_wpm: how fast everybody begins to be spoken to; 0: SETTINGS_RATE_WPM. */
void settings_init(struct settings *settings, enum language home, uint32_t city_rgb, unsigned rate_wpm);
void settings_reset(struct settings *settings);
void settings_headset(struct settings *settings, bool plugged);
/* Without a screen speech is on from now on, in each session; one that comes back leaves it on until the session ends. */
void settings_screen(struct settings *settings, bool gone);
/* Whether the target was about the settings, and therefore not about the session below. */
bool settings_target(struct settings *settings, struct target target);
