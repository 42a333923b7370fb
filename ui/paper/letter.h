/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The letter to a citizen, or many of them: one A4 page each after DIN 5008 form B, as PDF.
 *
 * Plain data in, a file out. The address window (20 to 105 mm from the left, 45 to
 * 90 mm from the top) stays empty for the sender's own addressing but for the return line in its first 5 mm, where one is given (8 pt, down to 5), nothing but the
 * letterhead stands above it, and no fold goes through the code: 58 mm a side, with a quarter of it to spare (level Q). All sizes are at
 * least 10 pt; text that is too long for its place is set smaller, down to 7 pt (the
 * service desk's lines to 5), and never cut.
 *
 * The page is tagged (headings, paragraphs, lists, figure) and has a title. Blocks
 * until the file is on the disk.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/macro.h"

enum { LETTER_INFO_MAX = 6, LETTER_FACTS_MAX = 3, LETTER_STEPS_MAX = 4, LETTER_CONTACT_MAX = 6 };

struct letter_pair {
        const char *label;
        const char *value;
};

/* The text in one language. */
struct letter_part {
        const char *heading;
        const char *steps[LETTER_STEPS_MAX]; /* numbered from 1 */
        size_t step_count;
        const char *note;                    /* or NULL */
};

/* All strings are UTF-8, borrowed until the call returns, and not NULL where not said otherwise. */
struct letter {
        const char *office;             /* letterhead */
        const char *return_line;        /* to whom it goes back when it cannot be delivered, or NULL */
        struct letter_pair info[LETTER_INFO_MAX]; /* information block beside the address window */
        size_t info_count;
        const char *subject, *subject_second; /* in both languages */
        const char *code;               /* text of the QR code */
        const char *bars;               /* text of the Code 128 under the information block; NULL: none */
        const char *facts_heading;      /* above the facts, or NULL */
        struct letter_pair facts[LETTER_FACTS_MAX]; /* beside the code, large: number, PIN, last day */
        size_t fact_count;
        struct letter_part parts[2];    /* above and below */
        const char *contact_heading;
        const char *contact[LETTER_CONTACT_MAX];
        size_t contact_count;
};

/* Letters in one file, in the order in which they are added: new, add each, finish, free. The title and the date (seconds since 1970) are the PDF's; nothing personal. 0 or -ENOMEM. */
struct letters;
MUST_CHECK int letters_new(const char *title, int64_t created_s, struct letters **ret_letters);
/* 0; -EMSGSIZE when the code fits into no QR code; -EINVAL when `bars` cannot be; -ENOMEM. */
MUST_CHECK int letters_add(struct letters *letters, const struct letter *letter);
/* Replaces the file (0600), on the disk after unsynced_wait(). 0 or a negative errno. */
MUST_CHECK int letters_finish(struct letters *letters, const char *path);
/*
 * Once they are finished: one of them, from 0, in a file of its own, which looks as it does among the others and has their fonts. The same; -EBADMSG when this Cairo
 * writes otherwise than single.h reads.
 */
MUST_CHECK int letters_write_single(struct letters *letters, size_t at, const char *path);
void letters_free(struct letters *letters); /* also NULL */
