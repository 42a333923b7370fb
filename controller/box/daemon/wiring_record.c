/* SPDX-License-Identifier: EUPL-1.2 */
/* What a test of the wiring sees beside locks and doors, and what it leaves behind. */
#include <errno.h>

#include "base/file.h"
#include "controller/box/daemon/wiring_inner.h"
#include "hal/clock/deadline.h"

enum { WIRING_RECORD_MAX = 16 << 20 };

/* ---- the coils' current ---- */

bool wiring_senses(const struct wiring *wiring) {
        return wiring->sense && lines_present(wiring->sense, 0);
}

bool wiring_current(const struct wiring *wiring) {
        bool flows = false;

        return wiring->sense && lines_get(wiring->sense, 0, &flows) == 0 && flows;
}

void wiring_sense_begin(struct wiring *wiring) {
        wiring->flowed = wiring->flows = false;
        wiring->since_ms = wiring->until_ms = 0;
}

void wiring_sense(struct wiring *wiring) {
        bool flows = wiring_current(wiring);

        if (flows && !wiring->flowed) {
                wiring->flowed = true;
                wiring->since_ms = deadline_now_ms();
        }
        if (flows || wiring->flows)
                wiring->until_ms = deadline_now_ms();
        wiring->flows = flows;
}

unsigned wiring_sensed_ms(const struct wiring *wiring) {
        int64_t ms = wiring->until_ms - wiring->since_ms;

        return ms < WIRING_CURRENT_MAX_MS ? (unsigned)ms : WIRING_CURRENT_MAX_MS;
}

/* ---- entries ---- */

static int note_opening(struct wiring *wiring, unsigned c) {
        int r = store_do(wiring->store, wiring_now_ms(), DEED(DEED_SERVICE_OPEN, .c = c, .purpose = PURPOSE_WIRING, .by = wiring->badge.sub), NULL);

        return r > 0 ? -EPROTO : r;
}

int wiring_note_by_hand(struct wiring *wiring, unsigned c) {
        return !wiring->signed_in || wiring->one_time ? -EPROTO : note_opening(wiring, c);
}

int wiring_note_others(struct wiring *wiring, unsigned c) {
        for (unsigned i = 0; i < wiring->config->compartments; i++) {
                int r;

                if (i + 1 == c || !wiring->opened[i])
                        continue;
                r = note_opening(wiring, i + 1);
                if (r < 0)
                        return r;
        }
        return 0;
}

const char *wiring_person(const struct wiring *wiring) {
        return wiring->badge.sub;
}

static int note_bytes(struct wiring *wiring, const void *bytes, size_t len, struct hash *ret_sha) {
        struct entry entry = { .event = ENTRY_CONFIG };
        int r;

        sha256(bytes, len, &entry.sha);
        r = store_do(wiring->store, wiring_now_ms(), DEED(DEED_ENTRY, .entry = &entry), NULL);
        if (r == 0)
                *ret_sha = entry.sha;
        return r > 0 ? -EPROTO : r;
}

int wiring_keep_record(struct wiring *wiring, const char *path, const void *record, size_t len, struct hash *ret_sha) {
        int r;

        if (!wiring->signed_in)
                return -EPROTO;
        r = file_replace(path, record, len, 0640);
        return r < 0 ? r : note_bytes(wiring, record, len, ret_sha);
}

int wiring_note_file(struct wiring *wiring, const char *path, struct hash *ret_sha) {
        CLEANUP(buffer_deinit) struct buffer bytes = { 0 };
        int r;

        if (!wiring->signed_in)
                return -EPROTO;
        r = file_read(path, WIRING_RECORD_MAX, &bytes);
        return r < 0 ? r : note_bytes(wiring, bytes.data, bytes.len, ret_sha);
}
