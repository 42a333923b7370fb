/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/message.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/moment.h"
#include "controller/office/paper.h"
#include "ui/po/catalogue.h"

/* 3GPP TS 23.038 section 6.2.1, without the control characters but with line feed; and the extension table of 6.2.1.1. */
static const char basic[] = "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
                            "abcdefghijklmnopqrstuvwxyzäöñüà";
static const char extension[] = "^{}\\[~]|€";

/* How many bytes the UTF-8 character at `text` has; broken text is taken a byte at a time and then found in no table. */
static size_t character_len(const char *text) {
        size_t len = 1;

        while (((unsigned char)text[len] & 0xc0) == 0x80)
                len++;
        return len;
}

static bool table_has(const char *table, const char *character, size_t len) {
        for (; *table; table += character_len(table))
                if (character_len(table) == len && memcmp(table, character, len) == 0)
                        return true;
        return false;
}

size_t message_septets(const char *text) {
        size_t septets = 0;

        for (; *text; text += character_len(text)) {
                size_t len = character_len(text);

                if (table_has(basic, text, len))
                        septets += 1;
                else if (table_has(extension, text, len))
                        septets += 2;
                else
                        return 0;
        }
        return septets;
}

/* The file's line feed may be sent along, so it counts. */
static bool fits(const char *text) {
        size_t septets = message_septets(text);

        return septets > 0 && septets < MESSAGE_SEPTETS_MAX;
}

void message_text(const struct state *state, const struct issued *issued, char ret_text[MESSAGE_SIZE]) {
        const struct state_box *box = state_find_box(state, issued->box);
        const char *address = box ? box->address : "";
        bool with_address = address[0] != '\0';
        struct local_time day;
        char place[64], body[128], date[PAPER_DATE_SIZE], reference[16], pin[16];

        moment_local(issued->last_day_ms, &day);
        paper_date(&day, date);
        snprintf(reference, sizeof(reference), "%.4s %.4s", issued->reference, issued->reference + 4);
        snprintf(pin, sizeof(pin), "%.3s %.3s", issued->pin, issued->pin + 3);
        catalogue_say(LANGUAGE_DE, body, sizeof(body), TEXT_MESSAGE_FACTS, "reference", reference, "pin", pin, "date", date, NULL);
        catalogue_say(LANGUAGE_DE, place, sizeof(place), TEXT_MESSAGE_READY, "box", issued->box, NULL);
        snprintf(ret_text, MESSAGE_SIZE, "%s: %s%s%s. %s", state->name, place, with_address ? ", " : "", address, body);
        if (!fits(ret_text))
                snprintf(ret_text, MESSAGE_SIZE, "%s%s%s. %s", place, with_address ? ", " : "", address, body);
        if (!fits(ret_text))
                snprintf(ret_text, MESSAGE_SIZE, "%s: %s. %s", state->name, place, body);
        if (!fits(ret_text))
                snprintf(ret_text, MESSAGE_SIZE, "%s. %s", place, body);
        explicit_bzero(body, sizeof(body));
        explicit_bzero(reference, sizeof(reference));
        explicit_bzero(pin, sizeof(pin));
}
