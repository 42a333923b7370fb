/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * make_request OLD SIZE [FORK]: the body of an add-checkpoint request that takes
 * a witness of the made-up ledger from OLD to SIZE entries, on standard output.
 * With FORK the entry of that index is another one, signed by the same key; of no
 * entries at all, the root is not that of nothing. For other programs' tests; its
 * key is that of make_export.
 */
#include <stdio.h>
#include <string.h>

#include "controller/ledger/witness_request.h"
#include "tests/ledger/sample_ledger.h"

static bool parse_number(const char *text, uint64_t *ret_number) {
        struct reader reader = reader_over(text, strlen(text));

        return reader_decimal(&reader, 1 << 16, ret_number) && reader.len == 0;
}

static int make(struct sample_ledger *ledger, uint64_t old_size, uint64_t size, bool wrong_root, struct buffer *body) {
        struct ledger_source source = sample_ledger_source(ledger, size);
        struct checkpoint checkpoint = { .origin = SAMPLE_ORIGIN, .size = size };
        struct hash proof[MERKLE_PROOF_MAX];
        size_t count = 0;
        int r;

        r = buffer_printf(body, "old %llu\n", (unsigned long long)old_size);
        if (r == 0 && old_size <= size)
                r = merkle_prove_consistency(old_size, size, source.node, source.context, proof, &count);
        for (size_t i = 0; r == 0 && i < count; i++) {
                r = hash_format(&proof[i], body);
                if (r == 0)
                        r = buffer_append_text(body, "\n");
        }
        if (r == 0)
                r = buffer_append_text(body, "\n");
        if (r == 0)
                r = merkle_root(size, source.node, source.context, &checkpoint.root);
        checkpoint.root.bytes[0] ^= wrong_root;
        return r < 0 ? r : checkpoint_sign(&checkpoint, sample_ledger_key(ledger), body);
}

int main(int argc, char **argv) {
        CLEANUP(buffer_deinit) struct buffer body = BUFFER_INIT;
        struct sample_ledger *ledger;
        uint64_t old_size, size, fork;
        int r;

        if (argc < 3 || argc > 4 || !parse_number(argv[1], &old_size) || !parse_number(argv[2], &size) ||
            (argc == 4 && !parse_number(argv[3], &fork)))
                return 2;
        ledger = sample_ledger_new(size, 1);
        if (argc == 4 && size > 0)
                sample_ledger_falsify(ledger, fork, true);
        r = make(ledger, old_size, size, argc == 4 && size == 0, &body);
        sample_ledger_free(ledger);
        return r == 0 && fwrite(body.data, 1, body.len, stdout) == body.len ? 0 : 1;
}
