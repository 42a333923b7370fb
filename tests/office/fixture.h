/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * A folder under /tmp with an office in it, and boxes that enrol.
 */
#pragma once

#include "controller/office/day_file.h"
#include "controller/office/issue.h"
#include "controller/office/office.h"
#include "tests/support/cmocka.h"

#define FIXTURE_PASSPHRASE "correct horse"
#define FIXTURE_NOW ((int64_t)1795000000) /* 2026-11-18T11:06:40Z, a Wednesday */

struct fixture {
        char folder[64];                  /* everything is in here */
        char dir[96];                     /* the office */
        struct sealing_key *box_key;      /* of the newest box */
        struct secrets day;               /* what fixture_lend() lends */
        struct problems problems;
};

/*
 * cmocka set-up and tear-down: a fresh folder with an office and the box K017; *state is the fixture. The database is a file, or
 * on the server of PICKUPBOX_TEST_DATABASE, which the caller has emptied.
 */
int fixture_set_up(void **state);
int fixture_tear_down(void **state);

/* The enrolment of a new box. The caller ends the buffer. */
void fixture_enrol(struct fixture *fixture, const char *id, struct buffer *ret_bytes);

/* Opened, and lent the key of its log. */
/* All consignments, after everything was verified. */
const struct issuances *fixture_issuances(struct fixture *fixture, const struct office *office);
struct office *fixture_open(struct fixture *fixture);
/* The same for an office that was opened otherwise. Each has a signer of its own, as each command. */
void fixture_lend(struct fixture *fixture, struct office *office);
/* What is in keys/day.key. */
struct day_file fixture_day_file(struct fixture *fixture);
struct secrets fixture_secrets(struct fixture *fixture, const struct office *office, unsigned which);

/* An order for K017: a passport, born on 24 December 1980. */
struct order fixture_order(const struct office *office);
/* Opens the office, issues the order and closes it again. */
struct issued fixture_issue(struct fixture *fixture);
/* The same with an own reference. */
struct issued fixture_issue_as(struct fixture *fixture, const char *own);
/* Makes the next bundle at now_s and opens it under the office's root key. */
struct bundle *fixture_bundle(struct fixture *fixture, int64_t now_s);

/* Renews the keys for every day at now_s. From when the new ones sign. */
int64_t fixture_renew(struct fixture *fixture, int64_t now_s);

/* Whether one of the sentences has this in English; all must be whole in every language. */
bool problems_name(const struct problems *problems, const char *text);

/* Whether the problems hold `text`; empties them. */
bool fixture_said(struct fixture *fixture, const char *text);
/* A copy of the database under this name, of a server as pg_dump makes it; and that copy in the place of what is there. */
void fixture_keep_database(const struct fixture *fixture, const char *name);
void fixture_put_back_database(const struct fixture *fixture, const char *name);
/* All of a small text file. */
void fixture_read_text(const char *path, char *ret_text, size_t size);
/* Runs a shell command made from the format, gives its output without the last line feed; fails the test when it fails. */
void fixture_run(char *ret_output, size_t size, const char *format, ...) PRINTF_LIKE(3, 4);
/* Skips the running case, with a reason, when the program is missing. */
void fixture_need(const char *program);
/* A line for every file below dir: path, size and checksum. */
void fixture_listing(const char *dir, char *ret_text, size_t size);
