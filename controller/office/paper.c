/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/paper.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "ui/paper/labels.h"
#include "ui/paper/letter.h"

enum { TEXT_SIZE = 512, DATE_SIZE = 64 };

#define TO "\u2060–\u2060" /* an en dash at which no line breaks */

static const char *const weekdays_de[] = { "Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag" };
static const char *const weekdays_en[] = { "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday" };
static const char *const short_de[] = { "Mo", "Di", "Mi", "Do", "Fr", "Sa", "So" };
static const char *const short_en[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
static const char *const months_de[] = { "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September",
                                         "Oktober", "November", "Dezember" };
static const char *const months_en[] = { "January", "February", "March", "April", "May", "June", "July", "August", "September",
                                         "October", "November", "December" };

/* By enum item. */
static const char *const items_de[ITEM_COUNT] = {
        [ITEM_PASSPORT] = "Reisepass",
        [ITEM_IDENTITY_CARD] = "Personalausweis",
        [ITEM_RESIDENCE_CARD] = "Aufenthaltstitel",
        [ITEM_TRAVEL_DOCUMENT] = "Reiseausweis",
        [ITEM_LETTER] = "Brief",
        [ITEM_OTHER] = "Sonstiges",
};

static bool same_hours(const struct bundle_opening *a, const struct bundle_opening *b) {
        return a->from_min == b->from_min && a->to_min == b->to_min;
}

void paper_opening(const struct policy *policy, const char *const weekdays[7], char ret_text[PAPER_OPENING_SIZE]) {
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
                                        weekdays[from->weekday], to != from ? TO : "", to != from ? weekdays[to->weekday] : "",
                                        from->from_min / 60, from->from_min % 60, from->to_min / 60, from->to_min % 60);
        }
}

/* The strings of one letter; the struct letter points into it. Wiped after use. */
struct wording {
        char title[DATE_SIZE + BUNDLE_NAME_MAX + 1];
        char date[DATE_SIZE], box[TEXT_SIZE], case_id[16];
        char reference[16], pin[16], until[DATE_SIZE];
        char steps_de[LETTER_STEPS_MAX][TEXT_SIZE + PAPER_OPENING_SIZE], steps_en[LETTER_STEPS_MAX][TEXT_SIZE + PAPER_OPENING_SIZE];
        char note_de[TEXT_SIZE], note_en[TEXT_SIZE];
};

static void word_facts(struct wording *wording, const struct state *state, const struct issued *issued) {
        struct local_time today, last;

        moment_local((int64_t)issued->nbf * 1000, &today);
        moment_local(issued->last_day_ms, &last);
        snprintf(wording->title, sizeof(wording->title), "%s: Abholung / collection", state->name);
        snprintf(wording->date, sizeof(wording->date), "%d. %s %d", today.day, months_de[today.month - 1], today.year);
        snprintf(wording->box, sizeof(wording->box), "%s", issued->box);
        snprintf(wording->case_id, sizeof(wording->case_id), "%.8s", issued->cti_text);
        snprintf(wording->reference, sizeof(wording->reference), "%.4s %.4s", issued->reference, issued->reference + 4);
        snprintf(wording->pin, sizeof(wording->pin), "%.3s %.3s", issued->pin, issued->pin + 3);
        snprintf(wording->until, sizeof(wording->until), "%02d.%02d.%d", last.day, last.month, last.year);
        snprintf(wording->note_de, sizeof(wording->note_de),
                 "Das Dokument liegt bis einschließlich %s, %d. %s %d, für Sie bereit. Bitte bewahren Sie diesen Brief sicher auf.",
                 weekdays_de[last.weekday], last.day, months_de[last.month - 1], last.year);
        snprintf(wording->note_en, sizeof(wording->note_en),
                 "The document is kept for you until the end of %s, %d %s %d. Please keep this letter in a safe place.",
                 weekdays_en[last.weekday], last.day, months_en[last.month - 1], last.year);
}

static void word_place(const struct state *state, const struct issued *issued, bool german, char *ret_text, size_t size) {
        const struct state_box *box = state_find_box(state, issued->box);
        bool with_address = box && box->address[0];
        char opening[PAPER_OPENING_SIZE];

        paper_opening(&state->policy, german ? short_de : short_en, opening);
        snprintf(ret_text, size, "%s %s%s%s.%s%s%s%s", german ? "Gehen Sie zur Box" : "Go to box", issued->box, with_address ? ", " : "",
                 with_address ? box->address : "", opening[0] ? (german ? " Geöffnet " : " Open ") : "", opening,
                 opening[0] ? "." : "",
                 !issued->return_old ? "" :
                 german ? " Bringen Sie Ihr altes Dokument mit." : " Bring your old document with you.");
}

