/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/audit/public.h"

#include <ctype.h>
#include <errno.h>
#include <jansson.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "ui/po/catalogue.h"

enum { LINE_SIZE = 256 };

/* ---- groups ---- */

static void month_text(int month_index, char ret_text[REPORT_DATE_SIZE]) {
        snprintf(ret_text, REPORT_DATE_SIZE, "%04d-%02d", month_index / 12, month_index % 12 + 1);
}

static int month_of(int32_t day) {
        int year, month, of_month;

        figures_date_of(day, &year, &month, &of_month);
        return year * 12 + month - 1;
}

/* A group that has enough is closed; the next month begins another. */
static int take_month(struct public_figures *figures, int month, uint64_t documents) {
        struct public_group *group = figures->count > 0 ? &figures->groups[figures->count - 1] : NULL;

        if (!group || group->documents >= PUBLIC_LEAST) {
                if (figures->count == PUBLIC_GROUPS_MAX)
                        return -ERANGE;
                group = &figures->groups[figures->count++];
                *group = (struct public_group){ 0 };
                month_text(month, group->from);
        }
        month_text(month, group->to);
        group->documents += documents;
        figures->documents += documents;
        return 0;
}

/* What has not enough is no group yet. */
static void drop_open(struct public_figures *figures) {
        if (figures->count > 0 && figures->groups[figures->count - 1].documents < PUBLIC_LEAST)
                figures->documents -= figures->groups[--figures->count].documents;
}

/* The first month that is not over: a ledger may still grow in the month of its last entry, and beyond it nothing is known. */
static int first_open_month(const struct reading *reading) {
        int open = INT_MAX;

        if (reading->figures->period.to_ms < INT64_MAX)
                open = month_of(figures_day_of(reading->figures->period.to_ms));
        for (size_t i = 0; i < reading->source_count; i++) {
                int month = month_of(figures_day_of(reading->sources[i].last_ms));

                if (month < open)
                        open = month;
        }
        return open;
}

int public_make(const struct report *report, struct public_figures *ret_figures) {
        const struct figures *all = report->reading->figures;
        struct public_figures *figures = ret_figures;
        int open = first_open_month(report->reading), r = 0;
        size_t day = 0;

        *figures = (struct public_figures){ 0 };
        if (all->day_count == 0)
                return 0;
        for (int month = month_of(all->days[0].day); r == 0 && day < all->day_count && month < open; month++) {
                uint64_t documents = 0;

                for (; day < all->day_count && month_of(all->days[day].day) == month; day++)
                        documents += all->days[day].count.issued_documents;
                r = take_month(figures, month, documents);
        }
        if (r < 0)
                return r;
        drop_open(figures);
        figures->known = figures->count > 0;
        return 0;
}

/* ---- forms ---- */

int public_csv(const struct public_figures *figures, struct buffer *ret_text) {
        int r = buffer_append_text(ret_text, "kind,from,to,documents\r\n");

        for (size_t i = 0; r == 0 && i < figures->count; i++)
                r = buffer_printf(ret_text, "months,%s,%s,%llu\r\n", figures->groups[i].from, figures->groups[i].to,
                                  (unsigned long long)figures->groups[i].documents);
        if (r == 0 && figures->known)
                r = buffer_printf(ret_text, "total,%s,%s,%llu\r\n", figures->groups[0].from, figures->groups[figures->count - 1].to,
                                  (unsigned long long)figures->documents);
        return r;
}

/* A line of a sentence. */
__attribute__((__sentinel__)) static int put_line(struct buffer *text, enum language language, enum text_id id, ...) {
        struct filling fillings[FILLINGS_MAX];
        char line[LINE_SIZE];
        size_t count;
        va_list list;

        va_start(list, id);
        count = fillings_take(list, fillings);
        va_end(list);
        catalogue_fill(language, id, fillings, count, line, sizeof(line));
        return buffer_printf(text, "%s\n", line);
}

int public_text(const struct public_figures *figures, enum language language, struct buffer *ret_text) {
        char group[LINE_SIZE];
        int r;

        if (!figures->known)
                return put_line(ret_text, language, TEXT_PUBLIC_NONE, "least", NUMERAL(PUBLIC_LEAST), NULL);
        r = put_line(ret_text, language, TEXT_PUBLIC_DOCUMENTS, "count", NUMERAL(figures->documents), NULL);
        for (size_t i = 0; r == 0 && i < figures->count; i++) {
                catalogue_say(language, group, sizeof(group), TEXT_PUBLIC_GROUP, "from", figures->groups[i].from, "to", figures->groups[i].to,
                              NULL);
                r = buffer_printf(ret_text, "%s  %8llu\n", group, (unsigned long long)figures->groups[i].documents);
        }
        return r;
}

/* Frees the object. */
static int dump(json_t *object, struct buffer *ret_text) {
        char *text = object ? json_dumps(object, JSON_INDENT(2) | JSON_ENSURE_ASCII) : NULL;
        int r = text ? buffer_printf(ret_text, "%s\n", text) : -ENOMEM;

        json_decref(object);
        free(text);
        return r;
}

static json_t *groups(const struct public_figures *figures) {
        json_t *array = json_array();

        for (size_t i = 0; i < figures->count; i++)
                if (json_array_append_new(array, json_pack("{s:s,s:s,s:I}", "from", figures->groups[i].from, "to", figures->groups[i].to,
                                                           "documents", (json_int_t)figures->groups[i].documents)) < 0) {
                        json_decref(array);
                        return NULL;
                }
        return array;
}

