/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox office …`: the office's side, thin over controller/office.
 */
#include "controller/command/command_office.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hex.h"

int64_t office_now(void) {
        return (int64_t)time(NULL);
}

static void print_lines(const struct problems *problems, const char *before) {
        char sentence[PROBLEM_SENTENCE_SIZE];

        for (size_t i = 0; i < problems_shown(problems); i++) {
                problems_say(problems, i, LANGUAGE_EN, sentence);
                command_error("%s%s", before, sentence);
        }
        if (problems->count > PROBLEMS_SHOWN_MAX)
                command_error("%sand %u more", before, problems->count - PROBLEMS_SHOWN_MAX);
}

int office_conclude(int r, struct problems *problems) {
        print_lines(problems, "");
        if (r < 0 && problems->count == 0)
                command_error("%s", strerror(-r));
        problems_deinit(problems);
        return r == 0 ? COMMAND_DONE : r > 0 ? COMMAND_REFUSED : COMMAND_FAULT;
}

int office_open_noting(const char *dir, struct problems *problems, struct office **ret_office) {
        int r = office_open(dir, problems, ret_office);

        if (r == 0)
                print_lines(&(*ret_office)->notices, "note: ");
        return r;
}

int office_open_unlocked(const char *dir, unsigned which, const char passphrase[PASSPHRASE_MAX + 1], struct problems *problems,
                         struct office **ret_office, struct secrets *ret_secrets) {
        int r = office_open_noting(dir, problems, ret_office);

        return r == 0 ? secrets_open(dir, (*ret_office)->state, which, passphrase, problems, ret_secrets) : r;
}

bool office_read_cti(const char *text, uint8_t ret_cti[CTI_LEN]) {
        if (hex_decode(text, strlen(text), ret_cti, CTI_LEN))
                return true;
        command_error("\"%.40s\" is not a cti: 32 hexadecimal digits, as `office issue` prints them", text);
        return false;
}

/* "city/" names the same folder as "city"; shells complete it so. */
static void drop_last_slashes(char *dir) {
        size_t len = strlen(dir);

        while (len > 1 && dir[len - 1] == '/')
                dir[--len] = '\0';
}

static int run_init(int argc, char **argv) {
        const char *name = NULL, *domain = NULL, *zone = NULL, *file = NULL;
        const struct command_option options[] = {
                { .name = "name", .value = &name },
                { .name = "domain", .value = &domain },
                { .name = "zone", .value = &zone },
                { .name = "passphrase-file", .value = &file },
        };
        struct problems problems = PROBLEMS_INIT;
        char passphrase[PASSPHRASE_MAX + 1];
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (!name || !domain) {
                command_error("office init: give --name NAME and --domain DOMAIN");
                return COMMAND_FAULT;
        }
        /* Before anybody thinks of a passphrase. */
        if (access(argv[1], F_OK) == 0) {
                command_error("%s exists already; an office is made in a new folder only", argv[1]);
                return COMMAND_REFUSED;
        }
        if (command_passphrase(file, "New passphrase of this office", true, passphrase) != COMMAND_DONE)
                return COMMAND_FAULT;
        drop_last_slashes(argv[1]);
        r = office_init(argv[1], name, domain, zone ? zone : "Europe/Berlin", passphrase, office_now(), &problems);
        explicit_bzero(passphrase, sizeof(passphrase));
        if (r == 0)
                printf("Made the office %s in %s.\nRoot key: %s/root.pub. Without the passphrase nothing can be issued, and nobody can "
                       "restore it.\n", name, argv[1], argv[1]);
        return office_conclude(r, &problems);
}

static int add_box(const char *dir, const char *file, const char *address, bool replace, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct buffer bytes = BUFFER_INIT;
        const struct state_box *box;
        int r;

        r = file_read(file, ENROLMENT_MAX_LEN, &bytes);
        if (r == -EFBIG)
                return problems_add(problems, TEXT_PROBLEM_ENROLMENT_LONG, "file", file, "n", NUMERAL(ENROLMENT_MAX_LEN), NULL);
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", file, NULL);
        r = office_open_noting(dir, problems, &office);
        if (r == 0)
                r = office_add_box(office, bytes.data, bytes.len, address, replace, office_now(), problems, &box);
        buffer_deinit(&bytes);
        if (r == 0)
                printf("Box:         %s%s%s\nFingerprint: %s\nCompare it with the one that the box shows (`box init`). "
                       "The boxes know of it with the next bundle.\n"
                       "For auditors: %s/boxes/%s.vkey checks this box's ledger.\n",
                       box->id, box->address[0] ? ", " : "", box->address, box->fingerprint, dir, box->id);
        return r;
}

static int run_add_box(int argc, char **argv) {
        const char *address = NULL, *file = NULL;
        bool replace = false;
        const struct command_option options[] = {
                { .name = "address", .value = &address },
                { .name = "replace", .flag = &replace },
                { .name = "passphrase-file", .value = &file }, /* taken as everywhere; a box's keys are public */
        };
        struct problems problems = PROBLEMS_INIT;
        int count;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 2, 2, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        return office_conclude(add_box(argv[1], argv[2], address, replace, &problems), &problems);
}

static int add_staff(const char *dir, const char *sub, enum role role, const char *passphrase, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct secrets secrets = { 0 };
        char pin[STAFF_PIN_LEN + 1];
        int r;

        r = office_open_unlocked(dir, SECRETS_DAY, passphrase, problems, &office, &secrets);
        if (r == 0)
                r = office_add_staff(office, &secrets, sub, role, office_now(), problems, pin);
        if (r == 0)
                printf("Badge:        %s/badges/%s/badge.png\nOne-time PIN: %s\nThe PIN is shown this once. The person sets a PIN of "
                       "their own at the first sign-in, after the boxes have the next bundle.\n", dir, sub, pin);
        explicit_bzero(pin, sizeof(pin));
        secrets_deinit(&secrets);
        return r;
}

static int run_add_staff(int argc, char **argv) {
        const char *sub = NULL, *role = NULL, *file = NULL;
        const struct command_option options[] = {
                { .name = "id", .value = &sub },
                { .name = "role", .value = &role },
                { .name = "passphrase-file", .value = &file },
        };
        struct problems problems = PROBLEMS_INIT;
        char passphrase[PASSPHRASE_MAX + 1];
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (!sub || !role || role_from_name(role) == 0) {
                command_error("office add-staff: give --id SUB and --role loader, manager or auditor");
                return COMMAND_FAULT;
        }
        if (command_passphrase(file, "Passphrase of the office", false, passphrase) != COMMAND_DONE)
                return COMMAND_FAULT;
        r = add_staff(argv[1], sub, role_from_name(role), passphrase, &problems);
        explicit_bzero(passphrase, sizeof(passphrase));
        return office_conclude(r, &problems);
}

static int make_bundle(const char *dir, const char *path, const char *passphrase, struct problems *problems) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct secrets secrets = { 0 };
        int r;

        r = office_open_unlocked(dir, SECRETS_ROOT | SECRETS_DAY, passphrase, problems, &office, &secrets);
        if (r == 0)
                r = office_make_bundle(office, &secrets, path, office_now(), problems);
        if (r == 0)
                printf("Bundle %u is in %s. Each box takes it with `pickupbox box adopt`.\n", office->state->bundle_version, path);
        secrets_deinit(&secrets);
        return r;
}

static int run_bundle(int argc, char **argv) {
        const char *path = NULL, *file = NULL;
        const struct command_option options[] = {
                { .name = "output", .letter = 'o', .value = &path },
                { .name = "passphrase-file", .value = &file },
        };
        struct problems problems = PROBLEMS_INIT;
        char passphrase[PASSPHRASE_MAX + 1];
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 1, 1, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (!path || !*path || strcmp(path, "-") == 0) {
                command_error("office bundle: give -o FILE, the name of a file");
                return COMMAND_FAULT;
        }
        if (command_passphrase(file, "Passphrase of the office", false, passphrase) != COMMAND_DONE)
                return COMMAND_FAULT;
        r = make_bundle(argv[1], path, passphrase, &problems);
        explicit_bzero(passphrase, sizeof(passphrase));
        return office_conclude(r, &problems);
}

static int run_revoke(int argc, char **argv) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        const char *file = NULL;
        const struct command_option options[] = {
                { .name = "passphrase-file", .value = &file }, /* taken as everywhere; the next bundle is what is signed */
        };
        struct problems problems = PROBLEMS_INIT;
        uint8_t cti[CTI_LEN];
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 2, 2, &count) != COMMAND_DONE || !office_read_cti(argv[2], cti))
                return COMMAND_FAULT;
        r = office_open_noting(argv[1], &problems, &office);
        if (r == 0)
                r = office_revoke(office, cti, office_now(), &problems);
        if (r == 0)
                printf("Revoked. It takes effect at the box with the next bundle: make one with `office bundle` and adopt it there.\n");
        return office_conclude(r, &problems);
}

const struct command office_commands[] = {
        { "office", "init", "DIR --name NAME --domain DOMAIN [--zone Europe/Berlin] [--passphrase-file FILE]",
          "makes an office: keys, root.pub; refuses an existing DIR", run_init },
        { "office", "add-box", "DIR FILE.enrol [--address TEXT] [--replace] [--passphrase-file FILE]",
          "takes in a box and prints its fingerprint to be compared", run_add_box },
        { "office", "add-staff", "DIR --id SUB --role loader|manager|auditor [--passphrase-file FILE]",
          "makes a badge and a one-time PIN", run_add_staff },
        { "office", "bundle", "DIR -o FILE [--passphrase-file FILE]", "signs the next bundle for the boxes", run_bundle },
        { "office", "issue",
          "DIR --box ID --item NAME [--item NAME]… --born -|YYYY-MM-DD [--days N] [--low] [--large]\n"
          "        [--return-old] [--group HEX] [--json] [--passphrase-file FILE]\n"
          "  pickupbox office issue DIR --batch FILE.csv [--json] [--passphrase-file FILE]",
          "makes ticket, code, letter and message in DIR/out/<cti>/. --born - reads the date from standard input; 00 stands for an\n"
          "      unknown month or day. Items: passport, identity_card, residence_card, travel_document, letter, other.\n"
          "      A batch is a CSV file (comma or semicolon, UTF-8), at most 1000 lines after a first line that names the columns, in any\n"
          "      order: box, item (several joined by +), born; and if wanted days, low, large, return_old (yes or no), group (32 hex\n"
          "      digits). All lines are checked before anything is issued; the labels for the envelopes come as one PDF", office_run_issue },
        { "office", "reissue", "DIR CTI [--json] [--passphrase-file FILE]",
          "new reference, PIN, code and ticket for a consignment; the old ones become void", office_run_reissue },
        { "office", "revoke", "DIR CTI [--passphrase-file FILE]", "voids a consignment's codes and tickets with the next bundle", run_revoke },
        { .name = NULL },
};
