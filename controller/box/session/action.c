/* SPDX-License-Identifier: EUPL-1.2 */
#include "controller/box/session/action.h"

#include <assert.h>
#include <stdio.h>

struct action *action_add(struct actions *actions, enum action_type type) {
        struct action *action = &actions->list[actions->count];

        assert(actions->count < ACTIONS_MAX);
        actions->count++;
        *action = (struct action){ .type = type };
        return action;
}

void action_tone(struct actions *actions, enum tone tone) {
        action_add(actions, ACTION_TONE)->tone = tone;
}

void action_tell(struct actions *actions, enum event_type event, unsigned c) {
        struct action *action = action_add(actions, ACTION_TELL);

        action->event = event;
        action->c = c;
}

struct action *action_add_text(struct actions *actions, enum action_type type, const char *text) {
        struct action *action = action_add(actions, type);

        snprintf(action->text, sizeof(action->text), "%s", text);
        return action;
}
