/* SPDX-License-Identifier: EUPL-1.2 */
/* loaded BOX DOMAIN OUT CTI…: an export of the ledger of the box that `enrol BOX FILE known` enrolled, where these were loaded. */
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "controller/ledger/entry.h"
#include "controller/ledger/export.h"
#include "tests/office/enrol.h"
#include "tests/office/entry_tree.h"

enum { LOADED_MAX = 64 };

struct ledger {
        const char *box;
        char **ctis;
        uint64_t size;
};

static int read_entry(void *context, uint64_t index, struct buffer *ret_line) {
        const struct ledger *ledger = context;
        struct entry entry = {
                .n = index, .t_ms = INT64_C(1790000000000) + (int64_t)index * 60000, .version = "0.1.0", .mode = HARDWARE_SIMULATED, .c = (uint32_t)index,
                .by = "m.muster", .items = { 1 }, .item_count = 1, .deadline_ms = INT64_C(1790900000000),
        };

        snprintf(entry.box, sizeof(entry.box), "%s", ledger->box);
        entry.event = index == 0 ? ENTRY_BOOT : ENTRY_LOADED;
        entry.has_cti = index > 0;
        if (index > 0 && !hex_decode(ledger->ctis[index - 1], 2 * CTI_LEN, entry.cti, CTI_LEN))
                return -1;
        return entry_format(&entry, ret_line);
}

static int read_node(void *context, unsigned level, uint64_t index, struct hash *ret_hash) {
        return entry_tree_node(read_entry, context, level, index, ret_hash);
}

int main(int argc, char **argv) {
        struct secret_key *key CLEANUP(secret_key_cleanup) = NULL;
        struct ledger ledger = { .box = argc > 1 ? argv[1] : "", .ctis = argv + 4, .size = (uint64_t)(argc - 3) };
        const struct ledger_source source = { .context = &ledger, .size = ledger.size, .entry = read_entry, .node = read_node };
        struct finding finding = { "" };
        struct checkpoint checkpoint;
        char origin[NOTE_NAME_MAX + 1];
        int r;

        if (argc < 4 || argc > 4 + LOADED_MAX || crypto_init() < 0 || secret_key_from_seed(enrol_known_seed, &key) < 0)
                return 2;
        snprintf(origin, sizeof(origin), "%.100s/pickupbox/%s", argv[2], argv[1]);
        r = ledger_export(&source, origin, key, argv[3], NULL, NULL, &checkpoint, &finding);
        if (r != 0)
                fprintf(stderr, "loaded: %s %s\n", finding.text, r < 0 ? strerror(-r) : "");
        return r == 0 ? 0 : 1;
}
