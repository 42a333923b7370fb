/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * make_export OUT SIZE VKEY [FORK]: exports the first SIZE made-up entries into
 * OUT, and writes the key to pin into the file VKEY. With FORK the entry of that
 * index is another one, in entries and tree, signed by the same key. For other
 * programs' tests.
 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "controller/ledger/export.h"
#include "tests/ledger/sample_ledger.h"

static int write_vkey(const struct sample_ledger *ledger, const char *path) {
        struct vkey vkey = sample_ledger_vkey(ledger);
        struct buffer text = BUFFER_INIT;
        int r;

        r = vkey_format(&vkey, &text);
        if (r == 0)
                r = buffer_append_text(&text, "\n");
        if (r == 0)
                r = file_replace(path, text.data, text.len, 0644);
        buffer_deinit(&text);
        return r;
}

static bool parse_number(const char *text, uint64_t *ret_number) {
        struct reader reader = reader_over(text, strlen(text));

        return reader_decimal(&reader, 1 << 20, ret_number) && reader.len == 0;
}

int main(int argc, char **argv) {
        struct sample_ledger *ledger;
        struct ledger_source source;
        struct checkpoint checkpoint;
        struct finding finding = { 0 };
        uint64_t size, fork;
        int r;

        if (argc < 4 || argc > 5 || !parse_number(argv[2], &size) || (argc == 5 && !parse_number(argv[4], &fork)))
                return 2;
        ledger = sample_ledger_new(size, 1);
        if (argc == 5)
                sample_ledger_falsify(ledger, fork, true);
        source = sample_ledger_source(ledger, size);
        r = ledger_export(&source, SAMPLE_ORIGIN, sample_ledger_key(ledger), argv[1], NULL, NULL, &checkpoint, &finding);
        if (r == 0)
                r = write_vkey(ledger, argv[3]);
        if (r != 0)
                fprintf(stderr, "make_export: %s %s\n", finding.text, r < 0 ? strerror(-r) : "");
        sample_ledger_free(ledger);
        return r == 0 ? 0 : 1;
}
