/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/settings.h"

void settings_init(struct settings *settings, enum language home, uint32_t city_rgb, unsigned rate_wpm) {
        *settings = (struct settings){ .home = home, .home_wpm = rate_wpm > 0 ? rate_wpm : SETTINGS_RATE_WPM, .look = { .city_rgb = city_rgb } };
        settings_reset(settings);
}

void settings_reset(struct settings *settings) {
        bool headset = settings->look.headset;

        settings->look = (struct appearance){
                .language = settings->home,
                .volume = SETTINGS_VOLUME,
                .rate_wpm = settings->home_wpm,
                .headset = headset,
                .speech = headset || settings->screen_gone,
                .city_rgb = settings->look.city_rgb,
        };
        settings->overlay = OVERLAY_NONE;
}

void settings_headset(struct settings *settings, bool plugged) {
        settings->look.headset = plugged;
        settings->look.speech = plugged || settings->screen_gone;
        settings->look.dark = settings->look.dark && settings->look.speech;
}

void settings_screen(struct settings *settings, bool gone) {
        settings->screen_gone = gone;
        settings->look.speech = settings->look.speech || gone;
}

static bool open_or_close(struct settings *settings, enum overlay overlay) {
        settings->overlay = settings->overlay == overlay ? OVERLAY_NONE : overlay;
        return true;
}

/* A language on the idle screen chooses it and starts the session as well. */
static bool pick_language(struct settings *settings, unsigned number) {
        bool over_session = settings->overlay != OVERLAY_NONE;

        if (number < LANGUAGE_COUNT && language_available((enum language)number))
                settings->look.language = (enum language)number;
        settings->overlay = OVERLAY_NONE;
        return over_session;
}

/* Easy German, and back to German. */
static bool pick_easy(struct settings *settings) {
        if (settings->look.language == LANGUAGE_DE_EASY)
                settings->look.language = LANGUAGE_DE;
        else if (language_available(LANGUAGE_DE_EASY))
                settings->look.language = LANGUAGE_DE_EASY;
        return true;
}

static bool flip(bool *setting) {
        *setting = !*setting;
        return true;
}

/* By steps, from wherever the configuration began. */
static unsigned slower(unsigned wpm) {
        return wpm < SETTINGS_RATE_MIN_WPM + SETTINGS_RATE_STEP_WPM ? SETTINGS_RATE_MIN_WPM : wpm - SETTINGS_RATE_STEP_WPM;
}

static unsigned faster(unsigned wpm) {
        return wpm + SETTINGS_RATE_STEP_WPM > SETTINGS_RATE_MAX_WPM ? SETTINGS_RATE_MAX_WPM : wpm + SETTINGS_RATE_STEP_WPM;
}

bool settings_target(struct settings *settings, struct target target) {
        switch ((int)target.id) {
        case TARGET_ACCESS:
                return open_or_close(settings, OVERLAY_ACCESS);
        case TARGET_LANGUAGE:
                return open_or_close(settings, OVERLAY_LANGUAGE);
        case TARGET_HELP:
                return open_or_close(settings, OVERLAY_HELP);
        case TARGET_PICK_LANGUAGE:
                return pick_language(settings, target.number);
        case TARGET_TOGGLE_LARGE:
                return flip(&settings->look.large);
        case TARGET_TOGGLE_CONTRAST:
                return flip(&settings->look.contrast);
        case TARGET_TOGGLE_SPEECH:
                settings->look.dark = false; /* whoever hears nothing sees something */
                return flip(&settings->look.speech);
        case TARGET_TOGGLE_SCREEN:
                settings->look.dark = settings->look.speech && !settings->look.dark;
                return true;
        case TARGET_TOGGLE_EASY:
                return pick_easy(settings);
        case TARGET_QUIETER:
                settings->look.volume -= settings->look.volume > 0;
                return true;
        case TARGET_LOUDER:
                settings->look.volume += settings->look.volume < SETTINGS_VOLUME_MAX;
                return true;
        case TARGET_SLOWER:
                settings->look.rate_wpm = slower(settings->look.rate_wpm);
                return true;
        case TARGET_FASTER:
                settings->look.rate_wpm = faster(settings->look.rate_wpm);
                return true;
        case TARGET_CANCEL:
        case TARGET_SIGN_OUT:
                settings->overlay = OVERLAY_NONE;
                return false;
        default:
                if (settings->overlay == OVERLAY_NONE)
                        return false;
                settings->overlay = OVERLAY_NONE;
                return true;
        }
}
