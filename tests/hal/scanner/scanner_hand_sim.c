/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/scanner/scanner_sim.h"
#include "tests/hal/scanner/scanner_hand.h"
#include "tests/support/cmocka.h"

struct scanner_hand scanner_hand;

static void scan(const char *text, size_t len) {
        assert_int_equal(scanner_simulate_text(scanner_hand.scanner, text, len), 0);
}

static void plug(bool plugged) {
        scanner_simulate_present(scanner_hand.scanner, plugged);
}

int scanner_hand_set_up(void **state) {
        static const char odd[] = { 'a', '\0', '\x1d', '\xc3', '\xa4', '\xff', '\n', ' ', 'z' };

        scanner_hand = (struct scanner_hand){ .scan = scan, .plug = plug, .odd = odd, .odd_len = sizeof(odd) };
        return scanner_new_simulated(&scanner_hand.scanner);
}

int scanner_hand_tear_down(void **state) {
        scanner_free(scanner_hand.scanner);
        return 0;
}
