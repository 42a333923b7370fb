/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/passphrase.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "controller/office/apart.h"
#include "controller/office/key_folder.h"
#include "controller/office/office_store.h"
#include "crypto/keyfile.h"

static const struct {
        unsigned which;
        const char *name;
} files[SECRETS_FILE_COUNT] = { { SECRETS_ROOT, "root.key" }, { SECRETS_DAY, "day.key" }, { SECRETS_BACKUP, "backup.key" } };

static unsigned there(const struct office *office) {
        char path[OFFICE_PATH_SIZE];
        unsigned which = 0;

        for (size_t i = 0; i < ARRAY_LEN(files); i++) {
                office_path(office, path, "keys/%s", files[i].name);
                if (access(path, F_OK) == 0)
                        which |= files[i].which;
        }
        return which;
}

static int reseal(const struct office *office, const char *name, const char *old, const char *new, struct problems *problems, struct buffer *ret_bytes) {
        CLEANUP(buffer_wipe) struct buffer sealed = BUFFER_INIT, plain = BUFFER_INIT;
        char path[OFFICE_PATH_SIZE];
        int r;

        office_path(office, path, "keys/%s", name);
        r = file_read(path, KEYFILE_MAX_LEN, &sealed);
        if (r == 0)
                r = keyfile_open(old, sealed.data, sealed.len, &plain);
        if (r == 0)
                r = keyfile_seal(new, plain.data, plain.len, ret_bytes);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", path, NULL) : 0;
}

/* What changes them, in a process of its own. */
struct resealing {
        const struct office *office;
        const char *old, *new;
        unsigned which;
};

static int change_files(void *context, struct problems *problems, void *result) {
        const struct resealing *resealing = context;
        struct buffer contents[SECRETS_FILE_COUNT] = { BUFFER_INIT, BUFFER_INIT, BUFFER_INIT };
        struct key_file changed[SECRETS_FILE_COUNT];
        size_t count = 0;
        int r = 0;

        (void)result;
        for (size_t i = 0; r == 0 && i < ARRAY_LEN(files); i++) {
                if (!(resealing->which & files[i].which))
                        continue;
                r = reseal(resealing->office, files[i].name, resealing->old, resealing->new, problems, &contents[i]);
                changed[count++] = (struct key_file){ .name = files[i].name, .bytes = &contents[i] };
        }
        if (r == 0)
                r = key_folder_change(resealing->office->dir, changed, count, problems);
        for (size_t i = 0; i < ARRAY_LEN(contents); i++)
                buffer_deinit(&contents[i]);
        return r;
}

/* What is asked for must open under the old one before anything is changed. */
static int check(const struct office *office, unsigned which, const char *old, const char *new, struct problems *problems) {
        struct secrets secrets = { 0 };
        int r;

        if (!passphrase_long_enough(new))
                return problems_add(problems, TEXT_PROBLEM_PASSPHRASE_SHORT, "n", NUMERAL(PASSPHRASE_MIN), NULL);
        if (strcmp(old, new) == 0)
                return problems_add(problems, TEXT_PROBLEM_PASSPHRASE_SAME, NULL);
        r = secrets_open(office->dir, office->state, which, old, problems, &secrets);
        secrets_deinit(&secrets);
        return r;
}

int office_change_passphrase(struct office *office, unsigned which, const char *old, const char *new, int64_t now_s, struct problems *problems,
                             unsigned *ret_changed) {
        const struct act act = { .event = ACT_PASSPHRASE };
        struct registry_change change = { .acts = &act, .act_count = 1 };
        struct resealing resealing;
        struct secrets day = { 0 };
        int r;

        if (which == 0)
                which = there(office);
        resealing = (struct resealing){ .office = office, .old = old, .new = new, .which = which };
        r = check(office, which, old, new, problems);
        /* A file that was away is brought under the one that the others have by now. */
        if (r == 0)
                r = secrets_open(office->dir, office->state, SECRETS_DAY, which & SECRETS_DAY ? old : new, problems, &day);
        if (r == 0)
                r = office_lend(office, &day, problems);
        if (r == 0)
                r = office_write(office, &change, false, now_s, problems);
        if (r == 0)
                r = apart_do(change_files, &resealing, problems, NULL, 0);
        if (r == 0)
                *ret_changed = which;
        secrets_deinit(&day);
        return r;
}
