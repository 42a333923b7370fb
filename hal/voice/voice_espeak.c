/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/voice/voice_espeak.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hal/voice/sound_process.h"
#include "hal/voice/voice_backend.h"
#include "hal/voice/voice_tone.h"

#define SYNTHESIZER "/usr/bin/espeak-ng"
#define PLAYER "/usr/bin/aplay"

enum { PROBE_SAMPLES = VOICE_TONE_RATE_HZ / 50 };

/* A sentence on its way: its text is in a pipe, and nowhere else. */
struct sentence {
        int text;               /* -1: none */
        const char *voice;
        bool headset;
};

struct voice_espeak {
        struct voice base;
        struct voice_espeak_config config;
        unsigned volume;
        struct sentence waiting;        /* until the programs of the last one have ended */
        int waiting_tone;               /* its samples, until the tone before has ended; -1: none */
        struct sound_process synthesizer, player, tone;
        enum sound_end synthesized, played; /* of the pair that runs or ran last */
        bool tone_beside_speech;        /* it may fail only because the device takes one player */
        bool can_synthesize, can_play;
};

static const struct voice_implementation espeak_voice;

static struct voice_espeak *espeak_from_base(const struct voice *base) {
        assert(base->implementation == &espeak_voice);
        return (struct voice_espeak *)(uintptr_t)base;
}

bool voice_device_valid(const char *name) {
        static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:=,._-+";
        size_t len = strlen(name);

        return len > 0 && len < VOICE_DEVICE_SIZE && name[0] != '-' && strspn(name, allowed) == len;
}

/* espeak-ng's voice for a language tag of this program, such as "fr-fr" for "fr"; NULL: none. */
static const char *espeak_name(const char *language) {
        static const struct {
                const char *language, *voice;
        } names[] = {
                { "de", "de" }, { "en", "en-gb" }, { "de-x-easy", "de" }, { "tr", "tr" }, { "ar", "ar" }, { "uk", "uk" },
                { "ru", "ru" }, { "pl", "pl" }, { "fr", "fr-fr" }, { "es", "es" }, { "ro", "ro" }, { "vi", "vi" },
        };

        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                if (strcmp(names[i].language, language) == 0)
                        return names[i].voice;
        return NULL;
}

/* ---- programs ---- */

static int start(struct voice_espeak *voice, const char *const arguments[], int input, int output, struct sound_process *process) {
        struct epoll_event event = { .events = EPOLLIN };
        int r = sound_process_start(arguments, input, output, process);

        if (r == 0 && epoll_ctl(voice->base.fd, EPOLL_CTL_ADD, process->pidfd, &event) < 0) {
                r = -errno;
                sound_process_deinit(process);
        }
        return r;
}

static int start_synthesizer(struct voice_espeak *voice, const struct sentence *sentence, int output) {
        static const unsigned amplitudes[VOICE_VOLUME_MAX + 1] = { 15, 30, 60, 100, 150, 200 };
        char rate[12], amplitude[12];
        const char *arguments[] = {
                voice->config.synthesizer, "-v", sentence->voice, "-s", rate, "-a", amplitude, "-b", "1", "--stdin", "--stdout", NULL,
        };

        snprintf(rate, sizeof(rate), "%u", voice->config.rate_wpm);
        snprintf(amplitude, sizeof(amplitude), "%u", amplitudes[voice->volume]);
        return start(voice, arguments, sentence->text, output, &voice->synthesizer);
}

/* The length of the device's buffer is how late speech begins. */
static int start_player(struct voice_espeak *voice, const char *device, int input) {
        const char *const arguments[] = { voice->config.player, "-q", "-D", device, "--buffer-time=200000", "-t", "wav", NULL };

        return start(voice, arguments, input, -1, &voice->player);
}

static int start_tone(struct voice_espeak *voice, int samples) {
        char rate[12];
        const char *const arguments[] = {
                voice->config.player, "-q", "-D", voice->config.loudspeaker, "-t", "raw", "-f", "S16", "-c", "1", "-r", rate, NULL,
        };

        snprintf(rate, sizeof(rate), "%d", VOICE_TONE_RATE_HZ);
        return start(voice, arguments, samples, -1, &voice->tone);
}

/* ---- sentences ---- */

