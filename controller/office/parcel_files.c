/* SPDX-License-Identifier: EUPL-1.2 */
/* The files of one parcel. */
#include <string.h>

#include "base/unsynced.h"
#include "controller/office/message.h"
#include "controller/office/paper.h"
#include "controller/office/parcel_inner.h"
#include "ui/draw/qr.h"

/* Codes alone are for telephones: level M keeps the modules large (version 8, 49 a side; Q, as on letters, would take version 9). */
static const enum qr_level code_level = QR_LEVEL_M;

enum { PNG_SCALE_PX = 10 }; /* 0.8 mm a module at 300 dpi */

static int write_line(const char *folder, const char *name, const char *text) {
        struct buffer line = BUFFER_INIT;
        char path[OFFICE_PATH_SIZE];
        int r;

        path_inside(path, folder, name);
        r = buffer_append_text(&line, text);
        if (r == 0)
                r = buffer_append_u8(&line, '\n');
        if (r == 0)
                r = unsynced_replace(path, line.data, line.len, 0600);
        buffer_wipe(&line);
        return r;
}

static int write_picture(const char *folder, const char *name, const struct qr *qr) {
        char path[OFFICE_PATH_SIZE];

        path_inside(path, folder, name);
        return qr_write_png(qr, PNG_SCALE_PX, path);
}

static int write_code(const struct issued *issued, const char *folder) {
        struct qr qr;
        int r = qr_encode(issued->code, code_level, &qr);

        if (r < 0)
                return r;
        r = write_picture(folder, "code.png", &qr);
        qr_deinit(&qr);
        return r;
}

/* Letter and label of one alone. */
static int write_paper(const struct state *state, const struct issued *issued, const struct order *order, const struct qr *ticket, const char *folder) {
        char path[OFFICE_PATH_SIZE];
        int r;

        path_inside(path, folder, "letter.pdf");
        r = paper_write_letter(state, issued, path);
        path_inside(path, folder, "label.pdf");
        return r == 0 ? paper_write_label(state, issued, order, ticket, path) : r;
}

/* The label has the ticket's code as its picture does. */
int parcel_write_files(const struct office *office, const struct issued *issued, const struct order *order, struct paper_batch *batch, const char *folder) {
        char message[MESSAGE_SIZE];
        struct qr ticket;
        int r = qr_encode(issued->ticket, LABEL_LEVEL, &ticket);

        if (r < 0)
                return r;
        message_text(office->state, issued, message);
        if ((r = write_line(folder, "ticket.txt", issued->ticket)) == 0 && (r = write_picture(folder, "ticket.png", &ticket)) == 0 &&
            (r = write_line(folder, "code.txt", issued->code)) == 0 && (r = write_code(issued, folder)) == 0 &&
            (r = write_line(folder, "message.txt", message)) == 0)
                r = batch ? paper_batch_add(batch, issued, order, &ticket) : write_paper(office->state, issued, order, &ticket, folder);
        explicit_bzero(message, sizeof(message));
        qr_deinit(&ticket);
        return r;
}
