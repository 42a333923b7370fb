/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/export_mark.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "controller/ledger/folder.h"

enum { MARK_MAX_LEN = 1024 };

static const char words[] = "An export into this folder is being written, or was cut off: the next one finishes it.\n"
                            "Until then the entries that the file \"checkpoint\" speaks of are whole, and no others.\n";

static bool take(struct reader *reader, const char *key, uint64_t max, uint64_t *ret_number) {
        return reader_text(reader, key) && reader_text(reader, " ") && reader_decimal(reader, max, ret_number) && reader_text(reader, "\n");
}

bool export_mark_parse(const void *bytes, size_t len, struct export_mark *ret_mark) {
        struct reader reader = reader_over(bytes, len);
        struct export_mark mark;

        if (!reader_text(&reader, words) || !take(&reader, "size", MERKLE_SIZE_MAX, &mark.size) ||
            !take(&reader, "entries.jsonl", INT64_MAX, &mark.lines_len) || !take(&reader, "entries.csv", INT64_MAX, &mark.rows_len) ||
            reader.len > 0)
                return false;
        *ret_mark = mark;
        return true;
}

int export_mark_format(const struct export_mark *mark, struct buffer *ret_text) {
        return buffer_printf(ret_text, "%ssize %llu\nentries.jsonl %llu\nentries.csv %llu\n", words, (unsigned long long)mark->size,
                             (unsigned long long)mark->lines_len, (unsigned long long)mark->rows_len);
}

int export_mark_read(int folder, struct export_mark *ret_mark, struct finding *ret_finding) {
        struct buffer text = BUFFER_INIT;
        bool good;
        int r;

        r = folder_read(folder, EXPORTED_UNFINISHED, MARK_MAX_LEN, &text);
        if (r == -ENOENT)
                return r;
        if (r < 0)
                return finding_of_errno(ret_finding, EXPORTED_UNFINISHED, r);
        good = export_mark_parse(text.data, text.len, ret_mark);
        buffer_deinit(&text);
        return good ? 0 : finding_set(ret_finding, "the file \"" EXPORTED_UNFINISHED "\" in it cannot be read; move the folder away");
}

int export_mark_write(int folder, const struct export_mark *mark) {
        struct buffer text = BUFFER_INIT;
        int r;

        r = export_mark_format(mark, &text);
        if (r == 0)
                r = folder_replace(folder, EXPORTED_UNFINISHED, text.data, text.len);
        buffer_deinit(&text);
        return r;
}

int export_mark_remove(int folder) {
        if (unlinkat(folder, EXPORTED_UNFINISHED, 0) < 0 && errno != ENOENT)
                return -errno;
        return folder_sync(folder);
}
