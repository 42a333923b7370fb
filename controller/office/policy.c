/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controller/office/wording.h"
#include "crypto/ticket.h"

static const char *const weekdays[] = { "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday" };

/* Takes a weekday's English name from the start of *text. */
static bool take_weekday(const char **text, unsigned *ret_weekday) {
        for (unsigned i = 0; i < ARRAY_LEN(weekdays); i++) {
                size_t len = strlen(weekdays[i]);

                if (strncmp(*text, weekdays[i], len) == 0) {
                        *text += len;
                        *ret_weekday = i;
                        return true;
                }
        }
        return false;
}

/* Takes HH:MM, 00:00 to 24:00. */
static bool take_clock(const char **text, uint16_t *ret_minutes) {
        unsigned parts[2];

        for (int i = 0; i < 2; i++) {
                if (i == 1 && *(*text)++ != ':')
                        return false;
                for (int j = 0; j < 2; j++)
                        if ((*text)[j] < '0' || (*text)[j] > '9')
                                return false;
                parts[i] = (unsigned)((*text)[0] - '0') * 10 + (unsigned)((*text)[1] - '0');
                *text += 2;
        }
        if (parts[1] > 59 || parts[0] * 60 + parts[1] > 24 * 60)
                return false;
        *ret_minutes = (uint16_t)(parts[0] * 60 + parts[1]);
        return true;
}

/* "monday 08:00-12:00" or "monday-thursday 06:00-20:00"; adds one opening a day. */
static bool read_opening(const char *text, struct policy *policy) {
        unsigned first, last;
        uint16_t from, to;

        if (!take_weekday(&text, &first))
                return false;
        last = first;
        if (*text == '-') {
                text++;
                if (!take_weekday(&text, &last))
                        return false;
        }
        if (*text++ != ' ' || !take_clock(&text, &from) || *text++ != '-' || !take_clock(&text, &to) || *text != '\0')
                return false;
        if (last < first || to <= from || policy->opening_count + (last - first) >= BUNDLE_OPENING_MAX)
                return false;
        for (unsigned day = first; day <= last; day++)
                policy->opening[policy->opening_count++] = (struct bundle_opening){
                        .weekday = (uint8_t)day, .from_min = from, .to_min = to,
                };
        return true;
}

static bool read_openings(const struct fields *fields, struct policy *policy) {
        const json_t *array;

        if (!fields_array(fields, "opening", BUNDLE_OPENING_MAX, &array))
                return false;
        for (size_t i = 0; i < json_array_size(array); i++) {
                const char *text = json_string_value(json_array_get(array, i));

                if (!text || !read_opening(text, policy)) {
                        problems_add(fields->problems, TEXT_PROBLEM_POLICY_OPENING, "at", NUMERAL(i + 1), "n",
                                     NUMERAL(BUNDLE_OPENING_MAX), NULL);
                        return false;
                }
        }
        return true;
}

static bool language_valid(const char *text, size_t len) {
        return len >= 2 && len <= BUNDLE_LANGUAGE_MAX && strspn(text, "abcdefghijklmnopqrstuvwxyz-") == len && text[0] != '-' && text[len - 1] != '-';
}

static bool read_languages(const struct fields *fields, struct policy *policy) {
        const json_t *array;

        if (!fields_array(fields, "languages", BUNDLE_LANGUAGES_MAX, &array))
                return false;
        for (size_t i = 0; i < json_array_size(array); i++) {
                const json_t *value = json_array_get(array, i);

                if (!json_is_string(value) || !language_valid(json_string_value(value), json_string_length(value))) {
                        problems_add(fields->problems, TEXT_PROBLEM_POLICY_LANGUAGE, "at", NUMERAL(i + 1), NULL);
                        return false;
                }
                snprintf(policy->languages[i], sizeof(policy->languages[i]), "%s", json_string_value(value));
                for (size_t j = 0; j < i; j++) {
                        if (strcmp(policy->languages[j], policy->languages[i]) == 0) {
                                problems_add(fields->problems, TEXT_PROBLEM_POLICY_LANGUAGE_TWICE, "tag", policy->languages[i],
                                             NULL);
                                return false;
                        }
                }
        }
        policy->language_count = json_array_size(array);
        if (policy->language_count == 0) {
                problems_add(fields->problems, TEXT_PROBLEM_POLICY_LANGUAGE_NONE, NULL);
                return false;
        }
        return true;
}

