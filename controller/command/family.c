/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/family.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "controller/box/daemon/sim_action.h"
#include "controller/command/command.h"

static const struct {
        const char *name, *summary;
} programs[] = {
        [PROGRAM_OFFICE] = { "pickupbox-office", "the office's side: keys, tickets, codes, letters, bundles" },
        [PROGRAM_BOX] = { "pickupbox-box", "making, wiring and asking a box" },
        [PROGRAM_LEDGER] = { "pickupbox-ledger", "codes and the verifiable log, for those who must not trust the box" },
        [PROGRAM_WITNESS] = { "pickupbox-witness", "witnesses of ledgers over HTTP: one that answers, and asking others" },
        [PROGRAM_REPORT] = { "pickupbox-report", "what exports say in numbers" },
        [PROGRAM_DEMO] = { "pickupbox-demo", "the demonstration on simulated hardware" },
};
static_assert(ARRAY_LEN(programs) == PROGRAM_COUNT, "each program has its row");

/*
 * group "": a command of one word. usage: the arguments. help: one line, or more that are indented; `text` instead where the command
 * speaks the language of the locale.
 */
static const struct {
        enum family_program program;
        const char *group, *name, *usage, *help;
        enum text_id text;
} commands[] = {
        [COMMAND_OFFICE_INIT] = { PROGRAM_OFFICE, "office", "init",
                "DIR --name NAME --domain DOMAIN [--zone " COMMAND_ZONE "] [--database URL] [--passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_INIT },
        [COMMAND_OFFICE_ADD_BOX] = { PROGRAM_OFFICE, "office", "add-box",
                "DIR FILE.enrol [--address TEXT] [--replace] [--passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_ADD_BOX },
        [COMMAND_OFFICE_ADD_STAFF] = { PROGRAM_OFFICE, "office", "add-staff",
                "DIR --id SUB --role loader|manager|auditor [--name NAME] [--passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_ADD_STAFF },
        [COMMAND_OFFICE_REMOVE_STAFF] = { PROGRAM_OFFICE, "office", "remove-staff",
                "DIR SUB [--passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_REMOVE_STAFF },
        [COMMAND_OFFICE_BUNDLE] = { PROGRAM_OFFICE, "office", "bundle",
                "DIR [--form 1] -o FILE [--passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_BUNDLE },
        [COMMAND_OFFICE_ISSUE] = { PROGRAM_OFFICE, "office", "issue",
                "DIR --box ID --item NAME [--item NAME]… --born -|YYYY-MM-DD [--days N] [--low] [--large]\n"
                "        [--return-old] [--group HEX] [--reference TEXT] [--json] [--passphrase-file FILE]\n"
                "  pickupbox office issue DIR --batch FILE.csv [--dry-run] [--again] [--labels-from N] [--shift RIGHT,DOWN]\n"
                "        [--json] [--passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_ISSUE },
        [COMMAND_OFFICE_REISSUE] = { PROGRAM_OFFICE, "office", "reissue",
                "DIR CASE [--born -|YYYY-MM-DD] [--days N] [--json] [--passphrase-file FILE]\n"
                "  pickupbox office reissue DIR --box ID [--export FOLDER]… [--dry-run] [--labels-from N] [--shift RIGHT,DOWN]\n"
                "        [--json] [--passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_REISSUE },
        [COMMAND_OFFICE_PRINT] = { PROGRAM_OFFICE, "office", "print",
                "DIR CASE… [--passphrase-file FILE]\n"
                "  pickupbox office print DIR CASE… [--labels-from N] [--shift RIGHT,DOWN] -o FILE.pdf [--passphrase-file FILE]\n"
                "  pickupbox office print DIR --test-sheet [--shift RIGHT,DOWN] -o FILE.pdf",
                .text = TEXT_HELP_OFFICE_PRINT },
        [COMMAND_OFFICE_PACK] = { PROGRAM_OFFICE, "office", "pack",
                "DIR [--passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_PACK },
        [COMMAND_OFFICE_REVOKE] = { PROGRAM_OFFICE, "office", "revoke",
                "DIR CASE [--batch] [-o FILE] [--passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_REVOKE },
        [COMMAND_OFFICE_LIST] = { PROGRAM_OFFICE, "office", "list",
                "DIR [--state running|withdrawn|ended|waiting|overdue|collected|taken_out] [--box ID] [--json] [--passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_LIST },
        [COMMAND_OFFICE_FIND] = { PROGRAM_OFFICE, "office", "find",
                "DIR (WORDS | --born -) [--json] [--passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_FIND },
        [COMMAND_OFFICE_ACCESSES] = { PROGRAM_OFFICE, "office", "accesses",
                "DIR [--json]",
                .text = TEXT_HELP_OFFICE_ACCESSES },
        [COMMAND_OFFICE_EXPORT] = { PROGRAM_OFFICE, "office", "export",
                "DIR OUT [--passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_EXPORT },
        [COMMAND_OFFICE_PASSPHRASE] = { PROGRAM_OFFICE, "office", "passphrase",
                "DIR [--key root|day|backup] [--passphrase-file FILE] [--new-passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_PASSPHRASE },
        [COMMAND_OFFICE_RENEW_KEYS] = { PROGRAM_OFFICE, "office", "renew-keys",
                "DIR [--key root|day] [--passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_RENEW_KEYS },
        [COMMAND_OFFICE_SYNC] = { PROGRAM_OFFICE, "office", "sync",
                "DIR EXPORT… [--json] [--passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_SYNC },
        [COMMAND_OFFICE_CLEAN] = { PROGRAM_OFFICE, "office", "clean",
                "DIR [--passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_CLEAN },
        [COMMAND_OFFICE_CHECK] = { PROGRAM_OFFICE, "office", "check",
                "DIR",
                .text = TEXT_HELP_OFFICE_CHECK },
        [COMMAND_OFFICE_TAKE_IN] = { PROGRAM_OFFICE, "office", "take-in",
                "DIR [--confirm N] [--database URL] [--passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_TAKE_IN },
        [COMMAND_OFFICE_CONTINUE] = { PROGRAM_OFFICE, "office", "continue",
                "DIR [--bundle FILE] [--root FILE|HEX] [--export FOLDER]… [--passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_CONTINUE },
        [COMMAND_OFFICE_MIGRATE] = { PROGRAM_OFFICE, "office", "migrate",
                "DIR --database URL [--passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_MIGRATE },
        [COMMAND_OFFICE_UNSEAL] = { PROGRAM_OFFICE, "office", "unseal",
                "DIR FILE NEW.enrol -o OUT [--passphrase-file FILE]",
                .text = TEXT_HELP_OFFICE_UNSEAL },
        [COMMAND_BOX_INIT] = { PROGRAM_BOX, "box", "init",
                "DIR --id ID --compartments N",
                "makes the folder of a new box and prints its fingerprint" },
        [COMMAND_BOX_ADOPT] = { PROGRAM_BOX, "box", "adopt",
                "DIR BUNDLE [--root FILE|HEX]",
                "gives the box the office's bundle; --root the first time" },
        [COMMAND_BOX_WIRING] = { PROGRAM_BOX, "box", "wiring",
                "DIR [--look] [-o FILE]",
                "prints every line, what is wrong with it and what to do, at any time; then, the daemon stopped and nothing inside, tries lock after lock. --look: no more than the former. FILE, by default DIR/wiring.txt, gets the record of acceptance" },
        [COMMAND_BOX_SCANNER] = { PROGRAM_BOX, "box", "scanner",
                "DIR | --device PATH [--baud N] [--layout NAME] [--count N]",
                "prints what a code reader sends, byte for byte, and which of its settings is wrong; the daemon being stopped" },
        [COMMAND_BOX_ROTATE] = { PROGRAM_BOX, "box", "rotate",
                "DIR [--lost]",
                "changes the key that signs the ledger, the daemon being stopped; --lost when the old one is gone" },
        [COMMAND_BOX_RESTORE] = { PROGRAM_BOX, "box", "restore",
                "[FILE] DIR [--bundle FILE] [--export EXPORT]",
                "the way on for a store that was put back or, with FILE from `office unseal`, for a new controller: asks for a manager's and a second person's badge and PIN; the ledger goes on anew, and"
                " every compartment must be looked into" },
        [COMMAND_BOX_INCIDENTS] = { PROGRAM_BOX, "box", "incidents",
                "DIR [NUMBER] [--json]",
                "what the number stands for that somebody was told at the screen; without one, all of the last 48 hours; also while the box runs" },
        [COMMAND_BOX_BACKUP] = { PROGRAM_BOX, "box", "backup",
                "DIR FILE",
                "writes what another controller needs into FILE, sealed to the office; also while the box runs" },
        [COMMAND_CODE_INSPECT] = { PROGRAM_LEDGER, "code", "inspect",
                "(TEXT|-) [--bundle FILE [--root FILE|HEX] | --key HEX] [--box ID] [--at TIME] [--json]",
                "says what a code, ticket, badge or receipt holds and whether it is valid;"
                " a bundle is taken as genuine unless --root is given" },
        [COMMAND_LEDGER_EXPORT] = { PROGRAM_LEDGER, "ledger", "export",
                "DIR OUT [--json]",
                "writes the ledger of the box in DIR into the folder OUT, or brings OUT up to date" },
        [COMMAND_LEDGER_VERIFY] = { PROGRAM_LEDGER, "ledger", "verify",
                "OUT [--vkey FILE|ORIGIN=VKEY]… [--witness VKEY]… [--policy FILE] [--seen FILE.png|TEXT]… [--former OUT|FILE]… [--json]",
                "checks everything in an export, and what others say of it; names the first thing that is wrong" },
        [COMMAND_LEDGER_PROVE] = { PROGRAM_LEDGER, "ledger", "prove",
                "OUT (INDEX | --receipt RC1:…|FILE.png) [--vkey FILE|ORIGIN=VKEY]… [--policy FILE] [-o FILE]",
                "makes the proof of one entry (C2SP tlog-proof)" },
        [COMMAND_LEDGER_CHECK_PROOF] = { PROGRAM_LEDGER, "ledger", "check-proof",
                "FILE (--vkey FILE|ORIGIN=VKEY | --policy FILE) [--witness VKEY]… [--entry FILE] [--export OUT [--former OUT]…] [--json]",
                "checks such a proof under a key that you trust, or by an export under one: where the key was changed, or a ledger goes on for"
                " another; prints the entry" },
        [COMMAND_LEDGER_COMPARE] = { PROGRAM_LEDGER, "ledger", "compare",
                "OLD NEW [--vkey FILE|ORIGIN=VKEY]… [--policy FILE] [--json]",
                "checks both exports, and that NEW only adds to OLD" },
        [COMMAND_LEDGER_ARCHIVE] = { PROGRAM_LEDGER, "ledger", "archive",
                "DIR YEAR OUT [--json]",
                "moves the entries up to the end of YEAR out of the box in DIR (stopped) into the export OUT" },
        [COMMAND_LEDGER_WITNESS] = { PROGRAM_LEDGER, "ledger", "witness",
                "OUT --state FILE --key FILE [--init NAME] [--vkey FILE|ORIGIN=VKEY]… [--policy FILE] [--json]",
                "countersigns an export that continues what this witness has seen; --init makes a witness and prints its key" },
        [COMMAND_LEDGER_CHECK_FORK] = { PROGRAM_LEDGER, "ledger", "check-fork",
                "FILE --vkey FILE|ORIGIN=VKEY… [--json]",
                "checks a witness's evidence that a log has signed two trees, with nothing but the log's key" },
        [COMMAND_LEDGER_SUBMIT] = { PROGRAM_WITNESS, "ledger", "submit",
                "OUT --to URL [--witness VKEY] [--vkey FILE|ORIGIN=VKEY]… [--json]",
                "has an export countersigned by anybody's witness over HTTP (C2SP tlog-witness), and keeps the countersignature in it" },
        [COMMAND_WITNESS_SERVE] = { PROGRAM_WITNESS, "witness", "serve",
                "--state FILE --key FILE --log FILE|ORIGIN=VKEY… [--listen 127.0.0.1] [--port N]",
                "answers add-checkpoint requests, and monitors (C2SP tlog-witness), over HTTP until it is stopped" },
        [COMMAND_REPORT] = { PROGRAM_REPORT, "", "report",
                "OUT… [--from DATE|MONTH|WEEK] [--to DATE|MONTH|WEEK] [--staff] [--public --publisher NAME --url URL [--licence URI]] [--vkey FILE|ORIGIN=VKEY]… [--zone ZONE] "
                "[--language de|en] [--json] [-o FILE.pdf|.csv|.json]",
                .text = TEXT_HELP_REPORT },
        [COMMAND_STATUS] = { PROGRAM_BOX, "", "status",
                "[--socket S] [--json]",
                "tells what a running box says of itself; exit status 1 when it is out of order" },
        [COMMAND_SIM] = { PROGRAM_BOX, "", "sim",
                "[--socket S] ACTION…",
                "one action on a box that runs with --simulate:\n" SIM_ACTION_HELP },
        [COMMAND_DEMO] = { PROGRAM_DEMO, "", "demo",
                "[--window] [DIR]",
                "takes seven consignments from office to ledger, on simulated hardware;\n"
                "      --window loads them into a box in a window and leaves collecting to you" },
};
static_assert(ARRAY_LEN(commands) == COMMAND_COUNT, "each command has its row");

const char *family_program_name(enum family_program program) {
        return program == PROGRAM_ANY ? "pickupbox" : programs[program].name;
}

const char *family_program_summary(enum family_program program) {
        return program == PROGRAM_ANY ? "the software of a document pickup box" : programs[program].summary;
}

static bool is_of(enum family_program program, size_t command) {
        return program == PROGRAM_ANY || commands[command].program == program;
}

static bool is_group(enum family_program program, const char *word) {
        for (size_t i = 0; i < COMMAND_COUNT; i++)
                if (is_of(program, i) && *commands[i].group && strcmp(commands[i].group, word) == 0)
                        return true;
        return false;
}

/* COMMAND_COUNT: there is none. *ret_words: how many arguments its name takes. */
static enum family_command find(enum family_program program, int argc, char **argv, int *ret_words) {
        for (size_t i = 0; i < COMMAND_COUNT; i++) {
                bool grouped = *commands[i].group;
                int words = grouped ? 2 : 1;

                if (is_of(program, i) && argc > words && strcmp(argv[words], commands[i].name) == 0 &&
                    (!grouped || strcmp(argv[1], commands[i].group) == 0)) {
                        *ret_words = words;
                        return (enum family_command)i;
                }
        }
        return COMMAND_COUNT;
}

/* ---- help ---- */

static void print_command(size_t i) {
        printf("  pickupbox %s%s%s%s%s\n", commands[i].group, *commands[i].group ? " " : "", commands[i].name,
               *commands[i].usage ? " " : "", commands[i].usage);
        printf("      %s\n", commands[i].text != TEXT_NONE ? command_word(commands[i].text) : commands[i].help);
}

/* group NULL: all. */
static void print_commands(enum family_program program, const char *group) {
        for (size_t i = 0; i < COMMAND_COUNT; i++)
                if (is_of(program, i) && (!group || strcmp(commands[i].group, group) == 0))
                        print_command(i);
}

static void print_help(enum family_program program) {
        printf("%s - %s\n\n", family_program_name(program), family_program_summary(program));
        print_commands(program, NULL);
        puts("\n  pickupbox --help, pickupbox COMMAND --help, pickupbox --version\n");
        puts("Exit status: 0 done or valid, 1 refused or invalid, 2 usage, environment or fault.");
}

static bool is_help(const char *word) {
        return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

/* Help is shown wherever --help stands, except behind "--" and among the words of a simulated action. */
static bool wants_help(enum family_command command, int argc, char **argv) {
        if (argc > 1 && is_help(argv[1]))
                return true;
        for (int i = 1; i < argc && strcmp(argv[i], "--") != 0 && command != COMMAND_SIM; i++)
                if (strcmp(argv[i], "--help") == 0)
                        return true;
        return false;
}

/* ---- main ---- */

static int no_such_command(enum family_program program, int argc, char **argv) {
        if (!is_group(program, argv[1]))
                command_complain(TEXT_COMMAND_NONE, "command", argv[1], NULL);
        else if (argc > 2)
                command_complain(TEXT_COMMAND_NONE_IN_GROUP, "group", argv[1], "command", argv[2], NULL);
        else
                command_complain(TEXT_COMMAND_MISSING, "group", argv[1], NULL);
        return COMMAND_FAULT;
}

/* What stands for itself, without a command. False: something else is wanted. */
static bool answer(enum family_program program, int argc, char **argv) {
        if (strcmp(argv[1], "--version") == 0)
                printf("%s " PICKUPBOX_VERSION "\n", family_program_name(program));
        else if (is_help(argv[1]))
                print_help(program);
        else if (argc == 3 && is_group(program, argv[1]) && is_help(argv[2]))
                print_commands(program, argv[1]);
        else
                return false;
        return true;
}

/* The commands that have all their sentences in ui/po, their help among them. */
static bool speaks_locale(const char *word) {
        for (size_t i = 0; i < COMMAND_COUNT; i++)
                if (commands[i].text != TEXT_NONE && strcmp(*commands[i].group ? commands[i].group : commands[i].name, word) == 0)
                        return true;
        return false;
}

static int call(enum family_program program, family_run_fn *run, const void *context, int argc, char **argv) {
        enum family_command command;
        int words;

        if (argc < 2) {
                command_error("a command is missing; `pickupbox --help` lists them");
                return COMMAND_FAULT;
        }
        if (speaks_locale(argv[1]))
                command_use_locale();
        if (answer(program, argc, argv))
                return COMMAND_DONE;
        command = find(program, argc, argv, &words);
        if (command == COMMAND_COUNT)
                return no_such_command(program, argc, argv);
        if (!wants_help(command, argc - words, argv + words))
                return run(context, commands[command].program, command, argc, argv, words);
        print_command(command);
        return COMMAND_DONE;
}

/* What was printed must have arrived: a full disk is no success. */
static int finish(int status) {
        if (fflush(stdout) == 0 && !ferror(stdout))
                return status;
        command_error("cannot write to standard output");
        return COMMAND_FAULT;
}

int family_main(enum family_program program, family_run_fn *run, const void *context, int argc, char **argv) {
        return finish(call(program, run, context, argc, argv));
}
