/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/draw/bits_png.h"

#include <assert.h>
#include <errno.h>

enum { MATCH_MIN = 3, MATCH_MAX = 258, ADLER_MODULUS = 65521 };

/* ---- packing (RFC 1951 section 3.2) ---- */

struct packer {
        struct buffer *out;
        uint32_t bits;
        unsigned count;         /* of bits that wait for a whole byte */
        uint32_t low, high;     /* Adler-32 of what was packed (RFC 1950) */
        int error;
};

/* Lowest bit first. */
static void put(struct packer *packer, uint32_t bits, unsigned count) {
        packer->bits |= bits << packer->count;
        for (packer->count += count; packer->count >= 8; packer->count -= 8, packer->bits >>= 8)
                if (packer->error == 0)
                        packer->error = buffer_append_u8(packer->out, packer->bits & 0xff);
}

/* Codes have their highest bit first. */
static void put_code(struct packer *packer, uint32_t code, unsigned count) {
        uint32_t reversed = 0;

        for (unsigned i = 0; i < count; i++)
                reversed |= (code >> i & 1) << (count - 1 - i);
        put(packer, reversed, count);
}

/* Section 3.2.6. */
static void put_symbol(struct packer *packer, unsigned symbol) {
        if (symbol < 144)
                put_code(packer, 0x30 + symbol, 8);
        else if (symbol < 256)
                put_code(packer, 0x190 + symbol - 144, 9);
        else if (symbol < 280)
                put_code(packer, symbol - 256, 7);
        else
                put_code(packer, 0xc0 + symbol - 280, 8);
}

/* Section 3.2.5: the first value of each code; how many bits follow it. Distances only as far as a row is long. */
static const struct {
        uint16_t first;
        uint8_t extra;
} lengths[] = {
        { 3, 0 },  { 4, 0 },  { 5, 0 },  { 6, 0 },  { 7, 0 },  { 8, 0 },  { 9, 0 },  { 10, 0 }, { 11, 1 },  { 13, 1 },
        { 15, 1 }, { 17, 1 }, { 19, 2 }, { 23, 2 }, { 27, 2 }, { 31, 2 }, { 35, 3 }, { 43, 3 }, { 51, 3 },  { 59, 3 },
        { 67, 4 }, { 83, 4 }, { 99, 4 }, { 115, 4 }, { 131, 5 }, { 163, 5 }, { 195, 5 }, { 227, 5 }, { 258, 0 },
}, distances[] = {
        { 1, 0 },  { 2, 0 },  { 3, 0 },   { 4, 0 },   { 5, 1 },   { 7, 1 },   { 9, 2 },   { 13, 2 },  { 17, 3 },   { 25, 3 },   { 33, 4 },
        { 49, 4 }, { 65, 5 }, { 97, 5 }, { 129, 6 }, { 193, 6 }, { 257, 7 }, { 385, 7 }, { 513, 8 }, { 769, 8 }, { 1025, 9 }, { 1537, 9 },
};
static_assert(ADLER_MODULUS * 2049ull + 255 * 2049ull * 2049 / 2 < UINT32_MAX, "nor overflows the sums of its bytes");
static_assert(1 + BITS_PNG_SIDE_MAX / 8 < 2049, "a row is not longer than the distances there are");

static void put_match(struct packer *packer, unsigned len, unsigned distance) {
        size_t code = ARRAY_LEN(lengths) - 1;

        while (lengths[code].first > len)
                code--;
        put_symbol(packer, 257 + (unsigned)code);
        put(packer, len - lengths[code].first, lengths[code].extra);
        code = ARRAY_LEN(distances) - 1;
        while (distances[code].first > distance)
                code--;
        put_code(packer, (uint32_t)code, 5);
        put(packer, distance - distances[code].first, distances[code].extra);
}

/* A row begins with a byte of zeros. One row of the longest there are does not overflow. */
static void add_row(struct packer *packer, const uint8_t *row, unsigned len) {
        uint32_t low = packer->low, high = packer->high + low;

        for (unsigned i = 0; i < len; i++) {
                low += row[i];
                high += low;
        }
        packer->low = low % ADLER_MODULUS;
        packer->high = high % ADLER_MODULUS;
}

