/* SPDX-License-Identifier: EUPL-1.2 */
#include <jansson.h>
#include <string.h>

#include "controller/office/state.h"
#include "tests/office/fixture.h"

static struct problems problems = PROBLEMS_INIT;

static int clean(void **state) {
        problems_deinit(&problems);
        return 0;
}

static struct state *new_state(void) {
        struct state_validity keys[STATE_KEY_COUNT];
        struct sealing_public sealing = { { 9 } };
        struct state *state;

        for (int i = 0; i < STATE_KEY_COUNT; i++)
                keys[i] = (struct state_validity){ .public = { { (uint8_t)i } }, .from = 1700000000, .until = 1800000000 };
        assert_int_equal(state_new("Stadt Köln", "koeln.example", "Europe/Berlin", keys, &sealing, &sealing, &problems, &state), 0);
        return state;
}

/* Reads the default office with the policy's member `name` set to the JSON `value` (NULL: removed). */
static int with_policy(const char *name, const char *value, struct state **ret_state) {
        struct state *state CLEANUP(state_cleanup) = new_state();
        json_t *policy = json_object_get(state->json, "policy");
        struct buffer text = BUFFER_INIT;
        int r;

        if (value)
                assert_int_equal(json_object_set_new(policy, name, json_loads(value, JSON_DECODE_ANY, NULL)), 0);
        else
                assert_int_equal(json_object_del(policy, name), 0);
        assert_int_equal(state_text(state, &text), 0);
        r = state_parse(text.data, text.len, &problems, ret_state);
        buffer_deinit(&text);
        return r;
}

static void what_is_written_is_read_back(void **state) {
        struct state *made CLEANUP(state_cleanup) = new_state(), *back CLEANUP(state_cleanup) = NULL;
        struct state_box box = { .id = "K017", .address = "Rathaus", .fingerprint = "1 2", .added = 1795000000, .enrol = { { 1 } } };
        struct state_staff staff = { .sub = "m.muster", .role = ROLE_AUDITOR, .from = 1795000000, .until = 1796000000,
                                     .badge_cti = { 5 }, .sealed_pin = { 6 } };
        struct buffer text = BUFFER_INIT, again = BUFFER_INIT;

        assert_int_equal(state_put_box(made, &box, &problems), 0);
        assert_int_equal(state_add_staff(made, &staff, &problems), 0);
        assert_int_equal(state_set_bundle_version(made, 7), 0);
        assert_int_equal(state_text(made, &text), 0);
        assert_int_equal(state_parse(text.data, text.len, &problems, &back), 0);
        assert_string_equal(back->boxes[0].id, "K017");
        assert_string_equal(back->boxes[0].address, "Rathaus");
        assert_memory_equal(back->boxes[0].enrol.x, box.enrol.x, KEY_PUBLIC_LEN);
        assert_int_equal(back->boxes[0].added, box.added);
        assert_string_equal(back->staff[0].sub, "m.muster");
        assert_int_equal(back->staff[0].role, ROLE_AUDITOR);
        assert_int_equal(back->staff[0].until, staff.until);
        assert_memory_equal(back->staff[0].badge_cti, staff.badge_cti, CTI_LEN);
        assert_memory_equal(back->staff[0].sealed_pin, staff.sealed_pin, sizeof(staff.sealed_pin));
        assert_memory_equal(back->keys, made->keys, sizeof(made->keys));
        assert_int_equal(back->bundle_version, 7);
        assert_string_equal(back->name, "Stadt Köln");
        assert_int_equal(back->policy.deadline_days, 10);
        assert_int_equal(state_text(back, &again), 0);
        assert_string_equal(buffer_text(&text), buffer_text(&again));
        buffer_deinit(&text);
        buffer_deinit(&again);
}

static void openings_are_written_for_a_day_or_a_span(void **state) {
        struct state *read CLEANUP(state_cleanup) = NULL;

        assert_int_equal(with_policy("opening", "[\"monday-thursday 06:00-20:00\", \"friday 06:00-19:00\", \"sunday 00:00-24:00\"]", &read), 0);
        assert_int_equal(read->policy.opening_count, 6);
        assert_int_equal(read->policy.opening[3].weekday, 3);
        assert_int_equal(read->policy.opening[3].to_min, 20 * 60);
        assert_int_equal(read->policy.opening[4].to_min, 19 * 60);
        assert_int_equal(read->policy.opening[5].to_min, 24 * 60);
}

