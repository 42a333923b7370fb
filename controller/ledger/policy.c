/* SPDX-License-Identifier: EUPL-1.2 */
/* The words in quotation marks are the specification's. */
#include "controller/ledger/policy.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/cosignature.h"

enum { WORDS_MAX = POLICY_WITNESSES_MAX + POLICY_GROUPS_MAX + 3 };

struct word {
        const char *text;
        size_t len;
};

/* What is known while the lines are read. */
struct reading {
        struct policy *policy;
        struct finding *finding;
        unsigned line;
        struct word words[WORDS_MAX];
        size_t count;
        struct word log_keys[POLICY_LOGS_MAX], witness_keys[POLICY_WITNESSES_MAX];
        struct word witness_names[POLICY_WITNESSES_MAX], group_names[POLICY_GROUPS_MAX];
        struct policy_group used;                    /* members of any group so far */
        bool has_quorum;
};

static bool is_word(const struct word *word, const char *text) {
        return word->len == strlen(text) && memcmp(word->text, text, word->len) == 0;
}

static bool same(const struct word *a, const struct word *b) {
        return a->len == b->len && memcmp(a->text, b->text, a->len) == 0;
}

static int wrong(struct reading *reading, const char *what) {
        return finding_set(reading->finding, "line %u: %s", reading->line, what);
}

/* "'whitespace' … means sequences of ASCII space and tab characters only". */
static bool split(struct reading *reading, const char *line, size_t len) {
        size_t i = 0;

        reading->count = 0;
        while (i < len) {
                size_t begin;

                while (i < len && (line[i] == ' ' || line[i] == '\t'))
                        i++;
                for (begin = i; i < len && line[i] != ' ' && line[i] != '\t';)
                        i++;
                if (i == begin)
                        continue;
                if (reading->count == WORDS_MAX)
                        return false;
                reading->words[reading->count++] = (struct word){ line + begin, i - begin };
        }
        return true;
}

/* The last part of a verifier key: "Two vkeys are considered duplicate if they wrap the same underlying public key". */
static struct word key_part(const struct word *vkey) {
        const char *plus = vkey->text;
        struct word part = *vkey;

        for (unsigned i = 0; i < 2 && plus; i++) {
                plus = memchr(part.text, '+', part.len);
                if (plus)
                        part = (struct word){ plus + 1, part.len - (size_t)(plus + 1 - part.text) };
        }
        return part;
}

static bool is_duplicate(const struct word *key, const struct word *keys, size_t count) {
        for (size_t i = 0; i < count; i++)
                if (same(key, &keys[i]))
                        return true;
        return false;
}

/* ---- lines ---- */

/* "log <vkey> [<url>]" */
static int read_log(struct reading *reading) {
        struct policy *policy = reading->policy;
        struct vkey *log = &policy->logs[policy->log_count];
        struct word key;

        if (reading->count < 2 || reading->count > 3)
                return wrong(reading, "\"log\" is followed by a verifier key, and maybe a URL");
        if (policy->log_count == POLICY_LOGS_MAX)
                return wrong(reading, "more logs than can be kept here");
        if (vkey_parse(reading->words[1].text, reading->words[1].len, log) != 0)
                return wrong(reading, "not the verifier key of a log (NAME+ID+KEY, Ed25519)");
        memcpy(log->origin, log->name, sizeof(log->origin));
        key = key_part(&reading->words[1]);
        if (is_duplicate(&key, reading->log_keys, policy->log_count))
                return wrong(reading, "this key stands in an earlier line \"log\"");
        reading->log_keys[policy->log_count++] = key;
        return 0;
}

static bool is_defined(const struct reading *reading, const struct word *name) {
        return is_word(name, "none") || is_duplicate(name, reading->witness_names, reading->policy->witness_count) ||
               is_duplicate(name, reading->group_names, reading->policy->group_count);
}

/* "witness <name> <vkey> [<url>]" */
static int read_witness(struct reading *reading) {
        struct policy *policy = reading->policy;
        struct vkey *witness = &policy->witnesses[policy->witness_count];
        struct word key;

        if (reading->count < 3 || reading->count > 4)
                return wrong(reading, "\"witness\" is followed by a name and a verifier key, and maybe a URL");
        if (is_defined(reading, &reading->words[1]))
                return wrong(reading, "this name has a meaning already");
        if (policy->witness_count == POLICY_WITNESSES_MAX)
                return wrong(reading, "more witnesses than can be kept here");
        if (vkey_parse_type(reading->words[2].text, reading->words[2].len, NOTE_TYPE_COSIGNATURE, witness) != 0) {
                if (mldsa_vkey_parse(reading->words[2].text, reading->words[2].len, &policy->mldsa[policy->witness_count]) != 0)
                        return wrong(reading, "not the verifier key of a witness (NAME+ID+KEY, of type 4 or 6)");
                *witness = (struct vkey){ .name = "" };
        }
        key = key_part(&reading->words[2]);
        if (is_duplicate(&key, reading->witness_keys, policy->witness_count))
                return wrong(reading, "this key stands in an earlier line \"witness\"");
        reading->witness_names[policy->witness_count] = reading->words[1];
        reading->witness_keys[policy->witness_count++] = key;
        return 0;
}