/* A row begins with its filter: none. */
static void pack_row(struct packer *packer, const uint8_t *row, unsigned len, unsigned repeat) {
        unsigned more = (len + 1) * (repeat - 1);

        put_symbol(packer, 0);
        for (unsigned i = 0; i < len; i++)
                put_symbol(packer, row[i]);
        for (unsigned i = 0; i < repeat; i++)
                add_row(packer, row, len);
        if (more > 0 && more < MATCH_MIN) {
                put_symbol(packer, 0);
                put_symbol(packer, row[0]);
                return;
        }
        while (more > 0) {
                unsigned now = more <= MATCH_MAX ? more : more - MATCH_MAX < MATCH_MIN ? MATCH_MAX - MATCH_MIN : MATCH_MAX;

                put_match(packer, now, len + 1);
                more -= now;
        }
}

static int append_u32(struct buffer *out, uint32_t value) {
        const uint8_t bytes[] = { value >> 24 & 0xff, value >> 16 & 0xff, value >> 8 & 0xff, value & 0xff };

        return buffer_append(out, bytes, sizeof(bytes));
}

/* In the envelope of RFC 1950: a window of 32 KiB, packed fast, no dictionary; the Adler-32 behind. */
static int pack(const uint8_t *rows, unsigned len, unsigned count, unsigned repeat, struct buffer *out) {
        struct packer packer = { .out = out, .low = 1 };
        int r = buffer_append(out, "\x78\x01", 2);

        put(&packer, 1, 1); /* the last block */
        put(&packer, 1, 2); /* of fixed codes */
        for (unsigned i = 0; i < count; i++)
                pack_row(&packer, rows + (size_t)i * len, len, repeat);
        put_symbol(&packer, 256);
        put(&packer, 0, 7);
        if (r == 0)
                r = packer.error;
        return r == 0 ? append_u32(out, packer.high << 16 | packer.low) : r;
}

/* ---- chunks (ISO/IEC 15948 section 5.3) ---- */

/* Half a byte at a time. */
static uint32_t crc(const uint8_t *bytes, size_t len) {
        static const uint32_t steps[] = {
                0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
                0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
        };
        uint32_t value = UINT32_MAX;

        for (size_t i = 0; i < len; i++) {
                value ^= bytes[i];
                value = value >> 4 ^ steps[value & 15];
                value = value >> 4 ^ steps[value & 15];
        }
        return ~value;
}

/* `content`: the type, and what is in it. */
static int append_chunk(const struct buffer *content, struct buffer *out) {
        int r = append_u32(out, (uint32_t)content->len - 4);

        if (r == 0)
                r = buffer_append(out, content->data, content->len);
        return r == 0 ? append_u32(out, crc(content->data, content->len)) : r;
}

static int append_header(unsigned width, unsigned height, struct buffer *out) {
        static const uint8_t form[] = { 1, 0, 0, 0, 0 }; /* 1 bit, grey; the only packing and filter there are; not interlaced */
        CLEANUP(buffer_deinit) struct buffer content = BUFFER_INIT;
        int r;

        if ((r = buffer_append_text(&content, "IHDR")) == 0 && (r = append_u32(&content, width)) == 0 && (r = append_u32(&content, height)) == 0)
                r = buffer_append(&content, form, sizeof(form));
        return r == 0 ? append_chunk(&content, out) : r;
}

int bits_png(const uint8_t *rows, unsigned width, unsigned count, unsigned repeat, struct buffer *ret_png) {
        CLEANUP(buffer_wipe) struct buffer data = BUFFER_INIT, end = BUFFER_INIT, png = BUFFER_INIT;
        int r;

        if (width < 1 || width > BITS_PNG_SIDE_MAX || count < 1 || repeat < 1 || repeat > BITS_PNG_SIDE_MAX || count > BITS_PNG_SIDE_MAX / repeat)
                return -EINVAL;
        r = buffer_append_text(&data, "IDAT");
        if (r == 0)
                r = pack(rows, (width + 7) / 8, count, repeat, &data);
        if (r == 0)
                r = buffer_append_text(&end, "IEND");
        if (r == 0)
                r = buffer_append(&png, "\x89PNG\r\n\x1a\n", 8);
        if (r == 0)
                r = append_header(width, count * repeat, &png);
        if (r == 0)
                r = append_chunk(&data, &png);
        if (r == 0)
                r = append_chunk(&end, &png);
        return r == 0 ? buffer_append(ret_png, png.data, png.len) : r;
}
