/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/demo_store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/ledger/export.h"
#include "controller/box/store/store.h"

int demo_store_export(const struct box_folder *box, const char *out, unsigned long long *ret_size,
                      char ret_origin[NOTE_NAME_MAX + 1], char ret_message[DEMO_STORE_MESSAGE_SIZE]) {
        CLEANUP(secret_key_cleanup) struct secret_key *key = NULL;
        CLEANUP(store_cleanup) struct store *store = NULL;
        struct finding finding = { "" };
        struct checkpoint checkpoint;
        struct ledger_source source;
        int r;

        r = store_open(box->database, 0, &store);
        if (r == 0)
                r = box_keys_load_ledger(box->keys, &key);
        if (r == 0) {
                store_source(store, &source);
                r = ledger_export(&source, store_origin(store), key, out, NULL, NULL, &checkpoint, &finding);
        }
        if (r != 0) {
                snprintf(ret_message, DEMO_STORE_MESSAGE_SIZE, "%s", *finding.text ? finding.text : strerror(r < 0 ? -r : EIO));
                return -1;
        }
        snprintf(ret_origin, NOTE_NAME_MAX + 1, "%s", store_origin(store));
        *ret_size = checkpoint.size;
        return 0;
}