/* "can only refer to names defined on preceding lines" */
static bool find_member(const struct reading *reading, const struct word *name, struct policy_group *ret_member) {
        *ret_member = (struct policy_group){ .k = 1 };
        for (size_t i = 0; i < reading->policy->witness_count; i++)
                if (same(name, &reading->witness_names[i]))
                        ret_member->witnesses = UINT64_C(1) << i;
        for (size_t i = 0; i < reading->policy->group_count; i++)
                if (same(name, &reading->group_names[i]))
                        ret_member->groups = UINT64_C(1) << i;
        return ret_member->witnesses || ret_member->groups;
}

static bool read_k(const struct word *word, size_t members, unsigned *ret_k) {
        struct reader reader = reader_over(word->text, word->len);
        uint64_t k;

        if (is_word(word, "all") || is_word(word, "any")) {
                *ret_k = is_word(word, "all") ? (unsigned)members : 1;
                return true;
        }
        if (!reader_decimal(&reader, members, &k) || reader.len > 0 || k < 1)
                return false;
        *ret_k = (unsigned)k;
        return true;
}

/* "group <name> all|any|<k> <name>..." */
static int read_group(struct reading *reading) {
        struct policy *policy = reading->policy;
        struct policy_group group = { .k = 0 }, member;

        if (reading->count < 4)
                return wrong(reading, "\"group\" is followed by a name, all, any or a number, and its members");
        if (is_defined(reading, &reading->words[1]))
                return wrong(reading, "this name has a meaning already");
        if (policy->group_count == POLICY_GROUPS_MAX)
                return wrong(reading, "more groups than can be kept here");
        if (!read_k(&reading->words[2], reading->count - 3, &group.k))
                return wrong(reading, "how many must be all, any, or a number from 1 to that of the members");
        for (size_t i = 3; i < reading->count; i++) {
                if (!find_member(reading, &reading->words[i], &member))
                        return wrong(reading, "a member is neither a witness nor a group of the lines before");
                if ((member.witnesses & reading->used.witnesses) || (member.groups & reading->used.groups))
                        return wrong(reading, "a member is one already, here or of another group");
                reading->used.witnesses |= member.witnesses;
                reading->used.groups |= member.groups;
                group.witnesses |= member.witnesses;
                group.groups |= member.groups;
        }
        reading->group_names[policy->group_count] = reading->words[1];
        policy->groups[policy->group_count++] = group;
        return 0;
}

static int read_quorum(struct reading *reading) {
        if (reading->count != 2)
                return wrong(reading, "\"quorum\" is followed by one name");
        if (reading->has_quorum)
                return wrong(reading, "there is a quorum already");
        reading->has_quorum = true;
        if (is_word(&reading->words[1], "none"))
                return 0;
        return find_member(reading, &reading->words[1], &reading->policy->quorum)
                       ? 0
                       : wrong(reading, "the quorum is neither a witness nor a group of the lines before, nor none");
}

static int read_line(struct reading *reading, const char *line, size_t len) {
        static const struct {
                const char *word;
                int (*read)(struct reading *);
        } kinds[] = { { "log", read_log }, { "witness", read_witness }, { "group", read_group }, { "quorum", read_quorum } };

        for (size_t i = 0; i < len; i++)
                if (((unsigned char)line[i] < 0x20 && line[i] != '\t') || line[i] == 0x7f)
                        return wrong(reading, "a control character");
        if (!split(reading, line, len))
                return wrong(reading, "more words than a line can have");
        if (reading->count == 0 || reading->words[0].text[0] == '#')
                return 0;
        for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
                if (is_word(&reading->words[0], kinds[i].word))
                        return kinds[i].read(reading);
        return wrong(reading, "it begins with none of log, witness, group, quorum and #");
}

int policy_parse(const char *bytes, size_t len, struct policy *ret_policy, struct finding *ret_finding) {
        struct reader reader = reader_over(bytes, len);
        struct reading *reading;
        const char *line;
        size_t line_len;
        int r = 0;

        if (len > POLICY_MAX_LEN)
                return finding_set(ret_finding, "longer than a policy can be");
        reading = calloc(1, sizeof(*reading));
        if (!reading)
                return finding_set(ret_finding, "there is not enough memory to read it");
        *ret_policy = (struct policy){ .log_count = 0 };
        reading->policy = ret_policy;
        reading->finding = ret_finding;
        while (r == 0 && reader_line(&reader, &line, &line_len)) {
                reading->line++;
                r = read_line(reading, line, line_len);
        }
        if (r == 0 && reader.len > 0)
                r = finding_set(ret_finding, "the last line does not end");
        if (r == 0 && !reading->has_quorum)
                r = finding_set(ret_finding, "there is no line \"quorum\"");
        free(reading);
        return r;
}

