/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/paper/objects.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* ---- words ---- */

enum { TABLES_MAX = 4 };

struct reader objects_between(const struct objects *objects, size_t from, size_t to) {
        return from <= to && to <= objects->pdf->len ? reader_over(objects->pdf->data + from, to - from) : reader_over("", 0);
}

size_t objects_place(const struct objects *objects, const struct reader *reader) {
        return (size_t)(reader->data - objects->pdf->data);
}

void pdf_skip_blanks(struct reader *reader) {
        while (reader->len > 0 && (*reader->data == ' ' || *reader->data == '\n')) {
                reader->data++;
                reader->len--;
        }
}

/* To behind these words; false and unchanged where they do not come. */
bool pdf_skip_to(struct reader *reader, const char *words) {
        const uint8_t *found = memmem(reader->data, reader->len, words, strlen(words));

        if (!found)
                return false;
        found += strlen(words);
        reader->len -= (size_t)(found - reader->data);
        reader->data = found;
        return true;
}

bool pdf_number(struct reader *reader, unsigned max, unsigned *ret_number) {
        uint64_t number;

        pdf_skip_blanks(reader);
        if (!reader_decimal(reader, max, &number))
                return false;
        *ret_number = (unsigned)number;
        return true;
}

/* "7 0 R" */
bool pdf_reference(struct reader *reader, unsigned *ret_number) {
        struct reader ahead = *reader;

        if (!pdf_number(&ahead, PDF_OBJECTS_MAX, ret_number) || !reader_text(&ahead, " 0 R"))
                return false;
        *reader = ahead;
        return true;
}

/* What stands behind these words and is a reference. */
bool pdf_reference_behind(struct reader reader, const char *words, unsigned *ret_number) {
        return pdf_skip_to(&reader, words) && pdf_reference(&reader, ret_number);
}

/* Past what is no reference: a string (nested brackets, escapes), a name, a word. */
static void skip_string(struct reader *reader) {
        unsigned depth = 0;

        do {
                uint8_t c = *reader->data;
                size_t len = c == '\\' && reader->len > 1 ? 2 : 1;

                depth += c == '(';
                depth -= c == ')';
                reader->data += len;
                reader->len -= len;
        } while (depth > 0 && reader->len > 0);
}

/* To the next reference, which is taken. False at the end, or where a stream begins, whose bytes are not looked at. */
bool pdf_next_reference(struct reader *reader, struct reader *ret_reference, unsigned *ret_number) {
        bool fresh = true; /* a word may begin here */

        while (reader->len > 0 && !(fresh && reader_text(reader, "stream\n"))) {
                uint8_t c = *reader->data;

                *ret_reference = *reader;
                if (fresh && c >= '0' && c <= '9' && pdf_reference(reader, ret_number)) {
                        ret_reference->len -= reader->len;
                        return true;
                }
                if (c == '(') {
                        skip_string(reader);
                        fresh = true;
                        continue;
                }
                fresh = c == ' ' || c == '\n' || c == '[';
                reader->data++;
                reader->len--;
        }
        return false;
}

/* ---- the table of objects (section 7.5.4) ---- */

struct trailer {
        unsigned size, root, info, former; /* `former`: table; 0: none */
};

static bool read_trailer(struct reader reader, struct trailer *ret_trailer) {
        struct trailer trailer = { .former = 0 };
        struct reader size, former;

        if (!reader_text(&reader, "trailer\n") || !pdf_skip_to(&reader, "<<"))
                return false;
        size = former = reader;
        if (!pdf_skip_to(&size, "/Size ") || !pdf_number(&size, PDF_OBJECTS_MAX, &trailer.size) || !pdf_reference_behind(reader, "/Root ", &trailer.root) ||
            !pdf_reference_behind(reader, "/Info ", &trailer.info))
                return false;
        former.len = (size_t)((const uint8_t *)memchr(former.data, '>', former.len) - former.data);
        if (pdf_skip_to(&former, "/Prev ") && !pdf_number(&former, INT32_MAX, &trailer.former))
                return false;
        *ret_trailer = trailer;
        return trailer.size > 0;
}

/* "0000000015 00000 n \n" */
static bool read_place(struct reader *reader, struct object *object) {
        const uint8_t *entry;
        size_t place = 0;

        if (!reader_take(reader, 20, &entry))
                return false;
        for (unsigned i = 0; i < 10; i++)
                place = place * 10 + (entry[i] - '0') % 10u;
        if (entry[17] == 'n' && object->at == 0) /* a newer table had none */
                object->at = place;
        return entry[17] == 'n' || entry[17] == 'f';
}

