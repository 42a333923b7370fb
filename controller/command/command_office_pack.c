/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox office pack`: a scanner that types, on standard input.
 *
 * The office is opened for each reading and closed again: nobody who packs keeps others from it.
 */
#include "controller/command/command_office.h"
#include "controller/command/member.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/hex.h"
#include "controller/office/find.h"
#include "controller/office/packing.h"

struct packer {
        const char *dir, *passphrase;
        struct packing packing;
        unsigned whole, stopped;
};

/* One line without its end. 1; 0 at the end of input; -EMSGSIZE for one that is too long, which is read to its end. */
static int read_line(char ret_line[PACKING_TEXT_MAX + 1]) {
        size_t len = 0;
        int c;

        while ((c = getchar()) != EOF && c != '\n') {
                if (len < PACKING_TEXT_MAX)
                        ret_line[len] = (char)c;
                len += len <= PACKING_TEXT_MAX;
        }
        if (c == EOF && len == 0)
                return 0;
        if (len > PACKING_TEXT_MAX)
                return -EMSGSIZE;
        if (len > 0 && ret_line[len - 1] == '\r')
                len--;
        ret_line[len] = '\0';
        return strlen(ret_line) == len ? 1 : -EMSGSIZE;
}

static void say_answer(enum packing_answer answer, enum packing_kind first, const struct issuance *issuance) {
        static const enum text_id texts[][2] = {
                [PACKING_HALF] = { TEXT_PACK_LABEL_READ, TEXT_PACK_LETTER_READ },
                [PACKING_SAME] = { TEXT_PACK_LABEL_READ, TEXT_PACK_LETTER_READ },
                [PACKING_WHOLE] = { TEXT_PACK_WHOLE, TEXT_PACK_WHOLE },
        };
        char case_id[2 * CTI_LEN + 1];

        hex_encode(issuance->cti, CTI_LEN, case_id);
        case_id[CASE_LEN] = '\0';
        command_say(texts[answer][first == PACKING_LETTER], "case", case_id, "box", issuance->box, NULL);
        fflush(stdout);
}

static int take(struct packer *packer, const char *line, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct issuance issuance;
        enum packing_kind first;
        struct secrets secrets = { 0 };
        enum packing_answer answer = PACKING_HALF;
        int r = office_open_noting(packer->dir, problems, &office);

        if (r == 0)
                r = packing_scanned(&packer->packing, office, line, office_now(), problems, &answer, &issuance);
        first = packer->packing.first;
        if (r == 0 && answer == PACKING_WHOLE)
                r = office_unlock(office, SECRETS_DAY, packer->passphrase, problems, &secrets);
        if (r == 0 && answer == PACKING_WHOLE)
                r = packing_note(office, issuance.cti, office_now(), problems);
        if (r == 0) {
                packer->whole += answer == PACKING_WHOLE;
                say_answer(answer, first, &issuance);
        }
        secrets_deinit(&secrets);
        return r;
}

/* Seen, heard where there is a terminal, and gone on from. A fault ends it. */
static int stop(struct packer *packer, int r, struct problems *problems) {
        packer->stopped++;
        if (isatty(STDOUT_FILENO))
                putchar('\a');
        if (r > 0)
                command_say(TEXT_PACK_STOP, NULL);
        fflush(stdout);
        return office_conclude(r, problems) == COMMAND_FAULT ? r : 0;
}

static int pack(struct packer *packer) {
        char line[PACKING_TEXT_MAX + 1];
        int r = 0, got;

        command_say(TEXT_PACK_BEGIN, NULL);
        fflush(stdout);
        while (r == 0 && (got = read_line(line)) != 0) {
                struct problems problems = PROBLEMS_INIT;

                if (got > 0 && !*line)
                        continue;
                if (got < 0) {
                        packer->packing = (struct packing){ 0 };
                        r = problems_add(&problems, TEXT_PACK_FOREIGN, NULL);
                } else {
                        r = take(packer, line, &problems);
                }
                r = r == 0 ? 0 : stop(packer, r, &problems);
                problems_deinit(&problems);
        }
        explicit_bzero(line, sizeof(line));
        return r;
}

static int run_pack(int argc, char **argv) {
        const char *file = NULL;
        const struct command_option options[] = {
                { .name = "passphrase-file", .value = &file },
        };
        char passphrase[PASSPHRASE_MAX + 1];
        struct packer packer = { .passphrase = passphrase };
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (command_passphrase(file, command_word(TEXT_OFFICE_PASSPHRASE), false, passphrase) != COMMAND_DONE)
                return COMMAND_FAULT;
        packer.dir = argv[1];
        r = pack(&packer);
        explicit_bzero(passphrase, sizeof(passphrase));
        if (r != 0)
                return COMMAND_FAULT;
        command_say(TEXT_PACK_END, "n", NUMERAL(packer.whole), "stopped", NUMERAL(packer.stopped), NULL);
        if (packer.packing.first != PACKING_NONE)
                command_complain(TEXT_PACK_HALF, NULL);
        return packer.stopped > 0 || packer.packing.first != PACKING_NONE ? COMMAND_REFUSED : COMMAND_DONE;
}

const struct member_command office_pack_commands[] = {
        { COMMAND_OFFICE_PACK, run_pack },
        { .run = NULL },
};
