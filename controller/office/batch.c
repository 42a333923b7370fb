/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/batch.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/moment.h"
#include "base/words/wish.h"
#include "controller/office/office_store.h"
#include "controller/office/sheet.h"
#include "controller/office/synonym.h"

/* The fields of order_set() and what else people call their columns; the required ones first. */
static const struct column {
        const char *field;      /* NULL: that of a wish */
        enum wish wish;
        enum text_id meant;
} columns[] = {
        { .field = "box", .meant = TEXT_IMPORT_COLUMN_BOX },
        { .field = "item", .meant = TEXT_IMPORT_COLUMN_ITEM },
        { .field = "born", .meant = TEXT_IMPORT_COLUMN_BORN },
        { .field = "days", .meant = TEXT_IMPORT_COLUMN_DAYS },
        { .wish = WISH_NO_LOW, .meant = TEXT_IMPORT_COLUMN_LOW },
        { .wish = WISH_NO_LARGE, .meant = TEXT_IMPORT_COLUMN_LARGE },
        { .wish = WISH_NO_RETURN_OLD, .meant = TEXT_IMPORT_COLUMN_RETURN_OLD },
        { .field = "group", .meant = TEXT_IMPORT_COLUMN_GROUP },
        { .field = "reference", .meant = TEXT_IMPORT_COLUMN_REFERENCE },
};
enum { REQUIRED_COLUMNS = 3, COLUMNS = ARRAY_LEN(columns), PLACES_MAX = 64, UNKNOWN_COLUMN = COLUMNS, CARD_LETTER_AGE = 16 };

/* The sheet being read, and what its header row said. */
struct table {
        struct sheet sheet;
        unsigned order[PLACES_MAX];   /* index into columns, or UNKNOWN_COLUMN, by place */
        size_t count;
        bool refused[PLACES_MAX + 1]; /* of the row being read, by place; the last: of what is behind the columns */
        struct problems *problems, *notes;
};

/* ---- the header ---- */

static const char *field_of(unsigned column) {
        return columns[column].field ? columns[column].field : wish_name(columns[column].wish);
}

static unsigned column_of(const char *name) {
        for (unsigned i = 0; i < COLUMNS; i++)
                if (strcmp(field_of(i), name) == 0 || synonym_of(columns[i].meant, name))
                        return i;
        return UNKNOWN_COLUMN;
}

static int add_column(struct table *table, const char *name) {
        unsigned column = column_of(name);

        if (table->count == PLACES_MAX)
                return problems_add(table->problems, TEXT_PROBLEM_COLUMNS_MANY, "n", NUMERAL(PLACES_MAX), NULL);
        for (size_t i = 0; i < table->count; i++)
                if (column != UNKNOWN_COLUMN && table->order[i] == column)
                        return problems_add(table->problems, TEXT_PROBLEM_COLUMN_TWICE, "name", CUT(name, 40), NULL);
        table->order[table->count++] = column;
        return 0;
}

static int check_columns(struct table *table) {
        bool seen[COLUMNS + 1] = { false };

        for (size_t i = 0; i < table->count; i++)
                seen[table->order[i]] = true;
        for (unsigned i = 0; i < REQUIRED_COLUMNS; i++)
                if (!seen[i])
                        return problems_add(table->problems, TEXT_PROBLEM_COLUMN_MISSING, "name", field_of(i), NULL);
        return 0;
}

/* Only of what is a header for certain: a row of data in its place is not to be repeated. */
static void note_unknown(struct table *table, struct sheet header) {
        char field[SHEET_FIELD_SIZE];
        enum sheet_end end;

        do {
                const char *name;

                end = sheet_field(&header, field);
                name = synonym_trim(field);
                if (*name && column_of(name) == UNKNOWN_COLUMN)
                        problems_add(table->notes, TEXT_PROBLEM_COLUMN_UNKNOWN, "name", CUT(name, 40), NULL);
        } while (end == SHEET_SEPARATOR);
}

static int read_header(struct table *table) {
        char field[SHEET_FIELD_SIZE];
        struct sheet header;
        enum sheet_end end;
        int r;

        if (!sheet_row(&table->sheet))
                return problems_add(table->problems, TEXT_PROBLEM_BATCH_EMPTY, NULL);
        header = table->sheet;
        do {
                end = sheet_field(&table->sheet, field);
                if (end == SHEET_BAD || add_column(table, synonym_trim(field)) != 0)
                        return OFFICE_E_REFUSED;
        } while (end == SHEET_SEPARATOR);
        r = check_columns(table);
        if (r == 0)
                note_unknown(table, header);
        return r;
}

