/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * `pickupbox office reissue DIR --box ID`: what was issued for former keys of a box and not loaded, all of it anew.
 */
#include "controller/command/command_office.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "controller/office/issue.h"
#include "controller/office/replaced.h"

static int issue_list(const struct again_request *request, struct office *office, const struct secrets *secrets, const struct issuance *list,
                      size_t count, struct problems *problems) {
        const struct issue_progress progress = office_begin_issue();
        struct issued *issued = calloc(count, sizeof(*issued));
        struct parcel_batch files = { .place = request->place };
        int r;

        office_note_paper(office);
        r = issued ? issue_all_again(office, secrets, list, count, office_now(), &progress, problems, issued, &files) : -ENOMEM;
        if (r == 0)
                r = office_print_batch(request->dir, request->json, issued, NULL, count, &files);
        if (r == 0 && !request->json)
                command_say(TEXT_OFFICE_REISSUED, NULL);
        if (issued)
                explicit_bzero(issued, count * sizeof(*issued));
        free(issued);
        return r;
}

int office_issue_again(void *context, struct office *office, const struct secrets *secrets, struct problems *problems) {
        const struct again_request *request = context;
        struct issuance *list = NULL;
        size_t count = 0;
        int r = replaced_find(office, request->box, request->exports, request->export_count, office_now(), problems, &list, &count);

        if (r == 0 && request->export_count == 0)
                command_complain(TEXT_OFFICE_AGAIN_UNKNOWN, NULL);
        if (r == 0 && request->dry_run) {
                for (size_t i = 0; i < count && !request->json; i++)
                        office_say_row(&list[i]);
                command_say(TEXT_OFFICE_DRY_RUN, "n", NUMERAL(count), NULL);
        } else if (r == 0) {
                r = issue_list(request, office, secrets, list, count, problems);
        }
        free(list);
        return r;
}
