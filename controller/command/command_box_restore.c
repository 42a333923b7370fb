/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox box restore DIR`: two people take a store that was put back into use again.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "controller/box/daemon/box_restore.h"
#include "controller/box/daemon/config_folder.h"
#include "controller/command/command_box.h"
#include "controller/command/member.h"
#include "controller/command/terminal.h"
#include "crypto/pin.h"

static int status_of(int r) {
        return r == BOX_RESTORE_E_FAULT ? COMMAND_FAULT : COMMAND_REFUSED;
}

static int ask(int terminal, const char *prompt, char *ret_line, size_t size, size_t *ret_len) {
        ssize_t len = terminal_ask_line(terminal, prompt, ret_line, size);

        if (len < 0) {
                command_error("nothing was answered; nothing was changed");
                return COMMAND_FAULT;
        }
        *ret_len = (size_t)len;
        return COMMAND_DONE;
}

static int ask_person(struct box_restore *restore, int terminal, const char *who) {
        char badge[BADGE_TEXT_MAX + 3], pin[STAFF_PIN_LEN + 3], message[BOX_RESTORE_MESSAGE_SIZE];
        size_t badge_len = 0, pin_len = 0;
        int r = ask(terminal, who, badge, sizeof(badge), &badge_len);

        if (r == COMMAND_DONE)
                r = ask(terminal, "PIN", pin, sizeof(pin), &pin_len);
        if (r == COMMAND_DONE) {
                int judged = box_restore_person(restore, badge, badge_len, pin, message);

                if (judged != 0) {
                        command_error("%s; nothing was changed", message);
                        r = status_of(judged);
                }
        }
        explicit_bzero(badge, sizeof(badge));
        explicit_bzero(pin, sizeof(pin));
        return r;
}

static int tell(const struct box_restored *restored) {
        CLEANUP(buffer_deinit) struct buffer vkey = BUFFER_INIT;

        if (vkey_format(&restored->vkey, &vkey) != 0)
                return COMMAND_FAULT;
        printf("The ledger goes on as %s, for %s of %llu entries. Its verifier key, for the office and the auditors:\n%s\n"
               "%zu consignments are known to be handed out or taken out. Start the daemon; every compartment must be looked into before it is used, "
               "and what lies there counts only when its label was scanned.\n",
               restored->vkey.name, restored->former.origin, (unsigned long long)restored->former.size, buffer_text(&vkey), restored->spent);
        return COMMAND_DONE;
}

static int restore_with(struct box_restore *restore, int terminal) {
        char message[BOX_RESTORE_MESSAGE_SIZE];
        struct box_restored restored;
        int r = ask_person(restore, terminal, "A manager's badge (scan it, or type its text)");

        if (r == COMMAND_DONE)
                r = ask_person(restore, terminal, "A second person's badge");
        if (r != COMMAND_DONE)
                return r;
        r = box_restore_finish(restore, &restored, message);
        if (r == 0)
                return tell(&restored);
        command_error("%s", message);
        return status_of(r);
}

int box_run_restore(int argc, char **argv) {
        CLEANUP(box_restore_cleanup) struct box_restore *restore = NULL;
        char of_config[CONFIG_MESSAGE_SIZE], message[BOX_RESTORE_MESSAGE_SIZE];
        struct box_restore_sources sources = { 0 };
        const struct command_option options[] = { { .name = "bundle", .value = &sources.bundle }, { .name = "export", .value = &sources.export } };
        struct box_folder folder;
        int terminal, r;

        r = command_options(argc, argv, options, ARRAY_LEN(options), 1, 2, &argc);
        if (r != COMMAND_DONE)
                return r;
        if (config_folder(argv[argc], &folder, of_config) != 0) {
                command_error("%s", of_config);
                return COMMAND_FAULT;
        }
        r = argc == 2 ? box_restore_take(&folder, argv[1], message) : 0;
        if (r == 0)
                r = box_restore_open(&folder, &sources, command_now_ms(), &restore, message);
        if (r != 0) {
                command_error("%s", message);
                return status_of(r);
        }
        terminal = terminal_open();
        if (terminal < 0) {
                command_error("restoring asks for two badges and PINs, and there is no terminal to ask");
                return COMMAND_FAULT;
        }
        r = restore_with(restore, terminal);
        close(terminal);
        return r;
}
