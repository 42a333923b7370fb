/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "hal/voice/voice_sim.h"
#include "tests/support/cmocka.h"

static struct voice *voice;

static int set_up(void **state) {
        return voice_new_simulated(&voice);
}

static int tear_down(void **state) {
        voice_free(voice);
        return 0;
}

static void sentences_and_tones_are_kept_in_order(void **state) {
        assert_int_equal(voice_say(voice, "Guten Tag", "de", true), 0);
        assert_true(voice_simulated_speaking(voice));
        voice_set_volume(voice, 9);
        voice_tone(voice, TONE_WAIT);
        assert_int_equal(voice_simulated_count(voice), 2);
        assert_string_equal(voice_simulated_sound(voice, 0).text, "Guten Tag");
        assert_string_equal(voice_simulated_sound(voice, 0).language, "de");
        assert_true(voice_simulated_sound(voice, 0).headset_only);
        assert_int_equal(voice_simulated_sound(voice, 0).volume, VOICE_VOLUME_START);
        assert_null(voice_simulated_sound(voice, 1).text);
        assert_int_equal(voice_simulated_sound(voice, 1).tone, TONE_WAIT);
        assert_int_equal(voice_simulated_sound(voice, 1).volume, VOICE_VOLUME_MAX);
        voice_silence(voice);
        assert_false(voice_simulated_speaking(voice));
}

static void only_the_last_are_kept(void **state) {
        char text[16];

        for (unsigned i = 0; i < VOICE_SIM_SOUNDS_MAX + 5; i++) {
                snprintf(text, sizeof(text), "%u", i);
                assert_int_equal(voice_say(voice, text, "en", false), 0);
        }
        assert_int_equal(voice_simulated_count(voice), VOICE_SIM_SOUNDS_MAX);
        assert_string_equal(voice_simulated_sound(voice, 0).text, "5");
        assert_string_equal(voice_simulated_sound(voice, VOICE_SIM_SOUNDS_MAX - 1).text, text);
        voice_tone(voice, TONE_KEY);
        assert_null(voice_simulated_sound(voice, VOICE_SIM_SOUNDS_MAX - 1).text);
}

static void too_much_text_is_refused(void **state) {
        char text[VOICE_TEXT_MAX + 2];

        memset(text, 'a', sizeof(text));
        text[VOICE_TEXT_MAX + 1] = 0;
        assert_int_equal(voice_say(voice, text, "en", false), -EMSGSIZE);
        text[VOICE_TEXT_MAX] = 0;
        assert_int_equal(voice_say(voice, text, "en", false), 0);
        assert_int_equal(voice_say(voice, "a", "a-language-tag-longer-than-thirty-five", false), -EMSGSIZE);
        assert_int_equal(voice_simulated_count(voice), 1);
}

static void every_tone_has_a_name(void **state) {
        for (int tone = TONE_KEY; tone <= TONE_DOOR_CLICK; tone++)
                assert_non_null(tone_name((enum tone)tone));
        assert_string_equal(tone_name(TONE_DOOR_CLICK), "door_click");
        assert_null(tone_name((enum tone)(TONE_DOOR_CLICK + 1)));
}

#define VOICE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                VOICE_TEST(sentences_and_tones_are_kept_in_order),
                VOICE_TEST(only_the_last_are_kept),
                VOICE_TEST(too_much_text_is_refused),
                cmocka_unit_test(every_tone_has_a_name),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
