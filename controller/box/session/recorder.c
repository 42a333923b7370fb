/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/recorder.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

void recorder_deinit(struct recorder *recorder) {
        facts_free(recorder->facts);
        buffer_deinit(&recorder->checkpoint);
        explicit_bzero(recorder->receipt, sizeof(recorder->receipt));
}

void recorder_log(struct recorder *recorder, int priority, const char *format, ...) {
        char line[256];
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(line, sizeof(line), format, arguments);
        va_end(arguments);
        recorder->ports->log(recorder->ports->context, priority, line);
}

/* ---- a store that fails ---- */

bool recorder_ready(const struct recorder *recorder) {
        return recorder->store && !recorder->broken && !recorder->waiting;
}

/* What the store's state does not allow was never to be asked: nothing is wrong with the disk. */
static bool is_bug(int r) {
        return r > 0 || r == -EPROTO || r == -EINVAL || r == -EEXIST || r == -ENOENT;
}

static const char *error_of(const struct recorder *recorder) {
        return recorder->store ? store_error(recorder->store) : "none";
}

static void wait_for_store(struct recorder *recorder) {
        bool calm = recorder->mended_ms == 0 || recorder->now.mono_ms - recorder->mended_ms >= RECORDER_CALM_MS;

        recorder->waiting = true;
        if (calm || recorder->pause_ms == 0) {
                recorder->pause_ms = RECORDER_PAUSE_MS;
                recorder->failed_ms = recorder->now.mono_ms;
        }
        recorder->retry_ms = recorder->now.mono_ms + recorder->pause_ms;
}

void recorder_fault(struct recorder *recorder, const char *doing, int r) {
        const char *why = strerror(r < 0 ? -r : EPROTO);

        if (recorder->waiting || (recorder->broken && is_bug(r)))
                return;
        if (recorder->store && !is_bug(r)) {
                recorder_log(recorder, LOG_ERR, "the store failed while %s: %s (%s); nothing opens until it answers", doing, why, error_of(recorder));
                wait_for_store(recorder);
                return;
        }
        recorder_log(recorder, LOG_CRIT, "out of order: the store failed while %s: %s (%s)", doing, why, error_of(recorder));
        recorder->broken = true;
        recorder->curable = recorder->store != NULL;
}

void recorder_refuse(struct recorder *recorder, const char *doing, int r) {
        recorder->refused = true;
        recorder_fault(recorder, doing, r);
}

bool recorder_may_ask(struct recorder *recorder) {
        if (recorder_ready(recorder))
                return true;
        recorder->refused = true;
        return false;
}

/* r: what became of keeping it. */
static void tell_kept(struct recorder *recorder, const struct deed *deed, int r) {
        const char *what = entry_event_name(deed_event(deed));

        if (r == FACTS_E_FULL)
                recorder_log(recorder, LOG_ERR, "too much waits for the store: `%s` of compartment %u is in no entry", what, deed->c);
        else if (r < 0)
                recorder_log(recorder, LOG_ERR, "`%s` waits for the store in memory only: %s", what, strerror(-r));
        else
                recorder_log(recorder, LOG_NOTICE, "`%s` waits for the store", what);
}

/* At most DEED_PARTS_MAX, which come into the file at once. size: of the ledger before they were tried; from there on they may be found. */
static void keep(struct recorder *recorder, uint64_t size, struct moment seen, const struct deed *deeds, unsigned count) {
        int held[DEED_PARTS_MAX], r;

        for (unsigned i = 0; i < count; i++)
                held[i] = facts_hold(recorder->facts, size, seen.wall_ms, &deeds[i]);
        r = facts_save(recorder->facts);
        for (unsigned i = 0; i < count; i++)
                tell_kept(recorder, &deeds[i], held[i] == 0 ? r : held[i]);
}

/* 0, or what the store says; -EAGAIN: it cannot be asked. */
static int write_fact(struct recorder *recorder, struct moment seen, const struct deed *deed, struct outcome *ret_outcome) {
        struct deed dated = *deed;

        if (recorder->waiting || facts_count(recorder->facts) > 0)
                return -EAGAIN;
        dated.seen_ms = seen.wall_ms;
        return store_do(recorder->store, recorder->now.wall_ms, &dated, ret_outcome);
}

bool recorder_fact(struct recorder *recorder, struct moment seen, const struct deed *deed, struct outcome *ret_outcome) {
        uint64_t size;
        int r;

        if (!recorder->has_ledger || !recorder->facts)
                return false;
        size = store_size(recorder->store);
        r = write_fact(recorder, seen, deed, ret_outcome);
        if (r == 0)
                return true;
        if (r != -EAGAIN)
                recorder_fault(recorder, entry_event_name(deed_event(deed)), r);
        if (!is_bug(r))
                keep(recorder, size, seen, deed, 1);
        return false;
}

