/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/replaced.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "controller/ledger/entry.h"
#include "controller/ledger/verify.h"
#include "controller/office/box_vkeys.h"
#include "controller/office/find.h"
#include "controller/office/office_store.h"

enum { ISSUED_MAX = 16 << 20 };

struct list {
        struct issuance *items;
        size_t count;
};

/* ---- what an export says ---- */

static void leave_out(struct list *list, const uint8_t cti[CTI_LEN]) {
        for (size_t i = 0; i < list->count; i++) {
                if (memcmp(list->items[i].cti, cti, CTI_LEN) != 0)
                        continue;
                memmove(&list->items[i], &list->items[i + 1], (list->count - i - 1) * sizeof(*list->items));
                list->count--;
                return;
        }
}

static int leave_out_loaded(const char *path, const char *box, const struct vkey *vkeys, size_t vkey_count, struct list *list,
                            struct finding *finding) {
        CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT_MAX(ENTRY_MAX_LEN);
        struct exported *exported CLEANUP(exported_cleanup) = NULL;
        int r = exported_open(path, vkeys, vkey_count, &exported, finding);

        if (r == 0 && (!exported->of_box || strcmp(exported->box, box) != 0))
                r = finding_set(finding, "%s", exported->checkpoint.origin);
        for (uint64_t n = 0; r == 0 && n < exported->checkpoint.size; n++) {
                struct entry entry;

                line.len = 0;
                r = exported_entry(exported, n, &line, finding);
                if (r == 0 && entry_parse(buffer_text(&line), line.len, &entry) != 0)
                        r = -EBADMSG;
                if (r == 0 && entry.event == ENTRY_LOADED)
                        leave_out(list, entry.cti);
        }
        return r;
}

static int read_export(const struct office *office, const char *path, const char *box, struct list *list, struct problems *problems) {
        struct vkey vkeys[BOX_VKEYS_MAX];
        struct ledger_verdict verdict = { .pinned = false };
        struct finding finding = { "" };
        size_t count = 0;
        int r = box_vkeys_read(office, box, vkeys, &count);

        if (r == 0 && count == 0)
                r = -ENOENT;
        if (r < 0)
                return problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", "boxes", NULL);
        r = ledger_verify(path, vkeys, count, NULL, NULL, &verdict);
        if (r == LEDGER_E_INVALID)
                finding = verdict.finding;
        if (r == 0)
                r = leave_out_loaded(path, box, vkeys, count, list, &finding);
        if (r == LEDGER_E_INVALID)
                return problems_add(problems, TEXT_PROBLEM_EXPORT_BOX, "out", path, "box", box, "why", finding.text, NULL);
        return r < 0 ? problems_add_fault(problems, r, TEXT_PROBLEM_READ, "path", path, NULL) : 0;
}

/* ---- the list ---- */

static int compare_ctis(const void *a, const void *b) {
        return memcmp(a, b, CTI_LEN);
}

/*
 * Goes back in the log to where the box came, or its newest keys, and notes the ids of all that was issued for it since, sorted. By the order of the log, not by
 * times: one second holds many acts. *ret_found: whether the log says so at all.
 */
static int issued_since(const struct office *office, const char *box, struct buffer *ids, bool *ret_found) {
        struct ledger_source log;
        int r = 0;

        registry_source(office->registry, &log);
        *ret_found = false;
        for (uint64_t n = log.size; r == 0 && !*ret_found && n-- > 0;) {
                CLEANUP(buffer_deinit) struct buffer line = BUFFER_INIT_MAX(ACT_LINE_MAX);
                struct act act;

                r = log.entry(log.context, n, &line);
                if (r == 0 && act_parse(buffer_text(&line), line.len, &act) != 0)
                        r = -EBADMSG;
                if (r != 0 || strcmp(act.box, box) != 0)
                        continue;
                if (act.event == ACT_BOX)
                        *ret_found = true;
                else if (act.event == ACT_MADE || act.event == ACT_MADE_ANEW)
                        r = buffer_append(ids, act.cti, CTI_LEN);
        }
        if (ids->len > 0)
                qsort(ids->data, ids->len / CTI_LEN, CTI_LEN, compare_ctis);
        return r;
}

/* Those that run and were issued before; where the log does not say what came before what, none. */
static int collect(const struct office *office, const char *box, int64_t now_s, struct list *list) {
        CLEANUP(buffer_deinit) struct buffer since = BUFFER_INIT_MAX((size_t)ISSUED_MAX * CTI_LEN);
        const struct issuances *issuances = registry_issuances(office->registry);
        bool found;
        int r = issued_since(office, box, &since, &found);

        if (r != 0)
                return r;
        list->items = calloc(issuances->count + 1, sizeof(*list->items));
        if (!list->items)
                return -ENOMEM;
        for (size_t i = 0; found && i < issuances->count; i++) {
                const struct issuance *one = &issuances->consignments[i];

                if (strcmp(one->box, box) != 0 || issuance_standing(one, now_s) != STANDING_OPEN || one->erased)
                        continue;
                if (since.len == 0 || !bsearch(one->cti, since.data, since.len / CTI_LEN, CTI_LEN, compare_ctis))
                        list->items[list->count++] = *one;
        }
        return 0;
}

int replaced_find(const struct office *office, const char *box, const char *const *exports, size_t export_count, int64_t now_s,
                  struct problems *problems, struct issuance **ret_list, size_t *ret_count) {
        struct list list = { .items = NULL };
        int r;

        if (!state_find_box(office->state, box))
                return problems_add(problems, TEXT_PROBLEM_BOX_GONE, "box", box, NULL);
        r = office_store_load(office, problems);
        if (r == 0)
                r = collect(office, box, now_s, &list);
        for (size_t i = 0; r == 0 && i < export_count; i++)
                r = read_export(office, exports[i], box, &list, problems);
        if (r == 0 && list.count == 0)
                r = problems_add(problems, TEXT_PROBLEM_NONE_WAITING, "box", box, NULL);
        if (r != 0) {
                free(list.items);
                return r;
        }
        *ret_list = list.items;
        *ret_count = list.count;
        return 0;
}
