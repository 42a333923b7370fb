/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Whom the office asks for signatures: a process that alone has the secret keys (signing_desk.h). This half of it has none.
 *
 * An ask is one frame on a stream, big-endian: u32 length of what follows, the public half of the key (32 bytes), and the message that is to be signed. The
 * answer is one byte (enum signing_verdict) and 64 bytes: the signature, or zeros. One ask at a time.
 */
#pragma once

#include <sys/types.h>

#include "controller/office/apart.h"
#include "crypto/envelope.h"
#include "crypto/key_elsewhere.h"

enum {
        SIGNER_MESSAGE_MAX = ENVELOPE_PAYLOAD_MAX + 64, /* the Sig_structure of the largest payload */
        SIGNER_ASK_MAX = KEY_PUBLIC_LEN + SIGNER_MESSAGE_MAX,
        SIGNER_ANSWER_LEN = 1 + KEY_SIGNATURE_LEN,
};

struct signer;

/* Takes the process over; it has told how opening its keys came out, and now waits for asks. 0 or -ENOMEM; then it is ended. The caller owns it. */
MUST_CHECK int signer_new(struct apart *apart, struct signer **ret_signer);
/* Ends the process, and with it the keys. */
void signer_free(struct signer *signer);
/* Its number, for tests. */
pid_t signer_pid(const struct signer *signer);

/* A key_sign_fn; the context is the signer. 0; -EKEYREJECTED when it refuses; -EOWNERDEAD when it is gone: nothing more is signed then. */
int signer_sign(void *signer, const struct public_key *public, const void *message, uint64_t len, uint8_t ret_signature[KEY_SIGNATURE_LEN]);
