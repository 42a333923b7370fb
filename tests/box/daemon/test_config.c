/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/cmocka.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controller/box/daemon/config.h"

#define WITNESS "witness = example.org/witness+5205fe52+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea\n"
#define BOX "[box]\nid = K017\ncompartments = 24\n"

static struct config config;
static char message[CONFIG_MESSAGE_SIZE];

static int parse(const char *text) {
        return config_parse(text, strlen(text), "pickupboxd.conf", "/etc/pickupbox", &config, message);
}

static void test_leaves_everything_else_at_its_default(void **state) {
        assert_int_equal(parse(BOX), 0);
        assert_string_equal(config.box_id, "K017");
        assert_int_equal(config.compartments, 24);
        assert_string_equal(config.database, "/etc/pickupbox/box.db");
        assert_string_equal(config.anchor, "/etc/pickupbox.anchor");
        assert_string_equal(config.keys, "/etc/pickupbox/keys");
        assert_string_equal(config.socket, "/etc/pickupbox/control.sock");
        assert_string_equal(config.world, "/etc/pickupbox/sim.world");
        assert_int_equal(config.panel_width_px, 1080);
        assert_int_equal(config.panel_height_px, 1920);
        assert_int_equal(config.rotation, TURN_0);
        assert_int_equal(config.display, DISPLAY_AUTO);
        assert_string_equal(config.card, "");
        assert_int_equal(config.console, 0);
        assert_int_equal(config.lock.pulse_ms, LOCK_PULSE_MS);
        assert_int_equal(config.lock.rest_ms, LOCK_REST_MS);
        assert_int_equal(config.lock.gap_ms, LOCK_GAP_MS);
        assert_int_equal(config.plan.cell_count, 24);
        assert_string_equal(config.voice.loudspeaker, "default");
        assert_string_equal(config.voice.headset, "");
        assert_int_equal(config.voice.rate_wpm, 150);
        assert_false(config.automatic);
        assert_true(config.switch_off && config.dim_from == 20 && config.dim_to == 7 && config.dim_percent == 40);
        assert_string_equal(config.scanner.keyboards.names[0], "/dev/pickupbox/scanner[0-9]*");
        assert_string_equal(config.scanner.serials.names[0], "/dev/pickupbox/scanner-serial*");
        assert_int_equal(config.scanner.baud, 9600);
        assert_int_equal(config.reread_ms, 3000);
        assert_string_equal(config.scanner.layout, "us");
        assert_string_equal(config.input.devices.keypads.names[0], "/dev/pickupbox/keypad*");
        assert_int_equal(config.input.devices.touches.count, 0);
}

#define LINES "[lock]\nlines = a:lock0..23\n[door]\nlines = a:door0..23\n"

static void test_takes_one_line_that_senses_the_coils(void **state) {
        assert_int_equal(parse(BOX LINES), 0);
        assert_int_equal(config.feedback.count, 0);
        assert_int_equal(parse(BOX LINES "[lock]\nfeedback = b:sense\nfeedback_active_low = yes\n"), 0);
        assert_int_equal(config.feedback.count, 1);
        assert_string_equal(config.feedback.lines[0].chip, "b");
        assert_string_equal(config.feedback.lines[0].name, "sense");
        assert_true(config.feedback.lines[0].active_low);
        assert_int_equal(parse(BOX LINES "[lock]\nfeedback = b:sense0..1\n"), CONFIG_E_INVALID);
        assert_string_equal(message, "pickupboxd.conf:9: feedback is one line for all coils, not 2");
        assert_int_equal(parse(BOX LINES "[lock]\nfeedback = a:door3\n"), CONFIG_E_INVALID);
        assert_string_equal(message, "pickupboxd.conf:9: a:door3 is a lock's or a switch's line already; feedback needs one of its own");
        assert_int_equal(parse(BOX "[lock]\nfeedback_active_low = yes\n"), CONFIG_E_INVALID);
        assert_string_equal(message, "pickupboxd.conf: [lock] has feedback_active_low, but no `feedback`");
}

