/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/paper/single.h"

#include <errno.h>
#include <stdlib.h>

#include "ui/paper/objects.h"

/* What there is to know of an object besides. */
struct role {
        size_t list;            /* of an element of the structure that has others: where they begin, "[ 8 0 R"; 0: it has none */
        unsigned parent;        /* of an element; 0: it is none */
        unsigned number;        /* in the file that is being made; 0: it is not in there */
};

struct numbers {
        unsigned *all;
        size_t count, capacity;
};

struct singles {
        struct objects objects;
        struct role *roles;             /* of each */
        unsigned pages, parents;        /* the list of pages; the elements by page */
        struct numbers page;            /* the object of each page */
        struct numbers elements;        /* by StructParents: the object that lists them */
        struct numbers chosen;          /* for the file that is being made */
};

static int numbers_add(struct numbers *numbers, unsigned number) {
        if (numbers->count == numbers->capacity) {
                size_t capacity = numbers->capacity ? 2 * numbers->capacity : 64;
                unsigned *all = reallocarray(numbers->all, capacity, sizeof(*all));

                if (!all)
                        return -ENOMEM;
                numbers->all = all;
                numbers->capacity = capacity;
        }
        numbers->all[numbers->count++] = number;
        return 0;
}

/* ---- what is in there ---- */

/* References up to the bracket that ends their list; nothing else stands there. */
static int read_list(struct reader reader, struct numbers *ret_numbers) {
        unsigned number;
        int r = 0;

        while (r == 0 && pdf_reference(&reader, &number))
                r = numbers_add(ret_numbers, number);
        pdf_skip_blanks(&reader);
        return r < 0 ? r : reader_text(&reader, "]") ? 0 : -EBADMSG;
}

static int read_pages(struct singles *singles) {
        struct reader reader = objects_body(&singles->objects, singles->objects.root);

        if (!pdf_reference_behind(reader, "/Pages ", &singles->pages))
                return -EBADMSG;
        reader = objects_body(&singles->objects, singles->pages);
        return reader_text(&reader, "<< /Type /Pages\n   /Kids [ ") ? read_list(reader, &singles->page) : -EBADMSG;
}

/* "<< /Nums [ 0 58 0 R 1 90 0 R ] >>": numbered from 0 (section 7.9.7). */
static int read_elements(struct singles *singles) {
        struct reader reader;
        unsigned tree, key, list;
        int r = 0;

        if (!pdf_reference_behind(objects_body(&singles->objects, singles->objects.root), "/StructTreeRoot ", &tree) ||
            !pdf_reference_behind(objects_body(&singles->objects, tree), "/ParentTree ", &singles->parents))
                return -EBADMSG;
        reader = objects_body(&singles->objects, singles->parents);
        if (!reader_text(&reader, "<< /Nums ["))
                return -EBADMSG;
        while (r == 0 && pdf_number(&reader, PDF_OBJECTS_MAX, &key) && pdf_reference(&reader, &list))
                r = key == singles->elements.count ? numbers_add(&singles->elements, list) : -EBADMSG;
        pdf_skip_blanks(&reader);
        return r < 0 ? r : reader_text(&reader, "]") ? 0 : -EBADMSG;
}

/* Whether all that it lists is in rising order, and is the end of it. */
static bool list_rises(struct reader reader) {
        unsigned former = 0, number;

        for (; pdf_reference(&reader, &number); former = number)
                if (number <= former)
                        return false;
        pdf_skip_blanks(&reader);
        return reader_text(&reader, "]\n>>\nendobj\n");
}

/* One element of the structure (section 14.7.2): whose it is, and where those begin that are its own. */
static int read_element(struct singles *singles, unsigned element) {
        struct reader reader = objects_body(&singles->objects, element), ahead;
        struct role *role = &singles->roles[element];
        unsigned number;

        if (!reader_text(&reader, "<< /Type /StructElem\n"))
                return 0;
        if (!pdf_reference_behind(reader, "   /P ", &role->parent) || !pdf_skip_to(&reader, "   /K "))
                return -EBADMSG;
        ahead = reader;
        if (!reader_text(&ahead, "[") || !pdf_reference(&ahead, &number))
                return 0; /* what stands on the page */
        role->list = objects_place(&singles->objects, &reader);
        return reader_text(&reader, "[") && list_rises(reader) ? 0 : -EBADMSG;
}

