/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/demo/demo.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "controller/command/command.h"
#include "controller/command/photograph.h"

int64_t demo_mono_ms(void) {
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t demo_now_s(const struct demo *demo) {
        return (int64_t)time(NULL) + demo->ahead_s;
}

void demo_done(struct demo *demo, const char *format, ...) {
        int64_t now_ms = demo_mono_ms();
        va_list arguments;

        printf("\xe2\x9c\x93 %5.1f s  ", (double)(now_ms - (demo->step_ms ? demo->step_ms : demo->began_ms)) / 1000);
        va_start(arguments, format);
        vprintf(format, arguments);
        va_end(arguments);
        putchar('\n');
        fflush(stdout);
        demo->step_ms = now_ms;
}

int demo_failed(struct demo *demo, const char *format, ...) {
        char text[512];
        va_list arguments;

        if (demo->failed)
                return -1;
        demo->failed = true;
        va_start(arguments, format);
        vsnprintf(text, sizeof(text), format, arguments);
        va_end(arguments);
        command_error("%s", text);
        return -1;
}

/* ---- its folder ---- */

int demo_path(struct demo *demo, char ret_path[PATH_MAX], const char *name) {
        if (snprintf(ret_path, PATH_MAX, "%s/%s", demo->dir, name) >= PATH_MAX)
                return demo_failed(demo, "the name of the folder %s is too long", demo->dir);
        return 0;
}

static int make_folder(struct demo *demo, const char *dir) {
        const char *base = getenv("TMPDIR");
        int r;

        if (dir) {
                if (snprintf(demo->dir, sizeof(demo->dir), "%s", dir) < PATH_MAX && mkdir(dir, 0700) == 0)
                        return 0;
                r = -errno;
                demo->dir[0] = '\0';
                demo_failed(demo, "%s cannot be made: %s; give the name of a new folder", dir, strerror(-r));
                return r;
        }
        snprintf(demo->dir, sizeof(demo->dir), "%.1000s/pickupbox-demo-XXXXXX", base && *base ? base : "/tmp");
        if (mkdtemp(demo->dir))
                return 0;
        demo->dir[0] = '\0';
        return demo_failed(demo, "no folder for temporary files can be made: %s", strerror(errno));
}

int demo_place(struct demo *demo, const char *dir) {
        char box[PATH_MAX];
        int r = make_folder(demo, dir);

        if (r < 0)
                return r;
        if (demo_path(demo, demo->office_dir, "office") < 0 || demo_path(demo, box, "box") < 0 ||
            demo_path(demo, demo->export_dir, "export") < 0 || demo_path(demo, demo->screens, "screens") < 0 ||
            demo_path(demo, demo->log, "daemon.log") < 0)
                return -1;
        r = box_folder_at(box, &demo->box);
        if (r == 0 && mkdir(demo->screens, 0700) < 0)
                r = -errno;
        return r < 0 ? demo_failed(demo, "%s: %s", demo->dir, strerror(-r)) : 0;
}

/* ---- reading what was printed ---- */

int demo_read_code(struct demo *demo, const char *png, struct buffer *ret_text) {
        int r = photograph_text(png, ret_text);

        if (r == PHOTOGRAPH_E_NO_READER)
                return demo_failed(demo, "zbarimg is missing, which reads the printed codes independently; install the package zbar-tools");
        if (r == PHOTOGRAPH_E_NO_CODE)
                return demo_failed(demo, "zbarimg reads no code in %s", png);
        if (r != 0)
                return demo_failed(demo, "%s cannot be read: %s", png, strerror(r < 0 ? -r : EFBIG));
        ret_text->len--; /* its newline */
        return 0;
}
