/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/office/first.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hex.h"
#include "crypto/keyfile.h"

void first_append(const struct first_record *record, struct buffer *text) {
        static const char *const names[] = { [RECORD_ISSUE] = "issue", [RECORD_REISSUE] = "reissue", [RECORD_REVOKE] = "revoke" };
        char cti[2 * CTI_LEN + 1], tag[2 * TAG_LEN + 1], sealed[2 * ORDER_FIRST_LEN + 1];
        const struct record *plain = &record->record;

        hex_encode(plain->cti, CTI_LEN, cti);
        hex_encode(plain->reference_tag, TAG_LEN, tag);
        hex_encode(record->sealed, ORDER_FIRST_LEN, sealed);
        assert_int_equal(buffer_printf(text, "{\"v\":1,\"event\":\"%s\",\"t\":%u,\"cti\":\"%s\"", names[plain->event], plain->t, cti), 0);
        if (plain->event != RECORD_REVOKE)
                assert_int_equal(buffer_printf(text, ",\"box\":\"%s\",\"nbf\":%u,\"ticket_exp\":%u,\"code_exp\":%u,\"reference\":\"%s\","
                                               "\"sealed\":\"%s\"", plain->box, plain->nbf, plain->ticket_exp, plain->code_exp, tag, sealed), 0);
        assert_int_equal(buffer_append_text(text, "}\n"), 0);
}

void first_seal(const struct order *order, const uint8_t cti[CTI_LEN], const struct sealing_public *to, uint8_t ret_sealed[ORDER_FIRST_LEN]) {
        struct buffer plain = BUFFER_INIT, sealed = BUFFER_INIT;

        assert_int_equal(buffer_append_u8(&plain, 1), 0);
        assert_int_equal(buffer_append(&plain, cti, CTI_LEN), 0);
        assert_int_equal(buffer_append(&plain, order->box, BOX_ID_MAX), 0);
        assert_int_equal(buffer_append_u8(&plain, order->item_count), 0);
        assert_int_equal(buffer_append(&plain, order->items, TICKET_ITEMS_MAX), 0);
        assert_int_equal(buffer_append(&plain, order->birth, BIRTH_LEN), 0);
        assert_int_equal(buffer_append_u8(&plain, order->days), 0);
        assert_int_equal(buffer_append_u8(&plain, order->wishes), 0);
        assert_int_equal(buffer_append_u8(&plain, order->has_group), 0);
        assert_int_equal(buffer_append(&plain, order->group, GROUP_LEN), 0);
        assert_int_equal(plain.len, ORDER_PLAIN_LEN);
        assert_int_equal(sealing_seal(to, plain.data, plain.len, &sealed), 0);
        memcpy(ret_sealed, sealed.data, ORDER_FIRST_LEN);
        buffer_deinit(&plain);
        buffer_deinit(&sealed);
}

void first_shorten_day(struct fixture *fixture, size_t len) {
        struct buffer sealed = BUFFER_INIT, plain = BUFFER_INIT, again = BUFFER_INIT;
        char path[160];

        snprintf(path, sizeof(path), "%s/keys/day.key", fixture->dir);
        assert_int_equal(file_read(path, KEYFILE_MAX_LEN, &sealed), 0);
        assert_int_equal(keyfile_open(FIXTURE_PASSPHRASE, sealed.data, sealed.len, &plain), 0);
        assert_true(plain.len > len);
        assert_int_equal(keyfile_seal(FIXTURE_PASSPHRASE, plain.data, len, &again), 0);
        assert_int_equal(file_replace(path, again.data, again.len, 0600), 0);
        buffer_deinit(&sealed);
        buffer_wipe(&plain);
        buffer_deinit(&again);
}

void first_forget_key(const struct fixture *fixture, const char *name) {
        char path[160];
        json_t *office;

        snprintf(path, sizeof(path), "%s/office.json", fixture->dir);
        office = json_load_file(path, 0, NULL);
        assert_non_null(office);
        json_object_del(json_object_get(office, "keys"), name);
        assert_int_equal(json_dump_file(office, path, JSON_INDENT(2)), 0);
        json_decref(office);
}

void first_make(struct fixture *fixture, const struct buffer *journal) {
        static const char *const names[] = { "office.db", "log.vkey" };
        char path[160];

        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                snprintf(path, sizeof(path), "%s/%s", fixture->dir, names[i]);
                assert_int_equal(unlink(path), 0);
        }
        snprintf(path, sizeof(path), "%s.anchor", fixture->dir);
        assert_int_equal(unlink(path), 0);
        first_forget_key(fixture, "log");
        first_shorten_day(fixture, FIRST_DAY_LEN);
        secrets_deinit(&fixture->day);
        snprintf(path, sizeof(path), "%s/consignments.jsonl", fixture->dir);
        assert_int_equal(file_replace(path, journal->data, journal->len, 0600), 0);
}