int singles_new(const struct buffer *pdf, struct singles **ret_singles) {
        struct singles *singles CLEANUP(singles_cleanup) = calloc(1, sizeof(*singles));
        int r;

        if (!singles)
                return -ENOMEM;
        r = objects_read(pdf, &singles->objects);
        if (r < 0)
                return r;
        singles->roles = calloc(singles->objects.count, sizeof(*singles->roles));
        r = singles->roles ? read_pages(singles) : -ENOMEM;
        if (r == 0)
                r = read_elements(singles);
        for (unsigned i = 0; r == 0 && i < singles->objects.count; i++)
                r = read_element(singles, i);
        if (r < 0)
                return r;
        *ret_singles = singles;
        singles = NULL;
        return 0;
}

size_t singles_count(const struct singles *singles) {
        return singles->page.count;
}

void singles_free(struct singles *singles) {
        if (!singles)
                return;
        objects_deinit(&singles->objects);
        free(singles->roles);
        free(singles->page.all);
        free(singles->elements.all);
        free(singles->chosen.all);
        free(singles);
}

/* ---- one page ---- */

static int choose(struct singles *singles, unsigned number) {
        if (!objects_find(&singles->objects, number))
                return -EBADMSG;
        if (singles->roles[number].number > 0)
                return 0;
        singles->roles[number].number = 1;
        return numbers_add(&singles->chosen, number);
}

/* What it names: of an element of the structure not those below it. */
static int choose_named(struct singles *singles, unsigned number) {
        const struct object *object = objects_find(&singles->objects, number);
        size_t list = singles->roles[number].list;
        struct reader reader = objects_between(&singles->objects, object->body, list > 0 ? list : object->end), reference;
        unsigned named;
        int r = 0;

        if (number == singles->pages || number == singles->parents)
                return 0;
        while (r == 0 && pdf_next_reference(&reader, &reference, &named))
                r = choose(singles, named);
        return r;
}

static bool key_of(const struct singles *singles, unsigned page, unsigned *ret_key) {
        struct reader reader = objects_body(&singles->objects, page);

        return pdf_skip_to(&reader, "/StructParents ") && pdf_number(&reader, PDF_OBJECTS_MAX, ret_key) && *ret_key < singles->elements.count;
}

static int compare_numbers(const void *a, const void *b) {
        const unsigned *left = a, *right = b;

        return (*left > *right) - (*left < *right);
}

/* Page, catalog and metadata, and whatever those need; numbered in their order. */
static int choose_all(struct singles *singles, unsigned page, unsigned key) {
        const unsigned begin[] = { page, singles->objects.root, singles->objects.info, singles->elements.all[key] };
        int r = 0;

        for (size_t i = 0; r == 0 && i < ARRAY_LEN(begin); i++)
                r = choose(singles, begin[i]);
        for (size_t i = 0; r == 0 && i < singles->chosen.count; i++)
                r = choose_named(singles, singles->chosen.all[i]);
        if (r < 0)
                return r;
        qsort(singles->chosen.all, singles->chosen.count, sizeof(*singles->chosen.all), compare_numbers);
        for (size_t i = 0; i < singles->chosen.count; i++)
                singles->roles[singles->chosen.all[i]].number = (unsigned)i + 1;
        return 0;
}

static void choose_none(struct singles *singles) {
        for (size_t i = 0; i < singles->chosen.count; i++)
                singles->roles[singles->chosen.all[i]].number = 0;
        singles->chosen.count = 0;
}

static unsigned number_in(const struct singles *singles, unsigned number) {
        return number < singles->objects.count ? singles->roles[number].number : 0;
}

