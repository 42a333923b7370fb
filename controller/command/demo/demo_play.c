/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/demo/demo_play.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/program.h"
#include "controller/command/demo/demo_act.h"

/* What a hand does, as one command: the player's scanner, doors and plugs. Beside the codes it holds up. */
static const char hand[] = "#!/bin/sh\n"
                           "# scan NAME        hold a code of the folder codes/ to the scanner\n"
                           "# door N close     and all other actions of `pickupbox sim`\n"
                           "here=$(dirname \"$0\")\n"
                           "if [ \"${1:-}\" = scan ] && [ -f \"$here/codes/${2:-}\" ]; then set -- scan \"@$here/codes/$2\"; fi\n"
                           "exec '%s' sim --socket \"$here/box/control.sock\" \"$@\"\n";

static int write_hand(struct demo *demo) {
        CLEANUP(buffer_deinit) struct buffer script = BUFFER_INIT;
        char program[PATH_MAX], path[PATH_MAX + 8];
        int r = program_find("pickupbox-box", NULL, program);

        if (r < 0)
                return demo_failed(demo, "pickupbox-box is not beside this program; install both");
        if (strchr(program, '\''))
                return demo_failed(demo, "this program's folder has a ' in its name; move it");
        snprintf(path, sizeof(path), "%s/hand", demo->dir);
        r = buffer_printf(&script, hand, program);
        if (r == 0)
                r = file_replace(path, script.data, script.len, 0700);
        return r < 0 ? demo_failed(demo, "%s: %s", path, strerror(-r)) : 0;
}

static int write_code(struct demo *demo, const char *name, const char *text, size_t len) {
        char path[PATH_MAX + 64];
        int r;

        snprintf(path, sizeof(path), "%s/codes/%s", demo->dir, name);
        r = file_replace(path, text, len, 0600);
        return r < 0 ? demo_failed(demo, "%s: %s", path, strerror(-r)) : 0;
}

static int write_codes(struct demo *demo) {
        CLEANUP(buffer_wipe) struct buffer badge = BUFFER_INIT;
        char path[PATH_MAX + 64];

        snprintf(path, sizeof(path), "%s/codes", demo->dir);
        if (mkdir(path, 0700) < 0)
                return demo_failed(demo, "%s: %s", path, strerror(errno));
        for (int i = 0; i < DEMO_CITIZEN_COUNT; i++) {
                const char *code = demo->consignments[i].issued.code;

                if (write_code(demo, demo_persons[i].label, code, strlen(code)) < 0)
                        return -1;
        }
        snprintf(path, sizeof(path), "%s/badges/%s/badge.png", demo->office_dir, DEMO_STAFF);
        if (demo_read_code(demo, path, &badge) < 0)
                return -1;
        return write_code(demo, "badge", buffer_text(&badge), badge.len);
}

static void print_how(const struct demo *demo) {
        const struct demo_consignment *first = &demo->consignments[0];
        char digits[DEMO_DIGITS_SIZE];

        demo_birth_digits(demo_persons[0].born, digits);
        printf("\nThe box is in the window. The mouse is your finger; the keyboard is the keypad: digits, arrows, Return, Backspace,\n"
               "F1 for help, F2 to read aloud. What hands do, you do from another terminal:\n\n"
               "  cd %s\n"
               "  ./hand scan %s           hold %s's letter to the scanner, then type the date of birth: %s\n"
               "  ./hand door %u close     close the door that springs open\n"
               "  ./hand doors auto       or let doors close by themselves, two seconds after they opened\n\n"
               "  %-4s %-5s %-14s %-12s %s\n", demo->dir, demo_persons[0].label, demo_persons[0].label, digits, first->compartment,
               "who", "door", "date of birth", "number", "PIN");
        for (int i = 0; i < DEMO_CITIZEN_COUNT; i++) {
                const struct demo_consignment *consignment = &demo->consignments[i];

                demo_birth_digits(demo_persons[i].born, digits);
                printf("  %-4s %-5u %-14s %-12s %s\n", demo_persons[i].label, consignment->compartment, digits,
                       consignment->issued.reference, consignment->issued.pin);
        }
        printf("\n  staff: ./hand scan badge, PIN %s\n  more:  ./hand door 3 jam, ./hand unplug scanner, ./hand clock +10d; pickupbox sim --help\n\n"
               "Close the window to end.\n", DEMO_OWN_PIN);
        fflush(stdout);
}

int demo_play(struct demo *demo) {
        int status;

        if (write_hand(demo) < 0 || write_codes(demo) < 0)
                return -1;
        control_client_close(&demo->client);
        print_how(demo);
        while (waitpid(demo->daemon, &status, 0) < 0)
                if (errno != EINTR)
                        return demo_failed(demo, "the box cannot be waited for: %s", strerror(errno));
        demo->daemon = 0;
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
                return demo_failed(demo, "the box did not end well");
        demo_done(demo, "Window closed; everything is in %s", demo->dir);
        return 0;
}
