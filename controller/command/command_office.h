/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What the files of `pickupbox office` share; private to controller/command/.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/macro.h"
#include "controller/command/command.h"
#include "controller/office/find.h"
#include "controller/office/issue.h"
#include "controller/office/office.h"
#include "controller/office/parcel.h"
#include "controller/office/order.h"
#include "ui/paper/labels.h"

/* Seconds since 1970. */
int64_t office_now(void);

/* Each as a line "note: …" on standard error. */
void office_say_notes(const struct problems *notes);
/* Says what went wrong and turns a library's outcome into an exit status. Ends the problems. */
int office_conclude(int r, struct problems *problems);

/* Opens the office and says what it had to mend. As office_open(). */
MUST_CHECK int office_open_noting(const char *dir, struct problems *problems, struct office **ret_office);

/*
 * The same, and the keys. The passphrase is asked for before, so that nobody who
 * types holds the lock. The caller ends both, also on failure.
 */
MUST_CHECK int office_open_unlocked(const char *dir, unsigned which, const char passphrase[PASSPHRASE_MAX + 1],
                                    struct problems *problems, struct office **ret_office, struct secrets *ret_secrets);

/* The keys of an open office, lent to it (office_lend()), and a warning when the passphrase is shorter than a new one may be. As secrets_open(). */
MUST_CHECK int office_unlock(struct office *office, unsigned which, const char passphrase[PASSPHRASE_MAX + 1],
                             struct problems *problems, struct secrets *ret_secrets);

/* Which passphrase: the office's, or one that is to be, which is typed twice. */
enum passphrase_asked { PASSPHRASE_KNOWN, PASSPHRASE_NEW };

/* What a command does with the passphrase, or with the office open and its keys. 0; OFFICE_E_*; a negative errno. */
typedef int office_passphrase_fn(void *context, const char *passphrase, struct problems *problems);
typedef int office_keys_fn(void *context, struct office *office, const struct secrets *secrets, struct problems *problems);

/*
 * Asks for the passphrase (`file` as command_passphrase() takes it), does the work, and ends as office_conclude(): an exit status.
 * With keys: the work begins when the office is open (office_open_unlocked()) and the passphrase wiped.
 */
MUST_CHECK int office_with_passphrase(const char *file, enum passphrase_asked asked, office_passphrase_fn *work, void *context);
MUST_CHECK int office_with_keys(const char *dir, unsigned which, const char *file, office_keys_fn *work, void *context);

/* Sets the birth date: the first line of standard input for "-", or that, with a warning. 0; OFFICE_E_REFUSED; a negative errno with a problem. */
MUST_CHECK int office_set_born(struct order *order, const char *born, struct problems *problems);

/* What was issued, as JSON or for people; `lines`: where each stands in the file of a batch, or NULL. 0 or -ENOMEM. */
MUST_CHECK int office_print_one(const char *dir, bool json, const struct issued *issued);
MUST_CHECK int office_print_batch(const char *dir, bool json, const struct issued *issued, const size_t *lines, size_t count,
                                  const struct parcel_batch *files);
/* Says, before anything is printed, what of the settings no font can show. */
void office_note_paper(const struct office *office);
/* One line on a terminal. */
void office_show_progress(void *context, size_t done, size_t total);
/* The line, where there is a terminal; between office_begin_issue() and office_end_issue() whoever breaks it off is heeded. The latter does not return then. */
struct issue_progress office_begin_issue(void);
void office_end_issue(void);
/* A row of `list` for people. */
void office_say_row(const struct issuance *issuance);
struct office_selection {
        enum standing state;    /* STANDING_NONE: any */
        const char *box;        /* NULL: any */
        bool json;
};
/* Those of the rows that are chosen, in their order. 0 or -ENOMEM. */
MUST_CHECK int office_say_rows(const struct office_selection *selection, const struct issuance *rows, size_t count);

/* `office reissue --box`. */
enum { AGAIN_EXPORTS_MAX = 16 };
struct again_request {
        const char *dir, *box;
        const char *exports[AGAIN_EXPORTS_MAX];
        size_t export_count;
        bool dry_run, json;
        struct labels_place place;
};
/* Its context: a const struct again_request. */
office_keys_fn office_issue_again;

/* Whether it may name a consignment: 32 hexadecimal digits or the 8 of a case; says so when it cannot. */
MUST_CHECK bool office_case_sensible(const char *text);
/* The same for words that may also be the number or the own reference. */
MUST_CHECK bool office_words_sensible(const char *text);

/* Reads `--labels-from N` and `--shift RIGHT,DOWN`, each may be NULL. False after saying what is wrong. */
MUST_CHECK bool office_labels_place(const char *from, const char *shift, struct labels_place *ret_place);
