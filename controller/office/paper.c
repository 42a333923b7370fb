/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/paper.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "controller/office/wording.h"
#include "ui/paper/card.h"
#include "ui/paper/letter.h"
#include "ui/paper/missing.h"
#include "ui/po/catalogue.h"

enum { TEXT_SIZE = 512, DATE_SIZE = PAPER_DATE_SIZE, LETTER_PARTS = 2, LABELS = 7 };

#define TO "\u2060–\u2060" /* an en dash at which no line breaks */

static bool same_hours(const struct bundle_opening *a, const struct bundle_opening *b) {
        return a->from_min == b->from_min && a->to_min == b->to_min;
}

static const char *weekday_short(enum language language, unsigned weekday) {
        return catalogue_text(language, (enum text_id)(TEXT_WEEKDAY_SHORT_1 + weekday));
}

void paper_opening(const struct policy *policy, enum language language, char ret_text[PAPER_OPENING_SIZE]) {
        size_t len = 0;

        ret_text[0] = '\0';
        for (size_t first = 0, next; first < policy->opening_count; first = next) {
                const struct bundle_opening *from = &policy->opening[first], *to = from;

                for (next = first + 1; next < policy->opening_count; next++) {
                        if (policy->opening[next].weekday != to->weekday + 1 || !same_hours(from, &policy->opening[next]))
                                break;
                        to = &policy->opening[next];
                }
                len += (size_t)snprintf(ret_text + len, PAPER_OPENING_SIZE - len, "%s%s%s%s\u00a0%02d:%02d" TO "%02d:%02d", first > 0 ? ", " : "",
                                        weekday_short(language, from->weekday), to != from ? TO : "",
                                        to != from ? weekday_short(language, to->weekday) : "",
                                        from->from_min / 60, from->from_min % 60, from->to_min / 60, from->to_min % 60);
        }
}

/* The languages of the letter, from above to below. */
static const enum language languages[LETTER_PARTS] = { LANGUAGE_DE, LANGUAGE_EN };

/* The strings of one letter; the struct letter points into it. Wiped after use. */
struct wording {
        char bars[PAPER_BARS_SIZE];
        char date[DATE_SIZE], case_id[16];
        char reference[16], pin[16], until[DATE_SIZE];
        char labels[LABELS][TEXT_SIZE];
        char places[LETTER_PARTS][TEXT_SIZE + PAPER_OPENING_SIZE];
        char notes[LETTER_PARTS][TEXT_SIZE];
};

/* The same in every language of the letter, with `between` between them; once where all say the same. */
static void in_all(enum text_id id, const char *between, char ret_text[TEXT_SIZE]) {
        const char *first = catalogue_text(languages[0], id);
        size_t len = (size_t)snprintf(ret_text, TEXT_SIZE, "%s", first);

        for (size_t i = 1; i < LETTER_PARTS && len < TEXT_SIZE; i++) {
                const char *text = catalogue_text(languages[i], id);

                if (strcmp(text, first) != 0)
                        len += (size_t)snprintf(ret_text + len, TEXT_SIZE - len, "%s%s", between, text);
        }
}

static const char *month_name(enum language language, const struct local_time *day) {
        return catalogue_text(language, (enum text_id)(TEXT_DATE_MONTH_01 + day->month - 1));
}

static void long_date(enum language language, const struct local_time *day, char ret_text[DATE_SIZE]) {
        catalogue_say(language, ret_text, DATE_SIZE, TEXT_DATE_LONG, "day", NUMERAL(day->day), "month", month_name(language, day), "year",
                      NUMERAL(day->year), NULL);
}

void paper_date(const struct local_time *day, char ret_text[PAPER_DATE_SIZE]) {
        char of_month[NUMERAL_SIZE], month[NUMERAL_SIZE];

        snprintf(of_month, sizeof(of_month), "%02d", day->day);
        snprintf(month, sizeof(month), "%02d", day->month);
        catalogue_say(languages[0], ret_text, PAPER_DATE_SIZE, TEXT_DATE_NUMERIC, "day", of_month, "month", month, "year",
                      NUMERAL(day->year), NULL);
}

static void word_facts(struct wording *wording, const struct issued *issued) {
        struct local_time today, last;

        moment_local((int64_t)issued->nbf * 1000, &today);
        moment_local(issued->last_day_ms, &last);
        long_date(languages[0], &today, wording->date);
        snprintf(wording->case_id, sizeof(wording->case_id), "%.8s", issued->cti_text);
        snprintf(wording->reference, sizeof(wording->reference), "%.4s %.4s", issued->reference, issued->reference + 4);
        snprintf(wording->pin, sizeof(wording->pin), "%.3s %.3s", issued->pin, issued->pin + 3);
        paper_date(&last, wording->until);
        for (size_t i = 0; i < LETTER_PARTS; i++) {
                char date[DATE_SIZE];

                long_date(languages[i], &last, date);
                catalogue_say(languages[i], wording->notes[i], TEXT_SIZE, TEXT_LETTER_NOTE, "weekday",
                              catalogue_text(languages[i], (enum text_id)(TEXT_WEEKDAY_1 + last.weekday)), "date", date, NULL);
        }
}