static bool read_contact(const struct fields *fields, struct policy *policy) {
        const json_t *array;

        if (!fields_array(fields, "contact", BUNDLE_CONTACT_LINES_MAX, &array))
                return false;
        for (size_t i = 0; i < json_array_size(array); i++) {
                const json_t *value = json_array_get(array, i);
                size_t len = json_string_length(value);

                if (!json_is_string(value) || len < 1 || len > BUNDLE_LINE_MAX || !text_is_one_line(json_string_value(value), len)) {
                        problems_add(fields->problems, TEXT_PROBLEM_POLICY_CONTACT, "at", NUMERAL(i + 1), "n",
                                     NUMERAL(BUNDLE_LINE_MAX), NULL);
                        return false;
                }
                memcpy(policy->contact[i], json_string_value(value), len + 1);
        }
        policy->contact_count = json_array_size(array);
        return true;
}

/* Takes YYYY-MM-DD from the start of *text. */
static bool take_date(const char **text, uint32_t *ret_date) {
        static const char form[] = "dddd-dd-dd";
        uint32_t date = 0;

        for (size_t i = 0; form[i]; i++) {
                char c = *(*text)++;

                if (form[i] == 'd' ? c < '0' || c > '9' : c != form[i])
                        return false;
                if (form[i] == 'd')
                        date = date * 10 + (uint32_t)(c - '0');
        }
        if (!bundle_date_valid(date))
                return false;
        *ret_date = date;
        return true;
}

/* An array that older folders do not have: *ret_array is NULL then. */
static bool optional_array(const struct fields *fields, const char *name, size_t max, const json_t **ret_array) {
        *ret_array = NULL;
        return !json_object_get(fields->object, name) || fields_array(fields, name, max, ret_array);
}

static int compare_dates(const void *a, const void *b) {
        uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

        return left < right ? -1 : left > right;
}

/* People may write them in any order; a day twice is a slip. */
static bool read_closed(const struct fields *fields, struct policy *policy) {
        const json_t *array;
        size_t i;

        if (!optional_array(fields, "closed_days", BUNDLE_CLOSED_MAX, &array))
                return false;
        for (i = 0; i < json_array_size(array); i++) {
                const char *text = json_string_value(json_array_get(array, i));

                if (!text || !take_date(&text, &policy->closed[i]) || *text != '\0') {
                        problems_add(fields->problems, TEXT_PROBLEM_POLICY_CLOSED, "at", NUMERAL(i + 1), NULL);
                        return false;
                }
        }
        policy->closed_count = i;
        qsort(policy->closed, policy->closed_count, sizeof(*policy->closed), compare_dates);
        for (i = 1; i < policy->closed_count; i++)
                if (policy->closed[i - 1] == policy->closed[i]) {
                        problems_add(fields->problems, TEXT_PROBLEM_POLICY_CLOSED_TWICE, "date", NUMERAL(policy->closed[i]), NULL);
                        return false;
                }
        return true;
}

static int compare_exceptions(const void *a, const void *b) {
        const struct bundle_exception *left = a, *right = b;

        if (left->date != right->date)
                return left->date < right->date ? -1 : 1;
        return (int)left->from_min - (int)right->from_min;
}

static bool is_closed(const struct policy *policy, uint32_t date) {
        return policy->closed_count > 0 &&
               bsearch(&date, policy->closed, policy->closed_count, sizeof(*policy->closed), compare_dates) != NULL;
}

/* "2026-12-31 08:00-12:00" */
static bool read_exception(const char *text, struct bundle_exception *exception) {
        return text && take_date(&text, &exception->date) && *text++ == ' ' && take_clock(&text, &exception->from_min) &&
               *text++ == '-' && take_clock(&text, &exception->to_min) && *text == '\0' && exception->from_min < exception->to_min;
}

static bool read_exceptions(const struct fields *fields, struct policy *policy) {
        const json_t *array;
        size_t i;

        if (!optional_array(fields, "special_hours", BUNDLE_EXCEPTIONS_MAX, &array))
                return false;
        for (i = 0; i < json_array_size(array); i++)
                if (!read_exception(json_string_value(json_array_get(array, i)), &policy->exceptions[i])) {
                        problems_add(fields->problems, TEXT_PROBLEM_POLICY_SPECIAL, "at", NUMERAL(i + 1), NULL);
                        return false;
                }
        policy->exception_count = i;
        qsort(policy->exceptions, policy->exception_count, sizeof(*policy->exceptions), compare_exceptions);
        for (i = 0; i < policy->exception_count; i++) {
                const struct bundle_exception *at = &policy->exceptions[i], *before = i > 0 ? at - 1 : NULL;

                if (is_closed(policy, at->date) || (before && before->date == at->date && before->to_min >= at->from_min)) {
                        problems_add(fields->problems, TEXT_PROBLEM_POLICY_SPECIAL_TWICE, "date", NUMERAL(at->date), NULL);
                        return false;
                }
        }
        return true;
}

