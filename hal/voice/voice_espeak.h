/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The real voice: espeak-ng makes the sound, aplay of alsa-utils plays it, both
 * programs of their own.
 *
 *      text ──pipe──▶ espeak-ng --stdin --stdout ──pipe──▶ aplay -D loudspeaker or headset
 *
 * Programs and no libraries, because then espeak-ng's licence (GPL-3) is its own
 * affair, a sound card that hangs hangs nobody else, the process with the keys
 * decodes nothing, and falling silent at once is a kill. What is said may be
 * personal: it goes over standard input, never in an argument.
 *
 * One sentence at a time: the next one begins when the programs of the last have
 * ended, so that a card that takes one player alone is free again. Tones are made
 * here and go to the loudspeaker, beside speech where the device mixes.
 *
 * Present means: both programs are there, and each did well when it last ran. A
 * sound that cannot be heard is no error; the next one tries again.
 */
#pragma once

#include "hal/voice/voice.h"

enum {
        VOICE_DEVICE_SIZE = 64,
};

struct voice_espeak_config {
        char loudspeaker[VOICE_DEVICE_SIZE];    /* ALSA's name of a device; "default" */
        char headset[VOICE_DEVICE_SIZE];        /* one that never reaches the loudspeaker; empty: none, and what is for it is not said */
        unsigned rate_wpm;
        const char *synthesizer, *player;       /* paths, borrowed; NULL: where Debian has espeak-ng and aplay */
};

/* Whether it can be a device's name: letters, digits and :=,._-+ only, no - in front, shorter than VOICE_DEVICE_SIZE; not empty. */
MUST_CHECK bool voice_device_valid(const char *name);
/*
 * Begins silent, at VOICE_VOLUME_START, and plays a moment of silence to learn whether there is a loudspeaker. The config is
 * copied. 0; -EINVAL for a config out of range, or with one device for both; another negative errno.
 */
MUST_CHECK int voice_new_espeak(const struct voice_espeak_config *config, struct voice **ret_voice);
/* Whether a program of its own is at work, or will be with the next voice_dispatch(). */
bool voice_espeak_plays(const struct voice *voice);