/* The same bytes, with the numbers that references have in this file. */
static int copy(const struct singles *singles, size_t from, size_t to, struct buffer *pdf) {
        struct reader reader = objects_between(&singles->objects, from, to), reference;
        const uint8_t *done = reader.data, *end = reader.data + reader.len;
        unsigned number;
        int r = 0;

        while (r == 0 && pdf_next_reference(&reader, &reference, &number)) {
                if (number_in(singles, number) == 0)
                        return -EBADMSG;
                r = buffer_append(pdf, done, (size_t)(reference.data - done));
                if (r == 0)
                        r = buffer_printf(pdf, "%u 0 R", number_in(singles, number));
                done = reader.data;
        }
        return r == 0 ? buffer_append(pdf, done, (size_t)(end - done)) : r;
}

/* Those of its elements that are on the page. */
static int copy_with_list(const struct singles *singles, unsigned number, struct buffer *pdf) {
        int r = copy(singles, objects_find(&singles->objects, number)->body, singles->roles[number].list, pdf);

        if (r == 0)
                r = buffer_append_text(pdf, "[ ");
        for (size_t i = 0; r == 0 && i < singles->chosen.count; i++)
                if (singles->roles[singles->chosen.all[i]].parent == number)
                        r = buffer_printf(pdf, "%zu 0 R ", i + 1);
        return r == 0 ? buffer_append_text(pdf, "]\n>>\nendobj\n") : r;
}

static int copy_object(const struct singles *singles, unsigned number, unsigned page, unsigned key, struct buffer *pdf) {
        const struct object *object = objects_find(&singles->objects, number);
        int r = buffer_printf(pdf, "%u 0 obj\n", singles->roles[number].number);

        if (r < 0)
                return r;
        if (number == singles->pages)
                return buffer_printf(pdf, "<< /Type /Pages\n   /Kids [ %u 0 R ]\n   /Count 1\n>>\nendobj\n", number_in(singles, page));
        if (number == singles->parents)
                return buffer_printf(pdf, "<< /Nums [\n   %u %u 0 R\n  ]\n>>\nendobj\n", key, number_in(singles, singles->elements.all[key]));
        return singles->roles[number].list > 0 ? copy_with_list(singles, number, pdf) : copy(singles, object->body, object->end, pdf);
}

static int append_table(const struct singles *singles, const size_t *places, size_t table, struct buffer *pdf) {
        int r = buffer_printf(pdf, "xref\n0 %zu\n%010u 65535 f \n", singles->chosen.count + 1, 0u);

        for (size_t i = 0; r == 0 && i < singles->chosen.count; i++)
                r = buffer_printf(pdf, "%010zu 00000 n \n", places[i]);
        return r == 0 ? buffer_printf(pdf, "trailer\n<< /Size %zu\n   /Root %u 0 R\n   /Info %u 0 R\n>>\nstartxref\n%zu\n%%%%EOF\n", singles->chosen.count + 1,
                                      number_in(singles, singles->objects.root), number_in(singles, singles->objects.info), table)
                      : r;
}

/* The first object begins behind the form's own two lines. */
static int append_file(const struct singles *singles, unsigned page, unsigned key, struct buffer *pdf) {
        size_t *places = calloc(singles->chosen.count, sizeof(*places)), begin = pdf->len;
        struct reader reader = objects_between(&singles->objects, 0, singles->objects.pdf->len);
        int r = places ? 0 : -ENOMEM;

        for (unsigned i = 0; r == 0 && i < 2; i++)
                r = pdf_skip_to(&reader, "\n") ? 0 : -EBADMSG;
        if (r == 0)
                r = buffer_append(pdf, singles->objects.pdf->data, objects_place(&singles->objects, &reader));
        for (size_t i = 0; r == 0 && i < singles->chosen.count; i++) {
                places[i] = pdf->len - begin;
                r = copy_object(singles, singles->chosen.all[i], page, key, pdf);
        }
        if (r == 0)
                r = append_table(singles, places, pdf->len - begin, pdf);
        free(places);
        return r;
}

int singles_page(struct singles *singles, size_t page, struct buffer *ret_pdf) {
        size_t before = ret_pdf->len;
        unsigned number, key;
        int r;

        if (page >= singles->page.count || !key_of(singles, singles->page.all[page], &key))
                return -EBADMSG;
        number = singles->page.all[page];
        r = choose_all(singles, number, key);
        if (r == 0)
                r = append_file(singles, number, key, ret_pdf);
        choose_none(singles);
        if (r < 0)
                ret_pdf->len = before;
        return r;
}
