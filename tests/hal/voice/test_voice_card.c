/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hal/voice/voice_card.h"
#include "tests/support/cmocka.h"

static char folder[] = "/tmp/pickupbox-cards-XXXXXX", cards[VOICE_CARDS_SIZE];
static const char *const names[] = { "Device", "Device_1", "HDMI", "version" };

static const char *at(const char *name) {
        static char path[96];

        snprintf(path, sizeof(path), "%s/%s", folder, name);
        return path;
}

/* As the kernel lists two cards: links to their folders, beside files that are no cards. */
static int set_up(void **state) {
        FILE *file;

        if (!mkdtemp(strcpy(folder, "/tmp/pickupbox-cards-XXXXXX")) || symlink("card1", at("Device")) < 0 || symlink("card0", at("HDMI")) < 0)
                return -1;
        file = fopen(at("version"), "w");
        return file ? fclose(file) : -1;
}

static int tear_down(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                (void)!unlink(at(names[i]));
        return rmdir(folder);
}

static void a_card_is_known_by_its_name_wherever_it_stands(void **state) {
        assert_int_equal(voice_card_find(folder, "plughw:CARD=Device,DEV=0", cards), VOICE_CARD_GOOD);
        assert_string_equal(cards, "Device, HDMI");
        assert_int_equal(voice_card_find(folder, "dmix:CARD=HDMI", cards), VOICE_CARD_GOOD);
        assert_int_equal(voice_card_find(folder, "hw:Device,0", cards), VOICE_CARD_GOOD);
}

static void one_that_is_not_there_is_missing(void **state) {
        assert_int_equal(voice_card_find(folder, "plughw:CARD=Speaker,DEV=0", cards), VOICE_CARD_MISSING);
        assert_string_equal(cards, "Device, HDMI");
        assert_int_equal(voice_card_find(folder, "plughw:CARD=version", cards), VOICE_CARD_MISSING);
        assert_int_equal(voice_card_find("/nowhere", "plughw:CARD=Device", cards), VOICE_CARD_MISSING);
        assert_string_equal(cards, "");
}

/* Else what is personal may come out of the loudspeaker: two cards of one make change places with the order of plugging. */
static void one_of_several_of_one_make_is_told(void **state) {
        assert_int_equal(symlink("card2", at("Device_1")), 0);
        assert_int_equal(voice_card_find(folder, "plughw:CARD=Device,DEV=0", cards), VOICE_CARD_TWIN);
        assert_int_equal(voice_card_find(folder, "plughw:CARD=Device_1", cards), VOICE_CARD_TWIN);
        assert_int_equal(voice_card_find(folder, "plughw:CARD=HDMI", cards), VOICE_CARD_GOOD);
        assert_string_equal(cards, "Device, Device_1, HDMI");
        assert_int_equal(unlink(at("Device")), 0);
        assert_int_equal(voice_card_find(folder, "plughw:CARD=Device_1", cards), VOICE_CARD_GOOD);
}

static void a_number_is_no_name(void **state) {
        assert_int_equal(voice_card_find(folder, "hw:0,0", cards), VOICE_CARD_NUMBERED);
        assert_int_equal(voice_card_find(folder, "plughw:CARD=1,DEV=0", cards), VOICE_CARD_NUMBERED);
}

static void the_first_of_several_may_be_any(void **state) {
        assert_int_equal(voice_card_find(folder, "default", cards), VOICE_CARD_ANY);
        assert_int_equal(voice_card_find(folder, "null", cards), VOICE_CARD_GOOD);
        assert_int_equal(unlink(at("HDMI")), 0);
        assert_int_equal(voice_card_find(folder, "default", cards), VOICE_CARD_GOOD);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(a_card_is_known_by_its_name_wherever_it_stands, set_up, tear_down),
                cmocka_unit_test_setup_teardown(one_that_is_not_there_is_missing, set_up, tear_down),
                cmocka_unit_test_setup_teardown(one_of_several_of_one_make_is_told, set_up, tear_down),
                cmocka_unit_test_setup_teardown(a_number_is_no_name, set_up, tear_down),
                cmocka_unit_test_setup_teardown(the_first_of_several_may_be_any, set_up, tear_down),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
