/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/wording.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool line_valid(const json_t *value) {
        size_t len = json_string_length(value);

        return json_is_string(value) && len >= 1 && len <= BUNDLE_LINE_MAX && text_is_one_line(json_string_value(value), len);
}

static bool read_contact(const json_t *array, struct bundle_wording *wording) {
        if (!array)
                return true;
        if (!json_is_array(array) || json_array_size(array) > BUNDLE_CONTACT_LINES_MAX)
                return false;
        for (size_t i = 0; i < json_array_size(array); i++) {
                const json_t *value = json_array_get(array, i);

                if (!line_valid(value))
                        return false;
                memcpy(wording->contact[wording->contact_count++], json_string_value(value), json_string_length(value) + 1);
        }
        return true;
}

static int read_addresses(const json_t *object, struct bundle_wording *wording) {
        const char *id;
        json_t *value;

        if (!object)
                return 0;
        if (!json_is_object(object) || json_object_size(object) > BUNDLE_BOXES_MAX)
                return OFFICE_E_REFUSED;
        wording->boxes = calloc(json_object_size(object) + 1, sizeof(*wording->boxes));
        if (!wording->boxes)
                return -ENOMEM;
        /* jansson's iterator takes no const object, and reads it only. */
        json_object_foreach((json_t *)(uintptr_t)object, id, value) {
                struct bundle_box *box = &wording->boxes[wording->box_count++];

                if (!box_id_valid(id) || !line_valid(value))
                        return OFFICE_E_REFUSED;
                memcpy(box->id, id, strlen(id) + 1);
                memcpy(box->address, json_string_value(value), json_string_length(value) + 1);
        }
        return 0;
}

static int read_wording(const char *language, const json_t *object, struct bundle_wording *wording) {
        size_t len = strlen(language), known = json_object_get(object, "contact") != NULL;

        known += json_object_get(object, "addresses") != NULL;
        if (len < 1 || len > BUNDLE_LANGUAGE_MAX || strspn(language, "abcdefghijklmnopqrstuvwxyz-") != len ||
            !json_is_object(object) || json_object_size(object) != known)
                return OFFICE_E_REFUSED;
        memcpy(wording->language, language, len + 1);
        return read_contact(json_object_get(object, "contact"), wording)
                       ? read_addresses(json_object_get(object, "addresses"), wording)
                       : OFFICE_E_REFUSED;
}

const char *wordings_address(const json_t *object, const char *language, const char *box) {
        return json_string_value(json_object_get(json_object_get(json_object_get(object, language), "addresses"), box));
}

void wordings_free(struct bundle_wording *wordings, size_t count) {
        for (size_t i = 0; i < count; i++)
                free(wordings[i].boxes);
        free(wordings);
}

int wordings_read(const json_t *object, struct problems *problems, struct bundle_wording **ret_wordings, size_t *ret_count) {
        struct bundle_wording *wordings;
        const char *language;
        size_t count = 0;
        json_t *value;
        int r = 0;

        if (!object) {
                *ret_wordings = NULL;
                *ret_count = 0;
                return 0;
        }
        if (!json_is_object(object) || json_object_size(object) > BUNDLE_LANGUAGES_MAX)
                return problems_add(problems, TEXT_PROBLEM_POLICY_WORDINGS, "language", "", NULL);
        wordings = calloc(json_object_size(object) + 1, sizeof(*wordings));
        if (!wordings)
                return -ENOMEM;
        json_object_foreach((json_t *)(uintptr_t)object, language, value) {
                r = read_wording(language, value, &wordings[count++]);
                if (r > 0)
                        r = problems_add(problems, TEXT_PROBLEM_POLICY_WORDINGS, "language", CUT(language, 20), NULL);
                if (r != 0)
                        break;
        }
        if (r != 0) {
                wordings_free(wordings, count);
                return r;
        }
        *ret_wordings = wordings;
        *ret_count = count;
        return 0;
}
