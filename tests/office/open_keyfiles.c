/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Key files that open at once, for tests that are linked with -Wl,--wrap=keyfile_seal,--wrap=keyfile_open: a file is what it holds, and
 * opens with the fixture's passphrase alone.
 */
#include <errno.h>
#include <string.h>

#include "tests/office/fixture.h"

int __wrap_keyfile_seal(const char *passphrase, const void *secret, size_t len, struct buffer *ret_bytes);
int __wrap_keyfile_open(const char *passphrase, const uint8_t *bytes, size_t len, struct buffer *ret_secret);

int __wrap_keyfile_seal(const char *passphrase, const void *secret, size_t len, struct buffer *ret_bytes) {
        (void)passphrase;
        return buffer_append(ret_bytes, secret, len);
}

int __wrap_keyfile_open(const char *passphrase, const uint8_t *bytes, size_t len, struct buffer *ret_secret) {
        return strcmp(passphrase, FIXTURE_PASSPHRASE) == 0 ? buffer_append(ret_secret, bytes, len) : -EBADMSG;
}
