/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/stock.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/cmocka.h"

enum { MINUTE_MS = 60 * 1000 };
#define DAYS_11_MS (INT64_C(11) * 86400 * 1000)

bool stock_is_grouped(unsigned n) {
        return n % 10 == STOCK_GROUP || n % 10 == STOCK_GROUP + 1;
}

unsigned stock_holder(unsigned n) {
        return stock_is_grouped(n) ? n - n % 10 + STOCK_GROUP : n;
}

void stock_birth(unsigned n, char ret_typed[BIRTH_LEN + 1]) {
        fixture_birth(stock_holder(n), ret_typed);
}

void stock_show_ticket(struct fixture *fixture, unsigned n) {
        struct ticket ticket = fixture_ticket(fixture, n);
        char birth[BIRTH_LEN + 1];

        if (n % 10 == STOCK_OLD || n % 10 == 9)
                ticket.contents.wishes = WISH_RETURN_OLD;
        if (stock_is_grouped(n)) {
                ticket.contents.has_group = true;
                memset(ticket.contents.group, (int)stock_holder(n), GROUP_LEN);
                stock_birth(n, birth);
                memcpy(ticket.contents.birth, birth + 4, 4);
                memcpy(ticket.contents.birth + 4, birth + 2, 2);
                memcpy(ticket.contents.birth + 6, birth, 2);
        }
        fixture_scan_this_ticket(fixture, &ticket);
}

int stock_adopt(struct fixture *fixture) {
        struct bundle *draft = fixture_draft(fixture);

        draft->revocations = calloc(1, sizeof(*draft->revocations));
        assert_non_null(draft->revocations);
        fixture_cti(STOCK_REVOKED, draft->revocations[0].cti);
        draft->revocations[0].t = UINT32_MAX;
        draft->revocation_count = 1;
        return fixture_adopt(fixture, draft);
}

static void load_the_others(struct fixture *fixture) {
        fixture_sign_in(fixture, "lore");
        for (unsigned n = STOCK_PLAIN; n <= STOCK_LAST; n++) {
                if (n == STOCK_EXPIRED)
                        continue;
                stock_show_ticket(fixture, n);
                fixture_shut(fixture, screen_compartment(box_screen(fixture->box)));
        }
        fixture_sign_out(fixture);
}

void stock_fill(struct fixture *fixture) {
        fixture_load(fixture, STOCK_EXPIRED, STOCK_EXPIRED);
        fixture_pass(fixture, DAYS_11_MS);
        load_the_others(fixture);
        fixture_collect(fixture, STOCK_ISSUED);
        fixture_shut(fixture, fixture_where(fixture, STOCK_ISSUED));
        fixture_press(fixture, TARGET_END);
        fixture_pass(fixture, MINUTE_MS);
        fixture_force(fixture, fixture_where(fixture, STOCK_DOUBTED));
        fixture_shut(fixture, fixture_where(fixture, STOCK_DOUBTED));
        assert_int_equal(stock_adopt(fixture), 0);
        fixture_pass(fixture, MINUTE_MS);
        fixture_expect(fixture, SCREEN_IDLE);
}
