/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/command/formers.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "controller/ledger/countersign.h"

enum { WITNESSES_MAX = AUDITING_VKEYS_MAX + POLICY_WITNESSES_MAX };

static bool is_folder(const char *path) {
        struct stat status;

        return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

int formers_read(struct formers *formers) {
        int r = COMMAND_DONE;

        for (size_t i = 0; r == COMMAND_DONE && i < formers->count; i++)
                if (!is_folder(formers->given[i]))
                        r = outside_photograph("former", formers->given[i], &formers->texts[i]);
        return r;
}

void formers_deinit(struct formers *formers) {
        for (size_t i = 0; i < ARRAY_LEN(formers->texts); i++)
                buffer_deinit(&formers->texts[i]);
}

/* ---- notes ---- */

/* Where an export of the former ledger reaches as far, it must also continue what was seen. */
static int check_in_exports(const struct formers *formers, const struct buffer *text, const struct checkpoint *seen,
                            const struct continued_judges *judges, struct finding *finding) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < formers->count; i++) {
                CLEANUP(exported_cleanup) struct exported *exported = NULL;
                struct checkpoint again;

                if (formers->texts[i].len > 0)
                        continue;
                r = exported_open(formers->given[i], judges->vkeys, judges->count, &exported, finding);
                if (r == 0 && seen->size <= exported->checkpoint.size)
                        r = ledger_check_seen(exported, buffer_text(text), text->len, judges->vkeys, judges->count, &again, finding);
        }
        return r;
}

static int check_note(struct formers *formers, const struct buffer *text, const struct continued_judges *judges, struct finding *finding) {
        struct checkpoint seen = { .size = 0 };
        int r = continued_check_note(&formers->continued, buffer_text(text), text->len, judges, &seen, finding);

        if (r == 0)
                r = check_in_exports(formers, text, &seen, judges, finding);
        if (r != 0)
                return r;
        formers->notes++;
        if (seen.size > formers->noted)
                formers->noted = seen.size;
        return 0;
}

static int check_seen(struct formers *formers, struct outside *outside, const struct continued_judges *judges, struct finding *finding) {
        int r = 0;

        for (size_t i = 0; r == 0 && i < outside->seen_count; i++) {
                const struct buffer *text = &outside->texts[i];

                outside->of_former[i] = continued_is_about(&formers->continued, buffer_text(text), text->len);
                if (outside->of_former[i])
                        r = check_note(formers, text, judges, finding);
        }
        return r;
}

/* ---- exports ---- */

static int check_folder(struct formers *formers, const char *folder, const struct vkey *vkeys, size_t count, struct finding *finding) {
        struct ledger_verdict former;
        int r = ledger_verify(folder, vkeys, count, auditing_progress, (char[]){ "verifying" }, &former);

        if (r == LEDGER_E_INVALID)
                return finding_set(finding, "--former %.120s: %.300s", folder, former.finding.text);
        if (r == 0)
                r = continued_check(&formers->continued, &former, finding);
        if (r != 0)
                return r;
        formers->folders++;
        if (former.size > formers->largest)
                formers->largest = former.size;
        return 0;
}

/* Those of --witness and of the policy. */
static size_t all_witnesses(const struct outside *outside, struct vkey ret_witnesses[WITNESSES_MAX]) {
        size_t count = outside->witness_count;

        memcpy(ret_witnesses, outside->vkeys, count * sizeof(*ret_witnesses));
        for (size_t i = 0; outside->policy && i < outside->policy->witness_count; i++)
                if (outside->policy->witnesses[i].name[0])
                        ret_witnesses[count++] = outside->policy->witnesses[i];
        return count;
}

int formers_check(struct formers *formers, const char *out, struct outside *outside, const struct vkey *vkeys, size_t count,
                  struct finding *ret_finding) {
        struct vkey witnesses[WITNESSES_MAX];
        const struct continued_judges judges = {
                .vkeys = vkeys, .count = count, .witnesses = witnesses, .witness_count = all_witnesses(outside, witnesses),
        };
        int r = continued_read(out, vkeys, count, &formers->continued, ret_finding);

        for (size_t i = 0; r == 0 && i < formers->count; i++)
                if (formers->texts[i].len == 0)
                        r = check_folder(formers, formers->given[i], vkeys, count, ret_finding);
        for (size_t i = 0; r == 0 && i < formers->count; i++)
                if (formers->texts[i].len > 0)
                        r = check_note(formers, &formers->texts[i], &judges, ret_finding);
        return r == 0 ? check_seen(formers, outside, &judges, ret_finding) : r;
}

/* ---- said ---- */

void formers_print(const struct formers *formers, const char *out, bool json) {
        const struct checkpoint *former = &formers->continued.former;

        if (!formers->continued.continues)
                return;
        if (formers->notes > 0 && !json)
                printf("no checkpoint that was given of %s has more than its %llu entries: the largest has %llu\n", former->origin,
                       (unsigned long long)former->size, (unsigned long long)formers->noted);
        if (formers->folders == 0)
                command_error("%s: it goes on for the first %llu entries of %s, which were not looked at; give their export with --former", out,
                              (unsigned long long)former->size, former->origin);
        else if (formers->largest < former->size)
                command_error("%s: it goes on for the first %llu entries of %s, of which %llu were given; what came between is not shown", out,
                              (unsigned long long)former->size, former->origin, (unsigned long long)formers->largest);
        else if (!json)
                printf("it goes on for %llu entries of %s, which are complete\n", (unsigned long long)former->size, former->origin);
}