static int read_table(struct objects *objects, size_t at, struct trailer *ret_trailer) {
        struct reader reader = objects_between(objects, at, objects->pdf->len), entries;
        unsigned first, count;
        const uint8_t *bytes;

        if (!reader_text(&reader, "xref\n") || !pdf_number(&reader, PDF_OBJECTS_MAX, &first) || !pdf_number(&reader, PDF_OBJECTS_MAX, &count) || !reader_text(&reader, "\n"))
                return -EBADMSG;
        entries = reader;
        if (!reader_take(&reader, (size_t)count * 20, &bytes) || !read_trailer(reader, ret_trailer))
                return -EBADMSG;
        if (!objects->all) {
                objects->count = ret_trailer->size;
                objects->all = calloc(objects->count, sizeof(*objects->all));
        }
        if (!objects->all)
                return -ENOMEM;
        for (unsigned i = 0; i < count; i++)
                if (first + i >= objects->count || !read_place(&entries, &objects->all[first + i]))
                        return -EBADMSG;
        return 0;
}

static int compare_places(const void *a, const void *b) {
        const size_t *left = a, *right = b;

        return (*left > *right) - (*left < *right);
}

static int set_end(struct objects *objects, unsigned number, const size_t *places, size_t count) {
        struct object *object = &objects->all[number];
        const size_t *place = bsearch(&object->at, places, count, sizeof(*places), compare_places);
        struct reader reader;
        unsigned named;

        if (!place || place + 1 >= places + count)
                return -EBADMSG;
        reader = objects_between(objects, object->at, place[1]);
        if (!pdf_number(&reader, PDF_OBJECTS_MAX, &named) || named != number || !reader_text(&reader, " 0 obj\n"))
                return -EBADMSG;
        object->body = objects_place(objects, &reader);
        object->end = place[1];
        return 0;
}

/* Each ends where the next thing begins. */
static int set_ends(struct objects *objects, const size_t *tables, size_t table_count) {
        size_t *places = calloc(objects->count + table_count, sizeof(*places)), count = table_count;
        int r = places ? 0 : -ENOMEM;

        for (size_t i = 0; r == 0 && i < table_count; i++)
                places[i] = tables[i];
        for (unsigned i = 0; r == 0 && i < objects->count; i++)
                if (objects->all[i].at > 0)
                        places[count++] = objects->all[i].at;
        if (r == 0)
                qsort(places, count, sizeof(*places), compare_places);
        for (unsigned i = 0; r == 0 && i < objects->count; i++)
                if (objects->all[i].at > 0)
                        r = set_end(objects, i, places, count);
        free(places);
        return r;
}

/* From the newest table, which the last words name, to the first. */
static int read_tables(struct objects *objects) {
        struct reader reader = objects_between(objects, 0, objects->pdf->len), last = { .len = 0 };
        struct trailer trailer = { .former = 0 };
        size_t tables[TABLES_MAX], count = 0;
        int r = 0;

        if (reader.len > 64)
                reader = objects_between(objects, objects->pdf->len - 64, objects->pdf->len);
        while (pdf_skip_to(&reader, "startxref\n"))
                last = reader;
        if (!pdf_number(&last, INT32_MAX, &trailer.former))
                return -EBADMSG;
        while (r == 0 && trailer.former > 0) {
                if (count == TABLES_MAX)
                        return -EBADMSG;
                tables[count++] = trailer.former;
                r = read_table(objects, trailer.former, &trailer);
                if (r == 0 && count == 1) {
                        objects->root = trailer.root;
                        objects->info = trailer.info;
                }
        }
        return r == 0 ? set_ends(objects, tables, count) : r;
}

const struct object *objects_find(const struct objects *objects, unsigned number) {
        return number < objects->count && objects->all[number].at > 0 ? &objects->all[number] : NULL;
}

struct reader objects_body(const struct objects *objects, unsigned number) {
        const struct object *object = objects_find(objects, number);

        return object ? objects_between(objects, object->body, object->end) : reader_over("", 0);
}

int objects_read(const struct buffer *pdf, struct objects *ret_objects) {
        struct objects objects = { .pdf = pdf };
        int r = read_tables(&objects);

        if (r < 0)
                objects_deinit(&objects);
        else
                *ret_objects = objects;
        return r;
}

void objects_deinit(struct objects *objects) {
        free(objects->all);
        *objects = (struct objects){ .count = 0 };
}
