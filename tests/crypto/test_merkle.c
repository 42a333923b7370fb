/* SPDX-License-Identifier: EUPL-1.2 */
#include <dirent.h>
#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/merkle.h"
#include "tests/support/cmocka.h"

enum { TREE_MAX = 300, TREE_LEVELS = 10 };

/* Every complete subtree of a tree of TREE_MAX leaves, as the edge told it. */
struct tree {
        struct merkle_edge edge;
        struct hash nodes[TREE_LEVELS][TREE_MAX];
        uint64_t counts[TREE_LEVELS];
        struct hash roots[TREE_MAX + 1];
};

static void completed(void *context, unsigned level, uint64_t index, const struct hash *hash) {
        struct tree *tree = context;

        assert_true(level < TREE_LEVELS);
        assert_int_equal(index, tree->counts[level]);
        tree->nodes[level][index] = *hash;
        tree->counts[level]++;
}

static int read_node(void *context, unsigned level, uint64_t index, struct hash *ret_hash) {
        const struct tree *tree = context;

        if (level >= TREE_LEVELS || index >= tree->counts[level])
                return -ENOENT;
        *ret_hash = tree->nodes[level][index];
        return 0;
}

static int grow(void **state) {
        struct tree *tree = calloc(1, sizeof(*tree));

        assert_non_null(tree);
        for (unsigned i = 0; i < TREE_MAX; i++) {
                char text[16];
                struct hash leaf;

                merkle_edge_root(&tree->edge, &tree->roots[i]);
                merkle_leaf(text, (size_t)snprintf(text, sizeof(text), "leaf %u", i), &leaf);
                merkle_edge_append(&tree->edge, &leaf, completed, tree);
        }
        merkle_edge_root(&tree->edge, &tree->roots[TREE_MAX]);
        *state = tree;
        return 0;
}

static int fell(void **state) {
        free(*state);
        return 0;
}

/* MTH of RFC 6962 section 2.1, word for word, to judge the rest by. */
static void mth(const struct hash *leaves, unsigned n, struct hash *ret_hash) {
        struct hash left, right;
        unsigned k = 1;

        if (n == 0) {
                sha256("", 0, ret_hash);
                return;
        }
        if (n == 1) {
                *ret_hash = leaves[0];
                return;
        }
        while (2 * k < n)
                k *= 2;
        mth(leaves, k, &left);
        mth(leaves + k, n - k, &right);
        merkle_node(&left, &right, ret_hash);
}

static void every_root_is_that_of_the_definition(void **state) {
        struct tree *tree = *state;
        struct hash expected, root;

        for (unsigned size = 0; size <= TREE_MAX; size++) {
                mth(tree->nodes[0], size, &expected);
                assert_true(hash_equal(&expected, &tree->roots[size]));
                assert_int_equal(merkle_root(size, read_node, tree, &root), 0);
                assert_true(hash_equal(&expected, &root));
        }
}

/* A proof that was made must hold; changed by a bit, cut, or lengthened it must not. */
static void assert_inclusion(struct tree *tree, uint64_t index, uint64_t size) {
        const struct hash *leaf = &tree->nodes[0][index], *root = &tree->roots[size];
        struct hash proof[MERKLE_PROOF_MAX], other = *leaf;
        size_t count;

        assert_int_equal(merkle_prove_inclusion(index, size, read_node, tree, proof, &count), 0);
        assert_true(merkle_check_inclusion(leaf, index, size, proof, count, root));
        other.bytes[7] ^= 1;
        assert_false(merkle_check_inclusion(&other, index, size, proof, count, root));
        assert_false(merkle_check_inclusion(leaf, index + 1, size, proof, count, root));
        assert_false(merkle_check_inclusion(leaf, index, index, proof, count, root));
        proof[count] = *leaf;
        assert_false(merkle_check_inclusion(leaf, index, size, proof, count + 1, root));
        if (count == 0)
                return;
        assert_false(merkle_check_inclusion(leaf, index, size, proof, count - 1, root));
        proof[(index + size) % count].bytes[size % HASH_LEN] ^= 0x10;
        assert_false(merkle_check_inclusion(leaf, index, size, proof, count, root));
}

static void every_inclusion_proof_holds_and_no_changed_one_does(void **state) {
        for (uint64_t size = 1; size <= TREE_MAX; size++)
                for (uint64_t index = 0; index < size; index++)
                        assert_inclusion(*state, index, size);
}

