/* SPDX-License-Identifier: EUPL-1.2 */
/* Bits of an export turned by chance: each is found, but for those in the signature of a key that nobody knows. */
#include <string.h>

#include "controller/ledger/verify.h"
#include "tests/ledger/damage.h"
#include "tests/ledger/scratch.h"
#include "tests/support/cmocka.h"
#include "tests/support/share.h"

enum { FLIPS = 10000 };

static struct ledger_verdict verdict;

/* xorshift: the same flips in every run. */
static uint32_t next_random(uint32_t *state) {
        *state ^= *state << 13;
        *state ^= *state >> 17;
        *state ^= *state << 5;
        return *state;
}

/* Behind the ledger's own signature, one of somebody whom the auditor does not know. */
static size_t add_unknown_signature(void) {
        struct buffer note = scratch_read(damage_at("checkpoint"));
        struct secret_key *stranger;
        struct note parsed;
        size_t known_len = note.len;

        assert_int_equal(secret_key_generate(&stranger), 0);
        assert_int_equal(note_parse(buffer_text(&note), note.len, &parsed), 0);
        {
                char text[512];

                memcpy(text, parsed.text, parsed.text_len);
                assert_int_equal(note_add_signature(text, parsed.text_len, "stranger.example.net", stranger, &note), 0);
        }
        scratch_write(damage_at("checkpoint"), note.data, note.len);
        secret_key_free(stranger);
        buffer_deinit(&note);
        return known_len;
}

struct flips {
        unsigned found, harmless;
        uint32_t random;
};

static void flip(struct flips *flips, const char *name, size_t known_len) {
        struct buffer bytes = scratch_read(damage_at(name));
        size_t bit = (size_t)next_random(&flips->random) % (8 * bytes.len);
        int r;

        bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        scratch_write(damage_at(name), bytes.data, bytes.len);
        r = ledger_verify(scratch_path("out", NULL), &damage_vkey, 1, NULL, NULL, &verdict);
        if (r == LEDGER_E_INVALID)
                flips->found++;
        else if (r == 0 && bit / 8 >= known_len)
                flips->harmless++;
        else
                fail_msg("%s: bit %zu turned, and nobody saw it (%d)", name, bit, r);
        bytes.data[bit / 8] ^= (uint8_t)(1 << bit % 8);
        scratch_write(damage_at(name), bytes.data, bytes.len);
        buffer_deinit(&bytes);
}

/* Tiles, bundles and the checkpoint in turn; within a kind, by chance. */
static void ten_thousand_flipped_bits_are_all_found(void **state) {
        static const char *const tiles[] = { "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1" };
        static const char *const bundles[] = { "tile/entries/000", "tile/entries/001.p/44" };
        struct flips flips = { .random = 20261124 };
        size_t known_len = add_unknown_signature();

        assert_int_equal(ledger_verify(scratch_path("out", NULL), &damage_vkey, 1, NULL, NULL, &verdict), 0);
        while (flips.found < FLIPS / share_stride()) {
                flip(&flips, tiles[next_random(&flips.random) % ARRAY_LEN(tiles)], SIZE_MAX);
                flip(&flips, bundles[next_random(&flips.random) % ARRAY_LEN(bundles)], SIZE_MAX);
                flip(&flips, "checkpoint", known_len);
        }
        assert_int_equal(ledger_verify(scratch_path("out", NULL), &damage_vkey, 1, NULL, NULL, &verdict), 0);
        print_message("%u flips found; %u more damaged only the signature line of an unknown key\n", flips.found, flips.harmless);
        assert_true(flips.harmless > 0);
}

/* A tree of three levels of tiles, and bundles that several threads judge. */
static void flipped_bits_of_a_large_export_are_found(void **state) {
        static const char *const names[] = { "tile/0/000", "tile/0/200", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1",
                                             "tile/entries/000", "tile/entries/137", "tile/entries/273.p/112", "entries.jsonl", "entries.csv" };
        struct flips flips = { .random = 4711 };

        damage_export(70000, "out");
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                for (unsigned k = 0; k < 3; k++)
                        flip(&flips, names[i], SIZE_MAX);
        assert_int_equal(ledger_verify(scratch_path("out", NULL), &damage_vkey, 1, NULL, NULL, &verdict), 0);
        print_message("%u flips found\n", flips.found);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, damage_set_up, damage_tear_down)

int main(void) {
        const struct CMUnitTest tests[] = {
                CASE(ten_thousand_flipped_bits_are_all_found),
                CASE(flipped_bits_of_a_large_export_are_found),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