/* ---- the rows ---- */

static int set_field(struct table *table, size_t place, char *field, int64_t now_s, struct order *order) {
        if (place >= table->count)
                return *synonym_trim(field) ? problems_add(table->problems, TEXT_PROBLEM_FIELDS_MORE, NULL) : 0;
        if (table->order[place] == UNKNOWN_COLUMN)
                return 0;
        return order_set(order, field_of(table->order[place]), field, now_s, table->problems);
}

/* A, B … Z, AA …: as spreadsheets head it. */
static void name_column(size_t place, char ret_name[3]) {
        size_t first = place / 26;

        ret_name[0] = first > 0 ? (char)('A' + first - 1) : (char)('A' + place % 26);
        ret_name[1] = first > 0 ? (char)('A' + place % 26) : '\0';
        ret_name[2] = '\0';
}

/* Problems name the field from here on; PLACES_MAX and more are not counted. */
static void at_field(struct table *table, size_t place) {
        char column[3];

        name_column(place < PLACES_MAX ? place : PLACES_MAX, column);
        problems_at(table->problems, TEXT_PROBLEM_AT_FIELD, "line", NUMERAL(table->sheet.line), "column", column, NULL);
}

/* Where the column of that field stands; PLACES_MAX: nowhere, so that nothing can be wrong with it. */
static size_t place_of(const struct table *table, const char *field) {
        for (size_t i = 0; i < table->count; i++)
                if (table->order[i] != UNKNOWN_COLUMN && strcmp(field_of(table->order[i]), field) == 0)
                        return i;
        return PLACES_MAX;
}

/* Of one whose text was refused nothing more is said. */
static bool look_at(void *context, const char *field) {
        struct table *table = context;
        size_t place = place_of(table, field);

        if (place == PLACES_MAX || table->refused[place])
                return false;
        at_field(table, place);
        return true;
}

/* How many there are; 0: they cannot be told apart, and the row is passed over. What is wrong with each is said of it. */
static size_t read_fields(struct table *table, int64_t now_s, struct order *order) {
        char field[SHEET_FIELD_SIZE];
        enum sheet_end end;
        size_t place = 0;

        memset(table->refused, 0, sizeof(table->refused));
        do {
                at_field(table, place);
                end = sheet_field(&table->sheet, field);
                if (end == SHEET_BAD) {
                        sheet_skip_row(&table->sheet);
                        place = 0;
                        break;
                }
                table->refused[place < PLACES_MAX ? place : PLACES_MAX] = set_field(table, place, field, now_s, order) != 0;
                place++;
        } while (end == SHEET_SEPARATOR);
        explicit_bzero(field, sizeof(field));
        return place;
}

/* Every field is looked at, so that one run names all that is wrong. */
static int read_row(struct table *table, const struct state *state, int64_t now_s, struct order *ret_order) {
        unsigned problems_before = table->problems->count;
        struct order order = { 0 };
        size_t count = read_fields(table, now_s, &order);
        int r = 0;

        problems_at(table->problems, TEXT_PROBLEM_AT_LINE, "line", NUMERAL(table->sheet.line), NULL);
        if (count > 0 && count < table->count)
                problems_add(table->problems, TEXT_PROBLEM_FIELDS_FEWER, NULL);
        else if (count > 0)
                r = order_complete(&order, state, look_at, table, table->problems);
        if (table->problems->count != problems_before)
                r = OFFICE_E_REFUSED;
        if (r == 0)
                *ret_order = order;
        order_wipe(&order);
        return r;
}

static void note_odd(struct table *table, const struct order *order) {
        if (!order_birth_odd(order))
                return;
        problems_at(table->notes, TEXT_PROBLEM_AT_LINE, "line", NUMERAL(table->sheet.line), NULL);
        problems_add(table->notes, TEXT_PROBLEM_ORDER_BORN_ODD, NULL);
        problems_at(table->notes, TEXT_NONE, NULL);
}

static int read_rows(struct table *table, const struct state *state, int64_t now_s, struct batch *batch) {
        int r = 0;

        while (sheet_row(&table->sheet)) {
                if (batch->count == BATCH_ORDERS_MAX)
                        return problems_add(table->problems, TEXT_PROBLEM_BATCH_MANY, "n", NUMERAL(BATCH_ORDERS_MAX), NULL);
                if (read_row(table, state, now_s, &batch->orders[batch->count]) != 0) {
                        r = OFFICE_E_REFUSED;
                        continue;
                }
                note_odd(table, &batch->orders[batch->count]);
                batch->lines[batch->count++] = table->sheet.line;
        }
        problems_at(table->problems, TEXT_NONE, NULL);
        if (r == 0 && batch->count == 0)
                r = problems_add(table->problems, TEXT_PROBLEM_BATCH_NONE, NULL);
        return r;
}