bool recorder_together(struct recorder *recorder, struct moment seen, const struct together *together) {
        const struct deed *parts = together->parts, all = { .type = DEED_TOGETHER, .parts = parts, .part_count = together->count };
        uint64_t size;
        int r;

        if (together->count == 0)
                return true;
        if (together->count == 1 || !recorder->has_ledger || !recorder->facts)
                return recorder_fact(recorder, seen, &parts[0], NULL);
        size = store_size(recorder->store);
        r = write_fact(recorder, seen, &all, NULL);
        if (r == 0)
                return true;
        if (r != -EAGAIN && !is_bug(r))
                recorder_fault(recorder, entry_event_name(deed_event(&all)), r);
        /* What one of them is refused for is no reason to lose the others. */
        for (unsigned i = 0; is_bug(r) && i < together->count; i++)
                recorder_fact(recorder, seen, &parts[i], NULL);
        if (!is_bug(r))
                keep(recorder, size, seen, parts, together->count);
        return false;
}

void recorder_end_handing_out(struct recorder *recorder, const struct consignment *consignment, bool shut) {
        if (consignment->papers_owed)
                recorder_fact(recorder, recorder->now, DEED(DEED_OLD_MISSING, .cti = consignment->cti), NULL);
        if (consignment->unshut && shut)
                recorder_fact(recorder, recorder->now, DEED(DEED_CLOSED, .cti = consignment->cti), NULL);
}

void recorder_add_quarantine(struct recorder *recorder, struct together *together, unsigned c, enum reason why) {
        recorder_log(recorder, LOG_WARNING, "compartment %u quarantined: %s", c, reason_name(why));
        together_add(together, DEED(DEED_QUARANTINED, .c = c, .why = why));
}

static void tell(struct recorder *recorder, const struct facts_told *told) {
        if (told->written + told->found + told->refused > 0)
                recorder_log(recorder, LOG_NOTICE, "what waited for the store: %u written, %u had been", told->written, told->found);
        if (told->refused > 0)
                recorder_log(recorder, LOG_CRIT, "ours: %u of what waited cannot have happened", told->refused);
}

static int reopen(struct recorder *recorder, struct facts_told *ret_told) {
        int r = store_reopen(recorder->store);

        if (r != 0)
                return r;
        r = facts_write(recorder->facts, recorder->store, recorder->now.wall_ms, ret_told);
        tell(recorder, ret_told);
        return r;
}

bool recorder_mend(struct recorder *recorder, struct facts_told *ret_told) {
        struct facts_told told = { 0 };
        int r;

        (void)!facts_save(recorder->facts);
        r = reopen(recorder, &told);
        if (r > 0) {
                recorder_log(recorder, LOG_CRIT, "out of order: the database is damaged and is left as it is (%s)", error_of(recorder));
                recorder->broken = true;
                recorder->retry_ms = INT64_MAX;
                return false;
        }
        recorder->outside = r == -ENOSPC || r == -EBUSY || r == -EROFS;
        if (r < 0) {
                recorder->pause_ms = recorder->pause_ms * 2 < RECORDER_PAUSE_MAX_MS ? recorder->pause_ms * 2 : RECORDER_PAUSE_MAX_MS;
                recorder->retry_ms = recorder->now.mono_ms + recorder->pause_ms;
                recorder_log(recorder, LOG_INFO, "the store does not answer yet: %s (%s)", strerror(-r), error_of(recorder));
                return false;
        }
        recorder->waiting = false;
        recorder->mended_ms = recorder->now.mono_ms;
        recorder_log(recorder, LOG_NOTICE, "the store answers again, after %lld ms",
                     (long long)(recorder->now.mono_ms - recorder->failed_ms));
        *ret_told = told;
        return true;
}

void recorder_take_left(struct recorder *recorder) {
        struct facts_told told;
        int r = facts_read(recorder->facts);

        if (r == FACTS_E_DAMAGED)
                recorder_log(recorder, LOG_CRIT, "the facts file is damaged: what stands before the damage counts, and it was put aside");
        else if (r < 0)
                recorder_log(recorder, LOG_CRIT, "the facts file cannot be read: %s", strerror(-r));
        if (facts_count(recorder->facts) == 0)
                return;
        r = facts_write(recorder->facts, recorder->store, recorder->now.wall_ms, &told);
        tell(recorder, &told);
        if (r != 0)
                recorder_fault(recorder, "writing what the last run left", r);
}