static void test_takes_every_value(void **state) {
        assert_int_equal(parse(BOX "database = /var/lib/box.db\nanchor = /mnt/other/K017\n[panel]\nwidth_px = 1280\nheight_px=800\nwidth_mm = 217 ; ten inches\n"
                               "rotation = 270\nbackend = fbdev\ncard = /dev/fb1\nconsole = 7\n"
                               "[screen]\nlanguage = en\ncity_colour = #aB3A53\nfilter_double = yes\n[scanner]\nreread_ms = 1500\n[lock]\npulse_ms = 400\n"
                               "rest_ms = 2500\ngap_ms = 301\n[door]\ndebounce_ms = 80\n"
                               "[voice]\nloudspeaker = plughw:CARD=Device,DEV=0\nheadset = front\nrate = 120\n[simulation]\nautomatic = yes\nworld = w\n"), 0);
        assert_string_equal(config.database, "/var/lib/box.db");
        assert_string_equal(config.anchor, "/mnt/other/K017");
        assert_int_equal(config.panel_width_px, 1280);
        assert_int_equal(config.panel_height_px, 800);
        assert_int_equal(config.panel_width_mm, 217);
        assert_int_equal(config.rotation, TURN_270);
        assert_int_equal(config.display, DISPLAY_FBDEV);
        assert_string_equal(config.card, "/dev/fb1");
        assert_int_equal(config.console, 7);
        assert_int_equal(config.language, LANGUAGE_EN);
        assert_int_equal(config.city_rgb, 0xab3a53);
        assert_true(config.filter_double);
        assert_int_equal(config.reread_ms, 1500);
        assert_int_equal(config.lock.pulse_ms, 400);
        assert_int_equal(config.lock.rest_ms, 2500);
        assert_int_equal(config.lock.gap_ms, 301);
        assert_int_equal(config.debounce_ms, 80);
        assert_string_equal(config.voice.loudspeaker, "plughw:CARD=Device,DEV=0");
        assert_string_equal(config.voice.headset, "front");
        assert_int_equal(config.voice.rate_wpm, 120);
        assert_true(config.automatic);
        assert_string_equal(config.world, "/etc/pickupbox/w");
}

static void test_takes_scanners_keypads_and_panels(void **state) {
        assert_int_equal(parse(BOX "[scanner]\nkeyboard = /dev/a\nkeyboard = /dev/b*\nbaud = 115200\nlayout = de(nodeadkeys)\n"
                               "suffix = tab\n[keypad]\nkey = 30 ok\nkey = 59 none\ndevice = /dev/k\nheadset = /dev/h\n"
                               "[touch]\ndevice = /dev/t\nmatrix = -1 0 1.0  0 +.5 -0.25\n"), 0);
        assert_int_equal(config.scanner.keyboards.count, 2);
        assert_string_equal(config.scanner.keyboards.names[1], "/dev/b*");
        assert_int_equal(config.scanner.serials.count, 0);
        assert_int_equal(config.scanner.baud, 115200);
        assert_string_equal(config.scanner.layout, "de(nodeadkeys)");
        assert_string_equal(config.input.devices.scanners.names[0], "/dev/a");
        assert_string_equal(config.input.devices.keypads.names[0], "/dev/k");
        assert_string_equal(config.input.headsets.names[0], "/dev/h");
        assert_string_equal(config.input.devices.touches.names[0], "/dev/t");
        assert_int_equal(keypad_map_key(&config.input.keys, 30), INPUT_KEY_OK);
        assert_int_equal(keypad_map_key(&config.input.keys, 59), INPUT_KEY_COUNT);
        assert_true(config.input.place.matrix[0] == -1 && config.input.place.matrix[4] == 0.5 && config.input.place.matrix[5] == -0.25);
        assert_int_equal(config.input.place.width_px, 1080);
}

