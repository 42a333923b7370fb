/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What stands on paper: the wording of the letter and of the labels, in the
 * office's time zone. Drawing is ui/'s.
 */
#pragma once

#include <stddef.h>

#include "base/macro.h"
#include "base/moment.h"
#include "controller/office/order.h"
#include "controller/office/parcel.h"
#include "controller/office/state.h"
#include "ui/paper/labels.h"
#include "ui/po/language.h"

/* letter.pdf of one consignment. 0 or a negative errno. */
MUST_CHECK int paper_write_letter(const struct state *state, const struct issued *issued, const char *path);
/* The letters of all in one file, in their order. 0 or a negative errno. */
MUST_CHECK int paper_write_letters(const struct state *state, const struct issued *issued, size_t count, const char *path);
/* Sheets with the label of each; orders[i] belongs to issued[i]. 0 or a negative errno. */
MUST_CHECK int paper_write_labels(const struct state *state, const struct issued *issued, const struct order *orders, size_t count,
                                  const struct labels_place *place, const char *path);
/* One label on a page of its size. `ticket`: its code at LABEL_LEVEL. 0 or a negative errno. */
MUST_CHECK int paper_write_label(const struct state *state, const struct issued *issued, const struct order *order, const struct qr *ticket, const char *path);

/*
 * Letters and labels of a batch, each drawn once: new, add each, finish, then the letter of each in a file of its own. `created_s` is the files' date; the state is
 * borrowed until it is freed. Each 0 or a negative errno.
 */
struct paper_batch;
MUST_CHECK int paper_batch_new(const struct state *state, int64_t created_s, const struct labels_place *place, struct paper_batch **ret_batch);
/* `ticket`: its code at LABEL_LEVEL. */
MUST_CHECK int paper_batch_add(struct paper_batch *batch, const struct issued *issued, const struct order *order, const struct qr *ticket);
MUST_CHECK int paper_batch_finish(struct paper_batch *batch, const char *labels_path, const char *letters_path);
/* The one that was added as number `at`, from 0. */
MUST_CHECK int paper_batch_write_letter(struct paper_batch *batch, size_t at, const struct issued *issued, const char *path);
void paper_batch_free(struct paper_batch *batch); /* also NULL */
DEFINE_CLEANUP(struct paper_batch, paper_batch_free, paper_batch_cleanup)

/* The sheet that shows where a printer puts labels, in `language`. 0 or a negative errno. */
MUST_CHECK int paper_write_test(enum language language, const struct labels_place *place, int64_t now_s, const char *path);
/* The card of a member of staff. `name` "": the id stands for it. 0 or a negative errno. */
MUST_CHECK int paper_write_card(const struct state *state, const struct state_staff *staff, const char *name, const char *badge, const char *path);

/* A note on each setting that a letter shows and no font can: a character would be a box on paper. 0 or a negative errno. */
MUST_CHECK int paper_note_missing(const struct state *state, struct problems *notes);
/* The same of the name for a card. 0; OFFICE_E_REFUSED with a problem; a negative errno. */
MUST_CHECK int paper_check_name(const char *name, struct problems *problems);

enum { PAPER_BARS_SIZE = 10 };
/* What Code 128 says: the case in capitals, of a letter with a P behind it. */
void paper_bars(const struct issued *issued, bool of_letter, char ret_text[PAPER_BARS_SIZE]);

enum { PAPER_OPENING_SIZE = 1024 };
/* "Mo–Do 06:00–20:00, Fr 06:00–19:00" (with word joiners at the dashes), or "" when always open. */
void paper_opening(const struct policy *policy, enum language language, char ret_text[PAPER_OPENING_SIZE]);

enum { PAPER_DATE_SIZE = 64 };
/* "03.12.2026", as letter and message have it. */
void paper_date(const struct local_time *day, char ret_text[PAPER_DATE_SIZE]);
