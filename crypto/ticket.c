/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/ticket.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/words/prefix.h"
#include "crypto/base45.h"
#include "crypto/claim.h"
#include "crypto/envelope.h"
#include "crypto/judge.h"
#include "crypto/ticket_contents.h"
#include "crypto/token.h"

enum {
        CLAIM_SEALED = -65537,
        SEALED_MAX = TICKET_CONTENTS_MAX_LEN + SEALING_OVERHEAD,
        PAYLOAD_MAX = 1 + (2 + BOX_ID_MAX) + 2 * 6 + (2 + CTI_LEN) + (5 + 2 + SEALED_MAX),
        TICKET_MAX_LEN = BASE45_BYTES_LEN(TICKET_TEXT_MAX - TOKEN_PREFIX_LEN),
};

static_assert(ENVELOPE_OVERHEAD_MAX + PAYLOAD_MAX <= TICKET_MAX_LEN, "every ticket that can be made can be read");

static const char prefix[] = PREFIX_TICKET;

void ticket_wipe(struct ticket *ticket) {
        explicit_bzero(ticket, sizeof(*ticket));
}

/* A ticket as read: its envelope and sealed part point into bytes. */
struct raw_ticket {
        uint8_t bytes[TICKET_MAX_LEN];
        struct envelope envelope;
        const uint8_t *sealed;
        size_t sealed_len;
};

static void put_payload(struct cbor_writer *writer, const struct ticket *ticket, const uint8_t *sealed, size_t sealed_len) {
        cbor_put_map(writer, 5);
        claim_put_aud(writer, ticket->aud);
        claim_put_time(writer, CLAIM_EXP, ticket->exp);
        claim_put_time(writer, CLAIM_NBF, ticket->nbf);
        claim_put_cti(writer, ticket->cti);
        cbor_put_int(writer, CLAIM_SEALED);
        cbor_put_bytes(writer, sealed, sealed_len);
}

static bool take_payload(struct raw_ticket *raw, struct ticket *ticket) {
        struct reader reader = reader_over(raw->envelope.payload, raw->envelope.payload_len);
        uint8_t bytes[PAYLOAD_MAX];
        struct cbor_writer again = cbor_writer_over(bytes, sizeof(bytes));

        if (!cbor_expect_map(&reader, 5) ||
            !claim_take_aud(&reader, ticket->aud) ||
            !claim_take_time(&reader, CLAIM_EXP, &ticket->exp) ||
            !claim_take_time(&reader, CLAIM_NBF, &ticket->nbf) ||
            !claim_take_cti(&reader, ticket->cti) ||
            !cbor_expect_int(&reader, CLAIM_SEALED) || !cbor_take_bytes(&reader, SEALED_MAX, &raw->sealed, &raw->sealed_len) ||
            reader.len > 0)
                return false;
        put_payload(&again, ticket, raw->sealed, raw->sealed_len);
        return cbor_writer_equals(&again, raw->envelope.payload, raw->envelope.payload_len);
}

static int ticket_read(const char *text, size_t len, struct raw_ticket *raw, struct ticket *ret_ticket) {
        struct ticket ticket = { 0 };
        size_t bytes_len;
        int r;

        r = token_decode(prefix, text, len, TICKET_TEXT_MAX, raw->bytes, sizeof(raw->bytes), &bytes_len);
        if (r != 0)
                return r;
        if (!envelope_parse(raw->bytes, bytes_len, &raw->envelope) || !take_payload(raw, &ticket))
                return REFUSAL_MALFORMED;
        memcpy(ticket.kid, raw->envelope.kid, sizeof(ticket.kid));
        *ret_ticket = ticket;
        return 0;
}

int ticket_parse(const char *text, size_t len, struct ticket *ret_ticket) {
        struct raw_ticket raw;

        return ticket_read(text, len, &raw, ret_ticket);
}

/* What is sealed must repeat for whom and what the ticket is, so that no sealed part can be moved to another ticket. */
static int unseal(const struct raw_ticket *raw, const struct sealing_key *key, struct ticket *ticket) {
        uint8_t bytes[TICKET_CONTENTS_MAX_LEN];
        struct ticket_contents contents;
        bool good;

        if (sealing_open(key, raw->sealed, raw->sealed_len, bytes) < 0)
                return REFUSAL_MALFORMED;
        good = ticket_contents_parse(bytes, raw->sealed_len - SEALING_OVERHEAD, &contents) &&
               memcmp(contents.cti, ticket->cti, CTI_LEN) == 0 && strcmp(contents.aud, ticket->aud) == 0;
        if (good)
                ticket->contents = contents;
        explicit_bzero(bytes, sizeof(bytes));
        explicit_bzero(&contents, sizeof(contents));
        return good ? 0 : REFUSAL_MALFORMED;
}

int ticket_judge(const char *text, size_t len, const struct bundle *bundle, const char *box_id, int64_t now_s,
                 const struct sealing_key *key, struct ticket *ret_ticket, bool *ret_signed) {
        const struct bundle_key *signer;
        struct raw_ticket raw;
        struct claims claims;
        int r;

        *ret_signed = false;
        r = ticket_read(text, len, &raw, ret_ticket);
        if (r != 0)
                return r;
        r = bundle_find_key(bundle, raw.envelope.kid, KEY_USE_TICKET, &signer);
        if (r != 0)
                return r;
        r = envelope_verify(&raw.envelope, &signer->key);
        if (r != 0)
                return r;
        *ret_signed = true;
        claims = (struct claims){
                .aud = ret_ticket->aud,
                .nbf = ret_ticket->nbf,
                .exp = ret_ticket->exp,
                .validity_max_s = TICKET_VALIDITY_MAX_S,
                .cti = ret_ticket->cti,
        };
        r = judge_claims(&claims, bundle, signer, box_id, now_s);
        if (r != 0 || !key)
                return r;
        return unseal(&raw, key, ret_ticket);
}

static bool ticket_valid(const struct ticket *ticket) {
        const struct ticket_contents *contents = &ticket->contents;

        return box_id_valid(ticket->aud) && ticket->exp >= CLAIM_TIME_MIN && ticket->nbf >= CLAIM_TIME_MIN &&
               ticket_contents_valid(contents) && memcmp(contents->cti, ticket->cti, CTI_LEN) == 0 &&
               strcmp(contents->aud, ticket->aud) == 0;
}

int ticket_sign(const struct ticket *ticket, const struct sealing_public *box, const struct secret_key *key,
                struct buffer *ret_text) {
        uint8_t contents[TICKET_CONTENTS_MAX_LEN], payload[PAYLOAD_MAX], bytes[TICKET_MAX_LEN];
        struct cbor_writer contents_writer = cbor_writer_over(contents, sizeof(contents));
        struct cbor_writer payload_writer = cbor_writer_over(payload, sizeof(payload));
        struct cbor_writer writer = cbor_writer_over(bytes, sizeof(bytes));
        CLEANUP(buffer_deinit) struct buffer sealed = BUFFER_INIT_MAX(SEALED_MAX);
        int r;

        if (!ticket_valid(ticket))
                return -EINVAL;
        ticket_contents_write(&ticket->contents, &contents_writer);
        r = sealing_seal(box, contents, contents_writer.len, &sealed);
        explicit_bzero(contents, sizeof(contents));
        if (r < 0)
                return r;
        put_payload(&payload_writer, ticket, sealed.data, sealed.len);
        r = envelope_sign(payload, payload_writer.len, key, &writer);
        if (r < 0)
                return r;
        return token_encode(prefix, bytes, writer.len, ret_text);
}
