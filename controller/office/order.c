/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/order.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/hex.h"
#include "base/moment.h"
#include "base/words/wish.h"
#include "controller/office/synonym.h"

enum { FIELD_MAX = 128, YEAR_MIN = 1900, PLAIN_VERSION = 1, SAME_ITEMS_MAX = 2 };

void order_wipe(struct order *order) {
        explicit_bzero(order, sizeof(*order));
}

static int set_box(struct order *order, char *text, struct problems *problems) {
        for (char *c = text; *c; c++)
                if (*c >= 'a' && *c <= 'z')
                        *c = (char)(*c - 'a' + 'A');
        if (!box_id_valid(text))
                return problems_add(problems, TEXT_PROBLEM_ORDER_BOX, "text", text, NULL);
        snprintf(order->box, sizeof(order->box), "%s", text);
        return 0;
}

static enum item item_meant(const char *text) {
        static const enum text_id meant[] = {
                [ITEM_PASSPORT] = TEXT_IMPORT_PASSPORT,
                [ITEM_IDENTITY_CARD] = TEXT_IMPORT_IDENTITY_CARD,
                [ITEM_RESIDENCE_CARD] = TEXT_IMPORT_RESIDENCE_CARD,
                [ITEM_TRAVEL_DOCUMENT] = TEXT_IMPORT_TRAVEL_DOCUMENT,
                [ITEM_LETTER] = TEXT_IMPORT_LETTER,
                [ITEM_OTHER] = TEXT_IMPORT_OTHER,
        };

        for (unsigned i = ITEM_PASSPORT; i < ARRAY_LEN(meant); i++)
                if (synonym_of(meant[i], text))
                        return (enum item)i;
        return item_from_name(text);
}

static int add_item(struct order *order, const char *text, struct problems *problems) {
        enum item item = item_meant(text);

        if (item == 0)
                return problems_add(problems, TEXT_PROBLEM_ORDER_ITEM, "text", text, NULL);
        if (order->item_count == TICKET_ITEMS_MAX)
                return problems_add(problems, TEXT_PROBLEM_ORDER_ITEMS_MANY, "n", NUMERAL(TICKET_ITEMS_MAX), NULL);
        order->items[order->item_count++] = (uint8_t)item;
        return 0;
}

