/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * SHA-256 is nettle's: it uses the processor's own instructions where there are any (x86-64 and arm64), libsodium's never
 * does. An entry costs two hashes of two blocks each; libraries that hash many texts side by side (Debian's libipsec-mb) were
 * tried and need as long for texts as short as these.
 */
#include "crypto/merkle.h"

#include <assert.h>
#include <errno.h>
#include <nettle/sha2.h>
#include <string.h>

#include "base/base64.h"

static_assert(SHA256_DIGEST_SIZE == HASH_LEN, "a hash is a SHA-256");

void sha256(const void *bytes, size_t len, struct hash *ret_hash) {
        struct sha256_ctx state;

        sha256_init(&state);
        sha256_update(&state, len, bytes);
        sha256_digest(&state, HASH_LEN, ret_hash->bytes);
}

void merkle_leaf(const void *bytes, size_t len, struct hash *ret_hash) {
        static const uint8_t prefix = 0x00;
        struct sha256_ctx state;

        sha256_init(&state);
        sha256_update(&state, 1, &prefix);
        sha256_update(&state, len, bytes);
        sha256_digest(&state, HASH_LEN, ret_hash->bytes);
}

void merkle_node(const struct hash *left, const struct hash *right, struct hash *ret_hash) {
        uint8_t input[1 + 2 * HASH_LEN];

        input[0] = 0x01;
        memcpy(input + 1, left->bytes, HASH_LEN);
        memcpy(input + 1 + HASH_LEN, right->bytes, HASH_LEN);
        sha256(input, sizeof(input), ret_hash);
}

bool hash_equal(const struct hash *a, const struct hash *b) {
        return memcmp(a->bytes, b->bytes, HASH_LEN) == 0;
}

int hash_format(const struct hash *hash, struct buffer *ret_text) {
        return base64_encode(hash->bytes, HASH_LEN, ret_text);
}

bool hash_parse(const char *text, size_t len, struct hash *ret_hash) {
        uint8_t bytes[HASH_LEN];
        size_t bytes_len;

        if (!base64_decode(text, len, bytes, sizeof(bytes), &bytes_len) || bytes_len != HASH_LEN)
                return false;
        memcpy(ret_hash->bytes, bytes, HASH_LEN);
        return true;
}

void merkle_edge_append(struct merkle_edge *edge, const struct hash *leaf, merkle_completed_fn *completed, void *context) {
        struct hash hash = *leaf;
        unsigned level = 0;

        assert(edge->size < MERKLE_SIZE_MAX);
        if (completed)
                completed(context, 0, edge->size, &hash);
        for (; edge->size >> level & 1; level++) {
                merkle_node(&edge->nodes[--edge->count], &hash, &hash);
                if (completed)
                        completed(context, level + 1, edge->size >> (level + 1), &hash);
        }
        edge->nodes[edge->count++] = hash;
        edge->size++;
}

static void keep_node(void *context, unsigned level, uint64_t index, const struct hash *hash) {
        struct merkle_nodes *completed = context;

        if (level == 0)
                return;
        assert(level == completed->count + 1);
        completed->nodes[completed->count++] = *hash;
}

void merkle_edge_append_entry(struct merkle_edge *edge, const void *bytes, size_t len, struct merkle_nodes *ret_completed) {
        struct hash leaf;

        ret_completed->count = 0;
        merkle_leaf(bytes, len, &leaf);
        merkle_edge_append(edge, &leaf, keep_node, ret_completed);
}

void merkle_edge_root(const struct merkle_edge *edge, struct hash *ret_root) {
        struct hash root;

        if (edge->count == 0) {
                sha256("", 0, ret_root);
                return;
        }
        root = edge->nodes[edge->count - 1];
        for (unsigned i = edge->count - 1; i > 0; i--)
                merkle_node(&edge->nodes[i - 1], &root, &root);
        *ret_root = root;
}

/*
 * The hash of leaves [begin, end), end > begin, where begin is a multiple of a power of two that is not below the number
 * of leaves: the only ranges that RFC 6962 ever hashes. Complete subtrees are read, the ragged right side is folded.
 */
static int range_hash(uint64_t begin, uint64_t end, merkle_read_fn *read, void *context, struct hash *ret_hash) {
        struct hash parts[MERKLE_LEVELS], hash;
        unsigned count = 0;
        int r;

        while (begin < end) {
                unsigned level = 63 - (unsigned)__builtin_clzll(end - begin);

                r = read(context, level, begin >> level, &parts[count]);
                if (r < 0)
                        return r;
                count++;
                begin += UINT64_C(1) << level;
        }
        hash = parts[count - 1];
        for (unsigned i = count - 1; i > 0; i--)
                merkle_node(&parts[i - 1], &hash, &hash);
        *ret_hash = hash;
        return 0;
}

/* The largest power of two below n, n > 1 (RFC 9162 section 2.1.1: k < n <= 2k). */
static uint64_t split(uint64_t n) {
        return UINT64_C(1) << (63 - __builtin_clzll(n - 1));
}

static void reverse(struct hash *hashes, size_t count) {
        for (size_t i = 0; i < count / 2; i++) {
                struct hash other = hashes[i];

                hashes[i] = hashes[count - 1 - i];
                hashes[count - 1 - i] = other;
        }
}

int merkle_root(uint64_t size, merkle_read_fn *read, void *context, struct hash *ret_root) {
        if (size > MERKLE_SIZE_MAX)
                return -EINVAL;
        if (size == 0) {
                sha256("", 0, ret_root);
                return 0;
        }
        return range_hash(0, size, read, context, ret_root);
}

int merkle_prove_inclusion(uint64_t index, uint64_t size, merkle_read_fn *read, void *context,
                           struct hash ret_proof[MERKLE_PROOF_MAX], size_t *ret_count) {
        uint64_t begin = 0, end = size;
        size_t count = 0;
        int r;

        if (size > MERKLE_SIZE_MAX || index >= size)
                return -EINVAL;
        while (end - begin > 1) {
                uint64_t middle = begin + split(end - begin);

                if (index < middle) {
                        r = range_hash(middle, end, read, context, &ret_proof[count]);
                        end = middle;
                } else {
                        r = range_hash(begin, middle, read, context, &ret_proof[count]);
                        begin = middle;
                }
                if (r < 0)
                        return r;
                count++;
        }
        reverse(ret_proof, count);
        *ret_count = count;
        return 0;
}

int merkle_prove_consistency(uint64_t old_size, uint64_t size, merkle_read_fn *read, void *context,
                             struct hash ret_proof[MERKLE_PROOF_MAX], size_t *ret_count) {
        uint64_t begin = 0, end = size;
        size_t count = 0;
        int r;

        if (size > MERKLE_SIZE_MAX || old_size > size)
                return -EINVAL;
        if (old_size == 0 || old_size == size) {
                *ret_count = 0;
                return 0;
        }
        /* SUBPROOF of RFC 9162 section 2.1.4.1, from the top down. */
        while (old_size != end) {
                uint64_t middle = begin + split(end - begin);

                if (old_size <= middle) {
                        r = range_hash(middle, end, read, context, &ret_proof[count]);
                        end = middle;
                } else {
                        r = range_hash(begin, middle, read, context, &ret_proof[count]);
                        begin = middle;
                }
                if (r < 0)
                        return r;
                count++;
        }
        /* A verifier knows the old root itself; any other starting subtree has to be told. */
        if (begin > 0) {
                r = range_hash(begin, end, read, context, &ret_proof[count]);
                if (r < 0)
                        return r;
                count++;
        }
        reverse(ret_proof, count);
        *ret_count = count;
        return 0;
}

/* RFC 9162 section 2.1.3.2; the names are the text's. */
bool merkle_check_inclusion(const struct hash *leaf, uint64_t index, uint64_t size, const struct hash *proof, size_t count,
                            const struct hash *root) {
        struct hash r = *leaf;
        uint64_t fn = index, sn;

        if (size > MERKLE_SIZE_MAX || index >= size)
                return false;
        sn = size - 1;
        for (size_t i = 0; i < count; i++) {
                if (sn == 0)
                        return false;
                if ((fn & 1) || fn == sn) {
                        merkle_node(&proof[i], &r, &r);
                        while (!(fn & 1) && fn != 0) {
                                fn >>= 1;
                                sn >>= 1;
                        }
                } else {
                        merkle_node(&r, &proof[i], &r);
                }
                fn >>= 1;
                sn >>= 1;
        }
        return sn == 0 && hash_equal(&r, root);
}

/* RFC 9162 section 2.1.4.2; the names are the text's. */
bool merkle_consistency_roots(uint64_t old_size, uint64_t size, const struct hash *old_root, const struct hash *proof, size_t count,
                              struct hash *ret_old_root, struct hash *ret_root) {
        bool power_of_two = (old_size & (old_size - 1)) == 0;
        uint64_t fn = old_size - 1, sn = size - 1;
        struct hash fr, sr;
        size_t i = 0;

        if (size > MERKLE_SIZE_MAX || old_size == 0 || old_size >= size || (!power_of_two && count == 0))
                return false;
        fr = sr = power_of_two ? *old_root : proof[i++];
        while (fn & 1) {
                fn >>= 1;
                sn >>= 1;
        }
        for (; i < count; i++) {
                if (sn == 0)
                        return false;
                if ((fn & 1) || fn == sn) {
                        merkle_node(&proof[i], &fr, &fr);
                        merkle_node(&proof[i], &sr, &sr);
                        while (!(fn & 1) && fn != 0) {
                                fn >>= 1;
                                sn >>= 1;
                        }
                } else {
                        merkle_node(&sr, &proof[i], &sr);
                }
                fn >>= 1;
                sn >>= 1;
        }
        if (sn != 0)
                return false;
        *ret_old_root = fr;
        *ret_root = sr;
        return true;
}

bool merkle_check_consistency(uint64_t old_size, uint64_t size, const struct hash *old_root, const struct hash *root,
                              const struct hash *proof, size_t count) {
        struct hash fr, sr;

        if (old_size == size && size > 0 && size <= MERKLE_SIZE_MAX)
                return count == 0 && hash_equal(old_root, root);
        return merkle_consistency_roots(old_size, size, old_root, proof, count, &fr, &sr) && hash_equal(&fr, old_root) && hash_equal(&sr, root);
}
