/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/fields.h"

#include <assert.h>
#include <string.h>

#include "base/hex.h"
#include "base/moment.h"

bool fields_are(const struct fields *fields, const char *const *known) {
        const char *name;
        const json_t *value;
        bool good = true;

        if (!json_is_object(fields->object)) {
                problems_add(fields->problems, fields->name[0] ? TEXT_PROBLEM_SETTING_OBJECT : TEXT_PROBLEM_STATE_OBJECT, "group",
                             fields->name, NULL);
                return false;
        }
        /* jansson's iterator takes no const object, and reads it only. */
        json_object_foreach((json_t *)(uintptr_t)fields->object, name, value) {
                size_t i = 0;

                while (known[i] && strcmp(known[i], name) != 0)
                        i++;
                if (!known[i]) {
                        problems_add(fields->problems, TEXT_PROBLEM_SETTING_UNKNOWN, "group", fields->name, "name", CUT(name, 60),
                                     NULL);
                        good = false;
                }
        }
        return good;
}

json_t *fields_hex_value(const uint8_t *bytes, size_t len) {
        char text[2 * FIELDS_HEX_MAX + 1];

        assert(len <= FIELDS_HEX_MAX);
        hex_encode(bytes, len, text);
        return json_string(text);
}

json_t *fields_time_value(uint32_t seconds) {
        char text[MOMENT_TEXT_SIZE];

        moment_format((int64_t)seconds * 1000, false, text);
        return json_string(text);
}

bool text_is_one_line(const char *text, size_t len) {
        for (size_t i = 0; i < len; i++)
                if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
                        return false;
        return true;
}

static bool take_text(const struct fields *fields, const char *name, size_t min_len, size_t max_len, char *ret_text) {
        const json_t *value = json_object_get(fields->object, name);
        size_t len = json_string_length(value);

        if (!json_is_string(value) || len < min_len || len > max_len || !text_is_one_line(json_string_value(value), len)) {
                problems_add(fields->problems, TEXT_PROBLEM_SETTING_TEXT, "group", fields->name, "name", name, "min",
                             NUMERAL(min_len), "max", NUMERAL(max_len), NULL);
                return false;
        }
        memcpy(ret_text, json_string_value(value), len + 1);
        return true;
}

bool fields_text(const struct fields *fields, const char *name, size_t max_len, char *ret_text) {
        return take_text(fields, name, 1, max_len, ret_text);
}

bool fields_text_or_empty(const struct fields *fields, const char *name, size_t max_len, char *ret_text) {
        return take_text(fields, name, 0, max_len, ret_text);
}

bool fields_integer(const struct fields *fields, const char *name, int64_t min, int64_t max, int64_t *ret_value) {
        const json_t *value = json_object_get(fields->object, name);

        if (!json_is_integer(value) || json_integer_value(value) < min || json_integer_value(value) > max) {
                problems_add(fields->problems, TEXT_PROBLEM_SETTING_NUMBER, "group", fields->name, "name", name, "min",
                             NUMERAL(min), "max", NUMERAL(max), NULL);
                return false;
        }
        *ret_value = json_integer_value(value);
        return true;
}

bool fields_flag(const struct fields *fields, const char *name, bool *ret_value) {
        const json_t *value = json_object_get(fields->object, name);

        if (!json_is_boolean(value)) {
                problems_add(fields->problems, TEXT_PROBLEM_SETTING_FLAG, "group", fields->name, "name", name, NULL);
                return false;
        }
        *ret_value = json_is_true(value);
        return true;
}

bool fields_hex(const struct fields *fields, const char *name, uint8_t *ret_bytes, size_t len) {
        const json_t *value = json_object_get(fields->object, name);

        if (!json_is_string(value) || !hex_decode(json_string_value(value), json_string_length(value), ret_bytes, len)) {
                problems_add(fields->problems, TEXT_PROBLEM_SETTING_HEX, "group", fields->name, "name", name, "n", NUMERAL(2 * len),
                             NULL);
                return false;
        }
        return true;
}

bool fields_time(const struct fields *fields, const char *name, uint32_t *ret_seconds) {
        const json_t *value = json_object_get(fields->object, name);
        int64_t ms;

        if (!json_is_string(value) || strlen(json_string_value(value)) != json_string_length(value) ||
            !moment_parse(json_string_value(value), &ms) || ms / 1000 < 65536 || ms / 1000 > UINT32_MAX) {
                problems_add(fields->problems, TEXT_PROBLEM_SETTING_TIME, "group", fields->name, "name", name, NULL);
                return false;
        }
        *ret_seconds = (uint32_t)(ms / 1000);
        return true;
}

bool fields_array(const struct fields *fields, const char *name, size_t max, const json_t **ret_array) {
        const json_t *value = json_object_get(fields->object, name);

        if (!json_is_array(value) || json_array_size(value) > max) {
                problems_add(fields->problems, TEXT_PROBLEM_SETTING_LIST, "group", fields->name, "name", name, "n", NUMERAL(max),
                             NULL);
                return false;
        }
        *ret_array = value;
        return true;
}
