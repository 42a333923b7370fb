/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/scanner/scanner_frame.h"

#include <string.h>
#include <strings.h>

#include "base/words/prefix.h"

static const char byte_order_mark[] = "\xef\xbb\xbf";

static bool is_around(char byte) {
        return (unsigned char)byte <= ' ' || byte == 0x7f;
}

typedef int compare_fn(const char *a, const char *b, size_t len);

static bool begins(const char *bytes, size_t len, compare_fn *compare) {
#define IS(prefix) if (len >= PREFIX_LEN && compare(bytes, prefix, PREFIX_LEN) == 0) return true;
        PREFIX_LIST(IS)
#undef IS
        return false;
}

/* Where, from `from` to below `to`, something begins like one of our texts; `to` when nowhere. */
static size_t find(const char *bytes, size_t len, size_t from, size_t to, compare_fn *compare) {
        size_t at = from;

        while (at < to && !(at < len && begins(bytes + at, len - at, compare)))
                at++;
        return at;
}

static void trim(const char **bytes, size_t *len) {
        while (*len > 0 && is_around((*bytes)[*len - 1]))
                (*len)--;
        while (*len > 0) {
                size_t skip = is_around((*bytes)[0]) ? 1 : 0;

                if (*len >= sizeof(byte_order_mark) - 1 && memcmp(*bytes, byte_order_mark, sizeof(byte_order_mark) - 1) == 0)
                        skip = sizeof(byte_order_mark) - 1;
                if (skip == 0)
                        return;
                *bytes += skip;
                *len -= skip;
        }
}

struct scanner_frame scanner_frame_find(const char *bytes, size_t len) {
        size_t at = find(bytes, len, 0, SCANNER_FRAME_BEFORE, strncmp);
        struct scanner_frame frame = { .known = at < SCANNER_FRAME_BEFORE };

        if (frame.known) {
                bytes += at;
                len -= at;
        }
        trim(&bytes, &len);
        frame.text = bytes;
        frame.len = len;
        if (frame.known && find(bytes, len, SCANNER_COMPLETE_MIN, len, strncmp) < len)
                frame.oddity = SCANNER_TWO_IN_ONE;
        else if (!frame.known && find(bytes, len, 0, SCANNER_FRAME_BEFORE, strncasecmp) < SCANNER_FRAME_BEFORE)
                frame.oddity = SCANNER_LOWER_CASE;
        return frame;
}

bool scanner_frame_may_be_whole(const struct scanner_frame *frame) {
        return frame->known && frame->len >= SCANNER_COMPLETE_MIN;
}
