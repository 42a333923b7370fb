/* SPDX-License-Identifier: EUPL-1.2 */
/* enrol ID FILE [known]: the enrolment of a box that exists nowhere else; with `known`, others know the key of its ledger (loaded.c). */
#include <stdio.h>

#include "base/file.h"
#include "crypto/enrolment.h"
#include "tests/office/enrol.h"

int main(int argc, char **argv) {
        struct secret_key *enrol CLEANUP(secret_key_cleanup) = NULL, *ledger CLEANUP(secret_key_cleanup) = NULL;
        struct sealing_key *sealing CLEANUP(sealing_key_cleanup) = NULL;
        struct enrolment enrolment = { 0 };
        struct buffer bytes = BUFFER_INIT;
        int r;

        if (argc < 3 || argc > 4 || crypto_init() < 0)
                return 2;
        r = argc == 4 ? secret_key_from_seed(enrol_known_seed, &ledger) : secret_key_generate(&ledger);
        if (r < 0 || secret_key_generate(&enrol) < 0 || sealing_key_generate(&sealing) < 0)
                return 1;
        snprintf(enrolment.box_id, sizeof(enrolment.box_id), "%s", argv[1]);
        enrolment.enrol = *secret_key_public(enrol);
        enrolment.ledger = *secret_key_public(ledger);
        enrolment.sealing = *sealing_key_public(sealing);
        r = enrolment_sign(&enrolment, enrol, &bytes);
        if (r == 0)
                r = file_replace(argv[2], bytes.data, bytes.len, 0644);
        buffer_deinit(&bytes);
        return r == 0 ? 0 : 1;
}
