/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/voice/voice_sim.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "hal/voice/voice_backend.h"

struct kept_sound {
        char *text; /* owned; NULL: a tone */
        char language[VOICE_LANGUAGE_MAX + 1];
        bool headset_only;
        enum tone tone;
        unsigned volume, rate_wpm;
};

struct voice_sim {
        struct voice base;
        unsigned volume, rate_wpm;
        bool speaking;
        bool plugged; /* base.present is what was reported */
        struct kept_sound sounds[VOICE_SIM_SOUNDS_MAX]; /* a ring */
        unsigned first, count;
};

static const struct voice_implementation simulated_voice;

static struct voice_sim *sim_from_base(const struct voice *base) {
        assert(base->implementation == &simulated_voice);
        return (struct voice_sim *)(uintptr_t)base;
}

static void forget(struct kept_sound *sound) {
        if (sound->text)
                explicit_bzero(sound->text, strlen(sound->text));
        free(sound->text);
        *sound = (struct kept_sound){ 0 };
}

static struct kept_sound *keep(struct voice_sim *voice) {
        struct kept_sound *sound;

        if (voice->count == VOICE_SIM_SOUNDS_MAX) {
                forget(&voice->sounds[voice->first]);
                voice->first = (voice->first + 1) % VOICE_SIM_SOUNDS_MAX;
                voice->count--;
        }
        sound = &voice->sounds[(voice->first + voice->count++) % VOICE_SIM_SOUNDS_MAX];
        sound->volume = voice->volume;
        sound->rate_wpm = voice->rate_wpm;
        return sound;
}

static int sim_say(struct voice *base, const char *text, const char *language, bool headset_only) {
        struct voice_sim *voice = sim_from_base(base);
        struct kept_sound *sound;
        char *copy;

        if (!voice->plugged)
                return 0;
        copy = strdup(text);
        if (!copy)
                return -ENOMEM;
        sound = keep(voice);
        sound->text = copy;
        strcpy(sound->language, language);
        sound->headset_only = headset_only;
        voice->speaking = true;
        return 0;
}

static void sim_silence(struct voice *base) {
        sim_from_base(base)->speaking = false;
}

static void sim_tone(struct voice *base, enum tone tone) {
        struct voice_sim *voice = sim_from_base(base);

        if (voice->plugged)
                keep(voice)->tone = tone;
}

static void sim_set_volume(struct voice *base, unsigned step) {
        sim_from_base(base)->volume = step;
}

static void sim_set_rate(struct voice *base, unsigned wpm) {
        sim_from_base(base)->rate_wpm = wpm;
}

static int sim_dispatch(struct voice *base) {
        eventfd_t woken;

        (void)eventfd_read(base->fd, &woken);
        voice_report_present(base, sim_from_base(base)->plugged);
        return 0;
}

static void sim_free(struct voice *base) {
        struct voice_sim *voice = sim_from_base(base);

        close(base->fd);
        for (unsigned i = 0; i < VOICE_SIM_SOUNDS_MAX; i++)
                forget(&voice->sounds[i]);
        free(voice);
}

static const struct voice_implementation simulated_voice = {
        .say = sim_say,
        .silence = sim_silence,
        .tone = sim_tone,
        .set_volume = sim_set_volume,
        .set_rate = sim_set_rate,
        .dispatch = sim_dispatch,
        .free = sim_free,
};

int voice_new_simulated(struct voice **ret_voice) {
        struct voice_sim *voice = calloc(1, sizeof(*voice));

        if (!voice)
                return -ENOMEM;
        voice->base.implementation = &simulated_voice;
        voice->volume = VOICE_VOLUME_START;
        voice->rate_wpm = VOICE_RATE_WPM;
        voice->base.present = voice->plugged = true;
        voice->base.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (voice->base.fd < 0) {
                int r = -errno;

                free(voice);
                return r;
        }
        *ret_voice = &voice->base;
        return 0;
}

unsigned voice_simulated_count(const struct voice *voice) {
        return sim_from_base(voice)->count;
}

struct voice_sound voice_simulated_sound(const struct voice *base, unsigned index) {
        const struct voice_sim *voice = sim_from_base(base);
        const struct kept_sound *sound;

        assert(index < voice->count);
        sound = &voice->sounds[(voice->first + index) % VOICE_SIM_SOUNDS_MAX];
        return (struct voice_sound){
                .text = sound->text,
                .language = sound->text ? sound->language : NULL,
                .headset_only = sound->headset_only,
                .tone = sound->tone,
                .volume = sound->volume,
                .rate_wpm = sound->rate_wpm,
        };
}

void voice_simulated_forget(struct voice *base) {
        struct voice_sim *voice = sim_from_base(base);

        for (unsigned i = 0; i < VOICE_SIM_SOUNDS_MAX; i++)
                forget(&voice->sounds[i]);
        voice->first = voice->count = 0;
}

void voice_simulate_present(struct voice *base, bool present) {
        struct voice_sim *voice = sim_from_base(base);

        voice->plugged = present;
        voice->speaking = voice->speaking && present;
        (void)eventfd_write(base->fd, 1);
}

bool voice_simulated_speaking(const struct voice *voice) {
        return sim_from_base(voice)->speaking;
}
