/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox box wiring`: what the wiring should be and what is wrong with it; and who
 * signs in to try lock after lock.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "controller/command/command.h"
#include "controller/command/command_box.h"
#include "controller/command/terminal.h"
#include "controller/command/wiring_survey.h"
#include "controller/command/wiring_walk.h"
#include "controller/box/daemon/box_folder.h"
#include "controller/box/daemon/wiring.h"

static int status_of(int r) {
        return r == WIRING_E_REFUSED ? COMMAND_REFUSED : COMMAND_FAULT;
}

/* ---- signing in ---- */

static int ask(int terminal, const char *prompt, char *ret_line, size_t size, size_t *ret_len) {
        ssize_t len = terminal_ask_line(terminal, prompt, ret_line, size);

        if (len < 0) {
                command_error("nothing was answered; no lock was opened");
                return COMMAND_FAULT;
        }
        *ret_len = (size_t)len;
        return COMMAND_DONE;
}

static int choose_pin(struct wiring *wiring, int terminal, const char *one_time) {
        char first[STAFF_PIN_LEN + 3] = "", second[STAFF_PIN_LEN + 3] = "", message[WIRING_MESSAGE_SIZE];
        size_t len;
        int r;

        puts("That was the office's one-time PIN. Choose your own, of eight digits.");
        r = ask(terminal, "New PIN", first, sizeof(first), &len);
        if (r == COMMAND_DONE && (pin_guessable(first) || strcmp(first, one_time) == 0)) {
                command_error("that is no PIN: no row, no repetition, not the one-time PIN; the one-time PIN still counts");
                r = COMMAND_REFUSED;
        }
        if (r == COMMAND_DONE)
                r = ask(terminal, "Again", second, sizeof(second), &len);
        if (r == COMMAND_DONE && strcmp(first, second) != 0) {
                command_error("the two PINs differ; the one-time PIN still counts");
                r = COMMAND_REFUSED;
        }
        if (r == COMMAND_DONE) {
                int chosen = wiring_choose_pin(wiring, first, message);

                if (chosen != 0) {
                        command_error("%s", message);
                        r = status_of(chosen);
                }
        }
        explicit_bzero(first, sizeof(first));
        explicit_bzero(second, sizeof(second));
        return r;
}

static int sign_in(struct wiring *wiring, int terminal) {
        char badge[BADGE_TEXT_MAX + 3], pin[STAFF_PIN_LEN + 3] = "", message[WIRING_MESSAGE_SIZE];
        bool one_time = false;
        size_t len = 0;
        int r;

        r = ask(terminal, "Badge (scan it, or type its text)", badge, sizeof(badge), &len);
        if (r != COMMAND_DONE)
                return r;
        r = wiring_badge(wiring, badge, len, message);
        explicit_bzero(badge, sizeof(badge));
        if (r == 0) {
                r = ask(terminal, "PIN", pin, sizeof(pin), &len);
                if (r != COMMAND_DONE)
                        return r;
                r = wiring_pin(wiring, pin, &one_time, message);
        }
        if (r != 0) {
                command_error("%s", message);
                r = status_of(r);
        } else if (one_time) {
                r = choose_pin(wiring, terminal, pin);
        }
        explicit_bzero(pin, sizeof(pin));
        return r;
}

static int guide(const struct config *config, const struct wiring_box *box, const struct wiring_survey *survey, int terminal, const char *record) {
        CLEANUP(wiring_cleanup) struct wiring *wiring = NULL;
        char message[WIRING_MESSAGE_SIZE];
        int r = wiring_open(config, box->simulated, &wiring, message);

        if (r != 0) {
                command_error("%s", message);
                return status_of(r);
        }
        puts("To open doors, a manager signs in. Each opening is an entry in the ledger.");
        fflush(stdout);
        r = sign_in(wiring, terminal);
        if (r != COMMAND_DONE)
                return r;
        return wiring_walk(wiring, config, box, survey, terminal, record);
}

/* Prints what there is. COMMAND_DONE, or COMMAND_FAULT after saying why. */
static int look(const struct config *config, const struct wiring_box *box, struct wiring_survey *survey) {
        int r = wiring_survey_init(survey, config, box);

        if (r < 0) {
                command_error("the lines cannot be looked at: %s", strerror(-r));
                return COMMAND_FAULT;
        }
        wiring_survey_print(survey, config, box);
        return COMMAND_DONE;
}

/* After looking: tries the locks with whoever sits at the terminal. */
static int try_locks(const struct config *config, const struct wiring_box *box, const struct wiring_survey *survey, const char *record) {
        int terminal, r;

        if (survey->fatal) {
                command_error("no lock is tested while lines are held by others or cannot be told apart");
                return COMMAND_REFUSED;
        }
        terminal = terminal_open();
        if (terminal < 0) {
                command_error("testing the locks asks for a badge, a PIN and what the doors do, and there is no terminal to ask");
                return COMMAND_FAULT;
        }
        r = guide(config, box, survey, terminal, record);
        close(terminal);
        return r;
}

static int run_at(const struct config *config, bool looking_only, const char *record) {
        CLEANUP(wiring_survey_deinit) struct wiring_survey survey = { .faults = 0 };
        char message[WIRING_MESSAGE_SIZE];
        struct wiring_box box;
        int allowed = wiring_prepare(config, &box, message), r;

        if (!box.known && looking_only && allowed != 0) {
                command_error("%s", message);
                return status_of(allowed);
        }
        if (box.known) {
                r = look(config, &box, &survey);
                if (r != COMMAND_DONE)
                        return r;
        }
        if (looking_only)
                return survey.faults == 0 ? COMMAND_DONE : COMMAND_REFUSED;
        fflush(stdout);
        if (allowed != 0) {
                command_error("%s%s", box.known ? "nothing more than looked at: " : "", message);
                return status_of(allowed);
        }
        return try_locks(config, &box, &survey, record);
}

int box_run_wiring(int argc, char **argv) {
        static struct config config;
        char message[CONFIG_MESSAGE_SIZE], beside[PATH_MAX + sizeof("/wiring.txt")];
        const char *record = NULL;
        struct box_folder folder;
        bool looking_only = false;
        const struct command_option options[] = { { .name = "look", .flag = &looking_only }, { .letter = 'o', .value = &record } };
        int r = command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &argc);

        if (r != COMMAND_DONE)
                return r;
        if (box_folder_at(argv[1], &folder) < 0) {
                command_error("%s is not the name of a folder", argv[1]);
                return COMMAND_FAULT;
        }
        if (config_read(folder.config, &config, message) != 0) {
                command_error("%s", message);
                return COMMAND_FAULT;
        }
        snprintf(beside, sizeof(beside), "%s/wiring.txt", argv[1]);
        return run_at(&config, looking_only, record ? record : beside);
}