static void test_draws_the_plan_as_described(void **state) {
        assert_int_equal(parse(BOX "[plan]\nblocks = 2 4 2\nrows = 3\ngap_after_row = 1\nterminal = 2\nlow = 17-20 24\n"), 0);
        assert_int_equal(config.plan.block_count, 3);
        assert_int_equal(config.plan.terminal_block, 2);
        assert_int_equal(config.plan.gap_after_row, 1);
        /* compartment 11: second row, third door of it, which is the first of the second block */
        assert_int_equal(config.plan.cells[10].row, 1);
        assert_int_equal(config.plan.cells[10].block, 1);
        assert_int_equal(config.plan.cells[10].column, 0);
        assert_true(config.plan.cells[16].low);
        assert_false(config.plan.cells[20].low);
        assert_true(config.plan.cells[23].low);
}

static void test_lines_follow_each_other_through_the_compartments(void **state) {
        struct lines_config lines;

        assert_int_equal(parse(BOX "[lock]\nlines = 1-0020:lock08..15\nlines = INT34C5:00:odd\nlines = 1-0021:@0..14\n"
                                   "active_low = 2 9-10\nbias = pull_down\n"
                                   "[door]\ndebounce = kernel\nlines = 1-0024:door98..121\nbias = pull_up\nactive_low = 1-24\n"), 0);
        assert_int_equal(config.locks.count, 24);
        assert_string_equal(config.locks.lines[1].chip, "1-0020");
        assert_string_equal(config.locks.lines[1].name, "lock09");
        assert_true(config.locks.lines[1].active_low);
        assert_string_equal(config.locks.lines[2].name, "lock10");
        assert_false(config.locks.lines[2].active_low);
        assert_string_equal(config.locks.lines[8].chip, "INT34C5:00");
        assert_string_equal(config.locks.lines[8].name, "odd");
        assert_int_equal(config.locks.lines[8].bias, LINE_BIAS_PULL_DOWN);
        assert_string_equal(config.locks.lines[23].name, "@14");
        assert_string_equal(config.doors.lines[2].name, "door100");
        assert_true(config.doors.lines[23].active_low);
        assert_true(config.kernel_debounces);
        assert_int_equal(config_lines_make(&config.doors, "test", LINES_INPUT, 50, &lines), 0);
        assert_int_equal(lines.count, 24);
        assert_int_equal(lines.lines[0].bias, LINE_BIAS_PULL_UP);
        lines_config_deinit(&lines);
}

