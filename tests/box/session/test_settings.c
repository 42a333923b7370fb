/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/settings.h"
#include "tests/support/cmocka.h"

static struct settings settings;

static int set_up(void **state) {
        settings_init(&settings, LANGUAGE_DE, 0x123456, 0);
        return 0;
}

static bool press(enum target_id id, unsigned number) {
        return settings_target(&settings, (struct target){ id, number });
}

static void everything_goes_back_with_the_session(void **state) {
        press(TARGET_TOGGLE_LARGE, 0);
        press(TARGET_TOGGLE_CONTRAST, 0);
        press(TARGET_TOGGLE_SPEECH, 0);
        press(TARGET_LOUDER, 0);
        press(TARGET_PICK_LANGUAGE, LANGUAGE_EN);
        assert_true(settings.look.large && settings.look.contrast && settings.look.speech);
        assert_int_equal(settings.look.language, LANGUAGE_EN);
        press(TARGET_HELP, 0);
        settings_reset(&settings);
        assert_false(settings.look.large || settings.look.contrast || settings.look.speech);
        assert_int_equal(settings.look.language, LANGUAGE_DE);
        assert_int_equal(settings.look.volume, SETTINGS_VOLUME);
        assert_int_equal(settings.look.city_rgb, 0x123456);
        assert_int_equal(settings.overlay, OVERLAY_NONE);
}

static void easy_german_is_a_language_that_is_switched_on_and_off(void **state) {
        press(TARGET_TOGGLE_EASY, 0);
        assert_int_equal(settings.look.language, LANGUAGE_DE_EASY);
        press(TARGET_TOGGLE_EASY, 0);
        assert_int_equal(settings.look.language, LANGUAGE_DE);
        press(TARGET_TOGGLE_EASY, 0);
        settings_reset(&settings);
        assert_int_equal(settings.look.language, LANGUAGE_DE);
}

static void the_volume_has_two_ends(void **state) {
        for (unsigned i = 0; i < 9; i++)
                assert_true(press(TARGET_LOUDER, 0));
        assert_int_equal(settings.look.volume, SETTINGS_VOLUME_MAX);
        for (unsigned i = 0; i < 9; i++)
                assert_true(press(TARGET_QUIETER, 0));
        assert_int_equal(settings.look.volume, 0);
}

static void the_rate_has_two_ends_and_goes_back(void **state) {
        assert_int_equal(settings.look.rate_wpm, SETTINGS_RATE_WPM);
        for (unsigned i = 0; i < 9; i++)
                assert_true(press(TARGET_FASTER, 0));
        assert_int_equal(settings.look.rate_wpm, SETTINGS_RATE_MAX_WPM);
        for (unsigned i = 0; i < 20; i++)
                assert_true(press(TARGET_SLOWER, 0));
        assert_int_equal(settings.look.rate_wpm, SETTINGS_RATE_MIN_WPM);
        settings_reset(&settings);
        assert_int_equal(settings.look.rate_wpm, SETTINGS_RATE_WPM);
}

static void the_picture_is_off_only_while_there_is_speech(void **state) {
        assert_true(press(TARGET_TOGGLE_SCREEN, 0));
        assert_false(settings.look.dark);
        press(TARGET_TOGGLE_SPEECH, 0);
        press(TARGET_TOGGLE_SCREEN, 0);
        assert_true(settings.look.dark);
        press(TARGET_TOGGLE_SPEECH, 0);
        assert_false(settings.look.dark);
        settings_headset(&settings, true);
        press(TARGET_TOGGLE_SCREEN, 0);
        assert_true(settings.look.dark);
        settings_headset(&settings, false);
        assert_false(settings.look.dark);
        settings_headset(&settings, true);
        press(TARGET_TOGGLE_SCREEN, 0);
        settings_reset(&settings);
        assert_false(settings.look.dark);
}

static void overlays_lie_over_the_session_until_left(void **state) {
        assert_true(press(TARGET_ACCESS, 0));
        assert_int_equal(settings.overlay, OVERLAY_ACCESS);
        assert_true(press(TARGET_LANGUAGE, 0));
        assert_int_equal(settings.overlay, OVERLAY_LANGUAGE);
        assert_true(press(TARGET_PICK_LANGUAGE, LANGUAGE_EN));
        assert_int_equal(settings.overlay, OVERLAY_NONE);
        assert_true(press(TARGET_HELP, 0));
        assert_true(press(TARGET_BACK, 0));
        assert_int_equal(settings.overlay, OVERLAY_NONE);
        assert_false(press(TARGET_BACK, 0));
}

static void cancel_and_signing_out_are_never_kept_from_the_session(void **state) {
        press(TARGET_HELP, 0);
        assert_false(press(TARGET_CANCEL, 0));
        press(TARGET_HELP, 0);
        assert_false(press(TARGET_SIGN_OUT, 0));
        assert_int_equal(settings.overlay, OVERLAY_NONE);
}

static void a_language_that_is_not_built_in_is_not_taken(void **state) {
        press(TARGET_PICK_LANGUAGE, LANGUAGE_COUNT);
        assert_int_equal(settings.look.language, LANGUAGE_DE);
        assert_false(press(TARGET_PICK_LANGUAGE, LANGUAGE_EN));
}

static void headphones_start_speech_and_stay_for_the_next_person(void **state) {
        settings_headset(&settings, true);
        assert_true(settings.look.speech);
        settings_reset(&settings);
        assert_true(settings.look.speech && settings.look.headset);
        settings_headset(&settings, false);
        assert_false(settings.look.speech || settings.look.headset);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup(everything_goes_back_with_the_session, set_up),
                cmocka_unit_test_setup(easy_german_is_a_language_that_is_switched_on_and_off, set_up),
                cmocka_unit_test_setup(the_volume_has_two_ends, set_up),
                cmocka_unit_test_setup(the_rate_has_two_ends_and_goes_back, set_up),
                cmocka_unit_test_setup(the_picture_is_off_only_while_there_is_speech, set_up),
                cmocka_unit_test_setup(overlays_lie_over_the_session_until_left, set_up),
                cmocka_unit_test_setup(cancel_and_signing_out_are_never_kept_from_the_session, set_up),
                cmocka_unit_test_setup(a_language_that_is_not_built_in_is_not_taken, set_up),
                cmocka_unit_test_setup(headphones_start_speech_and_stay_for_the_next_person, set_up),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
