/* SPDX-License-Identifier: EUPL-1.2 */
#include "hal/scanner/scanner.h"

#include "hal/scanner/scanner_backend.h"
#include "hal/scanner/scanner_frame.h"

int scanner_fd(const struct scanner *scanner) {
        return scanner->fd;
}

int scanner_dispatch(struct scanner *scanner) {
        return scanner->implementation->dispatch(scanner);
}

void scanner_set_callbacks(struct scanner *scanner, scanner_text_fn *text, scanner_odd_fn *odd, scanner_present_fn *present, void *context) {
        scanner->text = text;
        scanner->odd = odd;
        scanner->present_told = present;
        scanner->context = context;
}

void scanner_set_raw(struct scanner *scanner, scanner_raw_fn *raw) {
        scanner->raw = raw;
}

void scanner_set_framing(struct scanner *scanner, scanner_framing_fn *framing) {
        scanner->framing = framing;
}

bool scanner_present(const struct scanner *scanner) {
        return scanner->present;
}

void scanner_free(struct scanner *scanner) {
        if (scanner)
                scanner->implementation->free(scanner);
}

void scanner_report_odd(struct scanner *scanner, enum scanner_oddity oddity, const char *bytes, size_t len) {
        struct scanner_glimpse glimpse = { .oddity = oddity, .len = len };

        if (len > 0) {
                glimpse.first = (unsigned char)bytes[0];
                glimpse.last = (unsigned char)bytes[len - 1];
        }
        if (scanner->odd)
                scanner->odd(scanner->context, &glimpse);
}

void scanner_report_framing(struct scanner *scanner, const char *device, const struct scanner_framing *framing) {
        if (scanner->framing)
                scanner->framing(scanner->context, device, framing);
}

void scanner_report_reading(struct scanner *scanner, const char *bytes, size_t len, char end) {
        /* One that was cut stays too long. */
        struct scanner_frame frame = len > SCANNER_TEXT_MAX ? (struct scanner_frame){ .text = bytes, .len = SCANNER_TEXT_MAX + 1 }
                                                            : scanner_frame_find(bytes, len);

        if (scanner->raw && len > 0)
                scanner->raw(scanner->context, bytes, len, end != '\0');
        if (frame.oddity != SCANNER_AS_EXPECTED)
                scanner_report_odd(scanner, frame.oddity, bytes, len);
        if (frame.len > 0 && scanner->text)
                scanner->text(scanner->context, frame.text, frame.len, end != '\0');
}

void scanner_report_present(struct scanner *scanner, bool present) {
        if (scanner->present == present)
                return;
        scanner->present = present;
        if (scanner->present_told)
                scanner->present_told(scanner->context, present);
}
