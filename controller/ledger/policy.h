/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * Which logs somebody trusts and whose countersignatures must stand below a
 * checkpoint: a C2SP tlog-policy file (https://c2sp.org/tlog-policy), and what a
 * note is worth by it. Values only.
 */
#pragma once

#include "controller/ledger/exported.h"
#include "crypto/mldsa_cosignature.h"

enum {
        POLICY_MAX_LEN = 256 * 1024,
        POLICY_LOGS_MAX = 64,
        POLICY_WITNESSES_MAX = 64,
        POLICY_GROUPS_MAX = 64,
        POLICY_FUTURE_MAX_S = 86400, /* a countersignature from later than that is nobody's clock running fast */
};

struct policy_group {
        unsigned k;
        uint64_t witnesses, groups;      /* members, as bits */
};

struct policy {
        struct vkey logs[POLICY_LOGS_MAX];           /* each for the origin that is its name */
        size_t log_count;
        struct vkey witnesses[POLICY_WITNESSES_MAX]; /* of type NOTE_TYPE_COSIGNATURE; name "": it signs with ML-DSA-44 */
        struct mldsa_vkey mldsa[POLICY_WITNESSES_MAX]; /* the keys of those */
        size_t witness_count;
        struct policy_group groups[POLICY_GROUPS_MAX];
        size_t group_count;
        struct policy_group quorum;                  /* k 0: none */
};

/* Reads the file's bytes. 0 or LEDGER_E_INVALID with the finding, which names the line. */
MUST_CHECK int policy_parse(const char *bytes, size_t len, struct policy *ret_policy, struct finding *ret_finding);

/* What a note must have besides the log's signature. */
struct demand {
        const struct vkey *witnesses;    /* each of these must have countersigned */
        size_t count;
        const struct policy *policy;     /* and its quorum; may be NULL */
        uint64_t now_s;                  /* seconds since 1970 */
};
/*
 * Whether it has. 0 with the oldest time of the countersignatures that counted (0 for none); LEDGER_E_INVALID with the
 * finding, also when the line of any of these witnesses is wrong or more than POLICY_FUTURE_MAX_S in the future.
 */
MUST_CHECK int demand_check(const struct demand *demand, const struct note *note, uint64_t *ret_oldest_s, struct finding *ret_finding);
