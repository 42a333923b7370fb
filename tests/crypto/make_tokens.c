/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * make_tokens DIR: writes one of each token, every optional part filled, as the bytes of its CBOR: pickup-code, load-ticket,
 * staff-badge, enrolment, bundle in both forms, revocations, and what is sealed inside them and in
 * a backup: ticket-contents, pins and backup.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "crypto/backup.h"
#include "crypto/base45.h"
#include "crypto/enrolment.h"
#include "crypto/revocations.h"
#include "crypto/ticket_contents.h"
#include "tests/crypto/office.h"

enum { PATH_SIZE = 4096 };

static bool put(const char *folder, const char *name, const void *bytes, size_t len) {
        char path[PATH_SIZE];

        snprintf(path, sizeof(path), "%s/%s", folder, name);
        return file_replace(path, bytes, len, 0600) == 0;
}

/* The bytes behind "PK1:" and its like. */
static bool put_text(const char *folder, const char *name, const struct buffer *text) {
        uint8_t bytes[TICKET_TEXT_MAX];
        size_t len;

        return base45_decode(buffer_text(text) + 4, text->len - 4, bytes, sizeof(bytes), &len) && put(folder, name, bytes, len);
}

static bool put_codes(const char *folder, const struct office *office) {
        CLEANUP(buffer_deinit) struct buffer code_text = BUFFER_INIT, ticket_text = BUFFER_INIT, badge_text = BUFFER_INIT;
        struct code code = { .aud = "K017", .nbf = OFFICE_NOW - 3600, .exp = OFFICE_NOW + OFFICE_DAY, .cti = { 1 } };
        struct ticket ticket = office_ticket();
        struct badge badge = office_badge();
        uint8_t contents[TICKET_CONTENTS_MAX_LEN];
        struct cbor_writer writer = cbor_writer_over(contents, sizeof(contents));

        ticket.contents.has_group = true;
        memset(ticket.contents.group, 9, GROUP_LEN);
        ticket_contents_write(&ticket.contents, &writer);
        return !writer.overflow && put(folder, "ticket-contents", contents, writer.len) &&
               code_sign(&code, office->code, &code_text) == 0 && put_text(folder, "pickup-code", &code_text) &&
               ticket_sign(&ticket, sealing_key_public(office->box), office->ticket, &ticket_text) == 0 &&
               put_text(folder, "load-ticket", &ticket_text) && badge_sign(&badge, office->badge, &badge_text) == 0 &&
               put_text(folder, "staff-badge", &badge_text);
}

static bool put_enrolment(const char *folder, const struct office *office) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct enrolment enrolment = { .box_id = "K017", .enrol = *secret_key_public(office->code),
                                       .ledger = *secret_key_public(office->stranger), .sealing = *sealing_key_public(office->box) };

        return enrolment_sign(&enrolment, office->code, &bytes) == 0 && put(folder, "enrolment", bytes.data, bytes.len);
}

static bool put_pins(const char *folder, const struct office *office, const struct bundle_pins *pins) {
        size_t len = pins->sealed_len - SEALING_OVERHEAD;
        uint8_t *bytes = malloc(len);
        bool done = bytes && sealing_open(office->box, pins->sealed, pins->sealed_len, bytes) == 0 && put(folder, "pins", bytes, len);

        free(bytes);
        return done;
}

static void fill(struct bundle *draft, const struct office *office) {
        office_revoke(draft, (const uint8_t[CTI_LEN]){ 3 }, OFFICE_NOW);
        draft->opening[draft->opening_count++] = (struct bundle_opening){ .weekday = 4, .from_min = 360, .to_min = 1140 };
        strcpy(draft->languages[draft->language_count++], "de-x-ez");
        strcpy(draft->contact[draft->contact_count++], "Bürgerbüro, Rathausplatz 1");
        draft->has_next_root = true;
        draft->next_root = *secret_key_public(office->stranger);
}

static bool put_bundle(const char *folder, const struct office *office) {
        CLEANUP(bundle_cleanup) struct bundle *draft = office_draft(office);
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        static const char verifiers[2][PIN_VERIFIER_SIZE] = { "$argon2id$one", "$argon2id$two" };

        fill(draft, office);
        office_add_key(draft, &(struct public_key){ { 7 } }, KEY_USE_REVOKE);
        office_add_closed(draft, 20261224);
        office_add_exception(draft, 20261231, 480, 720);
        office_add_wording(draft, "en", "Telephone 0123 4567", "Town Hall Square 1");
        return draft->staff_count == 2 && bundle_add_pins(draft, "K017", sealing_key_public(office->box), verifiers) == 0 &&
               bundle_sign(draft, office->root, &bytes) == 0 && put(folder, "bundle", bytes.data, bytes.len) &&
               put_pins(folder, office, &draft->pins[draft->pins_count - 1]);
}

static bool put_bundle_1(const char *folder, const struct office *office) {
        CLEANUP(bundle_cleanup) struct bundle *draft = office_draft(office);
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        static const char verifiers[2][PIN_VERIFIER_SIZE] = { "$argon2id$one", "$argon2id$two" };

        fill(draft, office);
        draft->form = BUNDLE_FORM_1;
        draft->backup = (struct sealing_public){ 0 };
        return bundle_add_pins(draft, "K017", sealing_key_public(office->box), verifiers) == 0 &&
               bundle_sign(draft, office->root, &bytes) == 0 && put(folder, "bundle-1", bytes.data, bytes.len);
}

static bool put_revocations(const char *folder, const struct office *office) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        struct revocation items[] = { { { 3 }, OFFICE_NOW, OFFICE_NOW + 70 * OFFICE_DAY }, { { 4 }, UINT32_MAX, UINT32_MAX } };
        struct revocations revocations = { .aud = "K017", .issued = OFFICE_NOW, .items = items, .count = 2 };

        return revocations_sign(&revocations, office->stranger, &bytes) == 0 && put(folder, "revocations", bytes.data, bytes.len);
}

/* Sealed and opened again, as it goes from one controller to another. */
static bool put_backup(const char *folder, const struct office *office) {
        static const uint8_t database[300] = "SQLite format 3";
        CLEANUP(buffer_deinit) struct buffer file = BUFFER_INIT, contents = BUFFER_INIT;
        struct backup backup = { .box_id = "K017", .tags = { 1 }, .sealing = { 2 }, .database = database, .database_len = sizeof(database) };
        struct backup opened;

        return backup_seal(&backup, sealing_key_public(office->box), &file) == 0 &&
               backup_open(file.data, file.len, office->box, &contents, &opened) == 0 && put(folder, "backup", contents.data, contents.len);
}

int main(int argc, char **argv) {
        struct office office;
        bool done;

        if (argc != 2 || office_set_up(&office) < 0)
                return 1;
        done = put_codes(argv[1], &office) && put_enrolment(argv[1], &office) && put_bundle(argv[1], &office) &&
               put_bundle_1(argv[1], &office) && put_revocations(argv[1], &office) && put_backup(argv[1], &office);
        office_tear_down(&office);
        return done ? 0 : 1;
}
