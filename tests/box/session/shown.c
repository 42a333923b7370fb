/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/box/session/shown.h"

#include <stdio.h>
#include <string.h>

#include "tests/support/cmocka.h"

enum { CLAIM_EVENTS = 4 };

/* The newest entry of the screen's compartment, or of all when it names none, is one of these. */
static const enum entry_event claims[SCREEN_COUNT][CLAIM_EVENTS] = {
        [SCREEN_WRONG] = { ENTRY_REFUSED },
        [SCREEN_REFUSED] = { ENTRY_REFUSED },
        [SCREEN_OPENING] = { ENTRY_RELEASE, ENTRY_REOPENED, ENTRY_LOAD_BEGIN, ENTRY_SERVICE_OPEN },
        [SCREEN_DOOR] = { ENTRY_ISSUED, ENTRY_REOPENED, ENTRY_LEFT_OPEN },
        [SCREEN_CLOSE] = { ENTRY_LOAD_BEGIN, ENTRY_LOAD_CANCELLED },
        [SCREEN_JAM_ASK] = { ENTRY_RELEASE },
        [SCREEN_JAM] = { ENTRY_QUARANTINED },
        [SCREEN_DONE] = { ENTRY_CLOSED, ENTRY_ISSUED },
        [SCREEN_STAFF_OVERVIEW] = { ENTRY_LOGIN },
        [SCREEN_STAFF_SCAN] = { ENTRY_LOADED, ENTRY_LOAD_CANCELLED },
        [SCREEN_STAFF_LOAD] = { ENTRY_LOAD_BEGIN },
        [SCREEN_STAFF_OVERDUE] = { ENTRY_LOGIN, ENTRY_REMOVED, ENTRY_SERVICE_OPEN }, /* whose answer can still be changed */
        [SCREEN_STAFF_DESK] = { ENTRY_LOGIN, ENTRY_REMOVED, ENTRY_SERVICE_OPEN },
        [SCREEN_STAFF_TAKE] = { ENTRY_SERVICE_OPEN },
        [SCREEN_STAFF_FOUND] = { ENTRY_SERVICE_OPEN },
};

static void add_receipt(struct shown *shown, const char *receipt) {
        for (size_t i = 0; i < shown->receipt_count; i++)
                if (strcmp(shown->receipts[i], receipt) == 0)
                        return;
        assert_true(shown->receipt_count < SHOWN_RECEIPTS_MAX);
        snprintf(shown->receipts[shown->receipt_count++], sizeof(shown->receipts[0]), "%s", receipt);
}

/* The door is shut and the load not written yet; an answer that can be changed is none. Neither screen says that anything is done. */
static bool is_pending(const struct screen *screen) {
        return (screen->id == SCREEN_STAFF_SCAN && screen->step == 3) ||
               (screen_kind(screen->id) == SCREEN_KIND_LIST && screen->list.answered_compartment > 0);
}

void shown_add(struct shown *shown, const struct screen *screen, const struct store *store) {
        const struct shown_screen now = { .id = is_pending(screen) ? SCREEN_WAIT : screen->id, .c = screen_compartment(screen), .size = store_size(store) };
        const char *receipt = screen->id == SCREEN_RECEIPT ? screen->code.text : screen->id == SCREEN_DONE ? screen->message.receipt : NULL;
        const struct shown_screen *last = shown->count ? &shown->screens[shown->count - 1] : NULL;

        if (receipt)
                add_receipt(shown, receipt);
        if (last && last->id == now.id && last->c == now.c && last->size == now.size)
                return;
        assert_true(shown->count < SHOWN_MAX && now.size <= SHOWN_ENTRIES_MAX);
        shown->screens[shown->count++] = now;
        store_root(store, &shown->roots[now.size]);
        shown->known[now.size] = true;
}

/* ---- the ledger again ---- */

struct again {
        struct entry entries[SHOWN_ENTRIES_MAX];
        struct hash leaves[SHOWN_ENTRIES_MAX], roots[SHOWN_ENTRIES_MAX + 1]; /* roots by size */
        uint64_t size;
};