/* "Go to box K017, town hall. Open Mo–Fr 8–18. Bring your old document with you." */
static void word_place(const struct state *state, const struct issued *issued, enum language language, char *ret_text, size_t size) {
        const struct state_box *box = state_find_box(state, issued->box);
        const char *address = wordings_address(state->policy.wordings, language_tag(language), issued->box);
        char opening[PAPER_OPENING_SIZE], place[TEXT_SIZE];
        size_t len;

        paper_opening(&state->policy, language, opening);
        if (!address)
                address = box ? box->address : "";
        snprintf(place, sizeof(place), "%s%s%s", issued->box, *address ? ", " : "", address);
        len = catalogue_say(language, ret_text, size, TEXT_LETTER_GO, "place", place, NULL);
        if (opening[0] && len + 1 < size) {
                ret_text[len++] = ' ';
                len += catalogue_say(language, ret_text + len, size - len, TEXT_LETTER_OPEN, "hours", opening, NULL);
        }
        if (issued->return_old && len < size)
                snprintf(ret_text + len, size - len, " %s", catalogue_text(language, TEXT_LETTER_BRING_OLD));
}

static void set_part(struct wording *wording, size_t at, const struct state *state, const struct issued *issued, struct letter *letter) {
        enum language language = languages[at];

        word_place(state, issued, language, wording->places[at], sizeof(wording->places[at]));
        letter->parts[at] = (struct letter_part){
                .heading = catalogue_text(language, TEXT_LETTER_HEADING),
                .steps = { wording->places[at], catalogue_text(language, TEXT_LETTER_STEP_CODE),
                           catalogue_text(language, TEXT_LETTER_STEP_BIRTH),
                           catalogue_text(language, issued->return_old ? TEXT_LETTER_STEP_TAKE_OLD : TEXT_LETTER_STEP_TAKE) },
                .step_count = LETTER_STEPS_MAX,
                .note = wording->notes[at],
        };
}

/* The label in all languages. */
static struct letter_pair pair(char label[TEXT_SIZE], enum text_id id, const char *value) {
        in_all(id, " / ", label);
        return (struct letter_pair){ label, value };
}

static void set_pairs(struct wording *wording, const struct issued *issued, struct letter *letter) {
        letter->info[0] = pair(wording->labels[0], TEXT_LETTER_DATE, wording->date);
        letter->info[1] = pair(wording->labels[1], TEXT_LETTER_BOX, issued->box);
        letter->info[2] = pair(wording->labels[2], TEXT_LETTER_CASE, wording->case_id);
        letter->info_count = 3;
        letter->facts[0] = pair(wording->labels[3], TEXT_LETTER_NUMBER, wording->reference);
        letter->facts[1] = pair(wording->labels[4], TEXT_LETTER_PIN, wording->pin);
        letter->facts[2] = pair(wording->labels[5], TEXT_LETTER_UNTIL, wording->until);
        letter->fact_count = 3;
        in_all(TEXT_LETTER_CONTACT, "\n", wording->labels[6]);
        letter->contact_heading = wording->labels[6];
}

void paper_bars(const struct issued *issued, bool of_letter, char ret_text[PAPER_BARS_SIZE]) {
        snprintf(ret_text, PAPER_BARS_SIZE, "%.8s%s", issued->cti_text, of_letter ? "P" : "");
        for (char *c = ret_text; *c; c++)
                if (*c >= 'a' && *c <= 'f')
                        *c = (char)(*c - 'a' + 'A');
}

static int add_letter(struct letters *letters, const struct state *state, const struct issued *issued) {
        struct wording wording;
        struct letter letter = {
                .office = state->name,
                .subject = catalogue_text(languages[0], TEXT_LETTER_SUBJECT),
                .subject_second = catalogue_text(languages[1], TEXT_LETTER_SUBJECT),
                .code = issued->code,
                .bars = wording.bars,
                .return_line = state->policy.return_line[0] ? state->policy.return_line : NULL,
                .contact_count = state->policy.contact_count,
        };
        int r;

        word_facts(&wording, issued);
        paper_bars(issued, true, wording.bars);
        set_pairs(&wording, issued, &letter);
        for (size_t i = 0; i < LETTER_PARTS; i++)
                set_part(&wording, i, state, issued, &letter);
        for (size_t i = 0; i < letter.contact_count; i++)
                letter.contact[i] = state->policy.contact[i];
        r = letters_add(letters, &letter);
        explicit_bzero(&wording, sizeof(wording));
        return r;
}

