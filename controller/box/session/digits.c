/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/digits.h"

#include <assert.h>
#include <string.h>

#include "base/moment.h"

enum { FIRST_YEAR = 1850 };

void digits_begin(struct digits *digits, unsigned max) {
        assert(max <= SCREEN_ENTRY_MAX);
        digits_clear(digits);
        digits->max = max;
}

void digits_resume(struct digits *digits, unsigned max, const char *text) {
        digits_begin(digits, max);
        digits->count = (unsigned)strnlen(text, max);
        memcpy(digits->text, text, digits->count);
}

void digits_clear(struct digits *digits) {
        explicit_bzero(digits, sizeof(*digits));
}

bool digits_full(const struct digits *digits) {
        return digits->max > 0 && digits->count == digits->max;
}

/* What failed is not mended digit by digit by somebody who sees dots, or nothing. */
static void begin_anew(struct digits *digits) {
        explicit_bzero(digits->text, sizeof(digits->text));
        digits->count = 0;
}

bool digits_target(struct digits *digits, struct target target) {
        switch ((int)target.id) {
        case TARGET_KEY:
                if (digits->failed)
                        begin_anew(digits);
                if (target.number <= 9 && digits->count < digits->max)
                        digits->text[digits->count++] = (char)('0' + target.number);
                digits->failed = false;
                return true;
        case TARGET_DELETE:
                if (digits->count > 0)
                        digits->text[--digits->count] = 0;
                digits->failed = false;
                return true;
        case TARGET_SHOW:
                digits->show = !digits->show;
                return true;
        default:
                return false;
        }
}

void digits_present(const struct digits *digits, struct screen_entry *entry) {
        memcpy(entry->digits, digits->text, sizeof(entry->digits));
        entry->digit_count = digits->count;
        entry->digit_max = digits->max;
        entry->show = digits->show;
        entry->check_failed = digits->failed;
}

static int number(const char *text, int len) {
        int value = 0;

        for (int i = 0; i < len; i++)
                value = value * 10 + (text[i] - '0');
        return value;
}

bool digits_birth(const struct digits *digits, int last_year, char ret_birth[9]) {
        int day, month, year;

        if (digits->count != 8)
                return false;
        day = number(digits->text, 2);
        month = number(digits->text + 2, 2);
        year = number(digits->text + 4, 4);
        if (year < FIRST_YEAR || year > last_year || month > 12 || day > moment_month_days(year, month))
                return false;
        memcpy(ret_birth, digits->text + 4, 4);
        memcpy(ret_birth + 4, digits->text + 2, 2);
        memcpy(ret_birth + 6, digits->text, 2);
        ret_birth[8] = 0;
        return true;
}
