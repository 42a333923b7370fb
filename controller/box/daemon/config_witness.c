/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/daemon/config_witness.h"

#include <string.h>

/* An entry names it, and entries are printable ASCII without quotation mark and backslash. */
static bool can_be_written(const char *name) {
        for (; *name; name++)
                if (*name < ' ' || *name > '~' || *name == '"' || *name == '\\')
                        return false;
        return true;
}

const char *config_witness(const char *value, struct config_witnesses *witnesses) {
        struct vkey key;

        if (vkey_parse_type(value, strlen(value), NOTE_TYPE_COSIGNATURE, &key) != 0 || !can_be_written(key.name))
                return "must be the key of a witness (NAME+ID+KEY), as `pickupbox ledger witness` prints it";
        for (size_t i = 0; i < witnesses->count; i++)
                if (strcmp(witnesses->keys[i].name, key.name) == 0 && memcmp(witnesses->keys[i].id, key.id, NOTE_KEY_ID_LEN) == 0)
                        return "must be another witness than those above";
        if (witnesses->count == WITNESSED_KEYS_MAX)
                return "may stand 4 times at most";
        witnesses->keys[witnesses->count++] = key;
        return NULL;
}
