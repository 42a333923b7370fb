/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * What a city may publish of a report: documents issued, in total and by month, and the metadata that open data
 * portals read (DCAT-AP.de, https://www.dcat-ap.de/def/dcatde/).
 *
 * Months with few documents would tell of single people. Such a month is taken together with the ones after it until
 * there are PUBLIC_LEAST: then the group is closed, and stays as it is in every later publication, so that nobody learns
 * of single people by comparing two. Only closed groups are published, and only months are taken that are over in the
 * ledger of every box; what is left at the end waits for the next publication. Days, boxes, kinds of document and people
 * are not published.
 */
#pragma once

#include "controller/audit/report_rows.h"

enum { PUBLIC_LEAST = 5, PUBLIC_GROUPS_MAX = 1200 };

struct public_group {
        char from[REPORT_DATE_SIZE], to[REPORT_DATE_SIZE]; /* "2026-09", both included */
        uint64_t documents;
};

struct public_figures {
        bool known;                     /* false: no group is closed yet, and there is neither total nor groups */
        uint64_t documents;             /* the sum of the groups */
        size_t count;
        struct public_group groups[PUBLIC_GROUPS_MAX];
};

/* What the portal is told besides. All borrowed. */
struct public_about {
        const char *publisher;          /* the city's name */
        const char *url;                /* where the data will be found; the URI of the dataset is made of it */
        const char *licence;            /* URI of dcat-ap.de's list */
};

/* Whether it can stand in metadata as an absolute URI of http or https. */
MUST_CHECK bool public_url_valid(const char *url);
/* Whether it is of the list of licences of dcat-ap.de (http://dcat-ap.de/def/licenses, as of 2021). */
MUST_CHECK bool public_licence_valid(const char *uri);

#define PUBLIC_LICENCE "http://dcat-ap.de/def/licenses/dl-zero-de/2.0"

/* Of a report that begins with the first entries. 0; -ERANGE when there are more than PUBLIC_GROUPS_MAX groups. */
MUST_CHECK int public_make(const struct report *report, struct public_figures *ret_figures);

/* "kind,from,to,documents", a line of kind "months" a group, and at the end one of kind "total". 0 or the errors of buffer_append(), as all of these. */
MUST_CHECK int public_csv(const struct public_figures *figures, struct buffer *ret_text);
MUST_CHECK int public_json(const struct public_figures *figures, struct buffer *ret_text);
MUST_CHECK int public_text(const struct public_figures *figures, enum language language, struct buffer *ret_text);
/* JSON-LD: a dcat:Dataset with one distribution, whose media type is "text/csv" or "application/json". */
MUST_CHECK int public_metadata(const struct report *report, const struct public_figures *figures, const struct public_about *about,
                               const char *media_type, struct buffer *ret_text);
