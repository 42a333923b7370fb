/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/tile.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

/* n is below 2^55 + 1 and thus has at most six groups of three digits. */
enum { GROUPS_MAX = 6 };
#define TILE_N_MAX UINT64_C(999999999999999999)

unsigned tile_width(int level, uint64_t n, uint64_t size) {
        uint64_t hashes = size >> TILE_HEIGHT * (level == TILE_ENTRIES ? 0 : level);

        if (n < hashes / TILE_WIDTH)
                return TILE_WIDTH;
        return n == hashes / TILE_WIDTH ? (unsigned)(hashes % TILE_WIDTH) : 0;
}

void tile_path(const struct tile *tile, char ret_path[TILE_PATH_SIZE]) {
        uint64_t n = tile->n, divisor = 1;
        size_t len;

        assert(n <= TILE_N_MAX && tile->width >= 1 && tile->width <= TILE_WIDTH);
        if (tile->level == TILE_ENTRIES)
                len = (size_t)snprintf(ret_path, TILE_PATH_SIZE, "tile/entries/");
        else
                len = (size_t)snprintf(ret_path, TILE_PATH_SIZE, "tile/%d/", tile->level);
        while (n / divisor >= 1000)
                divisor *= 1000;
        for (; divisor > 1; divisor /= 1000)
                len += (size_t)snprintf(ret_path + len, TILE_PATH_SIZE - len, "x%03u/", (unsigned)(n / divisor % 1000));
        len += (size_t)snprintf(ret_path + len, TILE_PATH_SIZE - len, "%03u", (unsigned)(n % 1000));
        if (tile->width < TILE_WIDTH)
                snprintf(ret_path + len, TILE_PATH_SIZE - len, ".p/%u", tile->width);
}

/* Three digits. */
static bool take_group(struct reader *reader, uint64_t *n) {
        const uint8_t *digits;

        if (!reader_take(reader, 3, &digits))
                return false;
        for (unsigned i = 0; i < 3; i++) {
                if (digits[i] < '0' || digits[i] > '9')
                        return false;
                *n = *n * 10 + (uint64_t)(digits[i] - '0');
        }
        return true;
}

bool tile_parse(const char *path, struct tile *ret_tile) {
        struct tile tile = { .level = TILE_ENTRIES, .width = TILE_WIDTH };
        size_t len = strnlen(path, TILE_PATH_SIZE);
        struct reader reader = reader_over(path, len);
        char again[TILE_PATH_SIZE];
        unsigned groups = 1;
        uint64_t value;

        if (len == TILE_PATH_SIZE || !reader_text(&reader, "tile/"))
                return false;
        if (!reader_text(&reader, "entries")) {
                if (!reader_decimal(&reader, TILE_LEVELS - 1, &value))
                        return false;
                tile.level = (int)value;
        }
        if (!reader_text(&reader, "/"))
                return false;
        for (; reader_text(&reader, "x"); groups++)
                if (groups == GROUPS_MAX || !take_group(&reader, &tile.n) || !reader_text(&reader, "/"))
                        return false;
        if (!take_group(&reader, &tile.n))
                return false;
        if (reader_text(&reader, ".p/")) {
                if (!reader_decimal(&reader, TILE_WIDTH - 1, &value) || value == 0)
                        return false;
                tile.width = (unsigned)value;
        }
        /* Groups of zeros in front would be another name for the same tile. */
        tile_path(&tile, again);
        if (reader.len > 0 || strcmp(again, path) != 0)
                return false;
        *ret_tile = tile;
        return true;
}

bool bundle_take(struct reader *reader, const char **ret_line, size_t *ret_len) {
        struct reader rest = *reader;
        const uint8_t *line;
        uint16_t len;

        if (!reader_u16(&rest, &len) || !reader_take(&rest, len, &line))
                return false;
        *reader = rest;
        *ret_line = (const char *)line;
        *ret_len = len;
        return true;
}

bool bundle_prefix(const void *bytes, size_t len, unsigned width, size_t *ret_len) {
        struct reader reader = reader_over(bytes, len);
        const char *line;
        size_t line_len;

        for (unsigned i = 0; i < width; i++)
                if (!bundle_take(&reader, &line, &line_len))
                        return false;
        *ret_len = len - reader.len;
        return true;
}

int bundle_append(struct buffer *bundle, const void *line, size_t len) {
        int r;

        if (len > BUNDLE_ENTRY_MAX_LEN)
                return -EINVAL;
        r = buffer_append_u16(bundle, (uint16_t)len);
        return r < 0 ? r : buffer_append(bundle, line, len);
}

void tile_fold(const struct hash *hashes, unsigned count, struct hash *ret_hash) {
        struct hash level[TILE_WIDTH];

        memcpy(level, hashes, count * sizeof(*level));
        for (; count > 1; count /= 2)
                for (unsigned i = 0; i < count / 2; i++)
                        merkle_node(&level[2 * i], &level[2 * i + 1], &level[i]);
        *ret_hash = level[0];
}
