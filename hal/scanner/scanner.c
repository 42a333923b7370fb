/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/scanner/scanner.h"

#include "hal/scanner/scanner_backend.h"

int scanner_fd(const struct scanner *scanner) {
        return scanner->fd;
}

int scanner_dispatch(struct scanner *scanner) {
        return scanner->implementation->dispatch(scanner);
}

void scanner_set_callbacks(struct scanner *scanner, scanner_text_fn *text, scanner_present_fn *present, void *context) {
        scanner->text = text;
        scanner->present_told = present;
        scanner->context = context;
}

bool scanner_present(const struct scanner *scanner) {
        return scanner->present;
}

void scanner_free(struct scanner *scanner) {
        if (scanner)
                scanner->implementation->free(scanner);
}

void scanner_report_text(struct scanner *scanner, const char *text, size_t len) {
        if (len > SCANNER_TEXT_MAX + 1)
                len = SCANNER_TEXT_MAX + 1;
        if (len > 0 && scanner->text)
                scanner->text(scanner->context, text, len);
}

void scanner_report_present(struct scanner *scanner, bool present) {
        if (scanner->present == present)
                return;
        scanner->present = present;
        if (scanner->present_told)
                scanner->present_told(scanner->context, present);
}
