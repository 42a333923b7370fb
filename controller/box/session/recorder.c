/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/recorder.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

void recorder_deinit(struct recorder *recorder) {
        buffer_deinit(&recorder->checkpoint);
        explicit_bzero(recorder->receipt, sizeof(recorder->receipt));
}

/* ---- journal and entries ---- */

void recorder_log(struct recorder *recorder, int priority, const char *format, ...) {
        char line[256];
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(line, sizeof(line), format, arguments);
        va_end(arguments);
        recorder->ports->log(recorder->ports->context, priority, line);
}

void recorder_fault(struct recorder *recorder, const char *doing, int r) {
        if (recorder->broken)
                return;
        recorder_log(recorder, LOG_CRIT, "out of order: the store failed while %s: %s (%s)", doing, strerror(r < 0 ? -r : EPROTO),
                recorder->store ? store_error(recorder->store) : "no store");
        recorder->broken = true;
}

void recorder_entry(struct recorder *recorder, const struct entry *entry) {
        int r;

        if (recorder->broken || !recorder->has_ledger)
                return;
        r = store_do(recorder->store, recorder->now.wall_ms, DEED(DEED_ENTRY, .entry = entry), NULL);
        if (r != 0)
                recorder_fault(recorder, "writing an entry", r);
}

/* An entry about the alarm. */
static struct entry alarm_entry(enum entry_event event, enum alarm alarm, unsigned c) {
        struct entry entry = { .event = event };
        char number[12];

        static_assert(sizeof(entry.what) == ALARM_TEXT_SIZE, "an alarm's text is an entry's");
        snprintf(number, sizeof(number), "%u", c);
        alarm_text(alarm, c > 0 ? number : NULL, entry.what);
        return entry;
}

void recorder_alarm(struct recorder *recorder, enum alarm alarm, unsigned c) {
        struct entry entry = alarm_entry(ENTRY_ALARM, alarm, c);

        recorder_log(recorder, LOG_WARNING, "alarm: %s", entry.what);
        recorder->ports->tone(recorder->ports->context, TONE_ALARM);
        recorder_entry(recorder, &entry);
}

void recorder_alarm_cleared(struct recorder *recorder, enum alarm alarm, unsigned c, const char *by) {
        struct entry entry = alarm_entry(ENTRY_ALARM_CLEARED, alarm, c);

        snprintf(entry.by, sizeof(entry.by), "%s", by);
        recorder_log(recorder, LOG_NOTICE, "alarm cleared: %s", entry.what);
        recorder_entry(recorder, &entry);
}

/* ---- checkpoints and receipts ---- */

static int sign_checkpoint(struct recorder *recorder, struct checkpoint *ret_checkpoint) {
        struct buffer note = BUFFER_INIT_MAX(CHECKPOINT_MAX_LEN);
        struct checkpoint checkpoint = { .size = store_size(recorder->store) };
        int r;

        snprintf(checkpoint.origin, sizeof(checkpoint.origin), "%s", store_origin(recorder->store));
        store_root(recorder->store, &checkpoint.root);
        r = checkpoint_sign(&checkpoint, recorder->key, &note);
        if (r == 0)
                r = store_do(recorder->store, recorder->now.wall_ms,
                             DEED(DEED_SET_CHECKPOINT, .size = checkpoint.size, .bytes = buffer_text(&note), .len = note.len),
                             NULL);
        if (r == 0) {
                buffer_deinit(&recorder->checkpoint);
                recorder->checkpoint = note;
                recorder->checkpoint_size = checkpoint.size;
                recorder->checkpoint_ms = recorder->now.wall_ms;
                *ret_checkpoint = checkpoint;
                return 0;
        }
        buffer_deinit(&note);
        return r;
}

void recorder_sign(struct recorder *recorder) {
        struct checkpoint checkpoint;
        int r = sign_checkpoint(recorder, &checkpoint);

        if (r != 0)
                recorder_fault(recorder, "signing a checkpoint", r);
}

static int format_receipt(struct recorder *recorder, uint64_t index, const struct checkpoint *checkpoint, struct buffer *line,
                          struct buffer *signed_text, struct buffer *text) {
        struct receipt receipt = { .index = index, .t_ms = (uint64_t)recorder->now.wall_ms, .size = checkpoint->size, .root = checkpoint->root };
        struct ledger_source source;
        int r;

        store_source(recorder->store, &source);
        r = source.entry(source.context, index, line);
        if (r == 0)
                r = checkpoint_format(checkpoint, signed_text);
        if (r != 0)
                return r;
        merkle_leaf(line->data, line->len, &receipt.leaf);
        secret_key_sign(recorder->key, signed_text->data, signed_text->len, receipt.signature);
        return receipt_format(&receipt, text);
}

void recorder_make_receipt(struct recorder *recorder, uint64_t index) {
        struct buffer line = BUFFER_INIT, signed_text = BUFFER_INIT, text = BUFFER_INIT;
        struct checkpoint checkpoint;
        int r;

        r = sign_checkpoint(recorder, &checkpoint);
        if (r == 0)
                r = format_receipt(recorder, index, &checkpoint, &line, &signed_text, &text);
        if (r == 0)
                snprintf(recorder->receipt, sizeof(recorder->receipt), "%s", buffer_text(&text));
        buffer_deinit(&line);
        buffer_deinit(&signed_text);
        buffer_deinit(&text);
        if (r != 0)
                recorder_fault(recorder, "making a receipt", r);
}

/* Nobody waits now: what was erased goes from the files as well. */
void recorder_scrub(struct recorder *recorder) {
        int r = store_idle(recorder->store);

        if (r != 0)
                recorder_fault(recorder, "scrubbing", r);
}
