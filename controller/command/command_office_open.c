/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * How a command of `pickupbox office` begins and ends: the passphrase, the office and its keys, and what went wrong.
 */
#include "controller/command/command_office.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "controller/office/paper.h"

int64_t office_now(void) {
        return (int64_t)time(NULL);
}

static void print_lines(const struct problems *problems, bool notes) {
        char sentence[PROBLEM_SENTENCE_SIZE];

        for (size_t i = 0; i < problems_shown(problems); i++) {
                problems_say(problems, i, command_language(), sentence);
                if (notes)
                        command_complain(TEXT_PROBLEM_NOTE, "text", sentence, NULL);
                else
                        command_error("%s", sentence);
        }
        if (problems->count > problems_shown(problems))
                command_complain(TEXT_PROBLEM_LOST, "n", NUMERAL(problems->count - problems_shown(problems)), NULL);
}

int office_conclude(int r, struct problems *problems) {
        print_lines(problems, false);
        if (r == -EOWNERDEAD && problems->count == 0)
                command_complain(TEXT_PROBLEM_SIGNER_GONE, NULL);
        else if (r == -EKEYREJECTED && problems->count == 0)
                command_complain(TEXT_PROBLEM_SIGNER_REFUSED, NULL);
        else if (r < 0 && problems->count == 0)
                command_error("%s", strerror(-r));
        problems_deinit(problems);
        return r == 0 ? COMMAND_DONE : r > 0 ? COMMAND_REFUSED : COMMAND_FAULT;
}

void office_say_notes(const struct problems *notes) {
        print_lines(notes, true);
}

void office_note_paper(const struct office *office) {
        struct problems notes = PROBLEMS_INIT;

        /* Without fonts drawing says so. */
        if (paper_note_missing(office->state, &notes) == 0)
                office_say_notes(&notes);
        problems_deinit(&notes);
}

int office_open_noting(const char *dir, struct problems *problems, struct office **ret_office) {
        int r = office_open(dir, problems, ret_office);

        if (r == 0)
                print_lines(&(*ret_office)->notices, true);
        return r;
}

int office_open_unlocked(const char *dir, unsigned which, const char passphrase[PASSPHRASE_MAX + 1], struct problems *problems,
                         struct office **ret_office, struct secrets *ret_secrets) {
        int r = office_open_noting(dir, problems, ret_office);

        return r == 0 ? office_unlock(*ret_office, which, passphrase, problems, ret_secrets) : r;
}

int office_unlock(struct office *office, unsigned which, const char passphrase[PASSPHRASE_MAX + 1],
                  struct problems *problems, struct secrets *ret_secrets) {
        struct problems notes = PROBLEMS_INIT;
        int r = secrets_open(office->dir, office->state, which, passphrase, problems, ret_secrets);

        if (r == 0 && (which & SECRETS_DAY))
                r = office_lend(office, ret_secrets, problems);
        if (r == 0) {
                office_note_keys(office, office_now(), &notes);
                print_lines(&notes, true);
        }
        problems_deinit(&notes);
        if (r == 0 && !passphrase_long_enough(passphrase))
                command_complain(TEXT_OFFICE_PASSPHRASE_SHORT, "n", NUMERAL(PASSPHRASE_MIN), NULL);
        return r;
}

int office_with_passphrase(const char *file, enum passphrase_asked asked, office_passphrase_fn *work, void *context) {
        enum text_id prompt = asked == PASSPHRASE_NEW ? TEXT_OFFICE_PASSPHRASE_NEW : TEXT_OFFICE_PASSPHRASE;
        struct problems problems = PROBLEMS_INIT;
        char passphrase[PASSPHRASE_MAX + 1];
        int r;

        if (command_passphrase(file, command_word(prompt), asked == PASSPHRASE_NEW, passphrase) != COMMAND_DONE)
                return COMMAND_FAULT;
        r = work(context, passphrase, &problems);
        explicit_bzero(passphrase, sizeof(passphrase));
        return office_conclude(r, &problems);
}

int office_with_keys(const char *dir, unsigned which, const char *file, office_keys_fn *work, void *context) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct problems problems = PROBLEMS_INIT;
        char passphrase[PASSPHRASE_MAX + 1];
        struct secrets secrets = { 0 };
        int r;

        if (command_passphrase(file, command_word(TEXT_OFFICE_PASSPHRASE), false, passphrase) != COMMAND_DONE)
                return COMMAND_FAULT;
        r = office_open_unlocked(dir, which, passphrase, &problems, &office, &secrets);
        explicit_bzero(passphrase, sizeof(passphrase));
        if (r == 0)
                r = work(context, office, &secrets, &problems);
        secrets_deinit(&secrets);
        return office_conclude(r, &problems);
}
