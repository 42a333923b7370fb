/* SPDX-License-Identifier: EUPL-1.2 */
#include "ui/screens/refusal_text.h"

#include <assert.h>

#include "base/macro.h"

enum text_id refusal_text(enum refusal refusal) {
        static const enum text_id refusals[] = {
                [REFUSAL_NONE] = TEXT_REPORT_REFUSAL_MALFORMED,
                [REFUSAL_MALFORMED] = TEXT_REPORT_REFUSAL_MALFORMED,
                [REFUSAL_TOO_LONG] = TEXT_REPORT_REFUSAL_TOO_LONG,
                [REFUSAL_UNKNOWN_KEY] = TEXT_REPORT_REFUSAL_UNKNOWN_KEY,
                [REFUSAL_WRONG_USE] = TEXT_REPORT_REFUSAL_WRONG_USE,
                [REFUSAL_BAD_SIGNATURE] = TEXT_REPORT_REFUSAL_BAD_SIGNATURE,
                [REFUSAL_WRONG_BOX] = TEXT_REPORT_REFUSAL_WRONG_BOX,
                [REFUSAL_EXPIRED] = TEXT_REPORT_REFUSAL_EXPIRED,
                [REFUSAL_NOT_YET] = TEXT_REPORT_REFUSAL_NOT_YET,
                [REFUSAL_VALIDITY] = TEXT_REPORT_REFUSAL_VALIDITY,
                [REFUSAL_REVOKED] = TEXT_REPORT_REFUSAL_REVOKED,
                [REFUSAL_NOT_HERE] = TEXT_REPORT_REFUSAL_NOT_HERE,
                [REFUSAL_ALREADY_ISSUED] = TEXT_REPORT_REFUSAL_ALREADY_ISSUED,
                [REFUSAL_WRONG_ANSWER] = TEXT_REPORT_REFUSAL_WRONG_ANSWER,
                [REFUSAL_LOCKED] = TEXT_REPORT_REFUSAL_LOCKED,
                [REFUSAL_VOID] = TEXT_REPORT_REFUSAL_VOID,
                [REFUSAL_CLOCK] = TEXT_REPORT_REFUSAL_CLOCK,
                [REFUSAL_WRONG_PIN] = TEXT_REPORT_REFUSAL_WRONG_PIN,
                [REFUSAL_REMOVED] = TEXT_REPORT_REFUSAL_REMOVED,
        };

        static_assert(ARRAY_LEN(refusals) == REFUSAL_COUNT, "every refusal has its sentence");
        return refusals[(unsigned)refusal < REFUSAL_COUNT ? refusal : REFUSAL_NONE];
}
