/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/store_fault.h"

#include <errno.h>
#include <string.h>

#include "base/hex.h"

static const enum text_id verdicts[] = {
        [REGISTRY_E_NO_LOCKS] = TEXT_PROBLEM_STORE_NO_LOCKS,
        [REGISTRY_E_NEWER] = TEXT_PROBLEM_STORE_NEWER,
        [REGISTRY_E_NOT_OURS] = TEXT_PROBLEM_STORE_NONE,
        [REGISTRY_E_THERE_ALREADY] = TEXT_PROBLEM_STORE_THERE,
        [REGISTRY_E_LOG] = TEXT_PROBLEM_STORE_LOG,
        [REGISTRY_E_BOXES] = TEXT_PROBLEM_STORE_BOXES,
        [REGISTRY_E_ACCESSES] = TEXT_PROBLEM_STORE_ACCESSES,
        [REGISTRY_E_CHECKPOINT] = TEXT_PROBLEM_STORE_CHECKPOINT,
        [REGISTRY_E_NO_ANCHOR] = TEXT_PROBLEM_STORE_NO_ANCHOR,
        [REGISTRY_E_ANCHOR] = TEXT_PROBLEM_STORE_ANCHOR,
        [REGISTRY_E_ROLLED_BACK] = TEXT_PROBLEM_STORE_ROLLED_BACK,
        [REGISTRY_E_FORKED] = TEXT_PROBLEM_STORE_FORKED,
        [REGISTRY_E_ROW] = TEXT_PROBLEM_STORE_ROW,
        [REGISTRY_E_SURPLUS] = TEXT_PROBLEM_STORE_SURPLUS,
        [REGISTRY_E_OFFICE] = TEXT_PROBLEM_STORE_OFFICE,
        [REGISTRY_E_SUMMARY] = TEXT_PROBLEM_STORE_SUMMARY,
        [REGISTRY_E_MOVED] = TEXT_PROBLEM_STORE_MOVED,
        [REGISTRY_E_OUTDATED] = TEXT_PROBLEM_STORE_OUTDATED,
};

static const struct {
        int error;
        enum text_id text;
} faults[] = {
        { -ENOENT, TEXT_PROBLEM_STORE_GONE }, { -ECONNREFUSED, TEXT_PROBLEM_STORE_SERVER_GONE }, { -ECONNRESET, TEXT_PROBLEM_STORE_SERVER_LOST },
        { -ENOSPC, TEXT_PROBLEM_STORE_FULL }, { -EBUSY, TEXT_PROBLEM_STORE_BUSY }, { -EUCLEAN, TEXT_PROBLEM_STORE_DAMAGED },
        { -EROFS, TEXT_PROBLEM_STORE_READ_ONLY }, { -EACCES, TEXT_PROBLEM_STORE_READ_ONLY },
        { -EOWNERDEAD, TEXT_PROBLEM_SIGNER_GONE }, { -EKEYREJECTED, TEXT_PROBLEM_SIGNER_REFUSED },
};

int store_fault_tell(int r, const struct registry_fault *fault, const char *database, const char *anchor, struct problems *problems) {
        enum text_id text = TEXT_PROBLEM_STORE_FAULT;
        char cti[2 * CTI_LEN + 1];

        hex_encode(fault->cti, CTI_LEN, cti);
        if (r > 0)
                return problems_add(problems, verdicts[r], "path", database, "anchor", anchor, "number", NUMERAL(fault->number), "known",
                                    NUMERAL(fault->known), "cti", cti, NULL);
        for (size_t i = 0; i < ARRAY_LEN(faults); i++)
                if (faults[i].error == r)
                        text = faults[i].text;
        problems_add(problems, text, "path", database, "why", fault->error[0] ? fault->error : strerror(-r), NULL);
        return r;
}
