/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the box lets people hear: sentences and signal tones. Nothing here blocks;
 * one thread. voice_fd() becomes readable when voice_dispatch() has something to
 * do; the callback happens nowhere else.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"

enum {
        VOICE_TEXT_MAX = 4096, /* bytes of one sentence or screen read aloud */
        VOICE_LANGUAGE_MAX = 35, /* RFC 5646, 4.4.1 */
        VOICE_VOLUME_START = 3,
        VOICE_VOLUME_MAX = 5,
        VOICE_RATE_MIN_WPM = 80, VOICE_RATE_MAX_WPM = 450, VOICE_RATE_WPM = 150, /* words a minute; espeak-ng(1) -s */
};

enum tone { TONE_KEY, TONE_ACCEPTED, TONE_WRONG, TONE_WAIT, TONE_REMINDER, TONE_ALARM, TONE_DOOR_CLICK };
/* The name in `sim state`, such as "accepted". Static; NULL when out of range. */
const char *tone_name(enum tone tone);

struct voice;

/*
 * Speaks, after silencing what is being said. language is a BCP 47 tag. headset_only: never over the loudspeaker.
 * 0, -EMSGSIZE when text or tag is longer than its maximum, or another negative errno.
 */
MUST_CHECK int voice_say(struct voice *voice, const char *text, const char *language, bool headset_only);
void voice_silence(struct voice *voice);
void voice_tone(struct voice *voice, enum tone tone);
/* Steps 0 (quiet) to VOICE_VOLUME_MAX, above that taken for it; set back to VOICE_VOLUME_START for the next person. */
void voice_set_volume(struct voice *voice, unsigned step);
/* How fast sentences are said from the next one on: VOICE_RATE_MIN_WPM to VOICE_RATE_MAX_WPM, what is beyond is taken for that. */
void voice_set_rate(struct voice *voice, unsigned wpm);
typedef void voice_present_fn(void *context, bool present);

int voice_fd(const struct voice *voice);
/* 0 or a negative errno when nothing more can ever be heard; a voice that is not there is no error. */
MUST_CHECK int voice_dispatch(struct voice *voice);
void voice_set_callback(struct voice *voice, voice_present_fn *present, void *context);
/* Whether people hear what is said, as far as is known. */
bool voice_present(const struct voice *voice);
void voice_free(struct voice *voice);
DEFINE_CLEANUP(struct voice, voice_free, voice_cleanup)
