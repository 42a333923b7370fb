/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/parcel.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hex.h"
#include "base/moment.h"
#include "base/shred.h"
#include "base/unsynced.h"
#include "controller/office/message.h"
#include "controller/office/office_store.h"
#include "controller/office/paper.h"
#include "ui/draw/qr.h"

/* Codes alone are for telephones: level M keeps the modules large (version 8, 49 a side; Q, as on letters, would take version 9). */
static const enum qr_level code_level = QR_LEVEL_M;

enum { PNG_SCALE_PX = 10 }; /* 0.8 mm a module at 300 dpi */

void issued_wipe(struct issued *issued) {
        explicit_bzero(issued, sizeof(*issued));
}

/* "dir/out/.<cti>-<nbf>.<suffix>" */
static void hidden_path(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf, const char *suffix,
                        char ret_path[OFFICE_PATH_SIZE]) {
        char text[2 * CTI_LEN + 1];

        hex_encode(cti, CTI_LEN, text);
        office_path(office, ret_path, "out/.%s-%u.%s", text, nbf, suffix);
}

/* Removes a folder and the files in it; there are no folders inside. */
static void remove_folder(const char *path) {
        DIR *folder = opendir(path);
        struct dirent *entry;

        if (!folder)
                return;
        while ((entry = readdir(folder)))
                if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
                        unlinkat(dirfd(folder), entry->d_name, 0);
        closedir(folder);
        rmdir(path);
}

static int write_line(const char *folder, const char *name, const char *text) {
        struct buffer line = BUFFER_INIT;
        char path[OFFICE_PATH_SIZE];
        int r;

        path_inside(path, folder, name);
        r = buffer_append_text(&line, text);
        if (r == 0)
                r = buffer_append_u8(&line, '\n');
        if (r == 0)
                r = unsynced_replace(path, line.data, line.len, 0600);
        buffer_wipe(&line);
        return r;
}

static int write_picture(const char *folder, const char *name, const struct qr *qr) {
        char path[OFFICE_PATH_SIZE];

        path_inside(path, folder, name);
        return qr_write_png(qr, PNG_SCALE_PX, path);
}

static int write_code(const struct issued *issued, const char *folder) {
        struct qr qr;
        int r = qr_encode(issued->code, code_level, &qr);

        if (r < 0)
                return r;
        r = write_picture(folder, "code.png", &qr);
        qr_deinit(&qr);
        return r;
}

/* Letter and label of one alone. */
static int write_paper(const struct state *state, const struct issued *issued, const struct order *order, const struct qr *ticket, const char *folder) {
        char path[OFFICE_PATH_SIZE];
        int r;

        path_inside(path, folder, "letter.pdf");
        r = paper_write_letter(state, issued, path);
        path_inside(path, folder, "label.pdf");
        return r == 0 ? paper_write_label(state, issued, order, ticket, path) : r;
}

/* The label has the ticket's code as its picture does. */
static int write_files(const struct office *office, const struct issued *issued, const struct order *order, struct paper_batch *batch, const char *folder) {
        char message[MESSAGE_SIZE];
        struct qr ticket;
        int r = qr_encode(issued->ticket, LABEL_LEVEL, &ticket);

        if (r < 0)
                return r;
        message_text(office->state, issued, message);
        if ((r = write_line(folder, "ticket.txt", issued->ticket)) == 0 && (r = write_picture(folder, "ticket.png", &ticket)) == 0 &&
            (r = write_line(folder, "code.txt", issued->code)) == 0 && (r = write_code(issued, folder)) == 0 &&
            (r = write_line(folder, "message.txt", message)) == 0)
                r = batch ? paper_batch_add(batch, issued, order, &ticket) : write_paper(office->state, issued, order, &ticket, folder);
        explicit_bzero(message, sizeof(message));
        qr_deinit(&ticket);
        return r;
}

static int write_hidden(const struct office *office, const struct issued *issued, const struct order *order, struct paper_batch *batch, const char *suffix,
                        struct problems *problems) {
        char path[OFFICE_PATH_SIZE];
        int r;

        hidden_path(office, issued->cti, issued->nbf, suffix, path);
        if (mkdir(path, 0700) < 0)
                return problems_add_fault(problems, -errno, TEXT_PROBLEM_MAKE, "path", path, NULL);
        r = write_files(office, issued, order, batch, path);
        if (r < 0) {
                remove_folder(path);
                return problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_PARCEL, "path", office->dir, NULL);
        }
        return 0;
}

int parcel_write(const struct office *office, const struct issued *issued, const struct order *order, struct paper_batch *batch, struct problems *problems) {
        return write_hidden(office, issued, order, batch, "new", problems);
}

