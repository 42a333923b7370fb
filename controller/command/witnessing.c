/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/witnessing.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/command/command.h"

static int report_open(int r, const char *state, const char *key) {
        switch (r) {
        case 0:
                return COMMAND_DONE;
        case WITNESS_E_KEY_MISSING:
                command_error("there is no key %s; --init NAME makes one, once", key);
                break;
        case WITNESS_E_KEY_EXPOSED:
                command_error("the key %s can be read or changed by others; make it its owner's alone (chmod 600) and ask who had it", key);
                break;
        case WITNESS_E_KEY_MALFORMED:
                command_error("%s is not the key of a witness, as --init NAME makes it; restore the backup", key);
                break;
        case WITNESS_E_STATE_MISSING:
                command_error("there is no %s: a witness that has forgotten what it saw would countersign anything; restore the backup", state);
                break;
        case WITNESS_E_STATE_MALFORMED:
                command_error("%s is not the memory of a witness, or it is damaged; keep it, and restore the backup", state);
                break;
        case -EBUSY:
                command_error("%s is used by another witness; there may be one only", state);
                break;
        default:
                command_error("%s, %s: %s", state, key, strerror(-r));
        }
        return COMMAND_FAULT;
}

int witnessing_print_vkey(const struct vkey *vkey) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;

        if (vkey_format(vkey, &text) < 0) {
                command_error("out of memory");
                return COMMAND_FAULT;
        }
        printf("%s\n", buffer_text(&text));
        return COMMAND_DONE;
}

static int init(const char *state, const char *key, const char *name) {
        int r = witness_create(state, key, name);

        if (r == 0)
                return COMMAND_DONE;
        if (r == -EINVAL)
                command_error("--init: \"%s\" cannot be the name of a witness; take a domain of yours, such as example.org/witness", name);
        else if (r == -EEXIST)
                command_error("--init: %s or %s is there already; a witness is made once and keeps both", state, key);
        else
                command_error("--init: %s, %s: %s", state, key, strerror(-r));
        return r == -EEXIST ? COMMAND_REFUSED : COMMAND_FAULT;
}

int witnessing_start(const char *state, const char *key, const char *name, struct witness **ret_witness) {
        int r;

        if (!state || !key) {
                command_error("--state FILE and --key FILE are both needed: what the witness remembers, and its key");
                return COMMAND_FAULT;
        }
        r = name ? init(state, key, name) : COMMAND_DONE;
        if (r == COMMAND_DONE)
                r = report_open(witness_open(state, key, ret_witness), state, key);
        return r;
}