static void word_steps(struct wording *wording, const struct state *state, const struct issued *issued) {
        word_place(state, issued, true, wording->steps_de[0], sizeof(wording->steps_de[0]));
        word_place(state, issued, false, wording->steps_en[0], sizeof(wording->steps_en[0]));
        snprintf(wording->steps_de[1], TEXT_SIZE, "Halten Sie den QR-Code vor den Scanner. Oder tippen Sie Nummer und PIN ein.");
        snprintf(wording->steps_en[1], TEXT_SIZE, "Hold the QR code to the scanner. Or type in the number and the PIN.");
        snprintf(wording->steps_de[2], TEXT_SIZE, "Geben Sie das Geburtsdatum der Person ein, der das Dokument gehört.");
        snprintf(wording->steps_en[2], TEXT_SIZE, "Enter the date of birth of the person the document belongs to.");
        snprintf(wording->steps_de[3], TEXT_SIZE, "Ein Fach geht auf. Nehmen Sie alles heraus%s und schließen Sie die Tür.",
                 issued->return_old ? ", legen Sie Ihr altes Dokument hinein" : "");
        snprintf(wording->steps_en[3], TEXT_SIZE, "A compartment opens. Take everything out%s and close the door.",
                 issued->return_old ? ", put your old document in" : "");
}

static void point_at(const struct wording *wording, struct letter *letter) {
        letter->info[0] = (struct letter_pair){ "Datum / Date", wording->date };
        letter->info[1] = (struct letter_pair){ "Box", wording->box };
        letter->info[2] = (struct letter_pair){ "Vorgang / Case", wording->case_id };
        letter->info_count = 3;
        letter->facts[0] = (struct letter_pair){ "Nummer / Number", wording->reference };
        letter->facts[1] = (struct letter_pair){ "PIN", wording->pin };
        letter->facts[2] = (struct letter_pair){ "Abholen bis / Collect by", wording->until };
        letter->fact_count = 3;
        letter->parts[0] = (struct letter_part){ .heading = "So holen Sie es ab", .step_count = LETTER_STEPS_MAX, .note = wording->note_de };
        letter->parts[1] = (struct letter_part){ .heading = "How to collect it", .step_count = LETTER_STEPS_MAX, .note = wording->note_en };
        for (size_t i = 0; i < LETTER_STEPS_MAX; i++) {
                letter->parts[0].steps[i] = wording->steps_de[i];
                letter->parts[1].steps[i] = wording->steps_en[i];
        }
}

int paper_write_letter(const struct state *state, const struct issued *issued, const char *path) {
        struct wording wording;
        struct letter letter = {
                .office = state->name,
                .subject = "Ihr Dokument liegt zur Abholung bereit",
                .subject_second = "Your document is ready to be collected",
                .code = issued->code,
                .contact_heading = "Bürgerbüro\nService desk",
                .contact_count = state->policy.contact_count,
                .created_s = issued->nbf,
        };
        int r;

        word_facts(&wording, state, issued);
        word_steps(&wording, state, issued);
        letter.title = wording.title;
        point_at(&wording, &letter);
        for (size_t i = 0; i < letter.contact_count; i++)
                letter.contact[i] = state->policy.contact[i];
        r = letter_write(&letter, path);
        explicit_bzero(&wording, sizeof(wording));
        return r;
}

enum { LABEL_TEXT_SIZE = 512 };

static void word_label(const struct issued *issued, const struct order *order, char ret_text[LABEL_TEXT_SIZE]) {
        size_t len;

        len = (size_t)snprintf(ret_text, LABEL_TEXT_SIZE, "%.8s", issued->cti_text);
        for (size_t i = 0; i < order->item_count; i++)
                len += (size_t)snprintf(ret_text + len, LABEL_TEXT_SIZE - len, "%s%s", i > 0 ? ", " : "\n", items_de[order->items[i]]);
        if (order->wishes & WISH_LOW)
                len += (size_t)snprintf(ret_text + len, LABEL_TEXT_SIZE - len, "\nniedrig");
        if (order->wishes & WISH_LARGE)
                len += (size_t)snprintf(ret_text + len, LABEL_TEXT_SIZE - len, "%sgroß", order->wishes & WISH_LOW ? ", " : "\n");
        if (order->wishes & WISH_RETURN_OLD)
                snprintf(ret_text + len, LABEL_TEXT_SIZE - len, "\nAltes zurück");
}

int paper_write_labels(const struct state *state, const struct issued *issued, const struct order *orders, size_t count,
                       const char *path) {
        struct label *labels = calloc(count, sizeof(*labels));
        char (*texts)[LABEL_TEXT_SIZE] = calloc(count, sizeof(*texts));
        char title[BUNDLE_NAME_MAX + 32];
        int r = -ENOMEM;

        if (labels && texts) {
                for (size_t i = 0; i < count; i++) {
                        word_label(&issued[i], &orders[i], texts[i]);
                        labels[i] = (struct label){ .code = issued[i].ticket, .heading = issued[i].box, .text = texts[i] };
                }
                snprintf(title, sizeof(title), "%s: Etiketten", state->name);
                r = labels_write(labels, count, title, issued[0].nbf, path);
        }
        free(labels);
        free(texts);
        return r;
}