static const struct {
        const char *text, *says;
} wrong[] = {
        { "", ".conf: `id` is missing in [box]" },
        { "[box]\nid = K017\n", "`compartments` is missing" },
        { "id = K017\n", ":1: a section such as [box] must come first" },
        { BOX "[boxes]\nid = 1\n", ":5: there is no section [boxes]" },
        { BOX "colour = red\n", ":4: there is no key `colour` in [box]" },
        { BOX "id = K018\n", ":4: id is given twice" },
        { BOX "just words\n", ":4: this is neither" },
        { "[box\nid = K017\n", ":1: this is neither" },
        { "[box]\nid = k017\n", ":2: id must be" },
        { "[box]\nid = K01789\n", ":2: id must be" },
        { "[box]\nid = K017\ncompartments = 0\n", ":3: compartments must be a whole number from 1 to 1024, not `0`" },
        { "[box]\nid = K017\ncompartments = 1025\n", ":3: compartments must be" },
        { "[box]\nid = K017\ncompartments = 24 doors\n", ":3: compartments must be" },
        { "[box]\nid = K017\ncompartments = -1\n", ":3: compartments must be" },
        { "[box]\nid = K017\ncompartments = 99999999999999999999\n", ":3: compartments must be" },
        { BOX "database =\n", ":4: database must be a path" },
        { BOX "[panel]\nwidth_px = 100\n", ":5: width_px must be a whole number from 320" },
        { BOX "[screen]\nlanguage = xx\n", ":5: language must be" },
        { BOX "[screen]\ncity_colour = 0B3A53\n", ":5: city_colour must be" },
        { BOX "[screen]\ncity_colour = #0B3A5\n", ":5: city_colour must be" },
        { BOX "[screen]\nfilter_double = true\n", ":5: filter_double must be yes or no" },
        { BOX "[lock]\npulse_ms = 1000\n", ":5: pulse_ms must be a whole number from 50 to 500" },
        { BOX "[lock]\nrest_ms = 1999\n", ":5: rest_ms must be" },
        { BOX "[lock]\ngap_ms = 299\n", ":5: gap_ms must be" },
        { BOX "[voice]\nloudspeaker = none\nheadset = a b\n", ":6: headset must be a sound device" },
        { BOX "[voice]\nloudspeaker = -D\n", ":5: loudspeaker must be a sound device" },
        { BOX "[voice]\nheadset = default\n", "must be another device than `loudspeaker`" },
        { BOX "[voice]\nrate = 79\n", ":5: rate must be a whole number from 80 to 450" },
        { BOX "[plan]\nrows = 3\n", "needs both" },
        { BOX "[plan]\nblocks = 2 2\nrows = 3\n", "do not make as many doors" },
        { BOX "[plan]\nblocks = 12 12\nrows = 2\n", "do not make as many doors" },
        { BOX "[plan]\nblocks = 4 4\nrows = 3\nterminal = 3\n", "beyond the last block" },
        { BOX "[plan]\nblocks = 4 4\nrows = 3\ngap_after_row = 3\n", "not between two rows" },
        { BOX "[plan]\nblocks = 4 4\nrows = 3\nlow = 25\n", "a compartment that there is not" },
        { BOX "[plan]\nblocks = 4x4\nrows = 3\n", ":5: blocks must be" },
        { BOX "[plan]\nblocks = 1 1 1 1 1 1 1 1 1\nrows = 3\n", ":5: blocks must be" },
        { BOX "[plan]\nlow = 5-3\n", ":5: low must be" },
        { BOX "[lock]\nactive_low = 7\n", ": [lock] has active_low or bias, but no `lines`" },
        { BOX "[door]\nbias = pull_up\n", ": [door] has active_low or bias, but no `lines`" },
        { BOX "[lock]\nlines = lock0\n", ":5: lines must be CHIP:NAME or CHIP:NAMEn..m" },
        { BOX "[lock]\nlines = :lock0\n", ":5: lines must be" },
        { BOX "[lock]\nlines = chip:\n", ":5: lines must be" },
        { BOX "[lock]\nlines = chip:lock0..\n", ":5: lines must be" },
        { BOX "[lock]\nlines = chip:lock..7\n", ":5: lines must be" },
        { BOX "[lock]\nlines = chip:0..7\n", ":5: lines must be" },
        { BOX "[lock]\nlines = chip:lock0..7x\n", ":5: lines must be" },
        { BOX "[lock]\nlines = chip:lock0..9999999\n", ":5: lines must be" },
        { BOX "[lock]\nlines = chip:lo\tck\n", ":5: lines must be" },
        { BOX "[lock]\nlines = a label or place of a chip that has sixty-four characters: so many:lock0\n", ":5: lines must be" },
        { BOX "[lock]\nlines = chip:a name of some thirty characters9..10\n", ":5: lines must be" },
        { BOX "[lock]\nlines = chip:twenty-nine_characters_only_..0..10\n", ":5: lines must be" },
        { BOX "[lock]\nlines = chip:thirty_characters_and_a_digit_9..10\n", ":5: a name of `chip:thirty_characters" },
        { BOX "[lock]\nlines = chip:lock7..6\n", ":5: the run `lock7..6` must go upwards" },
        { BOX "[lock]\nlines = chip:lock0..1023\nlines = chip:door\n", ":6: these are more than 1024 lines" },
        { BOX "[lock]\nlines = chip:lock0..23\n", "[door] names 0 lines for 24 compartments" },
        { BOX "[lock]\nlines = chip:lock0..22\n[door]\nlines = chip:door0..23\n", ":5: [lock] names 23 lines for 24" },
        { BOX "[lock]\nlines = chip:lock0..23\n[door]\nlines = chip:door0..22\nlines = chip:lock5\n",
          ":8: chip:lock5 is named twice, first in line 5" },
        { BOX "[lock]\nactive_low = 0\n", ":5: active_low must be compartments" },
        { BOX "[lock]\nactive_low = 25\nlines = chip:lock0..23\n[door]\nlines = chip:door0..23\n",
          "active_low of [lock] names compartment 25, but there are 24" },
        { BOX "[lock]\nbias = up\n", ":5: bias must be as_is, disabled, pull_up or pull_down, not `up`" },
        { BOX "[door]\ndebounce = hardware\n", ":5: debounce must be kernel or software, not `hardware`" },
        { BOX "[scanner]\nkeyboard = event3\n", ":5: keyboard must be an absolute path" },
        { BOX "[scanner]\nserial =\n", ":5: serial must be an absolute path" },
        { BOX "witness = example.org/witness\n", ":4: witness must be the key of a witness" },
        { BOX "witness = example.org/witness+5205fe52+BNdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Eb\n", ":4: witness must be the key of a witness" },
        { BOX WITNESS WITNESS, ":5: witness must be another witness" },
        { BOX "[scanner]\nbaud = 9601\n", ":5: baud must be 1200" },
        { BOX "[scanner]\nbaud = 9600 8N1\n", ":5: baud must be 1200" },
        { BOX "[scanner]\nlayout = ../x\n", ":5: layout must be a keyboard layout" },
        { BOX "[scanner]\nsuffix = none\n", ":5: suffix must be enter or tab" },
        { BOX "[keypad]\nkey = help\n", ":5: key must be a key code" },
        { BOX "[keypad]\nkey = 59 F1\n", ":5: key must be a key code" },
        { BOX "[keypad]\nkey = 0 ok\n", ":5: key must be a key code" },
        { BOX "[keypad]\nkey = 768 ok\n", ":5: key must be a key code" },
        { BOX "[touch]\nmatrix = 1 0 0 0 1\n", ":5: matrix must be six numbers" },
        { BOX "[touch]\nmatrix = 1 0 0 0 1 0 0\n", ":5: matrix must be six numbers" },
        { BOX "[touch]\nmatrix = 1 0 0 0 1 nan\n", ":5: matrix must be six numbers" },
        { BOX "[touch]\nmatrix = 0 0 0 0 0 0\n", ":5: matrix must be six numbers" },
};

