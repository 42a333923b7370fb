/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <string.h>

#include "base/hex.h"
#include "crypto/base45.h"
#include "crypto/envelope.h"
#include "crypto/reference.h"
#include "crypto/ticket_contents.h"
#include "crypto/token.h"
#include "tests/crypto/office.h"
#include "tests/support/cmocka.h"

static struct office office;

static int set_up(void **state) {
        return office_set_up(&office);
}

static int tear_down(void **state) {
        office_tear_down(&office);
        return 0;
}

static void sign(const struct ticket *ticket, const struct secret_key *key, struct buffer *text) {
        buffer_clear(text);
        assert_int_equal(ticket_sign(ticket, sealing_key_public(office.box), key, text), 0);
}



static void a_ticket_goes_there_and_back(void **state) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        struct ticket ticket = office_ticket(), back;
        bool is_signed;

        ticket.contents.has_group = true;
        ticket.contents.group[15] = 0x77;
        sign(&ticket, office.ticket, &text);
        assert_true(text.len <= TICKET_TEXT_MAX);
        assert_int_equal(ticket_judge(buffer_text(&text), text.len, office.bundle, "K017", OFFICE_NOW, office.box, &back, &is_signed), 0);
        assert_true(is_signed);
        assert_string_equal(back.aud, "K017");
        assert_int_equal(back.exp, ticket.exp);
        assert_int_equal(back.nbf, ticket.nbf);
        assert_memory_equal(back.cti, ticket.cti, CTI_LEN);
        assert_memory_equal(&back.contents, &ticket.contents, sizeof(back.contents));
        ticket_wipe(&back);
        assert_int_equal(back.contents.pin[0], 0);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_ticket_goes_there_and_back),
        };
        return cmocka_run_group_tests(tests, set_up, tear_down);
}
