/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/demo/demo_ledger.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "controller/command/command.h"
#include "controller/command/exporting.h"
#include "controller/ledger/entry.h"
#include "controller/ledger/export.h"
#include "controller/ledger/proof.h"
#include "controller/ledger/verify.h"

/* What a citizen took along, photographed from the screen, leads to the entry that it speaks of. */
static int check_receipt(struct demo *demo, const struct vkey *vkey) {
        CLEANUP(buffer_deinit) struct buffer text = BUFFER_INIT;
        CLEANUP(exported_cleanup) struct exported *exported = NULL;
        struct finding finding = { "" };
        struct receipt receipt;
        int r;

        if (demo_read_code(demo, demo->receipt, &text) < 0)
                return -1;
        if (receipt_parse(buffer_text(&text), text.len, &receipt) != 0)
                return demo_failed(demo, "expected a receipt in %s", demo->receipt);
        r = exported_open(demo->export_dir, vkey, 1, &exported, &finding);
        if (r == 0)
                r = ledger_check_receipt(exported, &receipt, vkey, 1, &finding);
        if (r != 0)
                return demo_failed(demo, "expected that the receipt is true: %s", r < 0 ? strerror(-r) : finding.text);
        demo_done(demo, "The receipt on %s's photograph is true: entry %llu", demo_persons[DEMO_BY_CODE].label,
                  (unsigned long long)receipt.index);
        return 0;
}

/* Under the key that the office learnt with the enrolment, not the one that lies in the export. */
static int verify(struct demo *demo, const char *origin, const struct public_key *ledger_key) {
        struct ledger_verdict verdict;
        struct vkey vkey;
        int r;

        vkey_init(&vkey, origin, NOTE_TYPE_ED25519, ledger_key);
        r = ledger_verify(demo->export_dir, &vkey, 1, NULL, NULL, &verdict);
        if (r != 0)
                return demo_failed(demo, "expected that the export verifies: %s", r < 0 ? strerror(-r) : verdict.finding.text);
        if (!verdict.pinned)
                return demo_failed(demo, "expected that the enrolled key signed the export");
        demo_done(demo, "Export verified under the box's enrolled key: every entry, tile, hash and line");
        return *demo->receipt ? check_receipt(demo, &vkey) : 0;
}

int demo_export(struct demo *demo) {
        CLEANUP(secret_key_cleanup) struct secret_key *key = NULL;
        CLEANUP(store_cleanup) struct store *store = NULL;
        struct finding finding = { "" };
        struct checkpoint checkpoint;
        struct ledger_source source;
        int r;

        if (exporting_open(demo->box.dir, 0, &store, &key) != COMMAND_DONE)
                return demo_failed(demo, "the box's ledger cannot be opened");
        store_source(store, &source);
        r = ledger_export(&source, store_origin(store), key, demo->export_dir, NULL, NULL, &checkpoint, &finding);
        if (r != 0)
                return demo_failed(demo, "the ledger cannot be exported: %s", *finding.text ? finding.text : strerror(r < 0 ? -r : EIO));
        demo_done(demo, "Ledger of %llu entries exported, its checkpoint signed", (unsigned long long)checkpoint.size);
        return verify(demo, checkpoint.origin, &state_find_box(demo->office->state, DEMO_BOX_ID)->ledger);
}

/* ---- the same story? ---- */

static const char *detail_of(const struct entry *entry) {
        switch ((int)entry->event) {
        case ENTRY_RELEASE:
                return way_name(entry->way);
        case ENTRY_ISSUED:
                return how_name(entry->how);
        case ENTRY_REFUSED:
                return entry->why;
        case ENTRY_REMOVED:
                return found_name(entry->found);
        default:
                return NULL;
        }
}

static bool is_about(const struct entry *entry, const struct demo_consignment *consignment) {
        return entry->has_cti && memcmp(entry->cti, consignment->issued.cti, CTI_LEN) == 0;
}

/* "load_begin loaded release:code …" of one consignment. */
static int gather(struct demo *demo, struct exported *exported, const struct demo_consignment *consignment, struct buffer *ret_events) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        struct finding finding;
        struct entry entry;

        for (uint64_t i = 0; i < exported->checkpoint.size; i++) {
                const char *detail;

                buffer_clear(&line);
                if (exported_entry(exported, i, &line, &finding) != 0 || entry_parse(buffer_text(&line), line.len, &entry) != 0)
                        return demo_failed(demo, "entry %llu of the export cannot be read", (unsigned long long)i);
                if (!is_about(&entry, consignment))
                        continue;
                detail = detail_of(&entry);
                if (buffer_printf(ret_events, "%s%s%s%s", ret_events->len ? " " : "", entry_event_name(entry.event),
                                  detail ? ":" : "", detail ? detail : "") < 0)
                        return demo_failed(demo, "there is no memory for the entries");
        }
        return 0;
}

int demo_compare(struct demo *demo) {
        CLEANUP(exported_cleanup) struct exported *exported = NULL;
        struct finding finding = { "" };
        int r;

        r = exported_open(demo->export_dir, NULL, 0, &exported, &finding);
        if (r != 0)
                return demo_failed(demo, "the export cannot be read: %s", r < 0 ? strerror(-r) : finding.text);
        for (int i = 0; i < DEMO_CITIZEN_COUNT; i++) {
                CLEANUP(buffer_deinit) struct buffer events = BUFFER_INIT;

                if (gather(demo, exported, &demo->consignments[i], &events) < 0)
                        return -1;
                if (strcmp(buffer_text(&events), demo_persons[i].entries) != 0)
                        return demo_failed(demo, "expected the entries of %s to be \"%s\", but the ledger says \"%s\"", demo_persons[i].label,
                                           demo_persons[i].entries, buffer_text(&events));
        }
        demo_done(demo, "The ledger tells the same story, entry by entry, of all %d consignments", DEMO_CITIZEN_COUNT);
        return 0;
}
