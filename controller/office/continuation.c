/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/continuation.h"

#include <errno.h>
#include <string.h>

#include "base/file.h"
#include "base/hex.h"
#include "controller/ledger/origin.h"
#include "controller/office/continuation_boxes.h"
#include "controller/office/continuation_bundle.h"
#include "controller/office/log_key.h"
#include "controller/office/office_store.h"
#include "crypto/code.h"

/* ---- consignments ---- */

/* One of which the office has nothing but that it must not be used. */
static void add_unknown(struct issuances *found, const struct bundle_revocation *revocation) {
        struct issuance *issuance = issuances_add(found, revocation->cti);
        uint32_t last = revocation->t > UINT32_MAX - CODE_VALIDITY_MAX_S ? UINT32_MAX : revocation->t + CODE_VALIDITY_MAX_S;

        memcpy(issuance->box, CONTINUATION_BOX_UNKNOWN, sizeof(CONTINUATION_BOX_UNKNOWN));
        issuance->ticket_exp = issuance->code_exp = issuance->last_exp = last;
        issuance->void_before = revocation->t;
        issuance->revoked = true;
        issuance_erase(issuance);
}

static void revoke(struct issuances *found, const struct bundle_revocation *revocation, struct continuation *continuation) {
        struct issuance *known = issuances_find(found, revocation->cti);

        if (!known) {
                add_unknown(found, revocation);
                continuation->unknown++;
        } else if (revocation->t > known->void_before) {
                known->void_before = revocation->t;
                known->revoked = known->revoked || revocation->t > known->nbf;
                continuation->revoked++;
        }
}

static int collect(const struct issuances *there, const struct bundle *bundle, struct issuances *found, struct continuation *continuation) {
        size_t more = bundle ? bundle->revocation_count : 0;
        int r = issuances_reserve(found, there->count + more);

        if (r < 0)
                return r;
        for (size_t i = 0; i < there->count; i++)
                *issuances_add(found, there->consignments[i].cti) = there->consignments[i];
        for (size_t i = 0; i < more; i++)
                revoke(found, &bundle->revocations[i], continuation);
        continuation->carried = there->count;
        return 0;
}

/* ---- going on ---- */

static int newest_entry(const struct office *office, int64_t *ret_s) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT_MAX(ACT_LINE_MAX);
        struct ledger_source source;
        struct act act;
        int r;

        registry_source(office->registry, &source);
        r = source.entry(source.context, source.size - 1, &line);
        if (r == 0 && act_parse(buffer_text(&line), line.len, &act) != 0)
                r = -EBADMSG;
        if (r == 0)
                *ret_s = act.t_ms / 1000;
        return r;
}

/* What people find in office.json goes back as well; the file as it was stays. */
static int keep_state(struct office *office, const char *generation, struct problems *problems) {
        CLEANUP(buffer_deinit) struct buffer bytes = BUFFER_INIT;
        char from[OFFICE_PATH_SIZE], to[OFFICE_PATH_SIZE];
        int r;

        office_path(office, from, "office.json");
        office_path(office, to, "office.json.former-%s", generation);
        r = file_read(from, STATE_MAX_LEN, &bytes);
        if (r == 0)
                r = file_replace(to, bytes.data, bytes.len, 0600);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_WRITE_STORE, "path", to, NULL) : office_save(office, problems);
}

static int begin(struct office *office, const struct checkpoint *known, const struct issuances *found, const struct continuation_boxes *boxes, int64_t now_s,
                 struct problems *problems, struct continuation *continuation) {
        struct registry_change change = {
                .former = known, .found = found->consignments, .found_count = found->count, .reports = boxes->reports, .report_count = boxes->report_count,
        };
        char generation[ORIGIN_GENERATION_LEN + 1];
        uint8_t bytes[ORIGIN_GENERATION_LEN / 2];
        int r;

        crypto_random(bytes, sizeof(bytes));
        hex_encode(bytes, sizeof(bytes), generation);
        r = origin_continue(office->origin, generation, continuation->origin);
        if (r == 0)
                r = newest_entry(office, &continuation->since_s);
        if (r == 0)
                r = keep_state(office, generation, problems);
        continuation->size = registry_size(office->registry);
        continuation->known = known->size;
        return r == 0 ? office_store_continue(office, generation, &change, now_s, problems) : r;
}

static int unlock(struct office *office, const char *passphrase, struct problems *problems, struct secrets *secrets) {
        int r = secrets_open(office->dir, office->state, SECRETS_DAY, passphrase, problems, secrets);

        return r == 0 ? office_lend(office, secrets, problems) : r;
}

int office_continue(const char *dir, const char *passphrase, const struct continuation_sources *sources, int64_t now_s, struct problems *problems,
                    struct problems *notes, struct continuation *ret_continuation) {
        struct office *office CLEANUP(office_cleanup) = NULL;
        struct bundle *bundle CLEANUP(bundle_cleanup) = NULL;
        struct continuation continuation = { .known = 0 };
        struct continuation_boxes boxes = { .exports = NULL };
        struct issuances found = { .count = 0 };
        struct secrets secrets = { 0 };
        struct checkpoint known;
        uint32_t needed;
        int r = office_open_older(dir, problems, &office);

        if (r == 0 && !registry_is_older(office->registry, &known, &needed))
                r = problems_add(problems, TEXT_PROBLEM_CONTINUE_NOT_OLDER, "path", dir, NULL);
        if (r != 0)
                return r;
        if (needed < office->state->bundle_version)
                needed = office->state->bundle_version;
        r = continuation_open_bundle(office, sources, passphrase, needed, problems, &bundle);
        if (r == 0)
                r = continuation_adopt_bundle(office, bundle, passphrase, needed, problems, notes);
        if (r == 0)
                r = log_key_adopt(office, now_s);
        if (r == 0)
                r = continuation_read_exports(office, sources, office->state->bundle_version, problems, &boxes);
        if (r == 0)
                r = unlock(office, passphrase, problems, &secrets);
        if (r == 0)
                r = collect(registry_issuances(office->registry), bundle, &found, &continuation);
        if (r == 0)
                r = continuation_follow_boxes(office, sources, now_s, &found, &boxes, notes, &continuation);
        if (r == 0)
                r = begin(office, &known, &found, &boxes, now_s, problems, &continuation);
        if (r == 0)
                *ret_continuation = continuation;
        continuation_boxes_deinit(&boxes);
        issuances_deinit(&found);
        secrets_deinit(&secrets);
        return r;
}
