/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/listing.h"

#include "base/moment.h"
#include "base/words/item.h"
#include "controller/box/session/lists.h"

struct walk {
        struct buffer *text;
        uint32_t count;
        int r;                          /* what went wrong first */
};

/* Several are quoted, for a comma parts them. */
static int add_items(struct buffer *text, const struct consignment *consignment) {
        const char *quote = consignment->item_count > 1 ? "\"" : "";
        int r = buffer_append_text(text, quote);

        for (unsigned i = 0; r == 0 && i < consignment->item_count; i++)
                r = buffer_printf(text, "%s%s", i > 0 ? "," : "", item_name((enum item)consignment->items[i]));
        return r == 0 ? buffer_append_text(text, quote) : r;
}

static int add_line(struct buffer *text, const struct store_compartment *compartment, const struct consignment *consignment) {
        char number[SCREEN_CASE_SIZE], deadline[MOMENT_TEXT_SIZE];
        int r;

        lists_case_number(consignment->cti, number);
        moment_format(consignment->deadline_ms, true, deadline);
        r = buffer_printf(text, "%u,%s,", compartment->c, number);
        if (r == 0)
                r = add_items(text, consignment);
        return r == 0 ? buffer_printf(text, ",%s,%s\r\n", consignment_state_name(consignment->state), deadline) : r;
}

static void each(void *context, const struct store_compartment *compartment, const struct consignment *consignment) {
        struct walk *walk = context;

        if (walk->r != 0 || !consignment || !consignment_stays(consignment))
                return;
        walk->r = add_line(walk->text, compartment, consignment);
        walk->count++;
}

int listing_make(struct store *store, struct buffer *ret_text, uint32_t *ret_count) {
        struct walk walk = { .text = ret_text };
        int r = buffer_append_text(ret_text, "compartment,case,items,state,deadline\r\n");

        if (r == 0)
                r = store_each(store, each, &walk);
        *ret_count = walk.count;
        return r != 0 ? r : walk.r;
}