static int add_items(struct order *order, char *text, struct problems *problems) {
        char *rest = text, *name;
        int r = 0;

        while ((name = strsep(&rest, "+")))
                if (add_item(order, synonym_trim(name), problems) != 0)
                        r = OFFICE_E_REFUSED;
        return r;
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

struct birth {
        unsigned year, month, day;
        bool short_year;        /* of two digits: nobody can tell the century */
};

/* "1980-12-24" */
static bool read_iso(const char *text, struct birth *ret_birth) {
        return strlen(text) == 10 && text[4] == '-' && text[7] == '-' && take_number(text, 4, &ret_birth->year) &&
               take_number(text + 5, 2, &ret_birth->month) && take_number(text + 8, 2, &ret_birth->day);
}

/* "24.12.1980", also without leading zeros */
static bool read_dotted(const char *text, struct birth *ret_birth) {
        size_t day = strcspn(text, "."), month = text[day] ? strcspn(text + day + 1, ".") : 0, year;
        const char *second = text + day + 1, *third = second + month + 1;

        if (day < 1 || day > 2 || month < 1 || month > 2 || second[month] != '.')
                return false;
        year = strlen(third);
        ret_birth->short_year = year == 2;
        return (year == 2 || year == 4) && take_number(text, day, &ret_birth->day) && take_number(second, month, &ret_birth->month) &&
               take_number(third, year, &ret_birth->year);
}

/* "24. 12. 1980", as DIN 5008 has it with a month in letters, and people without. */
static void close_dots(char *text) {
        char *to = text;

        for (char *from = text; *from;) {
                bool dot = *from == '.';

                *to++ = *from++;
                if (dot)
                        from = synonym_skip_blanks(from);
        }
        *to = '\0';
}

/* Spreadsheets put it behind a date. */
static void drop_midnight(char *text) {
        static const char *const midnights[] = { " 00:00:00", "T00:00:00", " 00:00", " 0:00" };
        size_t len = strlen(text);

        for (size_t i = 0; i < ARRAY_LEN(midnights); i++) {
                size_t tail = strlen(midnights[i]);

                if (len > tail && strcmp(text + len - tail, midnights[i]) == 0) {
                        text[len - tail] = '\0';
                        return;
                }
        }
}

static int set_born(struct order *order, char *text, int64_t now_s, struct problems *problems) {
        struct birth birth = { 0 };
        int r = 0;

        drop_midnight(text);
        close_dots(text);
        if (!read_iso(text, &birth) && !read_dotted(text, &birth))
                r = problems_add(problems, TEXT_PROBLEM_ORDER_BORN, NULL);
        else if (birth.short_year)
                r = problems_add(problems, TEXT_PROBLEM_ORDER_BORN_YEAR, NULL);
        else if (birth.year == 0)
                r = problems_add(problems, TEXT_PROBLEM_ORDER_BORN_UNKNOWN, NULL);
        else if (!birth_possible(birth.year, birth.month, birth.day, now_s))
                r = problems_add(problems, TEXT_PROBLEM_ORDER_BORN_IMPOSSIBLE, "year", NUMERAL(YEAR_MIN), NULL);
        else
                snprintf(order->birth, sizeof(order->birth), "%04u%02u%02u", birth.year % 10000, birth.month % 100, birth.day % 100);
        explicit_bzero(&birth, sizeof(birth));
        return r;
}

static int set_days(struct order *order, const char *text, struct problems *problems) {
        unsigned days;

        if (strlen(text) > 3 || !take_number(text, strlen(text), &days) || days > TICKET_DAYS_MAX || (days == 0 && *text))
                return problems_add(problems, TEXT_PROBLEM_ORDER_DAYS, "text", text, "n", NUMERAL(TICKET_DAYS_MAX), NULL);
        order->days = (uint8_t)days;
        return 0;
}

static int set_wish(struct order *order, enum wish wish, const char *text, struct problems *problems) {
        if (synonym_of(TEXT_IMPORT_YES, text))
                order->wishes |= wish_bit(wish);
        else if (!synonym_of(TEXT_IMPORT_NO, text) && *text)
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
        char whole[FIELD_MAX + 1], *value;
        size_t len = strlen(text);
        int r;

        if (len > FIELD_MAX)
                return problems_add(problems, TEXT_PROBLEM_ORDER_LONG, "field", field, "n", NUMERAL(FIELD_MAX), NULL);
        memcpy(whole, text, len + 1);
        value = synonym_trim(whole);
        if (strcmp(field, "box") == 0)
                r = set_box(order, value, problems);
        else if (strcmp(field, "item") == 0)
                r = add_items(order, value, problems);
        else if (strcmp(field, "born") == 0)
                r = set_born(order, value, now_s, problems);
        else if (strcmp(field, "days") == 0)
                r = set_days(order, value, problems);
        else if (strcmp(field, "reference") == 0)
                r = own_set(value, problems, order->own);
        else if (wish_from_name(field) != WISH_NO_NONE)
                r = set_wish(order, wish_from_name(field), value, problems);
        else
                r = set_group(order, value, problems);
        explicit_bzero(whole, sizeof(whole));
        return r;
}

/* One person has no three passports: a row was filled down, or somebody else's is among them. */
static bool too_many_alike(const struct order *order, enum item *ret_item) {
        unsigned counts[ITEM_COUNT] = { 0 };

        for (size_t i = 0; i < order->item_count; i++) {
                if (++counts[order->items[i]] <= SAME_ITEMS_MAX || order->items[i] == ITEM_LETTER || order->items[i] == ITEM_OTHER)
                        continue;
                *ret_item = (enum item)order->items[i];
                return true;
        }
        return false;
}

static int check_box(const struct order *order, const struct state *state, struct problems *problems) {
        if (!order->box[0])
                return problems_add(problems, TEXT_PROBLEM_ORDER_BOX_MISSING, NULL);
        if (!state_find_box(state, order->box))
                return problems_add(problems, TEXT_PROBLEM_ORDER_BOX_UNKNOWN, "box", order->box, NULL);
        return 0;
}

static int check_items(const struct order *order, const struct state *state, struct problems *problems) {
        enum item alike;

        if (order->item_count == 0)
                return problems_add(problems, TEXT_PROBLEM_ORDER_ITEM_MISSING, NULL);
        if (too_many_alike(order, &alike))
                return problems_add(problems, TEXT_PROBLEM_ORDER_ITEMS_ALIKE, "text", item_name(alike), "n", NUMERAL(SAME_ITEMS_MAX), NULL);
        return 0;
}

static int check_born(const struct order *order, const struct state *state, struct problems *problems) {
        return order->birth[0] ? 0 : problems_add(problems, TEXT_PROBLEM_ORDER_BORN_MISSING, NULL);
}

static int check_own(const struct order *order, const struct state *state, struct problems *problems) {
        if (own_fits(order->own, state->policy.own_pattern))
                return 0;
        return problems_add(problems, TEXT_PROBLEM_OWN_PATTERN, "pattern", state->policy.own_pattern, NULL);
}

int order_complete(struct order *order, const struct state *state, order_look_fn *look, void *context, struct problems *problems) {
        static const struct {
                const char *field;
                int (*check)(const struct order *order, const struct state *state, struct problems *problems);
        } checks[] = {
                { "box", check_box },
                { "item", check_items },
                { "born", check_born },
                { "reference", check_own },
        };
        int r = 0;

        for (size_t i = 0; i < ARRAY_LEN(checks); i++)
                if ((!look || look(context, checks[i].field)) && checks[i].check(order, state, problems) != 0)
                        r = OFFICE_E_REFUSED;
        if (order->days == 0)
                order->days = state->policy.deadline_days;
        return r;
}

bool order_birth_odd(const struct order *order) {
        return strncmp(order->birth + 4, "00", 2) == 0 && strcmp(order->birth + 6, "00") != 0;
}

bool order_same(const struct order *a, const struct order *b) {
        return strcmp(a->box, b->box) == 0 && strcmp(a->birth, b->birth) == 0 && a->item_count == b->item_count &&
               memcmp(a->items, b->items, a->item_count) == 0;
}

void order_blind_born(const char birth[BIRTH_LEN], const struct value_key *key, uint8_t ret_blind[BLIND_LEN]) {
        value_blind(key, "consignments.born", birth, BIRTH_LEN, ret_blind);
}

void order_blind_own(const char *own, const struct value_key *key, uint8_t ret_blind[BLIND_LEN]) {
        memset(ret_blind, 0, BLIND_LEN);
        if (*own)
                value_blind(key, "consignments.own", own, strlen(own), ret_blind);
}

void order_blinds(const struct order *order, const struct value_key *key, struct blinds *ret_blinds) {
        order_blind_born(order->birth, key, ret_blinds->born);
        order_blind_own(order->own, key, ret_blinds->own);
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

static struct value_place place_of(const uint8_t cti[CTI_LEN], uint32_t version) {
        return (struct value_place){ .column = "consignments.sealed", .cti = cti, .version = version };
}

void order_seal(const struct order *order, const uint8_t cti[CTI_LEN], uint32_t version, const struct value_key *key,
                uint8_t ret_sealed[ORDER_SEALED_LEN]) {
        const struct value_place place = place_of(cti, version);
        struct plain plain = {
                .version = PLAIN_VERSION,
                .item_count = order->item_count,
                .days = order->days,
                .wishes = order->wishes,
                .has_group = order->has_group,
        };

        memcpy(plain.cti, cti, CTI_LEN);
        memcpy(plain.box, order->box, BOX_ID_MAX);
        memcpy(plain.items, order->items, TICKET_ITEMS_MAX);
        memcpy(plain.birth, order->birth, BIRTH_LEN);
        memcpy(plain.group, order->group, GROUP_LEN);
        value_seal(key, &place, &plain, sizeof(plain), ret_sealed);
        explicit_bzero(&plain, sizeof(plain));
}

static int read_plain(const struct plain *plain, const uint8_t cti[CTI_LEN], struct order *ret_order) {
        struct order order = { 0 };

        if (plain->version != PLAIN_VERSION || memcmp(plain->cti, cti, CTI_LEN) != 0 || plain->item_count < 1 ||
            plain->item_count > TICKET_ITEMS_MAX || plain->days < 1 || plain->days > TICKET_DAYS_MAX)
                return -EBADMSG;
        memcpy(order.box, plain->box, BOX_ID_MAX);
        memcpy(order.items, plain->items, TICKET_ITEMS_MAX);
        memcpy(order.birth, plain->birth, BIRTH_LEN);
        memcpy(order.group, plain->group, GROUP_LEN);
        order.item_count = plain->item_count;
        order.days = plain->days;
        order.wishes = plain->wishes;
        order.has_group = plain->has_group != 0;
        *ret_order = order;
        order_wipe(&order);
        return 0;
}

int order_unseal(const uint8_t sealed[ORDER_SEALED_LEN], const uint8_t cti[CTI_LEN], uint32_t version, const struct value_key *key,
                 struct order *ret_order) {
        const struct value_place place = place_of(cti, version);
        struct plain plain;
        int r;

        r = value_open(key, &place, sealed, ORDER_SEALED_LEN, (uint8_t *)&plain);
        if (r == 0)
                r = read_plain(&plain, cti, ret_order);
        explicit_bzero(&plain, sizeof(plain));
        return r;
}

int order_unseal_first(const uint8_t sealed[ORDER_FIRST_LEN], const uint8_t cti[CTI_LEN], const struct sealing_key *key,
                       struct order *ret_order) {
        struct plain plain;
        int r;

        r = sealing_open(key, sealed, ORDER_FIRST_LEN, (uint8_t *)&plain);
        if (r == 0)
                r = read_plain(&plain, cti, ret_order);
        explicit_bzero(&plain, sizeof(plain));
        return r;
}
