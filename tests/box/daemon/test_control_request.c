/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/support/cmocka.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controller/box/daemon/control_request.h"
#include "controller/box/daemon/sim_action.h"

static struct control_request request;
static const char *why;

static int parse(const char *line) {
        return control_request_parse(line, strlen(line), &request, &why);
}

static void test_reads_each_request(void **state) {
        assert_int_equal(parse("{\"request\":\"status\"}"), 0);
        assert_int_equal(request.kind, CONTROL_STATUS);
        assert_int_equal(parse("{\"request\":\"scan\",\"text\":\"UEsxOg==\"}"), 0);
        assert_int_equal(request.kind, CONTROL_SCAN);
        assert_int_equal(request.len, 4);
        assert_memory_equal(request.bytes, "PK1:", 4);
        control_request_deinit(&request);
        assert_int_equal(parse("{\"request\":\"touch\",\"x\":5,\"y\":7}"), 0);
        assert_int_equal(request.x_px, 5);
        assert_int_equal(request.y_px, 7);
        assert_int_equal(parse("{\"request\":\"press\",\"target\":\"key_5\"}"), 0);
        assert_true(target_equal(request.target, (struct target){ TARGET_KEY, 5 }));
        assert_int_equal(parse("{\"request\":\"key\",\"key\":\"ok\"}"), 0);
        assert_int_equal(request.key, INPUT_KEY_OK);
        assert_int_equal(parse("{\"request\":\"door\",\"c\":3,\"hand\":\"jam\"}"), 0);
        assert_int_equal(request.c, 3);
        assert_int_equal(request.hand, SIM_HAND_JAM);
        assert_int_equal(parse("{\"request\":\"plug\",\"device\":\"touch\",\"present\":false}"), 0);
        assert_int_equal(request.device, DEVICE_TOUCH);
        assert_false(request.on);
        assert_int_equal(parse("{\"request\":\"headset\",\"plugged\":true}"), 0);
        assert_int_equal(request.kind, CONTROL_HEADSET);
        assert_true(request.on);
        assert_int_equal(parse("{\"request\":\"hear\"}"), 0);
        assert_int_equal(request.kind, CONTROL_HEAR);
        assert_int_equal(parse("{\"request\":\"wait\",\"screen\":\"door\",\"timeout_ms\":10}"), 0);
        assert_int_equal(request.screen, SCREEN_DOOR);
        assert_int_equal(request.ms, 10);
}

static void test_refuses_everything_else(void **state) {
        static const char *const lines[] = {
                "", "x", "[]", "{}", "null", "{\"request\":1}", "{\"request\":\"nothing\"}", "{\"request\":\"status\",\"more\":1}",
                "{\"request\":\"status\",\"request\":\"status\"}", "{\"request\":\"status\"} {}", "{\"request\":\"touch\",\"x\":5}",
                "{\"request\":\"touch\",\"x\":-1,\"y\":0}", "{\"request\":\"touch\",\"x\":4096,\"y\":0}",
                "{\"request\":\"touch\",\"x\":1.5,\"y\":0}", "{\"request\":\"press\",\"target\":\"key_10\"}",
                "{\"request\":\"press\",\"target\":\"nothing\"}", "{\"request\":\"key\",\"key\":\"enter\"}",
                "{\"request\":\"door\",\"c\":0,\"hand\":\"open\"}", "{\"request\":\"door\",\"c\":1025,\"hand\":\"open\"}",
                "{\"request\":\"door\",\"c\":1,\"hand\":\"kick\"}", "{\"request\":\"doors\",\"automatic\":1}",
                "{\"request\":\"advance\",\"ms\":-1}", "{\"request\":\"advance\",\"ms\":9223372036854775807}",
                "{\"request\":\"advance\",\"ms\":99999999999999999999}", "{\"request\":\"jump\",\"time_ms\":\"now\"}",
                "{\"request\":\"plug\",\"device\":\"printer\",\"present\":true}", "{\"request\":\"wait\",\"screen\":\"nowhere\",\"timeout_ms\":1}",
                "{\"request\":\"wait\",\"screen\":\"idle\",\"timeout_ms\":600001}", "{\"request\":\"scan\",\"text\":\"?\"}",
                "{\"request\":\"adopt\",\"bundle\":null}", "{\"request\":\"headset\"}", "{\"request\":\"headset\",\"plugged\":1}",
        };

        for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
                why = NULL;
                if (parse(lines[i]) != CONTROL_E_MALFORMED || !why)
                        fail_msg("accepted: %s", lines[i]);
        }
}

