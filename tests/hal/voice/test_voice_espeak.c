/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The real voice with its real programs, into sound devices that are files: ALSA's `file` plugin in a configuration of our
 * own. What is in the file is what a loudspeaker would have been given.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "hal/voice/voice_espeak.h"
#include "tests/support/cmocka.h"

enum { HANG_MS = 60000, SOUND_MAX = 64 << 20, SKIPPED = 77 };

static const char text[] = "Guten Tag. Ihr Fach ist offen.";

static char folder[64];
static struct voice_espeak_config config;
static struct voice *voice;
static unsigned told;
static bool told_present;

static char *path_of(const char *name) {
        static char path[128];

        snprintf(path, sizeof(path), "%s/%s", folder, name);
        return path;
}

static void write_file(const char *name, const char *contents, mode_t mode) {
        assert_int_equal(file_replace(path_of(name), contents, strlen(contents), mode), 0);
}

/* Two sound cards: what is played on them stands in loudspeaker.raw and headset.raw. */
static void plug_cards(void) {
        char contents[512];

        snprintf(contents, sizeof(contents),
                 "pcm.nowhere { type null }\n"
                 "pcm.loudspeaker { type file slave { pcm nowhere } file \"%s/loudspeaker.raw\" format raw }\n"
                 "pcm.headset { type file slave { pcm nowhere } file \"%s/headset.raw\" format raw }\n", folder, folder);
        write_file("asound.conf", contents, 0644);
}

static void unplug_cards(void) {
        write_file("asound.conf", "pcm.nowhere { type null }\n", 0644);
}

static void tell(void *context, bool present) {
        told++;
        told_present = present;
}

static void start(void) {
        assert_int_equal(voice_new_espeak(&config, &voice), 0);
        voice_set_callback(voice, tell, NULL);
}

static void wait_for_quiet(void) {
        while (voice_espeak_plays(voice)) {
                struct pollfd fd = { .fd = voice_fd(voice), .events = POLLIN };

                if (poll(&fd, 1, HANG_MS) != 1)
                        fail_msg("a program does not end");
                assert_int_equal(voice_dispatch(voice), 0);
        }
}

static int set_up(void **state) {
        snprintf(folder, sizeof(folder), "/tmp/pickupbox-voice-XXXXXX");
        assert_non_null(mkdtemp(folder));
        assert_int_equal(setenv("ALSA_CONFIG_PATH", path_of("asound.conf"), 1), 0);
        plug_cards();
        config = (struct voice_espeak_config){ .loudspeaker = "loudspeaker", .headset = "headset", .rate_wpm = VOICE_RATE_WPM };
        told = 0;
        return 0;
}

static int tear_down(void **state) {
        static const char *const names[] = { "asound.conf", "loudspeaker.raw", "headset.raw", "program", "arguments", "input",
                                             "environment" };

        voice_free(voice);
        voice = NULL;
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                (void)unlink(path_of(names[i]));
        return rmdir(folder);
}

static void read_sound(const char *name, struct buffer *ret_sound) {
        *ret_sound = (struct buffer)BUFFER_INIT_MAX(SOUND_MAX);
        if (access(path_of(name), F_OK) == 0)
                assert_int_equal(file_read(path_of(name), SOUND_MAX, ret_sound), 0);
}

/* The loudest of 16-bit samples; 0: silence, or no file. */
static int peak_of(const char *name) {
        CLEANUP(buffer_deinit) struct buffer sound = BUFFER_INIT;
        int peak = 0;

        read_sound(name, &sound);
        for (size_t i = 0; i + 1 < sound.len; i += 2) {
                int sample = (int16_t)(uint16_t)(sound.data[i] | sound.data[i + 1] << 8);

                peak = abs(sample) > peak ? abs(sample) : peak;
        }
        return peak;
}

static void say(const char *words, const char *language, bool headset_only) {
        assert_int_equal(voice_say(voice, words, language, headset_only), 0);
        wait_for_quiet();
}

static void a_sentence_is_heard_over_the_loudspeaker(void **state) {
        start();
        say(text, "de", false);
        assert_true(peak_of("loudspeaker.raw") > 1000);
        assert_int_equal(peak_of("headset.raw"), 0);
        assert_true(voice_present(voice));
        assert_int_equal(told, 0);
}

static void what_is_for_the_headset_never_reaches_the_loudspeaker(void **state) {
        start();
        wait_for_quiet();
        say(text, "de", true);
        assert_true(peak_of("headset.raw") > 1000);
        assert_int_equal(peak_of("loudspeaker.raw"), 0);
}

static void without_a_headset_it_is_not_said_at_all(void **state) {
        config.headset[0] = 0;
        start();
        wait_for_quiet();
        assert_int_equal(voice_say(voice, text, "de", true), 0);
        assert_false(voice_espeak_plays(voice));
        assert_int_equal(peak_of("loudspeaker.raw"), 0);
        assert_int_equal(peak_of("headset.raw"), 0);
}

