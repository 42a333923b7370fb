/* SPDX-License-Identifier: EUPL-1.2 */
/* A ticket's text, and its contents as if they had been unsealed. */
#include <string.h>

#include "crypto/ticket_contents.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        uint8_t bytes[TICKET_CONTENTS_MAX_LEN];
        struct cbor_writer again = cbor_writer_over(bytes, sizeof(bytes));
        struct ticket_contents contents;
        struct ticket ticket;

        if (ticket_parse((const char *)data, size, &ticket) == 0)
                MUST_HOLD(box_id_valid(ticket.aud));
        if (!ticket_contents_parse(data, size, &contents))
                return 0;
        MUST_HOLD(ticket_contents_valid(&contents));
        ticket_contents_write(&contents, &again);
        MUST_HOLD(cbor_writer_equals(&again, data, size));
        return 0;
}