static void assert_consistency(struct tree *tree, uint64_t old_size, uint64_t size) {
        const struct hash *old_root = &tree->roots[old_size], *root = &tree->roots[size];
        struct hash proof[MERKLE_PROOF_MAX], other = *old_root;
        size_t count;

        assert_int_equal(merkle_prove_consistency(old_size, size, read_node, tree, proof, &count), 0);
        assert_true(merkle_check_consistency(old_size, size, old_root, root, proof, count));
        other.bytes[31] ^= 0x80;
        assert_false(merkle_check_consistency(old_size, size, &other, root, proof, count));
        proof[count] = *old_root;
        assert_false(merkle_check_consistency(old_size, size, old_root, root, proof, count + 1));
        if (count == 0)
                return;
        assert_false(merkle_check_consistency(old_size, size, root, old_root, proof, count));
        assert_false(merkle_check_consistency(old_size, size, old_root, root, proof, count - 1));
        proof[(old_size + size) % count].bytes[size % HASH_LEN] ^= 1;
        assert_false(merkle_check_consistency(old_size, size, old_root, root, proof, count));
}

static void every_consistency_proof_holds_and_no_changed_one_does(void **state) {
        for (uint64_t size = 1; size <= TREE_MAX; size++)
                for (uint64_t old_size = 1; old_size <= size; old_size++)
                        assert_consistency(*state, old_size, size);
}

static void questions_outside_the_tree_are_refused(void **state) {
        struct tree *tree = *state;
        struct hash proof[MERKLE_PROOF_MAX], root;
        size_t count;

        assert_int_equal(merkle_prove_inclusion(0, 0, read_node, tree, proof, &count), -EINVAL);
        assert_int_equal(merkle_prove_inclusion(5, 5, read_node, tree, proof, &count), -EINVAL);
        assert_int_equal(merkle_prove_consistency(6, 5, read_node, tree, proof, &count), -EINVAL);
        assert_int_equal(merkle_root(MERKLE_SIZE_MAX + 1, read_node, tree, &root), -EINVAL);
        assert_int_equal(merkle_root(TREE_MAX + 1, read_node, tree, &root), -ENOENT);
        assert_int_equal(merkle_prove_inclusion(0, TREE_MAX + 1, read_node, tree, proof, &count), -ENOENT);
        assert_false(merkle_check_inclusion(&tree->roots[1], 0, UINT64_MAX, proof, 0, &tree->roots[1]));
        assert_false(merkle_check_consistency(0, 5, &tree->roots[0], &tree->roots[5], proof, 0));
        assert_false(merkle_check_consistency(0, 0, &tree->roots[0], &tree->roots[0], proof, 0));
        assert_false(merkle_check_consistency(UINT64_MAX, UINT64_MAX, &tree->roots[5], &tree->roots[5], proof, 0));
}

static void a_hash_is_read_from_canonical_base64_of_32_bytes_only(void **state) {
        static const char *const wrong[] = {
                "", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAA\nAAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA-=", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\xc1" "A=",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=AAAA",
        };
        static const char good[] = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
        struct buffer text = BUFFER_INIT;
        struct hash hash, empty;

        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
                assert_false(hash_parse(wrong[i], strlen(wrong[i]), &hash));
        for (size_t bit = 0; bit < 8 * strlen(good); bit++) {
                char changed[] = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
                struct buffer again = BUFFER_INIT;

                changed[bit / 8] = (char)(changed[bit / 8] ^ (1 << bit % 8));
                if (!hash_parse(changed, strlen(good), &hash))
                        continue;
                assert_int_equal(hash_format(&hash, &again), 0);
                assert_string_equal(buffer_text(&again), changed);
                buffer_deinit(&again);
        }
        assert_true(hash_parse(good, strlen(good), &hash));
        sha256("", 0, &empty);
        assert_true(hash_equal(&hash, &empty));
        assert_int_equal(hash_format(&hash, &text), 0);
        assert_string_equal(buffer_text(&text), good);
        buffer_deinit(&text);
}

/* ---- the published vectors ---- */

struct vector {
        json_t *json;
        struct hash proof[MERKLE_PROOF_MAX];
        size_t count;
        bool readable;
};

