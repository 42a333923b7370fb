/* SPDX-License-Identifier: EUPL-1.2 */
/* A witness asked over HTTP or HTTPS, for ledger_submit(). Home of libcurl. */
#pragma once

#include "controller/ledger/submission.h"

enum { ASKING_URL_MAX = 2048 };

struct asking {
        char url[ASKING_URL_MAX]; /* of its add-checkpoint */
};

/* From the submission prefix, or the whole URL. False for one that is not http:// or https://, or too long. */
MUST_CHECK bool asking_init(struct asking *asking, const char *url);
/* submission_ask_fn, with a struct asking as context. Follows no redirection; waits a minute at most. */
submission_ask_fn asking_post;
