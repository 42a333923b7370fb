/* SPDX-License-Identifier: EUPL-1.2 */
/* rekey OLD NEW FILE...: encrypts key files anew, under a passphrase that may be shorter than a new office takes. */
#include "base/file.h"
#include "crypto/key.h"
#include "crypto/keyfile.h"

int main(int argc, char **argv) {
        if (argc < 4 || crypto_init() < 0)
                return 2;
        for (int i = 3; i < argc; i++) {
                CLEANUP(buffer_deinit) struct buffer sealed = BUFFER_INIT, plain = BUFFER_INIT, again = BUFFER_INIT;

                if (file_read(argv[i], KEYFILE_MAX_LEN, &sealed) < 0 ||
                    keyfile_open(argv[1], sealed.data, sealed.len, &plain) != 0 ||
                    keyfile_seal(argv[2], plain.data, plain.len, &again) != 0 ||
                    file_replace(argv[i], again.data, again.len, 0600) < 0)
                        return 1;
        }
        return 0;
}
