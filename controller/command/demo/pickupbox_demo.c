/* SPDX-License-Identifier: EUPL-1.2 */
/* `pickupbox-demo`: the demonstration. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/command/demo/demo_act.h"
#include "controller/command/demo/demo_box.h"
#include "controller/command/demo/demo_control.h"
#include "controller/command/demo/demo_ledger.h"
#include "controller/command/demo/demo_office.h"
#include "controller/command/demo/demo_play.h"
#include "controller/command/member.h"

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

/* What helps to find out why it failed. */
static void print_failure(struct demo *demo) {
        char screen[64], path[PATH_MAX];

        if (demo->client.fd >= 0) {
                demo_screen_name(demo, screen, sizeof(screen));
                command_error("the box's last screen was %s", screen);
                if (demo_picture(demo, "failure", path) == 0)
                        command_error("it is in %s", path);
        }
        if (demo->dir[0])
                command_error("everything is kept in %s; what the daemon said is in %s", demo->dir, demo->log);
}

static int prepare(struct demo *demo) {
        return demo_make_office(demo) < 0 || demo_make_box(demo) < 0 || demo_issue_all(demo) < 0 || demo_start_box(demo) < 0 ||
                               demo_act(demo, demo_loading) < 0
                       ? -1
                       : 0;
}

static int tell_all(struct demo *demo) {
        if (demo_act(demo, demo_collecting) < 0 || demo_stop_box(demo) < 0 || demo_export(demo) < 0 || demo_compare(demo) < 0)
                return -1;
        print_table(demo);
        printf("\nAll of it in %.1f s.\n", (double)(demo_mono_ms() - demo->began_ms) / 1000);
        return 0;
}

static int run(struct demo *demo, const char *dir) {
        int r = demo_place(demo, dir);

        if (r < 0)
                return r == -EEXIST ? COMMAND_REFUSED : COMMAND_FAULT;
        r = prepare(demo);
        if (r == 0)
                r = demo->window ? demo_play(demo) < 0 || demo_export(demo) < 0 : tell_all(demo);
        return r == 0 ? COMMAND_DONE : COMMAND_REFUSED;
}

static void demo_deinit(struct demo *demo) {
        demo_box_end(demo);
        for (int i = 0; i < DEMO_CITIZEN_COUNT; i++)
                issued_wipe(&demo->consignments[i].issued);
        secrets_deinit(&demo->secrets);
        office_close(demo->office);
        explicit_bzero(demo->passphrase, sizeof(demo->passphrase));
        explicit_bzero(demo->one_time_pin, sizeof(demo->one_time_pin));
}

static int demo_command(int argc, char **argv) {
        static struct demo demo;
        bool window = false;
        const struct command_option options[] = { { .name = "window", .flag = &window } };
        int count, r;

        r = command_options(argc, argv, options, ARRAY_LEN(options), 0, 1, &count);
        if (r != COMMAND_DONE)
                return r;
        demo = (struct demo){ .client = { .fd = -1, .file = -1 }, .window = window, .began_ms = demo_mono_ms() };
        r = run(&demo, count == 1 ? argv[1] : NULL);
        if (r != COMMAND_DONE)
                print_failure(&demo);
        demo_deinit(&demo);
        return r;
}

int main(int argc, char **argv) {
        static const struct member_command commands[] = { { COMMAND_DEMO, demo_command }, { .run = NULL } };
        static const struct member_command *const lists[] = { commands, NULL };

        return member_main(PROGRAM_DEMO, lists, argc, argv);
}
