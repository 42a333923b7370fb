/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/order.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/hex.h"
#include "base/moment.h"
#include "base/words/wish.h"

enum { FIELD_MAX = 128, YEAR_MIN = 1900, PLAIN_VERSION = 1 };

void order_wipe(struct order *order) {
        explicit_bzero(order, sizeof(*order));
}

static int set_box(struct order *order, const char *text, struct problems *problems) {
        if (!box_id_valid(text))
                return problems_add(problems, TEXT_PROBLEM_ORDER_BOX, "text", text, NULL);
        snprintf(order->box, sizeof(order->box), "%s", text);
        return 0;
}

static int add_item(struct order *order, const char *text, struct problems *problems) {
        enum item item = item_from_name(text);

        if (item == 0)
                return problems_add(problems, TEXT_PROBLEM_ORDER_ITEM, "text", text, NULL);
        if (order->item_count == TICKET_ITEMS_MAX)
                return problems_add(problems, TEXT_PROBLEM_ORDER_ITEMS_MANY, "n", NUMERAL(TICKET_ITEMS_MAX), NULL);
        order->items[order->item_count++] = (uint8_t)item;
        return 0;
}

static int add_items(struct order *order, char *text, struct problems *problems) {
        char *rest = text, *name;
        int r;

        while ((name = strsep(&rest, "+"))) {
                r = add_item(order, name, problems);
                if (r != 0)
                        return r;
        }
        return 0;
}

static bool take_number(const char *text, size_t len, unsigned *ret_number) {
        unsigned number = 0;

        for (size_t i = 0; i < len; i++) {
                if (text[i] < '0' || text[i] > '9')
                        return false;
                number = number * 10 + (unsigned)(text[i] - '0');
        }
        *ret_number = number;
        return true;
}

/* A day that was, on or before the local day of now_s; a month or day of 00 is unknown. */
static bool birth_possible(unsigned year, unsigned month, unsigned day, int64_t now_s) {
        struct local_time today;

        moment_local(now_s * 1000, &today);
        if (year < YEAR_MIN || month > 12 || day > (unsigned)moment_month_days((int)year, (int)month))
                return false;
        return year * 10000 + month * 100 + day <=
               (unsigned)today.year * 10000 + (unsigned)today.month * 100 + (unsigned)today.day;
}

static int set_born(struct order *order, const char *text, int64_t now_s, struct problems *problems) {
        unsigned year, month, day;

        if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' || !take_number(text, 4, &year) ||
            !take_number(text + 5, 2, &month) || !take_number(text + 8, 2, &day))
                return problems_add(problems, TEXT_PROBLEM_ORDER_BORN, NULL);
        if (!birth_possible(year, month, day, now_s))
                return problems_add(problems, TEXT_PROBLEM_ORDER_BORN_IMPOSSIBLE, "year", NUMERAL(YEAR_MIN), NULL);
        snprintf(order->birth, sizeof(order->birth), "%.4s%.2s%.2s", text, text + 5, text + 8);
        return 0;
}

static int set_days(struct order *order, const char *text, struct problems *problems) {
        unsigned days;

        if (strlen(text) > 3 || !take_number(text, strlen(text), &days) || days > TICKET_DAYS_MAX || (days == 0 && *text))
                return problems_add(problems, TEXT_PROBLEM_ORDER_DAYS, "text", text, "n", NUMERAL(TICKET_DAYS_MAX), NULL);
        order->days = (uint8_t)days;
        return 0;
}

static int set_wish(struct order *order, enum wish wish, const char *text, struct problems *problems) {
        if (strcasecmp(text, "yes") == 0 || strcmp(text, "1") == 0)
                order->wishes |= wish_bit(wish);
        else if (strcasecmp(text, "no") != 0 && strcmp(text, "0") != 0 && *text)
                return problems_add(problems, TEXT_PROBLEM_ORDER_YES_NO, "field", wish_name(wish), NULL);
        return 0;
}

static int set_group(struct order *order, const char *text, struct problems *problems) {
        if (!*text)
                return 0;
        if (!hex_decode(text, strlen(text), order->group, GROUP_LEN))
                return problems_add(problems, TEXT_PROBLEM_ORDER_GROUP, "n", NUMERAL(2 * GROUP_LEN), NULL);
        order->has_group = true;
        return 0;
}

