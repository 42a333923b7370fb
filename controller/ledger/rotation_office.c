/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/rotation_office.h"

#include <string.h>

#include "base/hex.h"

static const char NAMED[] = "\"e\":\"log_key_named\"";
const char ROTATION_OFFICE_AGREED[] = "\"e\":\"log_key_agreed\"", ROTATION_OFFICE_BEGINS[] = "\"e\":\"log_key\"";

/* The member `name` of hexadecimal digits in lower case. */
static bool take(const char *line, size_t len, const char *name, uint8_t *ret_bytes, size_t size) {
        const char *at = memmem(line, len, name, strlen(name)), *end = line + len;

        if (!at)
                return false;
        at += strlen(name);
        if ((size_t)(end - at) < 2 * size + 1 || at[2 * size] != '"')
                return false;
        for (size_t i = 0; i < 2 * size; i++)
                if (at[i] >= 'A' && at[i] <= 'F')
                        return false;
        return hex_decode(at, 2 * size, ret_bytes, size);
}

static bool is(const char *line, size_t len, const char *event) {
        return memmem(line, len, event, strlen(event)) != NULL;
}

bool rotation_office_named(const char *line, size_t len, struct public_key *ret_old, struct public_key *ret_new) {
        return is(line, len, NAMED) && take(line, len, "\"old\":\"", ret_old->x, KEY_PUBLIC_LEN) && take(line, len, "\"new\":\"", ret_new->x, KEY_PUBLIC_LEN);
}

bool rotation_office_agreed(const char *line, size_t len, bool *ret_has_old, uint8_t ret_by_old[KEY_SIGNATURE_LEN], uint8_t ret_by_new[KEY_SIGNATURE_LEN]) {
        static const uint8_t none[KEY_SIGNATURE_LEN];

        if (!is(line, len, ROTATION_OFFICE_AGREED) || !take(line, len, "\"by_old\":\"", ret_by_old, KEY_SIGNATURE_LEN) ||
            !take(line, len, "\"by_new\":\"", ret_by_new, KEY_SIGNATURE_LEN))
                return false;
        *ret_has_old = memcmp(ret_by_old, none, sizeof(none)) != 0;
        return true;
}

bool rotation_office_begins(const char *line, size_t len, struct public_key *ret_new) {
        return is(line, len, ROTATION_OFFICE_BEGINS) && take(line, len, "\"new\":\"", ret_new->x, KEY_PUBLIC_LEN);
}