static bool speech_runs(const struct voice_espeak *voice) {
        return sound_process_runs(&voice->synthesizer) || sound_process_runs(&voice->player);
}

static void drop_waiting(struct voice_espeak *voice) {
        if (voice->waiting.text >= 0)
                close(voice->waiting.text);
        voice->waiting = (struct sentence){ .text = -1 };
}

static int begin_waiting(struct voice_espeak *voice) {
        const char *device = voice->waiting.headset ? voice->config.headset : voice->config.loudspeaker;
        int sound[2], r;

        if (pipe2(sound, O_CLOEXEC) < 0)
                return -errno;
        r = start_synthesizer(voice, &voice->waiting, sound[1]);
        if (r == 0)
                r = start_player(voice, device, sound[0]);
        close(sound[0]);
        close(sound[1]);
        drop_waiting(voice);
        return r;
}

/* The read end of a pipe that holds the whole text: it is larger than any. */
static int text_pipe(const char *text, int *ret_text) {
        int ends[2], r = 0;
        size_t len = strlen(text);

        if (pipe2(ends, O_CLOEXEC) < 0)
                return -errno;
        if (fcntl(ends[1], F_SETFL, O_NONBLOCK) < 0)
                r = -errno;
        else if (write(ends[1], text, len) != (ssize_t)len)
                r = -EIO;
        close(ends[1]);
        if (r == 0)
                *ret_text = ends[0];
        else
                close(ends[0]);
        return r;
}

static void espeak_silence(struct voice *base) {
        struct voice_espeak *voice = espeak_from_base(base);

        drop_waiting(voice);
        sound_process_kill(&voice->synthesizer);
        sound_process_kill(&voice->player);
}

static int espeak_say(struct voice *base, const char *text, const char *language, bool headset_only) {
        struct voice_espeak *voice = espeak_from_base(base);
        struct sentence sentence = { .text = -1, .voice = espeak_name(language), .headset = headset_only };
        int r;

        espeak_silence(base);
        if (!sentence.voice)
                return -ENOTSUP;
        if (headset_only && !*voice->config.headset)
                return 0;
        r = text_pipe(text, &sentence.text);
        if (r < 0)
                return r;
        voice->waiting = sentence;
        return speech_runs(voice) ? 0 : begin_waiting(voice);
}

/* ---- tones ---- */

static int samples_file(const int16_t *samples, size_t count, int *ret_file) {
        size_t size = count * sizeof(*samples);
        int file = memfd_create("pickupbox-tone", MFD_CLOEXEC);
        int r = 0;

        if (file < 0)
                return -errno;
        if (write(file, samples, size) != (ssize_t)size)
                r = -EIO;
        else if (lseek(file, 0, SEEK_SET) < 0)
                r = -errno;
        if (r == 0)
                *ret_file = file;
        else
                close(file);
        return r;
}

static void drop_waiting_tone(struct voice_espeak *voice) {
        if (voice->waiting_tone >= 0)
                close(voice->waiting_tone);
        voice->waiting_tone = -1;
}

static int begin_waiting_tone(struct voice_espeak *voice) {
        int r;

        voice->tone_beside_speech = speech_runs(voice);
        r = start_tone(voice, voice->waiting_tone);
        drop_waiting_tone(voice);
        return r;
}

static int play(struct voice_espeak *voice, const int16_t *samples, size_t count) {
        int r;

        drop_waiting_tone(voice);
        r = samples_file(samples, count, &voice->waiting_tone);
        if (r < 0)
                return r;
        sound_process_kill(&voice->tone);
        return sound_process_runs(&voice->tone) ? 0 : begin_waiting_tone(voice);
}

static void espeak_tone(struct voice *base, enum tone tone) {
        struct voice_espeak *voice = espeak_from_base(base);
        int16_t *samples = malloc(VOICE_TONE_SAMPLES_MAX * sizeof(*samples));

        /* A tone that cannot be played is not heard: the same as without a loudspeaker. */
        if (samples && play(voice, samples, voice_tone_samples(tone, voice->volume, samples)) < 0)
                voice->can_play = false;
        free(samples);
}

static void espeak_set_volume(struct voice *base, unsigned step) {
        espeak_from_base(base)->volume = step;
}

static void espeak_set_rate(struct voice *base, unsigned wpm) {
        espeak_from_base(base)->config.rate_wpm = wpm;
}

