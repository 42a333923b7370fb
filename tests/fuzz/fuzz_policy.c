/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/ledger/policy.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static struct policy policy;
        struct finding finding;

        if (policy_parse((const char *)data, size, &policy, &finding) != 0)
                return 0;
        MUST_HOLD(policy.log_count <= POLICY_LOGS_MAX && policy.witness_count <= POLICY_WITNESSES_MAX && policy.group_count <= POLICY_GROUPS_MAX);
        /* Whoever is counted is there. */
        MUST_HOLD(policy.witness_count == POLICY_WITNESSES_MAX || policy.quorum.witnesses >> policy.witness_count == 0);
        MUST_HOLD(policy.group_count == POLICY_GROUPS_MAX || policy.quorum.groups >> policy.group_count == 0);
        return 0;
}