static void test_refuses_a_reading_longer_than_any_scanner_gives(void **state) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;

        assert_int_equal(buffer_append_text(&line, "{\"request\":\"scan\",\"text\":\""), 0);
        for (int i = 0; i < CONTROL_SCAN_MAX / 3 + 2; i++)
                assert_int_equal(buffer_append_text(&line, "AAAA"), 0);
        assert_int_equal(buffer_append_text(&line, "\"}"), 0);
        assert_int_equal(parse(buffer_text(&line)), CONTROL_E_MALFORMED);
}

/* The words of `pickupbox sim` make requests that the daemon takes, or are refused with a sentence. */
static const struct {
        const char *words[4];
        enum control_kind kind;  /* 0: refused */
        int64_t ms;
} requests[] = {
        { { "scan", "PK1:X Y" }, CONTROL_SCAN, 0 },
        { { "touch", "1", "2" }, CONTROL_TOUCH, 0 },
        { { "press", "next" }, CONTROL_PRESS, 0 },
        { { "key", "speech" }, CONTROL_KEY, 0 },
        { { "door", "3", "bounce" }, CONTROL_DOOR, 0 },
        { { "doors", "auto" }, CONTROL_DOORS, 0 },
        { { "clock", "+90s" }, CONTROL_ADVANCE, 90000 },
        { { "clock", "+10d" }, CONTROL_ADVANCE, 864000000 },
        { { "clock", "=1970-01-01T00:00:01Z" }, CONTROL_JUMP, 1000 },
        { { "clock", "synchronised" }, CONTROL_SYNCHRONISE, 0 },
        { { "clock", "alone" }, CONTROL_SYNCHRONISE, 0 },
        { { "plug", "scanner" }, CONTROL_PLUG, 0 },
        { { "unplug", "screen" }, CONTROL_PLUG, 0 },
        { { "plug", "headset" }, CONTROL_HEADSET, 0 },
        { { "hear" }, CONTROL_HEAR, 0 },
        { { "screen", "a.png" }, CONTROL_SCREEN, 0 },
        { { "state" }, CONTROL_STATE, 0 },
        { { "wait", "idle" }, CONTROL_WAIT, SIM_ACTION_WAIT_S * 1000 },
        { { "wait", "idle", "3" }, CONTROL_WAIT, 3000 },
        { { "fly" }, 0, 0 },
        { { "scan" }, 0, 0 },
        { { "scan", "@/nowhere/code.txt" }, 0, 0 },
        { { "touch", "1" }, 0, 0 },
        { { "touch", "-1", "2" }, 0, 0 },
        { { "door", "x", "open" }, 0, 0 },
        { { "doors", "ajar" }, 0, 0 },
        { { "clock", "10d" }, 0, 0 },
        { { "clock", "+10" }, 0, 0 },
        { { "clock", "+10w" }, 0, 0 },
        { { "clock", "+-1d" }, 0, 0 },
        { { "clock", "=tomorrow" }, 0, 0 },
        { { "wait", "idle", "601" }, 0, 0 },
        { { "state", "now" }, 0, 0 },
};

/* As a program's arguments are: words that may be written to. */
static int parse_words(const char *const typed[4], json_t **ret_object, char message[SIM_ACTION_MESSAGE_SIZE]) {
        char words[4][32], *list[4];
        int count = 0;

        for (; count < 4 && typed[count]; count++) {
                snprintf(words[count], sizeof(words[count]), "%s", typed[count]);
                list[count] = words[count];
        }
        return sim_action_parse(count, list, ret_object, message);
}

static void test_words_become_requests(void **state) {
        for (size_t i = 0; i < ARRAY_LEN(requests); i++) {
                char message[SIM_ACTION_MESSAGE_SIZE];
                json_t *object = NULL;
                char *text;
                int r = parse_words(requests[i].words, &object, message);

                if (!requests[i].kind) {
                        assert_true(r < 0);
                        assert_true(strlen(message) > 10);
                        continue;
                }
                assert_int_equal(r, 0);
                text = json_dumps(object, JSON_COMPACT);
                assert_int_equal(parse(text), 0);
                assert_int_equal(request.kind, requests[i].kind);
                assert_int_equal(request.ms, requests[i].ms);
                control_request_deinit(&request);
                free(text);
                json_decref(object);
        }
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_reads_each_request),
                cmocka_unit_test(test_refuses_everything_else),
                cmocka_unit_test(test_refuses_a_reading_longer_than_any_scanner_gives),
                cmocka_unit_test(test_words_become_requests),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