/* ---- what became of them ---- */

/* A player that was given nothing to play says nothing about the device. */
static void judge_speech(struct voice_espeak *voice) {
        if (voice->synthesized != SOUND_END_KILLED)
                voice->can_synthesize = voice->synthesized == SOUND_END_WELL;
        if (voice->synthesized != SOUND_END_BADLY && voice->played != SOUND_END_KILLED)
                voice->can_play = voice->played == SOUND_END_WELL;
}

static int espeak_dispatch(struct voice *base) {
        struct voice_espeak *voice = espeak_from_base(base);
        bool ended = sound_process_ended(&voice->synthesizer, &voice->synthesized);
        enum sound_end tone;
        int r = 0;

        ended = sound_process_ended(&voice->player, &voice->played) || ended;
        if (ended && !speech_runs(voice))
                judge_speech(voice);
        voice->tone_beside_speech = voice->tone_beside_speech || speech_runs(voice);
        if (sound_process_ended(&voice->tone, &tone) && tone != SOUND_END_KILLED &&
            (tone == SOUND_END_WELL || !voice->tone_beside_speech))
                voice->can_play = tone == SOUND_END_WELL;
        if (voice->waiting_tone >= 0 && !sound_process_runs(&voice->tone))
                r = begin_waiting_tone(voice);
        if (r == 0 && voice->waiting.text >= 0 && !speech_runs(voice))
                r = begin_waiting(voice);
        voice_report_present(base, r == 0 && voice->can_synthesize && voice->can_play);
        return 0;
}

static void espeak_free(struct voice *base) {
        struct voice_espeak *voice = espeak_from_base(base);

        drop_waiting(voice);
        drop_waiting_tone(voice);
        sound_process_deinit(&voice->synthesizer);
        sound_process_deinit(&voice->player);
        sound_process_deinit(&voice->tone);
        if (base->fd >= 0)
                close(base->fd);
        free(voice);
}

static const struct voice_implementation espeak_voice = {
        .say = espeak_say,
        .silence = espeak_silence,
        .tone = espeak_tone,
        .set_volume = espeak_set_volume,
        .set_rate = espeak_set_rate,
        .dispatch = espeak_dispatch,
        .free = espeak_free,
};

bool voice_espeak_plays(const struct voice *base) {
        const struct voice_espeak *voice = espeak_from_base(base);

        return speech_runs(voice) || sound_process_runs(&voice->tone) || voice->waiting.text >= 0 || voice->waiting_tone >= 0;
}

static bool config_valid(const struct voice_espeak_config *config) {
        return voice_device_valid(config->loudspeaker) && (!*config->headset || voice_device_valid(config->headset)) &&
               strcmp(config->loudspeaker, config->headset) != 0 && config->rate_wpm >= VOICE_RATE_MIN_WPM &&
               config->rate_wpm <= VOICE_RATE_MAX_WPM;
}

int voice_new_espeak(const struct voice_espeak_config *config, struct voice **ret_voice) {
        static const int16_t silence[PROBE_SAMPLES];
        struct voice_espeak *voice;
        int r;

        if (!config_valid(config))
                return -EINVAL;
        voice = calloc(1, sizeof(*voice));
        if (!voice)
                return -ENOMEM;
        voice->base.implementation = &espeak_voice;
        voice->config = *config;
        if (!voice->config.synthesizer)
                voice->config.synthesizer = SYNTHESIZER;
        if (!voice->config.player)
                voice->config.player = PLAYER;
        voice->volume = VOICE_VOLUME_START;
        voice->waiting.text = voice->waiting_tone = -1;
        voice->synthesizer = voice->player = voice->tone = (struct sound_process)SOUND_PROCESS_INIT;
        voice->can_synthesize = access(voice->config.synthesizer, X_OK) == 0;
        voice->can_play = access(voice->config.player, X_OK) == 0;
        voice->base.present = voice->can_synthesize && voice->can_play;
        voice->base.fd = epoll_create1(EPOLL_CLOEXEC);
        r = voice->base.fd < 0 ? -errno : voice->can_play ? play(voice, silence, PROBE_SAMPLES) : 0;
        if (r < 0) {
                espeak_free(&voice->base);
                return r;
        }
        *ret_voice = &voice->base;
        return 0;
}