int public_json(const struct public_figures *figures, struct buffer *ret_text) {
        bool known = figures->known;

        return dump(json_pack("{s:o,s:o,s:o}", "documents", known ? json_integer((json_int_t)figures->documents) : json_null(), "until",
                              known ? json_string(figures->groups[figures->count - 1].to) : json_null(), "groups", groups(figures)),
                    ret_text);
}

/* ---- metadata ---- */

/* RFC 3986 without a fragment, for one is added; what else a URI cannot have is refused, not escaped. */
bool public_url_valid(const char *url) {
        const char *host = strncmp(url, "https://", 8) == 0 ? url + 8 : strncmp(url, "http://", 7) == 0 ? url + 7 : NULL;

        return host && isalnum((unsigned char)*host) &&
               strspn(host, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?[]@!$&'()*+,;=%") == strlen(host);
}

bool public_licence_valid(const char *uri) {
        static const char list[] = "http://dcat-ap.de/def/licenses/";
        static const char *const members[] = {
                "apache", "bsd", "cc-by", "cc-by-de/3.0", "cc-by-nc", "cc-by-nc-de/3.0", "cc-by-nc/4.0", "cc-by-nd", "cc-by-nd/3.0", "cc-by-nd/4.0",
                "cc-by-sa", "cc-by-sa-de/3.0", "cc-by-sa/4.0", "cc-by/4.0", "cc-zero", "ccpdm/1.0", "dl-by-de/1.0", "dl-by-de/2.0",
                "dl-by-nc-de/1.0", "dl-zero-de/2.0", "geoNutz/20131001", "geonutz/20130319", "gfdl", "gpl/3.0", "mozilla", "odbl", "odby",
                "odcpddl", "officialWork", "other-closed", "other-commercial", "other-freeware", "other-open", "other-opensource",
        };

        for (size_t i = 0; strncmp(uri, list, strlen(list)) == 0 && i < ARRAY_LEN(members); i++)
                if (strcmp(uri + strlen(list), members[i]) == 0)
                        return true;
        return false;
}

static json_t *reference(const char *uri) {
        return json_pack("{s:s}", "@id", uri);
}

static json_t *typed(const char *type, const char *value) {
        return json_pack("{s:s,s:s}", "@type", type, "@value", value);
}

static json_t *in_german(enum text_id text) {
        return json_pack("{s:s,s:s}", "@language", language_tag(LANGUAGE_DE), "@value", catalogue_text(LANGUAGE_DE, text));
}

static json_t *context(void) {
        return json_pack("{s:s,s:s,s:s,s:s,s:s}", "dcat", "http://www.w3.org/ns/dcat#", "dct", "http://purl.org/dc/terms/", "dcatde",
                         "http://dcat-ap.de/def/dcatde/", "foaf", "http://xmlns.com/foaf/0.1/", "xsd", "http://www.w3.org/2001/XMLSchema#");
}

/* The URI of a part of what lies at the URL. */
static json_t *part(const struct public_about *about, const char *name) {
        return json_sprintf("%s#%s", about->url, name);
}

static json_t *distribution(const struct public_about *about, const char *media_type) {
        bool csv = strcmp(media_type, "text/csv") == 0;
        char type[128];

        snprintf(type, sizeof(type), "https://www.iana.org/assignments/media-types/%s", media_type);
        return json_pack("{s:o,s:s,s:o,s:o,s:o,s:o}", "@id", part(about, csv ? "csv" : "json"), "@type", "dcat:Distribution", "dcat:accessURL", reference(about->url), "dct:license",
                         reference(about->licence), "dct:format",
                         reference(csv ? "http://publications.europa.eu/resource/authority/file-type/CSV"
                                       : "http://publications.europa.eu/resource/authority/file-type/JSON"),
                         "dcat:mediaType", reference(type));
}

/* Who knows no ontology finds the agent that it must be. */
static json_t *publisher(const struct public_about *about) {
        return json_pack("{s:[s,s],s:s}", "@type", "foaf:Agent", "foaf:Organization", "foaf:name", about->publisher);
}

static json_t *temporal(const struct public_figures *figures) {
        if (!figures->known)
                return json_null();
        return json_pack("{s:s,s:o,s:o}", "@type", "dct:PeriodOfTime", "dcat:startDate", typed("xsd:gYearMonth", figures->groups[0].from),
                         "dcat:endDate", typed("xsd:gYearMonth", figures->groups[figures->count - 1].to));
}

int public_metadata(const struct report *report, const struct public_figures *figures, const struct public_about *about,
                    const char *media_type, struct buffer *ret_text) {
        char modified[MOMENT_TEXT_SIZE];

        moment_format(report->created_ms, false, modified);
        return dump(json_pack("{s:o,s:o,s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "@context", context(), "@id", part(about, "dataset"), "@type",
                              "dcat:Dataset", "dct:identifier", part(about, "dataset"), "dct:title",
                              in_german(TEXT_PUBLIC_TITLE), "dct:description", in_german(TEXT_PUBLIC_DESCRIPTION),
                              "dct:publisher", publisher(about),
                              "dcat:theme", reference("http://publications.europa.eu/resource/authority/data-theme/GOVE"),
                              "dct:accrualPeriodicity", reference("http://publications.europa.eu/resource/authority/frequency/MONTHLY"),
                              "dct:modified", typed("xsd:dateTime", modified), "dct:temporal", temporal(figures), "dcat:distribution",
                              distribution(about, media_type)),
                    ret_text);
}