static int read_sheet(const struct buffer *text, const struct state *state, int64_t now_s, struct problems *problems,
                      struct problems *notes, struct batch *batch) {
        struct table table = { .problems = problems, .notes = notes };
        int r;

        sheet_open(&table.sheet, buffer_text(text), text->len, problems);
        r = read_header(&table);
        if (r == 0)
                r = read_rows(&table, state, now_s, batch);
        problems_at(problems, TEXT_NONE, NULL);
        return r;
}

int batch_parse(const uint8_t *bytes, size_t len, const struct state *state, int64_t now_s, struct problems *problems,
                struct problems *notes, struct batch *ret_batch) {
        struct buffer text = BUFFER_INIT;
        struct batch batch = { 0 };
        int r;

        if (len > BATCH_MAX_LEN)
                return problems_add(problems, TEXT_PROBLEM_BATCH_LONG, "n", NUMERAL(BATCH_MAX_LEN), NULL);
        batch.orders = calloc(BATCH_ORDERS_MAX, sizeof(*batch.orders));
        batch.lines = calloc(BATCH_ORDERS_MAX, sizeof(*batch.lines));
        r = batch.orders && batch.lines ? sheet_decode(bytes, len, problems, &text, &batch.guessed) : -ENOMEM;
        if (r == 0)
                r = read_sheet(&text, state, now_s, problems, notes, &batch);
        if (r == 0 && batch.guessed)
                sheet_foreign_word(buffer_text(&text), text.len, batch.word);
        buffer_wipe(&text);
        if (r != 0)
                batch_deinit(&batch);
        else
                *ret_batch = batch;
        return r;
}

/* ---- doubts ---- */

/* Two cases of the register that look alike are no slip: among a thousand people some have one birthday. */
static bool own_differs(const struct order *a, const struct order *b) {
        return a->own[0] && b->own[0] && strcmp(a->own, b->own) != 0;
}

/* One case in two rows, each something else: what was copied down a column, or belongs into one row. */
static void doubt_own_twice(const struct batch *batch, struct problems *doubts) {
        for (size_t i = 1; i < batch->count; i++)
                for (size_t j = 0; j < i; j++) {
                        if (!batch->orders[i].own[0] || strcmp(batch->orders[i].own, batch->orders[j].own) != 0 ||
                            order_same(&batch->orders[i], &batch->orders[j]))
                                continue;
                        problems_add(doubts, TEXT_PROBLEM_OWN_TWICE, "line", NUMERAL(batch->lines[i]), "first", NUMERAL(batch->lines[j]), NULL);
                        break;
                }
}

static void doubt_repeats(const struct batch *batch, struct problems *doubts) {
        for (size_t i = 1; i < batch->count; i++)
                for (size_t j = 0; j < i; j++) {
                        if (!order_same(&batch->orders[i], &batch->orders[j]) || own_differs(&batch->orders[i], &batch->orders[j]))
                                continue;
                        problems_add(doubts, TEXT_PROBLEM_LINE_TWICE, "line", NUMERAL(batch->lines[i]), "first", NUMERAL(batch->lines[j]), NULL);
                        break;
                }
}

static bool has_item(const struct order *order, enum item item) {
        return memchr(order->items, item, order->item_count) != NULL;
}

/* From which day on somebody has no letter with a PIN yet: the online function of a card begins at 16. YYYYMMDD. */
static unsigned young_from(int64_t now_s) {
        struct local_time today;

        moment_local(now_s * 1000, &today);
        return (unsigned)(today.year - CARD_LETTER_AGE) * 10000 + (unsigned)today.month * 100 + (unsigned)today.day;
}

/* Where one row has a letter with such a card, another without may have lost it. */
static void doubt_letters(const struct batch *batch, enum item card, int64_t now_s, struct problems *doubts) {
        size_t with = 0;

        while (with < batch->count && !(has_item(&batch->orders[with], card) && has_item(&batch->orders[with], ITEM_LETTER)))
                with++;
        for (size_t i = 0; with < batch->count && i < batch->count; i++) {
                const struct order *order = &batch->orders[i];

                if (has_item(order, card) && !has_item(order, ITEM_LETTER) && strtoul(order->birth, NULL, 10) <= young_from(now_s))
                        problems_add(doubts, TEXT_PROBLEM_LINE_LETTER, "line", NUMERAL(batch->lines[i]), "text", item_name(card), "first",
                                     NUMERAL(batch->lines[with]), NULL);
        }
}

