/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How each code reader was set up when it was last good, kept in a file of the box's folder, and whether it is so still. Whoever holds
 * a set-up barcode up changes it; the reader goes on or falls silent, and nobody would know why.
 *
 *      unknown ──the same twice in a row──▶ good ──another twice in a row──▶ changed ──as when it was good──▶ good
 *
 * Twice, because one code alone can be made to look like another set-up. `pickupbox box scanner` keeps a new one as good. The file has a line
 * a reader: its path, a tab, the framing (hal/scanner/scanner_framing.h). Writing it blocks; that is once a reader.
 */
#pragma once

#include <limits.h>

#include "hal/scanner/scanner_devices.h"
#include "hal/scanner/scanner_framing.h"

enum { READERS_MAX = 2 * SCANNER_DEVICES_MAX, READERS_PATH_SIZE = 256 };

struct code_reader {
        char path[READERS_PATH_SIZE];
        struct scanner_framing good, last;
        bool known;                     /* good is */
        unsigned run;                   /* readings in a row with `last`, which is not good */
        bool changed;
};

struct readers {
        char file[PATH_MAX];
        struct code_reader readers[READERS_MAX];
        unsigned count;
};

/* What is in the file; what is no line of it is left out, and a file that cannot be read is none. */
void readers_load(struct readers *readers, const char *file);
/* NULL: nothing is known of it. */
struct code_reader *readers_find(struct readers *readers, const char *path);
/* One reading. The reader, with what is so now; NULL: it cannot be told apart (too many, too long a path). */
struct code_reader *readers_hear(struct readers *readers, const char *path, const struct scanner_framing *framing);
/* Whether any of them is changed. */
bool readers_changed(const struct readers *readers);
/* What was heard last of each is good from now on. */
void readers_accept(struct readers *readers);
/* 0 or a negative errno. */
MUST_CHECK int readers_save(const struct readers *readers);