int parcels_settle(const struct office *office, struct problems *problems) {
        char path[OFFICE_PATH_SIZE];
        int r;

        office_path(office, path, "out");
        r = unsynced_wait(path);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_PARCEL, "path", office->dir, NULL) : 0;
}

int parcel_publish(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf, struct problems *problems) {
        char hidden[OFFICE_PATH_SIZE], old[OFFICE_PATH_SIZE], path[OFFICE_PATH_SIZE], text[2 * CTI_LEN + 1];
        bool had_old;
        int r = 0;

        hex_encode(cti, CTI_LEN, text);
        hidden_path(office, cti, nbf, "new", hidden);
        hidden_path(office, cti, nbf, "old", old);
        office_path(office, path, "out/%s", text);
        had_old = rename(path, old) == 0;
        if (!had_old && errno != ENOENT)
                r = -errno;
        if (r == 0 && rename(hidden, path) < 0)
                r = -errno;
        if (r == 0 && had_old)
                r = file_sync_parent(path);
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_MOVE_PARCEL, "from", hidden, "to", path, NULL);
        r = had_old ? folder_shred(old) : 0;
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_CLEAN_PARCEL, "path", old, NULL) : 0;
}

void parcel_discard(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf) {
        char path[OFFICE_PATH_SIZE];

        hidden_path(office, cti, nbf, "new", path);
        remove_folder(path);
        hidden_path(office, cti, nbf, "again", path);
        remove_folder(path);
}

/* ---- once more ---- */

int parcel_write_again(const struct office *office, const struct issued *issued, const struct order *order, struct problems *problems) {
        return write_hidden(office, issued, order, NULL, "again", problems);
}

/* Its entry is there: from here on it is finished as one that was issued. */
int parcel_publish_again(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf, struct problems *problems) {
        char again[OFFICE_PATH_SIZE], hidden[OFFICE_PATH_SIZE];

        hidden_path(office, cti, nbf, "again", again);
        hidden_path(office, cti, nbf, "new", hidden);
        if (rename(again, hidden) < 0)
                return problems_add_fault(problems, -errno, TEXT_PROBLEM_MOVE_PARCEL, "from", again, "to", hidden, NULL);
        return parcel_publish(office, cti, nbf, problems);
}

/* ---- of a batch ---- */

static const char *const batch_kinds[] = { "labels", "letters" };

int parcel_write_batch(const struct office *office, const struct issued *issued, size_t count, struct paper_batch *batch, struct problems *problems) {
        char labels[OFFICE_PATH_SIZE], letters[OFFICE_PATH_SIZE];
        int r;

        hidden_path(office, issued[0].cti, issued[0].nbf, batch_kinds[0], labels);
        hidden_path(office, issued[0].cti, issued[0].nbf, batch_kinds[1], letters);
        r = paper_batch_finish(batch, labels, letters);
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_LABELS, "path", office->dir, NULL);
        for (size_t i = 0; r == 0 && i < count; i++) {
                char folder[OFFICE_PATH_SIZE], path[OFFICE_PATH_SIZE];

                hidden_path(office, issued[i].cti, issued[i].nbf, "new", folder);
                path_inside(path, folder, "letter.pdf");
                r = paper_batch_write_letter(batch, i, &issued[i], path);
        }
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_PARCEL, "path", office->dir, NULL) : 0;
}

static void name_file(const uint8_t cti[CTI_LEN], uint32_t nbf, const char *kind, char ret_name[PARCEL_NAME_SIZE]) {
        char text[2 * CTI_LEN + 1];
        struct local_time at;

        hex_encode(cti, CTI_LEN, text);
        moment_local((int64_t)nbf * 1000, &at);
        snprintf(ret_name, PARCEL_NAME_SIZE, "%s-%04u%02u%02u-%02u%02u%02u-%.8s.pdf", kind, (unsigned)at.year % 10000,
                 (unsigned)at.month % 100, (unsigned)at.day % 100, (unsigned)at.hour % 100, (unsigned)at.minute % 100,
                 (unsigned)at.second % 100, text);
}

static int publish_file(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf, const char *kind, struct problems *problems,
                        char ret_name[PARCEL_NAME_SIZE]) {
        char hidden[OFFICE_PATH_SIZE], path[OFFICE_PATH_SIZE];
        int r;

        name_file(cti, nbf, kind, ret_name);
        hidden_path(office, cti, nbf, kind, hidden);
        office_path(office, path, "out/%s", ret_name);
        r = rename(hidden, path) < 0 ? -errno : file_sync_parent(path);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_MOVE_LABELS, "from", hidden, "to", path, NULL) : 0;
}

