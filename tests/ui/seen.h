/* SPDX-License-Identifier: EUPL-1.2 */
/* What is seen of a view: a text by its name, a target by its id. Each is the first of them and owned by the view; NULL: there is none. */
#pragma once

#include "ui/view/view.h"

const struct view_text *seen_text(const struct view *view, const char *name);
/* What it says. */
const char *seen_words(const struct view *view, const char *name);
const struct view_target *seen_target(const struct view *view, struct target target);
/* Of whatever number. */
const struct view_target *seen_target_id(const struct view *view, enum target_id id);