static void read_again(struct store *store, struct again *again) {
        struct merkle_edge edge = { 0 };
        struct ledger_source source;
        struct hash stored;

        store_source(store, &source);
        assert_true(source.first == 0 && source.size <= SHOWN_ENTRIES_MAX);
        merkle_edge_root(&edge, &again->roots[0]);
        for (uint64_t n = 0; n < source.size; n++) {
                CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;

                assert_int_equal(source.entry(source.context, n, &line), 0);
                assert_int_equal(entry_parse(buffer_text(&line), line.len, &again->entries[n]), 0);
                assert_int_equal(again->entries[n].n, n);
                merkle_leaf(line.data, line.len, &again->leaves[n]);
                merkle_edge_append(&edge, &again->leaves[n], NULL, NULL);
                merkle_edge_root(&edge, &again->roots[n + 1]);
        }
        again->size = source.size;
        store_root(store, &stored);
        assert_true(hash_equal(&again->roots[again->size], &stored));
}

static void check_checkpoint(const struct again *again, const struct fixture *fixture, struct store *store) {
        CLEANUP(buffer_deinit) struct buffer note = BUFFER_INIT;
        struct checkpoint checkpoint;
        struct vkey vkey;
        uint64_t size;

        if (store_checkpoint(store, &size, &note) != 0)
                return; /* none was signed yet */
        vkey_init(&vkey, store_origin(store), NOTE_TYPE_ED25519, secret_key_public(fixture->ledger));
        assert_int_equal(checkpoint_open(buffer_text(&note), note.len, &vkey, &checkpoint), 0);
        assert_int_equal(checkpoint.size, size);
        assert_true(size <= again->size);
        assert_true(hash_equal(&checkpoint.root, &again->roots[size]));
}

static void check_issues(const struct again *again) {
        unsigned releases[256] = { 0 }, issues[256] = { 0 };

        for (uint64_t n = 0; n < again->size; n++) {
                const struct entry *entry = &again->entries[n];

                releases[entry->cti[0]] += entry->event == ENTRY_RELEASE;
                if (entry->event != ENTRY_ISSUED)
                        continue;
                assert_true(releases[entry->cti[0]] > 0);
                assert_int_equal(++issues[entry->cti[0]], 1);
        }
}

/* ---- what was shown ---- */

static enum entry_event newest(const struct again *again, const struct shown_screen *screen) {
        for (uint64_t n = screen->size; n > 0; n--)
                if (screen->c == 0 || again->entries[n - 1].c == screen->c)
                        return again->entries[n - 1].event;
        return 0;
}

static void check_screen(const struct again *again, const struct shown_screen *screen) {
        const enum entry_event *claim = claims[screen->id];
        enum entry_event event;

        if (screen->size > again->size)
                fail_msg("screen %s was shown after entry %u, and only %u are there", screen_name(screen->id), (unsigned)screen->size,
                         (unsigned)again->size);
        if (!claim[0])
                return;
        event = newest(again, screen);
        for (unsigned i = 0; i < CLAIM_EVENTS && claim[i]; i++)
                if (event == claim[i])
                        return;
        fail_msg("screen %s was shown for compartment %u, and the newest entry is %s", screen_name(screen->id), screen->c,
                 event ? entry_event_name(event) : "none");
}

static void check_receipt(const struct again *again, const char *text) {
        struct receipt receipt;

        assert_int_equal(receipt_parse(text, strlen(text), &receipt), 0);
        assert_true(receipt.size <= again->size);
        assert_true(hash_equal(&receipt.root, &again->roots[receipt.size]));
        assert_true(hash_equal(&receipt.leaf, &again->leaves[receipt.index]));
        assert_int_equal(again->entries[receipt.index].event, ENTRY_ISSUED);
}

void shown_check(const struct shown *shown, const struct fixture *fixture, struct store *store) {
        static struct again again;

        read_again(store, &again);
        check_checkpoint(&again, fixture, store);
        check_issues(&again);
        for (size_t i = 0; i < shown->count; i++)
                check_screen(&again, &shown->screens[i]);
        for (uint64_t size = 0; size <= again.size; size++)
                assert_true(!shown->known[size] || hash_equal(&shown->roots[size], &again.roots[size]));
        for (size_t i = 0; i < shown->receipt_count; i++)
                check_receipt(&again, shown->receipts[i]);
}
