/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A statement of revocations (docs/formats.md section 5): codes and tickets that are void at once, without a bundle. It
 * only ever adds. Signed by a key of use revoke that the bundle names.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "crypto/bundle.h"

enum {
        REVOCATIONS_MAX_LEN = 64 * 1024,
        REVOCATIONS_MAX = 2336, /* as many as fit */
};

/* Codes and tickets of cti with nbf < t are void (t UINT32_MAX: all); to be kept until `until`, seconds since 1970. */
struct revocation {
        uint8_t cti[CTI_LEN];
        uint32_t t, until;
};

struct revocations {
        char aud[BOX_ID_MAX + 1];
        uint32_t issued;
        struct revocation *items; /* owned; ascending by cti */
        size_t count;
};

void revocations_free(struct revocations *revocations);
DEFINE_CLEANUP(struct revocations, revocations_free, revocations_cleanup)

/*
 * Opens a statement for the box under a key of the bundle; nothing of the payload is read before its signature is known to be
 * good. 0; REFUSAL_TOO_LONG, REFUSAL_MALFORMED, REFUSAL_UNKNOWN_KEY, REFUSAL_WRONG_USE, REFUSAL_BAD_SIGNATURE,
 * REFUSAL_VALIDITY (the key may not sign for this box at `issued`), REFUSAL_WRONG_BOX; -ENOMEM. The caller owns it.
 */
MUST_CHECK int revocations_open(const uint8_t *bytes, size_t len, const struct bundle *bundle, const char *box_id,
                                struct revocations **ret_revocations);

/*
 * Reads the payload of one strictly; whoever made it may have written anything into it. 0, REFUSAL_TOO_LONG, REFUSAL_MALFORMED, -ENOMEM. The caller owns it.
 */
MUST_CHECK int revocations_read(const uint8_t *bytes, size_t len, struct revocations **ret_revocations);

/* Appends the signed file. 0; -EINVAL when a field is out of its range, or items do not ascend by cti; -ENOMEM. */
MUST_CHECK int revocations_sign(const struct revocations *revocations, const struct secret_key *key, struct buffer *ret_bytes);

/*
 * From then on bundle_revokes() answers by these as well: the highest t of a cti counts. The bundle is then no longer the one
 * that was signed. 0 or -ENOMEM.
 */
MUST_CHECK int bundle_add_revocations(struct bundle *bundle, const struct revocation *items, size_t count);
