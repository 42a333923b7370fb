/* SPDX-License-Identifier: EUPL-1.2 */
/*
 * The product's vocabulary: a word that travels (in the ledger, a token's file, a
 * request, an answer) stands once, in the list of its kind in this folder.
 *
 * A list is a macro of rows X(MEMBER, "word"), in the order of the enum:
 *
 *      #define WAY_LIST(X) X(WAY_CODE, "code") X(WAY_TYPED, "typed")
 *      WORDS_DECLARE(way, WAY, WAY_LIST)
 *
 * declares enum way { WAY_NONE, WAY_CODE, WAY_TYPED, WAY_COUNT }, way_name() (static; NULL
 * for WAY_NONE and values out of range), way_from_name() (WAY_NONE when there is no
 * such word) and way_words, the list as a table. word.c defines them.
 *
 * Words that are in a ledger never change. Whoever adds one adds its row here; the
 * static_assert of every table over the enum, and tests/base/test_words.c, say what else is missing.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* words[0] is NULL: no word. */
struct word_list {
        const char *const *words;
        unsigned count;
};

/* The place of the word that is these len bytes, or 0. */
unsigned words_find(const struct word_list *list, const char *text, size_t len);
/* The word at that place; NULL for 0 and out of range. Static. */
const char *words_at(const struct word_list *list, unsigned place);

/* What a list is expanded with. */
#define WORDS_MEMBER(member, word) member,
#define WORDS_WORD(member, word) [member] = word,

#define WORDS_DECLARE(name, prefix, list) \
        enum name { prefix##_NONE, list(WORDS_MEMBER) prefix##_COUNT }; \
        extern const struct word_list name##_words; \
        const char *name##_name(enum name name); \
        enum name name##_from_name(const char *text);

#define WORDS_DEFINE(name, prefix, list) \
        static const char *const name##_texts[] = { list(WORDS_WORD) }; \
        static_assert(sizeof(name##_texts) / sizeof(name##_texts[0]) == prefix##_COUNT, "every " #name " has a word"); \
        const struct word_list name##_words = { name##_texts, prefix##_COUNT }; \
        const char *name##_name(enum name name) { \
                return words_at(&name##_words, (unsigned)name); \
        } \
        enum name name##_from_name(const char *text) { \
                return (enum name)words_find(&name##_words, text, strlen(text)); \
        }