static void every_language_has_a_voice_of_its_own(void **state) {
        static const struct {
                const char *language, *text;
        } rows[] = {
                { "de", "Danke" }, { "en", "Thank you" }, { "de-x-easy", "Danke" }, { "tr", "Teşekkürler" }, { "ar", "شكرا" },
                { "uk", "Дякую" }, { "ru", "Спасибо" }, { "pl", "Dziękuję" }, { "fr", "Merci" }, { "es", "Gracias" },
                { "ro", "Mulțumesc" }, { "vi", "Cảm ơn" },
        };
        CLEANUP(buffer_deinit) struct buffer german = BUFFER_INIT, english = BUFFER_INIT;

        start();
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                (void)unlink(path_of("loudspeaker.raw"));
                say(rows[i].text, rows[i].language, false);
                if (peak_of("loudspeaker.raw") < 1000)
                        fail_msg("nothing is heard in %s", rows[i].language);
        }
        say("Ein Wagen", "de", false);
        read_sound("loudspeaker.raw", &german);
        say("Ein Wagen", "en", false);
        read_sound("loudspeaker.raw", &english);
        assert_true(german.len != english.len || memcmp(german.data, english.data, german.len) != 0);
        assert_int_equal(voice_say(voice, text, "tlh", false), -ENOTSUP);
        assert_true(voice_present(voice));
}

static void a_sentence_takes_the_place_of_the_one_before(void **state) {
        CLEANUP(buffer_deinit) struct buffer alone = BUFFER_INIT, after = BUFFER_INIT;
        char longer[VOICE_TEXT_MAX + 1] = "";

        for (unsigned i = 0; i < 100; i++)
                strcat(longer, "Ein langer Satz. ");
        start();
        say(text, "de", false);
        read_sound("loudspeaker.raw", &alone);
        assert_int_equal(voice_say(voice, longer, "de", false), 0);
        assert_int_equal(voice_say(voice, longer, "de", false), 0);
        say(text, "de", false);
        read_sound("loudspeaker.raw", &after);
        assert_int_equal(alone.len, after.len);
        assert_memory_equal(alone.data, after.data, alone.len);
}

/* Reads from the device until nobody writes to it any more. */
static size_t drain(int fifo) {
        static char bytes[65536];
        size_t count = 0;

        for (;;) {
                struct pollfd fd = { .fd = fifo, .events = POLLIN };
                ssize_t len;

                if (poll(&fd, 1, HANG_MS) != 1)
                        fail_msg("somebody still holds the sound device");
                len = read(fifo, bytes, sizeof(bytes));
                if (len <= 0)
                        return count;
                count += (size_t)len;
        }
}

