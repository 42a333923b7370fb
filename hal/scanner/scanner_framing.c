/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/scanner/scanner_framing.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/hex.h"
#include "base/words/prefix.h"

static bool begins(const char *bytes, size_t len) {
#define IS(prefix) if (len >= PREFIX_LEN && strncasecmp(bytes, prefix, PREFIX_LEN) == 0) return true;
        PREFIX_LIST(IS)
#undef IS
        return false;
}

static bool is_letter_case(const char *bytes, size_t len, int (*is)(int)) {
        for (size_t i = 0; i < len; i++)
                if (isalpha((unsigned char)bytes[i]) && !is((unsigned char)bytes[i]))
                        return false;
        return true;
}

/* ISO/IEC 15424: which of our codes it was is told by its letter, and changes. */
static void forget_symbology(char *before, size_t len) {
        for (size_t i = 0; i + 2 < len; i++)
                if (before[i] == ']')
                        before[i + 1] = before[i + 2] = '?';
}

static bool surrounds(char byte) {
        return (unsigned char)byte <= ' ' || byte == 0x7f;
}

bool scanner_framing_of(const char *bytes, size_t len, char end, struct scanner_framing *ret_framing) {
        struct scanner_framing framing = { .end = end };
        size_t at = 0, after = 0;

        while (at < SCANNER_FRAME_BEFORE && at < len && !begins(bytes + at, len - at))
                at++;
        if (at == SCANNER_FRAME_BEFORE || at >= len)
                return false;
        while (after < len - at && surrounds(bytes[len - 1 - after]))
                after++;
        if (len - at - after < SCANNER_COMPLETE_MIN || len > SCANNER_TEXT_MAX)
                return false;
        framing.lower = !is_letter_case(bytes + at, len - at - after, isupper);
        framing.before_len = (unsigned char)at;
        memcpy(framing.before, bytes, at);
        forget_symbology(framing.before, at);
        framing.after_len = (unsigned char)(after < sizeof(framing.after) ? after : sizeof(framing.after));
        memcpy(framing.after, bytes + len - after, framing.after_len);
        *ret_framing = framing;
        return true;
}

bool scanner_framing_equal(const struct scanner_framing *a, const struct scanner_framing *b) {
        return a->before_len == b->before_len && memcmp(a->before, b->before, a->before_len) == 0 && a->after_len == b->after_len &&
               memcmp(a->after, b->after, a->after_len) == 0 && a->end == b->end && a->lower == b->lower;
}

void scanner_framing_print(const struct scanner_framing *framing, char ret_text[SCANNER_FRAMING_TEXT_SIZE]) {
        char before[2 * SCANNER_FRAME_BEFORE + 1], after[2 * SCANNER_FRAME_BEFORE + 1], end[3] = "";

        hex_encode((const uint8_t *)framing->before, framing->before_len, before);
        hex_encode((const uint8_t *)framing->after, framing->after_len, after);
        hex_encode((const uint8_t *)&framing->end, framing->end != '\0', end);
        snprintf(ret_text, SCANNER_FRAMING_TEXT_SIZE, "before=%s after=%s end=%s letters=%s", before, after, *end ? end : "pause",
                 framing->lower ? "changed" : "kept");
}

/* The bytes of one value in hexadecimal, up to the next blank. */
static bool take_bytes(const char **text, const char *name, char bytes[SCANNER_FRAME_BEFORE], unsigned char *ret_len) {
        size_t name_len = strlen(name), len;

        if (strncmp(*text, name, name_len) != 0)
                return false;
        *text += name_len;
        len = strcspn(*text, " ");
        if (len % 2 != 0 || len / 2 > SCANNER_FRAME_BEFORE || !hex_decode(*text, len, (uint8_t *)bytes, len / 2))
                return false;
        *ret_len = (unsigned char)(len / 2);
        *text += len;
        return true;
}

bool scanner_framing_parse(const char *text, size_t len, struct scanner_framing *ret_framing) {
        static const char *const tails[] = { " end=0d letters=kept", " end=0d letters=changed", " end=0a letters=kept", " end=0a letters=changed",
                                             " end=09 letters=kept", " end=09 letters=changed", " end=pause letters=kept", " end=pause letters=changed" };
        static const char ends[] = { '\r', '\n', '\t', '\0' };
        struct scanner_framing framing = { 0 };
        char line[SCANNER_FRAMING_TEXT_SIZE];
        const char *at = line;

        if (len >= sizeof(line) || memchr(text, '\0', len))
                return false;
        memcpy(line, text, len);
        line[len] = '\0';
        if (!take_bytes(&at, "before=", framing.before, &framing.before_len) || !take_bytes(&at, " after=", framing.after, &framing.after_len))
                return false;
        for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
                if (strcmp(at, tails[i]) != 0)
                        continue;
                framing.end = ends[i / 2];
                framing.lower = i % 2 != 0;
                *ret_framing = framing;
                return true;
        }
        return false;
}