static int new_letters(const struct state *state, int64_t created_s, struct letters **ret_letters) {
        char words[TEXT_SIZE], title[BUNDLE_NAME_MAX + TEXT_SIZE + 4];

        in_all(TEXT_LETTER_TITLE, " / ", words);
        snprintf(title, sizeof(title), "%s: %s", state->name, words);
        return letters_new(title, created_s, ret_letters);
}

int paper_write_letters(const struct state *state, const struct issued *issued, size_t count, const char *path) {
        struct letters *letters = NULL;
        int r = new_letters(state, issued[0].nbf, &letters);

        for (size_t i = 0; r == 0 && i < count; i++)
                r = add_letter(letters, state, &issued[i]);
        if (r == 0)
                r = letters_finish(letters, path);
        letters_free(letters);
        return r;
}

int paper_write_letter(const struct state *state, const struct issued *issued, const char *path) {
        return paper_write_letters(state, issued, 1, path);
}

/* ---- labels ---- */

enum { LABEL_TEXT_SIZE = 512 };

/* The strings of one label. */
struct label_words {
        char bars[PAPER_BARS_SIZE], case_id[16], text[LABEL_TEXT_SIZE];
};

static const char *label_word(enum text_id id) {
        return catalogue_text(languages[0], id);
}

/* Items, and what the box and the citizen are to do, a line each. */
static void word_contents(const struct order *order, char ret_text[LABEL_TEXT_SIZE]) {
        size_t len = 0;

        for (size_t i = 0; i < order->item_count; i++)
                len += (size_t)snprintf(ret_text + len, LABEL_TEXT_SIZE - len, "%s%s", i > 0 ? ", " : "",
                                        label_word((enum text_id)(TEXT_LABEL_ITEM_1 + order->items[i] - ITEM_PASSPORT)));
        if (order->wishes & WISH_LOW)
                len += (size_t)snprintf(ret_text + len, LABEL_TEXT_SIZE - len, "\n%s", label_word(TEXT_LABEL_LOW));
        if (order->wishes & WISH_LARGE)
                len += (size_t)snprintf(ret_text + len, LABEL_TEXT_SIZE - len, "%s%s", order->wishes & WISH_LOW ? ", " : "\n",
                                        label_word(TEXT_LABEL_LARGE));
        if (order->wishes & WISH_RETURN_OLD)
                snprintf(ret_text + len, LABEL_TEXT_SIZE - len, "\n%s", label_word(TEXT_LABEL_RETURN_OLD));
}

static struct label word_label(const struct issued *issued, const struct order *order, struct label_words *words) {
        paper_bars(issued, false, words->bars);
        snprintf(words->case_id, sizeof(words->case_id), "%.4s\n%.4s", issued->cti_text, issued->cti_text + 4);
        word_contents(order, words->text);
        return (struct label){ .code = issued->ticket, .bars = words->bars, .heading = issued->box, .case_id = words->case_id, .text = words->text };
}

static void word_title(const struct state *state, char ret_title[BUNDLE_NAME_MAX + 32]) {
        catalogue_say(languages[0], ret_title, BUNDLE_NAME_MAX + 32, TEXT_LABEL_TITLE, "office", state->name, NULL);
}

static int new_labels(const struct state *state, int64_t created_s, const struct labels_place *place, struct labels **ret_labels) {
        char title[BUNDLE_NAME_MAX + 32];

        word_title(state, title);
        return labels_new(place, title, created_s, ret_labels);
}

static int add_label(struct labels *labels, const struct issued *issued, const struct order *order, const struct qr *ticket) {
        struct label_words words;
        struct label label = word_label(issued, order, &words);

        label.qr = ticket;
        return labels_add(labels, &label);
}

int paper_write_labels(const struct state *state, const struct issued *issued, const struct order *orders, size_t count,
                       const struct labels_place *place, const char *path) {
        struct labels *labels = NULL;
        int r = new_labels(state, issued[0].nbf, place, &labels);

        for (size_t i = 0; r == 0 && i < count; i++)
                r = add_label(labels, &issued[i], &orders[i], NULL);
        if (r == 0)
                r = labels_finish(labels, path);
        labels_free(labels);
        return r;
}

