/* SPDX-License-Identifier: EUPL-1.2 */
#include "crypto/claim.h"

bool box_id_valid(const char *id) {
        size_t len = 0;

        for (; id[len]; len++)
                if (len == BOX_ID_MAX || !((id[len] >= 'A' && id[len] <= 'Z') || (id[len] >= '0' && id[len] <= '9')))
                        return false;
        return len > 0;
}

bool claim_take_box_id(struct reader *reader, char ret_id[BOX_ID_MAX + 1]) {
        return cbor_copy_text(reader, ret_id, BOX_ID_MAX + 1) && box_id_valid(ret_id);
}

bool claim_take_seconds(struct reader *reader, uint32_t *ret_seconds) {
        uint64_t seconds;

        if (!cbor_take_uint(reader, UINT32_MAX, &seconds) || seconds < CLAIM_TIME_MIN)
                return false;
        *ret_seconds = (uint32_t)seconds;
        return true;
}

bool claim_take_aud(struct reader *reader, char ret_aud[BOX_ID_MAX + 1]) {
        return cbor_expect_int(reader, CLAIM_AUD) && claim_take_box_id(reader, ret_aud);
}

bool claim_take_time(struct reader *reader, enum claim claim, uint32_t *ret_seconds) {
        return cbor_expect_int(reader, claim) && claim_take_seconds(reader, ret_seconds);
}

bool claim_take_cti(struct reader *reader, uint8_t ret_cti[CTI_LEN]) {
        return cbor_expect_int(reader, CLAIM_CTI) && cbor_copy_bytes(reader, ret_cti, CTI_LEN);
}

void claim_put_aud(struct cbor_writer *writer, const char *aud) {
        cbor_put_int(writer, CLAIM_AUD);
        cbor_put_text(writer, aud);
}

void claim_put_time(struct cbor_writer *writer, enum claim claim, uint32_t seconds) {
        cbor_put_int(writer, claim);
        cbor_put_uint(writer, seconds);
}

void claim_put_cti(struct cbor_writer *writer, const uint8_t cti[CTI_LEN]) {
        cbor_put_int(writer, CLAIM_CTI);
        cbor_put_bytes(writer, cti, CTI_LEN);
}
