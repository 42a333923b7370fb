/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A voice that keeps what it would have let people hear: the last
 * VOICE_SIM_SOUNDS_MAX sentences and tones.
 */
#pragma once

#include "hal/voice/voice.h"

enum { VOICE_SIM_SOUNDS_MAX = 64 };

struct voice_sound {
        const char *text;     /* NULL: a tone. Owned by the voice, valid until the next sentence or tone */
        const char *language;
        bool headset_only;
        enum tone tone;
        unsigned volume;
        unsigned rate_wpm;    /* of a sentence */
};

/* Begins silent, with volume 3. 0 or -ENOMEM. */
MUST_CHECK int voice_new_simulated(struct voice **ret_voice);
/* How many are kept. */
unsigned voice_simulated_count(const struct voice *voice);
/* index 0 is the oldest kept. */
struct voice_sound voice_simulated_sound(const struct voice *voice, unsigned index);
/* Begins anew: nothing is kept of what was heard so far. */
void voice_simulated_forget(struct voice *voice);
/* Whether a sentence was said and not silenced. */
bool voice_simulated_speaking(const struct voice *voice);
/* Goes and comes; told in voice_dispatch(). What is said meanwhile is not heard by anybody, so not kept. */
void voice_simulate_present(struct voice *voice, bool present);
