/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/readers.h"

#include <stdio.h>
#include <string.h>

#include "base/bytes.h"
#include "base/file.h"

enum { TWICE = 2, FILE_MAX = READERS_MAX * (READERS_PATH_SIZE + SCANNER_FRAMING_TEXT_SIZE), FILE_MODE = 0644 };

struct code_reader *readers_find(struct readers *readers, const char *path) {
        for (unsigned i = 0; i < readers->count; i++)
                if (strcmp(readers->readers[i].path, path) == 0)
                        return &readers->readers[i];
        return NULL;
}

/* A name that would not be one in the file is none. */
static struct code_reader *add(struct readers *readers, const char *path) {
        struct code_reader *reader = &readers->readers[readers->count];

        if (readers->count == READERS_MAX || strlen(path) >= sizeof(reader->path) || strpbrk(path, "\t\n"))
                return NULL;
        *reader = (struct code_reader){ 0 };
        snprintf(reader->path, sizeof(reader->path), "%s", path);
        readers->count++;
        return reader;
}

static void take_line(struct readers *readers, const char *line, size_t len) {
        const char *tab = memchr(line, '\t', len);
        struct scanner_framing framing;
        char path[READERS_PATH_SIZE];
        struct code_reader *reader;

        if (!tab || (size_t)(tab - line) >= sizeof(path) || memchr(line, '\0', len) ||
            !scanner_framing_parse(tab + 1, len - (size_t)(tab - line) - 1, &framing))
                return;
        snprintf(path, sizeof(path), "%.*s", (int)(tab - line), line);
        reader = readers_find(readers, path) ? NULL : add(readers, path);
        if (!reader)
                return;
        reader->good = framing;
        reader->known = true;
}

void readers_load(struct readers *readers, const char *file) {
        CLEANUP(buffer_deinit) struct buffer text = { 0 };
        const char *at, *end;

        *readers = (struct readers){ 0 };
        snprintf(readers->file, sizeof(readers->file), "%s", file);
        if (file_read(file, FILE_MAX, &text) < 0)
                return;
        end = (const char *)text.data + text.len;
        for (at = (const char *)text.data; at < end;) {
                const char *newline = memchr(at, '\n', (size_t)(end - at));
                const char *line_end = newline ? newline : end;

                take_line(readers, at, (size_t)(line_end - at));
                at = newline ? newline + 1 : end;
        }
}

struct code_reader *readers_hear(struct readers *readers, const char *path, const struct scanner_framing *framing) {
        struct code_reader *reader = readers_find(readers, path);

        if (!reader)
                reader = add(readers, path);
        if (!reader)
                return NULL;
        reader->run = reader->run > 0 && scanner_framing_equal(&reader->last, framing) ? reader->run + 1 : 1;
        reader->last = *framing;
        if (reader->known && scanner_framing_equal(&reader->good, framing)) {
                reader->changed = false;
        } else if (reader->run >= TWICE && !reader->known) {
                reader->good = *framing;
                reader->known = true;
        } else if (reader->run >= TWICE) {
                reader->changed = true;
        }
        return reader;
}

bool readers_changed(const struct readers *readers) {
        for (unsigned i = 0; i < readers->count; i++)
                if (readers->readers[i].changed)
                        return true;
        return false;
}

void readers_accept(struct readers *readers) {
        for (unsigned i = 0; i < readers->count; i++) {
                struct code_reader *reader = &readers->readers[i];

                if (reader->run == 0)
                        continue;
                reader->good = reader->last;
                reader->known = true;
                reader->changed = false;
        }
}

int readers_save(const struct readers *readers) {
        CLEANUP(buffer_deinit) struct buffer text = { 0 };
        int r = 0;

        for (unsigned i = 0; i < readers->count && r == 0; i++) {
                char framing[SCANNER_FRAMING_TEXT_SIZE];

                if (!readers->readers[i].known)
                        continue;
                scanner_framing_print(&readers->readers[i].good, framing);
                r = buffer_printf(&text, "%s\t%s\n", readers->readers[i].path, framing);
        }
        return r == 0 ? file_replace(readers->file, text.data, text.len, FILE_MODE) : r;
}
