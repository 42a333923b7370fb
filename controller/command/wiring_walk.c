/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/wiring_walk.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "controller/command/command.h"
#include "controller/command/wiring_finding.h"
#include "controller/command/wiring_record.h"

enum { ONE_SHOT_PATIENCE_MS = 60 * 1000, LINE_MAX_LEN = 64 };

struct walk {
        struct wiring *wiring;
        const struct config *config;
        const struct wiring_survey *survey;
        struct wiring_record *record;
        int terminal;
        unsigned good, bad, absent;
        bool ended;
};

/* ---- asking ---- */

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

enum answer { ANSWER_GO, ANSWER_SKIP, ANSWER_SHUT, ANSWER_END, ANSWER_FAULT };

static enum answer prompt(struct walk *walk, const char *text) {
        char line[LINE_MAX_LEN];
        ssize_t len;

        fflush(stdout);
        dprintf(walk->terminal, "      %s (s skips it, q ends): ", text);
        len = hear_line(walk, line, sizeof(line));
        if (len < 0)
                return ANSWER_FAULT;
        if (len == 0 || line[0] == 'q')
                return ANSWER_END;
        return line[0] == 's' ? ANSWER_SKIP : line[0] == 'c' ? ANSWER_SHUT : ANSWER_GO;
}

/* The number of a compartment, 0 for none. ANSWER_GO and the number; ANSWER_SKIP: anything else was said; as above. */
static enum answer ask_door(struct walk *walk, const char *text, unsigned *ret_c) {
        char line[LINE_MAX_LEN + 1], *end;
        unsigned long c;
        ssize_t len;

        fflush(stdout);
        dprintf(walk->terminal, "      %s (its number, 0: none; q ends): ", text);
        len = hear_line(walk, line, sizeof(line) - 1);
        if (len < 0)
                return ANSWER_FAULT;
        if (len == 0 || line[0] == 'q')
                return ANSWER_END;
        line[len] = '\0';
        c = strtoul(line, &end, 10);
        if (end == line || *end != '\n' || c > walk->config->compartments)
                return ANSWER_SKIP;
        *ret_c = (unsigned)c;
        return ANSWER_GO;
}

static int lost(void) {
        command_error("the locks or switches are lost; nothing more is opened");
        return COMMAND_FAULT;
}

/* ---- one lock ---- */

static const char *question(enum wiring_outcome outcome) {
        switch (outcome) {
        case WIRING_NOT_OPENED:
        case WIRING_OTHER_OPENED:
                return "Which door is open now?";
        case WIRING_BOTH_OPENED:
                return "Which other door is open now?";
        case WIRING_OPENED:
        case WIRING_NO_PULSE:
        case WIRING_CURRENT_BEFORE:
                break;
        }
        return NULL;
}

/* What the person sees tells which of two things is wrong. False: the terminal or the devices are lost. */
static bool find_out(struct walk *walk, unsigned c, const struct wiring_trial *trial) {
        struct wiring_seen seen = { .c = c, .trial = trial, .config = walk->config, .senses = wiring_senses(walk->wiring) };
        char sentence[WIRING_FINDING_SIZE];
        enum answer answer = ANSWER_SKIP;

        if (wiring_finding_first(&seen, sentence))
                wiring_record_say(walk->record, "%s", sentence);
        if (question(trial->outcome))
                answer = ask_door(walk, question(trial->outcome), &seen.open);
        walk->ended = answer == ANSWER_END;
        seen.answered = answer == ANSWER_GO;
        if (wiring_finding(&seen, sentence))
                wiring_record_fault(walk->record, "%s", sentence);
        if (wiring_finding_current(&seen, sentence))
                wiring_record_fault(walk->record, "%s", sentence);
        return answer != ANSWER_FAULT;
}

/* COMMAND_DONE, or COMMAND_FAULT: nothing more can be tested. */
static int try_lock(struct walk *walk, unsigned c, bool *ret_good) {
        unsigned faults = wiring_record_faults(walk->record);
        struct wiring_trial trial;
        int r = wiring_test(walk->wiring, c, &trial);

        if (r < 0) {
                command_error("%s; nothing more is opened", r == -EPIPE ? "the guard of the locks has gone" : strerror(-r));
                return COMMAND_FAULT;
        }
        if (!find_out(walk, c, &trial))
                return lost();
        *ret_good = trial.outcome == WIRING_OPENED && wiring_record_faults(walk->record) == faults;
        return COMMAND_DONE;
}

