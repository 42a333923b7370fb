/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/demo.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "controller/command/command.h"

static int64_t mono_ms(void) {
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t demo_now_s(const struct demo *demo) {
        return (int64_t)time(NULL) + demo->ahead_s;
}

void demo_done(struct demo *demo, const char *format, ...) {
        int64_t now_ms = mono_ms();
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
        char text[512], screen[64], path[PATH_MAX];
        va_list arguments;

        if (demo->failed)
                return -1;
        demo->failed = true;
        va_start(arguments, format);
        vsnprintf(text, sizeof(text), format, arguments);
        va_end(arguments);
        command_error("%s", text);
        if (demo->client.fd >= 0) {
                demo_screen_name(demo, screen, sizeof(screen));
                command_error("the box's last screen was %s", screen);
                if (demo_picture(demo, "failure", path) == 0)
                        command_error("it is in %s", path);
        }
        if (demo->dir[0])
                command_error("everything is kept in %s; what the daemon said is in %s", demo->dir, demo->log);
        return -1;
}

static void print_table(const struct demo *demo) {
        printf("\n  %-3s %-4s %-18s %s\n", "", "door", "consignment", "what happened");
        for (int i = 0; i < DEMO_CITIZEN_COUNT; i++)
                printf("  %-3s %4u %-16.16s\xe2\x80\xa6  %s\n", demo_persons[i].label, demo->consignments[i].compartment,
                       demo->consignments[i].issued.cti_text, demo_persons[i].what);
        printf("\n  screenshots  %s\n", demo->screens);
        printf("  letters      %s/out/<consignment>/letter.pdf\n", demo->office_dir);
        printf("  export       %s\n", demo->export_dir);
        printf("  daemon's log %s\n", demo->log);
}

static int run(struct demo *demo, const char *dir) {
        int r = demo_place(demo, dir);

        if (r < 0)
                return r == -EEXIST ? COMMAND_REFUSED : COMMAND_FAULT;
        if (demo->window) {
                if (demo_make_office(demo) < 0 || demo_make_box(demo) < 0 || demo_issue_all(demo) < 0 || demo_start_box(demo) < 0 ||
                    demo_load_all(demo) < 0 || demo_play(demo) < 0 || demo_export(demo) < 0)
                        return COMMAND_REFUSED;
                return COMMAND_DONE;
        }
        if (demo_make_office(demo) < 0 || demo_make_box(demo) < 0 || demo_issue_all(demo) < 0 ||
            demo_start_box(demo) < 0 || demo_story(demo) < 0 || demo_stop_box(demo) < 0 || demo_export(demo) < 0 ||
            demo_compare(demo) < 0)
                return COMMAND_REFUSED;
        print_table(demo);
        printf("\nAll of it in %.1f s.\n", (double)(mono_ms() - demo->began_ms) / 1000);
        return COMMAND_DONE;
}

static int demo_command(int argc, char **argv) {
        static struct demo demo;
        bool window = false;
        const struct command_option options[] = { { .name = "window", .flag = &window } };
        int count, r;

        r = command_options(argc, argv, options, ARRAY_LEN(options), 0, 1, &count);
        if (r != COMMAND_DONE)
                return r;
        demo = (struct demo){ .client = { .fd = -1, .file = -1 }, .window = window, .began_ms = mono_ms() };
        r = run(&demo, count == 1 ? argv[1] : NULL);
        demo_deinit(&demo);
        return r;
}

const struct command demo_commands[] = {
        { NULL, "demo", "[--window] [DIR]", "takes seven consignments from office to ledger, on simulated hardware;\n"
          "      --window loads them into a box in a window and leaves collecting to you", demo_command },
        { .name = NULL },
};
