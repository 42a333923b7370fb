/* SPDX-License-Identifier: EUPL-1.2 */
/* The signal tones as sound: 16-bit samples in the machine's order, one channel. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"
#include "hal/voice/voice.h"

enum { VOICE_TONE_RATE_HZ = 22050, VOICE_TONE_SAMPLES_MAX = 2 * VOICE_TONE_RATE_HZ };

/*
 * Writes one tone, at a volume step of 0 to VOICE_VOLUME_MAX; begins and ends in silence, so that nothing clicks. How many
 * samples there are, at most VOICE_TONE_SAMPLES_MAX.
 */
size_t voice_tone_samples(enum tone tone, unsigned volume, int16_t ret_samples[VOICE_TONE_SAMPLES_MAX]);
