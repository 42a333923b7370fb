/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Key files that open at once, for LD_PRELOAD: Argon2id with the least memory and one pass in place of the 64 MiB and three passes
 * that make a passphrase dear to guess. What is tried here is what becomes of keys and passphrases, not what a guess costs: that is
 * shown by tests/crypto/test_secret.c, and tests/office/test_week.py, among others, takes the long way in the release build. The product has no
 * such choice; a file that was sealed here opens nowhere else.
 */
#include <dlfcn.h>
#include <sodium.h>
#include <stdlib.h>

__attribute__((visibility("default"))) int crypto_pwhash(unsigned char *const out, unsigned long long out_len, const char *const passwd,
                                                         unsigned long long passwd_len, const unsigned char *const salt,
                                                         unsigned long long passes, size_t memory_bytes, int algorithm) {
        int (*whole)(unsigned char *, unsigned long long, const char *, unsigned long long, const unsigned char *, unsigned long long,
                     size_t, int) = NULL;

        *(void **)&whole = dlsym(RTLD_NEXT, "crypto_pwhash");
        if (!whole)
                abort();
        return whole(out, out_len, passwd, passwd_len, salt, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN, algorithm);
}