static struct hash take_hash(struct vector *vector, const char *text) {
        struct hash hash = { 0 };

        vector->readable &= hash_parse(text, strlen(text), &hash);
        return hash;
}

/* In the consistency files some roots are the words "don't care 1" and "don't care 2", where only their (in)equality matters. */
static struct hash take_root(struct vector *vector, const char *text) {
        struct hash hash;

        if (strncmp(text, "ZG9uJ3QgY2FyZSA", 15) != 0)
                return take_hash(vector, text);
        sha256(text, strlen(text), &hash);
        return hash;
}

static const char *member_text(const struct vector *vector, const char *name) {
        const char *text = json_string_value(json_object_get(vector->json, name));

        assert_non_null(text);
        return text;
}

/* Some are 2^64 - 1, which jansson has as a real number only; the others are small. */
static uint64_t member_number(const struct vector *vector, const char *name) {
        const json_t *member = json_object_get(vector->json, name);

        assert_true(json_is_real(member));
        return json_real_value(member) >= 0x1p64 ? UINT64_MAX : (uint64_t)json_real_value(member);
}

static bool judge(struct vector *vector) {
        if (json_object_get(vector->json, "leafHash")) {
                struct hash leaf = take_hash(vector, member_text(vector, "leafHash"));
                struct hash root = take_hash(vector, member_text(vector, "root"));

                return vector->readable && merkle_check_inclusion(&leaf, member_number(vector, "leafIdx"), member_number(vector, "treeSize"),
                                                                  vector->proof, vector->count, &root);
        } else {
                struct hash old_root = take_root(vector, member_text(vector, "root1"));
                struct hash root = take_root(vector, member_text(vector, "root2"));

                return vector->readable && merkle_check_consistency(member_number(vector, "size1"), member_number(vector, "size2"), &old_root,
                                                                    &root, vector->proof, vector->count);
        }
}

static void check_vector(const char *path) {
        struct vector vector = { .json = json_load_file(path, JSON_DECODE_INT_AS_REAL, NULL), .readable = true };
        const json_t *proof, *want, *element;
        size_t i;

        assert_non_null(vector.json);
        want = json_object_get(vector.json, "wantErr");
        assert_true(json_is_boolean(want));
        proof = json_object_get(vector.json, "proof");
        json_array_foreach(proof, i, element) {
                assert_true(vector.count < MERKLE_PROOF_MAX);
                vector.proof[vector.count++] = take_hash(&vector, json_string_value(element));
        }
        if (judge(&vector) != json_is_false(want))
                fail_msg("%s: verdict differs from the published one", path);
        json_decref(vector.json);
}

static unsigned check_folder(const char *path) {
        DIR *folder = opendir(path);
        struct dirent *name;
        unsigned count = 0;

        assert_non_null(folder);
        while ((name = readdir(folder))) {
                char below[4096];

                assert_true(snprintf(below, sizeof(below), "%s/%s", path, name->d_name) < (int)sizeof(below));
                if (name->d_name[0] == '.')
                        continue;
                if (name->d_type == DT_DIR) {
                        count += check_folder(below);
                } else {
                        check_vector(below);
                        count++;
                }
        }
        closedir(folder);
        return count;
}

static void every_published_vector_gets_its_verdict(void **state) {
        const char *vectors = getenv("PICKUPBOX_VECTORS");
        char path[4096];
        DIR *folder;

        assert_true(snprintf(path, sizeof(path), "%s/merkle/testdata", vectors ? vectors : "") < (int)sizeof(path));
        folder = opendir(path);
        if (!folder) {
                print_message("published Merkle vectors not found at %s\n", path);
                skip();
        }
        closedir(folder);
        assert_true(check_folder(path) >= 196);
}

int main(void) {
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(every_root_is_that_of_the_definition, grow, fell),
                cmocka_unit_test_setup_teardown(every_inclusion_proof_holds_and_no_changed_one_does, grow, fell),
                cmocka_unit_test_setup_teardown(every_consistency_proof_holds_and_no_changed_one_does, grow, fell),
                cmocka_unit_test_setup_teardown(questions_outside_the_tree_are_refused, grow, fell),
                cmocka_unit_test(a_hash_is_read_from_canonical_base64_of_32_bytes_only),
                cmocka_unit_test(every_published_vector_gets_its_verdict),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