static void test_refuses_what_is_wrong_and_names_the_line(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
                assert_int_equal(parse(wrong[i].text), CONFIG_E_INVALID);
                if (!strstr(message, wrong[i].says))
                        fail_msg("for %s\nit says:       %s\ninstead of:    %s", wrong[i].text, message, wrong[i].says);
        }
}

static void test_tells_the_first_of_several_errors(void **state) {
        assert_int_equal(parse(BOX "a = 1\nb = 2\n"), CONFIG_E_INVALID);
        assert_string_equal(message, "pickupboxd.conf:4: there is no key `a` in [box]");
}

static void test_refuses_overlong_lines_and_nul_bytes(void **state) {
        char text[600] = BOX "database = ";
        static const char nul[] = BOX "database = a\0b\n";

        memset(text + strlen(text), 'x', 400);
        assert_int_equal(parse(text), CONFIG_E_INVALID);
        assert_non_null(strstr(message, ":4: this line is longer"));
        assert_int_equal(config_parse(nul, sizeof(nul) - 1, "c", ".", &config, message), CONFIG_E_INVALID);
        assert_non_null(strstr(message, ":4: this line holds a NUL byte"));
}

static void test_the_example_is_the_defaults(void **state) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct config defaults;

        assert_int_equal(parse(BOX), 0);
        defaults = config;
        assert_int_equal(config_example("K017", 24, &text), 0);
        assert_int_equal(parse(buffer_text(&text)), 0);
        assert_false(hash_equal(&config.sha, &defaults.sha));
        config.sha = defaults.sha;
        assert_memory_equal(&config, &defaults, sizeof(config));
}