int parcel_publish_batch(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf, struct problems *problems,
                         struct parcel_batch *batch) {
        int r = publish_file(office, cti, nbf, batch_kinds[0], problems, batch->labels);

        return r == 0 ? publish_file(office, cti, nbf, batch_kinds[1], problems, batch->letters) : r;
}

void parcel_discard_batch(const struct office *office, const uint8_t cti[CTI_LEN], uint32_t nbf) {
        char path[OFFICE_PATH_SIZE];

        for (size_t i = 0; i < ARRAY_LEN(batch_kinds); i++) {
                hidden_path(office, cti, nbf, batch_kinds[i], path);
                unlink(path);
        }
}

/* ---- of what becomes void ---- */

/* "labels" as "shred-labels", and the folder of one alone as "shred". */
static const char *const shred_kinds[] = { "shred-labels", "shred-letters" };
_Static_assert(ARRAY_LEN(shred_kinds) == ARRAY_LEN(batch_kinds), "one for each");
static const char shred_folder[] = "shred";

static void folder_paths(const struct office *office, const struct issuance *consignment, char ret_path[OFFICE_PATH_SIZE], char ret_hidden[OFFICE_PATH_SIZE]) {
        char text[2 * CTI_LEN + 1];

        hex_encode(consignment->cti, CTI_LEN, text);
        office_path(office, ret_path, "out/%s", text);
        hidden_path(office, consignment->cti, consignment->nbf, shred_folder, ret_hidden);
}

static void file_paths(const struct office *office, const struct issuance *first, size_t kind, char ret_path[OFFICE_PATH_SIZE], char ret_hidden[OFFICE_PATH_SIZE]) {
        char name[PARCEL_NAME_SIZE];

        name_file(first->cti, first->nbf, batch_kinds[kind], name);
        office_path(office, ret_path, "out/%s", name);
        hidden_path(office, first->cti, first->nbf, shred_kinds[kind], ret_hidden);
}

/* 0, also when there is nothing to move. */
static int move(const char *from, const char *to) {
        return rename(from, to) < 0 && errno != ENOENT ? -errno : 0;
}

static int move_all(const struct office *office, const struct parcels *parcels, bool hide) {
        char path[OFFICE_PATH_SIZE], hidden[OFFICE_PATH_SIZE];
        int r = 0;

        for (size_t i = 0; r == 0 && i < parcels->count; i++) {
                folder_paths(office, &parcels->consignments[i], path, hidden);
                r = hide ? move(path, hidden) : move(hidden, path);
        }
        for (size_t i = 0; r == 0 && parcels->as_batch && i < ARRAY_LEN(batch_kinds); i++) {
                file_paths(office, &parcels->consignments[0], i, path, hidden);
                r = hide ? move(path, hidden) : move(hidden, path);
        }
        return r;
}

int parcels_hide(const struct office *office, const struct parcels *parcels, struct problems *problems) {
        int r = move_all(office, parcels, true);

        if (r == 0)
                return 0;
        parcels_show(office, parcels);
        return problems_add_fault(problems, r, TEXT_PROBLEM_CLEAN_PARCEL, "path", office->dir, NULL);
}

/* What cannot be moved back now is by parcel_recover(). */
void parcels_show(const struct office *office, const struct parcels *parcels) {
        (void)move_all(office, parcels, false);
}

static int shred_hidden(const struct office *office, const struct parcels *parcels) {
        char path[OFFICE_PATH_SIZE], hidden[OFFICE_PATH_SIZE];
        int r = 0;

        for (size_t i = 0; r == 0 && i < parcels->count; i++) {
                folder_paths(office, &parcels->consignments[i], path, hidden);
                r = folder_overwrite(hidden);
        }
        office_path(office, path, "out");
        if (r == 0)
                r = unsynced_wait(path);
        for (size_t i = 0; r == 0 && i < parcels->count; i++) {
                folder_paths(office, &parcels->consignments[i], path, hidden);
                remove_folder(hidden);
        }
        for (size_t i = 0; r == 0 && parcels->as_batch && i < ARRAY_LEN(batch_kinds); i++) {
                file_paths(office, &parcels->consignments[0], i, path, hidden);
                r = file_shred(hidden);
                r = r == -ENOENT ? 0 : r;
        }
        return r;
}

int parcels_shred(const struct office *office, const struct parcels *parcels, struct problems *problems) {
        int r = shred_hidden(office, parcels);

        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_REVOKED_PARCEL, "path", office->dir, NULL) : 0;
}

