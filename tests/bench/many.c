/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/bench/many.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "controller/office/issue.h"
#include "crypto/reference.h"

enum {
        AT_ONCE = 1 << 20,
        BOXES = 200,
        BIRTH_YEARS = 80,
        DAYS = 10,
        NUMBERS = 10000000,
        /* Has no factor in common with NUMBERS: each number comes once. */
        NUMBERS_STEP = 7654321,
        ISSUED_WITHIN_S = 300 * 86400,
};

void many_init(struct many *many) {
        uint8_t secret[VALUE_SECRET_LEN];

        crypto_random(secret, sizeof(secret));
        assert_int_equal(value_key_new(secret, &many->values), 0);
        crypto_random(secret, sizeof(secret));
        assert_int_equal(tag_key_new(secret, &many->tags), 0);
}

void many_deinit(struct many *many) {
        value_key_free(many->values);
        tag_key_free(many->tags);
}

static struct hash hash_of(uint32_t number) {
        struct hash hash;

        sha256(&number, sizeof(number), &hash);
        return hash;
}

struct order many_order(uint32_t number) {
        const struct hash hash = hash_of(number);
        const uint8_t *random = hash.bytes + CTI_LEN;
        struct order order = { .items = { ITEM_PASSPORT }, .item_count = 1, .days = DAYS };

        snprintf(order.box, sizeof(order.box), "K%03u", random[0] % BOXES);
        snprintf(order.birth, sizeof(order.birth), "%04u%02u%02u", 1930 + random[1] % BIRTH_YEARS, 1 + random[2] % 12, 1 + random[3] % 28);
        snprintf(order.own, sizeof(order.own), "AZ 2026/%08u", number);
        return order;
}

static void set_number(const struct many *many, uint32_t number, uint8_t ret_tag[TAG_LEN]) {
        char reference[REFERENCE_LEN + 1];

        snprintf(reference, sizeof(reference), "%07u", (unsigned)((uint64_t)number * NUMBERS_STEP % NUMBERS));
        reference[REFERENCE_LEN - 1] = reference_check_digit(reference, REFERENCE_LEN - 1);
        tag_reference(many->tags, reference, ret_tag);
}

struct record many_record(const struct many *many, uint32_t number) {
        const struct order order = many_order(number);
        const struct hash hash = hash_of(number);
        struct record record = { .event = RECORD_ISSUE, .t = (uint32_t)PLACE_NOW, .version = 1, .nbf = (uint32_t)PLACE_NOW - number % ISSUED_WITHIN_S };

        memcpy(record.cti, hash.bytes, CTI_LEN);
        memcpy(record.box, order.box, sizeof(record.box));
        assert_int_equal(issue_terms(order.days, record.nbf, &record.ticket_exp, &record.code_exp), 0);
        set_number(many, number, record.reference_tag);
        order_seal(&order, record.cti, record.version, many->values, record.sealed);
        order_blinds(&order, many->values, &record.blinds);
        return record;
}

struct place_in_order {
        struct hash hash;
        uint32_t number;
};

static int compare(const void *a, const void *b) {
        return memcmp(a, b, HASH_LEN);
}

/* In the order of their ids, so that neighbours share pages and filling takes a part of the time; the caller frees it. */
static struct place_in_order *order_of(uint32_t count) {
        struct place_in_order *places = calloc(count, sizeof(*places));

        assert_non_null(places);
        for (uint32_t i = 0; i < count; i++)
                places[i] = (struct place_in_order){ .hash = hash_of(i), .number = i };
        qsort(places, count, sizeof(*places), compare);
        return places;
}

void many_fill(const struct many *many, const struct registry_place *at, uint32_t count) {
        const struct registry_change first = { .t_ms = PLACE_NOW * 1000, .by = "uid-0", .machine = PLACE_MACHINE, .machine_len = strlen(PLACE_MACHINE) };
        struct record *records = calloc(count < AT_ONCE ? count : AT_ONCE, sizeof(*records));
        struct place_in_order *places = order_of(count);
        struct registry_fault fault;
        struct registry *registry;

        assert_non_null(records);
        assert_int_equal(registry_create(at, &first, &fault), 0);
        assert_int_equal(registry_open(at, &fault, &registry), 0);
        for (uint32_t done = 0; done < count; done += AT_ONCE) {
                uint32_t more = count - done < AT_ONCE ? count - done : AT_ONCE;

                for (uint32_t i = 0; i < more; i++)
                        records[i] = many_record(many, places[done + i].number);
                place_write(registry, records, more);
        }
        registry_close(registry);
        free(records);
        free(places);
}