int paper_write_label(const struct state *state, const struct issued *issued, const struct order *order, const struct qr *ticket, const char *path) {
        char title[BUNDLE_NAME_MAX + 32];
        struct label_words words;
        struct label label = word_label(issued, order, &words);

        label.qr = ticket;
        word_title(state, title);
        return label_write(&label, title, issued->nbf, path);
}

/* ---- a batch ---- */

struct paper_batch {
        const struct state *state;
        struct letters *letters;
        struct labels *labels;
};

int paper_batch_new(const struct state *state, int64_t created_s, const struct labels_place *place, struct paper_batch **ret_batch) {
        struct paper_batch *batch CLEANUP(paper_batch_cleanup) = calloc(1, sizeof(*batch));
        int r;

        if (!batch)
                return -ENOMEM;
        batch->state = state;
        r = new_letters(state, created_s, &batch->letters);
        if (r == 0)
                r = new_labels(state, created_s, place, &batch->labels);
        if (r < 0)
                return r;
        *ret_batch = batch;
        batch = NULL;
        return 0;
}

int paper_batch_add(struct paper_batch *batch, const struct issued *issued, const struct order *order, const struct qr *ticket) {
        int r = add_letter(batch->letters, batch->state, issued);

        return r == 0 ? add_label(batch->labels, issued, order, ticket) : r;
}

int paper_batch_finish(struct paper_batch *batch, const char *labels_path, const char *letters_path) {
        int r = labels_finish(batch->labels, labels_path);

        return r == 0 ? letters_finish(batch->letters, letters_path) : r;
}

int paper_batch_write_letter(struct paper_batch *batch, size_t at, const struct issued *issued, const char *path) {
        int r = letters_write_single(batch->letters, at, path);

        return r == -EBADMSG ? paper_write_letter(batch->state, issued, path) : r;
}

void paper_batch_free(struct paper_batch *batch) {
        if (!batch)
                return;
        letters_free(batch->letters);
        labels_free(batch->labels);
        free(batch);
}

int paper_write_test(enum language language, const struct labels_place *place, int64_t now_s, const char *path) {
        const struct labels_test test = {
                .title = catalogue_text(language, TEXT_LABEL_TEST_TITLE), .use = catalogue_text(language, TEXT_LABEL_TEST_USE),
                .scale = catalogue_text(language, TEXT_LABEL_TEST_SCALE), .shift = catalogue_text(language, TEXT_LABEL_TEST_SHIFT),
                .line = catalogue_text(language, TEXT_LABEL_TEST_LINE),
        };

        return labels_write_test(&test, place, now_s, path);
}

/* ---- cards ---- */

int paper_write_card(const struct state *state, const struct state_staff *staff, const char *name, const char *badge, const char *path) {
        char title[BUNDLE_NAME_MAX + 64];
        const struct card card = {
                .title = title, .code = badge, .city = state->name, .name = *name ? name : staff->sub,
                .role = label_word((enum text_id)(TEXT_CARD_ROLE_1 + (staff->role - ROLE_LOADER))), .id = *name ? staff->sub : "",
        };

        catalogue_say(languages[0], title, sizeof(title), TEXT_CARD_TITLE, "office", state->name, NULL);
        return card_write(&card, staff->from, path);
}

/* ---- what no font has ---- */

static int note_missing(const char *text, const char *setting, struct problems *notes) {
        char character[MISSING_SIZE];
        int r = missing_character(text, character);

        if (r == 0 && character[0])
                (void)problems_add(notes, TEXT_PROBLEM_NOT_PRINTABLE, "name", setting, "character", character, NULL);
        return r;
}

int paper_note_missing(const struct state *state, struct problems *notes) {
        int r = note_missing(state->name, "name", notes);

        for (size_t i = 0; r == 0 && i < state->policy.contact_count; i++)
                r = note_missing(state->policy.contact[i], "policy.contact", notes);
        if (r == 0)
                r = note_missing(state->policy.return_line, "policy.return_line", notes);
        for (size_t i = 0; r == 0 && i < state->box_count; i++) {
                r = note_missing(state->boxes[i].address, state->boxes[i].id, notes);
                for (size_t part = 0; r == 0 && part < LETTER_PARTS; part++) {
                        const char *address = wordings_address(state->policy.wordings, language_tag(languages[part]), state->boxes[i].id);

                        r = address ? note_missing(address, "policy.wordings", notes) : 0;
                }
        }
        return r;
}

int paper_check_name(const char *name, struct problems *problems) {
        char character[MISSING_SIZE];
        int r = missing_character(name, character);

        return r == 0 && character[0] ? problems_add(problems, TEXT_PROBLEM_NOT_PRINTABLE, "name", "--name", "character", character, NULL) : r;
}
