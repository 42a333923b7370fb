/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/voice/voice_tone.h"

#include <assert.h>
#include <math.h>

enum { PARTS_MAX = 6, RAMP_SAMPLES = VOICE_TONE_RATE_HZ / 200 };

struct part {
        unsigned hz;    /* 0: silence */
        unsigned ms;    /* 0: the end */
};

/* Rising is good, falling is not, long and changing wants somebody to come: told apart without hearing pitch well. */
static const struct part tones[][PARTS_MAX] = {
        [TONE_KEY] = { { 1000, 40 } },
        [TONE_ACCEPTED] = { { 660, 120 }, { 990, 180 } },
        [TONE_WRONG] = { { 440, 150 }, { 0, 40 }, { 260, 300 } },
        [TONE_WAIT] = { { 520, 120 }, { 0, 80 }, { 520, 120 } },
        [TONE_REMINDER] = { { 880, 200 }, { 0, 100 }, { 880, 200 }, { 0, 100 }, { 880, 200 } },
        [TONE_ALARM] = { { 1200, 250 }, { 800, 250 }, { 1200, 250 }, { 800, 250 }, { 1200, 250 }, { 800, 250 } },
        [TONE_DOOR_CLICK] = { { 1800, 20 } },
};

static size_t add(const struct part *part, double amplitude, int16_t *samples) {
        size_t count = (size_t)part->ms * VOICE_TONE_RATE_HZ / 1000, ramp = count < 4 * RAMP_SAMPLES ? count / 4 : RAMP_SAMPLES;
        double step = 2 * M_PI * part->hz / VOICE_TONE_RATE_HZ;

        for (size_t i = 0; i < count; i++) {
                size_t edge = i < count - 1 - i ? i : count - 1 - i;
                double envelope = edge < ramp ? (double)edge / (double)ramp : 1;

                samples[i] = (int16_t)lrint(amplitude * envelope * sin(step * (double)i));
        }
        return count;
}

size_t voice_tone_samples(enum tone tone, unsigned volume, int16_t ret_samples[VOICE_TONE_SAMPLES_MAX]) {
        static const double amplitudes[VOICE_VOLUME_MAX + 1] = { 1000, 2000, 4000, 8000, 16000, 32000 };
        size_t count = 0;

        assert((unsigned)tone < ARRAY_LEN(tones) && volume <= VOICE_VOLUME_MAX);
        for (size_t i = 0; i < PARTS_MAX && tones[tone][i].ms > 0; i++)
                count += add(&tones[tone][i], amplitudes[volume], ret_samples + count);
        assert(count <= VOICE_TONE_SAMPLES_MAX);
        return count;
}
