/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/hal/display/outside.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void outside_must(bool condition, const char *what) {
        if (condition)
                return;
        fprintf(stderr, "the test cannot look at the device: %s: %s\n", what, strerror(errno));
        abort();
}

static void write_to(const char *path, const char *text) {
        glob_t found;
        FILE *file;

        outside_must(glob(path, 0, NULL, &found) == 0, path);
        file = fopen(found.gl_pathv[0], "we");
        outside_must(file && fputs(text, file) >= 0 && fclose(file) == 0, found.gl_pathv[0]);
        globfree(&found);
}

void outside_plug(const char *card, bool plugged) {
        const char *name = strrchr(card, '/') ? strrchr(card, '/') + 1 : card;
        char path[256];

        snprintf(path, sizeof(path), "/sys/class/drm/%s-*/status", name);
        write_to(path, plugged ? "on" : "off");
        /* A cable would raise an interrupt, and the driver tell everybody; a virtual one's is only in our hands. */
        snprintf(path, sizeof(path), "/sys/class/drm/%s/uevent", name);
        write_to(path, "change");
}
