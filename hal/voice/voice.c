/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/voice/voice.h"

#include <errno.h>
#include <string.h>

#include "hal/voice/voice_backend.h"

const char *tone_name(enum tone tone) {
        static const char *const names[] = {
                [TONE_KEY] = "key",
                [TONE_ACCEPTED] = "accepted",
                [TONE_WRONG] = "wrong",
                [TONE_WAIT] = "wait",
                [TONE_REMINDER] = "reminder",
                [TONE_ALARM] = "alarm",
                [TONE_DOOR_CLICK] = "door_click",
        };

        return (unsigned)tone < ARRAY_LEN(names) ? names[tone] : NULL;
}

int voice_say(struct voice *voice, const char *text, const char *language, bool headset_only) {
        if (strlen(text) > VOICE_TEXT_MAX || strlen(language) > VOICE_LANGUAGE_MAX)
                return -EMSGSIZE;
        return voice->implementation->say(voice, text, language, headset_only);
}

void voice_silence(struct voice *voice) {
        voice->implementation->silence(voice);
}

void voice_tone(struct voice *voice, enum tone tone) {
        voice->implementation->tone(voice, tone);
}

void voice_set_volume(struct voice *voice, unsigned step) {
        voice->implementation->set_volume(voice, step > VOICE_VOLUME_MAX ? VOICE_VOLUME_MAX : step);
}

void voice_set_rate(struct voice *voice, unsigned wpm) {
        voice->implementation->set_rate(voice, wpm < VOICE_RATE_MIN_WPM ? VOICE_RATE_MIN_WPM : wpm > VOICE_RATE_MAX_WPM ? VOICE_RATE_MAX_WPM : wpm);
}

int voice_fd(const struct voice *voice) {
        return voice->fd;
}

int voice_dispatch(struct voice *voice) {
        return voice->implementation->dispatch(voice);
}

void voice_set_callback(struct voice *voice, voice_present_fn *present, void *context) {
        voice->present_told = present;
        voice->context = context;
}

bool voice_present(const struct voice *voice) {
        return voice->present;
}

void voice_report_present(struct voice *voice, bool present) {
        if (voice->present == present)
                return;
        voice->present = present;
        if (voice->present_told)
                voice->present_told(voice->context, present);
}

void voice_free(struct voice *voice) {
        if (voice)
                voice->implementation->free(voice);
}
