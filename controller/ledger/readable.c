/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/readable.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "controller/ledger/folder.h"

int readable_open(const struct exported *exported, const char *path, struct readable *readable, struct finding *ret_finding) {
        int r = folder_open_file(exported->folder, path, &readable->fd);

        readable->path = path;
        readable->there = r == 0;
        readable->line = 0;
        readable->len = readable->used = 0;
        return r < 0 && r != -ENOENT ? finding_of_errno(ret_finding, path, r) : 0;
}

void readable_close(struct readable *readable) {
        if (readable->there)
                close(readable->fd);
        readable->there = false;
}

/* Fills the emptied window. 0, also at the end of the file, or a negative errno. */
static int fill(struct readable *readable) {
        ssize_t n;

        do {
                n = read(readable->fd, readable->window, sizeof(readable->window));
        } while (n < 0 && errno == EINTR);
        if (n < 0)
                return -errno;
        readable->len = (size_t)n;
        readable->used = 0;
        return 0;
}

static uint64_t count_lines(const uint8_t *bytes, size_t len) {
        const uint8_t *at = bytes, *end = bytes + len;
        uint64_t count = 0;

        while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
                count++;
                at++;
        }
        return count;
}

/* How many bytes agree. */
static size_t agree(const uint8_t *a, const uint8_t *b, size_t len) {
        size_t i = 0;

        while (i < len && a[i] == b[i])
                i++;
        return i;
}

int readable_expect(struct readable *readable, const struct buffer *lines, uint64_t count) {
        const uint8_t *rest = lines->data;
        size_t len = lines->len;

        while (readable->there && len > 0) {
                size_t part;
                bool equal;

                if (readable->used == readable->len) {
                        int r = fill(readable);

                        if (r < 0)
                                return r;
                        if (readable->len == 0) {
                                readable->line += count_lines(lines->data, lines->len - len);
                                return LEDGER_E_INVALID;
                        }
                }
                part = readable->len - readable->used < len ? readable->len - readable->used : len;
                equal = memcmp(readable->window + readable->used, rest, part) == 0;
                if (!equal) {
                        part = agree(readable->window + readable->used, rest, part);
                        readable->line += count_lines(lines->data, lines->len - len + part);
                        return LEDGER_E_INVALID;
                }
                readable->used += part;
                rest += part;
                len -= part;
        }
        readable->line += count;
        return 0;
}

int readable_expect_end(struct readable *readable, struct finding *ret_finding) {
        int r = readable->there && readable->used == readable->len ? fill(readable) : 0;

        if (r < 0)
                return r;
        return readable->used < readable->len ? finding_set(ret_finding, "%s goes on after the last entry", readable->path) : 0;
}
