/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox office unseal DIR FILE NEW.enrol -o OUT`: a box's backup, sealed to another controller.
 */
#include <string.h>

#include "base/file.h"
#include "controller/command/command_office.h"
#include "controller/command/member.h"
#include "crypto/backup.h"
#include "crypto/enrolment.h"

struct unsealing {
        const char *file, *enrolment, *out;
        struct enrolment box;
        char fingerprint[ENROLMENT_FINGERPRINT_SIZE];
        int status;
};

static int complain(enum text_id text, const char *file, const char *why, int result) {
        command_complain(text, "file", file, "why", why, NULL);
        return result;
}

static int read_enrolment(struct unsealing *unsealing) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        int r = file_read(unsealing->enrolment, ENROLMENT_MAX_LEN, &bytes);

        if (r < 0)
                return complain(TEXT_OFFICE_UNSEAL_UNREAD, unsealing->enrolment, strerror(-r), COMMAND_FAULT);
        if (enrolment_open(bytes.data, bytes.len, &unsealing->box) != 0)
                return complain(TEXT_OFFICE_UNSEAL_ENROLMENT, unsealing->enrolment, "", COMMAND_REFUSED);
        enrolment_fingerprint(bytes.data, bytes.len, unsealing->fingerprint);
        return COMMAND_DONE;
}

static int seal_again(const struct unsealing *unsealing, const struct backup *backup) {
        struct buffer file = BUFFER_INIT_MAX(BACKUP_MAX_LEN);
        int r;

        if (strcmp(backup->box_id, unsealing->box.box_id) != 0)
                return complain(TEXT_OFFICE_UNSEAL_OTHER_BOX, unsealing->enrolment, backup->box_id, COMMAND_REFUSED);
        r = backup_seal(backup, &unsealing->box.sealing, &file);
        if (r == 0)
                r = file_replace(unsealing->out, file.data, file.len, 0600);
        buffer_deinit(&file);
        if (r < 0)
                return complain(TEXT_OFFICE_UNSEAL_UNWRITTEN, unsealing->out, strerror(-r), COMMAND_FAULT);
        command_say(TEXT_OFFICE_UNSEALED, "file", unsealing->out, "id", backup->box_id, "fingerprint", unsealing->fingerprint, NULL);
        return COMMAND_DONE;
}

static int unseal_with(const struct unsealing *unsealing, const struct sealing_key *key) {
        CLEANUP(buffer_deinit) struct buffer file = BUFFER_INIT;
        struct buffer contents = BUFFER_INIT;
        struct backup backup = { 0 };
        int r = file_read(unsealing->file, BACKUP_MAX_LEN, &file);

        if (r < 0)
                return complain(TEXT_OFFICE_UNSEAL_UNREAD, unsealing->file, strerror(-r), COMMAND_FAULT);
        r = backup_open(file.data, file.len, key, &contents, &backup);
        r = r == 0 ? seal_again(unsealing, &backup)
            : r < 0 ? complain(TEXT_OFFICE_UNSEAL_UNREAD, unsealing->file, strerror(-r), COMMAND_FAULT)
                    : complain(TEXT_OFFICE_UNSEAL_BAD, unsealing->file, "", COMMAND_REFUSED);
        backup_wipe(&backup);
        buffer_wipe(&contents);
        return r;
}

static int unseal(void *context, struct office *office, const struct secrets *secrets, struct problems *problems) {
        struct unsealing *unsealing = context;

        unsealing->status = unseal_with(unsealing, secrets->backup);
        return 0;
}

static int run_unseal(int argc, char **argv) {
        struct unsealing unsealing = { 0 };
        const char *secret = NULL;
        const struct command_option options[] = {
                { .name = "output", .letter = 'o', .value = &unsealing.out },
                { .name = "passphrase-file", .value = &secret },
        };
        int count, r;

        if (command_options(argc, argv, options, ARRAY_LEN(options), 3, 3, &count) != COMMAND_DONE)
                return COMMAND_FAULT;
        if (!unsealing.out) {
                command_complain(TEXT_OFFICE_UNSEAL_USAGE, NULL);
                return COMMAND_FAULT;
        }
        unsealing.file = argv[2];
        unsealing.enrolment = argv[3];
        r = read_enrolment(&unsealing);
        if (r != COMMAND_DONE)
                return r;
        r = office_with_keys(argv[1], SECRETS_BACKUP, secret, unseal, &unsealing);
        return r == COMMAND_DONE ? unsealing.status : r;
}

const struct member_command office_unseal_commands[] = {
        { COMMAND_OFFICE_UNSEAL, run_unseal },
        { .run = NULL },
};
