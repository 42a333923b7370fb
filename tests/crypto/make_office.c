/* SPDX-License-Identifier: EUPL-1.2 */
/* make_office DIR: writes bundle, root.pub, other.pub and, valid at OFFICE_NOW for box K017, code, ticket and badge as texts. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/hex.h"
#include "tests/crypto/office.h"

enum { PATH_SIZE = 4096 };

static int put(const char *folder, const char *name, const void *bytes, size_t len) {
        char path[PATH_SIZE];

        snprintf(path, sizeof(path), "%s/%s", folder, name);
        return file_replace(path, bytes, len, 0600);
}

static int put_key(const char *folder, const char *name, const struct secret_key *key) {
        char text[2 * KEY_PUBLIC_LEN + 2];

        hex_encode(secret_key_public(key)->x, KEY_PUBLIC_LEN, text);
        strcat(text, "\n");
        return put(folder, name, text, strlen(text));
}

int main(int argc, char **argv) {
        CLEANUP(buffer_deinit) struct buffer bundle = BUFFER_INIT, code_text = BUFFER_INIT;
        CLEANUP(buffer_deinit) struct buffer ticket_text = BUFFER_INIT, badge_text = BUFFER_INIT;
        struct code code = { .aud = "K017", .nbf = OFFICE_NOW - 3600, .exp = OFFICE_NOW + OFFICE_DAY, .cti = { 1 } };
        struct ticket ticket = office_ticket();
        struct badge badge = office_badge();
        struct office office;

        if (argc != 2 || office_set_up(&office) < 0 || bundle_sign(office.bundle, office.root, &bundle) < 0 ||
            code_sign(&code, office.code, &code_text) < 0 || badge_sign(&badge, office.badge, &badge_text) < 0 ||
            ticket_sign(&ticket, sealing_key_public(office.box), office.ticket, &ticket_text) < 0)
                return 1;
        if (put(argv[1], "bundle", bundle.data, bundle.len) < 0 || put(argv[1], "code", code_text.data, code_text.len) < 0 ||
            put(argv[1], "ticket", ticket_text.data, ticket_text.len) < 0 ||
            put(argv[1], "badge", badge_text.data, badge_text.len) < 0 ||
            put_key(argv[1], "root.pub", office.root) < 0 || put_key(argv[1], "other.pub", office.stranger) < 0)
                return 1;
        office_tear_down(&office);
        return 0;
}