/* A device that plays no faster than it is read. */
static int open_slow_device(void) {
        struct pollfd fd = { .events = POLLIN };

        assert_int_equal(mkfifo(path_of("headset.raw"), 0600), 0);
        fd.fd = open(path_of("headset.raw"), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        assert_true(fd.fd >= 0);
        return fd.fd;
}

static void say_much(int fifo) {
        struct pollfd fd = { .fd = fifo, .events = POLLIN };
        char longer[VOICE_TEXT_MAX + 1] = "";

        for (unsigned i = 0; i < 200; i++)
                strcat(longer, "Ein langer Satz. ");
        assert_int_equal(voice_say(voice, longer, "de", true), 0);
        assert_int_equal(poll(&fd, 1, HANG_MS), 1); /* it has begun */
}

static void it_falls_silent_at_once(void **state) {
        int fifo = open_slow_device();

        start();
        wait_for_quiet();
        say_much(fifo);
        voice_silence(voice);
        wait_for_quiet();
        /* What the pipe held, of the five minutes that the text takes, about 13 MB. */
        assert_in_range(drain(fifo), 1, 1 << 20);
        assert_true(voice_present(voice));
        assert_int_equal(told, 0);
        close(fifo);
}

static void it_falls_silent_when_its_daemon_dies(void **state) {
        int fifo = open_slow_device(), status;
        pid_t daemon = fork();

        assert_true(daemon >= 0);
        if (daemon == 0) {
                start();
                wait_for_quiet();
                say_much(fifo);
                (void)raise(SIGKILL);
        }
        assert_int_equal(waitpid(daemon, &status, 0), daemon);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        assert_in_range(drain(fifo), 1, 1 << 20);
        close(fifo);
}

static void what_is_said_stands_in_no_argument_and_no_environment(void **state) {
        CLEANUP(buffer_deinit) struct buffer input = BUFFER_INIT, arguments = BUFFER_INIT, environment = BUFFER_INIT;
        char script[512], program[128];

        snprintf(script, sizeof(script), "#!/bin/sh\ntr '\\0' ' ' </proc/$$/cmdline >%s/arguments\nenv >%s/environment\ncat >%s/input\n",
                 folder, folder, folder);
        write_file("program", script, 0755);
        snprintf(program, sizeof(program), "%s", path_of("program"));
        config.synthesizer = program;
        start();
        voice_set_volume(voice, 5);
        say("Ihr Geburtsdatum: 2. Mai 1990", "fr", true);
        assert_int_equal(file_read(path_of("input"), 4096, &input), 0);
        assert_string_equal(buffer_text(&input), "Ihr Geburtsdatum: 2. Mai 1990");
        assert_int_equal(file_read(path_of("arguments"), 4096, &arguments), 0);
        assert_non_null(strstr(buffer_text(&arguments), " -v fr-fr -s 150 -a 200 "));
        assert_null(strstr(buffer_text(&arguments), "1990"));
        assert_int_equal(file_read(path_of("environment"), 65536, &environment), 0);
        assert_null(strstr(buffer_text(&environment), "1990"));
}

static void a_tone_is_heard_over_the_loudspeaker_and_follows_the_volume(void **state) {
        int loud;

        start();
        wait_for_quiet();
        voice_set_volume(voice, VOICE_VOLUME_MAX);
        voice_tone(voice, TONE_ACCEPTED);
        wait_for_quiet();
        loud = peak_of("loudspeaker.raw");
        assert_true(loud > 10000);
        voice_set_volume(voice, 0);
        voice_tone(voice, TONE_ALARM);
        voice_tone(voice, TONE_ACCEPTED);
        wait_for_quiet();
        assert_in_range(peak_of("loudspeaker.raw"), 100, loud / 10);
        assert_int_equal(peak_of("headset.raw"), 0);
}

static void a_card_that_goes_and_comes_is_told(void **state) {
        unplug_cards();
        start();
        assert_true(voice_present(voice));
        wait_for_quiet();
        assert_false(voice_present(voice));
        assert_int_equal(told, 1);
        say(text, "de", false);
        voice_tone(voice, TONE_KEY);
        wait_for_quiet();
        assert_int_equal(told, 1);
        plug_cards();
        say(text, "de", false);
        assert_true(voice_present(voice));
        assert_int_equal(told, 2);
        assert_true(told_present);
        assert_true(peak_of("loudspeaker.raw") > 1000);
}

static void without_its_programs_it_is_not_there(void **state) {
        config.synthesizer = "/nonexistent/espeak-ng";
        start();
        assert_false(voice_present(voice));
        say(text, "de", false);
        voice_tone(voice, TONE_KEY);
        wait_for_quiet();
        assert_false(voice_present(voice));
        voice_free(voice);
        voice = NULL;
        config.synthesizer = NULL;
        config.player = "/nonexistent/aplay";
        start();
        assert_false(voice_present(voice));
        say(text, "de", false);
        voice_tone(voice, TONE_KEY);
        wait_for_quiet();
        assert_false(voice_present(voice));
        assert_int_equal(told, 0);
}

static void too_much_text_is_refused(void **state) {
        char much[VOICE_TEXT_MAX + 2];

        start();
        memset(much, 'a', sizeof(much));
        much[VOICE_TEXT_MAX + 1] = 0;
        assert_int_equal(voice_say(voice, much, "en", false), -EMSGSIZE);
        much[VOICE_TEXT_MAX] = 0;
        assert_int_equal(voice_say(voice, much, "en", false), 0);
        voice_silence(voice);
        wait_for_quiet();
}

static void one_device_for_both_and_what_is_no_device_are_refused(void **state) {
        static const char *const names[] = { "", "-x", "a b", "plug;rm", "a\nb",
                                             "0123456789012345678901234567890123456789012345678901234567890123" };

        strcpy(config.headset, "loudspeaker");
        assert_int_equal(voice_new_espeak(&config, &voice), -EINVAL);
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                assert_false(voice_device_valid(names[i]));
        assert_true(voice_device_valid("plughw:CARD=Device,DEV=0"));
        config.headset[0] = 0;
        config.rate_wpm = VOICE_RATE_MAX_WPM + 1;
        assert_int_equal(voice_new_espeak(&config, &voice), -EINVAL);
}

#define VOICE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                VOICE_TEST(a_sentence_is_heard_over_the_loudspeaker),
                VOICE_TEST(what_is_for_the_headset_never_reaches_the_loudspeaker),
                VOICE_TEST(without_a_headset_it_is_not_said_at_all),
                VOICE_TEST(every_language_has_a_voice_of_its_own),
                VOICE_TEST(a_sentence_takes_the_place_of_the_one_before),
                VOICE_TEST(it_falls_silent_at_once),
                VOICE_TEST(it_falls_silent_when_its_daemon_dies),
                VOICE_TEST(what_is_said_stands_in_no_argument_and_no_environment),
                VOICE_TEST(a_tone_is_heard_over_the_loudspeaker_and_follows_the_volume),
                VOICE_TEST(a_card_that_goes_and_comes_is_told),
                VOICE_TEST(without_its_programs_it_is_not_there),
                VOICE_TEST(too_much_text_is_refused),
                VOICE_TEST(one_device_for_both_and_what_is_no_device_are_refused),
        };

        if (access("/usr/bin/espeak-ng", X_OK) < 0 || access("/usr/bin/aplay", X_OK) < 0) {
                printf("skipped: espeak-ng and aplay (alsa-utils) are not installed\n");
                return SKIPPED;
        }
        return cmocka_run_group_tests(tests, NULL, NULL);
}