int order_set(struct order *order, const char *field, const char *text, int64_t now_s, struct problems *problems) {
        char value[FIELD_MAX + 1];
        size_t len;
        int r;

        text += strspn(text, " \t");
        len = strlen(text);
        while (len > 0 && strchr(" \t\r\n", text[len - 1]))
                len--;
        if (len > FIELD_MAX)
                return problems_add(problems, TEXT_PROBLEM_ORDER_LONG, "field", field, "n", NUMERAL(FIELD_MAX), NULL);
        memcpy(value, text, len);
        value[len] = '\0';
        if (strcmp(field, "box") == 0)
                r = set_box(order, value, problems);
        else if (strcmp(field, "item") == 0)
                r = add_items(order, value, problems);
        else if (strcmp(field, "born") == 0)
                r = set_born(order, value, now_s, problems);
        else if (strcmp(field, "days") == 0)
                r = set_days(order, value, problems);
        else if (wish_from_name(field) != WISH_NO_NONE)
                r = set_wish(order, wish_from_name(field), value, problems);
        else
                r = set_group(order, value, problems);
        explicit_bzero(value, sizeof(value));
        return r;
}

int order_complete(struct order *order, const struct state *state, struct problems *problems) {
        if (!order->box[0])
                return problems_add(problems, TEXT_PROBLEM_ORDER_BOX_MISSING, NULL);
        if (!state_find_box(state, order->box))
                return problems_add(problems, TEXT_PROBLEM_ORDER_BOX_UNKNOWN, "box", order->box, NULL);
        if (order->item_count == 0)
                return problems_add(problems, TEXT_PROBLEM_ORDER_ITEM_MISSING, NULL);
        if (!order->birth[0])
                return problems_add(problems, TEXT_PROBLEM_ORDER_BORN_MISSING, NULL);
        if (order->days == 0)
                order->days = state->policy.deadline_days;
        return 0;
}

/* The bytes that are sealed; one layout, one length. */
struct plain {
        uint8_t version;
        uint8_t cti[CTI_LEN];
        char box[BOX_ID_MAX];
        uint8_t item_count, items[TICKET_ITEMS_MAX];
        char birth[BIRTH_LEN];
        uint8_t days, wishes, has_group, group[GROUP_LEN];
};
_Static_assert(sizeof(struct plain) == ORDER_PLAIN_LEN, "all are bytes, so there is no padding");

int order_seal(const struct order *order, const uint8_t cti[CTI_LEN], const struct sealing_public *to,
               uint8_t ret_sealed[ORDER_SEALED_LEN]) {
        struct buffer sealed = BUFFER_INIT;
        struct plain plain = {
                .version = PLAIN_VERSION,
                .item_count = order->item_count,
                .days = order->days,
                .wishes = order->wishes,
                .has_group = order->has_group,
        };
        int r;

        memcpy(plain.cti, cti, CTI_LEN);
        memcpy(plain.box, order->box, BOX_ID_MAX);
        memcpy(plain.items, order->items, TICKET_ITEMS_MAX);
        memcpy(plain.birth, order->birth, BIRTH_LEN);
        memcpy(plain.group, order->group, GROUP_LEN);
        r = sealing_seal(to, &plain, sizeof(plain), &sealed);
        explicit_bzero(&plain, sizeof(plain));
        if (r == 0)
                memcpy(ret_sealed, sealed.data, ORDER_SEALED_LEN);
        buffer_deinit(&sealed);
        return r;
}

int order_unseal(const uint8_t sealed[ORDER_SEALED_LEN], const uint8_t cti[CTI_LEN], const struct sealing_key *key,
                 struct order *ret_order) {
        struct order order = { 0 };
        struct plain plain;
        int r;

        r = sealing_open(key, sealed, ORDER_SEALED_LEN, (uint8_t *)&plain);
        if (r < 0)
                return r;
        memcpy(order.box, plain.box, BOX_ID_MAX);
        memcpy(order.items, plain.items, TICKET_ITEMS_MAX);
        memcpy(order.birth, plain.birth, BIRTH_LEN);
        memcpy(order.group, plain.group, GROUP_LEN);
        order.item_count = plain.item_count;
        order.days = plain.days;
        order.wishes = plain.wishes;
        order.has_group = plain.has_group != 0;
        if (plain.version != PLAIN_VERSION || memcmp(plain.cti, cti, CTI_LEN) != 0 || plain.item_count < 1 ||
            plain.item_count > TICKET_ITEMS_MAX || plain.days < 1 || plain.days > TICKET_DAYS_MAX)
                r = -EBADMSG;
        else
                *ret_order = order;
        explicit_bzero(&plain, sizeof(plain));
        order_wipe(&order);
        return r;
}
