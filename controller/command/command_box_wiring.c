/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox box wiring`: what the wiring should be, what is wrong with it, and a
 * walk from lock to lock with whoever stands before the cabinet.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "controller/command/command.h"
#include "controller/command/command_box.h"
#include "controller/command/terminal.h"
#include "controller/command/wiring_survey.h"
#include "controller/box/daemon/box_folder.h"
#include "controller/box/daemon/wiring.h"

static int status_of(int r) {
        return r == WIRING_E_REFUSED ? COMMAND_REFUSED : COMMAND_FAULT;
}

/* ---- signing in ---- */

/* COMMAND_DONE and a line without its end, or COMMAND_FAULT. */
static int ask(int terminal, const char *prompt, char *ret_line, size_t size, size_t *ret_len) {
        ssize_t len = terminal_ask_secret(terminal, prompt, ret_line, size - 1);

        if (len <= 0) {
                command_error("nothing was answered; no lock was opened");
                return COMMAND_FAULT;
        }
        while (len > 0 && (ret_line[len - 1] == '\n' || ret_line[len - 1] == '\r'))
                len--;
        ret_line[len] = '\0';
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

/* ---- the walk ---- */

struct walk {
        struct wiring *wiring;
        const struct wiring_survey *survey;
        int terminal;
        unsigned good, bad, absent;
        bool ended;
};

enum answer { ANSWER_GO, ANSWER_SKIP, ANSWER_END, ANSWER_FAULT };

/* Waits for a line of the terminal, while locks and switches are looked after. Its length, 0 at the end, or a negative errno. */
static ssize_t hear_line(struct walk *walk, char *ret_line, size_t size) {
        for (;;) {
                struct pollfd fds[] = {
                        { .fd = walk->terminal, .events = POLLIN },
                        { .fd = wiring_fd(walk->wiring), .events = POLLIN },
                };

                if (poll(fds, ARRAY_LEN(fds), -1) < 0 && errno != EINTR)
                        return -errno;
                if (fds[1].revents && wiring_dispatch(walk->wiring) < 0)
                        return -EIO;
                if (fds[0].revents)
                        break;
        }
        return read(walk->terminal, ret_line, size);
}

static enum answer prompt(struct walk *walk, const char *text) {
        char line[64];
        ssize_t len;

        fflush(stdout);
        dprintf(walk->terminal, "      %s (s skips it, q ends): ", text);
        len = hear_line(walk, line, sizeof(line));
        if (len < 0)
                return ANSWER_FAULT;
        if (len == 0 || line[0] == 'q')
                return ANSWER_END;
        return line[0] == 's' ? ANSWER_SKIP : ANSWER_GO;
}

static bool say_outcome(enum wiring_outcome outcome, unsigned c, unsigned other) {
        switch (outcome) {
        case WIRING_OPENED:
                puts("      Opened, and its switch says so.");
                return true;
        case WIRING_NOT_OPENED:
                puts("      The pulse was given and no switch says that a door opened. If this door did open, its switch is not on this line.\n"
                     "      If another did, the lock's line is that one's. If none did: coil, supply, active_low of [lock].");
                return false;
        case WIRING_OTHER_OPENED:
                printf("      Door %u opened instead: look which of the two doors is open. If it is %u, the locks' lines are exchanged,\n"
                       "      if it is %u, the switches'.\n", other, other, c);
                return false;
        case WIRING_BOTH_OPENED:
                printf("      Opened, but the switch of %u says open as well.\n", other);
                return false;
        case WIRING_NO_PULSE:
                break;
        }
        puts("      The lock's line could not be driven.");
        return false;
}

/* COMMAND_DONE, or COMMAND_FAULT: nothing more can be tested. */
static int try_lock(struct walk *walk, unsigned c, bool *ret_good) {
        enum wiring_outcome outcome;
        unsigned other = 0;
        int r = wiring_test(walk->wiring, c, &outcome, &other);

        if (r < 0) {
                command_error("%s; nothing more is opened", r == -EPIPE ? "the guard of the locks has gone" : strerror(-r));
                return COMMAND_FAULT;
        }
        *ret_good = say_outcome(outcome, c, other);
        return COMMAND_DONE;
}

static const char *what_to_do(enum door_state door) {
        switch (door) {
        case DOOR_CLOSED:
                return "Enter opens it";
        case DOOR_OPEN:
                return "Its switch says open. Close the door (or put it into active_low of [door]), then Enter";
        case DOOR_UNKNOWN:
                return "Its switch cannot be read. Look after its chip, then Enter";
        case DOOR_UNSTEADY:
                break;
        }
        return "Its switch does not come to rest. Look after it, then Enter";
}

/* One compartment, until it opened as it should or is left. */
static int walk_to(struct walk *walk, unsigned c) {
        bool good = false, tried = false;

        wiring_survey_print_compartment(walk->survey, c, stdout);
        puts("");
        if (!wiring_present(walk->wiring, c)) {
                puts("      Absent.");
                walk->absent++;
                return COMMAND_DONE;
        }
        while (!good) {
                enum door_state door = wiring_door(walk->wiring, c);
                enum answer answer = prompt(walk, tried && door == DOOR_CLOSED ? "Enter tries it again" : what_to_do(door));

                if (answer == ANSWER_FAULT) {
                        command_error("the locks or switches are lost; nothing more is opened");
                        return COMMAND_FAULT;
                }
                if (answer != ANSWER_GO) {
                        walk->ended = answer == ANSWER_END;
                        walk->bad += tried;
                        return COMMAND_DONE;
                }
                if (wiring_door(walk->wiring, c) != DOOR_CLOSED)
                        continue;
                if (try_lock(walk, c, &good) != COMMAND_DONE)
                        return COMMAND_FAULT;
                tried = true;
        }
        walk->good++;
        return COMMAND_DONE;
}

/* What no program can see to: the controller, the guard and its supervisor may all be frozen at once. */
static bool has_one_shot(struct walk *walk) {
        static const char yes[] = "yes\n";
        char line[64];

        puts("A coil must go off also when this computer is frozen, suspended or hangs: only a hardware one-shot does that, one a coil or\n"
             "one for the supply of all. Measure it: hold the input of a lock's driver on, and the current ends within 1 s.");
        fflush(stdout);
        dprintf(walk->terminal, "      It ended by itself (yes or no): ");
        if (hear_line(walk, line, sizeof(line)) == sizeof(yes) - 1 && memcmp(line, yes, sizeof(yes) - 1) == 0)
                return true;
        puts("      FAULT: without a one-shot a coil can stay on until it burns.");
        return false;
}

static int walk_all(struct walk *walk, unsigned count) {
        bool one_shot;
        unsigned untested;

        for (unsigned c = 1; c <= count && !walk->ended; c++) {
                int r = walk_to(walk, c);

                if (r != COMMAND_DONE)
                        return r;
        }
        untested = count - walk->good - walk->bad - walk->absent;
        printf("%u of %u doors opened as they should, %u did not, %u are absent, %u were not tested.\n", walk->good, count, walk->bad,
               walk->absent, untested);
        one_shot = walk->ended || has_one_shot(walk);
        return walk->good == count && walk->survey->faults == 0 && one_shot ? COMMAND_DONE : COMMAND_REFUSED;
}

static int guide(const struct config *config, bool simulated, const struct wiring_survey *survey, int terminal) {
        CLEANUP(wiring_cleanup) struct wiring *wiring = NULL;
        struct walk walk = { .survey = survey, .terminal = terminal };
        char message[WIRING_MESSAGE_SIZE];
        int r = wiring_open(config, simulated, &wiring, message);

        if (r != 0) {
                command_error("%s", message);
                return status_of(r);
        }
        puts("To open doors, a manager signs in. Each opening is an entry in the ledger.");
        fflush(stdout);
        r = sign_in(wiring, terminal);
        if (r != COMMAND_DONE)
                return r;
        walk.wiring = wiring;
        return walk_all(&walk, config->compartments);
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
static int try_locks(const struct config *config, const struct wiring_box *box, const struct wiring_survey *survey) {
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
        r = guide(config, box->simulated, survey, terminal);
        close(terminal);
        return r;
}

static int run_at(const struct config *config, bool looking_only) {
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
        return try_locks(config, &box, &survey);
}

int box_run_wiring(int argc, char **argv) {
        static struct config config;
        char message[CONFIG_MESSAGE_SIZE];
        struct box_folder folder;
        bool looking_only = false;
        const struct command_option options[] = { { .name = "look", .flag = &looking_only } };
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
        return run_at(&config, looking_only);
}