/* ---- judging ---- */

/* What verifying its lines gave. *ret_time_s: 0 when this witness has not countersigned. */
static int judge_result(int r, uint64_t time_s, const char *name, uint64_t now_s, uint64_t *ret_time_s, struct finding *finding) {
        if (r != 0 && r != NOTE_E_UNKNOWN_KEY)
                return finding_set(finding, "checkpoint: the countersignature of the witness %.200s is wrong", name);
        if (r == 0 && time_s > now_s && time_s - now_s > POLICY_FUTURE_MAX_S)
                return finding_set(finding, "checkpoint: the countersignature of the witness %.200s is from the future, by %llu hours: one of the two "
                                   "clocks is wrong", name, (unsigned long long)((time_s - now_s) / 3600));
        *ret_time_s = r == 0 ? time_s : 0;
        return 0;
}

static int judge(const struct note *note, const struct vkey *witness, uint64_t now_s, uint64_t *ret_time_s, struct finding *finding) {
        uint64_t time_s = 0;
        int r = cosignature_verify(note, witness, &time_s);

        return judge_result(r, time_s, witness->name, now_s, ret_time_s, finding);
}

/* A witness of a policy, which may sign with ML-DSA-44. */
static int judge_member(const struct note *note, const struct policy *policy, size_t i, uint64_t now_s, uint64_t *ret_time_s,
                        struct finding *finding) {
        uint64_t time_s = 0;
        int r;

        if (policy->witnesses[i].name[0])
                return judge(note, &policy->witnesses[i], now_s, ret_time_s, finding);
        r = mldsa_cosignature_verify(note, &policy->mldsa[i], &time_s);
        return judge_result(r, time_s, policy->mldsa[i].name, now_s, ret_time_s, finding);
}

static bool is_met(const struct policy_group *group, uint64_t witnesses, uint64_t groups) {
        return (unsigned)(__builtin_popcountll(group->witnesses & witnesses) + __builtin_popcountll(group->groups & groups)) >= group->k;
}

static int check_quorum(const struct policy *policy, uint64_t signers, struct finding *finding) {
        uint64_t groups = 0;
        size_t blind = 0;

        for (size_t i = 0; i < policy->group_count; i++)
                if (is_met(&policy->groups[i], signers, groups))
                        groups |= UINT64_C(1) << i;
        if (is_met(&policy->quorum, signers, groups))
                return 0;
        for (size_t i = 0; i < policy->witness_count; i++)
                blind += !policy->witnesses[i].name[0] && !mldsa_known();
        if (blind > 0)
                return finding_set(finding, "checkpoint: %d of the policy's %zu witnesses have countersigned it, and that is no quorum; %zu of them sign "
                                   "with ML-DSA-44, which is verified only where OpenSSL has it (3.5)", __builtin_popcountll(signers), policy->witness_count, blind);
        return finding_set(finding, "checkpoint: %d of the policy's %zu witnesses have countersigned it, and that is no quorum",
                           __builtin_popcountll(signers), policy->witness_count);
}

static void keep_oldest(uint64_t time_s, uint64_t *oldest_s) {
        if (time_s != 0 && (*oldest_s == 0 || time_s < *oldest_s))
                *oldest_s = time_s;
}

int demand_check(const struct demand *demand, const struct note *note, uint64_t *ret_oldest_s, struct finding *ret_finding) {
        uint64_t oldest_s = 0, time_s = 0, signers = 0;
        int r = 0;

        for (size_t i = 0; r == 0 && i < demand->count; i++) {
                r = judge(note, &demand->witnesses[i], demand->now_s, &time_s, ret_finding);
                if (r == 0 && time_s == 0)
                        r = finding_set(ret_finding, "checkpoint: the witness %.200s has not countersigned it", demand->witnesses[i].name);
                if (r == 0)
                        keep_oldest(time_s, &oldest_s);
        }
        for (size_t i = 0; r == 0 && demand->policy && i < demand->policy->witness_count; i++) {
                r = judge_member(note, demand->policy, i, demand->now_s, &time_s, ret_finding);
                if (r == 0 && time_s != 0)
                        signers |= UINT64_C(1) << i;
                if (r == 0)
                        keep_oldest(time_s, &oldest_s);
        }
        if (r == 0 && demand->policy)
                r = check_quorum(demand->policy, signers, ret_finding);
        if (r == 0)
                *ret_oldest_s = oldest_s;
        return r;
}
