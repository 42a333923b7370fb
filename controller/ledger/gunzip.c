/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/gunzip.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <zlib.h>

enum { CHUNK_LEN = 65536, GZIP_ONLY = 16 }; /* added to the window's bits: no zlib or raw stream is taken for gzip */

bool gunzip_looks_so(const void *bytes, size_t len) {
        static const uint8_t magic[] = { 0x1f, 0x8b, Z_DEFLATED };

        return len > sizeof(magic) && memcmp(bytes, magic, sizeof(magic)) == 0;
}

static int inflate_all(z_stream *stream, struct buffer *bytes) {
        uint8_t chunk[CHUNK_LEN];
        int r, status;

        do {
                stream->next_out = chunk;
                stream->avail_out = sizeof(chunk);
                status = inflate(stream, Z_NO_FLUSH);
                if (status == Z_MEM_ERROR)
                        return -ENOMEM;
                if (status != Z_OK && status != Z_STREAM_END)
                        return -EINVAL;
                r = buffer_append(bytes, chunk, sizeof(chunk) - stream->avail_out);
                if (r < 0)
                        return r == -EMSGSIZE ? -EFBIG : r;
        } while (status != Z_STREAM_END);
        return stream->avail_in == 0 ? 0 : -EINVAL;
}

int gunzip(const void *bytes, size_t len, size_t max_len, struct buffer *ret_bytes) {
        z_stream stream = { .next_in = (uint8_t *)(uintptr_t)bytes, .avail_in = (uInt)len };
        int r;

        buffer_clear(ret_bytes);
        if (len > UINT_MAX)
                return -EINVAL;
        if (inflateInit2(&stream, MAX_WBITS + GZIP_ONLY) != Z_OK)
                return -ENOMEM;
        ret_bytes->max_len = max_len;
        r = inflate_all(&stream, ret_bytes);
        inflateEnd(&stream);
        if (r < 0)
                buffer_clear(ret_bytes);
        return r;
}
