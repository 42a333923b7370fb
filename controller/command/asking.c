/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/asking.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { CONNECT_MAX_S = 15, WHOLE_MAX_S = 60 };

#define CALL "/add-checkpoint"

bool asking_init(struct asking *asking, const char *url) {
        size_t len = strlen(url);
        bool whole;

        if (strncmp(url, "http://", 7) != 0 && strncmp(url, "https://", 8) != 0)
                return false;
        while (len > 0 && url[len - 1] == '/')
                len--;
        whole = len >= strlen(CALL) && memcmp(url + len - strlen(CALL), CALL, strlen(CALL)) == 0;
        return snprintf(asking->url, sizeof(asking->url), "%.*s%s", (int)len, url, whole ? "" : CALL) < (int)sizeof(asking->url);
}

/* Fewer bytes than were given end the transfer. */
static size_t take(char *bytes, size_t size, size_t count, void *context) {
        struct submission_answer *answer = context;

        return buffer_append(&answer->body, bytes, size * count) == 0 ? size * count : 0;
}

static bool set(CURL *curl, const struct asking *asking, const struct buffer *body, struct curl_slist *headers, struct submission_answer *answer,
                char error[CURL_ERROR_SIZE]) {
        return curl_easy_setopt(curl, CURLOPT_URL, asking->url) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK && curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_MAX_S) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)WHOLE_MAX_S) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_POSTFIELDS, buffer_text(body)) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body->len) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) == CURLE_OK && curl_easy_setopt(curl, CURLOPT_USERAGENT, "pickupbox") == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take) == CURLE_OK && curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer) == CURLE_OK &&
               curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error) == CURLE_OK;
}

static int perform(CURL *curl, struct submission_answer *answer, const char *error, struct finding *finding) {
        CURLcode code = curl_easy_perform(curl);
        const char *type = NULL;
        long status = 0;

        if (code == CURLE_WRITE_ERROR)
                return finding_set(finding, "the witness answers with more than an answer can have");
        if (code != CURLE_OK)
                return finding_set(finding, "the witness does not answer: %.300s", error[0] ? error : curl_easy_strerror(code));
        if (curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status) != CURLE_OK || curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type) != CURLE_OK)
                return -EIO;
        answer->status = (unsigned)status;
        snprintf(answer->type, sizeof(answer->type), "%s", type ? type : "");
        return 0;
}

int asking_post(void *context, const struct buffer *body, struct submission_answer *ret_answer, struct finding *ret_finding) {
        struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: text/plain; charset=utf-8");
        CURL *curl = curl_easy_init();
        char error[CURL_ERROR_SIZE] = "";
        int r = -ENOMEM;

        if (curl && headers && set(curl, context, body, headers, ret_answer, error))
                r = perform(curl, ret_answer, error, ret_finding);
        curl_slist_free_all(headers);
        curl_easy_cleanup(curl);
        return r;
}