bool recorder_wants_restart(const struct recorder *recorder) {
        bool lasts = recorder->waiting && recorder->retry_ms != INT64_MAX && !recorder->outside &&
                     recorder->now.mono_ms - recorder->failed_ms >= RECORDER_PATIENCE_MS;

        return ((recorder->broken && recorder->curable) || lasts) && facts_are_safe(recorder->facts);
}

/* ---- entries ---- */

void recorder_entry(struct recorder *recorder, const struct entry *entry) {
        const struct deed *deed = DEED(DEED_ENTRY, .entry = entry);
        int r;

        if (deed_class(deed) == DEED_FACT) {
                recorder_fact(recorder, recorder->now, deed, NULL);
                return;
        }
        if (!recorder->has_ledger || !recorder_ready(recorder))
                return;
        r = store_do(recorder->store, recorder->now.wall_ms, deed, NULL);
        if (r != 0)
                recorder_fault(recorder, "writing an entry", r);
}

void recorder_keep_count(struct recorder *recorder, const struct entry *entry) {
        int r;

        if (entry->count == 0 || !recorder->has_ledger || !recorder_ready(recorder))
                return;
        r = store_do(recorder->store, recorder->now.wall_ms, DEED(DEED_KEEP_COUNT, .entry = entry), NULL);
        if (r != 0)
                recorder_fault(recorder, "keeping a count", r);
}

/* ---- checkpoints and receipts ---- */

/* Without an anchor that follows, a store that is put back will not be noticed: somebody has to know, but people are served. */
static void tell_anchor(struct recorder *recorder) {
        int fault = store_anchor_fault(recorder->store);

        if (fault != 0 && fault != recorder->anchor_fault)
                recorder_log(recorder, LOG_ERR, "the anchor cannot be written: %s; see to its place (`anchor` in [box])", strerror(-fault));
        recorder->anchor_fault = fault;
}

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
                tell_anchor(recorder);
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
        int r;

        if (!recorder_ready(recorder))
                return;
        r = sign_checkpoint(recorder, &checkpoint);
        if (r != 0)
                recorder_fault(recorder, "signing a checkpoint", r);
}

/* Its time is the legal one of the entry. */
static int format_receipt(struct recorder *recorder, uint64_t index, const struct checkpoint *checkpoint, struct buffer *line,
                          struct buffer *signed_text, struct buffer *text) {
        struct receipt receipt = { .index = index, .size = checkpoint->size, .root = checkpoint->root };
        struct ledger_source source;
        struct entry entry;
        int r;

        store_source(recorder->store, &source);
        r = source.entry(source.context, index, line);
        if (r == 0 && entry_parse(buffer_text(line), line->len, &entry) != 0)
                r = -EUCLEAN;
        if (r == 0)
                r = checkpoint_format(checkpoint, signed_text);
        if (r != 0)
                return r;
        receipt.t_ms = (uint64_t)entry_time(&entry);
        merkle_leaf(line->data, line->len, &receipt.leaf);
        secret_key_sign(recorder->key, signed_text->data, signed_text->len, receipt.signature);
        return receipt_format(&receipt, text);
}

void recorder_make_receipt(struct recorder *recorder, uint64_t index) {
        struct buffer line = BUFFER_INIT, signed_text = BUFFER_INIT, text = BUFFER_INIT;
        struct checkpoint checkpoint;
        int r;

        recorder->owes_receipt = true;
        recorder->owed_index = index;
        if (!recorder_ready(recorder))
                return;
        r = sign_checkpoint(recorder, &checkpoint);
        if (r == 0)
                r = format_receipt(recorder, index, &checkpoint, &line, &signed_text, &text);
        if (r == 0) {
                snprintf(recorder->receipt, sizeof(recorder->receipt), "%s", buffer_text(&text));
                recorder->owes_receipt = false;
        }
        buffer_deinit(&line);
        buffer_deinit(&signed_text);
        buffer_deinit(&text);
        if (r != 0)
                recorder_fault(recorder, "making a receipt", r);
}

void recorder_forget_receipt(struct recorder *recorder) {
        explicit_bzero(recorder->receipt, sizeof(recorder->receipt));
        recorder->owes_receipt = false;
}

/* Nobody waits now: what was erased goes from the files as well. */
void recorder_scrub(struct recorder *recorder) {
        int r;

        if (!recorder_ready(recorder))
                return;
        r = store_idle(recorder->store);
        if (r != 0)
                recorder_fault(recorder, "scrubbing", r);
}
