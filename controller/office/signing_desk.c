/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/office/signing_desk.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/key_elsewhere.h"

/* Which key it is and what for; NULL: none of those that are here. */
static const struct secret_key *find(const struct secrets *secrets, const struct public_key *public, enum state_key *ret_use) {
        *ret_use = STATE_KEY_ROOT;
        if (secrets->root && memcmp(secret_key_public(secrets->root)->x, public->x, KEY_PUBLIC_LEN) == 0)
                return secrets->root;
        if (secrets->next_root && memcmp(secret_key_public(secrets->next_root)->x, public->x, KEY_PUBLIC_LEN) == 0)
                return secrets->next_root;
        for (int use = STATE_KEY_CODE; use < STATE_KEY_KINDS; use++) {
                const struct secret_key *key = secrets_key(secrets, (enum state_key)use, public);

                *ret_use = (enum state_key)use;
                if (key)
                        return key;
        }
        return NULL;
}

void signing_answer(struct signing_rules *rules, const struct secrets *secrets, const uint8_t *ask, size_t len, uint8_t ret_answer[SIGNER_ANSWER_LEN]) {
        const struct secret_key *key;
        enum signing_verdict verdict;
        struct public_key public;
        enum state_key use;

        memset(ret_answer, 0, SIGNER_ANSWER_LEN);
        ret_answer[0] = SIGNING_MALFORMED;
        if (len <= KEY_PUBLIC_LEN || len > SIGNER_ASK_MAX)
                return;
        memcpy(public.x, ask, KEY_PUBLIC_LEN);
        ask += KEY_PUBLIC_LEN;
        len -= KEY_PUBLIC_LEN;
        key = find(secrets, &public, &use);
        verdict = !key ? SIGNING_NO_KEY : use == STATE_KEY_LOG ? signing_judge_log(rules, &public, ask, len) : signing_judge(rules, use, &public, ask, len);
        ret_answer[0] = (uint8_t)verdict;
        if (verdict == SIGNING_DONE && secret_key_ask(key, ask, len, ret_answer + 1) < 0)
                ret_answer[0] = SIGNING_FAULT;
}

static int take_ask(int fd, uint8_t *ask, size_t *ret_len) {
        uint8_t head[4];
        struct reader reader = reader_over(head, sizeof(head));
        uint32_t len;
        int r = apart_receive(fd, head, sizeof(head));

        if (r < 0 || !reader_u32(&reader, &len) || len > SIGNER_ASK_MAX)
                return -1;
        *ret_len = len;
        return apart_receive(fd, ask, len);
}

void signing_serve(struct signing_rules *rules, const struct secrets *secrets, int fd) {
        uint8_t *ask = malloc(SIGNER_ASK_MAX), answer[SIGNER_ANSWER_LEN];
        size_t len;

        if (ask)
                while (take_ask(fd, ask, &len) == 0) {
                        signing_answer(rules, secrets, ask, len, answer);
                        if (apart_send(fd, answer, sizeof(answer)) < 0)
                                break;
                }
        free(ask);
}