/* The place of one that a cut left hidden: away with it when it was revoked, else back to its name. */
static int recover_gone(const struct office *office, const struct issuance *consignment, const char *hidden, const char *suffix) {
        char path[OFFICE_PATH_SIZE], unused[OFFICE_PATH_SIZE];

        if (consignment->revoked)
                return strcmp(suffix, shred_folder) == 0 ? folder_shred(hidden) : file_shred(hidden);
        if (strcmp(suffix, shred_folder) == 0)
                folder_paths(office, consignment, path, unused);
        else
                file_paths(office, consignment, strcmp(suffix, shred_kinds[0]) == 0 ? 0 : 1, path, unused);
        return rename(hidden, path) < 0 ? -errno : 0;
}

static bool is_shred_kind(const char *suffix) {
        return strcmp(suffix, shred_folder) == 0 || strcmp(suffix, shred_kinds[0]) == 0 || strcmp(suffix, shred_kinds[1]) == 0;
}

/* ---- what was cut off ---- */

static bool is_batch_kind(const char *suffix) {
        return strcmp(suffix, batch_kinds[0]) == 0 || strcmp(suffix, batch_kinds[1]) == 0;
}

/* A hidden name taken apart; false when it is not one of ours. */
static bool parse_hidden(const char *name, uint8_t ret_cti[CTI_LEN], uint32_t *ret_nbf, const char **ret_suffix) {
        unsigned long nbf;
        char *end;

        if (name[0] != '.' || strlen(name) < 2 + 2 * CTI_LEN || name[1 + 2 * CTI_LEN] != '-' ||
            !hex_decode(name + 1, 2 * CTI_LEN, ret_cti, CTI_LEN))
                return false;
        errno = 0;
        nbf = strtoul(name + 2 + 2 * CTI_LEN, &end, 10);
        if (errno != 0 || nbf > UINT32_MAX || *end != '.')
                return false;
        *ret_nbf = (uint32_t)nbf;
        *ret_suffix = end + 1;
        return true;
}

/* How many an earlier command had not finished. */
struct recovery {
        size_t finished, discarded;
};

static int recover_one(struct office *office, const char *name, struct problems *problems, struct recovery *recovery) {
        char path[OFFICE_PATH_SIZE], file[PARCEL_NAME_SIZE];
        struct issuance consignment;
        uint8_t cti[CTI_LEN];
        const char *suffix;
        uint32_t nbf;
        bool recorded;
        int r;

        if (!parse_hidden(name, cti, &nbf, &suffix))
                return 0;
        r = office_look_up(office, cti, problems, &recorded, &consignment);
        if (r != 0)
                return r;
        recorded = recorded && consignment.nbf == nbf;
        office_path(office, path, "out/%s", name);
        if (is_shred_kind(suffix)) {
                r = recorded ? recover_gone(office, &consignment, path, suffix) : 0;
                return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_CLEAN_PARCEL, "path", path, NULL) : 0;
        }
        if (strcmp(suffix, "new") == 0 && recorded)
                r = parcel_publish(office, cti, nbf, problems);
        else if (is_batch_kind(suffix) && recorded)
                r = publish_file(office, cti, nbf, suffix, problems, file);
        else if (is_batch_kind(suffix))
                unlink(path);
        else if (strcmp(suffix, "new") == 0)
                remove_folder(path);
        else if (strcmp(suffix, "again") == 0 || strcmp(suffix, "old") == 0)
                r = folder_shred(path);
        else
                return 0;
        if (r == 0 && recorded && strcmp(suffix, "again") != 0 && strcmp(suffix, "old") != 0)
                recovery->finished++;
        else if (r == 0 && strcmp(suffix, "old") != 0)
                recovery->discarded++;
        return r;
}

static void say_recovered(struct office *office, const struct recovery *recovery) {
        if (recovery->finished > 0)
                problems_add(&office->notices, TEXT_PROBLEM_RECOVERED, "n", NUMERAL(recovery->finished), "path", office->dir, NULL);
        if (recovery->discarded > 0)
                problems_add(&office->notices, TEXT_PROBLEM_DISCARDED, "n", NUMERAL(recovery->discarded), "path", office->dir, NULL);
}

int parcel_recover(struct office *office, struct problems *problems) {
        char path[OFFICE_PATH_SIZE];
        struct recovery recovery = { 0 };
        struct dirent **entries;
        int count, r = 0;

        office_path(office, path, "out");
        /* Sorted, so that X.new comes before X.old: an old parcel goes only when the new one has its place. */
        count = scandir(path, &entries, NULL, alphasort);
        if (count < 0)
                return problems_add_fault(problems, -errno, TEXT_PROBLEM_READ, "path", path, NULL);
        for (int i = 0; i < count; i++) {
                if (r == 0 && entries[i]->d_name[0] == '.')
                        r = recover_one(office, entries[i]->d_name, problems, &recovery);
                free(entries[i]);
        }
        free(entries);
        say_recovered(office, &recovery);
        return r;
}