static const char *what_to_do(enum door_state door) {
        switch (door) {
        case DOOR_CLOSED:
                return "Enter opens it";
        case DOOR_OPEN:
                return "Its switch says open. Close the door, then Enter; c: it is shut";
        case DOOR_UNKNOWN:
                return "Its switch cannot be read. Look after its chip, then Enter";
        case DOOR_UNSTEADY:
                break;
        }
        return "Its switch does not come to rest. Look after it, then Enter";
}

/* Its switch says open and the person that it is shut: opened by hand, it says the opposite or the same. As try_lock(). */
static int try_switch(struct walk *walk, unsigned c) {
        char sentence[WIRING_FINDING_SIZE];
        enum answer answer;
        int r = wiring_note_by_hand(walk->wiring, c);

        if (r < 0) {
                command_error("%s; nothing more is opened", strerror(-r));
                return COMMAND_FAULT;
        }
        answer = prompt(walk, "Open it by hand or with its key, then Enter");
        if (answer == ANSWER_FAULT || wiring_settle(walk->wiring) < 0)
                return lost();
        walk->ended = answer == ANSWER_END;
        if (answer == ANSWER_GO) {
                wiring_finding_switch(walk->config, c, wiring_door(walk->wiring, c) == DOOR_CLOSED, sentence);
                wiring_record_fault(walk->record, "%s", sentence);
        }
        return COMMAND_DONE;
}

/* One compartment, until it opened as it should or is left. */
static int walk_to(struct walk *walk, unsigned c) {
        bool good = false, tried = false;

        wiring_record_compartment(walk->record, walk->survey, c);
        if (!wiring_present(walk->wiring, c)) {
                wiring_record_say(walk->record, "Absent.");
                walk->absent++;
                return COMMAND_DONE;
        }
        while (!good && !walk->ended) {
                enum door_state door = wiring_door(walk->wiring, c);
                enum answer answer = prompt(walk, tried && door == DOOR_CLOSED ? "Enter tries it again" : what_to_do(door));

                if (answer == ANSWER_FAULT)
                        return lost();
                if (answer == ANSWER_END || answer == ANSWER_SKIP) {
                        walk->ended = answer == ANSWER_END;
                        break;
                }
                door = wiring_door(walk->wiring, c);
                if (answer == ANSWER_SHUT && door == DOOR_OPEN) {
                        walk->bad++;
                        return try_switch(walk, c);
                }
                if (door != DOOR_CLOSED)
                        continue;
                if (try_lock(walk, c, &good) != COMMAND_DONE)
                        return COMMAND_FAULT;
                tried = true;
        }
        walk->good += good;
        walk->bad += !good && tried;
        return COMMAND_DONE;
}

/* ---- the hardware one-shot ---- */

/* Measured where a line senses the coils. False: it is not as it must be, and said so. */
static bool measure_one_shot(struct walk *walk, unsigned *ret_on_ms) {
        int r;

        printf("Hold the input of a lock's driver on now, by a jumper past this computer, and keep it so for two seconds: the current is measured.\n");
        fflush(stdout);
        r = wiring_await_current(walk->wiring, ONE_SHOT_PATIENCE_MS, ret_on_ms);
        if (r < 0) {
                wiring_record_fault(walk->record, "FAULT: one-shot: it was not measured: %s", r == -ETIMEDOUT ? "no current was seen to flow within a minute" : strerror(-r));
                return false;
        }
        if (*ret_on_ms > LOCK_PULSE_CAP_MS) {
                wiring_record_fault(walk->record, "FAULT: one-shot: the current flowed for %s%u ms; let go now. A hardware one-shot must end it within %u ms",
                                    *ret_on_ms >= WIRING_CURRENT_MAX_MS ? "more than " : "", *ret_on_ms, LOCK_PULSE_CAP_MS);
                return false;
        }
        wiring_record_say(walk->record, "The current ended after %u ms.", *ret_on_ms);
        return true;
}

/* What no program can see to: the controller, the guard and its supervisor may all be frozen at once. */
static bool has_one_shot(struct walk *walk) {
        static const char yes[] = "yes\n";
        char line[LINE_MAX_LEN];
        unsigned on_ms;

        puts("A coil must go off also when this computer is frozen, suspended or hangs: only a hardware one-shot does that, one a coil or\n"
             "one for the supply of all. Measure it: hold the input of a lock's driver on, and the current ends within 1 s.");
        wiring_record_part(walk->record, "The hardware one-shot");
        if (wiring_senses(walk->wiring) && !measure_one_shot(walk, &on_ms))
                return false;
        fflush(stdout);
        dprintf(walk->terminal, "      It ended by itself (yes or no): ");
        if (hear_line(walk, line, sizeof(line)) == sizeof(yes) - 1 && memcmp(line, yes, sizeof(yes) - 1) == 0) {
                wiring_record_say(walk->record, "The current ended by itself, confirmed by %s.", wiring_person(walk->wiring));
                return true;
        }
        wiring_record_fault(walk->record, "FAULT: without a one-shot a coil can stay on until it burns.");
        return false;
}