/* Only looked at: who makes a bundle reads them again. */
static bool read_wordings(const struct fields *fields, struct policy *policy) {
        const json_t *object = json_object_get(fields->object, "wordings");
        struct bundle_wording *wordings;
        size_t count;

        if (wordings_read(object, fields->problems, &wordings, &count) != 0)
                return false;
        wordings_free(wordings, count);
        policy->wordings = object;
        return true;
}

static bool read_own(const struct fields *fields, struct policy *policy) {
        if (!json_object_get(fields->object, "own_reference"))
                return true;
        if (!fields_text(fields, "own_reference", OWN_PATTERN_MAX, policy->own_pattern))
                return false;
        if (own_pattern_valid(policy->own_pattern))
                return true;
        problems_add(fields->problems, TEXT_PROBLEM_POLICY_OWN, NULL);
        return false;
}

/* Of a folder that does not name it: the default. */
static bool read_days(const struct fields *fields, const char *name, int64_t least, int64_t most, int64_t *days) {
        return !json_object_get(fields->object, name) || fields_integer(fields, name, least, most, days);
}

/* The own reference is the last to go: it is what a consignment is still found by. */
static bool read_erasure(const struct fields *fields, struct policy *policy) {
        int64_t erase = POLICY_ERASE_DAYS, own = POLICY_OWN_DAYS;
        bool good = read_days(fields, "erase_days", 1, POLICY_ERASE_DAYS_MAX, &erase);

        good &= read_days(fields, "own_reference_days", 1, POLICY_OWN_DAYS_MAX, &own);
        if (good && own < erase) {
                problems_add(fields->problems, TEXT_PROBLEM_POLICY_ERASURE, NULL);
                return false;
        }
        policy->erase_days = (uint8_t)erase;
        policy->own_days = (uint16_t)own;
        return good;
}

bool policy_read(const json_t *object, struct problems *problems, struct policy *ret_policy) {
        static const char *const known[] = { "deadline_days", "bundle_days", "four_eyes", "opening", "languages", "contact",
                                             "closed_days", "special_hours", "wordings", "own_reference", "erase_days", "own_reference_days", "return_line", NULL };
        const struct fields fields = { .object = object, .name = "policy.", .problems = problems };
        struct policy policy = { 0 };
        int64_t deadline_days = 0, bundle_days = 0;
        bool good;

        if (!json_is_object(object)) {
                problems_add(problems, TEXT_PROBLEM_POLICY_MISSING, NULL);
                return false;
        }
        /* All are looked at, so that one look at the messages is enough. */
        good = fields_are(&fields, known);
        good &= fields_integer(&fields, "deadline_days", 1, TICKET_DAYS_MAX, &deadline_days);
        good &= fields_integer(&fields, "bundle_days", 1, POLICY_BUNDLE_DAYS_MAX, &bundle_days);
        good &= fields_flag(&fields, "four_eyes", &policy.four_eyes);
        good &= read_openings(&fields, &policy);
        good &= read_languages(&fields, &policy);
        good &= read_contact(&fields, &policy);
        good &= read_closed(&fields, &policy);
        good &= read_exceptions(&fields, &policy);
        good &= read_wordings(&fields, &policy);
        good &= read_own(&fields, &policy);
        good &= read_erasure(&fields, &policy);
        good &= !json_object_get(object, "return_line") || fields_text(&fields, "return_line", BUNDLE_LINE_MAX, policy.return_line);
        if (!good)
                return false;
        policy.deadline_days = (uint8_t)deadline_days;
        policy.bundle_days = (uint16_t)bundle_days;
        *ret_policy = policy;
        return true;
}

struct calendar policy_calendar(const struct policy *policy) {
        return (struct calendar){
                .opening = policy->opening,
                .opening_count = policy->opening_count,
                .closed = policy->closed,
                .closed_count = policy->closed_count,
                .exceptions = policy->exceptions,
                .exception_count = policy->exception_count,
        };
}

json_t *policy_default(void) {
        return json_pack("{s:i, s:i, s:b, s:[], s:[s, s], s:[]}", "deadline_days", POLICY_DEADLINE_DAYS, "bundle_days",
                         POLICY_BUNDLE_DAYS, "four_eyes", 0, "opening", "languages", "de", "en", "contact");
}
