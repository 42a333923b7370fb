/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the box lets people hear: sentences and signal tones.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/macro.h"

enum tone { TONE_KEY, TONE_ACCEPTED, TONE_WRONG, TONE_WAIT, TONE_REMINDER, TONE_ALARM, TONE_DOOR_CLICK };
const char *tone_name(enum tone tone);

struct voice;

/* Speaks, after silencing what is being said. language is a BCP 47 tag. headset_only: never over the loudspeaker. */
MUST_CHECK int voice_say(struct voice *voice, const char *text, const char *language, bool headset_only);
void voice_silence(struct voice *voice);
void voice_tone(struct voice *voice, enum tone tone);
/* Steps 0 (quiet) to 5; set back to 3 for the next person. */
void voice_set_volume(struct voice *voice, unsigned step);
void voice_free(struct voice *voice);
DEFINE_CLEANUP(struct voice, voice_free, voice_cleanup)
