/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/signer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

struct signer {
        struct apart apart;
        bool gone;              /* what a stream that broke would bring next is no answer to what is asked next */
};

int signer_new(struct apart *apart, struct signer **ret_signer) {
        struct signer *signer = calloc(1, sizeof(*signer));

        if (!signer) {
                apart_end(apart);
                return -ENOMEM;
        }
        signer->apart = *apart;
        *apart = (struct apart)APART_NONE;
        *ret_signer = signer;
        return 0;
}

void signer_free(struct signer *signer) {
        if (!signer)
                return;
        apart_end(&signer->apart);
        free(signer);
}

pid_t signer_pid(const struct signer *signer) {
        return signer->apart.pid;
}

static int ask(struct signer *signer, const struct public_key *public, const void *message, size_t len, uint8_t ret_answer[SIGNER_ANSWER_LEN]) {
        CLEANUP(buffer_deinit) struct buffer frame = BUFFER_INIT;
        int r = buffer_append_u32(&frame, (uint32_t)(KEY_PUBLIC_LEN + len));

        if (r == 0)
                r = buffer_append(&frame, public->x, KEY_PUBLIC_LEN);
        if (r == 0)
                r = buffer_append(&frame, message, len);
        if (r < 0)
                return r;
        r = apart_send(signer->apart.fd, frame.data, frame.len);
        if (r == 0)
                r = apart_receive(signer->apart.fd, ret_answer, SIGNER_ANSWER_LEN);
        signer->gone = r < 0;
        return r;
}

int signer_sign(void *context, const struct public_key *public, const void *message, uint64_t len, uint8_t ret_signature[KEY_SIGNATURE_LEN]) {
        struct signer *signer = context;
        uint8_t answer[SIGNER_ANSWER_LEN];
        int r;

        if (len > SIGNER_MESSAGE_MAX)
                return -EMSGSIZE;
        if (signer->gone)
                return -EOWNERDEAD;
        r = ask(signer, public, message, len, answer);
        if (r < 0)
                return r;
        if (answer[0] != 0)
                return -EKEYREJECTED;
        memcpy(ret_signature, answer + 1, KEY_SIGNATURE_LEN);
        return 0;
}