static void a_bad_policy_is_refused_with_the_setting_named(void **state) {
        static const char *const bad[][2] = {
                { "deadline_days", "0" }, { "deadline_days", "31" }, { "deadline_days", "10.0" }, { "deadline_days", "\"10\"" },
                { "deadline_days", NULL }, { "bundle_days", "0" }, { "bundle_days", "1001" }, { "four_eyes", "1" },
                { "opening", "[\"Montag 06:00-20:00\"]" }, { "opening", "[\"monday 20:00-06:00\"]" }, { "opening", "[\"monday 6:00-20:00\"]" },
                { "opening", "[\"friday-monday 06:00-20:00\"]" }, { "opening", "[\"monday 06:00-24:01\"]" }, { "opening", "[\"monday\"]" },
                { "opening", "[\"monday \"]" }, { "opening", "[7]" }, { "opening", "\"always\"" },
                { "opening", "[\"monday-sunday 06:00-07:00\",\"monday-sunday 08:00-09:00\",\"monday-sunday 10:00-11:00\","
                             "\"monday 12:00-13:00\"]" },
                { "languages", "[]" }, { "languages", "[\"de\",\"de\"]" }, { "languages", "[\"Deutsch!\"]" }, { "languages", "[\"\"]" },
                { "contact", "[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\"]" }, { "contact", "[\"two\\nlines\"]" }, { "contact", "[\"\"]" },
                { "contact", "\"call us\"" }, { "deadline_day", "10" }, { "erase_days", "0" }, { "erase_days", "91" }, { "erase_days", "\"7\"" },
                { "own_reference_days", "0" }, { "own_reference_days", "366" }, { "own_reference_days", "6" },
                { "return_line", "7" }, { "return_line", "\"two\\nlines\"" },
        };

        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                struct state *read = NULL;

                assert_int_equal(with_policy(bad[i][0], bad[i][1], &read), OFFICE_E_REFUSED);
                assert_null(read);
                assert_true(problems_name(&problems, bad[i][0]));
                problems_deinit(&problems);
        }
}

static void all_that_is_wrong_is_said_at_once(void **state) {
        static const char text[] = "{\"format\":1,\"name\":\"\",\"domain\":7,\"zone\":\"UTC\",\"policy\":{},\"bundle_version\":-1,"
                                   "\"keys\":{},\"boxes\":{},\"staff\":[]}";
        struct state *read;

        assert_int_equal(state_parse((const uint8_t *)text, sizeof(text) - 1, &problems, &read), OFFICE_E_REFUSED);
        assert_true(problems.count >= 9);
}

static void what_is_not_json_is_refused_with_the_place(void **state) {
        static const char text[] = "{\n  \"format\": 1,\n  \"name\": \"X\" \"domain\": 1\n}\n";
        struct state *read;

        assert_int_equal(state_parse((const uint8_t *)text, sizeof(text) - 1, &problems, &read), OFFICE_E_REFUSED);
        assert_true(problems_name(&problems, "line 3"));
}

static void nothing_of_a_file_steers_the_terminal(void **state) {
        static const char text[] = "{\"format\":1,\"\\u001b[2J\":1}";
        struct state *read;

        assert_int_equal(state_parse((const uint8_t *)text, sizeof(text) - 1, &problems, &read), OFFICE_E_REFUSED);
        assert_false(problems_name(&problems, "\x1b"));
}

static void domains_are_names_with_a_dot(void **state) {
        assert_true(domain_valid("musterstadt.example"));
        assert_true(domain_valid("a-1.b.c"));
        assert_false(domain_valid("localhost"));
        assert_false(domain_valid("Musterstadt.example"));
        assert_false(domain_valid(".example"));
        assert_false(domain_valid("example."));
        assert_false(domain_valid("a/b.example"));
        assert_false(domain_valid(""));
}

#define CASE(name) cmocka_unit_test_teardown(name, clean)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(what_is_written_is_read_back),
                CASE(openings_are_written_for_a_day_or_a_span),
                CASE(a_bad_policy_is_refused_with_the_setting_named),
                CASE(all_that_is_wrong_is_said_at_once),
                CASE(what_is_not_json_is_refused_with_the_place),
                CASE(nothing_of_a_file_steers_the_terminal),
                CASE(domains_are_names_with_a_dot),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
