/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The pages of a PDF, each as a PDF of its own (ISO 32000-1 sections 7.5 and 14.7): what the page needs of what all pages share, such as fonts and metadata, and its
 * part of the structure tree. Objects are copied and numbered anew; nothing is drawn or packed again, so a page looks alike in both.
 *
 * Read is what Cairo writes as PDF 1.4, with updates behind it: a table of objects as text, one list of pages.
 */
#pragma once

#include "base/bytes.h"
#include "base/macro.h"

struct singles;

/* `pdf` is borrowed until singles_free(). 0; -EBADMSG: it is put together otherwise; -ENOMEM. */
MUST_CHECK int singles_new(const struct buffer *pdf, struct singles **ret_singles);
size_t singles_count(const struct singles *singles);
/* Appends the file of one page, from 0. 0; -EBADMSG: it is put together otherwise; or what the buffer answers. */
MUST_CHECK int singles_page(struct singles *singles, size_t page, struct buffer *ret_pdf);
void singles_free(struct singles *singles); /* also NULL */
DEFINE_CLEANUP(struct singles, singles_free, singles_cleanup)
