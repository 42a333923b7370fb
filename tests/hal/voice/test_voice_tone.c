/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include "hal/voice/voice_tone.h"
#include "tests/support/cmocka.h"

static int16_t samples[VOICE_TONE_SAMPLES_MAX];

static int peak_of(size_t count) {
        int peak = 0;

        for (size_t i = 0; i < count; i++)
                peak = abs(samples[i]) > peak ? abs(samples[i]) : peak;
        return peak;
}

static void every_tone_is_heard_and_begins_and_ends_in_silence(void **state) {
        for (int tone = TONE_KEY; tone <= TONE_DOOR_CLICK; tone++) {
                size_t count = voice_tone_samples((enum tone)tone, VOICE_VOLUME_START, samples);

                assert_true(count > 0 && count <= VOICE_TONE_SAMPLES_MAX);
                assert_true(peak_of(count) > 3000);
                assert_int_equal(samples[0], 0);
                assert_in_range(abs(samples[count - 1]), 0, 100);
        }
}

static void each_volume_is_louder_than_the_one_below(void **state) {
        int before = 0;

        for (unsigned volume = 0; volume <= VOICE_VOLUME_MAX; volume++) {
                int peak = peak_of(voice_tone_samples(TONE_ALARM, volume, samples));

                assert_true(peak > before);
                before = peak;
        }
        assert_true(before <= INT16_MAX);
}

static void no_tone_is_like_another(void **state) {
        int16_t *first = malloc(sizeof(samples));

        assert_non_null(first);
        for (int one = TONE_KEY; one <= TONE_DOOR_CLICK; one++) {
                for (int other = one + 1; other <= TONE_DOOR_CLICK; other++) {
                        size_t count = voice_tone_samples((enum tone)one, VOICE_VOLUME_START, first);
                        size_t other_count = voice_tone_samples((enum tone)other, VOICE_VOLUME_START, samples);

                        assert_true(count != other_count || memcmp(first, samples, count * sizeof(*first)) != 0);
                }
        }
        free(first);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(every_tone_is_heard_and_begins_and_ends_in_silence),
                cmocka_unit_test(each_volume_is_louder_than_the_one_below),
                cmocka_unit_test(no_tone_is_like_another),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
