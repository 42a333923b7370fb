/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/continued.h"

#include <string.h>

#include "controller/ledger/entry.h"
#include "controller/ledger/exported.h"

/* The origin without a generation is that of the first ledger, and has one '/' less. */
static bool has_generation(const char *origin) {
        char box[ORIGIN_BOX_SIZE];
        size_t len = strlen(origin), box_len = strlen(origin_box(origin, box));

        return origin_is_box(origin) && (len < box_len || strcmp(origin + len - box_len, box) != 0);
}

static int read_first(const struct exported *exported, struct entry *ret_entry, struct finding *finding) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT;
        int r = exported_entry(exported, 0, &line, finding);

        if (r != 0)
                return r;
        return entry_parse(buffer_text(&line), line.len, ret_entry) == 0 ? 0 : finding_set(finding, "entry 0 is not an entry of a box");
}

int continued_read(const char *path, const struct vkey *vkeys, size_t count, struct continued *ret_continued, struct finding *ret_finding) {
        CLEANUP(exported_cleanup) struct exported *exported = NULL;
        struct continued continued = { .continues = false };
        struct entry entry;
        int r = exported_open(path, vkeys, count, &exported, ret_finding);

        if (r != 0)
                return r;
        if (exported->of_box && exported->checkpoint.size > 0) {
                r = read_first(exported, &entry, ret_finding);
                if (r != 0)
                        return r;
                continued.continues = entry.event == ENTRY_CONTINUED;
                if (continued.continues != has_generation(exported->checkpoint.origin))
                        return finding_set(ret_finding, "entry 0 and the origin %.255s do not agree on whether it goes on for another ledger",
                                           exported->checkpoint.origin);
                memcpy(continued.former.origin, entry.origin, sizeof(continued.former.origin));
                continued.former.size = entry.size;
                continued.former.root = entry.root;
        }
        *ret_continued = continued;
        return 0;
}

int continued_check(const struct continued *continued, const struct ledger_verdict *former, struct finding *ret_finding) {
        const struct checkpoint *known = &continued->former;

        if (!continued->continues)
                return finding_set(ret_finding, "it does not go on for another ledger");
        if (strcmp(former->origin, known->origin) != 0)
                return finding_set(ret_finding, "it goes on for %.120s, not for %.120s", known->origin, former->origin);
        if (former->size > known->size)
                return finding_set(ret_finding, "it goes on for the first %llu entries of %.120s, but %llu were signed: what came after was left out",
                                   (unsigned long long)known->size, known->origin, (unsigned long long)former->size);
        if (former->size == known->size && !hash_equal(&former->root, &known->root))
                return finding_set(ret_finding, "the former ledger had other entries than it says");
        return 0;
}