/* Only what can still be loaded or collected: who comes again after that orders anew. */
static bool is_same(const struct issuance *issuance, const struct order *order, const struct value_key *key, int64_t now_s) {
        struct order other = { 0 };
        uint8_t own[BLIND_LEN];
        bool same;

        order_blind_own(order->own, key, own);
        if (!issuance_open(issuance, (uint32_t)now_s) ||
            (!blind_is_none(own) && !blind_is_none(issuance->blinds.own) && memcmp(own, issuance->blinds.own, BLIND_LEN) != 0))
                return false;
        /* One of an office with other keys cannot be compared. */
        same = order_unseal(issuance->sealed, issuance->cti, issuance->version, key, &other) == 0 && order_same(order, &other);
        order_wipe(&other);
        return same;
}

struct earlier {
        size_t same;            /* rows that were issued before */
        uint32_t newest;
};

static int look_for_same(const struct order *order, const struct office *office, const struct value_key *key, int64_t now_s,
                         struct problems *problems, struct earlier *earlier) {
        struct issuance *found = NULL;
        uint8_t blind[BLIND_LEN];
        size_t count = 0, i = 0;
        int r;

        order_blind_born(order->birth, key, blind);
        r = office_look_up_blind(office, BLIND_BORN, blind, problems, &found, &count);
        while (r == 0 && i < count && !is_same(&found[i], order, key, now_s))
                i++;
        if (r == 0 && i < count) {
                earlier->same++;
                if (earlier->newest < found[i].nbf)
                        earlier->newest = found[i].nbf;
        }
        free(found);
        return r;
}

static int look_for_own(const struct order *order, const struct office *office, const struct value_key *key, int64_t now_s, size_t line,
                        struct problems *problems, struct problems *doubts) {
        struct issuance *found = NULL;
        uint8_t blind[BLIND_LEN];
        size_t count = 0;
        int r;

        if (!order->own[0])
                return 0;
        order_blind_own(order->own, key, blind);
        r = office_look_up_blind(office, BLIND_OWN, blind, problems, &found, &count);
        for (size_t i = 0; r == 0 && i < count; i++)
                if (issuance_open(&found[i], (uint32_t)now_s)) {
                        problems_add(doubts, TEXT_PROBLEM_OWN_AGAIN, "line", NUMERAL(line), NULL);
                        break;
                }
        free(found);
        return r;
}

static int doubt_issued(const struct batch *batch, const struct office *office, const struct value_key *key, int64_t now_s,
                        struct problems *problems, struct problems *doubts) {
        struct earlier earlier = { .same = 0 };
        char day[MOMENT_TEXT_SIZE];
        int r = 0;

        for (size_t i = 0; r == 0 && i < batch->count; i++) {
                r = look_for_same(&batch->orders[i], office, key, now_s, problems, &earlier);
                if (r == 0)
                        r = look_for_own(&batch->orders[i], office, key, now_s, batch->lines[i], problems, doubts);
        }
        if (r != 0 || 2 * earlier.same < batch->count || earlier.same == 0)
                return r;
        moment_format((int64_t)earlier.newest * 1000, false, day);
        problems_add(doubts, TEXT_PROBLEM_BATCH_AGAIN, "n", NUMERAL(earlier.same), "total", NUMERAL(batch->count), "day", CUT(day, 10), NULL);
        return 0;
}

int batch_doubts(const struct batch *batch, const struct office *office, const struct value_key *key, int64_t now_s, struct problems *problems,
                 struct problems *doubts) {
        if (batch->guessed)
                problems_add(doubts, TEXT_PROBLEM_BATCH_GUESSED, "word", batch->word, NULL);
        doubt_repeats(batch, doubts);
        doubt_own_twice(batch, doubts);
        doubt_letters(batch, ITEM_IDENTITY_CARD, now_s, doubts);
        doubt_letters(batch, ITEM_RESIDENCE_CARD, now_s, doubts);
        return office ? doubt_issued(batch, office, key, now_s, problems, doubts) : 0;
}

void batch_deinit(struct batch *batch) {
        if (batch->orders)
                explicit_bzero(batch->orders, BATCH_ORDERS_MAX * sizeof(*batch->orders));
        free(batch->orders);
        free(batch->lines);
        explicit_bzero(batch->word, sizeof(batch->word));
        *batch = (struct batch){ 0 };
}
