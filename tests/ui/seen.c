/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/ui/seen.h"

#include <string.h>

const struct view_text *seen_text(const struct view *view, const char *name) {
        const struct view_text *texts;
        size_t count;

        texts = view_texts(view, &count);
        for (size_t i = 0; i < count; i++)
                if (strcmp(texts[i].name, name) == 0)
                        return &texts[i];
        return NULL;
}

const char *seen_words(const struct view *view, const char *name) {
        const struct view_text *text = seen_text(view, name);

        return text ? text->text : NULL;
}

const struct view_target *seen_target(const struct view *view, struct target target) {
        const struct view_target *targets;
        size_t count;

        targets = view_targets(view, &count);
        for (size_t i = 0; i < count; i++)
                if (target_equal(targets[i].target, target))
                        return &targets[i];
        return NULL;
}

const struct view_target *seen_target_id(const struct view *view, enum target_id id) {
        const struct view_target *targets;
        size_t count;

        targets = view_targets(view, &count);
        for (size_t i = 0; i < count; i++)
                if (targets[i].target.id == id)
                        return &targets[i];
        return NULL;
}
