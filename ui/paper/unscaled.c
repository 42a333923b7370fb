/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/paper/unscaled.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct ends {
        unsigned size, root, info;      /* of the trailer */
        unsigned long table;            /* where the table of objects begins */
        const char *catalog;            /* behind its "<<" */
        size_t catalog_len;             /* up to and with its "endobj" */
};

static const char *find(const struct buffer *pdf, size_t from, const char *words) {
        return from < pdf->len ? memmem(pdf->data + from, pdf->len - from, words, strlen(words)) : NULL;
}

/* The last trailer of the file; what is read is text within the buffer, which ends with NUL. */
static bool read_trailer(const struct buffer *pdf, struct ends *ends) {
        const char *trailer = NULL, *next = find(pdf, 0, "trailer\n");

        while (next) {
                trailer = next;
                next = find(pdf, (size_t)(next + 1 - (const char *)pdf->data), "trailer\n");
        }
        return trailer && sscanf(trailer, "trailer << /Size %u /Root %u 0 R /Info %u 0 R >> startxref %lu", &ends->size, &ends->root,
                                 &ends->info, &ends->table) == 4;
}

static bool find_catalog(const struct buffer *pdf, struct ends *ends) {
        char head[48];
        const char *object, *end;

        snprintf(head, sizeof(head), "\n%u 0 obj\n<< /Type /Catalog", ends->root);
        object = find(pdf, 0, head);
        if (!object)
                return false;
        ends->catalog = strstr(object, "<<") + 2;
        end = find(pdf, (size_t)(ends->catalog - (const char *)pdf->data), "endobj");
        ends->catalog_len = end ? (size_t)(end - ends->catalog) + strlen("endobj") : 0;
        return end != NULL;
}

static int append(struct buffer *pdf, const struct ends *ends, const char *catalog) {
        size_t object = pdf->len, table;
        int r;

        r = buffer_printf(pdf, "%u 0 obj\n<< /ViewerPreferences << /PrintScaling /None >>%s\n", ends->root, catalog);
        table = pdf->len;
        return r < 0 ? r : buffer_printf(pdf, "xref\n%u 1\n%010zu 00000 n \ntrailer\n<< /Size %u\n   /Root %u 0 R\n   /Info %u 0 R\n   /Prev %lu\n>>\n"
                                              "startxref\n%zu\n%%%%EOF\n", ends->root, object, ends->size, ends->root, ends->info, ends->table, table);
}

int unscaled_append(struct buffer *pdf) {
        struct buffer catalog = BUFFER_INIT;
        struct ends ends;
        int r;

        if (!find(pdf, 0, "%PDF-") || !buffer_text(pdf) || !read_trailer(pdf, &ends) || !find_catalog(pdf, &ends))
                return 0;
        r = buffer_append(&catalog, ends.catalog, ends.catalog_len);
        if (r == 0)
                r = append(pdf, &ends, buffer_text(&catalog));
        buffer_deinit(&catalog);
        return r;
}