/* Every commented-out value of the example, made active, is accepted and is the default. */
static void test_the_example_documents_every_key_with_its_default(void **state) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT, active = BUFFER_INIT;
        struct reader reader;
        const char *line;
        size_t len, keys = 0;

        assert_int_equal(config_example("K017", 24, &text), 0);
        reader = reader_over(text.data, text.len);
        while (reader_line(&reader, &line, &len)) {
                bool value = len > 1 && line[0] == '#' && line[1] != ' ' && strncmp(line, "#fonts", 6) != 0;

                keys += (value && memchr(line, '=', len)) || (len && line[0] != '#' && memchr(line, '=', len));
                assert_int_equal(buffer_printf(&active, "%.*s\n", (int)(len - value), line + value), 0);
        }
        assert_int_equal(keys, 62);
        assert_int_equal(parse(buffer_text(&active)), 0);
        assert_int_equal(config.witnesses.count, 1);
        assert_int_equal(config.city_rgb, 0x0b3a53);
        assert_int_equal(config.lock.pulse_ms, LOCK_PULSE_MS);
        assert_int_equal(config.panel_width_mm, 268);
        assert_int_equal(config.plan.block_count, 2);
        assert_true(config.plan.cells[16].low);
        assert_int_equal(config.locks.count, 24);
        assert_int_equal(config.doors.count, 24);
        assert_false(config.kernel_debounces);
}

static void test_the_example_of_a_real_box_is_one(void **state) {
        const char *source = getenv("PICKUPBOX_SOURCE");
        char path[PATH_MAX];

        assert_non_null(source);
        snprintf(path, sizeof(path), "%s/deploy/system/pickupboxd.conf", source);
        if (config_read(path, &config, message) != 0)
                fail_msg("%s", message);
        assert_int_equal(config.compartments, 40);
        assert_int_equal(config.locks.count, 40);
        assert_int_equal(config.doors.count, 40);
        assert_string_equal(config.doors.lines[39].name, "door7");
        assert_true(config.doors.lines[39].active_low);
        assert_false(config.locks.lines[39].active_low);
}

static void test_says_that_a_file_is_missing(void **state) {
        assert_int_equal(config_read("/nowhere/pickupboxd.conf", &config, message), -ENOENT);
        assert_non_null(strstr(message, "/nowhere/pickupboxd.conf"));
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_leaves_everything_else_at_its_default),
                cmocka_unit_test(test_takes_one_line_that_senses_the_coils),
                cmocka_unit_test(test_takes_every_value),
                cmocka_unit_test(test_takes_scanners_keypads_and_panels),
                cmocka_unit_test(test_draws_the_plan_as_described),
                cmocka_unit_test(test_lines_follow_each_other_through_the_compartments),
                cmocka_unit_test(test_refuses_what_is_wrong_and_names_the_line),
                cmocka_unit_test(test_tells_the_first_of_several_errors),
                cmocka_unit_test(test_refuses_overlong_lines_and_nul_bytes),
                cmocka_unit_test(test_the_example_is_the_defaults),
                cmocka_unit_test(test_the_example_documents_every_key_with_its_default),
                cmocka_unit_test(test_the_example_of_a_real_box_is_one),
                cmocka_unit_test(test_says_that_a_file_is_missing),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