/* ---- interrupts ---- */

/* The first compartment whose switch that chip reads. */
static bool is_first_of_chip(const struct walk *walk, unsigned c) {
        for (unsigned other = 1; other < c; other++)
                if (wiring_present(walk->wiring, other) && strcmp(wiring_chip(walk->wiring, other), wiring_chip(walk->wiring, c)) == 0)
                        return false;
        return wiring_present(walk->wiring, c);
}

/* After doors have moved: whether each chip that can has told so, or was only found out. */
static bool interrupts_arrive(struct walk *walk) {
        char sentence[WIRING_FINDING_SIZE];
        bool all = true;

        for (unsigned c = 1; c <= walk->config->compartments; c++) {
                unsigned levels;

                if (!is_first_of_chip(walk, c) || wiring_interrupts(walk->wiring, c, &levels))
                        continue;
                if (all)
                        wiring_record_part(walk->record, "Interrupts");
                wiring_finding_interrupt(wiring_chip(walk->wiring, c), levels, sentence);
                wiring_record_fault(walk->record, "%s", sentence);
                all = false;
        }
        return all;
}

/* ---- the whole ---- */

static int walk_all(struct walk *walk, bool *ret_well) {
        unsigned count = walk->config->compartments, untested;
        bool one_shot, interrupts;

        wiring_record_part(walk->record, "Compartments");
        for (unsigned c = 1; c <= count && !walk->ended; c++) {
                int r = walk_to(walk, c);

                if (r != COMMAND_DONE)
                        return r;
        }
        interrupts = interrupts_arrive(walk);
        one_shot = !walk->ended && has_one_shot(walk);
        untested = count - walk->good - walk->bad - walk->absent;
        wiring_record_part(walk->record, "Result");
        wiring_record_say(walk->record, "%u of %u doors opened as they should, %u did not, %u are absent, %u were not tested.", walk->good, count, walk->bad,
                          walk->absent, untested);
        *ret_well = walk->good == count && walk->survey->faults == 0 && interrupts && one_shot;
        wiring_record_say(walk->record, *ret_well ? "Nothing is wrong." : "Not accepted: what stands above is to be put right, and all tried once more.");
        return COMMAND_DONE;
}

static int keep(struct walk *walk, const char *path) {
        char *text = NULL, pdf[PATH_MAX] = "";
        size_t len = 0;
        struct hash sha;
        int r = wiring_record_end(walk->record, wiring_person(walk->wiring), &text, &len);

        if (r == 0)
                r = wiring_keep_record(walk->wiring, path, text, len, &sha);
        if (r < 0) {
                command_error("the record %s cannot be written and noted: %s", path, strerror(-r));
                free(text);
                return COMMAND_FAULT;
        }
        wiring_record_print_kept("as plain text", path, &sha);
        r = wiring_record_to_pdf(text, &sha, path, pdf);
        free(text);
        if (r == 0)
                r = wiring_note_file(walk->wiring, pdf, &sha);
        if (r < 0)
                command_error("the record as PDF %s cannot be written and noted: %s; the text is there", pdf, strerror(-r));
        else
                wiring_record_print_kept("to be printed and signed", pdf, &sha);
        return r < 0 ? COMMAND_FAULT : COMMAND_DONE;
}

int wiring_walk(struct wiring *wiring, const struct config *config, const struct wiring_box *box,
                const struct wiring_survey *survey, int terminal, const char *record) {
        CLEANUP(wiring_record_cleanup) struct wiring_record *kept = wiring_record_new(config, box, survey);
        struct walk walk = { .wiring = wiring, .config = config, .survey = survey, .record = kept, .terminal = terminal };
        bool well = false;
        int r;

        if (!kept) {
                command_error("%s", strerror(ENOMEM));
                return COMMAND_FAULT;
        }
        r = walk_all(&walk, &well);
        if (r == COMMAND_DONE)
                r = keep(&walk, record);
        return r != COMMAND_DONE ? r : well ? COMMAND_DONE : COMMAND_REFUSED;
}
